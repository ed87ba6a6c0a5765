"""What a person types from a waybill."""

from collections.abc import Sequence
from datetime import date, datetime

from flask_babel import lazy_gettext as _
from wtforms import Field, FieldList, FormField, IntegerField, SelectField, ValidationError
from wtforms import Form as PlainForm
from wtforms.validators import NumberRange, Optional

from app.core.money import read_money
from app.stock import labels, rules
from app.stock.models import Item, Kit
from app.stock.operations import Delivery, LineDraft
from app.web.forms import DayField, Form, NonceForm, NoteField, TextField, at_most, is_ascii_number, needed

MOST_UNITS = 1_000_000
MOST_LINES = 40
FIRST_LINES = 4
MORE_LINES = 4


def amount(label: str) -> IntegerField:
    """A quantity that may stay empty."""
    return IntegerField(
        label, [Optional(), is_ascii_number, NumberRange(0, MOST_UNITS, _("Write a quantity from 0 to 1 000 000."))]
    )


class LineRow(PlainForm):
    """One line of the waybill; an empty one is left out."""

    what = SelectField(_("What"), choices=[], validate_choice=False)
    documented = amount(_("By document"))
    counted = amount(_("Counted"))
    damaged = amount(_("Damaged"))
    mark = TextField(_("Lot"), [at_most(40)])
    expires_on = DayField(_("Use by"), [Optional()])
    value = TextField(_("Value of a unit, UAH"))

    @property
    def is_blank(self) -> bool:
        return not self.what.data and all(
            field.data is None for field in (self.documented, self.counted)
        )  # fmt: skip

    def validate_value(self, field: Field) -> None:
        try:
            if field.data:
                read_money(field.data)
        except ValueError as error:
            raise ValidationError(_("Write hryvnias in digits, for example 45,50.")) from error

    @property
    def problem(self) -> str | None:
        """What is wrong with the line as a whole."""
        if not self.what.data:
            return str(_("Choose what came."))
        if self.documented.data is None or self.counted.data is None:
            return str(_("Write the quantity by document and the one you counted."))
        if (self.damaged.data or 0) > self.counted.data:
            return str(_("More is damaged than counted. Damaged ones are among those counted."))
        return None

    @property
    def draft(self) -> LineDraft:
        kind, _dash, number = str(self.what.data).partition("-")
        return LineDraft(
            item_id=int(number) if kind == "item" else None,
            kit_id=int(number) if kind == "kit" else None,
            documented=self.documented.data or 0,
            counted=self.counted.data or 0,
            damaged=self.damaged.data or 0,
            mark=self.mark.data,
            expires_on=self.expires_on.data,
            unit_value_minor=read_money(self.value.data) if self.value.data else None,
        )


class ReceiptForm(NonceForm):
    """A delivery: who brought it, its papers, its lines, two names."""

    partner = TextField(_("Whose aid is it?"), [needed(_("Write who gave it, as on the waybill.")), at_most(120)])
    happened_on = DayField(_("When did it come?"), [needed(_("Write the day on which it came."))])
    waybill_no = TextField(_("Number of the waybill"), [at_most(40)])
    act_no = TextField(_("Number of the donor’s act"), [at_most(40)])
    carrier = TextField(_("Carrier, vehicle"), [at_most(80)])
    declaration_no = TextField(_("Number of the declaration of humanitarian aid"), [at_most(40)])
    customs_on = DayField(_("Day of customs"), [Optional()])
    lines = FieldList(FormField(LineRow), max_entries=MOST_LINES)
    remark = NoteField(_("State of the goods, remarks"), [at_most(200)])
    received_by = TextField(_("Who received"), [needed(_("Write who received the goods.")), at_most(80)])
    witness = TextField(
        _("Who counted too"), [needed(_("Write the second name: whoever counted too and signs.")), at_most(80)]
    )

    @classmethod
    def blank(cls, *, received_by: str, day: date) -> "ReceiptForm":
        form = cls(data={"received_by": received_by, "happened_on": day})
        form.add_lines(FIRST_LINES)
        return form

    def add_lines(self, count: int = MORE_LINES) -> None:
        """Some more empty lines, as far as the form goes."""
        for _number in range(min(count, MOST_LINES - len(self.lines))):
            self.lines.append_entry()

    def offer(self, kits: Sequence[Kit], items: Sequence[Item]) -> None:
        """Fill the lists of what may come: kits, then items."""
        offered = [
            ("", _("choose")),
            *((f"kit-{kit.id}", labels.kit_name(kit)) for kit in kits),
            *((f"item-{item.id}", labels.item_with_unit(item)) for item in items),
        ]
        self._known = {value for value, _words in offered if value}
        for row in self.lines:
            row.form.what.choices = offered

    def validate_lines(self, _field: Field) -> None:
        filled = [row.form for row in self.lines if not row.form.is_blank]
        if not filled:
            raise ValidationError(_("Write at least one line of what came."))
        for form in filled:
            problem = _("Choose what came.") if form.what.data not in {"", *self._known} else form.problem
            if problem and not form.errors:
                form.what.errors = [problem]
        if any(form.errors for form in filled):
            raise ValidationError(_("Look at the lines of what came."))

    def delivery(self, at: datetime) -> Delivery:
        """What was typed, as the operation takes it; only of a form that is right."""
        return Delivery(
            partner_name=self.partner.data,
            happened_at=rules.moment(self.happened_on.data, at),
            lines=[row.form.draft for row in self.lines if not row.form.is_blank],
            received_by=self.received_by.data,
            witness=self.witness.data,
            waybill_no=self.waybill_no.data,
            declaration_no=self.declaration_no.data,
            customs_on=self.customs_on.data,
            act_no=self.act_no.data,
            carrier=self.carrier.data,
            remark=self.remark.data,
        )


class ReportedForm(Form):
    """When what became of declared aid was reported."""

    reported_on = DayField(_("When was it reported?"), [needed(_("Write the day on which it was reported."))])
