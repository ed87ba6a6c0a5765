"""Looking at lists, shaped for their pages."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased, joinedload, selectinload, undefer

from app.core.db import db
from app.core.errors import NotFound
from app.households.matching import Reason
from app.households.models import Household
from app.hubs.models import Settlement
from app.imports import differing, reporting, values
from app.imports.differing import Difference
from app.imports.mapping import Mapping as Columns
from app.imports.models import WRITTEN, Choice, Import, ImportRow, Outcome
from app.imports.reporting import Report
from app.imports.values import Reading
from app.web.paging import Page

ROWS_PER_PAGE = 25
"""Of the preview: a row with its differences takes a good part of a screen."""
MOST_LISTS = 50


def get_import(import_id: int) -> Import:
    """Raises NotFound."""
    one = db.session.scalar(
        select(Import)
        .where(Import.id == import_id)
        .options(joinedload(Import.created_by), joinedload(Import.finished_by))
        .execution_options(populate_existing=True)
    )
    if one is None:
        raise NotFound
    return one


def find_by_nonce(nonce: str) -> Import | None:
    """What the form with this nonce uploaded."""
    return db.session.scalar(select(Import).where(Import.nonce == nonce))


def get_by_nonce(nonce: str) -> Import:
    """The same. Raises NotFound."""
    one = find_by_nonce(nonce)
    if one is None:
        raise NotFound
    return one


def find_newer_list(import_id: int) -> Import | None:
    """The list with the same columns that was written after this very file was, if it was: then this is an old one."""
    this, before, newer = aliased(Import), aliased(Import), aliased(Import)
    written = select(func.max(before.finished_at)).where(before.digest == this.digest, before.state.in_(WRITTEN))
    found = (
        select(newer)
        .join(this, newer.shape == this.shape)
        .where(
            this.id == import_id,
            newer.state.in_(WRITTEN),
            newer.finished_at > written.correlate(this).scalar_subquery(),
        )
    )
    return db.session.scalar(found.order_by(newer.finished_at.desc()).limit(1))


def list_open() -> Sequence[Import]:
    """Lists that are worked on, the one touched last first."""
    found = select(Import).where(Import.state.not_in(WRITTEN)).options(joinedload(Import.created_by))
    return db.session.scalars(found.order_by(Import.touched_at.desc()).limit(MOST_LISTS)).all()


def list_written(after: int | None = None) -> Page[Import]:
    """Lists that were written into the register, the last one first."""
    found = select(Import).where(Import.state.in_(WRITTEN)).options(joinedload(Import.finished_by))
    if after is not None:
        found = found.where(Import.id < after)
    rows = db.session.scalars(found.order_by(Import.id.desc()).limit(MOST_LISTS + 1)).all()
    return Page(rows[:MOST_LISTS], rows[MOST_LISTS - 1].id if len(rows) > MOST_LISTS else None)


def load_columns(import_id: int) -> Columns:
    """What the columns of an open list mean. Raises NotFound."""
    plain = db.session.scalar(select(Import.mapping).where(Import.id == import_id))
    if plain is None:
        raise NotFound
    return Columns.from_plain(json.loads(plain))


def load_file(import_id: int) -> tuple[str, bytes]:
    """Name and content of the file of an open list. Raises NotFound."""
    found = select(Import.file_name, Import.content).where(Import.id == import_id)
    row = db.session.execute(found).one_or_none()
    if row is None or row.content is None:
        raise NotFound
    return row.file_name, row.content


def list_settlement_names() -> list[str]:
    """Names of the settlements of the register, to choose from."""
    return list(db.session.scalars(select(Settlement.name).order_by(Settlement.name)))


# ---- the preview


def count_choices(import_id: int) -> dict[Outcome, dict[Choice | None, int]]:
    """How many rows there are of each outcome, and what was chosen for them."""
    found = select(ImportRow.outcome, ImportRow.choice, func.count()).where(ImportRow.import_id == import_id)
    counts: defaultdict[Outcome, dict[Choice | None, int]] = defaultdict(dict)
    for outcome, choice, count in db.session.execute(found.group_by(ImportRow.outcome, ImportRow.choice)):
        if outcome is not None:
            counts[outcome][choice] = count
    return dict(counts)


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """A row as it is looked at."""

    id: int
    position: int
    sheet: str
    number: int
    outcome: Outcome
    choice: Choice | None
    reading: Reading
    differences: tuple[Difference, ...]
    household: Household | None
    twin: tuple[str, int] | None
    """Sheet and number of the earlier row that it may be the same as."""
    agrees: tuple[Reason, ...]
    differs: tuple[Reason, ...]


def list_rows(import_id: int, outcome: Outcome, after: int | None = None) -> Page[PreviewRow]:
    """Rows of this outcome in the order of the list, a page of them."""
    found = select(ImportRow).where(ImportRow.import_id == import_id, ImportRow.outcome == outcome)
    found = found.where(ImportRow.position > (after or 0)).order_by(ImportRow.position).limit(ROWS_PER_PAGE + 1)
    rows = db.session.scalars(found.execution_options(populate_existing=True)).all()
    shown = _shown(rows[:ROWS_PER_PAGE])
    return Page(shown, rows[ROWS_PER_PAGE - 1].position if len(rows) > ROWS_PER_PAGE else None)


def get_row(import_id: int, row_id: int) -> PreviewRow:
    """One row. Raises NotFound."""
    row = db.session.get(ImportRow, row_id, populate_existing=True)
    if row is None or row.import_id != import_id or row.outcome is None:
        raise NotFound
    return _shown([row])[0]


def _shown(rows: Sequence[ImportRow]) -> list[PreviewRow]:
    households = _households(row.household_id for row in rows if row.household_id)
    twins = _twins(rows)
    return [_preview(row, households, twins) for row in rows]


def _preview(row: ImportRow, households: Mapping[int, Household], twins: Mapping[int, Any]) -> PreviewRow:
    agrees, differs = json.loads(row.similarity) or ((), ())
    known = set(Reason)
    return PreviewRow(
        id=row.id,
        position=row.position,
        sheet=row.sheet,
        number=row.number,
        outcome=row.outcome or Outcome.NEW,
        choice=row.choice,
        reading=values.load(row.reading),
        differences=differing.load(row.differences),
        household=households.get(row.household_id or 0),
        twin=twins.get(row.twin or 0),
        agrees=tuple(Reason(code) for code in agrees if code in known),
        differs=tuple(Reason(code) for code in differs if code in known),
    )


def _households(household_ids: Iterable[int]) -> dict[int, Household]:
    whole = (
        joinedload(Household.settlement), joinedload(Household.street), selectinload(Household.people),
        selectinload(Household.cards),
    )  # fmt: skip
    found = select(Household).where(Household.id.in_(sorted(set(household_ids)))).options(*whole)
    return {household.id: household for household in db.session.scalars(found)}


def _twins(rows: Sequence[ImportRow]) -> dict[int, tuple[str, int]]:
    positions = [row.twin for row in rows if row.twin is not None]
    if not positions:
        return {}
    found = select(ImportRow.position, ImportRow.sheet, ImportRow.number).where(
        ImportRow.import_id == rows[0].import_id, ImportRow.position.in_(positions)
    )
    return {position: (sheet, number) for position, sheet, number in db.session.execute(found)}


# ---- the report


def get_report(import_id: int) -> tuple[Import, Report]:
    """A written list and what became of its rows. Raises NotFound."""
    found = select(Import).where(Import.id == import_id, Import.state.in_(WRITTEN))
    whole = found.options(undefer(Import.report), joinedload(Import.finished_by))
    one = db.session.scalar(whole.execution_options(populate_existing=True))
    if one is None or one.report is None:
        raise NotFound
    return one, reporting.read(json.loads(one.report))
