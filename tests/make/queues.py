"""Many households that are due today from midnight on, made quickly; for races, kill -9 and benchmarks."""

from datetime import date, time

from sqlalchemy import insert

from app.core import clock, codes
from app.core.db import db
from app.distributions.models import Distribution, EntitledKit, Entitlement
from app.households.models import Card, Household, Person, PersonRole, Sex
from app.hubs.models import Location
from tests.make.distributions import make_cycle, make_distribution, make_programme
from tests.make.places import make_hub, make_location, make_settlement
from tests.make.stock import make_kit


def make_queue(*, households: int, day: date) -> tuple[Location, list[str]]:
    """Everybody waits in the first hour of the day; returns the location and the tokens of the cards."""
    location = make_location(hub=make_hub(), settlement=make_settlement())
    programme = make_programme(kit=make_kit(), starts_on=day)
    distribution = make_distribution(
        cycle=make_cycle(programme=programme), location=location, held_on=day,
        opens_at=time(0), closes_at=time(23), slot_minutes=60, capacity=500,
    )  # fmt: skip
    tokens = [codes.new_token() for _ in range(households)]
    _add_households(location, tokens)
    _add_promises(distribution, households)
    db.session.commit()
    return location, tokens


def _add_households(location: Location, tokens: list[str]) -> None:
    at, numbers = clock.now(), range(1, len(tokens) + 1)
    db.session.execute(
        insert(Household),
        [
            {"id": n, "pseudonym": f"Q{n:05d}", "settlement_id": location.settlement_id, "registered_at": at}
            for n in numbers
        ],
    )
    db.session.execute(
        insert(Person),
        [
            {
                "household_id": n, "role": PersonRole.HEAD, "surname": "Черговий", "given": "Іван",
                "name_key": f"черговий иван {n}", "sex": Sex.MALE, "birth_year": 1960,
            }
            for n in numbers
        ],
    )  # fmt: skip
    db.session.execute(
        insert(Card),
        [
            {"household_id": n, "card_no": _card_no(n), "token": token, "issued_at": at}
            for n, token in zip(numbers, tokens, strict=True)
        ],
    )


def _card_no(number: int) -> str:
    digits = str(1_000_000 + number)
    return digits + codes.damm_digit(digits)


def _add_promises(distribution: Distribution, households: int) -> None:
    same = {
        "cycle_id": distribution.cycle_id,
        "slot_id": distribution.slots[0].id,
        "people_count": 1,
    }
    numbers = range(1, households + 1)
    db.session.execute(insert(Entitlement), [{**same, "id": n, "household_id": n, "place": n} for n in numbers])
    kit = {"kit_version_id": distribution.cycle.programme.kits[0].kit.versions[-1].id, "position": 1, "quantity": 1}
    db.session.execute(insert(EntitledKit), [{**kit, "entitlement_id": n} for n in numbers])
