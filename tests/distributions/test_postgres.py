"""The same plans, lists and places on PostgreSQL."""

from collections.abc import Iterator
from datetime import time, timedelta

import pytest
from flask import Flask

from app.audit import queries as audit
from app.checkin import aid_log
from app.core.actors import KEEPER
from app.core.db import db
from app.distributions import operations, queries
from app.distributions.models import Distribution, EntitledPeople, Entitlement
from tests.competing import compete
from tests.distributions.community import (
    NOW,
    TUESDAY,
    add_household,
    book,
    draft_plan,
    entitlement_of,
    plan,
    publish_days,
    settle,
    slots_of,
)

pytestmark = pytest.mark.postgres


@pytest.fixture
def on_postgres(postgres_app: Flask) -> Iterator[Flask]:
    with postgres_app.app_context():
        yield postgres_app


def test_a_list_is_published_and_a_household_moved(on_postgres: Flask) -> None:
    community = settle()
    (day,) = publish_days(community)
    rows = queries.day_of(day)
    assert len(rows) == 12
    assert db.session.query(EntitledPeople).count() >= 12
    assert [fill.taken for fill in queries.list_upcoming(day.held_on)] == [12]
    assert queries.list_past(day.held_on, after=day.id) == []
    own = entitlement_of(community.households[0]).slot_id
    target = next(slot for slot in slots_of(day) if slot.id != own)
    assert book(community.households[0], target).slot_id == target.id
    late = add_household(settlement=community.settlement, street=None, people=2)
    db.session.commit()
    assert book(late, target).people_count == 2
    assert audit.check_chain().broken_at is None


def test_a_cycle_published_twice_at_once_is_published_once(on_postgres: Flask) -> None:
    (draft,) = plan(settle())
    cycle_id, digest = draft.cycle_id, draft_plan(draft.cycle_id).digest
    db.session.commit()

    def publish() -> None:
        operations.publish(draft_plan(cycle_id), digest=digest, aid_log=aid_log, actor=KEEPER, at=NOW)

    ends = compete(on_postgres, [publish] * 4)
    assert ends.count("done") == 1
    assert set(ends) <= {"done", "ListChanged", "NobodyToPublish"}
    assert db.session.query(Entitlement).count() == 12


def test_days_planned_at_once_get_different_numbers(on_postgres: Flask) -> None:
    community = settle()
    programme_id, lyceum_id = community.programme.id, community.lyceum.id
    db.session.commit()

    def plan_day(n: int) -> None:
        operations.plan_distributions(
            programme_id, days=[TUESDAY + timedelta(days=n % 3)], location_ids=[lyceum_id], opens_at=time(9),
            closes_at=time(10), slot_minutes=15, actor=KEEPER, at=NOW,
        )  # fmt: skip

    ends = compete(on_postgres, [lambda n=n: plan_day(n) for n in range(6)])  # type: ignore[misc]
    assert ends == ["AlreadyPlanned"] * 3 + ["done"] * 3
    numbers = sorted(db.session.scalars(db.select(Distribution.number)))
    assert numbers == ["HUB-2031-0001", "HUB-2031-0002", "HUB-2031-0003"]
