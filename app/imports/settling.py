"""Giving every row of a list its outcome, when all of them have been compared."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.core.db import db
from app.households.matching import Verdict
from app.imports import differing, pairing, register
from app.imports.models import ImportRow, ImportState, Outcome
from app.imports.pairing import Candidate, Found, Known
from app.imports.pieces import Lookup, Piece


@dataclass(frozen=True, slots=True)
class _Perhaps:
    """What a row may be: a household of the register, or the same as an earlier row."""

    household_id: int | None
    twin: int | None
    reasons: str


class Settling:
    """One to one among what is left: which rows are former rows with corrections, and which are perhaps the same."""

    def __init__(self, lookup: Lookup) -> None:
        self._list = lookup

    def piece(self) -> Piece:
        """The outcome of every row that has none yet."""
        asked = self._load_asked()
        place_of = {row.id: place for place, row in enumerate(self._list.rows)}
        candidates = {row.id: json.loads(row.candidates) for row in asked}
        free = self._free_lines()
        settled = pairing.settle(self._candidates(candidates), free)
        perhaps = self._perhaps(asked, candidates, settled, {line.household_id for line in free})
        changed = [
            *self._found_again({place_of[row_id]: one for row_id, one in settled.items()}),
            *self._maybe({place_of[row_id]: one for row_id, one in perhaps.items()}),
            *(
                self._list.decided(place_of[row.id], Outcome.NEW, twin=None)
                for row in asked
                if row.id not in settled and row.id not in perhaps
            ),
        ]
        return self._list.piece(ImportState.READY, len(self._list.rows), changed_rows=changed)

    def _candidates(self, found: Mapping[int, Sequence[Any]]) -> Iterator[Candidate]:
        where = {row.id: (row.sheet, row.number) for row in self._list.rows}
        for row_id, candidates in found.items():
            yield from (Candidate(row_id, one[0], one[1], Verdict(one[2]), where[row_id]) for one in candidates)

    def _load_asked(self) -> Sequence[Any]:
        columns = (ImportRow.id, ImportRow.candidates, ImportRow.twin, ImportRow.similarity)
        found = select(*columns).where(ImportRow.import_id == self._list.import_id, ImportRow.outcome.is_(None))
        return db.session.execute(found.order_by(ImportRow.position)).all()

    def _free_lines(self) -> list[Known]:
        taken = {state.line_id for state in self._list.states.values() if state.line_id}
        return [
            line
            for line in register.list_known(self._list.stand.shape)
            if line.is_same_shape and line.line_id not in taken
        ]

    def _perhaps(
        self,
        asked: Iterable[Any],
        candidates: Mapping[int, Sequence[Any]],
        settled: Mapping[int, Found],
        free: Collection[int],
    ) -> dict[int, "_Perhaps"]:
        """Rows that may be a household of the register or an earlier row; that row's household where it has one."""
        at = {row.position: row.id for row in self._list.rows}
        perhaps: dict[int, _Perhaps] = {}
        for row in asked:
            if row.id in settled:
                continue
            likely = (one for one in candidates[row.id] if Verdict(one[2]) in pairing.SURE or one[0] in free)
            best = next(likely, None)
            if best is not None:
                perhaps[row.id] = _Perhaps(best[0], None, json.dumps(best[3:]))
            elif row.twin is not None:
                earlier = settled.get(at[row.twin]) or self._list.states[at[row.twin]]
                household_id = earlier.household_id
                perhaps[row.id] = _Perhaps(household_id, None if household_id else row.twin, row.similarity)
        return perhaps

    def _found_again(self, settled: Mapping[int, Found]) -> Iterator[dict[str, Any]]:
        for place, said in self._list.laid_beside(settled):
            found = settled[place]
            outcome = Outcome.DIFFERS if said else Outcome.UNCHANGED
            where = {"household_id": found.household_id, "line_id": found.line_id, "twin": None}
            yield self._list.decided(place, outcome, said, **where)

    def _maybe(self, perhaps: Mapping[int, "_Perhaps"]) -> Iterator[dict[str, Any]]:
        here = {place: Found(one.household_id) for place, one in perhaps.items() if one.household_id}
        said = dict(self._list.laid_beside(here))
        twins = {place: one.twin for place, one in perhaps.items() if one.twin}
        said |= {place: self._beside_twin(place, twin) for place, twin in twins.items()}
        for place, one in perhaps.items():
            where = {"household_id": one.household_id, "twin": one.twin, "similarity": one.reasons}
            yield self._list.decided(place, Outcome.PERHAPS, said.get(place, ()), **where)

    def _beside_twin(self, place: int, twin: int) -> tuple[differing.Difference, ...]:
        """What a row says otherwise than the earlier row of the list."""
        return differing.compare(self._list.readings[place].values, self._list.readings[twin - 1].values, None)
