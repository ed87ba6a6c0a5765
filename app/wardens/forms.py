"""What is typed about wardens, their sheets and what they saw."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from flask import request
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
from wtforms.validators import InputRequired, NumberRange

from app.accounts.models import Staff
from app.core.errors import N_
from app.wardens import labels, rules
from app.wardens.models import LONGEST_REPORT, ChangeKind, ChangeState, CheckAnswer, Round, RoundRow, Side
from app.wardens.queries import FreeStretch
from app.wardens.rules import Change, Mark, Stretch
from app.web.forms import (
    DayField,
    Form,
    MultiCheckboxField,
    NonceForm,
    TextField,
    at_most,
    is_ascii_number,
    needed,
)
from app.web.labels import choices, label

BOTH = "both"
"""How a whole street is written where its sides are odd and even."""


def _key(stretch: FreeStretch) -> str:
    return f"{stretch.street.id}-{stretch.side or BOTH}"


def _read_keys(keys: Iterable[str]) -> list[Stretch]:
    """Only keys out of the choices come here, so that each is well made."""
    parts = (key.split("-") for key in keys)
    return [
        (int(street_id), one) for street_id, side in parts for one in (tuple(Side) if side == BOTH else (Side(side),))
    ]


# ---- streets


class StreetsForm(Form):
    """Some of the streets that are shown, each whole or by its side."""

    streets = MultiCheckboxField(_("Streets"), [needed(_("Tick at least one street."))])

    def offer(self, stretches: Sequence[FreeStretch]) -> None:
        streets = [stretch.street for stretch in stretches]
        self.streets.choices = [
            (_key(stretch), labels.stretch_name((stretch.street, stretch.side), streets)) for stretch in stretches
        ]

    @property
    def stretches(self) -> list[Stretch]:
        return _read_keys(self.streets.data or [])


class GiveForm(StreetsForm):
    """Streets that nobody walks; a long one may be parted between two wardens by its sides."""

    part = RadioField(
        _("Which houses?"),
        choices=lambda: [(BOTH, gettext("all that are free")), *choices(Side)],
        default=BOTH,
    )

    @property
    def stretches(self) -> list[Stretch]:
        return [(street_id, side) for street_id, side in super().stretches if self.part.data in (BOTH, side)]


class HandOverForm(Form):
    """To whom all streets go; how many were shown travels with the press."""

    to = SelectField(_("To whom"), coerce=int)
    expected = IntegerField(validators=[is_ascii_number, InputRequired()])

    def offer(self, wardens: Sequence[Staff]) -> None:
        self.to.choices = [(warden.id, warden.name) for warden in wardens]


# ---- sheets


class NumberForm(Form):
    """The number of a sheet as typed or scanned."""

    number = TextField(
        _("Number of the sheet"), [needed(_("Write the number in the corner of the sheet.")), at_most(60)]
    )


class RoundForm(StreetsForm, NonceForm):
    """Which streets a sheet lists, and by when it comes back."""

    return_by = DayField(_("Bring it back by"), [InputRequired(_("Write the day."))])
    only_missed = BooleanField(_("Only those nobody found at home last time"))

    def tick(self, stretches: Sequence[FreeStretch]) -> None:
        """Begin with these."""
        self.streets.data = [_key(stretch) for stretch in stretches]


def _told_on_a_row() -> list[tuple[str, str]]:
    """A household that is not on the sheet has no row on it."""
    return [each for each in choices(ChangeKind, empty=N_("none")) if each[0] != ChangeKind.NEW_HOUSEHOLD]


class RowFields(PlainForm):
    """What stands beside one household."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """The language of the page; the token is that of the whole form."""

        csrf = False

    row_no = IntegerField(validators=[is_ascii_number, InputRequired(), NumberRange(1, rules.MOST_ROWS)])
    is_reached = BooleanField(_("Reached"))
    is_told = BooleanField(_("Told"))
    codes = TextField(_("Needs"), [at_most(40)])
    kind = SelectField(_("Change"), choices=_told_on_a_row, default="")
    text = TextField(_("In words"), [at_most(LONGEST_REPORT)])

    def validate_codes(self, field: Field) -> None:
        try:
            rules.read_codes(field.data)
        except rules.UnknownCode as unknown:
            code, row_no = str(unknown), self.row_no.data
            raise ValidationError(
                gettext("Row %(number)s: there is no code “%(code)s”.", number=row_no, code=code)
            ) from None
        except rules.TooManyCodes:
            row_no = self.row_no.data
            raise ValidationError(gettext("Row %(number)s: keep the three most urgent needs.", number=row_no)) from None

    def validate_text(self, field: Field) -> None:
        if field.data and not self.kind.data:
            raise ValidationError(gettext("Row %(number)s: choose what has changed.", number=self.row_no.data))

    @property
    def mark(self) -> Mark:
        change = Change(ChangeKind(self.kind.data), self.text.data) if self.kind.data else None
        return Mark(
            row_no=self.row_no.data or 0,
            is_reached=self.is_reached.data,
            is_told=self.is_told.data,
            needs=rules.read_codes(self.codes.data),
            change=change,
        )


class EntryForm(NonceForm):
    """A whole sheet, row by row as on the paper."""

    rows = FieldList(FormField(RowFields), max_entries=rules.MOST_ROWS)
    strangers = FieldList(
        TextField(_("Address, how many people"), [at_most(LONGEST_REPORT)]),
        min_entries=rules.BLANK_ROWS,
        max_entries=rules.BLANK_ROWS,
    )
    saves = IntegerField(validators=[is_ascii_number, InputRequired()])

    @classmethod
    def of(cls, sheet: Round, *, all_ticked: bool = False) -> "EntryForm":
        """As the sheet stands; with every row ticked where that is where the typing begins."""
        return cls(data={"rows": [_values(row, all_ticked) for row in sheet.rows], "saves": sheet.saves})

    def row_of(self, row_no: int) -> RowFields | None:
        """The fields of a row, by the number printed on it."""
        return next((row for row in self._rows() if row.row_no.data == row_no), None)

    def marks(self, sheet: Round) -> list[Mark]:
        """Of the rows that are on the sheet."""
        there = {row.row_no for row in sheet.rows}
        marks = {row.row_no.data: row.mark for row in self._rows() if row.row_no.data in there}
        return list(marks.values())

    def count_blank(self, sheet: Round) -> int:
        """Rows of the sheet beside which nothing is marked, nor was decided on before."""
        marked = {mark.row_no for mark in self.marks(sheet) if not mark.is_blank}
        marked |= {row.row_no for row in sheet.rows if row.change and row.change.state is not ChangeState.WAITING}
        return sum(row.row_no not in marked for row in sheet.rows)

    @property
    def new_households(self) -> list[str]:
        return [field.data for field in self.strangers if field.data]

    def _rows(self) -> Iterator[RowFields]:
        return (entry.form for entry in self.rows)


def _values(row: RoundRow, all_ticked: bool) -> dict[str, Any]:
    return {
        "row_no": row.row_no,
        "is_reached": row.is_reached or all_ticked,
        "is_told": row.is_told or all_ticked,
        "codes": rules.write_codes([need.code for need in row.needs]),
        "kind": row.change.kind.value if row.change else "",
        "text": row.change.text if row.change else "",
    }


# ---- what was seen


class ReportForm(NonceForm):
    """What a warden saw at one home."""

    kind = SelectField(
        _("What has changed?"),
        [needed(_("Choose what has changed."))],
        choices=lambda: [("", gettext("choose")), *_told_on_a_row()[1:]],
        default="",
    )
    text = TextField(_("In words"), [at_most(LONGEST_REPORT)])

    @property
    def change(self) -> Change:
        return Change(ChangeKind(self.kind.data), self.text.data)

    @property
    def typed(self) -> str:
        """What was chosen and written, right or not, to be told in another way."""
        chosen = [label(kind) for kind in ChangeKind if kind == self.kind.data]
        return ": ".join(filter(None, [*chosen, self.text.data]))


class StrangerForm(NonceForm):
    """Somebody lives on a street where the register does not know them. ``place`` is the street in words."""

    text = TextField(_("Address, how many people"), [needed(_("Write the house and how many people live there."))])

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = f"{place}: "

    def validate_text(self, field: TextField) -> None:
        """The street and what was written stand in one column."""
        at_most(LONGEST_REPORT - len(self.place))(self, field)

    @property
    def report(self) -> str:
        """What the registrar reads: a house without its street would not be found."""
        return self.place + self.text.data

    @property
    def typed(self) -> str:
        """What was written, without the street."""
        return self.text.data


class DeclineForm(Form):
    """Why a report was declined; the warden reads it."""

    answer = TextField(_("Why not"), [needed(_("Write why, so that the warden knows.")), at_most(LONGEST_REPORT)])


class PeriodForm(Form):
    """From one day to another, in the page's own address."""

    class Meta:
        csrf = False  # it asks and changes nothing

    first = DayField(_("From"))
    last = DayField(_("To"))

    def __init__(self, first: date, last: date) -> None:
        super().__init__(formdata=request.args, first=first, last=last)
        self.validate()
        self.days = (self.first.data or first, self.last.data or last)


class CheckForm(Form):
    """What was found where a household did not come twice."""

    answer = RadioField(
        _("What did you find?"), [needed(_("Choose what you found."))], choices=lambda: choices(CheckAnswer)
    )  # fmt: skip
