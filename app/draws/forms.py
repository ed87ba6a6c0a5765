"""What is typed when a draw is posted, when it is held, and when it is not."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import Field, ValidationError

from app.core import clock
from app.draws import rules
from app.web.forms import ClockField, DayField, NameField, NonceForm, TextField, at_most, needed


class PostForm(NonceForm):
    """When and where the draw is held in the open."""

    held_on = DayField(_("On which day is it drawn?"), [needed(_("Write the day."))])
    held_from = ClockField(_("At what time?"), [needed(_("Write the time."))])
    held_where = TextField(
        _("Where? Everyone may come."), [needed(_("Write the place as residents know it.")), at_most(160)]
    )

    def terms(self) -> dict[str, Any]:
        """What was typed, as the operation takes it; only of a form that is right."""
        return {
            "held_at": clock.instant(self.held_on.data, self.held_from.data),
            "held_where": self.held_where.data,
            "nonce": self.nonce.data,
        }


class HoldForm(NonceForm):
    """The number that those present made, and who of them signs."""

    public_number = TextField(
        _("Which number did those present make?"),
        [needed(_("Write the number that those present made: 6 to 40 digits."))],
        filters=[lambda text: "".join((text or "").split())],
    )
    first_witness = NameField(
        _("First witness: name and surname"), [needed(_("Write who saw it and signs.")), at_most(80)]
    )
    second_witness = NameField(
        _("Second witness: name and surname"), [needed(_("Write who saw it and signs.")), at_most(80)]
    )

    def validate_public_number(self, field: Field) -> None:
        if not rules.is_public_number(field.data):
            raise ValidationError(_("Write the number that those present made: 6 to 40 digits."))

    def validate_second_witness(self, field: Field) -> None:
        if field.data.casefold() == self.first_witness.data.casefold():
            raise ValidationError(_("Two different people sign. Write the second one."))

    def facts(self) -> dict[str, Any]:
        """What was typed, as the operation takes it; only of a form that is right."""
        return {
            "public_number": self.public_number.data,
            "witnesses": (self.first_witness.data, self.second_witness.data),
            "nonce": self.nonce.data,
        }


class AnnulForm(NonceForm):
    """Why a posted draw is not held."""

    why = TextField(
        _("Why is it not held? Everyone can read this."),
        [needed(_("Write why, in words for the public.")), at_most(200)],
    )
