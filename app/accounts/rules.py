"""What each role may do, and how passwords and logins must look. Values in, value out."""

from collections.abc import Iterable

from app.accounts.models import Role
from app.core.actors import Permission

P = Permission

ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.REGISTRAR: frozenset(
        {
            P.SEE_HOUSEHOLDS,
            P.REGISTER_HOUSEHOLDS,
            P.ISSUE_CARDS,
            P.REVEAL_NAMES,
            P.SEE_DISTRIBUTIONS,
            P.MOVE_SLOTS,
        }
    ),
    Role.DESK_CLERK: frozenset({P.GIVE_AID, P.SEE_DISTRIBUTIONS, P.REVEAL_NAMES}),
    Role.LEAD: frozenset(P) - {P.WIPE_TRAINING},
    Role.STOREKEEPER: frozenset({P.MANAGE_KITS, P.SEE_DISTRIBUTIONS}),
    Role.FOREMAN: frozenset(),
    Role.WARDEN: frozenset(),
    Role.SAFEGUARDING: frozenset(),
    Role.REVIEWER: frozenset({P.REVIEW_LOGS, P.EXPORT_LOGS}),
    Role.DONOR: frozenset(),
    Role.ADMIN: frozenset({P.MANAGE_STAFF, P.MANAGE_PLACES, P.WIPE_TRAINING}),
    Role.KEEPER: frozenset(),
}
"""Roles of field guide 3.10. Those without a permission get theirs with the rooms they work in."""

SHORTEST_PASSWORD = 8


def permissions_of(roles: Iterable[Role]) -> frozenset[Permission]:
    """Everything that somebody with these roles may do."""
    return frozenset().union(*(ROLE_PERMISSIONS[role] for role in roles))


def fold_login(login: str) -> str:
    """One person, one login, whatever the case it is typed in."""
    return " ".join(login.split()).casefold()
