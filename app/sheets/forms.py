"""What is typed from signature sheets: the fewest keys for a row that was signed as it was printed."""

from collections.abc import Sequence
from datetime import time

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    Field,
    FieldList,
    FormField,
    IntegerField,
    RadioField,
    SelectField,
    ValidationError,
)
from wtforms import Form as PlainForm
from wtforms.validators import InputRequired, NumberRange, Regexp

from app.checkin.models import CollectorKind
from app.core import codes
from app.sheets import labels
from app.sheets.models import ConflictKind, Settlement
from app.sheets.queries import Line
from app.sheets.rules import Mark
from app.web.forms import (
    ClockField,
    Form,
    NonceForm,
    TextField,
    at_most,
    is_ascii_number,
    needed,
)

MOST_ROWS = 80
LONGEST_NAME = 80


class NumberForm(Form):
    """The number of a sheet as typed or scanned."""

    number = TextField(
        _("Number of the sheet"), [needed(_("Write the number in the corner of the sheet.")), at_most(60)]
    )


class RowFields(PlainForm):
    """What stands beside one row."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """The language of the page; the token is that of the whole form."""

        csrf = False

    row_no = IntegerField(validators=[is_ascii_number, InputRequired(), NumberRange(1, 999)])
    card_no = TextField(_("Card"), [at_most(30)])
    what = SelectField(_("What stands there"), choices=labels.choices_of_row, default="")
    name = TextField(_("Who took it"), [at_most(LONGEST_NAME)])
    kits = TextField(_("Kits given"), [at_most(20), Regexp(r"\A[0-9+ ]*\Z")])
    at = ClockField(_("Time"))

    def validate_card_no(self, field: Field) -> None:
        code = codes.read_code(field.data)
        if field.data and code.kind is codes.CodeKind.OTHER:
            raise ValidationError(
                gettext("Row %(number)s: a card number has eight digits. Look again.", number=self.row_no.data)
            )

    def validate_name(self, field: Field) -> None:
        if self.what.data == labels.PROXY and not field.data:
            raise ValidationError(
                gettext("Row %(number)s: write the name of who took it.", number=self.row_no.data)
            )  # fmt: skip

    def mark(self, *, is_all_signed: bool, is_blank_row: bool) -> Mark | None:
        """None where nothing is known of the row yet."""
        what = self.what.data or self._unmarked(is_all_signed=is_all_signed, is_blank_row=is_blank_row)
        if not what or (is_blank_row and not self.card_no.data):
            return None
        outcome, kind = labels.ROWS[what][:2]
        return Mark(
            row_no=self.row_no.data or 0,
            outcome=outcome,
            collector_kind=kind,
            collector_name=self.name.data if kind is not CollectorKind.MEMBER else "",
            kits=tuple(int(part) for part in self.kits.data.replace("+", " ").split()),
            at=self.at.data,
            card_no=self.card_no.data if is_blank_row else "",
        )

    def _unmarked(self, *, is_all_signed: bool, is_blank_row: bool) -> str:
        """A name or a number of kits says that something was given; a card in a blank row too."""
        says_given = is_blank_row or is_all_signed or self.kits.data or self.at.data
        return labels.PROXY if self.name.data else labels.SELF if says_given else ""


class EntryForm(NonceForm):
    """A whole sheet, row by row as on the paper."""

    at = ClockField(_("Time on the paper"))
    is_all_signed = BooleanField(_("All rows are signed as printed; only the others are marked below"))
    rows = FieldList(FormField(RowFields), max_entries=MOST_ROWS)
    saves = IntegerField(validators=[is_ascii_number, InputRequired()])

    @classmethod
    def of(cls, lines: Sequence[Line], saves: int) -> "EntryForm":
        """Every row that is not entered yet."""
        return cls(data={"rows": [{"row_no": line.row_no} for line in lines if line.entry is None], "saves": saves})

    def row_of(self, row_no: int) -> RowFields | None:
        """The fields of a row, by the number printed on it."""
        return next((entry.form for entry in self.rows if entry.form.row_no.data == row_no), None)

    def marks(self, lines: Sequence[Line]) -> list[Mark]:
        """What is known of the rows that are on the sheet and not entered; what was not to be signed is left out."""
        found = (self._mark(line) for line in lines if line.entry is None)
        return [mark for mark in found if mark is not None]

    def unmarked(self, lines: Sequence[Line]) -> list[int]:
        """Printed rows of which nothing is known."""
        return [
            line.row_no for line in lines if line.row and not line.row.note and not line.entry and not self._mark(line)
        ]  # fmt: skip

    def _mark(self, line: Line) -> Mark | None:
        row = self.row_of(line.row_no)
        if row is None:
            return None
        is_all_signed = bool(self.is_all_signed.data) and line.row is not None and line.row.note is None
        return row.mark(is_all_signed=is_all_signed, is_blank_row=line.row is None)

    @property
    def signed_at(self) -> time | None:
        at: time | None = self.at.data
        return at


class SettlementForm(Form):
    """Which of two facts is right."""

    settlement = RadioField(_("What is right?"), [needed(_("Choose what is right."))])
    card_no = TextField(_("Card of who signed here"), [at_most(30)])
    reason = TextField(_("Why"), [at_most(200)])

    def offer(self, kind: ConflictKind) -> None:
        """Only what can be true of this kind."""
        self.settlement.choices = [(one.value, gettext(labels.SETTLEMENTS_LONG[one])) for one in labels.OFFERED[kind]]

    def validate_card_no(self, field: Field) -> None:
        if self.settlement.data == Settlement.WRONG_ROW and not field.data:
            raise ValidationError(gettext("Write the number of the card of who signed here."))

    def validate_reason(self, field: Field) -> None:
        if self.settlement.data == Settlement.SECOND_KIT and not field.data:
            raise ValidationError(gettext("Write in a few words why this is right."))
