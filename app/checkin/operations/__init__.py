"""The desk's verbs: give and take back, with or without a promise, and what is done for whoever is turned away."""

from app.checkin.operations.collecting import CollectorNotAllowed, CollectsForMany, ProxyNotValid, Taker
from app.checkin.operations.emergencies import (
    AlreadyLinked,
    KitNotHere,
    LeadNeeded,
    LinkedBefore,
    Need,
    NoSuchHousehold,
    RepeatedIssue,
    StandsStill,
    give_emergency_kit,
    link_emergency_kit,
    reverse_emergency_kit,
)
from app.checkin.operations.hand_overs import (
    AlreadyReversed,
    NotGiven,
    RepeatedForm,
    TooLateToReverse,
    hand_over,
    record_refusal,
    reverse_hand_over,
)
from app.checkin.operations.refusing import MOST_REFUSED, MoreThanPromised, Refused
from app.checkin.operations.revealing import (
    open_names,
    print_collectors,
    reveal_collectors,
    reveal_names,
    reveal_phone,
)
from app.checkin.operations.strangers import AlreadyAsked, ask_delivery, cancel_delivery
from app.checkin.operations.walk_ins import book_here

__all__ = [
    "MOST_REFUSED", "AlreadyAsked", "AlreadyLinked", "AlreadyReversed", "CollectorNotAllowed", "CollectsForMany",
    "KitNotHere", "LeadNeeded", "LinkedBefore", "MoreThanPromised", "Need", "NoSuchHousehold", "NotGiven",
    "ProxyNotValid", "Refused", "RepeatedForm", "RepeatedIssue", "StandsStill", "Taker", "TooLateToReverse",
    "ask_delivery", "book_here", "cancel_delivery", "give_emergency_kit", "hand_over", "link_emergency_kit",
    "open_names", "print_collectors", "record_refusal", "reveal_collectors", "reveal_names", "reveal_phone",
    "reverse_emergency_kit", "reverse_hand_over",
]  # fmt: skip
