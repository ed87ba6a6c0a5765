"""The hub's verbs about staff: take on, retire, change roles and passwords, sign in."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete
from werkzeug.security import generate_password_hash

from app.accounts import rules
from app.accounts.models import Role, Staff, StaffRole, StaffSession
from app.audit import operations as audit
from app.core.actors import Actor
from app.core.db import db


def create_staff(
    *,
    login: str,
    name: str,
    password: str,
    roles: Iterable[Role],
    actor: Actor,
    at: datetime,
    must_change: bool = True,
) -> Staff:
    """Take somebody on. They change the first password when they sign in, unless they chose it themselves."""
    staff = Staff(
        login=rules.fold_login(login),
        name=name,
        password_hash=generate_password_hash(password),
        must_change_password=must_change,
        created_at=at,
    )
    staff.roles = [StaffRole(role=role) for role in sorted(set(roles))]
    db.session.add(staff)
    db.session.flush()
    audit.record("create staff", "staff", staff.id, actor=actor, at=at, roles=sorted(set(roles)))
    return staff


def end_sessions(staff_id: int) -> None:
    """Sign this person out everywhere. Part of dismissal and of every change of role or password."""
    db.session.execute(delete(StaffSession).where(StaffSession.staff_id == staff_id))
