"""What a person types about a kit."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import Field, HiddenField, ValidationError
from wtforms.validators import Length, Regexp
from wtforms.widgets import TextArea

from app.stock import rules
from app.web.forms import NonceForm, NoteField, TextField, at_most, needed


class ContentsForm(NonceForm):
    """What stands in a kit and what it weighs. ``based_on`` is the version that was looked at."""

    contents = NoteField(
        _("What is in it?"), [needed(_("Write what is in the kit, one thing on a line."))], widget=TextArea()
    )
    weight = TextField(
        _("How many kilograms does one kit weigh?"), [needed(_("Weigh one kit and write its kilograms."))]
    )
    based_on = HiddenField(validators=[Regexp(r"\A[0-9]{0,6}\Z")])

    def validate_contents(self, field: Field) -> None:
        lines = rules.read_lines(field.data)
        if not lines:
            raise ValidationError(_("Write what is in the kit, one thing on a line."))
        if len(lines) > rules.MOST_LINES:
            raise ValidationError(_("Leave at most %(max)d lines.", max=rules.MOST_LINES))
        if number := rules.too_long(lines):
            raise ValidationError(_("Line %(number)d is too long. Shorten it or break it in two.", number=number))

    def validate_weight(self, field: Field) -> None:
        try:
            rules.read_weight(field.data)
        except ValueError as error:
            raise ValidationError(_("Write kilograms up to 1000 in digits, for example 5,5.")) from error

    def facts(self) -> dict[str, Any]:
        """What was typed, as the operation takes it; only of a form that is right."""
        return {
            "lines": rules.read_lines(self.contents.data or ""),
            "weight_g": rules.read_weight(self.weight.data or ""),
            "nonce": self.nonce.data,
        }


class KitForm(ContentsForm):
    """A new kit."""

    name = TextField(
        _("What is the kit called?"), [needed(_("Write the name of the kit as residents will read it.")), at_most(80)]
    )
    name_en = TextField(_("Its name in English, if you need it"), [at_most(80)])
    code = TextField(
        _("Short code"),
        [needed(_("Write a short code, for example FOOD30.")), Length(2, 12, _("A code has 2 to 12 signs."))],
        filters=[lambda text: rules.clean_code(text or "")],
    )

    def validate_code(self, field: Field) -> None:
        if not field.data.isascii() or not field.data.replace("-", "").isalnum():
            raise ValidationError(_("Use Latin letters, digits and hyphens only, for example HYG-F."))

    def facts(self) -> dict[str, Any]:
        named = {"code": self.code.data, "name": self.name.data, "name_en": self.name_en.data}
        return {**super().facts(), **named}
