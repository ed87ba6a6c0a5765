"""How long planning takes: 10,000 households, 20 days, four locations, from the register to the published list.

``python -m bench.assign [households]`` prints each step in seconds of CPU and of wall time, for the first cycle
(everybody new) and the second (everybody has a usual weekday and hour), and how many times a bare durable route the
dry run costs. The write transaction is the step ``publish``: while it lasts no desk can write.
"""

import random
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from datetime import time as clock_time
from pathlib import Path
from typing import TypeVar

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import insert

from app import create_app
from app.checkin import aid_log
from app.config import ROOT, Config
from app.core import clock
from app.core.actors import KEEPER
from app.core.db import db, transaction
from app.distributions import operations, queries, rules
from app.distributions.models import Unit
from app.households.models import Household, HouseholdStatus, Person, PersonRole, Residence, Sex, Source
from bench.ratio import HEAD, Call, bare_route, compare
from tests import make

DAYS, LOCATIONS, STREETS = 20, 4, 300
Result = TypeVar("Result")


def settle(households: int) -> tuple[int, list[int]]:
    """A register as big as that; the kit and the locations."""
    dice = random.Random(1)
    hub, settlement = make.make_hub(), make.make_settlement()
    places = [make.make_location(hub=hub, settlement=settlement, name=f"Пункт {n}", desks=3) for n in range(LOCATIONS)]
    streets = [
        make.make_street(settlement=settlement, name=f"Вулиця {n}", location=dice.choice(places))
        for n in range(STREETS)
    ]
    kit = make.make_kit()
    homes = [dice.choice(streets) for _ in range(households)]
    db.session.execute(insert(Household), [_household(n, home, dice) for n, home in enumerate(homes, start=1)])
    people = [_person(n, dice) for n in range(1, households + 1) for _ in range(dice.choice((1, 1, 2, 2, 3, 4)))]
    db.session.execute(insert(Person), people)
    db.session.commit()
    return kit.id, [place.id for place in places]


def _household(n: int, street: object, dice: random.Random) -> dict[str, object]:
    return {
        "id": n,
        "pseudonym": f"{n:06d}",
        "status": HouseholdStatus.ACTIVE,
        "residence": Residence.RESIDENT,
        "settlement_id": street.settlement_id,  # type: ignore[attr-defined]
        "street_id": street.id,  # type: ignore[attr-defined]
        "default_location_id": street.default_location_id,  # type: ignore[attr-defined]
        "needs_carrying": dice.random() < 0.12,
        "source": Source.DESK,
        "registered_at": clock.now(),
    }


def _person(household_id: int, dice: random.Random) -> dict[str, object]:
    return {
        "household_id": household_id,
        "role": PersonRole.OTHER,
        "surname": "Гончар",
        "given": "Іван",
        "name_key": "гончар иван",
        "sex": dice.choice((Sex.FEMALE, Sex.MALE)),
        "birth_year": dice.randint(1936, 2026),
    }


def step(name: str, act: Callable[[], Result]) -> Result:
    """Do it and say how long it took."""
    cpu, wall = time.process_time(), time.perf_counter()
    result = act()
    print(f"  {name:<34}{time.process_time() - cpu:>8.2f}{time.perf_counter() - wall:>9.2f}")
    return result


def run_cycle(programme_id: int, first: date, location_ids: list[int], bare: Call) -> None:
    """Plan, look, publish."""
    at = clock.now()

    def plan() -> int:
        with transaction():
            drafts = operations.plan_distributions(
                programme_id,
                days=[first + timedelta(days=n) for n in range(DAYS)],
                location_ids=location_ids,
                opens_at=clock_time(9),
                closes_at=clock_time(15),
                slot_minutes=15,
                actor=KEEPER,
                at=at,
            )
        return drafts[0].cycle_id

    def draft(cycle_id: int) -> queries.Plan:
        return queries.draft_plan(cycle_id, seed=7, aid_log=aid_log, at=at)

    def publish(plan: queries.Plan) -> None:
        with transaction():
            operations.publish(plan, digest=plan.digest, aid_log=aid_log, actor=KEEPER, at=at)

    cycle_id = step("plan the days", plan)
    drafted = step("read the register and assign", lambda: draft(cycle_id))
    candidates = [record.candidate for record in drafted.basis.register]
    step("  of it, the assignment alone", lambda: rules.assign(candidates, drafted.basis.slots, seed=7))
    step("the picture and its fingerprint", lambda: (queries.days_of(drafted), drafted.digest))
    cost = compare("  dry run against a bare route", lambda: draft(cycle_id), bare, rounds=3, calls=2)
    step("publish: the write transaction", lambda: publish(drafted))
    print(f"  {len(drafted.outcome.placements)} placed on {drafted.places} places, {dict(drafted.reasons)} not")
    print(f"{HEAD}\n{cost}")


def main(households: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        app: Flask = create_app(Config(instance=Path(folder)))
        with app.app_context():
            upgrade(directory=str(ROOT / "migrations"))
            kit_id, location_ids = settle(households)
            tomorrow = clock.local_date(clock.now()) + timedelta(days=1)
            terms = operations.Terms(
                title="Продукти", partner_name="Фонд", kits=[rules.KitTerms(kit_id, Unit.PERSON)], starts_on=tomorrow,
                rule_text="Кожному.",
            )  # fmt: skip
            with transaction():
                programme = operations.create_programme(terms, actor=KEEPER, at=clock.now())
            bare = bare_route(Path(folder))
            for number, first in (("first", tomorrow), ("second", tomorrow + timedelta(days=30))):
                print(f"{households} households, {number} cycle{'':<12}CPU s   wall s")
                run_cycle(programme.id, first, location_ids, bare)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
