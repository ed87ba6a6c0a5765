"""Looking people up under another spelling: the last resort of the search box."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import permutations

from sqlalchemy import ColumnElement, or_, select

from app.core.db import db
from app.households import matching
from app.households.matching import Record, Spelt
from app.households.models import MatchKey, Person

MOST_WORDS = 3
OF_ONE_HOUSEHOLD = 4
"""People of one surname, usually at most; a household is shown once."""
MOST_SURNAMES = 2000
"""Read in search of those that differ by a letter."""


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody of that name in another spelling."""

    household_id: int
    person_id: int


def find_spelt(name: str, birth_year: int | None, limit: int, *, may_slip: bool) -> list[Named]:
    """People of this name however it is spelt; where there are none, those whose surname differs by a letter."""
    readings = _readings(name)
    found = _find(readings, birth_year, limit)
    if found or not may_slip:
        return found
    return _find([near for reading in readings for near in _near(reading)], birth_year, limit)


def _readings(name: str) -> list[Spelt]:
    """The words as surname, given name and patronymic in each order that they may stand in."""
    words = name.split()[:MOST_WORDS]
    orders = permutations(words) if len(words) < MOST_WORDS else (words, words[-1:] + words[:-1])
    readings = (matching.read_record(Record(*order)) for order in orders)
    return list({reading.written: reading for reading in readings if reading.stem}.values())


def _near(reading: Spelt) -> Iterator[Spelt]:
    """The same with surnames of the register that differ from it by a letter or two."""
    first = matching.beginning_of_surnames(reading)
    keys = db.session.scalars(select(MatchKey.key).where(_begins(first)).distinct().limit(MOST_SURNAMES))
    stems = {matching.stem_in(key) for key in keys} - {reading.stem}
    yield from (replace(reading, stem=stem) for stem in sorted(stems) if matching.differ_by_a_slip(stem, reading.stem))


def _find(readings: Sequence[Spelt], birth_year: int | None, limit: int) -> list[Named]:
    beginnings = [key for reading in readings for key in matching.surname_keys(reading)]
    if not beginnings:
        return []
    found = select(Person.household_id, Person.id).join(MatchKey, MatchKey.person_id == Person.id)
    found = found.where(or_(*map(_begins, beginnings)), Person.household_id.is_not(None))
    if birth_year is not None:
        found = found.where(Person.birth_year == birth_year)
    rows = db.session.execute(found.distinct().order_by(Person.household_id, Person.id).limit(limit * OF_ONE_HOUSEHOLD))
    return [Named(household_id or 0, person_id) for household_id, person_id in rows]


def _begins(beginning: str) -> ColumnElement[bool]:
    return (MatchKey.key >= beginning) & (MatchKey.key < beginning + "\U0010ffff")
