"""Work orders from the first word to the list that the public reads."""

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from app.audit import queries as audit
from app.core import clock
from app.core.actors import KEEPER
from app.core.db import db, transaction
from app.core.errors import NotFound
from app.hubs import calendar
from app.hubs.models import Settlement
from app.public_works import operations, queries, rules
from app.public_works.models import ContractForm, Demand, Skill, WorkKind, WorkOrder
from app.public_works.operations import cancelling, orders, shifts, wages
from app.public_works.queries import Reach, Stage
from app.public_works.queries.orders import PER_PAGE
from tests import cast
from tests.make import make_hub, make_settlement, make_staff
from tests.make.staff import actor_of
from tests.make.works import draft_of, make_order, safety_of
from tests.statements import statements_of

MONDAY = date(2026, 11, 30)
WEEK = [MONDAY + timedelta(days=offset) for offset in range(5)]
AT = clock.instant(MONDAY - timedelta(days=7), time(10))
ALL = Reach.of(KEEPER)


@pytest.fixture
def settlement(database: None) -> Settlement:
    make_hub()
    return make_settlement()


def begin(settlement: Settlement, *, nonce: str = "1" * 32, **changed: Any) -> WorkOrder:
    draft = draft_of(settlement=settlement, **changed)
    db.session.commit()
    with transaction():
        return operations.make_order(draft, nonce=nonce, actor=KEEPER, at=AT)


def plan(*days: date, hours: tuple[rules.Hours, ...] = (rules.Hours(time(9), time(17), 60),)) -> rules.Plan:
    return rules.Plan(min(days), max(days), frozenset(day.weekday() for day in days), hours, places=8)


def test_orders_are_numbered_from_one_in_each_year(settlement: Settlement) -> None:
    assert [begin(settlement, nonce=f"{n:032x}").number for n in (1, 2)] == ["НР-2026-0001", "НР-2026-0002"]


def test_the_same_form_twice_makes_one_order(settlement: Settlement) -> None:
    order = begin(settlement)
    with pytest.raises(operations.MadeAlready) as made:
        begin(settlement)
    assert made.value.order_id == order.id


@pytest.mark.parametrize(
    "changed",
    [
        {"min_age": 16},
        {"min_age": 17, "contract": ContractForm.VOLUNTEER, "rate_minor": 0, "kind": WorkKind.DEBRIS},
        {"min_age": 14, "contract": ContractForm.VOLUNTEER, "rate_minor": 0, "demand": Demand.HEAVY},
    ],
)
def test_the_young_are_only_volunteers_and_never_in_danger(settlement: Settlement, changed: dict[str, Any]) -> None:
    with pytest.raises(orders.TooYoungForThis):
        begin(settlement, **changed)


def test_the_database_stands_behind_the_age(settlement: Settlement) -> None:
    order = begin(settlement)
    order.min_age = 16
    with pytest.raises(IntegrityError, match="the_young"):
        db.session.flush()


@pytest.mark.parametrize(
    "changed",
    [{"rate_minor": 0}, {"contract": ContractForm.VOLUNTEER}, {"payer": ""}],
)
def test_who_pays_and_how_much_is_said_or_nobody_is_paid(settlement: Settlement, changed: dict[str, Any]) -> None:
    with pytest.raises(orders.PayIsUnclear):
        begin(settlement, **changed)


def test_half_a_day_is_whole_kopiykas(settlement: Settlement) -> None:
    with pytest.raises(orders.RateIsOdd):
        begin(settlement, rate_minor=76_001)


def test_a_registrar_is_no_foreman(settlement: Settlement) -> None:
    with pytest.raises(orders.NoSuchForeman):
        begin(settlement, foreman=make_staff(cast.HALYNA))


def test_a_week_is_laid_at_once_around_days_off_and_what_is_there(settlement: Settlement) -> None:
    order = begin(settlement)
    with transaction():
        calendar.add_holiday(WEEK[1], "День ДСНС", actor=KEEPER, at=AT)
    with transaction():
        operations.add_shifts(order.id, plan(WEEK[0]), actor=KEEPER, at=AT)
    with transaction():
        laid = operations.add_shifts(order.id, plan(*WEEK), actor=KEEPER, at=AT)
    assert [day for day, _ in laid.skipped] == WEEK[:2]
    assert [why for _, why in laid.skipped] == [rules.NoShift.TAKEN, rules.NoShift.HOLIDAY]
    kept = queries.get_order(order.id).shifts
    assert [shift.held_on for shift in kept] == [WEEK[0], *WEEK[2:]]
    assert {shift.paid_minutes for shift in kept} == {420}


def test_half_day_shifts_come_two_a_day(settlement: Settlement) -> None:
    order = begin(settlement)
    halves = (rules.Hours(time(8), time(12)), rules.Hours(time(13), time(17)))
    with transaction():
        operations.add_shifts(order.id, plan(*WEEK[:2], hours=halves), actor=KEEPER, at=AT)
    assert [shift.paid_minutes for shift in queries.get_order(order.id).shifts] == [240] * 4


def test_nobody_works_into_curfew(settlement: Settlement) -> None:
    order = begin(settlement)
    with transaction():
        calendar.set_curfew(time(21), time(5), actor=KEEPER, at=AT)
    late = (rules.Hours(time(13), time(20, 30)),)
    with pytest.raises(shifts.NoShiftFits), transaction():
        operations.add_shifts(order.id, plan(WEEK[0], hours=late), actor=KEEPER, at=AT)


def test_an_order_is_not_endless(settlement: Settlement) -> None:
    order = begin(settlement)
    days = [MONDAY, MONDAY + timedelta(days=80)]
    whole = rules.Plan(days[0], days[1], frozenset(range(7)), (rules.Hours(time(9), time(12)),), places=1)
    with pytest.raises(shifts.TooManyShifts), transaction():
        operations.add_shifts(order.id, whole, actor=KEEPER, at=AT)


def test_what_people_signed_up_for_does_not_change(settlement: Settlement) -> None:
    order = make_order(settlement=settlement, days=WEEK)
    shift = order.shifts[0]
    acts: list[Callable[[], object]] = [
        lambda: operations.change_order(order.id, draft_of(settlement=settlement), actor=KEEPER, at=AT),
        lambda: operations.add_shifts(order.id, plan(WEEK[0]), actor=KEEPER, at=AT),
        lambda: operations.remove_shifts(order.id, [shift.id], actor=KEEPER, at=AT),
    ]
    for act in acts:
        with pytest.raises(operations.NotADraft), transaction():
            act()
    with pytest.raises(operations.FewerPlaces), transaction():
        operations.set_places(shift.id, 9, actor=KEEPER, at=AT)
    with transaction():
        assert operations.set_places(shift.id, 12, actor=KEEPER, at=AT).places == 12


def test_of_a_published_order_words_tools_and_the_foreman_may_change(settlement: Settlement) -> None:
    order = make_order(settlement=settlement, days=WEEK)
    oksana = make_staff(cast.OKSANA)
    change = operations.Change(
        customer=order.customer, purpose="Парк чистий до свята", norm="", note="Обід о 13:00", foreman_id=oksana.id,
        sign_up_until=AT + timedelta(days=3),
        skills=frozenset({Skill.FIRST_AID}), tools=(("Граблі", 10), ("Лопата", 5)),
    )  # fmt: skip
    db.session.commit()
    with transaction():
        operations.change_published(order.id, change, actor=KEEPER, at=AT)
    kept = queries.get_order(order.id)
    assert [(tool.name, tool.quantity) for tool in kept.tools] == [("Граблі", 10), ("Лопата", 5)]
    assert [one.skill for one in kept.skills] == [Skill.FIRST_AID]
    assert kept.foreman is not None
    assert kept.foreman.name == cast.OKSANA.name
    assert audit.check_chain().broken_at is None


def test_nobody_signs_up_when_the_work_has_begun(settlement: Settlement) -> None:
    order = make_order(settlement=settlement, days=WEEK)
    change = operations.Change(
        customer=order.customer, purpose="", norm="", note="", foreman_id=order.foreman_id or 0,
        sign_up_until=clock.instant(WEEK[1], time(9)),
    )  # fmt: skip
    with pytest.raises(orders.SignUpTooLong), transaction():
        operations.change_published(order.id, change, actor=KEEPER, at=AT)


def test_tools_are_written_anew_line_by_line(settlement: Settlement) -> None:
    order = begin(settlement, tools=(("Граблі", 10), ("Лопата", 5), ("Тачка", 2)))
    draft = draft_of(settlement=settlement, tools=(("Лопата", 6), ("Граблі", 10)))
    with transaction():
        operations.change_order(order.id, draft, actor=KEEPER, at=AT)
    assert [(tool.name, tool.quantity) for tool in queries.get_order(order.id).tools] == [("Лопата", 6), ("Граблі", 10)]


def test_an_order_is_cancelled_once_and_with_a_reason(settlement: Settlement) -> None:
    order = make_order(settlement=settlement, days=WEEK)
    with pytest.raises(cancelling.ReasonNeeded), transaction():
        operations.cancel_order(order.id, "", actor=KEEPER, at=AT)
    with transaction():
        operations.cancel_order(order.id, "Замовник відмовився", actor=KEEPER, at=AT)
    assert queries.stage_of(order.id, AT) is Stage.CANCELLED
    with pytest.raises(operations.AlreadyOver), transaction():
        operations.cancel_order(order.id, "Ще раз", actor=KEEPER, at=AT)
    with pytest.raises(operations.AlreadyOver), transaction():
        operations.set_safety(order.id, safety_of(cleared_on=WEEK[0], until=WEEK[4]), actor=KEEPER, at=AT)


def test_orders_stand_in_stages_and_are_found_by_words(settlement: Settlement) -> None:
    draft = begin(settlement, title="Ремонт лавок")
    published = make_order(settlement=settlement, days=WEEK, at=AT)
    monday_noon = clock.instant(MONDAY, time(12))
    assert queries.count_stages(at=AT, reach=ALL) == {Stage.DRAFT: 1, Stage.OPEN: 1}
    assert queries.count_stages(at=monday_noon, reach=ALL) == {Stage.DRAFT: 1, Stage.RUNNING: 1}
    (row,) = queries.list_orders(at=AT, reach=ALL, stage=Stage.OPEN)
    assert (row.order.id, row.first_on, row.last_on, row.shifts, row.places) == (published.id, WEEK[0], WEEK[4], 5, 50)
    found = [row.order.id for row in queries.list_orders(at=AT, reach=ALL, words="лавок 0001")]
    assert found == [draft.id]
    assert queries.list_orders(at=AT, reach=ALL, words="100%") == []


def test_a_foreman_reaches_only_the_own_orders(settlement: Settlement) -> None:
    oksana = make_staff(cast.OKSANA)
    own, other = make_order(settlement=settlement, days=WEEK), make_order(
        settlement=settlement, days=WEEK, foreman=oksana
    )  # fmt: skip
    mykola = Reach.of(actor_of(own.foreman))  # type: ignore[arg-type]
    assert [row.order.id for row in queries.list_orders(at=AT, reach=mykola)] == [own.id]
    with pytest.raises(NotFound):
        queries.get_order(other.id, reach=mykola)
    assert len(queries.list_orders(at=AT, reach=Reach.of(actor_of(oksana)))) == 2


def test_the_public_list_has_only_what_one_can_sign_up_for(settlement: Settlement) -> None:
    begin(settlement)
    later = make_order(settlement=settlement, days=WEEK[2:], at=AT, sign_up_until=AT + timedelta(days=1))
    sooner = make_order(settlement=settlement, days=WEEK[:1], at=AT, sign_up_until=AT + timedelta(days=1))
    assert queries.list_open(AT) == [sooner, later]
    assert queries.list_open(AT + timedelta(days=2)) == []


def test_the_lowest_pay_has_dates_and_does_not_fall(database: None) -> None:
    make_hub()
    db.session.commit()
    assert queries.wages() == {date(2025, 1, 1): 4800, date(2026, 1, 1): 5200}

    def add(day: date, hour_minor: int) -> None:
        with transaction():
            operations.add_minimum_wage(day, hour_minor, source="Закон", actor=KEEPER, at=AT)

    for day, hour_minor in ((date(2026, 1, 1), 6000), (date(2027, 1, 1), 560), (date(2027, 1, 1), 56_000)):
        with pytest.raises((wages.MinimumTaken, wages.MinimumFalls, wages.MinimumLeaps)):
            add(day, hour_minor)
    add(date(2027, 1, 1), 5600)
    add(date(2027, 1, 1), 5650)
    assert queries.wages()[date(2027, 1, 1)] == 5650


def test_rules_of_turns_are_kept(database: None) -> None:
    hub = make_hub()
    db.session.commit()
    assert queries.rules_of_turns(hub.id).days_cap == 10
    with transaction():
        operations.set_work_rules(operations.Sharing(8, 30, 60, 12, 120), actor=KEEPER, at=AT)
    kept = queries.rules_of_turns(hub.id)
    assert (kept.days_cap, kept.hold_hours, kept.standby_minutes) == (8, 12, 120)


def test_an_unknown_order_is_not_found(settlement: Settlement) -> None:
    db.session.commit()
    with pytest.raises(NotFound), transaction():
        operations.publish(99, actor=KEEPER, at=AT)


def test_when_signing_up_is_over_turns_are_to_be_decided(settlement: Settlement) -> None:
    order = make_order(settlement=settlement, days=WEEK, at=AT, sign_up_until=AT + timedelta(days=1))
    assert queries.stage_of(order.id, AT + timedelta(days=2)) is Stage.DECIDING


def test_a_long_list_costs_no_more_than_a_short_one(settlement: Settlement) -> None:
    make_order(settlement=settlement, days=WEEK[:2], at=AT)
    db.session.expire_all()
    with statements_of(db.engine) as short:
        queries.list_orders(at=AT, reach=ALL)
    for number in range(5):
        make_order(settlement=settlement, days=WEEK[:2], at=AT, title=f"Робота {number}")
    db.session.expire_all()
    with statements_of(db.engine) as long:
        rows = queries.list_orders(at=AT, reach=ALL)
        assert [row.order.settlement.name for row in rows] == [settlement.name] * 6
        assert {row.order.foreman.name for row in rows if row.order.foreman} == {cast.MYKOLA.name}
    assert len(long) == len(short) <= 2


def test_the_list_is_paged(settlement: Settlement) -> None:
    for number in range(PER_PAGE + 2):
        begin(settlement, nonce=f"{number:032x}")
    first = queries.list_orders(at=AT, reach=ALL)
    assert len(first) == PER_PAGE + 1
    rest = queries.list_orders(at=AT, reach=ALL, after=first[PER_PAGE - 1].order.id)
    assert [row.order.serial for row in rest] == [2, 1]
