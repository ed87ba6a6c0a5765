"""Builders for tests: keyword-only, minimal, and honest: they refuse to invent what the test is about."""

from tests.make.distributions import make_distribution, make_entitlement, make_programme
from tests.make.households import make_card, make_household, make_person, make_proxy
from tests.make.places import make_hub, make_location, make_settlement, make_street
from tests.make.staff import make_staff
from tests.make.stock import make_kit

__all__ = [
    "make_card",
    "make_distribution",
    "make_entitlement",
    "make_household",
    "make_hub",
    "make_kit",
    "make_location",
    "make_person",
    "make_programme",
    "make_proxy",
    "make_settlement",
    "make_staff",
    "make_street",
]
