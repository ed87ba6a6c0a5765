"""A community as big as it must be, written quickly: households along streets, each with a head and a card."""

import random
from collections.abc import Sequence

from sqlalchemy import insert

from app.core import clock, codes
from app.core.db import db
from app.households.models import Card, Household, Person, PersonRole, Sex
from app.hubs.models import Street

DELIVERED = 0.07
"""Households to whose door aid is carried (field guide 5.2)."""


def add_households(number: int, streets: Sequence[Street], dice: random.Random) -> None:
    """``number`` households with ids from 1; some need delivery."""
    at, ids = clock.now(), range(1, number + 1)
    db.session.execute(
        insert(Household), [_household(n, streets[n % len(streets)], dice) | {"registered_at": at} for n in ids]
    )
    db.session.execute(insert(Person), [_head(n) for n in ids])
    db.session.execute(
        insert(Card),
        [
            {"household_id": n, "card_no": _card_no(n), "token": codes.new_token(), "issued_at": at} for n in ids
        ],
    )  # fmt: skip


def _household(number: int, street: Street, dice: random.Random) -> dict[str, object]:
    return {
        "id": number, "pseudonym": f"Q{number:05d}", "settlement_id": street.settlement_id, "street_id": street.id,
        "house": str(number), "default_location_id": street.default_location_id,
        "needs_delivery": dice.random() < DELIVERED,
    }  # fmt: skip


def _head(number: int) -> dict[str, object]:
    return {
        "household_id": number, "role": PersonRole.HEAD, "surname": "Гончар", "given": "Іван",
        "name_key": f"гончар иван {number}", "sex": Sex.MALE, "birth_year": 1960, "may_collect": True,
    }  # fmt: skip


def _card_no(number: int) -> str:
    digits = str(1_000_000 + number)
    return digits + codes.damm_digit(digits)
