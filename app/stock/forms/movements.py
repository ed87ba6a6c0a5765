"""How much of which lot: what a person types to move goods or to take them off the books."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from flask_babel import lazy_gettext as _
from wtforms import FieldList, FormField, HiddenField, RadioField, SelectField
from wtforms import Form as PlainForm
from wtforms.validators import AnyOf, InputRequired, Regexp

from app.accounts.forms import SecondPersonFields
from app.hubs.models import Location
from app.stock import rules
from app.stock.forms.receipts import amount
from app.stock.labels import DOCUMENT_KINDS
from app.stock.models import Balance, DocumentKind, StockDocument, Store
from app.stock.operations import WRITE_OFFS, Count
from app.stock.queries.goods import MOST_LOTS
from app.stock.rules import Pick
from app.web.forms import DayField, NonceForm, TextField, at_most, needed

WAREHOUSE = "warehouse"
"""What a place to send goods to is called that is not a location."""
_ID = Regexp(r"\A[0-9]{1,9}\Z")


class _LotRow(PlainForm):
    lot = HiddenField(validators=[_ID])
    quantity = amount(_("How many"))

    @property
    def lot_id(self) -> int:
        return _whole(self.lot.data)


class _CountRow(_LotRow):
    expected = HiddenField(validators=[_ID])
    quantity = amount(_("Counted"))

    @property
    def count(self) -> Count:
        return Count(self.lot_id, _whole(self.expected.data), self.quantity.data or 0)


def _whole(hidden: object) -> int:
    """The number in a hidden field; 0, which nothing has, for nonsense."""
    return int(str(hidden)) if str(hidden).isdecimal() else 0


class DatedForm(NonceForm):
    """Something that happened on a day, which may be typed in later."""

    happened_on = DayField(_("When was it?"), [needed(_("Write the day on which it happened."))])

    def happened_at(self, at: datetime) -> datetime:
        return rules.moment(self.happened_on.data, at)


class PicksForm(DatedForm):
    """How much of each lot of a store."""

    rows = FieldList(FormField(_LotRow), max_entries=MOST_LOTS)

    @classmethod
    def of(cls, lots: Iterable[Balance], picks: Iterable[Pick], *, day: date) -> "PicksForm":
        """A row for each lot, with what is proposed to take."""
        proposed = {pick.lot_id: pick.quantity for pick in picks}
        rows = [{"lot": lot.lot_id, "quantity": proposed.get(lot.lot_id)} for lot in lots]
        return cls(data={"rows": rows, "happened_on": day})

    def row_of(self, lot_id: int) -> _LotRow | None:
        """The row of a lot; None for one that came after the page was opened."""
        return next((row.form for row in self.rows if row.form.lot_id == lot_id), None)

    @property
    def picks(self) -> list[Pick]:
        filled = (row.form for row in self.rows if row.form.quantity.data)
        return [Pick(form.lot_id, form.quantity.data or 0) for form in filled]


class TransferForm(PicksForm):
    """Where the goods go and who carries them."""

    to = SelectField(_("Where to?"), [InputRequired(_("Choose where the goods go."))], choices=[])
    carrier = TextField(_("Who carries them, vehicle"), [needed(_("Write who carries the goods.")), at_most(80)])

    def offer(self, locations: Sequence[Location], origin: Store | None) -> None:
        """Fill the list of places to which goods go from ``origin``, which is none of them."""
        here = None if origin is None else str(origin.location_id or WAREHOUSE)
        places = [(WAREHOUSE, _("Warehouse")), *((str(place.id), place.name) for place in locations)]
        self.to.choices = [("", _("choose")), *(place for place in places if place[0] != here)]

    @property
    def to_location_id(self) -> int | None:
        return None if self.to.data == WAREHOUSE else int(self.to.data)


class SignedFields(SecondPersonFields):
    """Who stands by what takes goods off the books; whoever may do so alone names a witness."""

    approval_reason = TextField(_("What happened, and how do you know?"), [at_most(200)])
    witness = TextField(_("Who counted too and signs"), [at_most(80)])


class WriteOffForm(PicksForm, SignedFields):
    """Why goods go off the books."""

    kind = RadioField(
        _("What happened to the goods?"),
        [AnyOf([kind.value for kind in WRITE_OFFS], message=_("Choose what happened to the goods."))],
        choices=lambda: [(kind.value, _(DOCUMENT_KINDS[kind])) for kind in WRITE_OFFS],
        validate_choice=False,
    )

    @property
    def why(self) -> DocumentKind:
        return DocumentKind(self.kind.data)


class ArrivalForm(DatedForm):
    """What was counted of each lot that was sent."""

    rows = FieldList(FormField(_CountRow), max_entries=MOST_LOTS)
    reason = TextField(_("If something is missing: what happened?"), [at_most(200)])
    second_name = TextField(_("Who counted too and signs"), [at_most(80)])

    @classmethod
    def of(cls, sent: StockDocument, *, day: date) -> "ArrivalForm":
        rows = [{"lot": move.lot_id, "expected": move.quantity} for move in sent.movements if move.quantity > 0]
        return cls(data={"rows": rows, "happened_on": day})

    def row_of(self, lot_id: int) -> _LotRow | None:
        return next((row.form for row in self.rows if row.form.lot_id == lot_id), None)

    @property
    def counted(self) -> dict[int, int]:
        return {row.form.lot_id: row.form.quantity.data or 0 for row in self.rows}


class StockTakeForm(DatedForm, SignedFields):
    """What was counted of each lot in a store; a row left empty was not counted."""

    rows = FieldList(FormField(_CountRow), max_entries=MOST_LOTS)

    @classmethod
    def of(cls, lots: Iterable[Balance], *, day: date) -> "StockTakeForm":
        rows = [{"lot": lot.lot_id, "expected": lot.quantity} for lot in lots]
        return cls(data={"rows": rows, "happened_on": day})

    def row_of(self, lot_id: int) -> _CountRow | None:
        return next((row.form for row in self.rows if row.form.lot_id == lot_id), None)

    @property
    def counts(self) -> list[Count]:
        return [row.form.count for row in self.rows if row.form.quantity.data is not None]

    def renew(self, lots: Iterable[Balance]) -> None:
        """Compare with what the books say now; what was typed stays."""
        for lot in lots:
            row = self.row_of(lot.lot_id)
            if row is None:
                self.rows.append_entry({"lot": lot.lot_id, "expected": lot.quantity})
            else:
                row.expected.data = str(lot.quantity)

    @property
    def takes_away(self) -> bool:
        return any(count.counted < count.expected for count in self.counts)


class ReversalForm(DatedForm, SignedFields):
    """Why a document is taken back."""
