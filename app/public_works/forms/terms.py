"""How turns are shared, and the lowest pay for an hour."""

from flask_babel import lazy_gettext as _
from wtforms import ValidationError

from app.public_works.forms.fields import MoneyField
from app.public_works.models import WorkRules
from app.public_works.operations import Sharing
from app.web.forms import DayField, Form, TextField, at_most, needed, number_field

HIGHEST_HOUR = 1_000_00
"""Kopiykas; more is a slip of the point."""


class SharingForm(Form):
    """Caps, holds, standby."""

    days_cap = number_field(_("How many days may one household work while others wait?"), 1, 31)
    cap_period = number_field(_("In how many days is that counted?"), 7, 92)
    lately_days = number_field(_("For how many days after its last work does a household come later in turn?"), 0, 366)
    hold_hours = number_field(_("For how many hours is an offered place held for an answer?"), 1, 168)
    standby_minutes = number_field(_("How many minutes are paid when a day is called off on the spot?"), 0, 480)

    @classmethod
    def of(cls, kept: WorkRules) -> "SharingForm":
        return cls(formdata=None, obj=kept)

    @property
    def sharing(self) -> Sharing:
        """Call when the form is right."""
        return Sharing(
            self.days_cap.data, self.cap_period.data, self.lately_days.data,
            self.hold_hours.data, self.standby_minutes.data,
        )  # fmt: skip


class MinimumForm(Form):
    """The lowest pay for an hour from a day on."""

    valid_from = DayField(_("From which day?"), [needed(_("Write the day."))])
    hour = MoneyField(_("Lowest pay for an hour, UAH"), [needed(_("Write the lowest pay for an hour."))])
    source = TextField(_("Which law says so?"), [needed(_("Write which law says so.")), at_most(120)])

    def validate_hour(self, field: MoneyField) -> None:
        if not field.errors and not 0 < field.kopiykas <= HIGHEST_HOUR:
            raise ValidationError(_("Write a sum for one hour, for example 52,00."))
