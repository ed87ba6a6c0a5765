"""Working through a list in pieces that are kept one by one, so that a restart or a closed page loses nothing.

Everything here looks and computes; what came of a piece is kept by :func:`app.imports.operations.keep`. Between two
rows a desk that waits in this process is served.
"""

import json
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import undefer

from app.core.db import db
from app.core.errors import NotFound
from app.core.pace import give_way
from app.households import match_keys
from app.households.matching import Comparison
from app.households.models import Household
from app.households.parsing.findings import Finding
from app.households.queries import duplicates, similar
from app.imports import clearness, pairing, queries, register, values
from app.imports.files import read_file
from app.imports.mapping import Mapping as Columns
from app.imports.models import Import, ImportState, Outcome
from app.imports.pairing import Found
from app.imports.pieces import EVERY, Lookup, Piece, served
from app.imports.places import spelt_out
from app.imports.reading import read_group
from app.imports.reporting import Fate
from app.imports.settling import Settling
from app.imports.shapes import Listing, group
from app.imports.values import Reading

READ_AT_ONCE = 200
COMPARED_AT_ONCE = 100
SEARCHED_AT_ONCE = 400
SEARCHED_BETWEEN = 20


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


class _Sitting(Lookup):
    """Working on one list, with what was looked up for the pieces before."""

    def __init__(self, import_id: int, today: date) -> None:
        super().__init__(import_id)
        self._today = today
        self._paused_at: Any = None
        """Where it stood when this sitting came to rest; if it moved since, all that was looked up is worth nothing."""

    def next_piece(self) -> Piece | None:
        """The next one; None when a person is to be asked. Raises NotFound."""
        work = {
            ImportState.READING: self._read,
            ImportState.PAIRING: self._pair,
            ImportState.COMPARING: self._compare,
            ImportState.SETTLING: Settling(self).piece,
            ImportState.SEARCHING: self._search,
        }
        self.stand = self.look()
        if self.stand is None:
            raise NotFound
        if self._paused_at not in (None, self.stand):
            self.forget()
        self._paused_at = None
        make = work.get(self.stand.state)
        return make() if make else None

    def pause(self) -> None:
        """Note where the list stands, to see whether others worked on it before this sitting goes on."""
        self._paused_at = self.look()

    # ---- reading the rows

    @cached_property
    def listing(self) -> Listing:
        upload = db.session.scalars(
            select(Import)
            .where(Import.id == self.import_id)
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
        groups, start = self.listing.groups, self.stand.position
        rows = []
        for position, one in enumerate(groups[start : start + READ_AT_ONCE], start + 1):
            named = self._settlements.get(one.rows[0].sheet)
            row = read_group(replace(one, settlement=named) if named else one, self._today)
            reading = self._spelt_out(values.from_row(row))
            rows.append(
                {
                    "import_id": self.import_id,
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
            return self.piece(ImportState.READING, start + len(rows), new_rows=rows, changes=changes)
        return self.piece(ImportState.PAIRING, new_rows=rows, changes=changes)

    def _spelt_out(self, reading: Reading) -> Reading:
        said = reading.values
        return replace(reading, values=replace(said, address=spelt_out(said.address, self._settlement_names)))

    @cached_property
    def _settlement_names(self) -> list[str]:
        return queries.list_settlement_names()

    def _outline(self) -> str:
        sheets = [
            [sheet.name, [[row.number, row.kind.value] for row in sheet.skipped], sheet.households]
            for sheet in self.listing.sheets
        ]
        return json.dumps({"sheets": sheets, "notices": self._notices}, ensure_ascii=False)

    # ---- finding what was imported before

    def _pair(self) -> Piece:
        last_household_id = db.session.scalar(select(func.max(Household.id))) or 0
        lists_before = register.count_written_lists()
        places = clearness.know(self.readings, register.list_settlements(), register.list_streets())
        as_read = [clearness.as_read(reading) for reading in self.readings]
        doubts = [
            tuple(clearness.more_doubts(reading.values, places, row.sheet))
            for row, reading in zip(self.rows, served(as_read), strict=True)
        ]
        clear = [
            not clearness.is_refused((*reading.doubts, *more)) for reading, more in zip(as_read, doubts, strict=True)
        ]
        found = self._find([row for row, is_clear in zip(self.rows, clear, strict=True) if is_clear]).found
        changed = [
            {
                "id": row.id,
                "reading": row.reading if told.doubts == reading.doubts else values.dump(told),
                "outcome": None if is_clear else Outcome.UNCLEAR,
                "household_id": found[row.id].household_id if row.id in found else None,
                "line_id": found[row.id].line_id if row.id in found else None,
            }
            for row, reading, told, is_clear in zip(
                self.rows, self.readings, map(_with_doubts, as_read, doubts), clear, strict=True
            )
        ]
        self.forget()  # rows have doubts and households now that they had not
        changes = {"last_household_id": last_household_id, "lists_before": lists_before, "total": len(changed)}
        return self.piece(ImportState.COMPARING, changed_rows=changed, changes=changes)

    def _find(self, rows: Sequence[Any]) -> pairing.Pairing:
        asked = [pairing.Asked(row.id, row.digest, row.identity) for row in rows]
        readings = dict(zip((row.id for row in self.rows), self.readings, strict=True))
        heads = {readings[row.id].values.head.key for row in rows}
        return pairing.pair(asked, register.list_known(self.stand.shape), register.list_identities(heads))

    # ---- laying the others beside the register and beside each other

    @cached_property
    def twins(self) -> pairing.Twins:
        return pairing.Twins()

    def _compare(self) -> Piece:
        start = self.stand.position
        end = min(start + COMPARED_AT_ONCE, len(self.rows))
        self._learn(start)
        places = range(start, end)
        changed = [*self._differences(places), *self._likenesses(places)]
        is_last = end == len(self.rows)
        next_state = ImportState.SETTLING if is_last else ImportState.COMPARING
        return self.piece(next_state, 0 if is_last else end, changed_rows=changed)

    def _learn(self, end: int) -> None:
        """Rows before this piece, which were compared in an earlier sitting."""
        for place in range(len(self.twins), end):
            self.twins.add(self.readings[place].values.family, is_of_use=not self._is_unclear(place))
            if place % EVERY == 0:
                give_way()

    def _is_unclear(self, place: int) -> bool:
        return self.states[self.rows[place].id].outcome is Outcome.UNCLEAR

    def _differences(self, places: Iterable[int]) -> Iterator[dict[str, Any]]:
        """Of rows that were found by their content or their identity."""
        states = [(place, self.states[self.rows[place].id]) for place in places]
        found = {place: Found(state.household_id, state.line_id) for place, state in states if state.household_id}
        for place, said in self.laid_beside(found):
            outcome = Outcome.DIFFERS if said else Outcome.UNCHANGED
            yield self.decided(place, outcome, said)

    def _likenesses(self, places: Iterable[int]) -> Iterator[dict[str, Any]]:
        """Households and earlier rows that rows of which nothing is known are like."""
        asked = [place for place in places if self._is_unknown(place)]
        families = {place: self.readings[place].values.family for place in asked}
        alike = dict(zip(asked, similar.find_similar_many(list(families.values())), strict=True))
        for place in places:
            family = self.readings[place].values.family
            if place in alike:
                twin = self.twins.find(family)
                yield {
                    "id": self.rows[place].id,
                    "candidates": json.dumps([_plain_candidate(one) for one in alike[place]]),
                    "twin": self.rows[twin.earlier].position if twin else None,
                    "similarity": _reasons(twin.comparison) if twin else "[]",
                }
            self.twins.add(family, is_of_use=not self._is_unclear(place))
            if place % EVERY == 0:
                give_way()

    def _is_unknown(self, place: int) -> bool:
        state = self.states[self.rows[place].id]
        return state.household_id is None and state.outcome is None

    # ---- after writing: duplicates of the new households

    @cached_property
    def _written(self) -> list[int]:
        """Households that the list created or changed."""
        rows = json.loads(db.session.scalar(select(Import.report).where(Import.id == self.import_id)) or "{}")["rows"]
        fates = (Fate.CREATED, Fate.TAKEN_OVER)
        return sorted({household_id for _sheet, _number, fate, household_id in rows if fate in fates})

    def _search(self) -> Piece:
        if match_keys.are_missing():
            return self.piece(ImportState.SEARCHING, self.stand.position, are_keys_missing=True)
        ids = [each for each in self._written if each > self.stand.position][:SEARCHED_AT_ONCE]
        if not ids:
            return self.piece(ImportState.DONE, self.stand.position)
        return self.piece(ImportState.SEARCHING, ids[-1], search=_look_for_pairs(ids))


def _with_doubts(reading: Reading, more: Sequence[Finding]) -> Reading:
    return replace(reading, doubts=(*reading.doubts, *more)) if more else reading


def _look_for_pairs(household_ids: Sequence[int]) -> duplicates.Search:
    """A few at a time; a desk that waits is served between."""
    pairs: dict[duplicates.PairIds, Comparison] = {}
    for ids in register.parts(household_ids, SEARCHED_BETWEEN):
        pairs |= duplicates.look_for_pairs(ids).pairs
        give_way()
    return duplicates.Search(frozenset(household_ids), pairs)


def _plain_candidate(one: similar.Similar) -> list[Any]:
    comparison = one.comparison
    return [one.household_id, comparison.strength, comparison.verdict, comparison.agrees, comparison.differs]


def _reasons(comparison: Comparison) -> str:
    return json.dumps([comparison.agrees, comparison.differs])
