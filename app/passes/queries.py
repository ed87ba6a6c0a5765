"""Looking at passes: who is in now, which are valid, what a code stands for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.core import clock
from app.core.db import db
from app.core.errors import NotFound
from app.core.names import fold
from app.passes.models import Pass, Passage, PassSettlement
from app.passes.rules import PassState, Typed, state_of
from app.web.paging import PER_PAGE, Page

MOST_FOUND = 50


class Tab(StrEnum):
    """Parts of the list."""

    IN = "in"
    VALID = "valid"
    COMING = "coming"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Row:
    """A pass as it stands now."""

    one: Pass
    state: PassState
    inside: Passage | None

    @property
    def is_overdue(self) -> bool:
        """Whether they should have left."""
        return self.inside is not None and self.state in (PassState.EXPIRED, PassState.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Inside:
    """Who is in now, those who should have left first, then who has been in longest."""

    rows: Sequence[Row]
    by_settlement: Mapping[str, int]
    """People whose route leads through it; who goes to two may be in either and counts in both."""

    @property
    def people(self) -> int:
        return sum(row.inside.people for row in self.rows if row.inside)

    @property
    def overdue(self) -> int:
        return sum(row.is_overdue for row in self.rows)


def get_pass(pass_id: int) -> Pass:
    """With its route and everybody who came with it. Raises NotFound."""
    found = db.session.scalar(_loaded(Pass.id == pass_id))
    if found is None:
        raise NotFound
    return found


def find_by_nonce(nonce: str) -> Pass | None:
    """The pass that this form made."""
    return db.session.scalar(_loaded(Pass.nonce == nonce))


def find_by_token(token: str) -> Pass | None:
    """What the QR code of a pass leads to."""
    return db.session.scalar(_loaded(Pass.token == token))


def find_typed(typed: Typed, *, at: datetime) -> Pass | None:
    """The pass of a code or a number; a number without a year is of this one."""
    if typed.token:
        return find_by_token(typed.token)
    if typed.serial is None:
        return None
    return db.session.scalar(
        _loaded(and_(Pass.year == (typed.year or clock.local(at).year), Pass.serial == typed.serial))
    )


def row_of(one: Pass, *, at: datetime) -> Row:
    """The same pass with how it stands."""
    inside = next((passage for passage in one.passages if passage.left_at is None), None)
    return Row(one, state_of(one.starts_at, one.ends_at, one.revoked_at, at=at), inside)


def see_inside(*, at: datetime) -> Inside:
    """Everybody who came and did not leave."""
    found = db.session.scalars(_loaded(Pass.passages.any(Passage.left_at.is_(None)))).all()
    rows = [row_of(one, at=at) for one in found]
    rows.sort(key=lambda row: (not row.is_overdue, row.inside.came_at if row.inside else at))
    return Inside(rows, _count_by_settlement(rows))


def _count_by_settlement(rows: Sequence[Row]) -> Mapping[str, int]:
    counts: dict[str, int] = {}
    for row in rows:
        for stop in row.one.route:
            name = stop.settlement.name
            counts[name] = counts.get(name, 0) + (row.inside.people if row.inside else 0)
    return dict(sorted(counts.items()))


def count_tabs(*, at: datetime) -> Mapping[Tab, int]:
    """How many passes stand in each part of the list; what is over is not counted, it only grows."""
    counts = {tab: _count(_of(tab, at)) for tab in (Tab.VALID, Tab.COMING)}
    inside = select(func.count()).select_from(Passage).where(Passage.left_at.is_(None))
    return {Tab.IN: db.session.scalar(inside) or 0, **counts}


def _count(condition: ColumnElement[bool]) -> int:
    return db.session.scalar(select(func.count()).select_from(Pass).where(condition)) or 0


def list_passes(tab: Tab, after: int | None, *, at: datetime) -> Page[Row]:
    """A part of the list, the last issued first."""
    condition = _of(tab, at) if after is None else and_(_of(tab, at), Pass.id < after)
    found = db.session.scalars(_loaded(condition).order_by(Pass.id.desc()).limit(PER_PAGE + 1)).all()
    rows = [row_of(one, at=at) for one in found[:PER_PAGE]]
    return Page(rows, rows[-1].one.id if len(found) > PER_PAGE else None)


def search(text: str, typed: Typed, *, at: datetime) -> Sequence[Row]:
    """By number, or by a part of the organisation's name, of the last year; the last issued first."""
    if (one := find_typed(typed, at=at)) is not None:
        return [row_of(one, at=at)]
    recent = select(Pass.id, Pass.organisation).where(Pass.issued_at >= at - timedelta(days=366))
    wanted = fold(text)
    ids = [row.id for row in db.session.execute(recent.order_by(Pass.id.desc())) if wanted in fold(row.organisation)]
    found = db.session.scalars(_loaded(Pass.id.in_(ids[:MOST_FOUND])).order_by(Pass.id.desc())).all() if ids else []
    return [row_of(one, at=at) for one in found]


def _of(tab: Tab, at: datetime) -> ColumnElement[bool]:
    stands = Pass.revoked_at.is_(None)
    if tab is Tab.VALID:
        return and_(stands, Pass.starts_at <= at, Pass.ends_at > at)
    if tab is Tab.COMING:
        return and_(stands, Pass.starts_at > at)
    return or_(~stands, Pass.ends_at <= at)


def _loaded(condition: ColumnElement[bool]) -> Select[Pass]:
    return (
        select(Pass)
        .where(condition)
        .options(
            selectinload(Pass.route).joinedload(PassSettlement.settlement),
            selectinload(Pass.passages),
            joinedload(Pass.issued_by),
        )
    )
