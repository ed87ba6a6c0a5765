"""The hub's verbs about staff: take on, retire, change roles and passwords, sign in."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from werkzeug.security import check_password_hash, generate_password_hash

from app.accounts import rules
from app.accounts.models import Role, Staff, StaffRole, StaffSession
from app.audit import operations as audit
from app.core.actors import Actor
from app.core.db import db, violates
from app.core.errors import N_, NotFound, Refusal
from app.web import limits

ATTEMPTS_WINDOW = timedelta(minutes=10)
MOST_FAILURES = 5
"""Wrong passwords of one account in a window."""
MOST_FAILURES_OVERALL = 100
"""Wrong passwords of all accounts together in a window."""
_OVERALL = "sign-in"


class LoginTaken(Refusal):
    """Somebody signs in by this name already, or did and was retired."""

    message = N_("Somebody signs in as %(login)s already. Choose another login.")


class UnusableLogin(Refusal):
    """No login was given, and none can be made of the name."""

    message = N_("Write a login: none can be made of this name.")
    status = 422


class LastLead(Refusal):
    """Without a lead nobody could take on staff, plan or correct."""

    message = N_("This is the last distribution lead. Make somebody else a lead first.")


class Oneself(Refusal):
    """Nobody shuts the door on themselves."""

    message = N_("You cannot do this to your own account. Ask another lead.")


class Retired(Refusal):
    """The account was closed, perhaps a moment ago by somebody else."""

    message = N_("This account is already retired.")


class WrongPassword(Refusal):
    """The same words whether the login is unknown, retired, or the password another one."""

    message = N_("Login or password is not right. Check the keyboard layout and try again.")
    status = 422


class SamePassword(Refusal):
    """A first password is not kept."""

    message = N_("This is your present password. Choose another one.")
    status = 422


class TooManyAttempts(Refusal):
    """Guessing is slowed down; counted for the account and for the hub, never by address."""

    message = N_("Too many wrong passwords. Wait ten minutes, or ask the lead for a new one.")
    status = 429


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
    """Take somebody on. They change the first password when they sign in, unless they chose it themselves.

    Raises LoginTaken, UnusableLogin.
    """
    staff = add_staff(login=login, name=name, password=password, roles=roles, at=at, must_change=must_change)
    audit.record("create staff", "staff", staff.id, actor=actor, at=at, roles=_names_of(staff))
    return staff


def add_staff(
    *, login: str, name: str, password: str, roles: Iterable[Role], at: datetime, must_change: bool = True
) -> Staff:
    """The rows of a new member of staff; for operations that leave the trace themselves.

    Raises LoginTaken, UnusableLogin.
    """
    if not rules.is_login(rules.fold_login(login)):
        raise UnusableLogin
    staff = Staff(
        login=rules.fold_login(login),
        name=name,
        password_hash=hash_password(password),
        must_change_password=must_change,
        created_at=at,
        roles=[StaffRole(role=role) for role in sorted(set(roles))],
    )
    db.session.add(staff)
    try:
        db.session.flush()
    except IntegrityError as error:
        if violates(error, "uq_staff_login", "staff.login"):
            raise LoginTaken(login=staff.login) from error
        raise
    return staff


def change_roles(staff_id: int, roles: Iterable[Role], *, actor: Actor, at: datetime) -> Staff:
    """Give other roles and sign the person out everywhere. Raises NotFound, Retired, LastLead."""
    staff = _locked(staff_id)
    wanted = set(roles)
    if Role.LEAD not in wanted:
        _keep_a_lead(besides=staff)
    before = _names_of(staff)
    staff.roles = [role for role in staff.roles if role.role in wanted] + [
        StaffRole(role=role) for role in sorted(wanted - {role.role for role in staff.roles})
    ]
    end_sessions(staff_id)
    audit.record("change roles", "staff", staff_id, actor=actor, at=at, before=before, after=sorted(wanted))
    return staff


def reset_password(staff_id: int, *, actor: Actor, at: datetime) -> tuple[Staff, str]:
    """A new first password, told once to who asked, and the person signed out everywhere.

    Raises NotFound, Retired, and Oneself (one's own password is changed, not reset).
    """
    if staff_id == actor.staff_id:
        raise Oneself
    staff, password = _locked(staff_id), new_first_password()
    staff.password_hash, staff.must_change_password = hash_password(password), True
    end_sessions(staff_id)
    limits.forget(_bucket(staff.login))
    audit.record("reset password", "staff", staff_id, actor=actor, at=at)
    return staff, password


def change_password(staff_id: int, password_hash: str, *, actor: Actor, at: datetime) -> Staff:
    """One's own new password, out of :func:`hash_new_password`; every session ends, the caller begins a new one.

    Raises NotFound, Retired.
    """
    staff = _locked(staff_id)
    staff.password_hash, staff.must_change_password = password_hash, False
    end_sessions(staff_id)
    limits.forget(_bucket(staff.login))
    audit.record("change password", "staff", staff_id, actor=actor, at=at)
    return staff


def retire(staff_id: int, *, actor: Actor, at: datetime) -> Staff:
    """Close an account; the person is signed out at once and what they did stays. Raises NotFound, Retired,
    LastLead, and Oneself."""
    if staff_id == actor.staff_id:
        raise Oneself
    staff = _locked(staff_id)
    _keep_a_lead(besides=staff)
    staff.retired_at = at
    ended = end_sessions(staff_id)
    audit.record("retire staff", "staff", staff_id, actor=actor, at=at, sessions=ended)
    return staff


def end_sessions(staff_id: int) -> int:
    """Sign this person out everywhere; how many sessions that were. Part of dismissal and of every change of role
    or password."""
    ended = db.session.execute(delete(StaffSession).where(StaffSession.staff_id == staff_id))
    return int(ended.rowcount)  # type: ignore[attr-defined]


def count_attempt(login: str, *, at: datetime) -> None:
    """Count an attempt before its password is looked at, so that guessing at once is no faster than in turn.

    Raises TooManyAttempts. Inside ``transaction(audited=False)``.
    """
    for bucket, limit in ((_bucket(login), MOST_FAILURES), (_OVERALL, MOST_FAILURES_OVERALL)):
        if limits.count_failure(bucket, window=ATTEMPTS_WINDOW, at=at) > limit:
            raise TooManyAttempts


def check_password(staff: Staff | None, password: str) -> Staff:
    """Who has this password. Raises WrongPassword, after as long a time when there is nobody.

    Outside any transaction: it takes a tenth of a second on purpose.
    """
    typed = rules.read_password(password)
    if staff is None or staff.retired_at is not None:
        check_password_hash(_hash_of_nobody(), typed)
        raise WrongPassword
    if not check_password_hash(staff.password_hash, typed):
        raise WrongPassword
    return staff


def hash_new_password(staff: Staff, password: str) -> str:
    """The hash of a password that ``staff`` chose. Raises SamePassword. Outside any transaction, as above."""
    if check_password_hash(staff.password_hash, rules.read_password(password)):
        raise SamePassword
    return hash_password(password)


def sign_in(staff: Staff, *, at: datetime) -> None:
    """Begin to work. Raises Retired, or Refusal when the password was changed since it was checked."""
    checked = staff.password_hash
    if _locked(staff.id).password_hash != checked:
        raise Refusal
    forget_attempts(staff)
    audit.record("sign in", "staff", staff.id, actor=Actor(staff.id, staff.name), at=at)


def forget_attempts(staff: Staff) -> None:
    """The password was right: the attempts of this account no longer count. Inside a transaction."""
    limits.forget(_bucket(staff.login))
    limits.uncount(_OVERALL)


def new_first_password() -> str:
    """Ten random digits: the same on every keyboard layout, easy to read out, changed at the first sign-in."""
    return f"{secrets.randbelow(10**rules.FIRST_PASSWORD_DIGITS):0{rules.FIRST_PASSWORD_DIGITS}d}"


def _locked(staff_id: int) -> Staff:
    """The account as it is now, with all accounts locked so that two leads cannot dismiss each other."""
    db.session.execute(select(Staff.id).order_by(Staff.id).with_for_update())
    found = select(Staff).where(Staff.id == staff_id).execution_options(populate_existing=True)
    staff = db.session.scalar(found)
    if staff is None:
        raise NotFound
    if staff.retired_at is not None:
        raise Retired
    return staff


def _keep_a_lead(*, besides: Staff) -> None:
    others = (
        select(Staff.id)
        .join(StaffRole)
        .where(StaffRole.role == Role.LEAD, Staff.retired_at.is_(None), Staff.id != besides.id)
    )
    is_lead = any(role.role is Role.LEAD for role in besides.roles)
    if is_lead and db.session.scalar(others.limit(1)) is None:
        raise LastLead


def _names_of(staff: Staff) -> list[str]:
    return sorted(role.role for role in staff.roles)


def _bucket(login: str) -> str:
    """Hashed, because people type passwords into the wrong field."""
    return "sign-in:" + hashlib.sha256(rules.fold_login(login).encode()).hexdigest()[:32]


def hash_password(password: str) -> str:
    """What is kept of a password, slow to guess by."""
    return generate_password_hash(rules.read_password(password))


@cache
def _hash_of_nobody() -> str:
    return generate_password_hash(secrets.token_hex(16))
