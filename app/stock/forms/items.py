"""What a person types about an item, and about which item each line of a kit is."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, Field, FieldList, FormField, HiddenField, IntegerField, SelectField, ValidationError
from wtforms import Form as PlainForm
from wtforms.validators import AnyOf, Length, NumberRange, Optional, Regexp

from app.stock import rules
from app.stock.models import Item, ItemUnit, KitVersion
from app.stock.operations import ItemDetails
from app.web.forms import Form, NonceForm, TextField, at_most, is_ascii_number, needed
from app.web.labels import choices


class ItemFields(Form):
    """What may be corrected of an item."""

    name = TextField(_("What is the item called?"), [needed(_("Write what it is, for example flour.")), at_most(80)])
    name_en = TextField(_("Its name in English, if you need it"), [at_most(80)])
    weight = TextField(
        _("How many kilograms does one unit weigh?"),
        [needed(_("Write the kilograms of one unit, for example 0,5; a guess is enough."))],
    )

    def validate_weight(self, field: Field) -> None:
        try:
            rules.read_weight(field.data)
        except ValueError as error:
            raise ValidationError(_("Write kilograms up to 1000 in digits, for example 5,5.")) from error

    @property
    def details(self) -> ItemDetails:
        return ItemDetails(self.name.data, self.name_en.data, rules.read_weight(self.weight.data))


class ItemForm(NonceForm, ItemFields):
    """A new item."""

    code = TextField(
        _("Short code"),
        [needed(_("Write a short code, for example FLOUR.")), Length(2, 12, _("A code has 2 to 12 signs."))],
        filters=[lambda text: rules.clean_code(text or "")],
    )
    unit = SelectField(
        _("What is it counted in?"),
        [AnyOf([unit.value for unit in ItemUnit], message=_("Choose what it is counted in."))],
        choices=lambda: choices(ItemUnit),
        validate_choice=False,
    )

    def validate_code(self, field: Field) -> None:
        if not field.data.isascii() or not field.data.replace("-", "").isalnum():
            raise ValidationError(_("Use Latin letters, digits and hyphens only, for example HYG-F."))


class EditItemForm(ItemFields):
    """Corrections, and whether the item is still used."""

    is_active = BooleanField(_("This item is in use"))

    @property
    def details(self) -> ItemDetails:
        return ItemDetails(
            self.name.data, self.name_en.data, rules.read_weight(self.weight.data), self.is_active.data
        )  # fmt: skip


class _ItemRow(PlainForm):
    item = SelectField(_("Item"), choices=[], validate_choice=False)
    quantity = IntegerField(
        _("Units in one kit"),
        [Optional(), is_ascii_number, NumberRange(1, 10_000, _("Write how many units go into one kit."))],
    )

    @property
    def named(self) -> tuple[int, int] | None:
        """The item and its units; None for a line that is only words."""
        raw = str(self.item.data or "")
        return (int(raw), self.quantity.data or 0) if raw.isdecimal() else None


class KitItemsForm(NonceForm):
    """Which item each line of the kit is. ``based_on`` is the version that was looked at."""

    rows = FieldList(FormField(_ItemRow), max_entries=rules.MOST_LINES)
    based_on = HiddenField(validators=[Regexp(r"\A[0-9]{0,6}\Z")])

    @classmethod
    def of(cls, version: KitVersion) -> "KitItemsForm":
        lines = [{"item": str(line.item_id or ""), "quantity": line.item_quantity} for line in version.lines]
        return cls(data={"rows": lines, "based_on": str(version.number)})

    def offer(self, items: Sequence[Item]) -> None:
        """Fill the lists of items."""
        offered = [("", _("only words")), *((str(item.id), item.name) for item in items)]
        for row in self.rows:
            row.form.item.choices = offered

    def validate_rows(self, _field: Field) -> None:
        for row in self.rows:
            if row.form.item.data and not row.form.quantity.data:
                row.form.quantity.errors = [_("Write how many units go into one kit.")]
                raise ValidationError(_("Write how many units go into one kit."))

    @property
    def items(self) -> list[tuple[int, int] | None]:
        return [row.form.named for row in self.rows]
