"""The second person: somebody with the right to it stands by where one person's word is not enough.

Where the one who is signed in has that right, only the reason is asked. Anybody else calls a colleague, who writes
their own login and password right there; nobody is signed out or in by it.
"""

from dataclasses import dataclass
from datetime import datetime

from app.accounts import operations, queries, rules
from app.core.actors import Actor, Permission
from app.core.db import transaction
from app.core.errors import N_, Refusal


class SecondPersonNeeded(Refusal):
    message = N_("Somebody who may stand by an exception writes their login and password here.")
    status = 422


class ReasonNeeded(Refusal):
    message = N_("Write in a few words why this is right.")
    status = 422


class MayNotStandBy(Refusal):
    """The password was right, and the account is not one that decides on exceptions."""

    message = N_("This account may not stand by an exception. Call the distribution lead.")
    status = 422


class MayNotConfirm(Refusal):
    """The password was right, and the account is not one that does this work."""

    message = N_("This account may not confirm this. Call the storekeeper or the distribution lead.")
    status = 422


class FirstPasswordKept(Refusal):
    """A first password is known to whoever made it, so it signs nothing."""

    message = N_("This account still has its first password. Sign in with it and choose another one first.")
    status = 422


@dataclass(frozen=True, slots=True)
class Approval:
    """Who stood by an exception, and why it is right."""

    by: Actor
    reason: str


def approve(login: str, password: str, reason: str, *, actor: Actor, at: datetime) -> Approval:
    """The approval of ``actor``, where they have the right to it; else of whoever wrote their login and password.

    Outside any transaction, as below. Raises ReasonNeeded, SecondPersonNeeded and what :func:`approver` raises.
    """
    if not reason:
        raise ReasonNeeded
    if actor.may(Permission.APPROVE_EXCEPTIONS):
        return Approval(actor, reason)
    if not (login and password):
        raise SecondPersonNeeded
    return Approval(approver(login, password, at=at), reason)


def approver(login: str, password: str, *, at: datetime) -> Actor:
    """Whoever signs with this login and password, if they may stand by an exception.

    Wrong passwords are counted as at the door, for the account and for the hub. Outside any transaction, because
    looking at a password takes a tenth of a second on purpose.

    Raises TooManyAttempts, WrongPassword, FirstPasswordKept, MayNotStandBy.
    """
    actor = _signing(login, password, at=at)
    if not actor.may(Permission.APPROVE_EXCEPTIONS):
        raise MayNotStandBy
    return actor


def colleague(login: str, password: str, *, who_may: Permission, at: datetime) -> Actor:
    """Whoever signs with this login and password, if they may do this work of storekeepers and leads themselves.

    Outside any transaction, as above. Raises TooManyAttempts, WrongPassword, FirstPasswordKept, MayNotConfirm.
    """
    actor = _signing(login, password, at=at)
    if not actor.may(who_may):
        raise MayNotConfirm
    return actor


def _signing(login: str, password: str, *, at: datetime) -> Actor:
    """Raises TooManyAttempts, WrongPassword, FirstPasswordKept."""
    with transaction(audited=False):
        operations.count_attempt(login, at=at)
    staff = operations.check_password(queries.find_staff(login), password)
    with transaction(audited=False):
        operations.forget_attempts(staff)
    if staff.must_change_password:
        raise FirstPasswordKept
    return Actor(staff.id, staff.name, rules.permissions_of(role.role for role in staff.roles))
