"""What the desk decides without looking anywhere: the answer to a card, free places, emergency kits, who collects."""

from app.checkin.rules.deciding import (
    EARLY,
    OWN_REVERSAL,
    Card,
    Claim,
    Decision,
    Given,
    Kit,
    Out,
    Portion,
    Reference,
    Sought,
    block_without_card,
    decide,
    is_own_and_fresh,
    kind_of,
    may_reverse,
    relations,
    what_is_sought,
)
from app.checkin.rules.emergencies import MOST_AT_ONCE, Quota, WhyApproved, most_of, why_approved
from app.checkin.rules.frequent import Collected, Frequent, first_day, rank
from app.checkin.rules.walk_ins import AT_ONCE, OFFERED, Offer, Opening, offer

__all__ = [
    "AT_ONCE", "EARLY", "MOST_AT_ONCE", "OFFERED", "OWN_REVERSAL", "Card", "Claim", "Collected", "Decision", "Frequent",
    "Given", "Kit", "Offer", "Opening", "Out", "Portion", "Quota", "Reference", "Sought", "WhyApproved",
    "block_without_card", "decide", "first_day", "is_own_and_fresh", "kind_of", "may_reverse", "most_of", "offer",
    "rank", "relations", "what_is_sought", "why_approved",
]  # fmt: skip
