"""Who acts: the permissions there are, and the actor that every operation is handed."""

from dataclasses import dataclass
from enum import StrEnum


class Permission(StrEnum):
    """What a member of staff may do, as a verb phrase. Roles are sets of these (accounts.rules)."""

    SEE_HOUSEHOLDS = "see_households"
    REGISTER_HOUSEHOLDS = "register_households"
    IMPORT_HOUSEHOLDS = "import_households"
    MERGE_HOUSEHOLDS = "merge_households"
    ISSUE_CARDS = "issue_cards"
    REVEAL_NAMES = "reveal_names"
    SEE_DISTRIBUTIONS = "see_distributions"
    PLAN_DISTRIBUTIONS = "plan_distributions"
    MOVE_SLOTS = "move_slots"
    PRINT_PACK = "print_pack"
    GIVE_AID = "give_aid"
    PAUSE_HAND_OVER = "pause_hand_over"
    ENTER_PAPER = "enter_paper"
    SEND_BUNDLES = "send_bundles"
    CLOSE_DISTRIBUTIONS = "close_distributions"
    REVERSE_ANY_HAND_OVER = "reverse_any_hand_over"
    APPROVE_EXCEPTIONS = "approve_exceptions"
    WALK_ROUNDS = "walk_rounds"
    MANAGE_WARDENS = "manage_wardens"
    KEEP_STOCK = "keep_stock"
    MANAGE_KITS = "manage_kits"
    MANAGE_PROGRAMMES = "manage_programmes"
    MANAGE_PLACES = "manage_places"
    MANAGE_STAFF = "manage_staff"
    FOLLOW_UP = "follow_up"
    PLAN_WORKS = "plan_works"
    SIGN_UP_WORKERS = "sign_up_workers"
    RUN_WORKS = "run_works"
    APPROVE_PAY = "approve_pay"
    ISSUE_PASSES = "issue_passes"
    CHECK_PASSES = "check_passes"
    REVIEW_LOGS = "review_logs"
    EXPORT_LOGS = "export_logs"
    KEEP_PRIVACY = "keep_privacy"
    WIPE_TRAINING = "wipe_training"


@dataclass(frozen=True, slots=True)
class Actor:
    """The one who acts. ``staff_id`` is None for the person at the laptop (a command) and for set-up."""

    staff_id: int | None
    name: str
    permissions: frozenset[Permission] = frozenset()

    def may(self, permission: Permission) -> bool:
        return permission in self.permissions


KEEPER = Actor(staff_id=None, name="keeper", permissions=frozenset(Permission))
"""Whoever sits at the hub's own laptop and runs a command holds the machine already."""
