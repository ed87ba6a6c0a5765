"""Looking up staff."""

from collections.abc import Sequence
from itertools import count

from sqlalchemy import func, select

from app.accounts import rules
from app.accounts.models import Staff, StaffSession
from app.core.db import db
from app.core.errors import NotFound
from app.core.names import sort_key

MOST_STAFF = 500
"""Many times what a hub has, so that the list is bounded."""


def find_staff(login: str) -> Staff | None:
    """Who signs in by this name, retired or not."""
    return db.session.scalar(select(Staff).where(Staff.login == rules.fold_login(login)))


def get_staff(staff_id: int) -> Staff:
    """Raises NotFound."""
    staff = db.session.get(Staff, staff_id)
    if staff is None:
        raise NotFound
    return staff


def list_staff() -> Sequence[Staff]:
    """Everybody, those who work first, in the order of the Ukrainian alphabet."""
    found = db.session.scalars(select(Staff).order_by(Staff.id).limit(MOST_STAFF))
    return sorted(found, key=lambda staff: (staff.retired_at is not None, sort_key(staff.name)))


def count_sessions(staff_id: int) -> int:
    """In how many browsers this person is signed in."""
    return db.session.scalar(select(func.count()).where(StaffSession.staff_id == staff_id)) or 0


def free_login(name: str) -> str:
    """A login made of ``name`` that nobody has; empty when the name gives none."""
    login = rules.suggest_login(name)
    if not login:
        return ""
    stem = login[: rules.LONGEST_LOGIN - 3]
    taken = set(db.session.scalars(select(Staff.login).where(Staff.login.startswith(stem, autoescape=True))))
    return next(free for n in count(1) if (free := login if n == 1 else f"{stem}{n}") not in taken)
