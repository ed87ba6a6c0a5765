"""Households that may be one family with another: brought up by keys, phones and addresses, then compared."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any, TypeVar

from sqlalchemy import select, tuple_

from app.core.db import db
from app.households import matching
from app.households.match_keys import record_of
from app.households.matching import Comparison, Dwelling, Family, Record, Register, Verdict
from app.households.models import Household, MatchKey, Person, PersonRole
from app.hubs.models import Settlement, Street

Value = TypeVar("Value")

MOST_COMPARED = 20
"""Households that one family is compared with: those that share most of its keys."""
SHARED_BY_TOO_MANY = 400
"""A phone, an address or a name that so many have says nothing about any of them."""
AT_A_TIME = 200
"""Families looked up together; bounds the memory of a long list and the values in one statement."""
MOST_VALUES = 5000
MOST_KEPT = 10_000
"""Households of the register kept in memory between two parts of a long list."""
FEW = 12
"""Households that are compared though they share only one of the keys that many share."""
WORTH_MEASURING = 600
"""Families: of fewer it cannot be told what kind of register they are."""


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
    return [found[:limit] for found in compare_all(families, measure(families))]


def compare_all(families: Sequence[Family], register: Register = matching.USUAL) -> Iterator[list[Similar]]:
    """For each family all households that may be it, the surest first; a family with an id is not its own double."""
    for family, others in _side_by_side(families):
        compared = (
            (other.family.household_id or 0, matching.compare_read(family, other, register)) for other in others
        )
        found = [Similar(*each) for each in compared if each[1].verdict is not Verdict.DIFFERENT]
        yield sorted(found, key=lambda similar: (-similar.comparison.strength, similar.household_id))


def measure(families: Sequence[Family]) -> Register:
    """What kind of register these families make up, beside those that they share keys with; of few it is not told."""
    if len(families) < WORTH_MEASURING:
        return matching.USUAL
    beside = list(_side_by_side(spread(families)))
    pairs = ((family, other) for family, others in beside for other in others)
    return matching.measure((family for family, _others in beside), pairs)


def spread(values: Sequence[Value]) -> Sequence[Value]:
    """About as many of them as are worth measuring, from the first to the last."""
    return values[:: max(1, len(values) // WORTH_MEASURING)]


def _side_by_side(families: Sequence[Family]) -> Iterator[tuple[Dwelling, list[Dwelling]]]:
    """Each family with the households of the register that it is worth comparing with."""
    read: dict[int, Dwelling] = {}
    for part in _parts(families, AT_A_TIME):
        dwellings = [matching.read_family(family) for family in part]
        candidates = _candidates(dwellings)
        if len(read) > MOST_KEPT:
            read.clear()
        unread = set(chain.from_iterable(candidates)) - read.keys()
        read |= {household_id: matching.read_family(other) for household_id, other in load_families(unread).items()}
        for dwelling, ids in zip(dwellings, candidates, strict=True):
            yield dwelling, [read[each] for each in ids if each in read]


# ---- who is worth comparing


def _candidates(families: Sequence[Dwelling]) -> list[list[int]]:
    """For each family the households that share most keys with it."""
    wanted: defaultdict[str, list[int]] = defaultdict(list)
    for position, family in enumerate(families):
        for key in matching.asked_keys(family):
            wanted[key].append(position)
    shared: list[Counter[int]] = [Counter() for _family in families]
    telling: list[set[int]] = [set() for _family in families]
    for key, household_ids in _holders(wanted, families).items():
        if len(household_ids) > SHARED_BY_TOO_MANY:
            continue
        for position in wanted[key]:
            shared[position].update(household_ids)
            if matching.is_telling(key):
                telling[position].update(household_ids)
    return [_surest(*each) for each in zip(families, shared, telling, strict=True)]


def _surest(family: Dwelling, shared: Counter[int], telling: set[int]) -> list[int]:
    """Of equal ones the older record. Who shares one common key only comes last, and only while there are few."""
    shared.pop(family.family.household_id or 0, None)
    ranked = sorted(shared, key=lambda each: (-shared[each], each))
    likely = [each for each in ranked if shared[each] > 1 or each in telling]
    others = [each for each in ranked if shared[each] == 1 and each not in telling]
    return [*likely[:MOST_COMPARED], *others[: max(0, FEW - len(likely))]]


def _holders(wanted: Collection[str], families: Sequence[Dwelling]) -> dict[str, set[int]]:
    """The households under each key that is asked for."""
    found: defaultdict[str, set[int]] = defaultdict(set)
    for key, household_id in chain(_by_match_key(wanted), _by_phone(families), _by_address(families)):
        if key in wanted:
            found[key].add(household_id)
    return found


def _by_match_key(wanted: Collection[str]) -> Iterator[tuple[str, int]]:
    held = select(MatchKey.key, Person.household_id).join(Person).where(Person.household_id.is_not(None))
    for keys in _parts(sorted(wanted), MOST_VALUES):
        rows = db.session.execute(held.where(MatchKey.key.in_(keys)))
        yield from ((key, household_id or 0) for key, household_id in rows)


def _by_phone(families: Iterable[Dwelling]) -> Iterator[tuple[str, int]]:
    phones = sorted({phone[:-10:-1] for family in families for phone in family.phones})
    for column, backwards in (
        (Household.phone1, Household.phone1_backwards),
        (Household.phone2, Household.phone2_backwards),
    ):
        for part in _parts(phones, MOST_VALUES):
            for phone, household_id in db.session.execute(select(column, Household.id).where(backwards.in_(part))):
                yield matching.phone_key(phone), household_id


def _by_address(families: Iterable[Dwelling]) -> Iterator[tuple[str, int]]:
    """By streets that may be the same in another spelling."""
    placed = [family.family for family in families if family.house and family.street_words]
    streets = list(db.session.execute(_STREETS)) if placed else []
    by_code: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for street_id, name, settlement in streets:
        by_code[matching.street_code(settlement, name)].append(street_id)
    doors = {
        (street_id, house)
        for family in placed
        for street_id in by_code[matching.street_code(family.settlement, family.street)]
        for house in (family.house, family.house.upper(), family.house.lower())
    }
    named = {street_id: (settlement, name) for street_id, name, settlement in streets}
    found = select(Household.street_id, Household.house, Household.id)
    for part in _parts(sorted(doors), MOST_VALUES):
        rows = db.session.execute(found.where(tuple_(Household.street_id, Household.house).in_(part)))
        yield from ((matching.address_key(*named[street or 0], house), each) for street, house, each in rows)


_STREETS = select(Street.id, Street.name, Settlement.name).join(Settlement)
