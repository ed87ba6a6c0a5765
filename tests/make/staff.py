"""Staff."""

from functools import cache

from werkzeug.security import generate_password_hash

from app.accounts import rules
from app.accounts.models import Staff, StaffRole
from app.core import clock
from app.core.actors import Actor
from app.core.db import db
from tests import cast


@cache
def _hash() -> str:
    return generate_password_hash(cast.PASSWORD, method="scrypt:1024:1:1")  # cheap: made once a test run


def make_staff(colleague: cast.Colleague) -> Staff:
    """One of the cast, with a password already changed."""
    staff = Staff(
        login=colleague.login,
        name=colleague.name,
        password_hash=_hash(),
        must_change_password=False,
        created_at=clock.now(),
    )
    staff.roles = [StaffRole(role=role) for role in colleague.roles]
    db.session.add(staff)
    db.session.flush()
    return staff


def actor_of(staff: Staff) -> Actor:
    """The actor that this person is when signed in."""
    return Actor(
        staff_id=staff.id, name=staff.name, permissions=rules.permissions_of(role.role for role in staff.roles)
    )
