"""What is typed when a draw is held, and when it is not."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import Field, ValidationError

from app.draws import rules
from app.web.forms import NameField, NonceForm, TextField, at_most, needed


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
