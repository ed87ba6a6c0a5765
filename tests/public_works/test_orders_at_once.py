"""Publishing against the stop button, and two at one button, on PostgreSQL: with a control that must lose the race."""

import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from datetime import time as time_of_day

import pytest
from flask import Flask

from app.audit import queries as audit
from app.core import clock
from app.core.actors import KEEPER
from app.core.db import db
from app.hubs import queries as hubs
from app.public_works import operations, queries
from app.public_works.models import OrderState, StopCause, StoppedOrder, WorkOrder, WorkStop
from app.public_works.operations import Incident, safety, stops
from tests import cast
from tests.competing import compete
from tests.make import make_hub, make_settlement, make_staff
from tests.make.staff import actor_of
from tests.make.works import draft_of, make_order

pytestmark = pytest.mark.postgres

MONDAY = date(2026, 11, 30)
WEEK = [MONDAY + timedelta(days=offset) for offset in range(5)]
AT = clock.instant(MONDAY - timedelta(days=7), time_of_day(10))
DRAFTS = 6


@pytest.fixture
def on_postgres(postgres_app: Flask) -> Iterator[Flask]:
    with postgres_app.app_context():
        make_hub()
        yield postgres_app


def publish(order_id: int) -> Callable[[], object]:
    return lambda: operations.publish(order_id, actor=KEEPER, at=AT)


def race(app: Flask) -> tuple[list[str], int]:
    """One work finds a shell while others are published: how each ended, and how many run beside the shell."""
    settlement, mykola = make_settlement(), make_staff(cast.MYKOLA)
    found = make_order(settlement=settlement, days=WEEK, at=AT, foreman=mykola)
    drafts = [
        make_order(settlement=settlement, days=WEEK, at=AT, foreman=mykola, is_published=False).id
        for _ in range(DRAFTS)
    ]
    actor, found_id = actor_of(mykola), found.id
    db.session.commit()

    def stop() -> None:
        incident = Incident(StopCause.EXPLOSIVE)
        operations.stop_work(found_id, incident, nonce="a" * 32, actor=actor, at=AT)

    ends = compete(app, [*map(publish, drafts[:3]), stop, *map(publish, drafts[3:])])
    db.session.expire_all()
    held = db.select(StoppedOrder.order_id)
    beside = db.select(WorkOrder.id).where(WorkOrder.state == OrderState.PUBLISHED, WorkOrder.id.not_in(held))
    return ends, len(db.session.scalars(beside).all())


def test_whatever_is_published_beside_a_shell_stands_still_too(on_postgres: Flask) -> None:
    ends, beside = race(on_postgres)
    assert beside == 0
    assert set(ends) <= {"done", "AreaStopped"}
    assert audit.check_chain().broken_at is None


def test_without_the_lock_somebody_is_invited_to_the_shell(on_postgres: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    check = safety.check_gate

    def check_slowly(gate: object) -> None:
        check(gate)  # type: ignore[arg-type]
        time.sleep(0.3)

    monkeypatch.setattr(safety, "check_gate", check_slowly)
    for room in (safety, stops):
        monkeypatch.setattr(room, "hold_area", lambda _settlement_id: None)
    _ends, beside = race(on_postgres)
    assert beside > 0


def test_two_who_publish_publish_once(on_postgres: Flask) -> None:
    order = make_order(settlement=make_settlement(), days=WEEK, at=AT, is_published=False)
    order_id = order.id
    db.session.commit()
    assert compete(on_postgres, [publish(order_id)] * 4) == ["NotADraft"] * 3 + ["done"]


def test_four_who_press_stop_at_once_with_one_form_make_one_stop(on_postgres: Flask) -> None:
    order = make_order(settlement=make_settlement(), days=WEEK, at=AT)
    order_id, actor = order.id, actor_of(order.foreman)  # type: ignore[arg-type]
    db.session.commit()

    def stop() -> None:
        operations.stop_work(order_id, Incident(StopCause.INJURY), nonce="b" * 32, actor=actor, at=AT)

    assert compete(on_postgres, [stop] * 4) == ["StoppedAlready"] * 3 + ["done"]
    assert db.session.query(WorkStop).count() == 1


def test_orders_made_at_once_have_numbers_of_their_own(on_postgres: Flask) -> None:
    draft = draft_of(settlement=make_settlement())
    assert hubs.find_hub()
    db.session.commit()

    def make(number: int) -> Callable[[], object]:
        return lambda: operations.make_order(draft, nonce=f"{number:032x}", actor=KEEPER, at=AT)

    assert compete(on_postgres, [make(number) for number in range(6)]) == ["done"] * 6
    assert sorted(db.session.scalars(db.select(WorkOrder.serial))) == [1, 2, 3, 4, 5, 6]


def test_the_stages_are_the_same_on_postgresql(on_postgres: Flask) -> None:
    settlement = make_settlement()
    order = make_order(settlement=settlement, days=WEEK, at=AT)
    assert queries.stage_of(order.id, AT) is queries.Stage.OPEN
    assert queries.list_open(AT) == [order]
    reach = queries.Reach.of(KEEPER)
    assert queries.count_stages(at=AT, reach=reach) == {queries.Stage.OPEN: 1}
    (row,) = queries.list_orders(at=AT, reach=reach, stage=queries.Stage.OPEN, words="парку")
    assert (row.shifts, row.places) == (5, 50)
