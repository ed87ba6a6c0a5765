"""The hub's verbs about households: register, correct, ask consent, look, and give, replace and block cards."""

from app.households.operations.cards import (
    CardAlreadyReplaced,
    CardNotBlocked,
    CardUnderCheck,
    block_card,
    mark_printed,
    replace_card,
    unblock_card,
)
from app.households.operations.consenting import ConsentAlreadyGiven, ConsentNotGiven, give_consent, withdraw_consent
from app.households.operations.correcting import (
    AlreadyMember,
    MinimalHasNoPeople,
    add_person,
    change_household,
    change_minimal,
    change_person,
    change_status,
    remove_person,
    reveal_household,
)
from app.households.operations.refusals import HeadNeeded, SentTwice
from app.households.operations.registering import add_household, add_households, register_household
from app.households.operations.rows import find_or_add_street

__all__ = [
    "AlreadyMember",
    "CardAlreadyReplaced",
    "CardNotBlocked",
    "CardUnderCheck",
    "ConsentAlreadyGiven",
    "ConsentNotGiven",
    "HeadNeeded",
    "MinimalHasNoPeople",
    "SentTwice",
    "add_household",
    "add_households",
    "add_person",
    "block_card",
    "change_household",
    "change_minimal",
    "change_person",
    "change_status",
    "find_or_add_street",
    "give_consent",
    "mark_printed",
    "register_household",
    "remove_person",
    "replace_card",
    "reveal_household",
    "unblock_card",
    "withdraw_consent",
]
