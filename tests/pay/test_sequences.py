"""Any sequence of what foremen, leads and accountants do pays every confirmed hour once and loses none."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, time, timedelta
from itertools import count
from typing import Any, ClassVar

import pytest
from flask import Flask
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Select, Table, false, func, literal, select

from app.attendance import operations as attendance
from app.attendance import queries as working_days
from app.attendance.models import Attendance, Mark
from app.attendance.operations import Row, Ticks
from app.core import clock
from app.core.actors import Actor
from app.core.db import db, transaction
from app.core.errors import Refusal
from app.pay import operations, queries, rules
from app.pay.models import PaidAttendance, PayLine, PaySheet, PayState
from app.pay.operations import sheets as verbs
from app.pay.queries import sheets as counting
from app.public_works import operations as works
from app.public_works.models import DayState, Shift, SignUp, SignUpDay, WorkOrder
from tests import cast
from tests.make import make_household, make_hub, make_person, make_settlement
from tests.make.staff import actor_of, make_staff
from tests.make.works import make_order, make_sign_up, safety_of

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)
BEFORE = clock.instant(date(2026, 11, 20), time(12))
LATER = clock.instant(date(2026, 11, 25), time(12))
ALL = Ticks(is_clear=True, is_weather_fit=True, is_quiet=True, has_gear=True, has_first_aider=True, has_shelter=True)
RATE = 760_02
HALF, WHOLE = 4.5, 8
"""Hours from coming to leaving that come to half a day, and to a whole one."""
NEXT = {
    PayState.MADE: "approve", PayState.APPROVED: "send", PayState.SENT: "mark_paid",
    PayState.PAID: "", PayState.ANNULLED: "",
}  # fmt: skip
_nonces = count()

which = st.integers(0, 5)
"""One of however many there are."""
hours = st.sampled_from((0, 1, HALF, WHOLE))
"""0 is absent; 1 is paid with no day."""


steps = st.lists(
    st.one_of(
        st.tuples(st.just("write"), which, st.tuples(hours, hours)),
        st.tuples(st.just("confirm"), which, which),
        st.tuples(st.just("finish"), which),
        st.tuples(st.just("correct"), which, hours, which),
        st.tuples(st.just("make"), st.sampled_from((MONDAY, TUESDAY))),
        st.tuples(st.just("annul"), which),
        st.tuples(st.just("go_on"), which, which),
        st.sampled_from([("renew_briefing",), ("cancel",)]),
    ),
    min_size=6,
    max_size=12,
)


def nonce() -> str:
    return f"{next(_nonces):032d}"


def row_of(shift: Shift, worked: float) -> Row:
    if not worked:
        return Row(Mark.ABSENT, reason="Не прийшов")
    begin = shift.starts_at
    return Row(Mark.WORKED, begin, begin + timedelta(hours=worked), break_minutes=60 if worked > 1 else 0)


class Pay:
    """Two people on two days, the first one confirmed, a foreman, two leads, and every step from paper to money."""

    app: ClassVar[Flask]
    has_changed = True
    begun: ClassVar[Mapping[Table, Sequence[dict[str, Any]]]]
    """The hub as it stands when a sequence begins."""
    accepted: ClassVar[Counter[str]]
    foreman: ClassVar[Actor]
    leads: ClassVar[Sequence[Actor]]

    @classmethod
    def on(cls, app: Flask) -> type["Pay"]:
        """A hub on this database, where the first day is confirmed."""

        class OnThisDatabase(cls):  # type: ignore[misc, valid-type]
            pass

        OnThisDatabase.app, OnThisDatabase.accepted = app, Counter()
        with app.app_context():
            people = make_staff(cast.MYKOLA), make_staff(cast.OKSANA), make_staff(cast.HALYNA)
            OnThisDatabase.foreman, *OnThisDatabase.leads = (
                Actor(one.id, one.name, actor_of(people[1]).permissions) for one in people
            )  # fmt: skip
            OnThisDatabase._work()
            OnThisDatabase.begun = {table: rows for table in db.metadata.sorted_tables if (rows := rows_of(table))}
            db.session.remove()
        return OnThisDatabase

    @classmethod
    def _work(cls) -> None:
        make_hub()
        settlement = make_settlement()
        order = make_order(
            settlement=settlement, days=[MONDAY, TUESDAY], places=2, rate_minor=RATE,
            at=clock.instant(date(2026, 11, 16), time(9)), sign_up_until=BEFORE,
        )  # fmt: skip
        for place, name in enumerate(("Олег", "Ірина"), start=1):
            person = make_person(household=make_household(settlement=settlement), surname="Гончар", given=name)
            make_sign_up(order=order, person=person, place=place, at=BEFORE)
        db.session.commit()
        for shift in order.shifts:
            with transaction():
                attendance.check_day(
                    shift.id, ALL, reason="", nonce=nonce(), actor=cls.foreman, at=shift.starts_at
                )  # fmt: skip
        monday = order.shifts[0]
        held = db.session.scalars(_days().where(SignUpDay.shift_id == monday.id)).all()
        with transaction():
            attendance.brief(
                monday.id, [day.sign_up_id for day in held], instructor="Микола", held_at=monday.starts_at,
                nonce=nonce(), actor=cls.foreman, at=monday.starts_at,
            )  # fmt: skip
        rows = {day.id: row_of(monday, WHOLE) for day in held}
        with transaction():
            attendance.write_rows(monday.id, rows, actor=cls.foreman, at=monday.ends_at)
        with transaction():
            attendance.confirm(monday.id, actor=cls.leads[0], at=monday.ends_at)

    def begin(self) -> None:
        """As if nothing had happened since."""
        with self.app.app_context():
            for table in reversed(db.metadata.sorted_tables):
                db.session.execute(table.delete())
            for table, rows in self.begun.items():
                db.session.execute(table.insert(), rows)
            db.session.commit()
            db.session.remove()

    @contextmanager
    def trying(self, verb: str) -> Iterator[None]:
        """What may be refused; what was not is counted."""
        with self.app.app_context():
            try:
                with transaction():
                    yield
                self.accepted[verb] += 1
                self.has_changed = True
            except Refusal:
                pass
            finally:
                db.session.remove()

    def write(self, shift: int, worked: tuple[float, float]) -> None:
        with self.trying("write"):
            held = _one(_shifts(), shift)
            missing = working_days.get_work_day(held.id, actor=self.foreman, at=LATER).missing
            rows = {one.day.id: row_of(held, hours) for one, hours in zip(missing, worked, strict=False)}
            attendance.write_rows(held.id, rows, actor=self.foreman, at=LATER)

    def confirm(self, shift: int, hand: int) -> None:
        with self.trying("confirm"):
            attendance.confirm(_one(_shifts(), shift).id, actor=self._hand(hand), at=LATER)

    def _hand(self, number: int) -> Actor:
        return [*self.leads, self.foreman][number % 3]

    def correct(self, row: int, worked: float, hand: int) -> None:
        with self.trying("correct"):
            wrong, actor = _one(_effective(), row), self._hand(hand)
            attendance.correct(wrong.id, row_of(wrong.day.shift, worked), reason="Помилка", actor=actor, at=LATER)

    def make(self, until: date) -> None:
        with self.trying("make"):
            order_id = _one(select(WorkOrder), 0).id
            operations.make_sheet(order_id, until=until, nonce=nonce(), actor=self.leads[0], at=LATER)

    def annul(self, sheet: int) -> None:
        with self.trying("annul"):
            operations.annul(_one(_sheets(), sheet).id, why="Помилка", actor=self.leads[0], at=LATER)

    def go_on(self, sheet: int, steps: int) -> None:
        """Approved, sent, paid: as far as it comes."""
        for _step in range(steps):
            with self.app.app_context():
                chosen = db.session.scalars(_sheets()).all()
                at = {one.id: NEXT[one.state] for one in chosen[sheet % max(1, len(chosen)) :][:1]}
                db.session.remove()
            for sheet_id, verb in at.items():
                if verb:
                    self._go_on(verb, sheet_id)

    def _go_on(self, verb: str, sheet_id: int) -> None:
        told = {"paid_on": clock.local_date(LATER)} if verb == "mark_paid" else {}
        for lead in self.leads:
            with self.trying(verb):
                getattr(operations, verb)(sheet_id, actor=lead, at=LATER, **told)

    def renew_briefing(self) -> None:
        with self.trying("renew_briefing"):
            safety = safety_of(cleared_on=MONDAY, until=TUESDAY, briefing=f"Нове: {nonce()}")
            works.set_safety(_one(select(WorkOrder), 0).id, safety, actor=self.leads[0], at=LATER)

    def cancel(self) -> None:
        with self.trying("cancel"):
            works.cancel_order(_one(select(WorkOrder), 0).id, "Замовник відмовився", actor=self.leads[0], at=LATER)

    def finish(self, shift: int) -> None:
        """Everything of a day is written and confirmed."""
        self.write(shift, (WHOLE, WHOLE))
        for hand in (0, 1, 2):
            self.confirm(shift, hand)

    def check(self) -> None:
        """Each line is what stands behind it, nothing unconfirmed is counted, accounts say what sheets will say."""
        if not self.has_changed:
            return
        self.has_changed = False
        with self.app.app_context():
            for sheet in db.session.scalars(_sheets().where(PaySheet.annulled_at.is_(None))):
                check_lines(sheet)
            check_counted()
            check_accounts()
            db.session.remove()

    def settle(self) -> None:
        """Everything is written and confirmed, and one last sheet made: each hour stands on sheets once."""
        self.finish(0)
        self.finish(1)
        self.make(TUESDAY)
        with self.app.app_context():
            check_sums()
            db.session.remove()


def check_lines(sheet: PaySheet) -> None:
    """The figures of a sheet are those of the rows that it counts."""
    behind = queries.list_behind(sheet.id)
    for line in sheet.lines:
        rows = behind[line.id]
        assert line.half_days == sum(one.half_days for one in rows)
        assert line.minutes == sum(one.minutes for one in rows)
        assert line.gross_minor == line.half_days * RATE // 2


def check_counted() -> None:
    """Only what was confirmed is counted; only what was counted and then reversed is taken back."""
    signs: dict[int, set[int]] = {}
    for one in db.session.scalars(select(PaidAttendance)):
        signs.setdefault(one.attendance_id, set()).add(one.sign)
        assert one.line.sheet.annulled_at is None
        assert one.attendance.confirmed_at is not None
        assert one.sign == 1 or one.attendance.is_reversed
    assert all(1 in both for both in signs.values())


def check_accounts() -> None:
    """What a page tells somebody to wait for is what the next sheet brings them."""
    due = Counter[int]()
    for one in queries.count_due(_one(select(WorkOrder), 0).id, until=TUESDAY):
        due[one.sign_up_id] += one.sign * one.half_days
    for sign_up in db.session.scalars(select(SignUp)):
        assert queries.account_of(sign_up).uncounted_minor == due[sign_up.id] * RATE // 2


def check_sums() -> None:
    """Nothing is due any more, and sheets that hold come to what the table of attendance comes to."""
    assert not queries.list_due()
    lines = select(func.sum(PayLine.half_days), func.sum(PayLine.minutes), func.sum(PayLine.gross_minor))
    on_sheets = db.session.execute(lines.join(PayLine.sheet).where(PaySheet.annulled_at.is_(None))).one()
    rows = db.session.scalars(_effective()).all()
    assert len(rows) == len(db.session.scalars(_days()).all())
    halves, minutes = sum(row.half_days for row in rows), sum(row.minutes for row in rows)
    assert tuple(number or 0 for number in on_sheets) == (halves, minutes, halves * RATE // 2)


def rows_of(table: Table) -> list[dict[str, Any]]:
    """Without what the database computes by itself."""
    written = select(*(column for column in table.columns if column.computed is None))
    return [dict(row) for row in db.session.execute(written).mappings()]


def _effective() -> Select[Any]:
    return select(Attendance).where(~Attendance.is_reversed).order_by(Attendance.id)


def _days() -> Select[Any]:
    return select(SignUpDay).where(SignUpDay.state == DayState.CHOSEN).order_by(SignUpDay.id)


def _shifts() -> Select[Any]:
    return select(Shift).order_by(Shift.id)


def _sheets() -> Select[Any]:
    return select(PaySheet).order_by(PaySheet.id)


def _one(asked: Select[Any], number: int) -> Any:
    """One of those that there are; a refusal where there is none."""
    found = db.session.scalars(asked).all()
    if not found:
        raise Refusal
    return found[number % len(found)]


def try_any_sequence(pay: type[Pay], *phases: Phase) -> None:
    @settings(
        max_examples=20, deadline=None, derandomize=True, database=None, phases=phases or (Phase.generate, Phase.shrink)
    )  # fmt: skip
    @given(steps)
    def follow(sequence: list[tuple[Any, ...]]) -> None:
        hub = pay()
        hub.begin()
        for verb, *told in sequence:
            getattr(hub, verb)(*told)
            hub.check()
        hub.settle()

    follow()


def test_no_sequence_pays_an_hour_twice_or_loses_one(app: Flask) -> None:
    pay = Pay.on(app)
    try_any_sequence(pay)
    interesting = {"write", "confirm", "correct", "make", "annul", "approve", "send", "mark_paid"}
    interesting |= {"renew_briefing", "cancel"}
    assert pay.accepted.keys() == interesting, "a sequence in which everything is refused proves nothing"


def correct_and_annul(hub: Pay) -> None:
    """Counted, corrected, settled; annulled in the only order that is allowed; counted anew, and everything settled."""
    hub.begin()
    hub.make(MONDAY)
    hub.correct(0, HALF, hand=1)
    hub.check()
    hub.confirm(0, 0)
    hub.make(MONDAY)
    hub.check()
    hub.annul(0)  # refused: the other one takes back what it counted
    hub.annul(1)
    hub.annul(0)
    hub.check()
    hub.make(MONDAY)
    hub.check()
    hub.settle()


def test_a_day_made_corrected_settled_annulled_and_made_again_is_paid_once(app: Flask) -> None:
    hub = Pay.on(app)()
    correct_and_annul(hub)
    assert hub.accepted == {"make": 4, "correct": 1, "annul": 2, "write": 1, "confirm": 2}
    with app.app_context():
        held = {sheet.serial: sorted(line.half_days for line in sheet.lines) for sheet in db.session.scalars(_sheets())}
        assert held == {1: [2, 2], 2: [-1], 3: [1, 2], 4: [2, 2]}


def taken_back_by_nobody(patch: pytest.MonkeyPatch) -> None:
    reversed_ = counting._reversed
    patch.setattr(counting, "_reversed", lambda order_id: reversed_(order_id).where(false()))


def counted_by_every_sheet(patch: pytest.MonkeyPatch) -> None:
    """Neither the question nor the wall behind it: an attendance stands on any number of sheets."""
    patch.setattr(counting, "_is_counted", lambda sign: literal(sign == -1))
    db.session.execute(db.text("ALTER TABLE paid_attendances RENAME TO guarded"))
    db.session.execute(db.text("CREATE TABLE paid_attendances AS SELECT * FROM guarded WHERE 0"))
    db.session.commit()


def added_though_taken_back(patch: pytest.MonkeyPatch) -> None:
    sum_up = rules.sum_up
    patch.setattr(rules, "sum_up", lambda due, rate: sum_up([replace(one, sign=1) for one in due], rate))


def lost_with_an_annulled_sheet(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(verbs, "delete", lambda table: db.delete(table).where(false()))


@pytest.mark.parametrize(
    "switch_off",
    [taken_back_by_nobody, counted_by_every_sheet, added_though_taken_back, lost_with_an_annulled_sheet],
)
def test_with_a_rule_switched_off_the_sums_are_wrong(
    app: Flask, monkeypatch: pytest.MonkeyPatch, switch_off: Callable[[pytest.MonkeyPatch], None]
) -> None:
    """The positive control: figures that cannot be wrong prove nothing."""
    hub = Pay.on(app)()
    with app.app_context():
        switch_off(monkeypatch)
        db.session.remove()
    with pytest.raises(AssertionError):
        correct_and_annul(hub)


def test_any_sequence_finds_a_day_that_nobody_takes_back(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The positive control of the sequences themselves."""
    hub = Pay.on(app)
    taken_back_by_nobody(monkeypatch)
    with pytest.raises(AssertionError):
        try_any_sequence(hub, Phase.generate)
