"""Working through a list in pieces that are kept one by one, so that a restart or a closed page loses nothing.

Everything here looks and computes; what came of a piece is kept by :func:`app.imports.operations.keep`. Between two
rows a desk that waits in this process is served.
"""

import json
import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import undefer

from app.core.db import db
from app.core.errors import NotFound
from app.core.pace import give_way
from app.households import duplicates, match_keys, similar
from app.households.matching import Comparison, Verdict
from app.households.models import Household
from app.imports import clearness, differing, pairing, register, rules, values
from app.imports.files import read_file
from app.imports.mapping import Mapping as Columns
from app.imports.models import Import, ImportLine, ImportRow, ImportState, Outcome
from app.imports.pairing import Candidate, Found, Known
from app.imports.reading import read_group
from app.imports.reporting import Fate
from app.imports.shapes import Listing, group
from app.imports.values import Reading

READ_AT_ONCE = 200
COMPARED_AT_ONCE = 100
SEARCHED_AT_ONCE = 400
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


def sit(import_id: int, *, today: date, seconds: float) -> Iterator[Piece]:
    """One piece after the other for about so many seconds, or until a person is to be asked.

    Whoever goes through them keeps each before asking for the next. Raises NotFound.
    """
    key = (str(db.engine.url), import_id, today)
    sitting = _resting.pop(key, None) or _Sitting(import_id, today)
    until = time.monotonic() + seconds
    while (piece := sitting.next_piece()) is not None:
        yield piece
        if time.monotonic() >= until:
            _rest(key, sitting)
            return


Key = tuple[str, int, date]
_resting: dict[Key, "_Sitting"] = {}
"""Sittings that may go on in this process: what they looked up is good for the next ones too."""
MOST_RESTING = 2


def _rest(key: Key, sitting: "_Sitting") -> None:
    sitting.pause()
    _resting[key] = sitting
    while len(_resting) > MOST_RESTING:
        del _resting[next(iter(_resting))]


class _Sitting:
    """What is looked up once for several pieces."""

    def __init__(self, import_id: int, today: date) -> None:
        self._id = import_id
        self._today = today
        self._stand: Any = None
        """Where the list stands: state, position, total, shape, and when somebody last worked on it."""
        self._paused_at: Any = None
        """Where it stood when this sitting came to rest; if it moved since, all that was looked up is worth nothing."""

    def next_piece(self) -> Piece | None:
        work = {
            ImportState.READING: self._read,
            ImportState.PAIRING: self._pair,
            ImportState.COMPARING: self._compare,
            ImportState.SETTLING: self._settle,
            ImportState.SEARCHING: self._search,
        }
        self._stand = self._look()
        if self._stand is None:
            raise NotFound
        if self._paused_at not in (None, self._stand):
            self._forget()
        self._paused_at = None
        make = work.get(self._stand.state)
        return make() if make else None

    def pause(self) -> None:
        """Note where the list stands, to see whether others worked on it before this sitting goes on."""
        self._paused_at = self._look()

    def _look(self) -> Any:
        columns = (Import.state, Import.position, Import.total, Import.shape, Import.touched_at)
        return db.session.execute(select(*columns).where(Import.id == self._id)).one_or_none()

    def _forget(self) -> None:
        for name in ("_listing", "_rows", "_readings", "_states", "_twins"):
            self.__dict__.pop(name, None)

    def _piece(self, next_state: ImportState, next_position: int = 0, **more: Any) -> Piece:
        stand = self._stand
        return Piece(self._id, stand.state, stand.position, stand.touched_at, next_state, next_position, **more)

    # ---- reading the rows

    @cached_property
    def _listing(self) -> Listing:
        upload = db.session.scalars(
            select(Import)
            .where(Import.id == self._id)
            .options(undefer(Import.content), undefer(Import.mapping))
            .execution_options(populate_existing=True)
        ).one()
        book = read_file(upload.file_name, upload.content or b"")
        self._notices = [[notice.kind.value, notice.sheet, list(notice.rows)] for notice in book.notices]
        listing = group(book, Columns.from_plain(json.loads(upload.mapping or "[]")))
        self._settlements = json.loads(upload.settlements)
        db.session.expunge(upload)  # with its five megabytes
        return listing

    def _read(self) -> Piece:
        groups, start = self._listing.groups, self._stand.position
        rows = []
        for position, one in enumerate(groups[start : start + READ_AT_ONCE], start + 1):
            named = self._settlements.get(one.rows[0].sheet)
            row = read_group(replace(one, settlement=named) if named else one, self._today)
            reading = values.from_row(row)
            rows.append(
                {
                    "import_id": self._id,
                    "position": position,
                    "sheet": row.sheet,
                    "number": row.number,
                    "digest": values.digest_of(f"{row.digest}|{reading.values.address.settlement}"),
                    "identity": values.identity(reading.values),
                    "reading": values.dump(reading),
                }
            )
            if position % EVERY == 0:
                give_way()
        changes = {"total": len(groups), "outline": self._outline()}
        if start + len(rows) < len(groups):
            return self._piece(ImportState.READING, start + len(rows), new_rows=rows, changes=changes)
        return self._piece(ImportState.PAIRING, new_rows=rows, changes=changes)

    def _outline(self) -> str:
        sheets = [
            [sheet.name, [[row.number, row.kind.value] for row in sheet.skipped], sheet.households]
            for sheet in self._listing.sheets
        ]
        return json.dumps({"sheets": sheets, "notices": self._notices}, ensure_ascii=False)

    # ---- finding what was imported before

    @cached_property
    def _rows(self) -> list[Any]:
        """Every row of the list, in its order."""
        columns = (
            ImportRow.id, ImportRow.position, ImportRow.sheet, ImportRow.number, ImportRow.digest, ImportRow.identity,
            ImportRow.reading,
        )  # fmt: skip
        found = select(*columns).where(ImportRow.import_id == self._id).order_by(ImportRow.position)
        return list(db.session.execute(found))

    @cached_property
    def _readings(self) -> list[Reading]:
        return [values.load(text) for text in _served(row.reading for row in self._rows)]

    def _pair(self) -> Piece:
        last_household_id = db.session.scalar(select(func.max(Household.id))) or 0
        lists_before = register.count_written_lists()
        places = clearness.know(self._readings, register.list_settlements(), register.list_streets())
        doubts = [tuple(clearness.more_doubts(reading.values, places)) for reading in _served(self._readings)]
        clear = [
            not clearness.is_refused((*reading.doubts, *more))
            for reading, more in zip(self._readings, doubts, strict=True)
        ]
        found = self._find([row for row, is_clear in zip(self._rows, clear, strict=True) if is_clear]).found
        changed = [
            {
                "id": row.id,
                "reading": _with_doubts(row.reading, reading, more),
                "outcome": None if is_clear else Outcome.UNCLEAR,
                "household_id": found[row.id].household_id if row.id in found else None,
                "line_id": found[row.id].line_id if row.id in found else None,
            }
            for row, reading, more, is_clear in zip(self._rows, self._readings, doubts, clear, strict=True)
        ]
        self._forget()  # rows have doubts and households now that they had not
        changes = {"last_household_id": last_household_id, "lists_before": lists_before, "total": len(changed)}
        return self._piece(ImportState.COMPARING, changed_rows=changed, changes=changes)

    def _find(self, rows: Sequence[Any]) -> pairing.Pairing:
        asked = [pairing.Asked(row.id, row.digest, row.identity) for row in rows]
        readings = dict(zip((row.id for row in self._rows), self._readings, strict=True))
        heads = {readings[row.id].values.head.key for row in rows}
        return pairing.pair(asked, register.list_known(self._stand.shape), register.list_identities(heads))

    # ---- laying the others beside the register and beside each other

    @cached_property
    def _states(self) -> dict[int, Any]:
        """What was found for each row so far, by its id."""
        columns = (ImportRow.id, ImportRow.outcome, ImportRow.household_id, ImportRow.line_id)
        found = db.session.execute(select(*columns).where(ImportRow.import_id == self._id))
        return {row.id: row for row in found}

    @cached_property
    def _twins(self) -> pairing.Twins:
        return pairing.Twins()

    def _compare(self) -> Piece:
        start = self._stand.position
        end = min(start + COMPARED_AT_ONCE, len(self._rows))
        self._learn(start)
        places = range(start, end)
        changed = [*self._differences(places), *self._likenesses(places)]
        is_last = end == len(self._rows)
        next_state = ImportState.SETTLING if is_last else ImportState.COMPARING
        return self._piece(next_state, 0 if is_last else end, changed_rows=changed)

    def _learn(self, end: int) -> None:
        """Rows before this piece, which were compared in an earlier sitting."""
        for place in range(len(self._twins), end):
            self._twins.add(self._readings[place].values.family, is_of_use=not self._is_unclear(place))
            if place % EVERY == 0:
                give_way()

    def _is_unclear(self, place: int) -> bool:
        return self._states[self._rows[place].id].outcome is Outcome.UNCLEAR

    def _differences(self, places: Iterable[int]) -> Iterator[dict[str, Any]]:
        """Of rows that were found by their content or their identity."""
        states = [(place, self._states[self._rows[place].id]) for place in places]
        found = {place: Found(state.household_id, state.line_id) for place, state in states if state.household_id}
        for place, said in self._laid_beside(found):
            outcome = Outcome.DIFFERS if said else Outcome.UNCHANGED
            yield self._decided(place, outcome, said)

    def _laid_beside(self, found: Mapping[int, Found]) -> Iterator[tuple[int, tuple[differing.Difference, ...]]]:
        """What each of these rows says otherwise than its household."""
        held = register.load_held(one.household_id for one in found.values())
        lines = _load_lines([one.line_id for one in found.values() if one.line_id])
        for place, one in found.items():
            line = lines.get(one.line_id or 0)
            was = values.load_values(line.said) if line else None
            is_same_list = line is not None and line.shape == self._stand.shape
            now = self._readings[place].values
            yield place, differing.compare(now, held[one.household_id], was, is_same_list=is_same_list)

    def _decided(
        self, place: int, outcome: Outcome, said: Sequence[differing.Difference] = (), **more: Any
    ) -> dict[str, Any]:
        return {
            "id": self._rows[place].id,
            "outcome": outcome,
            "choice": rules.usual_choice(outcome, said),
            "differences": differing.dump(said),
            **more,
        }

    def _likenesses(self, places: Iterable[int]) -> Iterator[dict[str, Any]]:
        """Households and earlier rows that rows of which nothing is known are like."""
        asked = [place for place in places if self._is_unknown(place)]
        families = {place: self._readings[place].values.family for place in asked}
        alike = dict(zip(asked, similar.find_similar_many(list(families.values())), strict=True))
        for place in places:
            family = self._readings[place].values.family
            if place in alike:
                twin = self._twins.find(family)
                yield {
                    "id": self._rows[place].id,
                    "candidates": json.dumps([_plain_candidate(one) for one in alike[place]]),
                    "twin": self._rows[twin.earlier].position if twin else None,
                    "similarity": _reasons(twin.comparison) if twin else "[]",
                }
            self._twins.add(family, is_of_use=not self._is_unclear(place))
            if place % EVERY == 0:
                give_way()

    def _is_unknown(self, place: int) -> bool:
        state = self._states[self._rows[place].id]
        return state.household_id is None and state.outcome is None

    # ---- giving every row its outcome

    def _settle(self) -> Piece:
        asked = self._load_asked()
        place_of = {row.id: place for place, row in enumerate(self._rows)}
        candidates = {row.id: json.loads(row.candidates) for row in asked}
        free = self._free_lines()
        settled = pairing.settle(self._candidates(candidates), free)
        perhaps = self._perhaps(asked, candidates, settled, {line.household_id for line in free})
        changed = [
            *self._found_again({place_of[row_id]: one for row_id, one in settled.items()}),
            *self._maybe({place_of[row_id]: one for row_id, one in perhaps.items()}),
            *(
                self._decided(place_of[row.id], Outcome.NEW, twin=None)
                for row in asked
                if row.id not in settled and row.id not in perhaps
            ),
        ]
        return self._piece(ImportState.READY, len(self._rows), changed_rows=changed)

    def _candidates(self, found: Mapping[int, Sequence[Any]]) -> Iterator[Candidate]:
        where = {row.id: (row.sheet, row.number) for row in self._rows}
        for row_id, candidates in found.items():
            yield from (Candidate(row_id, one[0], one[1], Verdict(one[2]), where[row_id]) for one in candidates)

    def _load_asked(self) -> Sequence[Any]:
        columns = (ImportRow.id, ImportRow.candidates, ImportRow.twin, ImportRow.similarity)
        found = select(*columns).where(ImportRow.import_id == self._id, ImportRow.outcome.is_(None))
        return db.session.execute(found.order_by(ImportRow.position)).all()

    def _free_lines(self) -> list[Known]:
        taken = {state.line_id for state in self._states.values() if state.line_id}
        return [
            line for line in register.list_known(self._stand.shape) if line.is_same_shape and line.line_id not in taken
        ]

    def _perhaps(
        self,
        asked: Iterable[Any],
        candidates: Mapping[int, Sequence[Any]],
        settled: Mapping[int, Found],
        free: Collection[int],
    ) -> dict[int, "_Perhaps"]:
        """Rows that may be a household of the register or an earlier row; that row's household where it has one."""
        at = {row.position: row.id for row in self._rows}
        perhaps: dict[int, _Perhaps] = {}
        for row in asked:
            if row.id in settled:
                continue
            likely = (one for one in candidates[row.id] if Verdict(one[2]) in pairing.SURE or one[0] in free)
            best = next(likely, None)
            if best is not None:
                perhaps[row.id] = _Perhaps(best[0], None, json.dumps(best[3:]))
            elif row.twin is not None:
                earlier = settled.get(at[row.twin]) or self._states[at[row.twin]]
                household_id = earlier.household_id
                perhaps[row.id] = _Perhaps(household_id, None if household_id else row.twin, row.similarity)
        return perhaps

    def _found_again(self, settled: Mapping[int, Found]) -> Iterator[dict[str, Any]]:
        for place, said in self._laid_beside(settled):
            found = settled[place]
            outcome = Outcome.DIFFERS if said else Outcome.UNCHANGED
            where = {"household_id": found.household_id, "line_id": found.line_id, "twin": None}
            yield self._decided(place, outcome, said, **where)

    def _maybe(self, perhaps: Mapping[int, "_Perhaps"]) -> Iterator[dict[str, Any]]:
        here = {place: Found(one.household_id) for place, one in perhaps.items() if one.household_id}
        said = dict(self._laid_beside(here))
        twins = {place: one.twin for place, one in perhaps.items() if one.twin}
        said |= {place: self._beside_twin(place, twin) for place, twin in twins.items()}
        for place, one in perhaps.items():
            where = {"household_id": one.household_id, "twin": one.twin, "similarity": one.reasons}
            yield self._decided(place, Outcome.PERHAPS, said.get(place, ()), **where)

    def _beside_twin(self, place: int, twin: int) -> tuple[differing.Difference, ...]:
        """What a row says otherwise than the earlier row of the list."""
        return differing.compare(self._readings[place].values, self._readings[twin - 1].values, None)

    # ---- after writing: duplicates of the new households

    @cached_property
    def _written(self) -> list[int]:
        """Households that the list created or changed."""
        rows = json.loads(db.session.scalar(select(Import.report).where(Import.id == self._id)) or "{}")["rows"]
        fates = (Fate.CREATED, Fate.TAKEN_OVER)
        return sorted({household_id for _sheet, _number, fate, household_id in rows if fate in fates})

    def _search(self) -> Piece:
        if match_keys.are_missing():
            return self._piece(ImportState.SEARCHING, self._stand.position, are_keys_missing=True)
        ids = [each for each in self._written if each > self._stand.position][:SEARCHED_AT_ONCE]
        if not ids:
            return self._piece(ImportState.DONE, self._stand.position)
        return self._piece(ImportState.SEARCHING, ids[-1], search=duplicates.look_for_pairs(ids))


@dataclass(frozen=True, slots=True)
class _Perhaps:
    """What a row may be: a household of the register, or the same as an earlier row."""

    household_id: int | None
    twin: int | None
    reasons: str


def _served(rows: Iterable[Any]) -> Iterator[Any]:
    for number, row in enumerate(rows):
        if number % (EVERY * 5) == 0:
            give_way()
        yield row


def _with_doubts(text: str, reading: Reading, more: Sequence[Any]) -> str:
    if not more:
        return text
    return values.dump(Reading(reading.values, (*reading.doubts, *more), reading.set_aside, reading.rows))


def _load_lines(line_ids: Sequence[int]) -> dict[int, ImportLine]:
    lines: dict[int, ImportLine] = {}
    for ids in register.parts(sorted(line_ids), register.MOST_VALUES):
        lines |= {line.id: line for line in db.session.scalars(select(ImportLine).where(ImportLine.id.in_(ids)))}
    return lines


def _plain_candidate(one: similar.Similar) -> list[Any]:
    comparison = one.comparison
    return [one.household_id, comparison.strength, comparison.verdict, comparison.agrees, comparison.differs]


def _reasons(comparison: Comparison) -> str:
    return json.dumps([comparison.agrees, comparison.differs])
