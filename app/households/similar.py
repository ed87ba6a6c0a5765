"""Households that may be one family with another: brought up by keys, phones and addresses, then compared."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select

from app.core.db import db
from app.core.names import fold
from app.households import matching
from app.households.match_keys import record_of
from app.households.matching import Comparison, Dwelling, Family, Record, Verdict
from app.households.models import Household, MatchKey, Person, PersonRole
from app.hubs.models import Settlement, Street

MOST_COMPARED = 40
"""Households that one family is compared with: those that share most of its keys."""
SHARED_BY_TOO_MANY = 400
"""A phone, an address or a name that so many have says nothing about any of them."""
AT_A_TIME = 200
"""Families looked up together; bounds the memory of a long list and the values in one statement."""
MOST_VALUES = 5000


@dataclass(frozen=True, slots=True)
class Similar:
    """A household of the register that may be the family asked about."""

    household_id: int
    comparison: Comparison


# ---- reading the register as families


def family_of(household: Household) -> Family:
    """A household, with its people loaded, as it is compared. One that is not in the register yet has no settlement."""
    people = sorted(household.people, key=lambda person: not person.is_head)
    return Family(
        people=tuple(map(record_of, people)),
        household_id=household.id,
        phones=tuple(phone for phone in (household.phone1, household.phone2) if phone),
        settlement=household.settlement.name,
        street=household.street.name if household.street else "",
        house=household.house,
        flat=household.flat,
    )


def load_families(household_ids: Iterable[int]) -> dict[int, Family]:
    """These households as they are compared, by their ids; those without people are left out."""
    families: dict[int, Family] = {}
    for ids in _parts(sorted(set(household_ids)), MOST_VALUES):
        people = _load_people(ids)
        for row in db.session.execute(_PLACES.where(Household.id.in_(ids))):
            if row.id in people:
                families[row.id] = _family(row, people[row.id])
    return families


_PLACES = (
    select(
        Household.id, Household.phone1, Household.phone2, Household.house, Household.flat,
        Settlement.name.label("settlement"), Street.name.label("street"),
    )
    .join(Settlement, Settlement.id == Household.settlement_id)
    .outerjoin(Street, Street.id == Household.street_id)
)  # fmt: skip
_PEOPLE = select(
    Person.household_id, Person.role, Person.surname, Person.given, Person.patronymic, Person.sex, Person.birth_on,
    Person.birth_year,
)  # fmt: skip


def _load_people(household_ids: Sequence[int]) -> dict[int, tuple[Record, ...]]:
    """The people of each, the head first."""
    found: defaultdict[int, list[Record]] = defaultdict(list)
    for row in db.session.execute(_PEOPLE.where(Person.household_id.in_(household_ids)).order_by(Person.id)):
        records = found[row.household_id]
        records.insert(0 if row.role is PersonRole.HEAD else len(records), Record(*row[2:]))
    return {household_id: tuple(records) for household_id, records in found.items()}


def _family(row: Any, people: tuple[Record, ...]) -> Family:
    phones = tuple(phone for phone in (row.phone1, row.phone2) if phone)
    return Family(people, row.id, phones, row.settlement, row.street or "", row.house, row.flat)


def _parts(values: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    return (values[start : start + size] for start in range(0, len(values), size))


# ---- finding


def find_similar(family: Family, *, limit: int = 3, except_id: int | None = None) -> list[Similar]:
    """Households of the register that may be this family, the surest first; ``except_id`` is its own."""
    own = family.household_id if except_id is None else except_id
    return next(compare_all([replace(family, household_id=own)]))[:limit]


def find_similar_many(families: Sequence[Family], *, limit: int = 3) -> list[list[Similar]]:
    """The same for each of many families, a few hundred at a time."""
    return [found[:limit] for found in compare_all(families)]


def compare_all(families: Sequence[Family]) -> Iterator[list[Similar]]:
    """For each family all households that may be it, the surest first; a family with an id is not its own double."""
    for part in _parts(families, AT_A_TIME):
        candidates = _candidates(part)
        others = load_families(household_id for ids in candidates for household_id in ids)
        read = {household_id: matching.read_family(other) for household_id, other in others.items()}
        for family, ids in zip(part, candidates, strict=True):
            yield _compare(matching.read_family(family), [read[each] for each in ids if each in read])


def _compare(family: Dwelling, others: Iterable[Dwelling]) -> list[Similar]:
    compared = ((other.family.household_id or 0, matching.compare_read(family, other)) for other in others)
    found = [Similar(*each) for each in compared if each[1].verdict is not Verdict.DIFFERENT]
    return sorted(found, key=lambda similar: (-similar.comparison.strength, similar.household_id))


# ---- who is worth comparing

Key = tuple[str, ...]
"""A match key; a phone; or a street and a house, folded."""


def _candidates(families: Sequence[Family]) -> list[list[int]]:
    """For each family the households that share most keys with it; of equal ones the older record."""
    wanted: defaultdict[Key, list[int]] = defaultdict(list)
    for position, family in enumerate(families):
        for key in _keys(family):
            wanted[key].append(position)
    shared: list[Counter[int]] = [Counter() for _family in families]
    for key, household_ids in _holders(wanted, families).items():
        if len(household_ids) <= SHARED_BY_TOO_MANY:
            for position in wanted[key]:
                shared[position].update(household_ids)
    for family, found in zip(families, shared, strict=True):
        found.pop(family.household_id or 0, None)
    return [sorted(found, key=lambda each: (-found[each], each))[:MOST_COMPARED] for found in shared]


def _keys(family: Family) -> set[Key]:
    keys: set[Key] = {(key,) for person in family.people for key in matching.keys_of(person)}
    keys |= {("phone", phone) for phone in family.phones}
    if family.street and family.house:
        keys.add(("address", fold(family.street), fold(family.house)))
    return keys


def _holders(wanted: Collection[Key], families: Sequence[Family]) -> dict[Key, set[int]]:
    """The households under each key that is asked for."""
    found: defaultdict[Key, set[int]] = defaultdict(set)
    for key, household_id in (*_by_match_key(wanted), *_by_phone(wanted), *_by_address(families)):
        if key in wanted:
            found[key].add(household_id)
    return found


def _by_match_key(wanted: Iterable[Key]) -> Iterator[tuple[Key, int]]:
    """Reads no row of people: an index covers it."""
    held = select(MatchKey.key, Person.household_id).join(Person).where(Person.household_id.is_not(None))
    for keys in _parts([key[0] for key in wanted if len(key) == 1], MOST_VALUES):
        rows = db.session.execute(held.where(MatchKey.key.in_(keys)))
        yield from (((key,), household_id or 0) for key, household_id in rows)


def _by_phone(wanted: Iterable[Key]) -> Iterator[tuple[Key, int]]:
    phones = [key[1] for key in wanted if key[0] == "phone"]
    for column, backwards in (
        (Household.phone1, Household.phone1_backwards),
        (Household.phone2, Household.phone2_backwards),
    ):
        for part in _parts(phones, MOST_VALUES):
            found = select(column, Household.id).where(backwards.in_([phone[:-10:-1] for phone in part]))
            yield from ((("phone", phone), household_id) for phone, household_id in db.session.execute(found))


def _by_address(families: Sequence[Family]) -> Iterator[tuple[Key, int]]:
    """Of any settlement: the same street and house in the next village is a reason to look, and no more."""
    placed = [family for family in families if family.street and family.house]
    streets = sorted({fold(family.street) for family in placed})
    houses = {house for family in placed for house in (family.house, family.house.upper(), family.house.lower())}
    found = select(Street.name_key, Household.house, Household.id).join(Household, Household.street_id == Street.id)
    for part in _parts(streets, MOST_VALUES):
        rows = db.session.execute(found.where(Street.name_key.in_(part), Household.house.in_(houses)))
        yield from ((("address", street, fold(house)), household_id) for street, house, household_id in rows)
