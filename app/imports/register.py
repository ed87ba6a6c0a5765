"""What the register holds, as far as a list has to be laid beside it. Looks, writes nothing."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.core.db import db
from app.core.names import fold
from app.households.models import ACCESS_NEEDS, Household, HouseholdStatus, Person, PersonRole
from app.households.parsing.addresses import AddressReading
from app.hubs.models import Settlement, Street
from app.imports.models import WRITTEN, Import, ImportLine
from app.imports.pairing import Known
from app.imports.places import SettlementKey, StreetKey
from app.imports.values import Someone, Values, identity

MOST_VALUES = 5000
"""Values in one statement; SQLite takes 32,766."""


def load_held(household_ids: Iterable[int]) -> dict[int, Values]:
    """What the register says about these households, the head first and then as they were written down."""
    held: dict[int, Values] = {}
    for ids in parts(sorted(set(household_ids)), MOST_VALUES):
        people = _people(ids)
        for row in db.session.execute(_HOUSEHOLDS.where(Household.id.in_(ids))):
            held[row.id] = _values(row, people.get(row.id, ()))
    return held


def parts(values: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    """The same in pieces of at most ``size``."""
    return (values[start : start + size] for start in range(0, len(values), size))


_HOUSEHOLDS = (
    select(
        Household.id, Household.phone1, Household.phone2, Household.house, Household.flat, Household.residence,
        Household.notes, Household.declared_size, *(getattr(Household, need) for need in ACCESS_NEEDS),
        Settlement.kind.label("settlement_kind"), Settlement.name.label("settlement"),
        Street.kind.label("street_kind"), Street.name.label("street"),
    )
    .join(Settlement, Settlement.id == Household.settlement_id)
    .outerjoin(Street, Street.id == Household.street_id)
)  # fmt: skip
_PEOPLE = select(
    Person.household_id, Person.surname, Person.given, Person.patronymic, Person.birth_on, Person.birth_year,
    Person.sex, Person.role, Person.document, Person.document_last4,
)  # fmt: skip


def _people(household_ids: Sequence[int]) -> dict[int, tuple[Someone, ...]]:
    found: defaultdict[int, list[Someone]] = defaultdict(list)
    rows = db.session.execute(_PEOPLE.where(Person.household_id.in_(household_ids)).order_by(Person.id))
    for row in rows:
        household_id, *fields = row
        found[household_id or 0].append(Someone(*fields))
    return {household_id: tuple(sorted(people, key=is_not_head)) for household_id, people in found.items()}


def is_not_head(person: Someone | Person) -> bool:
    """Sorts the head first and leaves the others as they stand."""
    return person.role is not PersonRole.HEAD


def _values(row: Any, people: tuple[Someone, ...]) -> Values:
    return Values(
        address=AddressReading(
            row.settlement_kind, row.settlement, row.street_kind, row.street or "", row.house, row.flat
        ),
        people=people,
        phones=tuple(phone for phone in (row.phone1, row.phone2) if phone),
        residence=row.residence,
        needs=frozenset(need for need in ACCESS_NEEDS if getattr(row, need)),
        note=row.notes,
        declared=row.declared_size,
    )


def list_known(shape: str) -> list[Known]:
    """Rows of lists that were imported before, each with the household that stands for it today."""
    merged = merged_into()
    rows = select(
        ImportLine.id, ImportLine.household_id, ImportLine.digest, ImportLine.identity, ImportLine.shape,
        ImportLine.sheet, ImportLine.number,
    ).order_by(ImportLine.id)  # fmt: skip
    return [
        Known(
            row.id,
            merged.get(row.household_id, row.household_id),
            row.digest,
            row.identity,
            row.shape == shape,
            (row.sheet, row.number),
        )
        for row in db.session.execute(rows)
    ]


def merged_into() -> dict[int, int]:
    """For each household that was merged, the one that stands for it in the end."""
    found = select(Household.id, Household.merged_into_id).where(Household.status == HouseholdStatus.MERGED)
    next_of = {household_id: into for household_id, into in db.session.execute(found) if into is not None}
    return {household_id: _last(household_id, next_of) for household_id in next_of}


def _last(household_id: int, next_of: dict[int, int]) -> int:
    seen = set[int]()
    while household_id in next_of and household_id not in seen:
        seen.add(household_id)
        household_id = next_of[household_id]
    return household_id


def list_identities(head_keys: Collection[str], *, after: int = 0) -> dict[str, list[int]]:
    """Households whose heads have these names (:attr:`Someone.key`), by their identity as a list would write it.

    ``after`` leaves out those with ids up to it.
    """
    ids: list[int] = []
    heads = select(Person.household_id).join(Household, Household.id == Person.household_id)
    heads = heads.where(Person.role == PersonRole.HEAD, Household.id > after)
    for keys in parts(sorted(head_keys), MOST_VALUES):
        ids += [each for each in db.session.scalars(heads.where(Person.name_key.in_(keys))) if each is not None]
    found: defaultdict[str, list[int]] = defaultdict(list)
    for household_id, held in sorted(load_held(ids).items()):
        found[identity(held)].append(household_id)
    return dict(found)


def count_written_lists() -> int:
    """How many lists were ever written into the register."""
    return db.session.scalar(select(func.count()).select_from(Import).where(Import.state.in_(WRITTEN))) or 0


def list_settlements() -> set[SettlementKey]:
    """Kind and folded name of every settlement."""
    return {settlement_key(settlement) for settlement in db.session.scalars(select(Settlement))}


def list_streets() -> set[StreetKey]:
    """Settlement, kind and folded name of every street."""
    streets = db.session.scalars(select(Street).options(joinedload(Street.settlement)))
    return {(settlement_key(street.settlement), street.kind, street.name_key) for street in streets}


def settlement_key(settlement: Settlement) -> SettlementKey:
    """What a settlement is found by."""
    return settlement.kind, fold(settlement.name)
