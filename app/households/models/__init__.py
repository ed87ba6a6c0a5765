"""Households, the people in them, what they were told and agreed to, their cards, and who collects for them."""

from app.households.models.cards import BlockReason, Card, CardBatch, CheckReason
from app.households.models.consents import Consent, ConsentKind, ConsentMethod
from app.households.models.duplicates import DuplicatePair, MatchKey, PairDecision
from app.households.models.household import (
    ACCESS_NEEDS,
    Heating,
    Household,
    HouseholdStatus,
    PhoneKind,
    Residence,
    Source,
    StatusReason,
)
from app.households.models.people import (
    FUNCTIONAL_NEEDS,
    DocumentKind,
    EventKind,
    HouseholdEvent,
    Person,
    PersonRole,
    Sex,
)
from app.households.models.proxies import Proxy, ProxyBasis, ProxyRelation

__all__ = [
    "ACCESS_NEEDS",
    "FUNCTIONAL_NEEDS",
    "BlockReason",
    "Card",
    "CardBatch",
    "CheckReason",
    "Consent",
    "ConsentKind",
    "ConsentMethod",
    "DocumentKind",
    "DuplicatePair",
    "EventKind",
    "Heating",
    "Household",
    "HouseholdEvent",
    "HouseholdStatus",
    "MatchKey",
    "PairDecision",
    "Person",
    "PersonRole",
    "PhoneKind",
    "Proxy",
    "ProxyBasis",
    "ProxyRelation",
    "Residence",
    "Sex",
    "Source",
    "StatusReason",
]
