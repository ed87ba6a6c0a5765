"""The safety gate and the stop button: nobody is invited, or sent, where it is not safe."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from app.core import clock
from app.core.actors import KEEPER
from app.core.db import db, transaction
from app.core.errors import Refusal
from app.hubs.models import Settlement
from app.public_works import operations, queries, rules
from app.public_works.models import OrderState, StopCause, WorkOrder
from app.public_works.operations import Clearance, Incident, safety, stops
from app.public_works.queries import Reach, Stage
from app.public_works.rules import Need
from tests import cast
from tests.make import make_hub, make_settlement, make_staff
from tests.make.staff import actor_of
from tests.make.works import draft_of, make_order, safety_of

MONDAY = date(2026, 11, 30)
WEEK = [MONDAY + timedelta(days=offset) for offset in range(5)]
AT = clock.instant(MONDAY - timedelta(days=7), time(10))
TODAY = clock.local_date(AT)
ALL = Reach.of(KEEPER)
_nonces = (f"{number:032x}" for number in range(10_000, 20_000))


@pytest.fixture
def settlement(database: None) -> Settlement:
    make_hub()
    return make_settlement()


def change_safety(order: WorkOrder, at: datetime = AT, **changed: Any) -> None:
    written = safety_of(cleared_on=TODAY, until=WEEK[-1])
    with transaction():
        operations.set_safety(order.id, replace(written, **changed), actor=KEEPER, at=at)


def clear(order: WorkOrder, *, on: date, until: date, at: datetime = AT, number: str = "ДСНС-1") -> None:
    change_safety(order, at, clearance=Clearance(number, "ДСНС", on, until))


def publish(order: WorkOrder, at: datetime = AT) -> None:
    with transaction():
        operations.publish(order.id, actor=KEEPER, at=at)


@pytest.mark.parametrize(
    ("field", "need"),
    [
        ("briefing", Need.BRIEFING),
        ("gear", Need.GEAR),
        ("shelter", Need.SHELTER),
        ("first_aider", Need.FIRST_AIDER),
        ("emergency_phone", Need.EMERGENCY_PHONE),
    ],
)
def test_one_empty_line_keeps_the_gate_shut(settlement: Settlement, field: str, need: Need) -> None:
    order = make_order(settlement=settlement, days=WEEK, at=AT, is_published=False)
    change_safety(order, AT, **{field: ""})
    with pytest.raises(operations.NotSafeYet) as refused:
        publish(order)
    assert refused.value.missing == (need,)


def test_an_empty_draft_is_told_everything_it_needs(settlement: Settlement) -> None:
    draft = draft_of(settlement=settlement)
    db.session.commit()
    with transaction():
        order = operations.make_order(draft, nonce="a" * 32, actor=KEEPER, at=AT)
    met = {Need.AHEAD, Need.CLEARED_DAYS, Need.WAGE, Need.QUIET_AREA}
    assert set(queries.look_at_gate(queries.get_order(order.id), AT).missing) == set(Need) - met


def test_a_clearance_must_hold_on_every_day(settlement: Settlement) -> None:
    order = make_order(settlement=settlement, days=WEEK, at=AT, cleared_until=WEEK[3], is_published=False)
    gate = queries.look_at_gate(queries.get_order(order.id), AT)
    assert (gate.missing, gate.uncovered) == ([Need.CLEARED_DAYS], [WEEK[4]])
    with pytest.raises(operations.NotSafeYet):
        publish(order)
    clear(order, on=TODAY, until=WEEK[4])
    publish(order)
    assert queries.stage_of(order.id, AT) is Stage.OPEN


def test_no_paper_is_written_before_the_site_was_searched(settlement: Settlement) -> None:
    order = make_order(settlement=settlement, days=WEEK, at=AT, is_published=False)
    with pytest.raises(safety.ClearedInFuture):
        clear(order, on=WEEK[0], until=WEEK[4])
    with pytest.raises(safety.ClearanceBackwards):
        clear(order, on=TODAY, until=TODAY - timedelta(days=1))


def test_pay_below_the_law_is_told_with_the_lowest_rate(settlement: Settlement) -> None:
    order = make_order(settlement=settlement, days=WEEK, at=AT, rate_minor=36_398, is_published=False)
    with pytest.raises(operations.PaysTooLittle) as refused:
        publish(order)
    assert refused.value.values == {"day": "30.11.2026", "lowest": "364,00"}  # 7 paid hours at 52 UAH


def test_the_minimum_of_each_day_counts(settlement: Settlement) -> None:
    with_new_year = [date(2026, 12, 30), date(2027, 1, 4)]
    order = make_order(settlement=settlement, days=with_new_year, at=AT, rate_minor=36_400, is_published=False)
    with transaction():
        operations.add_minimum_wage(date(2027, 1, 1), 5_600, source="Закон", actor=KEEPER, at=AT)
    with pytest.raises(operations.PaysTooLittle) as refused:
        publish(order)
    assert refused.value.values == {"day": "04.01.2027", "lowest": "392,00"}


def test_nobody_is_invited_to_yesterday(settlement: Settlement) -> None:
    order = make_order(settlement=settlement, days=WEEK, at=AT, is_published=False)
    with pytest.raises(operations.NotSafeYet) as refused:
        publish(order, clock.instant(MONDAY, time(12)))
    assert refused.value.missing == (Need.AHEAD, Need.SIGN_UP_UNTIL)


def test_an_order_is_published_once(settlement: Settlement) -> None:
    order = make_order(settlement=settlement, days=WEEK, at=AT)
    with pytest.raises(operations.NotADraft):
        publish(order)


def test_of_a_published_order_nothing_that_keeps_people_safe_is_emptied(settlement: Settlement) -> None:
    order = make_order(settlement=settlement, days=WEEK, at=AT)
    with pytest.raises(safety.HoleInSafety):
        change_safety(order, shelter="")
    order = queries.get_order(order.id)
    order.shelter = ""
    with pytest.raises(IntegrityError, match="safe_before_published"):
        db.session.flush()


def test_every_other_text_is_another_version_of_the_briefing(settlement: Settlement) -> None:
    order = make_order(settlement=settlement, days=WEEK, at=AT)
    assert order.briefing_version == 1
    change_safety(order, gear="каски")
    assert queries.get_order(order.id).briefing_version == 1
    change_safety(order, briefing="Стійте. Не підходьте.")
    assert queries.get_order(order.id).briefing_version == 2


def test_a_clearance_that_runs_out_freezes_and_a_longer_one_releases(settlement: Settlement) -> None:
    order = make_order(settlement=settlement, days=WEEK, at=AT)
    clear(order, on=TODAY, until=WEEK[1])
    assert queries.stage_of(order.id, AT) is Stage.FROZEN
    assert queries.list_open(AT) == []
    assert rules.uncovered_days(queries.get_order(order.id)) == WEEK[2:]
    clear(order, on=TODAY, until=WEEK[4])
    assert queries.stage_of(order.id, AT) is Stage.OPEN


def stop(order: WorkOrder, cause: StopCause, *, at: datetime = AT, nonce: str | None = None, note: str = "") -> int:
    with transaction():
        made = operations.stop_work(
            order.id, Incident(cause, note), nonce=nonce or next(_nonces),
            actor=actor_of(order.foreman or make_staff(cast.MYKOLA)), at=at,
        )  # fmt: skip
    return made.id


def release(stop_id: int, *orders: WorkOrder, clearance: Clearance | None = None, at: datetime = AT) -> None:
    with transaction():
        operations.release(
            stop_id, [one.id for one in orders], "Сапери оглянули", clearance=clearance, actor=KEEPER, at=at
        )


def test_what_was_found_at_one_work_stops_all_published_ones_around(settlement: Settlement) -> None:
    found, near = make_order(settlement=settlement, days=WEEK, at=AT), make_order(
        settlement=settlement, days=WEEK, at=AT, title="Дрова"
    )  # fmt: skip
    draft = make_order(settlement=settlement, days=WEEK, at=AT, is_published=False)
    far = make_order(settlement=make_settlement(name="Далеке"), days=WEEK, at=AT)
    assert queries.orders_reached(found, StopCause.EXPLOSIVE) == [found, near]
    stop(found, StopCause.EXPLOSIVE)
    stages = {order.id: queries.stage_of(order.id, AT) for order in (found, near, draft, far)}
    assert stages == {found.id: Stage.FROZEN, near.id: Stage.FROZEN, draft.id: Stage.DRAFT, far.id: Stage.OPEN}
    with pytest.raises(operations.AreaStopped):
        publish(draft)


def test_an_injury_stops_one_work_only(settlement: Settlement) -> None:
    hurt, near = (make_order(settlement=settlement, days=WEEK, at=AT) for _ in range(2))
    stop_id = stop(hurt, StopCause.INJURY)
    assert queries.stage_of(near.id, AT) is Stage.OPEN
    release(stop_id, hurt)
    assert queries.stage_of(hurt.id, AT) is Stage.OPEN
    with pytest.raises(operations.ReleasedAlready):
        release(stop_id, hurt)


def test_the_same_press_twice_is_one_stop(settlement: Settlement) -> None:
    order = make_order(settlement=settlement, days=WEEK, at=AT)
    first = stop(order, StopCause.WEATHER, nonce="b" * 32)
    with pytest.raises(operations.StoppedAlready) as made:
        stop(order, StopCause.WEATHER, nonce="b" * 32)
    assert made.value.stop_id == first


def test_another_reason_is_told(settlement: Settlement) -> None:
    order = make_order(settlement=settlement, days=WEEK, at=AT)
    with pytest.raises(stops.NoteNeeded):
        stop(order, StopCause.OTHER)


def test_only_what_is_published_can_be_stopped(settlement: Settlement) -> None:
    order = make_order(settlement=settlement, days=WEEK, at=AT, is_published=False)
    for cause in (StopCause.INJURY, StopCause.EXPLOSIVE):
        with pytest.raises(operations.NotPublished):
            stop(order, cause)


SHELL = AT + timedelta(days=2)
SHELL_DAY = clock.local_date(SHELL)
NEW_PAPER = Clearance("ДСНС-2", "ДСНС", SHELL_DAY, WEEK[4])


@pytest.mark.parametrize(
    "paper",
    [
        None,
        Clearance("ДСНС-114/26", "ДСНС", SHELL_DAY, WEEK[4]),
        Clearance("ДСНС-2", "ДСНС", SHELL_DAY - timedelta(days=1), WEEK[4]),
        Clearance("ДСНС-2", "ДСНС", SHELL_DAY, WEEK[3]),
        Clearance("ДСНС-2", "", SHELL_DAY, WEEK[4]),
        Clearance("ДСНС-2", "ДСНС", SHELL_DAY, None),
    ],
    ids=["none", "the old one", "from before", "too short", "from nobody", "without an end"],
)
def test_after_a_shell_only_a_new_and_long_enough_paper_lets_go_on(
    settlement: Settlement, paper: Clearance | None
) -> None:
    order = make_order(settlement=settlement, days=WEEK, at=AT)
    stop_id = stop(order, StopCause.EXPLOSIVE, at=SHELL)
    with pytest.raises(operations.NewClearanceNeeded):
        release(stop_id, order, clearance=paper, at=SHELL + timedelta(hours=5))
    assert queries.get_order(order.id).clearance_no == "ДСНС-114/26"
    release(stop_id, order, clearance=NEW_PAPER, at=SHELL + timedelta(hours=5))
    assert queries.stage_of(order.id, SHELL + timedelta(hours=6)) is Stage.OPEN
    assert queries.get_order(order.id).clearance_no == "ДСНС-2"


def test_one_paper_and_one_reason_let_several_works_go_on_or_none(settlement: Settlement) -> None:
    near = [make_order(settlement=settlement, days=WEEK[:days], at=AT) for days in (4, 4)]
    longer = make_order(settlement=settlement, days=WEEK, at=AT)
    stop_id, at = stop(near[0], StopCause.EXPLOSIVE, at=SHELL), SHELL + timedelta(hours=5)
    short = replace(NEW_PAPER, until=WEEK[3])
    with pytest.raises(operations.NewClearanceNeeded):
        release(stop_id, *near, longer, clearance=short, at=at)
    release(stop_id, *near, clearance=short, at=at)
    assert [queries.stage_of(one.id, at) for one in (*near, longer)] == [Stage.OPEN, Stage.OPEN, Stage.FROZEN]
    with pytest.raises(operations.ReleasedAlready):
        release(stop_id, *near, longer, clearance=NEW_PAPER, at=at)
    with pytest.raises(stops.NothingReleased):
        release(stop_id, at=at)


def test_an_order_with_two_stops_goes_on_after_both(settlement: Settlement) -> None:
    order = make_order(settlement=settlement, days=WEEK, at=AT)
    storm, wound = stop(order, StopCause.WEATHER), stop(order, StopCause.INJURY)
    release(storm, order)
    assert [held.stop_id for held in queries.open_stops(order.id)] == [wound]
    assert queries.stage_of(order.id, AT) is Stage.FROZEN
    release(wound, order)
    assert queries.stage_of(order.id, AT) is Stage.OPEN


def test_where_a_shell_was_found_and_the_work_given_up_nobody_is_invited_on_the_old_paper(
    settlement: Settlement,
) -> None:
    found = make_order(settlement=settlement, days=WEEK, at=AT)
    other = make_order(settlement=settlement, days=WEEK, at=AT, is_published=False)
    stop(found, StopCause.EXPLOSIVE, at=SHELL)
    with transaction():
        operations.cancel_order(found.id, "Знайдено снаряд", actor=KEEPER, at=SHELL)
    with pytest.raises(operations.AreaStopped):
        publish(other, SHELL + timedelta(hours=1))
    clear(other, on=SHELL_DAY, until=WEEK[4], at=SHELL, number="ДСНС-3")
    publish(other, SHELL + timedelta(hours=1))


def test_an_incident_is_told_more_of_later(settlement: Settlement) -> None:
    order = make_order(settlement=settlement, days=WEEK, at=AT)
    stop_id = stop(order, StopCause.EXPLOSIVE)
    mykola = actor_of(order.foreman or make_staff(cast.MYKOLA))
    with transaction():
        operations.tell_incident(stop_id, "101 викликано, огороджено", nonce="8" * 32, actor=mykola, at=AT)
    with pytest.raises(operations.ToldAlready), transaction():
        operations.tell_incident(stop_id, "101 викликано, огороджено", nonce="8" * 32, actor=mykola, at=AT)
    with transaction():
        operations.tell_incident(stop_id, "Вивезли", nonce="9" * 32, actor=mykola, at=AT)
    assert [note.text for note in queries.get_stop(stop_id).later] == ["101 викликано, огороджено", "Вивезли"]
    assert [one.id for one in queries.list_stops()] == [stop_id]
    (held,) = queries.stopped_between([order.id], AT - timedelta(hours=1), AT + timedelta(hours=1))
    assert held.stop_id == stop_id


def _days(count: int) -> date:
    return MONDAY + timedelta(days=count)


_STEPS: dict[str, Callable[[WorkOrder, int], None]] = {
    "publish": lambda order, _: publish(order),
    "clear": lambda order, n: clear(order, on=TODAY, until=_days(n), number=f"ДСНС-{n}"),
    "empty": lambda order, n: change_safety(order, AT, **{("briefing", "gear", "shelter", "first_aider")[n % 4]: ""}),
    "fill": lambda order, _: change_safety(order),
    "shift": lambda order, n: _add_shift(order, _days(n)),
    "no shifts": lambda order, _: _drop_shifts(order),
    "rewrite": lambda order, n: _rewrite(order, rate_minor=n * 10_000),
    "stop": lambda order, n: _stop(order, list(StopCause)[n % 5]),
    "release": lambda order, n: _release(order, _days(n)),
    "cancel": lambda order, _: _cancel(order),
}


def _add_shift(order: WorkOrder, day: date) -> None:
    plan = rules.Plan(day, day, frozenset(range(7)), (rules.Hours(time(9), time(17), 60),), 5)
    with transaction():
        operations.add_shifts(order.id, plan, actor=KEEPER, at=AT)


def _drop_shifts(order: WorkOrder) -> None:
    with transaction():
        operations.remove_shifts(order.id, [one.id for one in order.shifts], actor=KEEPER, at=AT)


def _rewrite(order: WorkOrder, *, rate_minor: int) -> None:
    draft = draft_of(
        settlement=order.settlement, foreman=order.foreman, sign_up_until=order.sign_up_until, rate_minor=rate_minor
    )
    with transaction():
        operations.change_order(order.id, draft, actor=KEEPER, at=AT)


def _stop(order: WorkOrder, cause: StopCause) -> None:
    stop(order, cause, note="знахідка")


def _release(order: WorkOrder, until: date) -> None:
    for held in queries.open_stops(order.id):
        number = f"ДСНС-{held.stop_id}/{until.day}"
        release(held.stop_id, order, clearance=Clearance(number, "ДСНС", TODAY, until))


def _cancel(order: WorkOrder) -> None:
    with transaction():
        operations.cancel_order(order.id, "Не проводимо", actor=KEEPER, at=AT)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(
        st.tuples(st.integers(0, 1), st.sampled_from(sorted(_STEPS)), st.integers(0, 8)), min_size=4, max_size=25
    )
)
def test_no_sequence_of_steps_leads_to_a_published_order_with_a_hole_in_its_safety(
    settlement: Settlement, steps: list[tuple[int, str, int]]
) -> None:
    pair = [make_order(settlement=settlement, days=WEEK, at=AT, is_published=False) for _ in range(2)]
    ids = [order.id for order in pair]
    for which, step, number in steps:
        try:
            _STEPS[step](queries.get_order(ids[which]), number)
        except Refusal:
            db.session.rollback()
        for order_id in ids:
            _check_sound(queries.get_order(order_id))
    for order_id in ids:
        if queries.get_order(order_id).state in (OrderState.DRAFT, OrderState.PUBLISHED):
            _cancel(queries.get_order(order_id))


def _check_sound(order: WorkOrder) -> None:
    if order.state is not OrderState.PUBLISHED:
        return
    assert order.shifts
    assert order.clearance_no
    assert all((order.briefing, order.gear, order.shelter, order.first_aider, order.emergency_phone, order.foreman_id))
    assert rules.underpaid(order.rate_minor, order.shifts, queries.wages()) is None
    is_frozen = bool(queries.open_stops(order.id)) or bool(rules.uncovered_days(order))
    assert (queries.stage_of(order.id, AT) is Stage.FROZEN) == is_frozen
    assert is_frozen or all(order.is_cleared_on(shift.held_on) for shift in order.shifts)
