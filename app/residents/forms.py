"""The one form of the public door."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import ValidationError

from app.core import codes
from app.web.forms import Form, TextField, at_most, needed


class LookForm(Form):
    """Card number and PIN. Without a CSRF token: it changes nothing, and a token would need a cookie."""

    class Meta:
        csrf = False

    card_no = TextField(_("Card number"), validators=[needed(_("Write the card number.")), at_most(200)])
    pin = TextField(_("PIN"), validators=[needed(_("Write the PIN: four digits on the card.")), at_most(20)])

    @property
    def code(self) -> codes.Code:
        """What was typed into the card number, with spaces and dashes taken out."""
        return codes.read_code(self.card_no.data or "")

    @property
    def pin_digits(self) -> str:
        return codes.read_code(self.pin.data or "").digits

    def validate_card_no(self, field: Any) -> None:
        """A slip of the finger is told at once: the check digit says so without a look into the register."""
        if self.code.kind is not codes.CodeKind.CARD_NO:
            raise ValidationError(_("Check the card number: 8 digits, as on the card."))
