"""Looking up sheets: one as it was printed, what waits, and what contradicts what the hub knows."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.core.db import db
from app.core.errors import NotFound
from app.distributions.models import (
    Cycle,
    Distribution,
    DistributionState,
    EntitledKit,
    Entitlement,
    Sheet,
    SheetRow,
    Slot,
    SlotMove,
)
from app.households.models import Card, Household, Person, PersonRole
from app.sheets import rules
from app.sheets.models import RowOutcome, Settlement, SheetConflict, SheetEntry
from app.stock.models import KitVersion
from app.wardens.rules import Number

Kind = TypeVar("Kind")

MOST_SHOWN = 50
MOST_CONFLICTS = 100


@dataclass(frozen=True, slots=True)
class Line:
    """One row in the order of the paper; ``row`` is None of a blank one."""

    row_no: int
    row: SheetRow | None
    card_no: str
    """Of the household now; empty when it has no card in force, and of a blank row."""
    head: Person | None
    entry: SheetEntry | None

    @property
    def promised(self) -> tuple[int, ...]:
        """How many kits of each kind."""
        return tuple(kit.quantity for kit in self.row.entitlement.kits) if self.row else ()


@dataclass(frozen=True, slots=True)
class Summary:
    """One sheet of a list, in numbers."""

    sheet: Sheet
    rows: int
    given: int
    conflicts: int


@dataclass(frozen=True, slots=True)
class OpenPaper:
    """What of the paper of a distribution, or of all, is not over: closing waits for it."""

    sheets: int
    conflicts: int

    @property
    def is_nothing(self) -> bool:
        return not (self.sheets or self.conflicts)


_SHEET = select(Sheet).options(
    joinedload(Sheet.slot),
    joinedload(Sheet.distribution).joinedload(Distribution.location),
    joinedload(Sheet.distribution).joinedload(Distribution.cycle).joinedload(Cycle.programme),
    selectinload(Sheet.rows).joinedload(SheetRow.entitlement).joinedload(Entitlement.household),
    selectinload(Sheet.rows)
    .joinedload(SheetRow.entitlement)
    .selectinload(Entitlement.kits)
    .joinedload(EntitledKit.kit_version)
    .joinedload(KitVersion.kit),
)


_WAITS = (
    Sheet.entered_at.is_(None),
    or_(Distribution.state != DistributionState.CANCELLED, Sheet.saves > 0),
)
"""Nobody types in the paper of a day that was called off; what somebody has begun to type in is finished."""


def find_sheet(number: Number) -> Sheet | None:
    """The sheet with this number."""
    return db.session.scalar(select(Sheet).where(Sheet.year == number.year, Sheet.serial == number.serial))


def get_sheet(sheet_id: int) -> Sheet:
    """A sheet with its rows and what they promise now. Raises NotFound."""
    sheet = db.session.scalar(_SHEET.where(Sheet.id == sheet_id).execution_options(populate_existing=True))
    if sheet is None:
        raise NotFound
    return sheet


def list_lines(sheet: Sheet) -> Sequence[Line]:
    """Rows in the order of the paper, the blank ones last, each with what was typed in for it."""
    entries = {entry.row_no: entry for entry in list_entries(sheet.id)}
    households = [row.entitlement.household_id for row in sheet.rows]
    cards, heads = _cards(households), _heads(households)
    printed = [
        Line(
            row.row_no,
            row,
            cards.get(row.entitlement.household_id, ""),
            heads.get(row.entitlement.household_id),
            entries.get(row.row_no),
        )
        for row in sheet.rows
    ]
    return [*printed, *(Line(number, None, "", None, entries.get(number)) for number in sheet.blank_numbers)]


def list_entries(sheet_id: int) -> Sequence[SheetEntry]:
    """What was typed in of this sheet, in the order of its rows."""
    found = select(SheetEntry).where(SheetEntry.sheet_id == sheet_id).order_by(SheetEntry.row_no)
    with_facts = found.options(joinedload(SheetEntry.card), joinedload(SheetEntry.conflict))
    return db.session.scalars(with_facts.execution_options(populate_existing=True)).all()


def list_of(distribution_id: int) -> Sequence[Summary]:
    """All sheets that were printed for a distribution, in numbers."""
    sheets = db.session.scalars(
        select(Sheet)
        .where(Sheet.distribution_id == distribution_id)
        .options(joinedload(Sheet.slot), selectinload(Sheet.rows))
        .order_by(Sheet.serial)
    ).all()
    given = _counts(SheetEntry.outcome == RowOutcome.GIVEN, distribution_id)
    conflicts = _counts(SheetEntry.conflict.has(SheetConflict.settlement.is_(None)), distribution_id)
    return [Summary(sheet, len(sheet.rows), given.get(sheet.id, 0), conflicts.get(sheet.id, 0)) for sheet in sheets]


def list_waiting(today: date) -> Sequence[tuple[Distribution, int]]:
    """Distributions of this day and before with sheets that nobody typed in, the oldest first, and how many."""
    found = (
        select(Distribution, func.count(Sheet.id))
        .join(Sheet, Sheet.distribution_id == Distribution.id)
        .where(*_WAITS, Distribution.held_on <= today)
        .group_by(Distribution.id)
        .order_by(Distribution.held_on, Distribution.id)
        .options(joinedload(Distribution.location))
        .limit(MOST_SHOWN)
    )
    return [(row[0], row[1]) for row in db.session.execute(found)]


def see_open(distribution_id: int | None = None, *, until: date | None = None) -> OpenPaper:
    """What of the paper waits: of one distribution, or of all held ``until`` that day."""
    of = _of(distribution_id, until)
    sheets = select(func.count(Sheet.id)).join(Sheet.distribution).where(*_WAITS, *of)
    conflicts = _open_conflicts(func.count(SheetConflict.entry_id)).where(*of)
    return OpenPaper(
        *db.session.execute(select(sheets.scalar_subquery(), conflicts.scalar_subquery())).one()
    )  # fmt: skip


def count_second_kits(distribution_id: int) -> Counter[int | None]:
    """Kits that rows speak of and no hand-over carries, by version; under None, rows of who was promised nothing."""
    found = (
        select(SheetEntry)
        .join(Sheet, Sheet.id == SheetEntry.sheet_id)
        .join(SheetConflict, SheetConflict.entry_id == SheetEntry.id)
        .where(Sheet.distribution_id == distribution_id, SheetConflict.settlement == Settlement.SECOND_KIT)
        .options(joinedload(SheetEntry.entitlement).selectinload(Entitlement.kits))
    )
    kits = Counter[int | None]()
    for entry in db.session.scalars(found):
        if entry.entitlement is None:
            kits[None] += 1
            continue
        given = rules.read_kits(entry.kits) or [kit.quantity for kit in entry.entitlement.kits]
        for kit, quantity in zip(entry.entitlement.kits, given, strict=False):
            kits[kit.kit_version_id] += quantity
    return kits


def list_conflicts(distribution_id: int | None = None) -> Sequence[SheetConflict]:
    """Rows that wait for a person, the oldest first."""
    found = _open_conflicts(SheetConflict).where(*_of(distribution_id, None)).order_by(SheetConflict.entry_id)
    return db.session.scalars(found.options(*_FACTS).limit(MOST_CONFLICTS)).unique().all()


def get_conflict(entry_id: int) -> SheetConflict:
    """One row with both facts. Raises NotFound."""
    found = select(SheetConflict).where(SheetConflict.entry_id == entry_id).options(*_FACTS)
    conflict = db.session.scalar(found.execution_options(populate_existing=True))
    if conflict is None:
        raise NotFound
    return conflict


def find_home(conflict: SheetConflict) -> Household | None:
    """Whose row it is."""
    entry = conflict.entry
    household_id = entry.entitlement.household_id if entry.entitlement else entry.card and entry.card.household_id
    return db.session.get(Household, household_id) if household_id else None


def find_known_slot(conflict: SheetConflict) -> Slot | None:
    """Where the hub had the promise when the paper contradicted: a decision for the paper has moved it since."""
    promise = conflict.entry.entitlement
    if promise is None:
        return None
    moved = (
        select(Slot)
        .join(SlotMove, SlotMove.from_slot_id == Slot.id)
        .where(SlotMove.entitlement_id == promise.id, SlotMove.moved_at == conflict.settled_at)
        .options(joinedload(Slot.distribution).joinedload(Distribution.location))
    )
    found = db.session.scalar(moved.limit(1)) if conflict.settled_at else None
    return found or promise.slot


_FACTS = (
    joinedload(SheetConflict.known),
    joinedload(SheetConflict.entry).options(
        joinedload(SheetEntry.sheet).options(
            joinedload(Sheet.slot), joinedload(Sheet.distribution).joinedload(Distribution.location)
        ),
        joinedload(SheetEntry.card),
        joinedload(SheetEntry.entitlement).options(
            joinedload(Entitlement.slot).joinedload(Slot.distribution).joinedload(Distribution.location)
        ),
    ),
)


def _open_conflicts(what: type[Kind] | ColumnElement[Kind]) -> Select[Kind]:
    return (
        select(what)
        .select_from(SheetConflict)
        .join(SheetEntry, SheetEntry.id == SheetConflict.entry_id)
        .join(Sheet, Sheet.id == SheetEntry.sheet_id)
        .join(Distribution, Distribution.id == Sheet.distribution_id)
        .where(SheetConflict.settlement.is_(None))
    )


def _of(distribution_id: int | None, until: date | None) -> list[ColumnElement[bool]]:
    which = [] if distribution_id is None else [Distribution.id == distribution_id]
    return which if until is None else [*which, Distribution.held_on <= until]


def _counts(which: ColumnElement[bool], distribution_id: int) -> Mapping[int, int]:
    found = (
        select(SheetEntry.sheet_id, func.count())
        .join(Sheet, Sheet.id == SheetEntry.sheet_id)
        .where(which, Sheet.distribution_id == distribution_id)
        .group_by(SheetEntry.sheet_id)
    )
    return {row[0]: row[1] for row in db.session.execute(found)}


def _cards(household_ids: Sequence[int]) -> dict[int, str]:
    live = and_(Card.household_id.in_(household_ids), Card.blocked_at.is_(None), ~Card.is_alias)
    return {
        card.household_id: card.card_no for card in db.session.scalars(select(Card).where(live)) if card.household_id
    }


def _heads(household_ids: Sequence[int]) -> dict[int, Person]:
    """Who is printed on the row: the head, else the first person."""
    found = select(Person).where(Person.household_id.in_(household_ids))
    heads: dict[int, Person] = {}
    for person in db.session.scalars(found.order_by((Person.role == PersonRole.HEAD).desc(), Person.id)):
        assert person.household_id is not None  # noqa: S101 (it was asked for by it)
        heads.setdefault(person.household_id, person)
    return heads
