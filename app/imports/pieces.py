"""What a list on its way looks up for several pieces of work, and what comes of each piece."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import select

from app.core.db import db
from app.core.pace import give_way
from app.households.queries import duplicates
from app.imports import differing, queries, register, rules, values
from app.imports.models import Import, ImportLine, ImportRow, ImportState, Outcome
from app.imports.pairing import Found
from app.imports.values import Reading

EVERY = 10
"""Rows between two moments in which others are served: a few milliseconds."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What came of working on a list for a moment; worth keeping only while the list stands where it stood."""

    import_id: int
    state: ImportState
    position: int
    touched_at: datetime
    """Where the list stood, and when somebody last worked on it."""
    next_state: ImportState
    next_position: int = 0
    new_rows: Sequence[Mapping[str, Any]] = ()
    changed_rows: Sequence[Mapping[str, Any]] = ()
    changes: Mapping[str, Any] = field(default_factory=dict)
    """Of the import itself."""
    search: duplicates.Search | None = None
    are_keys_missing: bool = False

    @property
    def is_a_change(self) -> bool:
        """Whether it changes what the hub holds, and so leaves a trace."""
        return self.search is not None


class Lookup:
    """The rows of one list and what was found for them, each looked up once."""

    def __init__(self, import_id: int) -> None:
        self.import_id = import_id
        self.stand: Any = None
        """Where the list stands: state, position, total, shape, and when somebody last worked on it."""

    def look(self) -> Any:
        """Where the list stands now; None when it is not here any more."""
        columns = (Import.state, Import.position, Import.total, Import.shape, Import.touched_at)
        return db.session.execute(select(*columns).where(Import.id == self.import_id)).one_or_none()

    def forget(self) -> None:
        """Look everything up anew."""
        for name in ("listing", "rows", "readings", "states", "twins", "is_old"):
            self.__dict__.pop(name, None)

    def piece(self, next_state: ImportState, next_position: int = 0, **more: Any) -> Piece:
        """What came of a piece of work, and where the list then stands."""
        stand = self.stand
        return Piece(self.import_id, stand.state, stand.position, stand.touched_at, next_state, next_position, **more)

    @cached_property
    def rows(self) -> list[Any]:
        """Every row of the list, in its order."""
        columns = (
            ImportRow.id, ImportRow.position, ImportRow.sheet, ImportRow.number, ImportRow.digest, ImportRow.identity,
            ImportRow.reading,
        )  # fmt: skip
        found = select(*columns).where(ImportRow.import_id == self.import_id).order_by(ImportRow.position)
        return list(db.session.execute(found))

    @cached_property
    def is_old(self) -> bool:
        """Whether a newer list was written after this very file."""
        return queries.find_newer_list(self.import_id) is not None

    @cached_property
    def readings(self) -> list[Reading]:
        return [values.load(text) for text in served(row.reading for row in self.rows)]

    @cached_property
    def states(self) -> dict[int, Any]:
        """What was found for each row so far, by its id."""
        columns = (ImportRow.id, ImportRow.outcome, ImportRow.household_id, ImportRow.line_id)
        found = db.session.execute(select(*columns).where(ImportRow.import_id == self.import_id))
        return {row.id: row for row in found}

    def laid_beside(self, found: Mapping[int, Found]) -> Iterator[tuple[int, tuple[differing.Difference, ...]]]:
        """What each of these rows says otherwise than its household."""
        held = register.load_held(one.household_id for one in found.values())
        lines = load_lines([one.line_id for one in found.values() if one.line_id])
        for place, one in found.items():
            line = lines.get(one.line_id or 0)
            was = values.load_values(line.said) if line else None
            is_same_list = line is not None and line.shape == self.stand.shape
            now = self.readings[place].values
            yield place, differing.compare(now, held[one.household_id], was, is_same_list=is_same_list)

    def decided(
        self, place: int, outcome: Outcome, said: Sequence[differing.Difference] = (), **more: Any
    ) -> dict[str, Any]:
        return {
            "id": self.rows[place].id,
            "outcome": outcome,
            "choice": rules.usual_choice(outcome, said, is_old_list=self.is_old),
            "differences": differing.dump(said),
            **more,
        }


def served(rows: Iterable[Any]) -> Iterator[Any]:
    """The same rows; a desk that waits is served now and then between two."""
    for number, row in enumerate(rows):
        if number % (EVERY * 5) == 0:
            give_way()
        yield row


def load_lines(line_ids: Sequence[int]) -> dict[int, ImportLine]:
    """Former rows, by their ids."""
    lines: dict[int, ImportLine] = {}
    for ids in register.parts(sorted(line_ids), register.MOST_VALUES):
        lines |= {line.id: line for line in db.session.scalars(select(ImportLine).where(ImportLine.id.in_(ids)))}
    return lines
