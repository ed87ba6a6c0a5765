"""What is typed about bundles: who carries what, what came back, and the files of a field laptop."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import Any

from flask import request
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import Field, FieldList, FormField, HiddenField, IntegerField, RadioField, SelectField, ValidationError
from wtforms import Form as PlainForm
from wtforms.validators import InputRequired, NumberRange, Optional, Regexp

from app.accounts.forms import NewPasswordFields, SecondPersonFields
from app.accounts.models import Staff
from app.bundles import rules, sealing
from app.bundles.models import NoteKind, Ruling
from app.bundles.queries import Hour, Source
from app.bundles.rules import Mark, TakenBy
from app.core import clock
from app.distributions.models import Bundle, LineOutcome
from app.hubs.models import Settlement
from app.web import filters
from app.web.forms import (
    ClockField,
    DayField,
    Form,
    MultiCheckboxField,
    NameField,
    NonceForm,
    SecretField,
    TextField,
    at_most,
    is_ascii_number,
    needed,
)
from app.web.labels import choices, label

ON_PAPER = (LineOutcome.GIVEN, LineOutcome.RETURNED, LineOutcome.REFUSED)


class NumberForm(Form):
    """The number of a bundle as typed or scanned."""

    number = TextField(
        _("Number of the bundle"), [needed(_("Write the number in the corner of the slip.")), at_most(60)]
    )


class AskForm(Form):
    """Which promises are looked through; in the page's own address."""

    class Meta:
        csrf = False  # it asks and changes nothing

    source = SelectField(_("From where"))
    warden = SelectField(_("Whose streets"))
    everybody = SelectField(_("Which households"))

    def __init__(self, sources: Sequence[Source], wardens: Sequence[Staff]) -> None:
        super().__init__(formdata=request.args)
        self.source.choices = [(one.key, f"{one.location.name}, {filters.dmy(one.held_on)}") for one in sources]
        self.warden.choices = [("", gettext("all streets")), *((str(one.id), one.name) for one in wardens)]
        self.everybody.choices = [("", gettext("those who need delivery")), ("1", gettext("all"))]
        self._sources = {one.key: one for one in sources}
        self._wardens = {str(one.id) for one in wardens}

    @property
    def chosen(self) -> Source:
        """The source that was asked for, or the nearest one."""
        return self._sources.get(self.source.data or "") or next(iter(self._sources.values()))

    @property
    def warden_id(self) -> int | None:
        return int(self.warden.data) if self.warden.data in self._wardens else None


class CarrierForm(NonceForm):
    """Who signs for the kits, and by when everything is accounted for."""

    carrier = SelectField(_("Who carries it?"), default="")
    carrier_name = NameField(_("Or a volunteer: surname and given name"), [at_most(80)])
    return_by = DayField(_("Bring it back by"), [InputRequired(_("Write the day."))])

    def offer(self, staff: Sequence[Staff]) -> None:
        self.carrier.choices = [("", gettext("choose")), *((str(one.id), one.name) for one in staff)]

    def validate_carrier(self, field: Field) -> None:
        if not field.data and not self.carrier_name.data:
            raise ValidationError(gettext("Choose who carries it, or write the name of a volunteer."))

    @property
    def carrier_id(self) -> int | None:
        return int(self.carrier.data) if self.carrier.data else None


class SendForm(CarrierForm):
    """The households whose kits leave with one carrier."""

    lines = MultiCheckboxField(
        _("Households"),
        [needed(_("Nothing is chosen. Tick at least one household."))],
        coerce=int,
        choices=[],
        validate_choice=False,  # what was given or moved meanwhile is told by the rule that knows it
    )


class LaptopForm(NonceForm):
    """The hours whose promises leave on a laptop."""

    source = SelectField(_("From where"))
    slots = MultiCheckboxField(_("Which hours? None ticked means all."), coerce=int)
    settlement = SelectField(_("Of which settlement"), default="")
    carrier = SelectField(_("Who works with the laptop?"), [needed(_("Choose who works with the laptop."))], default="")
    return_by = DayField(_("Bring it back by"), [InputRequired(_("Write the day."))])

    def offer(
        self,
        chosen: Source,
        hours: Sequence[Hour],
        settlements: Sequence[Settlement],
        staff: Sequence[Staff],
        at: datetime,
    ) -> None:
        self.source.choices = [(chosen.key, f"{chosen.location.name}, {filters.dmy(chosen.held_on)}")]
        self.slots.choices = [(hour.slot.id, _words_of(hour, at)) for hour in hours]
        self.settlement.choices = [("", gettext("all")), *((str(one.id), one.name) for one in settlements)]
        self.carrier.choices = [("", gettext("choose")), *((str(one.id), one.name) for one in staff)]


def _words_of(hour: Hour, at: datetime) -> str:
    """When, what, for how many who are left; an hour that is over says so."""
    many = ngettext("%(num)s household", "%(num)s households", hour.left)
    words = [filters.window(hour.slot), hour.slot.distribution.cycle.programme.title, many]
    if hour.is_over(at):
        words.insert(1, gettext("over"))
    return " · ".join(words)


class RowFields(PlainForm):
    """What stands beside one line of the slip."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """The language of the page; the token is that of the whole form."""

        csrf = False

    row_no = IntegerField(validators=[is_ascii_number, InputRequired(), NumberRange(1, rules.MOST_LINES)])
    outcome = SelectField(choices=lambda: [("", "–"), *((one.value, label(one)) for one in ON_PAPER)], default="")
    taken_by = SelectField(choices=lambda: choices(TakenBy), default=TakenBy.HOUSEHOLD.value)
    words = TextField(validators=[at_most(80)])
    """Who took it, or the witness; of a line that was not given why."""
    clock = ClockField()

    def validate_words(self, field: Field) -> None:
        is_given = self.outcome.data == LineOutcome.GIVEN
        if is_given and rules.needs_name(TakenBy(self.taken_by.data)) and not field.data:
            raise ValidationError(gettext("Row %(number)s: write who signed.", number=self.row_no.data))
        if self.outcome.data == LineOutcome.REFUSED and not field.data:
            raise ValidationError(gettext("Row %(number)s: write why it was refused.", number=self.row_no.data))


class EntryForm(NonceForm):
    """The slip of a bundle, row by row as on the paper."""

    day = DayField(_("Day of the delivery"), [InputRequired(_("Write the day."))])
    clock = ClockField(_("Time, for rows without their own"), [Optional()])
    rows = FieldList(FormField(RowFields), max_entries=rules.MOST_LINES)
    saves = IntegerField(validators=[is_ascii_number, InputRequired()])

    @classmethod
    def of(cls, bundle: Bundle, *, day: date, all_given: bool = False) -> "EntryForm":
        """As the slip stands: the lines that are out; with every one given where that is where the typing begins."""
        outcome = LineOutcome.GIVEN.value if all_given else ""
        rows = [{"row_no": line.row_no, "outcome": outcome} for line in bundle.lines if line.outcome is None]
        return cls(data={"rows": rows, "saves": bundle.saves, "day": day})

    def row_of(self, row_no: int) -> RowFields | None:
        """The fields of a row, by the number printed on it."""
        return next((row for row in self._rows() if row.row_no.data == row_no), None)

    def validate_rows(self, field: Field) -> None:
        for row in self._rows():
            if row.outcome.data == LineOutcome.GIVEN and row.clock.data is None and self.clock.data is None:
                raise ValidationError(
                    gettext("Row %(number)s: write the time, here or above for all rows.", number=row.row_no.data)
                )

    @property
    def marks(self) -> list[Mark]:
        """Of the rows that were marked."""
        return [self._mark(row) for row in self._rows() if row.outcome.data]

    def _mark(self, row: RowFields) -> Mark:
        row_no, outcome = int(row.row_no.data or 0), LineOutcome(row.outcome.data)
        if outcome is not LineOutcome.GIVEN:
            return Mark(row_no, outcome, note=row.words.data)
        at = self._at(row.clock.data or self.clock.data)
        return Mark(row_no, outcome, TakenBy(row.taken_by.data), row.words.data, at)

    def _at(self, clock_time: time) -> datetime:
        return clock.instant(self.day.data, clock_time)

    def _rows(self) -> Iterator[RowFields]:
        return (entry.form for entry in self.rows)


class SurelyOtherPerson(SecondPersonFields):
    """Somebody else than who is signed in writes their login and password, whatever that one may do."""

    def validate_approver_login(self, field: Field) -> None:
        if self.is_needed and not field.data:
            raise ValidationError(gettext("The second person writes their login."))

    def validate_approver_password(self, field: Field) -> None:
        if self.is_needed and not field.data:
            raise ValidationError(gettext("The second person writes their password."))

    def validate_approval_reason(self, field: Field) -> None:
        if self.is_needed and not field.data:
            raise ValidationError(gettext("Write in a few words why this is right."))

    @property
    def is_needed(self) -> bool:
        return True


class LossForm(SurelyOtherPerson):
    """What became of everything that is still out."""

    outcome = RadioField(
        _("Where are the kits?"),
        [needed(_("Choose where the kits are."))],
        choices=lambda: [
            (LineOutcome.RETURNED.value, gettext("Here: only the paper or the laptop is lost")),
            (LineOutcome.LOST.value, gettext("Lost with it")),
        ],
    )


class RulingForm(SurelyOtherPerson):
    """Which of two facts holds."""

    ruling = RadioField(
        _("What happened?"),
        [needed(_("Choose what happened."))],
        choices=lambda: [
            (Ruling.TAKEN.value, gettext("The carrier gave it: record this hand-over")),
            (Ruling.NOT_GIVEN.value, gettext("The carrier did not give it: the kits came back")),
            (Ruling.TWICE.value, gettext("Both gave it: the household has it twice (a second person stands by)")),
        ],
    )

    @property
    def is_needed(self) -> bool:
        return bool(self.ruling.data == Ruling.TWICE)


class NoteForm(NonceForm):
    """Why nothing was given at a door of a field laptop's round."""

    kind = RadioField(
        _("Why was it not given?"),
        [needed(_("Choose why it was not given."))],
        choices=lambda: [
            (NoteKind.NOT_AT_HOME.value, gettext("Nobody is at home: it stays on the list of who is left")),
            (NoteKind.REFUSED.value, gettext("They do not take it: the kits come back")),
            (NoteKind.DAMAGED.value, gettext("The kits are damaged: they come back")),
            (NoteKind.LOST.value, gettext("The kits are lost: two people look at it at the hub")),
        ],
    )
    words = TextField(_("In a few words, if there is something to add"), [at_most(120)])

    def validate_words(self, field: Field) -> None:
        if self.kind.data in rules.NEEDS_WORDS and not field.data:
            raise ValidationError(gettext("Write in a few words what happened to the kits."))


class FileForm(Form):
    """A file of a field laptop and its passphrase."""

    file = FileField(_("Which file?"), validators=[FileRequired(_("Choose the file on the stick."))])
    passphrase = SecretField(_("Passphrase"), [needed(_("Write the twenty digits."))])

    def validate_passphrase(self, field: Field) -> None:
        if field.data and not sealing.read_passphrase(field.data):
            raise ValidationError(gettext("A passphrase has twenty digits, in four groups of five."))

    def open(self, content: sealing.Content) -> Any:
        """What is in the file. Raises a Refusal of :mod:`app.bundles.sealing`."""
        return sealing.unseal(self.file.data.read(), sealing.read_passphrase(self.passphrase.data or ""), content)


class OpenWorkForm(FileForm, NewPasswordFields):
    """The same on the laptop, and the password of whoever works with it."""


class SealForm(Form):
    """The passphrase that the page showed; it travels with the press of the button and is kept nowhere."""

    passphrase = HiddenField(default=sealing.new_passphrase, validators=[InputRequired(), Regexp(r"\A[0-9]{20}\Z")])

    @property
    def digits(self) -> str:
        return self.passphrase.data or ""


class SharesForm(Form):
    """From one day to another, in the page's own address."""

    class Meta:
        csrf = False  # it asks and changes nothing

    first = DayField(_("From"))
    last = DayField(_("To"))

    def __init__(self, first: date, last: date) -> None:
        super().__init__(formdata=request.args, first=first, last=last)
        self.validate()
        self.days = (self.first.data or first, self.last.data or last)
