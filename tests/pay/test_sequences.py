"""Any sequence of what foremen, leads and accountants do pays every confirmed hour once and loses none."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from itertools import count

from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, select

from app.attendance import operations as attendance
from app.attendance.models import Attendance, Mark
from app.attendance.operations import Row, Ticks
from app.core import clock
from app.core.actors import Actor
from app.core.db import db, transaction
from app.core.errors import Refusal
from app.pay import operations, queries, rules
from app.pay.models import PaidAttendance, PayLine, PaySheet
from app.public_works import operations as works
from app.public_works.models import Channel, DayState, MinimumWage, Shift, SignUp, SignUpDay, WorkOrder
from app.public_works.operations import Wish
from tests import cast
from tests.make import make_card, make_household, make_hub, make_person, make_settlement
from tests.make.staff import actor_of, make_staff
from tests.make.works import make_order

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)
BEFORE = clock.instant(date(2026, 11, 20), time(12))
LATER = clock.instant(date(2026, 11, 25), time(12))
ALL = Ticks(is_clear=True, is_weather_fit=True, is_quiet=True, has_gear=True, has_first_aider=True, has_shelter=True)
RATE = 760_02
_nonces = count()

which = st.integers(0, 1000)
"""One of however many there are."""
hours = st.sampled_from((0, 1, 3, 4.5, 8))
"""0 is absent; 1 pays no day, 3 half a one less its break, 8 a whole one."""
until = st.sampled_from((MONDAY, TUESDAY))


def nonce() -> str:
    return f"{next(_nonces):032d}"


def row_of(shift: Shift, worked: float) -> Row:
    if not worked:
        return Row(Mark.ABSENT, reason="Не прийшов")
    begin = shift.starts_at
    return Row(Mark.WORKED, begin, begin + timedelta(hours=worked), break_minutes=60 if worked > 1 else 0)


class Pay(RuleBasedStateMachine):
    """Two people on two days, the first one confirmed, a foreman, two leads, and every step from paper to money."""

    app: Flask

    @initialize()
    def open_works(self) -> None:
        with self.app.app_context():
            for table in reversed(db.metadata.sorted_tables):
                db.session.execute(table.delete())
            make_hub()
            db.session.add(MinimumWage(valid_from=date(2026, 1, 1), hour_minor=52_00))
            settlement = make_settlement()
            foreman = make_staff(cast.MYKOLA)
            self.foreman = actor_of(foreman)
            self.leads = [actor_of(make_staff(who)) for who in (cast.OKSANA, cast.HALYNA)]
            self.leads = [Actor(one.staff_id, one.name, self.leads[0].permissions) for one in self.leads]
            db.session.commit()
            order = make_order(
                settlement=settlement, foreman=foreman, days=[MONDAY, TUESDAY], places=2, rate_minor=RATE,
                at=clock.instant(date(2026, 11, 16), time(9)), sign_up_until=BEFORE,
            )  # fmt: skip
            self.order_id = order.id
            self._fill(order)
            db.session.remove()

    def _fill(self, order: WorkOrder) -> None:
        for given in ("Олег", "Ірина"):
            household = make_household(settlement=order.settlement)
            person = make_person(household=household, surname="Гончар", given=given, born=1980)
            make_card(household=household)
            db.session.commit()
            with transaction():
                works.sign_up(
                    order.id, person.id, Wish([shift.id for shift in order.shifts]), channel=Channel.DESK,
                    nonce=nonce(), actor=self.leads[0], at=BEFORE - timedelta(days=1),
                )  # fmt: skip
        for shift in order.shifts:
            for place, day in enumerate(db.session.scalars(_days(shift.id)), start=1):
                day.state, day.place = DayState.CHOSEN, place
        db.session.commit()
        for shift in order.shifts:
            with transaction():
                attendance.check_day(
                    shift.id, ALL, reason="", nonce=nonce(), actor=self.foreman, at=shift.starts_at
                )  # fmt: skip
            with transaction():
                attendance.brief(
                    shift.id, [day.sign_up_id for day in db.session.scalars(_days(shift.id))], instructor="Микола",
                    held_at=shift.starts_at, nonce=nonce(), actor=self.foreman, at=shift.starts_at,
                )  # fmt: skip
        monday = order.shifts[0]
        rows = {day.id: row_of(monday, 8) for day in db.session.scalars(_days(monday.id))}
        with transaction():
            attendance.write_rows(monday.id, rows, actor=self.foreman, at=monday.ends_at)
        with transaction():
            attendance.confirm(monday.id, actor=self.leads[0], at=monday.ends_at)

    @contextmanager
    def trying(self) -> Iterator[None]:
        """What may be refused."""
        with self.app.app_context():
            try:
                with transaction():
                    yield
            except Refusal:
                pass
            finally:
                db.session.remove()

    @rule(day=which, worked=hours)
    def write(self, day: int, worked: float) -> None:
        with self.trying():
            found = db.session.scalars(select(SignUpDay).order_by(SignUpDay.id)).all()
            one = found[day % len(found)]
            rows = {one.id: row_of(one.shift, worked)}
            attendance.write_rows(one.shift_id, rows, actor=self.foreman, at=one.shift.ends_at + timedelta(hours=2))

    @rule(shift=which, lead=which)
    def confirm(self, shift: int, lead: int) -> None:
        with self.trying():
            self._confirm(shift % 2, self.leads[lead % 2])

    def _confirm(self, number: int, actor: Actor) -> None:
        shifts = db.session.scalars(select(Shift).order_by(Shift.id)).all()
        is_foreman = actor.staff_id == self.foreman.staff_id  # who has a day in hand for one more day
        at = shifts[number].ends_at + timedelta(hours=3) if is_foreman else LATER
        attendance.confirm(shifts[number].id, actor=actor, at=at)

    @rule(row=which, worked=hours, lead=which)
    def correct(self, row: int, worked: float, lead: int) -> None:
        with self.trying():
            found = db.session.scalars(_effective()).all()
            if not found:
                raise Refusal
            one = found[row % len(found)]
            attendance.correct(
                one.id, row_of(one.day.shift, worked), reason="Помилка", actor=self.leads[lead % 2], at=LATER
            )

    @rule(until=until)
    def make_sheet(self, until: date) -> None:
        with self.trying():
            operations.make_sheet(self.order_id, until=until, nonce=nonce(), actor=self.leads[0], at=LATER)

    @rule(sheet=which)
    def annul(self, sheet: int) -> None:
        with self.trying():
            operations.annul(self._sheet(sheet), why="Помилка", actor=self.leads[0], at=LATER)

    @rule(sheet=which, lead=which)
    def approve(self, sheet: int, lead: int) -> None:
        with self.trying():
            operations.approve(self._sheet(sheet), actor=self.leads[lead % 2], at=LATER)

    @rule(sheet=which)
    def send(self, sheet: int) -> None:
        with self.trying():
            operations.send(self._sheet(sheet), actor=self.leads[0], at=LATER)

    @rule(sheet=which)
    def mark_paid(self, sheet: int) -> None:
        with self.trying():
            operations.mark_paid(self._sheet(sheet), paid_on=_day_of(LATER), actor=self.leads[0], at=LATER)

    def _sheet(self, number: int) -> int:
        found = db.session.scalars(select(PaySheet.id).order_by(PaySheet.id)).all()
        if not found:
            raise Refusal
        return found[number % len(found)]

    @invariant()
    def every_line_is_what_stands_behind_it(self) -> None:
        with self.app.app_context():
            for sheet in db.session.scalars(select(PaySheet).where(PaySheet.annulled_at.is_(None))):
                behind = queries.list_behind(sheet.id)
                for line in sheet.lines:
                    rows = behind[line.id]
                    assert line.half_days == sum(one.half_days for one in rows)
                    assert line.minutes == sum(one.minutes for one in rows)
                    assert line.gross_minor == rules.gross(line.half_days, RATE)
            db.session.remove()

    @invariant()
    def what_is_taken_back_was_counted_and_was_reversed(self) -> None:
        with self.app.app_context():
            signs: dict[int, set[int]] = {}
            for one in db.session.scalars(select(PaidAttendance)):
                signs.setdefault(one.attendance_id, set()).add(one.sign)
                assert one.line.sheet.annulled_at is None
                assert one.attendance.confirmed_at is not None
                assert one.sign == 1 or one.attendance.is_reversed
            assert all(1 in both for both in signs.values())
            db.session.remove()

    @invariant()
    def an_account_never_differs_from_the_table(self) -> None:
        """Earned is what is on sheets and what is on none."""
        with self.app.app_context():
            for sign_up in db.session.scalars(select(SignUp)):
                account = queries.account_of(sign_up)
                on_sheets = sum(line.gross_minor for line in account.lines)
                assert on_sheets + account.uncounted_minor == rules.gross(account.half_days, RATE)
            db.session.remove()

    def teardown(self) -> None:
        """Everything is written and confirmed, and one last sheet made: each hour stands on sheets once."""
        with self.app.app_context():
            for day in db.session.scalars(select(SignUpDay).order_by(SignUpDay.id)).all():
                if db.session.scalar(_effective().where(Attendance.sign_up_day_id == day.id)) is None:
                    with transaction():
                        attendance.write_rows(
                            day.shift_id, {day.id: row_of(day.shift, 8)}, actor=self.foreman,
                            at=day.shift.ends_at + timedelta(hours=2),
                        )  # fmt: skip
            self._confirm_everything()
            self._try(lambda: operations.make_sheet(
                self.order_id, until=TUESDAY, nonce=nonce(), actor=self.leads[0], at=LATER
            ))  # fmt: skip
            assert not queries.list_due()
            self._check_sums()
            db.session.remove()

    def _confirm_everything(self) -> None:
        everybody = [*self.leads, self.foreman]
        for number in (0, 1):
            for actor in everybody:
                self._try(lambda number=number, actor=actor: self._confirm(number, actor))
        for row in db.session.scalars(_effective().where(Attendance.confirmed_at.is_(None))).all():
            # rows of one sheet that all three wrote have nobody left: one colleague writes them all anew
            row.entered_by_id, row.confirmed_by_id, row.confirmed_at = (
                self.foreman.staff_id, self.leads[0].staff_id, LATER
            )  # fmt: skip
        db.session.commit()

    def _try(self, act: object) -> None:
        try:
            with transaction():
                act()  # type: ignore[operator]
        except Refusal:
            pass

    def _check_sums(self) -> None:
        lines = select(func.sum(PayLine.half_days), func.sum(PayLine.minutes), func.sum(PayLine.gross_minor))
        on_sheets = db.session.execute(
            lines.join(PayLine.sheet).where(PaySheet.annulled_at.is_(None))
        ).one()  # fmt: skip
        rows = db.session.scalars(_effective()).all()
        worked = sum(row.half_days for row in rows), sum(row.minutes for row in rows)
        assert tuple(number or 0 for number in on_sheets) == (*worked, rules.gross(worked[0], RATE))


def _effective():  # type: ignore[no-untyped-def]
    return select(Attendance).where(~Attendance.is_reversed).order_by(Attendance.id)


def _days(shift_id: int):  # type: ignore[no-untyped-def]
    return select(SignUpDay).where(SignUpDay.shift_id == shift_id).order_by(SignUpDay.id)


def _day_of(at: datetime) -> date:
    return clock.local_date(at)


def test_no_sequence_pays_an_hour_twice_or_loses_one(app: Flask) -> None:
    class OnThisDatabase(Pay):
        pass

    OnThisDatabase.app = app
    run_state_machine_as_test(
        OnThisDatabase,
        settings=settings(
            max_examples=25, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
