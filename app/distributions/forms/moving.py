"""Forms of days that are called off, of lists of moves and of the waiting list."""

from datetime import datetime, time

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, Field, HiddenField, RadioField, ValidationError
from wtforms.validators import Optional, Regexp

from app.core import clock
from app.distributions.labels import TOLD_HOW
from app.distributions.models import MoveCause, ToldHow
from app.web.forms import (
    ClockField,
    DayField,
    Form,
    MultiCheckboxField,
    NonceForm,
    NumberField,
    TextField,
    at_most,
    is_ascii_number,
    needed,
)

POSTPONE, CANCEL = MoveCause.POSTPONED.value, MoveCause.CANCELLED.value
MOVE, ASK = "move", "ask"


class _UntilMixin(Form):
    """Until when a place is held."""

    held_on = DayField(_("Hold the place until which day?"))
    held_at = ClockField(_("Until what time?"), [Optional()], default=time(18))

    def held_until(self) -> datetime | None:
        """The instant, when a day was given."""
        if self.held_on.data is None:
            return None
        return clock.instant(self.held_on.data, self.held_at.data or time(18))


class _CallOffForm(NonceForm, _UntilMixin):
    """Why times are taken away, and whether people are asked first. The digest is that of the list looked at."""

    words = TextField(
        _("Why? Everyone reads this"), [needed(_("Write why: residents will read it.")), at_most(200)]
    )  # fmt: skip
    how = RadioField(
        _("How?"),
        [needed(_("Choose how."))],
        choices=lambda: [
            (MOVE, _("Move them now and tell them")),
            (ASK, _("Call first: hold the new place until they agree")),
        ],
        default=MOVE,
    )
    digest = HiddenField(validators=[Optional(), Regexp(r"\A[0-9a-f]{64}\Z")])

    def validate_held_on(self, field: Field) -> None:
        if self.how.data == ASK and not field.data and not field.errors:
            raise ValidationError(_("Write until which day the places are held."))
        until = self.held_until()
        if self.how.data == ASK and until is not None and until <= clock.now():
            raise ValidationError(_("Choose a later time: until then the place is held."))

    day_asked = "how"
    """The field that is in the way when the day cannot be called off like this."""

    @property
    def is_confirmed(self) -> bool:
        """Whether the list was looked at and its button pressed."""
        return bool(self.digest.data)


class CallOffForm(_CallOffForm):
    """One day that will not be held as planned."""

    kind = RadioField(
        _("What happens to this day?"),
        [needed(_("Choose what happens."))],
        choices=lambda: [
            (POSTPONE, _("It is held on another day, at the same hours")),
            (CANCEL, _("It is not held: people get free places of other days")),
        ],
        default=POSTPONE,
    )
    to_day = DayField(_("On which day instead?"), [])
    day_asked = "to_day"

    def validate_to_day(self, field: Field) -> None:
        if self.kind.data == POSTPONE and not field.data and not field.errors:
            raise ValidationError(_("Write the new day."))


class CloseLocationForm(_CallOffForm):
    """A location at which nothing is held for some time."""

    since = DayField(_("From which day?"), [needed(_("Write the first day."))])
    until = DayField(_("Until which day? Empty means until further notice"), [Optional()])
    day_asked = "since"

    def validate_until(self, field: Field) -> None:
        if field.data and self.since.data and field.data < self.since.data:
            raise ValidationError(_("The last day is before the first."))


class ToldForm(Form):
    """Who was told, and how."""

    moves = MultiCheckboxField(_("Who was told?"), [needed(_("Tick at least one household."))], coerce=int, choices=[])
    how = RadioField(
        _("How?"),
        [needed(_("Choose how."))],
        choices=lambda: [(how.value, _(words)) for how, words in TOLD_HOW.items()],
        default=ToldHow.CALL,
    )


class PressForm(Form):
    """A button that changes something and asks nothing."""


class OfferForm(_UntilMixin):
    """A place for a household that waits, held until it answers."""

    slot = NumberField(_("Choose a time"), [needed(_("Choose a time.")), is_ascii_number])

    def validate_held_on(self, field: Field) -> None:
        if not field.data and not field.errors:
            raise ValidationError(_("Write until which day the place is held."))


class StandbyForm(Form):
    """Whether a household can come at short notice."""

    is_standby = BooleanField(_("Can come at short notice"))
