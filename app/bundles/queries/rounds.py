"""From door to door: who is left on a street and who is done, and what the hub learned of it afterwards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import select

from app.bundles.models import DoorNote, NoteKind
from app.bundles.queries.proposals import LOADED, walking_order
from app.checkin.models import HandOver
from app.core.db import db
from app.core.errors import NotFound
from app.distributions.models import Bundle, BundleLine, Entitlement
from app.hubs.models import Settlement, Street


@dataclass(frozen=True, slots=True)
class Door:
    """One promise that this laptop carries, and what happened at its door so far."""

    promise: Entitlement
    given_at: datetime | None
    note: DoorNote | None
    """The last one, where nothing was given."""

    @property
    def is_left(self) -> bool:
        """Whether somebody still has to go there; where nobody was at home, once more."""
        return self.given_at is None and (self.note is None or self.note.kind is NoteKind.NOT_AT_HOME)


@dataclass(frozen=True, slots=True)
class Walk:
    """One street, or what of a settlement has none, in the order of walking."""

    settlement: Settlement
    street: Street | None
    doors: Sequence[Door]

    @property
    def left(self) -> Sequence[Door]:
        return [door for door in self.doors if door.is_left]

    @property
    def done(self) -> Sequence[Door]:
        return [door for door in self.doors if not door.is_left]


def get_work() -> Bundle:
    """The one bundle of a field laptop."""
    return db.session.scalars(select(Bundle)).one()


def list_walks() -> Sequence[Walk]:
    """Every door of a field laptop, street by street."""
    promises = db.session.scalars(select(Entitlement).where(Entitlement.stands).options(*LOADED)).unique().all()
    given, notes = _given_at([promise.id for promise in promises]), _last_notes()
    doors = [_door(promise, given, notes) for promise in sorted(promises, key=walking_order)]
    return [
        Walk(of[0].promise.household.settlement, of[0].promise.household.street, of)
        for _key, found in groupby(doors, key=_street_of)
        if (of := list(found))
    ]


def _street_of(door: Door) -> tuple[int, int]:
    home = door.promise.household
    return home.settlement_id, home.street_id or 0


def _door(promise: Entitlement, given: Mapping[int, datetime], notes: Mapping[int, DoorNote]) -> Door:
    given_at = given.get(promise.id)
    return Door(promise, given_at, notes.get(promise.id) if given_at is None else None)


def get_door(entitlement_id: int) -> Door:
    """One of them. Raises NotFound."""
    found = select(Entitlement).where(Entitlement.id == entitlement_id, Entitlement.stands).options(*LOADED)
    promise = db.session.scalars(found).unique().one_or_none()
    if promise is None:
        raise NotFound
    return _door(promise, _given_at([promise.id]), _last_notes())


def _given_at(entitlement_ids: Sequence[int]) -> dict[int, datetime]:
    found = select(HandOver.entitlement_id, HandOver.happened_at).where(
        HandOver.entitlement_id.in_(entitlement_ids), ~HandOver.is_reversed
    )
    return {row.entitlement_id: row.happened_at for row in db.session.execute(found)}


def _last_notes() -> dict[int, DoorNote]:
    return {note.entitlement_id: note for note in db.session.scalars(select(DoorNote).order_by(DoorNote.id))}


def notes_of(bundle: Bundle) -> Mapping[int, Sequence[DoorNote]]:
    """What the carrier wrote down at doors at which nothing was given, by promise, the first visit first."""
    found = select(DoorNote).where(DoorNote.bundle_id == bundle.id).order_by(DoorNote.happened_at, DoorNote.id)
    notes: dict[int, list[DoorNote]] = {}
    for note in db.session.scalars(found):
        notes.setdefault(note.entitlement_id, []).append(note)
    return notes


def given_times(bundle: Bundle) -> Mapping[int, datetime]:
    """When each line was given that was, by its number in the database."""
    found = (
        select(BundleLine.id, HandOver.happened_at)
        .join(HandOver, HandOver.bundle_line_id == BundleLine.id)
        .where(BundleLine.bundle_id == bundle.id, ~HandOver.is_reversed)
    )
    return {row.id: row.happened_at for row in db.session.execute(found)}


def get_open_note(bundle_id: int, note_id: int) -> DoorNote:
    """Kits that are said to be lost, as long as nobody decided on them. Raises NotFound."""
    note = db.session.get(DoorNote, note_id)
    if note is None or note.bundle_id != bundle_id or not note.is_open:
        raise NotFound
    return note
