"""A working day from the look in the morning to the confirmed sheet."""

from datetime import time, timedelta

import pytest

from app.attendance import operations, queries
from app.attendance.models import Attendance, CallHow, Mark
from app.attendance.operations import Row, Ticks
from app.attendance.operations.checks import AlarmRuns, NobodyBriefed, NotToday, NotWhole
from app.attendance.operations.roll import CalledAlready, DayNotOpen, NotBriefed, NotOnTheList
from app.attendance.operations.sheets import (
    DayNotHeld,
    HoursImpossible,
    HoursMissing,
    HoursTwice,
    NothingToConfirm,
    ReasonMissing,
    ReversedAlready,
    RowsMissing,
    SamePerson,
    StillOpen,
    ToolsOut,
    WrittenAlready,
)
from app.attendance.operations.tools import MoreThanLent
from app.core.db import db, transaction
from app.core.errors import NotFound
from app.households.models import Card
from app.hubs import pausing
from app.hubs import queries as hubs
from app.hubs.models import PauseCause
from app.pay import queries as pay
from app.public_works import operations as works
from app.public_works.models import DayState, OrderState, StopCause, WorkRules
from app.public_works.operations import Incident, StandsStill
from app.public_works.operations.waiting import DayIsOver, NobodyWaits, NothingSuits
from tests.attendance.conftest import ALL, NINE, Site, after, worked
from tests.public_works.conftest import Gang, days_of


def call(site: Site, number: int, round_: int = 1) -> None:
    with transaction():
        operations.call(
            site.day(number).id, round_, how=CallHow.LIST, called_at=after(minutes=5), actor=site.foreman,
            at=after(minutes=5),
        )  # fmt: skip


def test_a_day_begins_only_when_everything_is_ticked(site: Site) -> None:
    windy = Ticks(
        is_clear=True, is_weather_fit=False, is_quiet=True, has_gear=True, has_first_aider=True, has_shelter=True
    )
    with pytest.raises(NotWhole), transaction():
        operations.check_day(site.shift_id, windy, reason="", nonce="a", actor=site.foreman, at=NINE)
    with pytest.raises(NotToday), transaction():
        operations.check_day(site.shift_id, ALL, reason="", nonce="b", actor=site.lead, at=NINE - timedelta(days=1))
    with transaction():
        operations.check_day(site.shift_id, windy, reason="Буря", nonce="c", actor=site.foreman, at=NINE)
    with pytest.raises(DayNotOpen):
        call(site, 0)


def test_no_day_begins_in_an_alarm_or_while_work_is_stopped(site: Site) -> None:
    with transaction():
        pause = pausing.start_pause(None, PauseCause.ALARM, nonce="alarm", actor=site.lead, at=NINE)
    with pytest.raises(AlarmRuns):
        site.begin()
    with transaction():
        pausing.end_pause(pause.id, actor=site.lead, at=after(minutes=20))
    with transaction():
        works.stop_work(
            site.order.id, Incident(StopCause.EXPLOSIVE, note="Біля лавки"), nonce="stop", actor=site.foreman,
            at=after(minutes=21),
        )  # fmt: skip
    with pytest.raises(StandsStill):
        site.begin(after(minutes=22))


def test_nobody_is_called_before_they_were_briefed_and_a_new_text_is_read_anew(site: Site) -> None:
    with transaction():
        operations.check_day(site.shift_id, ALL, reason="", nonce="go", actor=site.foreman, at=NINE)
    with pytest.raises(NotBriefed):
        call(site, 0)
    with pytest.raises(NobodyBriefed), transaction():
        operations.brief(
            site.shift_id, [site.waiting.id], instructor="М", held_at=NINE, nonce="b", actor=site.foreman, at=NINE
        )
    site.begin()
    call(site, 0)
    with pytest.raises(CalledAlready):
        call(site, 0)
    site.order.briefing_version += 1
    db.session.commit()
    with pytest.raises(NotBriefed):
        call(site, 1)


def test_a_card_at_the_gate_finds_its_worker_and_sends_a_brother_away(site: Site) -> None:
    cards = {card.household_id: card for card in db.session.scalars(db.select(Card))}
    first = site.day(0)
    found = operations.find_by_card(
        site.shift_id, cards[site.workers[0].household_id].token, actor=site.foreman, at=NINE
    )
    assert found.id == first.id
    with pytest.raises(NotOnTheList):
        operations.find_by_card(site.shift_id, cards[site.waiting.household_id].card_no, actor=site.foreman, at=NINE)


def test_a_foreman_has_only_the_day_in_hand(site: Site) -> None:
    assert queries.get_work_day(site.shift_id, actor=site.foreman, at=NINE).workers
    assert queries.get_work_day(site.shift_id, actor=site.foreman, at=NINE + timedelta(days=1)).workers
    for away in (NINE - timedelta(days=1), NINE + timedelta(days=2)):
        with pytest.raises(NotFound):
            queries.get_work_day(site.shift_id, actor=site.foreman, at=away)
        assert queries.get_work_day(site.shift_id, actor=site.lead, at=away).workers


def test_hours_come_to_minutes_and_days_by_the_rule_of_the_order(site: Site) -> None:
    site.begin()
    site.write(0, worked(alarm_minutes=47))
    site.write(1, Row(Mark.LATE, after(hours=4), after(hours=8), reason="Автобус"))
    site.write(2, Row(Mark.ABSENT, reason="Не прийшов"))
    rows = [queries.get_work_day(site.shift_id, actor=site.lead, at=after(hours=9)).workers[n] for n in range(3)]
    written = [row.attendance for row in rows]
    assert [(one.minutes, one.half_days) for one in written if one] == [(420, 2), (240, 1), (0, 0)]


def test_a_row_without_hours_reason_or_sense_is_refused(site: Site) -> None:
    site.begin()
    with pytest.raises(HoursMissing):
        site.write(0, Row(Mark.WORKED))
    with pytest.raises(ReasonMissing):
        site.write(0, Row(Mark.LATE, NINE, after(hours=8)))
    for wrong in (
        Row(Mark.WORKED, after(hours=8), NINE),
        Row(Mark.WORKED, NINE, after(hours=10)),
        Row(Mark.WORKED, NINE, after(hours=1), break_minutes=61),
        Row(Mark.ILL, NINE, after(hours=1), reason="Кашель"),
    ):
        with pytest.raises(HoursImpossible):
            site.write(0, wrong)


def test_a_row_is_written_once(site: Site) -> None:
    site.begin()
    site.write(0, worked())
    with pytest.raises(WrittenAlready):
        site.write(0, worked(hours=7))


def test_who_wrote_the_sheet_does_not_confirm_it(site: Site) -> None:
    site.begin()
    with pytest.raises(RowsMissing) as refused, transaction():
        operations.confirm(site.shift_id, actor=site.lead, at=after(hours=9))
    assert refused.value.values == {"people": 3}
    for number in range(3):
        site.write(number, worked())
    with pytest.raises(SamePerson), transaction():
        operations.confirm(site.shift_id, actor=site.foreman, at=after(hours=9))
    with transaction():
        assert operations.confirm(site.shift_id, actor=site.lead, at=after(hours=9)) == 3
    with pytest.raises(NothingToConfirm), transaction():
        operations.confirm(site.shift_id, actor=site.lead, at=after(hours=9))


def test_a_wrong_row_is_reversed_by_a_second_person_and_confirmed_by_another(site: Site) -> None:
    site.begin()
    for number in range(3):
        site.write(number, worked())
    with transaction():
        operations.confirm(site.shift_id, actor=site.lead, at=after(hours=9))
    wrong = db.session.scalars(db.select(Attendance)).first()
    assert wrong is not None
    right = Row(Mark.LEFT_EARLY, NINE, after(hours=3), reason="Пішла до лікаря")
    with pytest.raises(SamePerson), transaction():
        operations.correct(wrong.id, right, reason="Помилка", actor=site.foreman, at=after(hours=10))
    with transaction():
        made = operations.correct(wrong.id, right, reason="Помилка", actor=site.lead, at=after(hours=10))
    assert (made.minutes, made.half_days, made.confirmed_at) == (180, 1, None)
    with pytest.raises(ReversedAlready), transaction():
        operations.correct(wrong.id, right, reason="Знову", actor=site.lead, at=after(hours=10))
    with transaction():
        assert operations.confirm(site.shift_id, actor=site.foreman, at=after(hours=10)) == 1


def test_on_a_day_that_is_called_off_who_came_is_on_standby(site: Site) -> None:
    with transaction():
        operations.check_day(site.shift_id, ALL, reason="Буря", nonce="off", actor=site.foreman, at=NINE)
    with pytest.raises(DayNotHeld):
        site.write(0, worked())
    site.write(0, Row(Mark.STANDBY, NINE, after(minutes=20)))
    row = queries.get_work_day(site.shift_id, actor=site.lead, at=after(hours=9)).workers[0].attendance
    assert row is not None
    assert (row.minutes, row.half_days) == (0, 0), "the hub has decided on no pay for standby"


@pytest.mark.parametrize(("decided", "halves"), [(120, 0), (130, 1), (260, 2)])
def test_standby_is_paid_as_long_as_the_hub_has_decided(site: Site, decided: int, halves: int) -> None:
    db.session.add(
        WorkRules(
            hub_id=hubs.get_hub().id, days_cap=10, cap_period=30, lately_days=60, hold_hours=24, standby_minutes=decided
        )
    )
    db.session.commit()
    with transaction():
        operations.check_day(site.shift_id, ALL, reason="Буря", nonce="off", actor=site.foreman, at=NINE)
    site.write(0, Row(Mark.STANDBY, NINE, after(minutes=20)))
    row = queries.get_work_day(site.shift_id, actor=site.lead, at=after(hours=9)).workers[0].attendance
    assert row is not None
    assert (row.minutes, row.half_days) == (decided, halves)


def test_who_does_not_come_is_replaced_from_the_waiting_list(site: Site) -> None:
    absent, (waits,) = site.day(1), days_of(site.waiting)
    with transaction():
        operations.replace(absent.id, waits.id, reason="Не прийшов", actor=site.foreman, at=after(minutes=20))
    (instead,) = days_of(site.waiting)
    assert (instead.state, instead.place) == (DayState.CHOSEN, 4)
    day = queries.get_work_day(site.shift_id, actor=site.foreman, at=after(minutes=21))
    assert [worker.attendance and worker.attendance.mark for worker in day.workers] == [None, Mark.ABSENT, None, None]
    with pytest.raises(NobodyWaits), transaction():
        operations.replace(site.day(0).id, waits.id, reason="Не прийшов", actor=site.foreman, at=after(minutes=22))


def test_a_tool_that_is_out_keeps_the_sheet_open(site: Site) -> None:
    site.begin()
    pair = [site.day(0).id, site.day(1).id]
    with transaction():
        loan, other = operations.lend(
            site.shift_id, pair, "Лопата", 2, nonce="l", actor=site.foreman, at=after(minutes=6)
        )
    with pytest.raises(operations.SentTwice), transaction():
        operations.lend(site.shift_id, pair, "Лопата", 2, nonce="l", actor=site.foreman, at=after(minutes=6))
    for number in range(3):
        site.write(number, worked())
    with pytest.raises(ToolsOut), transaction():
        operations.confirm(site.shift_id, actor=site.lead, at=after(hours=9))
    with pytest.raises(MoreThanLent), transaction():
        operations.take_back(loan.id, returned=2, lost=1, actor=site.foreman, at=after(hours=9))
    with transaction():
        operations.take_back(loan.id, returned=1, lost=1, actor=site.foreman, at=after(hours=9))
    with transaction():
        back = operations.take_back_whole(site.shift_id, [loan.id, other.id], actor=site.foreman, at=after(hours=9))
    assert [(one.id, one.returned) for one in back] == [(other.id, 2)], "what came back before is left as it is"
    with pytest.raises(operations.NothingCameBack), transaction():
        operations.take_back_whole(site.shift_id, [other.id], actor=site.foreman, at=after(hours=9))
    with transaction():
        operations.confirm(site.shift_id, actor=site.lead, at=after(hours=9))


def test_who_answered_the_call_and_has_not_left_is_on_site(site: Site) -> None:
    site.begin()
    call(site, 0)
    call(site, 1)
    assert queries.count_on_site([site.order.id], after(hours=1)) == {site.order.id: 2}
    site.write(0, worked(hours=5), at=after(hours=6))
    assert queries.count_on_site([site.order.id], after(hours=6)) == {site.order.id: 1}


def test_alarms_of_the_hub_stand_beside_the_hours(site: Site) -> None:
    with transaction():
        pause = pausing.start_pause(
            None, PauseCause.ALARM, nonce="alarm", actor=site.lead, at=after(hours=2, minutes=0.5)
        )
    with transaction():
        pausing.end_pause(pause.id, actor=site.lead, at=after(hours=2, minutes=47.2))
    day = queries.get_work_day(site.shift_id, actor=site.foreman, at=after(hours=9))
    assert day.alarm_minutes(NINE, after(hours=8)) == 47
    assert day.alarm_minutes(after(hours=2, minutes=30), after(hours=8)) == 17


def test_an_order_is_closed_when_every_day_is_confirmed(site: Site) -> None:
    site.begin()
    with pytest.raises(StillOpen), transaction():
        operations.close_order(site.order.id, actor=site.lead, at=after(hours=10))
    for number in range(3):
        site.write(number, worked())
    with transaction():
        operations.confirm(site.shift_id, actor=site.lead, at=after(hours=9))
    with transaction():
        order = operations.close_order(site.order.id, actor=site.lead, at=after(hours=10))
    assert order.state is OrderState.CLOSED


def test_a_text_written_anew_after_the_shift_takes_no_hours_away(site: Site) -> None:
    site.begin()
    for number in range(3):
        site.write(number, worked())
    site.order.briefing_version += 1
    db.session.commit()
    wrong = db.session.scalars(db.select(Attendance)).first()
    assert wrong is not None
    with transaction():
        operations.correct(
            wrong.id, worked(hours=7), reason="Не той час", actor=site.lead, at=after(hours=10)
        )  # fmt: skip


def test_what_was_worked_before_an_order_was_cancelled_is_written_confirmed_and_paid(site: Site) -> None:
    site.begin()
    with transaction():
        works.cancel_order(site.order.id, "Замовник відмовився", actor=site.lead, at=after(hours=5))
    assert [shift.id for shift in queries.list_unwritten(site.lead, after(hours=9))] == [site.shift_id]
    for number in range(3):
        site.write(number, Row(Mark.LEFT_EARLY, NINE, after(hours=5), break_minutes=60, reason="Роботу скасовано"))
    with transaction():
        operations.confirm(site.shift_id, actor=site.lead, at=after(hours=9))
    assert [one.minutes for one in pay.count_due(site.order.id, until=site.order.shifts[0].held_on)] == [240] * 3
    assert not queries.list_unwritten(site.lead, after(hours=9))


def test_hours_before_a_day_was_called_off_are_worked_hours(site: Site) -> None:
    site.begin()
    with transaction():
        operations.check_day(
            site.shift_id, ALL, reason="Буря", nonce="off", actor=site.foreman, at=after(hours=4)
        )  # fmt: skip
    site.write(0, Row(Mark.LEFT_EARLY, NINE, after(hours=4), reason="Буря"))
    row = queries.get_work_day(site.shift_id, actor=site.lead, at=after(hours=9)).workers[0].attendance
    assert row is not None
    assert (row.minutes, row.half_days) == (240, 1)


def test_a_day_that_was_kept_on_paper_is_typed_in_the_day_after(site: Site) -> None:
    next_day = after(hours=25)
    with pytest.raises(DayNotOpen):
        site.write(0, worked(), at=next_day)
    with transaction():  # an alarm of today says nothing about yesterday
        pausing.start_pause(None, PauseCause.ALARM, nonce="alarm", actor=site.lead, at=next_day)
    site.begin(next_day)
    site.write(0, worked(), at=next_day)
    (waits,) = days_of(site.waiting)
    with transaction():
        operations.replace(site.day(1).id, waits.id, reason="Не прийшов", actor=site.foreman, at=next_day)
    (instead,) = days_of(site.waiting)
    assert (instead.state, instead.place) == (DayState.CHOSEN, 4)
    with pytest.raises(DayIsOver), transaction():
        operations.replace(site.day(2).id, waits.id, reason="Не прийшов", actor=site.lead, at=after(hours=49))


def test_nothing_is_typed_in_of_a_day_that_a_stop_held_from_beginning_to_end(site: Site) -> None:
    with transaction():
        works.stop_work(
            site.order.id, Incident(StopCause.EXPLOSIVE, note="Біля лавки"), nonce="stop", actor=site.lead,
            at=NINE - timedelta(hours=2),
        )  # fmt: skip
    with pytest.raises(StandsStill):
        site.begin(after(hours=25))


def test_nobody_is_absent_on_a_day_that_has_not_come(site: Site) -> None:
    eve = NINE - timedelta(hours=12)
    with pytest.raises(NotToday):
        site.write(0, Row(Mark.ABSENT, reason="Не прийде"), actor=site.lead, at=eve)
    with pytest.raises(NotToday), transaction():
        operations.replace(
            site.day(0).id, days_of(site.waiting)[0].id, reason="Не прийде", actor=site.lead, at=eve
        )  # fmt: skip


def test_nobody_works_instead_of_somebody_where_it_would_harm_them(site: Site) -> None:
    (waits,) = days_of(site.waiting)
    waits.sign_up.is_seated = True
    db.session.commit()
    with pytest.raises(NothingSuits), transaction():
        operations.replace(
            site.day(0).id, waits.id, reason="Не прийшов", actor=site.foreman, at=after(minutes=20)
        )  # fmt: skip


def test_no_hour_stands_on_two_sheets(site: Site, gang: Gang) -> None:
    person = site.workers[0].person
    assert person is not None
    evening = gang.order(hours=(time(17), time(20)), break_minutes=0, title="Сортування допомоги")
    (shift,) = evening.shifts
    signed = gang.sign_up(person, evening)
    gang.share_out(evening)
    site.begin()
    site.write(0, worked())
    with transaction():
        operations.check_day(shift.id, ALL, reason="", nonce="evening", actor=site.foreman, at=after(hours=8))
    with transaction():
        operations.brief(
            shift.id,
            [signed.id],
            instructor="М",
            held_at=after(hours=8),
            nonce="b",
            actor=site.foreman,
            at=after(hours=8),
        )
    (day,) = days_of(signed)
    rows = {day.id: Row(Mark.WORKED, after(hours=7), after(hours=11))}
    with pytest.raises(HoursTwice), transaction():
        operations.write_rows(shift.id, rows, actor=site.foreman, at=after(hours=12))
    with transaction():
        rows = {day.id: Row(Mark.WORKED, after(hours=8), after(hours=11))}
        operations.write_rows(shift.id, rows, actor=site.foreman, at=after(hours=12))
