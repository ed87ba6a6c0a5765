"""Names of workers and what is personal on passes go by themselves, on the day they are due and not later."""

import time as time_of_day
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from app.attendance.models import Attendance
from app.audit.models import AuditEntry
from app.core import clock
from app.core.actors import KEEPER
from app.core.db import db, transaction
from app.passes.models import Pass
from app.pay.models import PayQuestion, PaySheet
from app.privacy import operations, queries
from app.privacy.models import Kept
from app.privacy.rules import USUAL_DAYS
from app.public_works.models import OrderState, Shift, SignUp, WorkOrder, WorkRules
from tests import cast
from tests.privacy.record import MARK, Stored, store
from tests.served import Served
from tests.visitor import Visitor

Visit = Callable[..., Visitor]

OVER_ON = date(2026, 3, 10)
"""Everything of the record happens on this day, at noon."""


def noon(days: int) -> datetime:
    """So many days after it."""
    return clock.instant(OVER_ON + timedelta(days=days), time(12))


def midnight(days: int) -> datetime:
    return clock.instant(OVER_ON + timedelta(days=days), time(0))


@pytest.fixture
def over(hub: Flask) -> Stored:
    with hub.app_context():
        stored = store(noon(0))
        db.session.remove()
    return stored


def tidy(at: datetime) -> dict[str, int]:
    """What goes then; nothing goes on a second look."""
    if not queries.is_something_due(queries.get_terms(), at=at):
        return {}
    with transaction():
        gone = dict(operations.tidy(actor=KEEPER, at=at))
    assert not queries.is_something_due(queries.get_terms(), at=at)
    with pytest.raises(operations.NothingToClear), transaction():
        operations.tidy(actor=KEEPER, at=at)
    return {part: count for part, count in gone.items() if count}


def keep(**days: int) -> None:
    with transaction():
        operations.change_terms(
            USUAL_DAYS | {Kept(kind): count for kind, count in days.items()}, actor=KEEPER, at=noon(0)
        )


NAMES, HOUSEHOLDS, PASSES = "worker_names", "worker_households", "passes"


def test_everything_goes_in_three_steps_each_at_the_midnight_of_its_day(hub: Flask, over: Stored) -> None:
    with hub.app_context():
        assert tidy(midnight(15) - timedelta(seconds=1)) == {}
        assert tidy(midnight(15)) == {NAMES: 1}
        assert tidy(midnight(31) - timedelta(seconds=1)) == {}
        assert tidy(midnight(31)) == {PASSES: 1}
        assert tidy(midnight(61) - timedelta(seconds=1)) == {}
        assert tidy(midnight(61)) == {HOUSEHOLDS: 1}
        assert tidy(midnight(900)) == {}


def test_first_who_it_was_then_of_which_household_and_code_hours_and_money_stay(hub: Flask, over: Stored) -> None:
    with hub.app_context():
        tidy(noon(15))
        made = db.session.scalars(db.select(SignUp)).one()
        assert (made.person_id, made.guardian_name, made.skills, made.has_limits) == (None, "", [], False)
        assert made.household_id == over.household
        question, hours = (
            db.session.scalars(db.select(PayQuestion)).one(),
            db.session.scalars(db.select(Attendance)).all(),
        )
        assert MARK not in f"{question.text}{question.answer}{[(row.reason, row.output) for row in hours]}"
        tidy(noon(61))
        assert (made.household_id, made.code, made.age, [row.minutes for row in hours]) == (
            None,
            "7K2M9Q",
            70,
            [450, 450],
        )


def test_a_pass_keeps_who_organised_and_where_and_nothing_of_people(hub: Flask, over: Stored) -> None:
    with hub.app_context():
        tidy(noon(31))
        seen = db.session.scalars(db.select(Pass)).one()
        assert (seen.leader_name, seen.leader_phone, seen.names, seen.vehicle, seen.plate) == ("",) * 5
        assert (seen.organisation, seen.people, seen.forgotten_at) == ("Добрі руки", 2, noon(31))


def test_the_trace_has_one_line_that_says_how_much(hub: Flask, over: Stored) -> None:
    with hub.app_context():
        length = db.session.scalar(db.select(db.func.count()).select_from(AuditEntry)) or 0
        tidy(noon(100))
        last = db.session.scalars(db.select(AuditEntry).order_by(AuditEntry.number.desc())).first()
        assert last is not None
        assert (last.number, last.action, last.staff_id) == (length + 1, "tidy", None)
        assert last.details == '{"passes":1,"worker_households":1,"worker_names":1}'


@pytest.mark.parametrize("days", [1, 7, 90])
def test_the_hub_chooses_how_long(app: Flask, at: datetime, days: int) -> None:
    with app.app_context():
        store(noon(0))
        keep(worker_names=days, passes=days)
        assert tidy(midnight(days + 1) - timedelta(seconds=1)) == {}
        assert {NAMES, PASSES} <= set(tidy(midnight(days + 1)))


@pytest.mark.parametrize("days", [None, 91])
@pytest.mark.parametrize("kind", [Kept.WORKER_NAMES, Kept.PASSES])
def test_no_hub_keeps_such_names_for_longer_than_three_months(hub: Flask, kind: Kept, days: int | None) -> None:
    with hub.app_context(), pytest.raises(IntegrityError), transaction():
        operations.change_terms({**USUAL_DAYS, kind: days}, actor=KEEPER, at=noon(0))


def test_the_page_offers_short_terms_for_them_only(visit: Visit) -> None:
    lead = visit(cast.OKSANA)
    page = lead.open("/settings/retention")
    offered = {select.get("name"): [option.get("value") for option in select] for select in page.root.iter("select")}
    assert offered["worker_names"] == offered["passes"] == ["1", "7", "14", "30", "60", "90"]
    assert "7" not in offered["documents"]
    assert lead.press("Зберегти", {"worker_names": "7"}).says("Записано")
    assert lead.open("/settings/retention").option("Імена тих, хто працював", "7 днів") == "7"
    lead.press("Зберегти", {"worker_names": ""}, status=422)


# ---- what holds a name


def order() -> WorkOrder:
    return db.session.scalars(db.select(WorkOrder)).one()


def still_runs() -> None:
    running = order()
    running.state, running.closed_at = OrderState.PUBLISHED, None
    running.shifts[-1].starts_at, running.shifts[-1].ends_at = noon(60), noon(60) + timedelta(hours=3)


def is_not_paid() -> None:
    db.session.scalars(db.select(PaySheet)).one().paid_on = None


def was_paid_late() -> None:
    db.session.scalars(db.select(PaySheet)).one().paid_on = OVER_ON + timedelta(days=30)


def was_closed_late() -> None:
    order().closed_at = noon(30)


def has_hours_on_no_sheet() -> None:
    db.session.execute(db.text("DELETE FROM paid_attendances"))


def has_hours_to_be_taken_back() -> None:
    """What was paid turned out to be wrong: the next sheet takes it back, and needs to know from whom."""
    db.session.execute(db.text("UPDATE attendances SET is_reversed = true"))


def was_answered_late() -> None:
    db.session.scalars(db.select(PayQuestion)).one().answered_at = noon(30)


def is_to_be_answered_late() -> None:
    question = db.session.scalars(db.select(PayQuestion)).one()
    question.answered_at, question.answer, question.answer_by = None, "", OVER_ON + timedelta(days=30)


@pytest.mark.parametrize(
    ("how", "ends"),
    [
        (still_runs, False),
        (is_not_paid, False),
        (has_hours_on_no_sheet, False),
        (has_hours_to_be_taken_back, False),
        (was_paid_late, True),
        (was_closed_late, True),
        (was_answered_late, True),
        (is_to_be_answered_late, True),
    ],
)
def test_a_name_stays_as_long_as_somebody_is_owed_something(
    hub: Flask, over: Stored, how: Callable[[], None], ends: bool
) -> None:
    with hub.app_context():
        how()
        db.session.commit()
        assert NAMES not in tidy(midnight(45) - timedelta(seconds=1))
        assert (NAMES in tidy(midnight(45))) is ends


def test_nobody_waits_for_the_pay_of_volunteers(hub: Flask, over: Stored) -> None:
    with hub.app_context():
        has_hours_on_no_sheet()
        db.session.execute(db.text("DELETE FROM pay_lines"))
        db.session.execute(db.text("DELETE FROM pay_sheets"))
        db.session.execute(db.text("UPDATE work_orders SET rate_minor = 0, contract = 'volunteer'"))
        db.session.commit()
        assert tidy(midnight(15)) == {NAMES: 1}


def test_a_cancelled_order_is_over_since_people_were_told(hub: Flask, over: Stored) -> None:
    with hub.app_context():
        called_off = order()
        called_off.state, called_off.closed_at, called_off.cancel_reason = OrderState.CANCELLED, None, "злива"
        db.session.commit()
        assert tidy(midnight(15)) == {NAMES: 1}


@pytest.mark.parametrize(("lately", "period", "days"), [(60, 30, 60), (10, 30, 30), (0, 92, 92)])
def test_a_household_stays_while_a_turn_rests_on_it(
    hub: Flask, over: Stored, lately: int, period: int, days: int
) -> None:
    with hub.app_context():
        hub_id = db.session.scalars(db.text("SELECT id FROM hubs")).one()
        db.session.add(WorkRules(hub_id=hub_id, lately_days=lately, cap_period=period))
        db.session.commit()
        assert HOUSEHOLDS not in tidy(midnight(days + 1) - timedelta(seconds=1))
        assert HOUSEHOLDS in tidy(midnight(days + 1))


def test_a_later_shift_of_the_order_holds_the_household(hub: Flask, over: Stored) -> None:
    with hub.app_context():
        first = db.session.scalars(db.select(Shift)).one()
        later = Shift(
            order_id=first.order_id, held_on=OVER_ON + timedelta(days=5), starts_at=noon(5), ends_at=noon(6), places=1
        )
        db.session.add(later)
        db.session.commit()
        assert HOUSEHOLDS not in tidy(midnight(66) - timedelta(seconds=1))
        assert HOUSEHOLDS in tidy(midnight(66))


# ---- without anybody pressing


def test_it_is_forgotten_before_the_first_page_of_the_day_is_shown(app: Flask, visit: Visit, at: datetime) -> None:
    visitor = visit(cast.OKSANA)
    with app.app_context():
        stored = store(at - timedelta(days=100))
        app.extensions["tidied_on"] = clock.local_date(at) - timedelta(days=1)
        db.session.remove()
    visitor.open(f"/households/{stored.household}")
    with app.app_context():
        assert db.session.scalars(db.select(SignUp.person_id)).all() == [None]
        assert db.session.scalars(db.select(Pass.leader_name)).all() == [""]


def test_a_day_on_which_nothing_is_due_writes_nothing(app: Flask, visit: Visit, at: datetime) -> None:
    visitor = visit(cast.OKSANA)
    with app.app_context():
        store(at - timedelta(days=1))
        app.extensions["tidied_on"] = None
        db.session.remove()
    visitor.open("/")
    with app.app_context():
        assert "tidy" not in db.session.scalars(db.select(AuditEntry.action)).all()


def test_the_command_tells_how_much(app: Flask, at: datetime) -> None:
    with app.app_context():
        store(at - timedelta(days=100))
        db.session.remove()
    told = app.test_cli_runner().invoke(args=["privacy", "tidy"]).output
    assert told == (
        "Імена тих, хто працював: 1\nДомогосподарства тих, хто працював: 1\nЛюди й транспорт у перепустках: 1\n"
    )
    assert app.test_cli_runner().invoke(args=["privacy", "tidy"]).output == ""


def test_a_serving_hub_forgets_though_nobody_opens_a_page(app: Flask, at: datetime) -> None:
    with app.app_context():
        store(at - timedelta(days=100))
        db.session.remove()
        with Served(app) as served:
            wait_for(lambda: not db.session.scalar(db.select(SignUp.person_id)), served.said)
        db.session.rollback()
        assert db.session.scalars(db.select(Pass.plate)).all() == [""]
        assert db.session.scalars(db.select(AuditEntry.action)).all().count("tidy") == 1, "one worker does it"


def wait_for(is_so: Callable[[], bool], said: Callable[[], str]) -> None:
    until = time_of_day.monotonic() + 30
    while not is_so():
        db.session.rollback()
        assert time_of_day.monotonic() < until, said()
        time_of_day.sleep(0.1)
