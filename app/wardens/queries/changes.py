"""What wardens reported."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.core.db import db
from app.core.errors import NotFound
from app.households.models import Household
from app.wardens.models import ChangeState, ReportedChange
from app.web.paging import PER_PAGE, Page

MOST_OF_ONE = 20

_WITH_PLACE = (
    joinedload(ReportedChange.household).joinedload(Household.street),
    joinedload(ReportedChange.household).joinedload(Household.settlement),
    joinedload(ReportedChange.reported_by),
    joinedload(ReportedChange.round),
)


def count_waiting() -> int:
    """How many reports wait for a registrar."""
    return db.session.scalar(select(func.count()).where(ReportedChange.state == ChangeState.WAITING)) or 0


def list_changes(after: int | None) -> Page[ReportedChange]:
    """Reports that wait, the oldest first, a page of them."""
    waiting = ReportedChange.state == ChangeState.WAITING, ReportedChange.id > (after or 0)
    found = select(ReportedChange).where(*waiting).order_by(ReportedChange.id).limit(PER_PAGE + 1).options(*_WITH_PLACE)
    rows = db.session.scalars(found).all()
    return Page(rows[:PER_PAGE], rows[PER_PAGE - 1].id if len(rows) > PER_PAGE else None)


def list_of_warden(staff_id: int) -> Sequence[ReportedChange]:
    """What this person reported last and what came of it, the latest first."""
    found = select(ReportedChange).where(ReportedChange.reported_by_id == staff_id).order_by(ReportedChange.id.desc())
    return db.session.scalars(found.limit(MOST_OF_ONE)).all()


def list_of_round(round_id: int) -> Sequence[ReportedChange]:
    """New households that were written on the blank rows of a sheet."""
    found = select(ReportedChange).where(ReportedChange.round_id == round_id, ReportedChange.row_id.is_(None))
    return db.session.scalars(found.order_by(ReportedChange.id)).all()


def get_change(change_id: int) -> ReportedChange:
    """Raises NotFound."""
    change = db.session.get(ReportedChange, change_id, options=_WITH_PLACE)
    if change is None:
        raise NotFound
    return change


def find_change_by_nonce(nonce: str) -> ReportedChange | None:
    """What the form with this nonce reported."""
    return db.session.scalar(select(ReportedChange).where(ReportedChange.nonce == nonce))
