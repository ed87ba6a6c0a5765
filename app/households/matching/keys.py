"""Keys under which records of one person meet: two families that share none are never compared.

Keys of a name and a birth belong to a person and are kept in the database (:class:`MatchKey`); keys of a place and a
phone belong to a family and are found by the indexes that the register has anyway. Each key alone is shared by a few
dozen people of a hundred thousand; together they bring an earlier record of a person to the surface though any two of
surname, given name, patronymic, birth, address and phone are wrong.
"""

from collections.abc import Collection, Iterator

from app.households.matching import comparing
from app.households.matching.reading import (
    Dwelling,
    Spelt,
    read_number,
    read_record,
    sound_of_place,
    stem_of,
    words_of_street,
)
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
    return frozenset(map(_key, found))


def surname_keys(person: Spelt) -> list[str]:
    """Beginnings of the keys that everybody of this surname has and, where it is known, of this given name."""
    names = _names(person) if len(person.given) > 1 else []
    return [_key("sg", person.stem, name) for name in names] or [_key("si", person.stem, person.given[:1])]


def beginning_of_surnames(person: Spelt) -> str:
    """The beginning of keys of all surnames with the first letter of this one."""
    return _key("si", person.stem[:1])


def stem_in(key: str) -> str:
    """The surname, without its gender, in one of these keys."""
    return key.split("|")[1]


def _names(person: Spelt) -> list[str]:
    return sorted(person.given_names)[:_MOST_NAMES] or ([person.given] if person.given else [])


def _by_name(person: Spelt) -> Iterator[str]:
    names = _names(person) if len(person.given) > 1 else []
    father = min(person.fathers, default=person.patronymic)
    if person.stem:
        yield from (f"sg|{person.stem}|{name}" for name in names)
        yield from (f"bg|{person.stem[:3]}|{name}" for name in names)
        yield f"si|{person.stem}|{person.given[:1]}"
        if names and not person.given_names:
            yield "x|" + "|".join(sorted((person.stem, stem_of(person.given))))
    if len(father) > 1:
        yield from (f"gp|{name}|{father}|{person.birth_year or person.stem[:1]}" for name in names)


def _by_birth(person: Spelt) -> Iterator[str]:
    day = person.birth_on
    if day and not comparing.is_placeholder(day):
        yield f"d|{day.year}|{min(day.day, day.month)}|{max(day.day, day.month)}"
        yield from (f"dg|{day:%d%m}|{name}" for name in _names(person))
    if person.birth_year and person.stem:
        yield f"sy|{person.stem}|{person.birth_year}"


def asked_keys(family: Dwelling) -> frozenset[str]:
    """The keys by which a family is looked up: all but those that the others of its keys make up for.

    A surname with an initial is asked for who has no more, the beginning of a surname for who has no patronymic.
    """
    return place_keys(family).union(*(_asked(person) for person in family.people))


def _asked(person: Spelt) -> frozenset[str]:
    spared = []
    if person.given_names:
        spared.append(_key("si", ""))
    if len(person.patronymic) > 1:
        spared.append(_key("bg", ""))
    return frozenset(key for key in name_keys(person) if not key.startswith(tuple(spared)))


def place_keys(family: Dwelling) -> frozenset[str]:
    """Keys of where and how a family is found."""
    keys = set(map(phone_key, family.phones))
    if family.street_words and family.house:
        keys.add(_key("a", family.settlement[:3], _code(family.street_words), family.house))
    return frozenset(keys)


def all_keys(family: Dwelling) -> frozenset[str]:
    """Every key under which a family is found, by its people or its place."""
    return place_keys(family).union(*map(name_keys, family.people))


def phone_key(phone: str) -> str:
    """The key of ``+380XXXXXXXXX``."""
    return _key("p", phone)


def address_key(settlement: str, street: str, house: str) -> str:
    """The key of an address as written, the street without its kind."""
    return _key("a", *street_code(settlement, street), read_number(house))


def street_code(settlement: str, street: str) -> tuple[str, str]:
    """What stays of a street in any spelling: Тараса Шевченка, Т. Шевченка and Shevchenka are one."""
    return sound_of_place(settlement)[:3], _code(words_of_street(street))


def _code(sounds: Collection[str]) -> str:
    """The beginning of the longest word."""
    return max(sounds, key=lambda word: (len(word), word), default="")[:3]


def _key(*parts: str) -> str:
    return (VERSION + "|".join(parts))[:LONGEST]


_SHARED_BY_MANY = ("si|", "bg|", "sy|", "a|")


def is_telling(key: str) -> bool:
    """Whether two who share only this key are likely enough one to be compared at any rate."""
    return not key.removeprefix(VERSION).startswith(_SHARED_BY_MANY)
