"""What is asked when days are planned, published and booked."""

from collections.abc import Sequence
from datetime import date, time
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import (
    Field,
    HiddenField,
    RadioField,
    ValidationError,
)
from wtforms.validators import Optional, Regexp
from wtforms.widgets import TextArea

from app.core.errors import N_
from app.distributions import rules
from app.distributions.models import Distribution
from app.hubs.models import Location
from app.web.forms import (
    ClockField,
    DayField,
    Form,
    MultiCheckboxField,
    NonceForm,
    NoteField,
    NumberField,
    at_most,
    is_ascii_number,
    needed,
    number_field,
    read_day,
)

WEEKDAY_NAMES = (
    N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"), N_("Sunday"),
)  # fmt: skip
WEEKDAYS = (N_("Mo"), N_("Tu"), N_("We"), N_("Th"), N_("Fr"), N_("Sa"), N_("Su"))

DAYLIGHT = (time(9), time(15))
"""Usual hours: daylight, and home well before curfew (field guide 5.3)."""


class DayHours(NonceForm):
    """Hours, slots and desks of a day."""

    opens_at = ClockField(_("Opens at"), [needed(_("Write when it opens."))], default=DAYLIGHT[0])
    closes_at = ClockField(_("Closes at"), [needed(_("Write when it closes."))], default=DAYLIGHT[1])
    slot_minutes = RadioField(
        _("How long is a slot, in minutes?"),
        [needed(_("Choose how long a slot is."))],
        coerce=int,
        choices=[(minutes, str(minutes)) for minutes in rules.SLOT_MINUTES],
        default=15,
    )
    service_minutes = number_field(_("How many minutes does one household take at a desk?"), 1, 60, default=3)

    kept = number_field(_("How many places of each slot stay free?"), 0, 100, default=0, optional=True)
    kept_until = ClockField(_("Until what time are they kept?"), [Optional()])

    def validate_closes_at(self, field: Field) -> None:
        if self.opens_at.data and field.data and field.data <= self.opens_at.data:
            raise ValidationError(_("It closes before it opens."))


class PlanForm(DayHours):
    """Several days at several locations in one go."""

    locations = MultiCheckboxField(
        _("Where?"), [needed(_("Choose at least one location."))], coerce=int, choices=[]
    )  # fmt: skip
    first = DayField(_("From which day?"))
    last = DayField(_("To which day?"))
    weekdays = MultiCheckboxField(
        _("On which weekdays?"),
        coerce=int,
        choices=lambda: [(n, _(name)) for n, name in enumerate(WEEKDAYS)],
    )
    listed = NoteField(_("Or days one by one"), [at_most(2000)], widget=TextArea())
    desks = number_field(_("How many desks?"), 1, 50, optional=True)

    def offer(self, locations: Sequence[Location]) -> None:
        """The locations there are to choose from."""
        self.locations.choices = [(place.id, f"{place.name}, {place.address}") for place in locations]

    def validate_last(self, field: Field) -> None:
        if (self.first.data is None) != (field.data is None):
            raise ValidationError(_("Write both the first and the last day."))
        if self.first.data and field.data and not 0 <= (field.data - self.first.data).days <= 366:
            raise ValidationError(_("The last day must come after the first, within a year."))

    def validate_listed(self, field: Field) -> None:
        for text in self._written():
            try:
                read_day(text)
            except ValueError:
                raise ValidationError(_("“%(text)s” is not a date. Write 24.11.2026.", text=text[:20])) from None

    def days(self) -> list[date]:
        """Every day that was entered. Call when the form is right."""
        listed = [read_day(text) for text in self._written()]
        return rules.planned_days(self.first.data, self.last.data, self.weekdays.data or (), listed)

    def _written(self) -> list[str]:
        return self.listed.data.replace(",", " ").replace(";", " ").split()


class DraftForm(DayHours):
    """One day that is not published yet."""

    held_on = DayField(_("On which day?"), [needed(_("Write the day."))])
    desks = number_field(_("How many desks?"), 1, 50)

    @classmethod
    def of(cls, draft: Distribution) -> "DraftForm":
        """The form with the draft as it stands."""
        return cls(obj=draft)


class SlotMinutesForm(Form):
    """Another length for all slots of a plan."""

    minutes = NumberField(validators=[needed(), is_ascii_number])

    def validate_minutes(self, field: Field) -> None:
        if field.data not in rules.SLOT_MINUTES:
            raise ValidationError(_("Choose how long a slot is."))


class _SeenField(HiddenField):
    """Part of what was looked at, carried from the page to the button."""

    data: Any


class PublishForm(Form):
    """The list that was looked at: publishing another one is refused."""

    seed = _SeenField(validators=[needed(), Regexp(r"\A[0-9]{1,9}\Z")])
    digest = _SeenField(validators=[needed(), Regexp(r"\A[0-9a-f]{64}\Z")])


class BookForm(Form):
    """A free place for a household."""

    slot = NumberField(_("Choose a time"), [needed(_("Choose a time.")), is_ascii_number])
