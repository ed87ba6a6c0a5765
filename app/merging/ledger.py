"""What a merge changed, value by value, so that it can be taken apart again."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Date, Enum, select

from app.core.db import Base, UtcDateTime, db

_CLASSES = {mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers}


@dataclass(frozen=True, slots=True)
class Change:
    """One value of one row, before and after, as JSON holds it."""

    table: str
    row_id: int
    column: str
    before: Any
    after: Any


@dataclass(slots=True)
class Ledger:
    """Everything one merge changed. ``promises`` are those of both records: True for the kept one's."""

    changes: list[Change] = field(default_factory=list)
    promises: dict[int, bool] = field(default_factory=dict)
    stood: list[int] = field(default_factory=list)
    """Promises that stood before."""
    heads: dict[int, int] = field(default_factory=dict)
    """Who spoke for each household, by its id."""
    twins: dict[int, int] = field(default_factory=dict)
    """People set aside, and who they are the same as."""
    covered: list[tuple[int, int]] = field(default_factory=list)
    """Rows of covered people that were written: the cycle and the person."""

    def set(self, row: Any, **values: Any) -> None:
        """Change a row and remember what stood there; what is so already is left."""
        for column, value in values.items():
            before, after = as_json(getattr(row, column)), as_json(value)
            if before != after:
                self.changes.append(Change(row.__tablename__, row.id, column, before, after))
                setattr(row, column, value)

    def ids(self, table: str, column: str) -> list[int]:
        """Rows of a table in which this column was changed."""
        return [change.row_id for change in self.changes if (change.table, change.column) == (table, column)]

    def dump(self) -> str:
        return json.dumps(asdict(self), separators=(",", ":"), ensure_ascii=False)


def load(text: str) -> Ledger:
    """What :meth:`Ledger.dump` wrote."""
    told = json.loads(text)
    return Ledger(
        changes=[Change(**change) for change in told["changes"]],
        promises={int(row_id): is_kept for row_id, is_kept in told["promises"].items()},
        stood=told["stood"],
        heads={int(row_id): person_id for row_id, person_id in told["heads"].items()},
        twins={int(row_id): person_id for row_id, person_id in told["twins"].items()},
        covered=[(cycle_id, person_id) for cycle_id, person_id in told["covered"]],
    )


def take_back(changes: Iterable[Change]) -> None:
    """Put the old values back, wherever nothing else was written since: later edits win."""
    changes = list(changes)
    rows = _rows(changes)
    for change in reversed(changes):
        row = rows.get((change.table, change.row_id))
        if row is not None and as_json(getattr(row, change.column)) == change.after:
            setattr(row, change.column, _from_json(row, change.column, change.before))
    db.session.flush()


def _rows(changes: Iterable[Change]) -> dict[tuple[str, int], Any]:
    """The rows as they are now; one that was deleted since is left out."""
    wanted: dict[str, set[int]] = {}
    for change in changes:
        wanted.setdefault(change.table, set()).add(change.row_id)
    found: dict[tuple[str, int], Any] = {}
    for table, ids in wanted.items():
        kind: Any = _CLASSES[table]
        present = select(kind).where(kind.id.in_(ids)).execution_options(populate_existing=True)
        found |= {(table, row.id): row for row in db.session.scalars(present)}
    return found


def as_json(value: Any) -> Any:
    """A value of a column as JSON holds it."""
    if isinstance(value, StrEnum):
        return value.value
    return value.isoformat() if isinstance(value, date | datetime) else value


def _from_json(row: Any, column: str, value: Any) -> Any:
    kind = type(row).__table__.c[column].type
    if value is None:
        return None
    if isinstance(kind, UtcDateTime):
        return datetime.fromisoformat(value)
    if isinstance(kind, Date):
        return date.fromisoformat(value)
    return kind.python_type(value) if isinstance(kind, Enum) else value
