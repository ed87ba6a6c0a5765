"""What stands on papers: the briefing journal, the attendance sheet of a month, certificates."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from app.attendance.models import Attendance, Briefed, Briefing, Certificate
from app.attendance.queries.days import PRESENT, Worker, list_marks
from app.attendance.rules import BriefingKind, briefing_kind
from app.core.db import db
from app.core.errors import NotFound
from app.public_works.models import DayState, Shift, SignUp, SignUpDay, WorkOrder


@dataclass(frozen=True, slots=True)
class JournalRow:
    """A line of the briefing journal; without a time where it is still to be held."""

    sign_up: SignUp
    kind: BriefingKind
    text_version: int
    held_at: datetime | None = None
    instructor: str = ""


@dataclass(frozen=True, slots=True)
class MonthRow:
    """A person of the attendance sheet: what holds of each day of the month, and the totals."""

    sign_up: SignUp
    days: Mapping[int, Sequence[Attendance]]
    """By day of the month; two shifts of one day stand together."""

    @property
    def rows(self) -> Sequence[Attendance]:
        return [row for rows in self.days.values() for row in rows]

    @property
    def half_days(self) -> int:
        return sum(row.half_days for row in self.rows)

    @property
    def minutes(self) -> int:
        return sum(row.minutes for row in self.rows)

    @property
    def alarm_minutes(self) -> int:
        return sum(row.alarm_minutes for row in self.rows)


@dataclass(frozen=True, slots=True)
class Participation:
    """What somebody did in an order, as far as it is confirmed."""

    sign_up: SignUp
    half_days: int
    minutes: int
    first_on: date
    last_on: date


def journal_of(order_id: int) -> Sequence[JournalRow]:
    """Everybody who was briefed, in order of time."""
    return [row for rows in _journal(order_id).values() for row in rows]


def journal_of_shift(order: WorkOrder, workers: Sequence[Worker]) -> Sequence[JournalRow]:
    """The people of a shift with their last briefing; who has none on the text as it is has a line to be signed."""
    by_person: dict[int, list[JournalRow]] = defaultdict(list)
    for rows in _journal(order.id).values():
        for row in rows:
            by_person[row.sign_up.id].append(row)
    return [_line(order, worker, by_person[worker.day.sign_up_id]) for worker in workers]


def _line(order: WorkOrder, worker: Worker, held: Sequence[JournalRow]) -> JournalRow:
    if held and held[-1].text_version == order.briefing_version:
        return held[-1]
    kind = briefing_kind(order.briefing_version, {row.text_version for row in held})
    return JournalRow(worker.day.sign_up, kind, order.briefing_version)


def _journal(order_id: int) -> Mapping[int, Sequence[JournalRow]]:
    """By briefing, in order of time."""
    briefings = db.session.scalars(
        select(Briefing)
        .where(Briefing.order_id == order_id)
        .options(selectinload(Briefing.workers).joinedload(Briefed.sign_up).joinedload(SignUp.person))
        .order_by(Briefing.held_at, Briefing.id)
    ).all()
    earlier: dict[int, set[int]] = defaultdict(set)
    journal: dict[int, list[JournalRow]] = {}
    for briefing in briefings:
        journal[briefing.id] = []
        for told in sorted(briefing.workers, key=lambda one: one.sign_up_id):
            versions = earlier[told.sign_up_id]
            kind = briefing_kind(briefing.text_version, versions)
            row = JournalRow(told.sign_up, kind, briefing.text_version, briefing.held_at, briefing.instructor)
            journal[briefing.id].append(row)
            versions.add(briefing.text_version)
    return journal


def list_months(order: WorkOrder) -> Sequence[date]:
    """First days of the months in which an order has shifts."""
    return sorted({shift.held_on.replace(day=1) for shift in order.shifts})


def list_month(order_id: int, month: date) -> Sequence[MonthRow]:
    """Everybody who has a place in the month, in the order in which they signed up."""
    following = (month + timedelta(days=31)).replace(day=1)
    placed = db.session.scalars(
        select(SignUp)
        .where(
            SignUp.id.in_(
                select(SignUpDay.sign_up_id)
                .join(Shift, Shift.id == SignUpDay.shift_id)
                .where(
                    Shift.order_id == order_id,
                    Shift.held_on >= month,
                    Shift.held_on < following,
                    SignUpDay.state == DayState.CHOSEN,
                )
            )
        )
        .options(joinedload(SignUp.person))
        .order_by(SignUp.id)
    ).all()
    days: dict[int, dict[int, list[Attendance]]] = defaultdict(lambda: defaultdict(list))
    for row in list_marks(order_id):
        if month <= row.day.shift.held_on < following:
            days[row.day.sign_up_id][row.day.shift.held_on.day].append(row)
    return [MonthRow(sign_up, days[sign_up.id]) for sign_up in placed]


def list_participations(order_id: int, *, sign_up_id: int | None = None) -> Sequence[Participation]:
    """Everybody of an order who came, with what is confirmed of it."""
    found = (
        select(
            SignUpDay.sign_up_id,
            func.sum(Attendance.half_days),
            func.sum(Attendance.minutes),
            func.min(Shift.held_on),
            func.max(Shift.held_on),
        )
        .join(SignUpDay, SignUpDay.id == Attendance.sign_up_day_id)
        .join(Shift, Shift.id == SignUpDay.shift_id)
        .where(
            Shift.order_id == order_id,
            ~Attendance.is_reversed,
            Attendance.confirmed_at.is_not(None),
            Attendance.mark.in_(PRESENT),
            Attendance.minutes > 0,
        )
        .group_by(SignUpDay.sign_up_id)
        .order_by(SignUpDay.sign_up_id)
    )
    if sign_up_id is not None:
        found = found.where(SignUpDay.sign_up_id == sign_up_id)
    rows = db.session.execute(found).all()
    people = {
        sign_up.id: sign_up
        for sign_up in db.session.scalars(
            select(SignUp).where(SignUp.id.in_([row[0] for row in rows])).options(joinedload(SignUp.person))
        )
    }
    return [Participation(people[row[0]], int(row[1]), int(row[2]), row[3], row[4]) for row in rows]


def list_certificates(order_id: int) -> Sequence[Certificate]:
    """Those of an order, the latest first."""
    return db.session.scalars(
        select(Certificate).join(Certificate.sign_up).where(SignUp.order_id == order_id).order_by(Certificate.id.desc())
    ).all()


def get_certificate(certificate_id: int) -> Certificate:
    """With its person and order. Raises NotFound."""
    found = db.session.get(
        Certificate,
        certificate_id,
        options=[
            joinedload(Certificate.sign_up).joinedload(SignUp.person),
            joinedload(Certificate.sign_up).joinedload(SignUp.order).selectinload(WorkOrder.shifts),
        ],
    )
    if found is None:
        raise NotFound
    return found


def find_certificate_by_nonce(nonce: str | None) -> Certificate | None:
    """What this form has already made."""
    return db.session.scalar(select(Certificate).where(Certificate.nonce == nonce)) if nonce else None
