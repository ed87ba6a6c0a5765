"""Help for households: what is asked, onto which shift, what came of it."""

from datetime import time

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, RadioField, SelectField
from wtforms.validators import InputRequired

from app.public_works.forms.fields import row_key
from app.public_works.models import HelpKind, HelpOutcome
from app.public_works.rules import Hours, Plan
from app.web import labels
from app.web.forms import (
    ClockField,
    DayField,
    Form,
    MultiCheckboxField,
    NonceForm,
    TextField,
    at_most,
    needed,
    number_field,
)


class HelpForm(NonceForm):
    """One thing that one household asks for."""

    kind = RadioField(
        _("What help?"), [InputRequired(_("Choose what help."))], choices=lambda: labels.choices(HelpKind)
    )
    note = TextField(_("How much, where it lies? Nothing about people and health."), [at_most(80)])


class ShiftHelpForm(Form):
    """Requests that were ticked, and the shift that takes them on."""

    requests = MultiCheckboxField(_("Requests"), coerce=row_key, validate_choice=False)
    shift = SelectField(_("Onto which shift?"), coerce=row_key, validate_choice=False)


class DraftHelpForm(NonceForm):
    """Requests that were ticked, of which an order is made, and when its helpers go."""

    requests = MultiCheckboxField(_("Requests"), coerce=row_key, validate_choice=False)
    held_on = DayField(_("On which day do helpers go?"), [needed(_("Write on which day helpers go."))])
    starts_at = ClockField(_("From what time?"), [needed(_("Write when work begins."))], default=time(10))
    ends_at = ClockField(_("Until what time?"), [needed(_("Write when work ends."))], default=time(14))
    places = number_field(_("How many helpers?"), 1, 200, default=2)

    @property
    def plan(self) -> Plan:
        """The one shift; call when the form is right."""
        day, hours = self.held_on.data, Hours(self.starts_at.data, self.ends_at.data, 0)
        return Plan(day, day, frozenset({day.weekday()}), (hours,), self.places.data)


class NeededForm(Form):
    """What was asked on rounds and is ticked now."""

    needs = MultiCheckboxField(_("Asked on rounds"), validate_choice=False)


class OutcomeForm(Form):
    """What came of one request."""

    outcome = RadioField(_("What came of it?"), [InputRequired()], choices=lambda: labels.choices(HelpOutcome))
    is_asked_again = BooleanField(_("put it on the list again"))
