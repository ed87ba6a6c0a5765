"""Sheets: one with its rows, and lists of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, case, exists, func, select
from sqlalchemy.orm import joinedload, selectinload

from app.core.actors import Actor, Permission
from app.core.db import db
from app.core.errors import N_, NotFound, Refusal
from app.hubs.models import Street
from app.wardens.models import ChangeState, ReportedChange, Round, RoundRow, RoundStreet, Side, WardenStreet
from app.wardens.queries.homes import Home, of_households
from app.wardens.queries.streets import in_order, own
from app.wardens.rules import Number
from app.web.paging import PER_PAGE, Page

MOST_OUT = 5


class RoundHandedOver(Refusal):
    """The sheet was theirs, the streets no longer are."""

    message = N_("The streets of this sheet were given to another warden. Bring the paper to the hub.")


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a sheet; without a home when the household no longer lives on the sheet's streets."""

    row: RoundRow
    home: Home | None
    street: Street | None


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under one heading: a side of a street, or None for those who were missed last time."""

    stretch: tuple[Street, Side] | None
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class SheetSummary:
    """One sheet of a list, in numbers."""

    sheet: Round
    rows: int
    reached: int
    told: int


@dataclass(frozen=True, slots=True)
class Returns:
    """What waits for the hub: reports of wardens, and sheets that should have come back before today."""

    reported: int
    overdue: int


def find_round(number: Number, actor: Actor) -> Round | None:
    """The sheet with this number. Raises RoundHandedOver, and NotFound when it is another warden's."""
    found = _WHOLE.where(Round.year == number.year, Round.serial == number.serial)
    sheet = db.session.scalar(found)
    if sheet is not None:
        check_reach(sheet, actor)
    return sheet


def get_round(round_id: int, actor: Actor) -> Round:
    """A sheet with its streets, rows and marks as they are now. Raises NotFound, RoundHandedOver."""
    sheet = db.session.scalar(_WHOLE.where(Round.id == round_id))
    if sheet is None:
        raise NotFound
    check_reach(sheet, actor)
    return sheet


def check_reach(sheet: Round, actor: Actor) -> None:
    """Whether this actor may open the sheet now: a manager, or whoever walks all its streets today.

    Raises RoundHandedOver to the warden it was made for, and NotFound to every other one.
    """
    if actor.may(Permission.MANAGE_WARDENS):
        return
    mine = own(actor.staff_id) if actor.staff_id is not None else []
    if {(along.street_id, along.side) for along in sheet.stretches} <= set(mine):
        return
    raise RoundHandedOver if sheet.warden_id == actor.staff_id else NotFound


def find_by_nonce(nonce: str) -> Round | None:
    """What the form with this nonce made."""
    return db.session.scalar(select(Round).where(Round.nonce == nonce))


def list_lines(sheet: Round) -> list[Line]:
    """Rows in the order of the paper, each with its household as it is now."""
    homes = of_households([row.household_id for row in sheet.rows])
    streets = {(one.street_id, one.side): one.street for one in sheet.stretches}
    lines = []
    for row in sheet.rows:
        home = homes.get(row.household_id)
        street = streets.get(home.stretch) if home else None
        lines.append(Line(row, home if street else None, street))
    return lines


def along(sheet: Round) -> list[tuple[Street, Side]]:
    """The sides of streets that a sheet goes along, in the order of walking."""
    return in_order([(one.street, one.side) for one in sheet.stretches])


def in_groups(lines: Sequence[Line]) -> list[Group]:
    """The rows under their headings; one whose household is gone stays under the heading it stood beside."""
    groups: list[Group] = []
    for line in lines:
        stretch = (line.street, line.home.side) if line.street and line.home and not line.row.was_missed else None
        begins = not groups or (stretch is not None and groups[-1].stretch != stretch)
        if begins:
            groups.append(Group(stretch, []))
        groups[-1].lines.append(line)
    return groups


def list_rounds(actor: Actor, after: int | None) -> Page[SheetSummary]:
    """Sheets this actor may open, the latest first, a page of them."""
    found = select(Round).options(joinedload(Round.warden)).order_by(Round.id.desc()).limit(PER_PAGE + 1)
    if not actor.may(Permission.MANAGE_WARDENS):
        found = found.where(_is_walked_by(actor.staff_id))
    if after is not None:
        found = found.where(Round.id < after)
    sheets = db.session.scalars(found).all()
    next_key = sheets[PER_PAGE - 1].id if len(sheets) > PER_PAGE else None
    return Page(_in_numbers(sheets[:PER_PAGE]), next_key)


def list_out(actor: Actor) -> Sequence[Round]:
    """Sheets of this warden's streets that are not typed in yet, the first to bring back first."""
    mine = select(Round).where(_IS_OPEN, _is_walked_by(actor.staff_id))
    return db.session.scalars(mine.order_by(Round.return_by, Round.id).limit(MOST_OUT)).all()


def see_returns(today: date) -> Returns:
    """What comes back from the streets, in one statement."""
    reported = select(func.count(ReportedChange.id)).where(ReportedChange.state == ChangeState.WAITING)
    overdue = select(func.count(Round.id)).where(_IS_OPEN, Round.return_by < today)
    return Returns(*db.session.execute(select(reported.scalar_subquery(), overdue.scalar_subquery())).one())


_IS_OPEN = and_(Round.entered_at.is_(None), Round.cancelled_at.is_(None))
_WHOLE = (
    select(Round)
    .options(
        joinedload(Round.warden),
        selectinload(Round.stretches).joinedload(RoundStreet.street).joinedload(Street.settlement),
        selectinload(Round.rows).options(selectinload(RoundRow.needs), joinedload(RoundRow.change)),
    )
    .execution_options(populate_existing=True)
)


def _is_walked_by(staff_id: int | None) -> ColumnElement[bool]:
    """Whether every street of a sheet is this warden's today."""
    mine = and_(
        WardenStreet.street_id == RoundStreet.street_id,
        WardenStreet.side == RoundStreet.side,
        WardenStreet.warden_id == staff_id,
    )
    return ~exists(select(RoundStreet.side).where(RoundStreet.round_id == Round.id, ~exists().where(mine)))


def _in_numbers(sheets: Sequence[Round]) -> list[SheetSummary]:
    found = (
        select(
            RoundRow.round_id,
            func.count(),
            func.sum(case((RoundRow.is_reached, 1), else_=0)),
            func.sum(case((RoundRow.is_told, 1), else_=0)),
        )
        .where(RoundRow.round_id.in_([sheet.id for sheet in sheets]))
        .group_by(RoundRow.round_id)
    )
    counts = {row[0]: (row[1], row[2], row[3]) for row in db.session.execute(found)}
    return [SheetSummary(sheet, *counts.get(sheet.id, (0, 0, 0))) for sheet in sheets]
