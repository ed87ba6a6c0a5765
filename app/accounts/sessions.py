"""The signed-in browser: a random token in the cookie, its hash in the database, so that it can be ended here."""

import hashlib
import secrets
from datetime import datetime, timedelta

from flask import g, session
from sqlalchemy import delete, select, update

from app.accounts import rules
from app.accounts.models import Staff, StaffRole, StaffSession
from app.core import clock
from app.core.actors import Actor
from app.core.db import db, transaction

IDLE = timedelta(hours=12)
"""One working day: a clerk signs in once in the morning, and a lost laptop is closed by night."""
SEEN_EVERY = timedelta(minutes=10)


def token_hash(token: str) -> str:
    """What is kept of a token: whoever reads the database cannot sign in with it."""
    return hashlib.sha256(token.encode()).hexdigest()


def begin(staff: Staff, *, at: datetime) -> None:
    """Open a session for ``staff``, put its token into the cookie, drop their idle ones. Inside a transaction."""
    token = secrets.token_urlsafe(32)
    idle = (StaffSession.staff_id == staff.id) & (StaffSession.seen_at < at - IDLE)
    db.session.execute(delete(StaffSession).where(idle))
    db.session.add(StaffSession(token_hash=token_hash(token), staff_id=staff.id, created_at=at, seen_at=at))
    session["token"] = token


def end() -> None:
    """End the session of this browser, here and in the database. Inside a transaction."""
    token = session.pop("token", None)
    if isinstance(token, str):
        db.session.execute(delete(StaffSession).where(StaffSession.token_hash == token_hash(token)))


_LOAD = (
    select(
        Staff.id,
        Staff.name,
        Staff.must_change_password,
        StaffRole.role,
        StaffSession.id.label("session_id"),
        StaffSession.seen_at,
    )
    .join_from(StaffSession, Staff)
    .outerjoin(StaffRole, StaffRole.staff_id == Staff.id)
    .where(Staff.retired_at.is_(None))
)


def load_actor() -> Actor | None:
    """Who holds the token in the cookie, in one statement; None when it is unknown, ended or idle too long."""
    token = session.get("token")
    if not isinstance(token, str):
        return None
    at = clock.now()
    rows = db.session.execute(_LOAD.where(StaffSession.token_hash == token_hash(token))).all()
    if not rows or rows[0].seen_at < at - IDLE:
        return None
    if rows[0].seen_at < at - SEEN_EVERY:
        _mark_seen(rows[0].session_id, at)
    g.must_change_password = rows[0].must_change_password
    roles = [row.role for row in rows if row.role is not None]
    return Actor(staff_id=rows[0].id, name=rows[0].name, permissions=rules.permissions_of(roles))


def must_change_password() -> bool:
    """Whether the one signed in still has a first password, which others know. Known once the actor was loaded."""
    return bool(g.get("must_change_password"))


def _mark_seen(session_id: int, at: datetime) -> None:
    with transaction(audited=False):
        db.session.execute(update(StaffSession).where(StaffSession.id == session_id).values(seen_at=at))
