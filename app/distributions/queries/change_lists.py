"""Lists of moves: what is printed for the phone and for wardens, and who was told."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from app.accounts.models import Staff
from app.core.db import db
from app.core.errors import NotFound
from app.distributions.models import Distribution, Entitlement, MoveList, Slot, SlotMove, WaitingEntry, WaitState
from app.households.models import Household
from app.wardens import queries as wardens
from app.wardens.rules import house_order
from app.web.paging import PER_PAGE, Page


@dataclass(frozen=True, slots=True)
class ListNumbers:
    """A list of moves in numbers."""

    move_list: MoveList
    moved: int
    waiting: int
    told: int

    @property
    def all(self) -> int:
        return self.moved + self.waiting


@dataclass(frozen=True, slots=True)
class Change:
    """One household of a list: what it was told and what holds now, and how to reach it."""

    move: SlotMove
    now: Slot | None
    """Its time as it is today; None while it waits."""
    card_no: str
    name: str
    phones: tuple[str, ...]
    household: Household


@dataclass(frozen=True, slots=True)
class Errand:
    """What one warden tells; ``warden`` is None of streets that nobody walks."""

    warden: Staff | None
    changes: Sequence[Change]


def get_list(list_id: int) -> MoveList:
    """Raises NotFound."""
    found = db.session.get(MoveList, list_id)
    if found is None:
        raise NotFound
    return found


def numbers_of(lists: Sequence[MoveList]) -> list[ListNumbers]:
    """How many of each list were moved, wait, and were told."""
    found = (
        select(SlotMove.move_list_id, func.count(), func.count(SlotMove.to_slot_id), func.count(SlotMove.told_at))
        .where(SlotMove.move_list_id.in_([one.id for one in lists]))
        .group_by(SlotMove.move_list_id)
    )
    counts = {list_id: (total, moved, told) for list_id, total, moved, told in db.session.execute(found)}
    rows = []
    for one in lists:
        total, moved, told = counts.get(one.id, (0, 0, 0))
        rows.append(ListNumbers(one, moved, total - moved, told))
    return rows


def list_lists(after: int | None) -> Page[ListNumbers]:
    """All lists, the latest first."""
    found = select(MoveList).order_by(MoveList.id.desc()).limit(PER_PAGE + 1)
    rows = db.session.scalars(found if after is None else found.where(MoveList.id < after)).all()
    shown = rows[:PER_PAGE]
    return Page(numbers_of(shown), shown[-1].id if len(rows) > PER_PAGE else None)


def list_of_distribution(distribution_id: int) -> Sequence[MoveList]:
    """Lists by which somebody left this distribution."""
    left = select(SlotMove.move_list_id).join(Slot, Slot.id == SlotMove.from_slot_id)
    ids = left.where(Slot.distribution_id == distribution_id, SlotMove.move_list_id.is_not(None))
    return db.session.scalars(select(MoveList).where(MoveList.id.in_(ids)).order_by(MoveList.id)).all()


def holds_of(list_id: int, at: datetime) -> Mapping[int, WaitingEntry]:
    """Of a list for which people are called first: by promise, the places that are held until they agree."""
    moved = select(SlotMove.entitlement_id).where(SlotMove.move_list_id == list_id)
    held = select(WaitingEntry).where(
        WaitingEntry.entitlement_id.in_(moved),
        WaitingEntry.state == WaitState.OFFERED,
        WaitingEntry.held_until > at,
    )
    return {entry.entitlement_id: entry for entry in db.session.scalars(held) if entry.entitlement_id}


def page_of(list_id: int, after: int | None, *, only_untold: bool) -> Page[SlotMove]:
    """Moves of a list, some at a time, by card and never by name."""
    found = _of_list(list_id).where(SlotMove.id > (after or 0)).limit(PER_PAGE + 1)
    if only_untold:
        found = found.where(SlotMove.told_at.is_(None))
    rows = db.session.scalars(found).all()
    return Page(rows[:PER_PAGE], rows[PER_PAGE - 1].id if len(rows) > PER_PAGE else None)


def changes_of(list_id: int) -> list[Change]:
    """Everyone of a list with name and phone. Whoever shows them records it."""
    entitlement = joinedload(SlotMove.entitlement)
    household = entitlement.joinedload(Entitlement.household)
    slot = entitlement.joinedload(Entitlement.slot).joinedload(Slot.distribution).joinedload(Distribution.location)
    found = _of_list(list_id).options(
        household.selectinload(Household.people),
        household.selectinload(Household.cards),
        household.joinedload(Household.street),
        household.joinedload(Household.settlement),
        slot,
    )
    return [_change(move) for move in db.session.scalars(found)]


def _change(move: SlotMove) -> Change:
    household = move.entitlement.household
    card, head = household.live_card, household.head
    speaks = head or next(iter(household.people), None)
    return Change(
        move=move,
        now=move.entitlement.slot if move.entitlement.stands else None,
        card_no=card.card_no if card else "",
        name=speaks.full_name if speaks else "",
        phones=tuple(phone for phone in (household.phone1, household.phone2) if phone),
        household=household,
    )


def by_phone(changes: Iterable[Change]) -> list[Change]:
    """Those who can be called, by number: households that share one are called once."""
    return sorted(
        (change for change in changes if change.phones), key=lambda change: (change.phones[0], change.move.id)
    )


def without_phone(changes: Iterable[Change]) -> list[Change]:
    """Those whom somebody has to visit, by address."""
    silent = (change for change in changes if not change.phones)
    return sorted(silent, key=lambda change: _address_key(change.household))


def by_warden(changes: Iterable[Change]) -> list[Errand]:
    """Who tells whom on foot; streets without a warden at the end."""
    changes = list(changes)
    walked = wardens.wardens_of({change.household.id for change in changes})
    errands: dict[int | None, list[Change]] = defaultdict(list)
    for change in sorted(changes, key=lambda change: _address_key(change.household)):
        warden = walked.get(change.household.id)
        errands[warden.id if warden else None].append(change)
    people: Mapping[int | None, Staff] = {warden.id: warden for warden in walked.values()}
    order = sorted(errands, key=lambda staff_id: (staff_id is None, people[staff_id].name if staff_id else ""))
    return [Errand(people.get(staff_id), errands[staff_id]) for staff_id in order]


def moves_of_household(household_id: int, *, limit: int = 40) -> Sequence[SlotMove]:
    """Every change of time of a household, the latest first, with both slots."""
    found = (
        select(SlotMove)
        .join(SlotMove.entitlement)
        .where(Entitlement.household_id == household_id)
        .options(*_SLOTS, joinedload(SlotMove.move_list))
        .order_by(SlotMove.id.desc())
        .limit(limit)
    )
    return db.session.scalars(found).all()


_SLOTS = (
    joinedload(SlotMove.from_slot).joinedload(Slot.distribution).joinedload(Distribution.location),
    joinedload(SlotMove.to_slot).joinedload(Slot.distribution).joinedload(Distribution.location),
)


def _of_list(list_id: int) -> Select[SlotMove]:
    own = select(SlotMove).where(SlotMove.move_list_id == list_id)
    return own.options(*_SLOTS, joinedload(SlotMove.entitlement)).order_by(SlotMove.id)


def _address_key(household: Household) -> tuple[object, ...]:
    street = household.street
    return household.settlement.name, street.name if street else "", house_order(household.house), household.id
