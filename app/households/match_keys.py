"""Keeping the keys by which people are found under any spelling true to their names and births.

They follow every flush by themselves, whoever writes a person: registering, correcting, importing, merging. A room
that forgot them would hide people from the search for duplicates, and nobody would see it.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, event, exists, insert, inspect, select
from sqlalchemy.orm import Session

from app.core.db import db
from app.households import matching
from app.households.matching import Record
from app.households.models import MatchKey, Person

_COMPARED = ("surname", "given", "patronymic", "sex", "birth_on", "birth_year")
_AT_A_TIME = 5000


def record_of(person: Person) -> Record:
    """A person as they are compared."""
    return Record(*(getattr(person, column) for column in _COMPARED))


@event.listens_for(Session, "after_flush")
def _follow(session: Session, _context: object) -> None:
    added = [row for row in session.new if isinstance(row, Person)]
    changed = [row for row in session.dirty if isinstance(row, Person) and _is_changed(row)]
    if changed:
        session.execute(delete(MatchKey).where(MatchKey.person_id.in_([person.id for person in changed])))
    _insert(session, [*added, *changed])


def _is_changed(person: Person) -> bool:
    attributes = inspect(person).attrs
    return any(attributes[column].history.has_changes() for column in _COMPARED)


def _insert(session: Any, people: Iterable[Person]) -> None:
    rows = [{"key": key, "person_id": person.id} for person in people for key in matching.keys_of(record_of(person))]
    for start in range(0, len(rows), _AT_A_TIME):
        session.execute(insert(MatchKey), rows[start : start + _AT_A_TIME])


# ---- a register that is older than its keys


def write_missing(limit: int = 2000) -> int:
    """Give keys to people who have none, or none of this version: at most ``limit`` of them, so that others can write.

    Returns how many got some; 0 when nobody is left. Writes no audit row: keys are no facts.
    """
    people = _list_without(limit)
    db.session.execute(delete(MatchKey).where(MatchKey.person_id.in_([person.id for person in people])))
    _insert(db.session, people)
    return len(people)


def are_missing() -> bool:
    """Whether somebody would not be found under another spelling."""
    return bool(_list_without(1))


def _list_without(limit: int) -> Sequence[Person]:
    found = select(Person).where(Person.household_id.is_not(None), ~exists().where(_is_own_key())).limit(limit)
    return db.session.scalars(found.order_by(Person.id)).all()


def _is_own_key() -> ColumnElement[bool]:
    version = matching.VERSION
    return and_(MatchKey.person_id == Person.id, MatchKey.key >= version, MatchKey.key < version + "\U0010ffff")
