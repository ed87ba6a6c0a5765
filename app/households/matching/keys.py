"""Keys under which records of one person meet: two families that share none are never compared.

Keys of a name and a birth belong to a person and are kept in the database (:class:`MatchKey`); keys of a place and a
phone belong to a family and are found by the indexes that the register has anyway. Each key alone is shared by a few
dozen people of a hundred thousand; together they bring an earlier record of a person to the surface though any two of
surname, given name, patronymic, birth, address and phone are wrong.
"""

from collections.abc import Iterator

from app.households.matching import comparing
from app.households.matching.reading import Dwelling, Spelt, read_record
from app.households.matching.records import Record

VERSION = "1"
"""Begins every key. Another one when the meaning of keys changes: the register is then given new ones."""

LONGEST = 64
_MOST_NAMES = 3


def keys_of(record: Record) -> frozenset[str]:
    """Keys of a person's own. There is always at least one."""
    return name_keys(read_record(record))


def name_keys(person: Spelt) -> frozenset[str]:
    """The same of a person who was read before."""
    found = [*_by_name(person), *_by_birth(person)] or ["s|" + person.surname]
    return frozenset(f"{VERSION}{key}"[:LONGEST] for key in found)


def _names(person: Spelt) -> list[str]:
    return sorted(person.given_names)[:_MOST_NAMES] or ([person.given] if person.given else [])


def _by_name(person: Spelt) -> Iterator[str]:
    names = _names(person) if len(person.given) > 1 else []
    father = min(person.fathers, default=person.patronymic)
    if person.stem:
        yield from (f"sg|{person.stem}|{name}" for name in names)
        if person.given:
            yield f"si|{person.stem}|{person.given[0]}|{person.birth_year or ''}"
    if len(father) > 1:
        yield from (f"gp|{name}|{father}|{person.birth_year or person.stem[:1]}" for name in names)


def _by_birth(person: Spelt) -> Iterator[str]:
    day = person.birth_on
    if day and not comparing.is_placeholder(day):
        yield f"d|{day.year}|{min(day.day, day.month)}|{max(day.day, day.month)}"
        yield from (f"dg|{day:%d%m}|{name}" for name in _names(person))
    if person.birth_year and person.stem:
        yield f"sy|{person.stem}|{person.birth_year}"


def place_keys(family: Dwelling) -> frozenset[str]:
    """Keys of where and how a family is found."""
    return frozenset(f"{VERSION}{key}"[:LONGEST] for key in (*_by_phone(family), *_by_address(family)))


def _by_phone(family: Dwelling) -> Iterator[str]:
    yield from (f"p|{phone}" for phone in family.phones)


def _by_address(family: Dwelling) -> Iterator[str]:
    if family.street and family.house:
        yield f"a|{family.street}|{family.house}"
    if family.postcode and family.house:
        yield f"c|{family.postcode}|{family.house}"
