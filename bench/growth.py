"""How the cost of assigning, moving and closing grows with the register: 1,000, 10,000 and 100,000 households.

``python -m bench.growth [households ...]`` prints, for each size, seconds of CPU for the whole act and, beside it, how
many times more it cost than at the size before, against how many times ``n log n`` grew. Assigning is read, assign and
publish of one cycle; moving closes one of four locations, so that a quarter of the households move or wait; closing
counts up and confirms every day at every other location after everybody there was served.
"""

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from datetime import time as clock_time
from math import log
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import insert, select

from app import create_app
from app.checkin import aid_log
from app.checkin.models import CollectorKind, HandOver, Method
from app.closing import operations as closing
from app.closing import queries as closings
from app.closing.rules import Counted
from app.config import ROOT, Config
from app.core import clock
from app.core.actors import KEEPER, Actor
from app.core.db import db, transaction
from app.distributions import operations, queries, rules
from app.distributions.models import Distribution, Entitlement, MoveCause, Slot, Unit
from app.distributions.operations import calling_off as calling_off_operations
from app.distributions.operations.moving import Reason
from app.distributions.queries import calling_off
from app.hubs.models import Location
from bench.assign import settle
from tests import cast
from tests.make.staff import actor_of, make_staff

SIZES = (1_000, 10_000, 100_000)
LOCATIONS, SLOTS, CAPACITY = 4, 24, 50
HOURS = clock_time(9), clock_time(15)


@dataclass
class Hub:
    """A hub with its register, and the first day of its plan."""

    households: int
    programme_id: int
    location_ids: list[int]
    first: date
    colleagues: tuple[Actor, Actor]
    nonces: Iterator[str]

    @property
    def days(self) -> int:
        """Half as many places again as there are households: a closed location then fits into the others."""
        return -(-self.households * 3 // (2 * LOCATIONS * SLOTS * CAPACITY))


def open_hub(households: int) -> Hub:
    kit_id, location_ids = settle(households)
    for location in db.session.scalars(select(Location)):
        location.capacity_on_site, location.desks = 300, 20
    db.session.commit()
    first = clock.local_date(clock.now()) + timedelta(days=1)
    with transaction():
        terms = operations.Terms(
            title="Продукти", partner_name="Фонд", starts_on=first, rule_text="Кожному.", cycle_days=300,
            kits=(rules.KitTerms(kit_id=kit_id, unit=Unit.HOUSEHOLD),),
        )  # fmt: skip
        programme = operations.create_programme(terms, actor=KEEPER, at=clock.now())
    colleagues = actor_of(make_staff(cast.OKSANA)), actor_of(make_staff(cast.IVAN))
    db.session.commit()
    return Hub(households, programme.id, location_ids, first, colleagues, (f"{n:032x}" for n in range(1, 10**9)))


def assign(hub: Hub) -> None:
    at = clock.now()
    with transaction():
        drafts = operations.plan_distributions(
            hub.programme_id, days=[hub.first + timedelta(days=n) for n in range(hub.days)],
            location_ids=hub.location_ids, opens_at=HOURS[0], closes_at=HOURS[1], slot_minutes=15, actor=KEEPER, at=at,
        )  # fmt: skip
        cycle_id = drafts[0].cycle_id
    plan = queries.draft_plan(cycle_id, seed=7, aid_log=aid_log, at=at)
    with transaction():
        operations.publish(plan, digest=plan.digest, aid_log=aid_log, actor=KEEPER, at=at)


def move(hub: Hub) -> None:
    at = clock.now()
    plan = calling_off.location_closed(hub.location_ids[0], hub.first, None, aid_log=aid_log, at=at)
    reason = Reason(cause=MoveCause.LOCATION_CLOSED, words="Будинок культури ремонтують.")
    with transaction():
        calling_off_operations.call_off(
            plan,
            digest=plan.proposal.digest,
            reason=reason,
            nonce=next(hub.nonces),
            aid_log=aid_log,
            actor=KEEPER,
            at=at,
        )


def serve(hub: Hub) -> None:
    """Everybody came on time; written in bulk, because the desk is not what is measured here."""
    found = db.session.execute(
        select(Entitlement.id, Slot.starts_at, Distribution.location_id)
        .join(Slot, Slot.id == Entitlement.slot_id)
        .join(Distribution, Distribution.id == Slot.distribution_id)
        .where(Entitlement.stands)
    ).all()
    rows = [
        {
            "entitlement_id": entitlement_id, "nonce": next(hub.nonces), "location_id": location_id, "desk": 1,
            "staff_id": hub.colleagues[0].staff_id, "method": Method.TYPED, "collector_kind": CollectorKind.MEMBER,
            "happened_at": starts_at, "recorded_at": starts_at, "is_reversed": False,
        }
        for entitlement_id, starts_at, location_id in found
    ]  # fmt: skip
    for start in range(0, len(rows), 5_000):
        db.session.execute(insert(HandOver), rows[start : start + 5_000])
    db.session.commit()


def close(hub: Hub) -> None:
    counting, confirming = hub.colleagues
    for n in range(hub.days):
        day = hub.first + timedelta(days=n)
        at = clock.instant(day, clock_time(20))
        for location_id in hub.location_ids[1:]:
            known = closings.look_at_day(location_id, day).known
            counted = {version_id: Counted(sent=kit.given, received=kit.given) for version_id, kit in known.items()}
            with transaction():
                made = closing.count_up(location_id, day, counted, nonce=next(hub.nonces), actor=counting, at=at)
                made_id, digest = made.id, made.digest
            with transaction():
                closing.confirm(made_id, digest=digest, by=confirming, at=at)


ACTS: tuple[tuple[str, Callable[[Hub], None]], ...] = (("assign", assign), ("move", move), ("close", close))


def measure(households: int) -> dict[str, float]:
    """Seconds of CPU of each act in a hub of this size."""
    with tempfile.TemporaryDirectory() as folder:
        app: Flask = create_app(Config(instance=Path(folder)))
        with app.app_context():
            upgrade(directory=str(ROOT / "migrations"))
            hub = open_hub(households)
            seconds: dict[str, float] = {}
            for name, act in ACTS:
                if name == "close":
                    serve(hub)
                began = time.process_time()
                act(hub)
                seconds[name] = time.process_time() - began
            return seconds


def main(sizes: list[int]) -> None:
    print(f"{'households':>10}{'n log n':>10}" + "".join(f"{name + ', s':>12}{'growth':>9}" for name, _ in ACTS))
    before: dict[str, float] = {}
    last = 0
    for households in sizes:
        seconds = measure(households)
        grew = households * log(households) / (last * log(last)) if last else 0.0
        cells = [
            f"{seconds[name]:>12.2f}{f'{seconds[name] / before[name]:.1f}x' if before else '':>9}" for name, _ in ACTS
        ]
        print(f"{households:>10}{f'{grew:.1f}x' if grew else '':>10}" + "".join(cells), flush=True)
        before, last = seconds, households


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or list(SIZES))
