"""What a hub writes down about somebody who works: one order from the sign-up to the pay, every word marked."""

from datetime import UTC, date, datetime, time, timedelta

from app.attendance.models import (
    Attendance,
    AttendanceReversal,
    Briefed,
    Briefing,
    CallHow,
    Certificate,
    Mark,
    RollCall,
    ToolLoan,
)
from app.core import clock
from app.core.db import db
from app.households.models import Household, Person, Sex
from app.hubs.models import Settlement
from app.passes.models import Pass
from app.pay.models import PaidAttendance, PayLine, PayQuestion, PayQuestionKind, PaySheet
from app.public_works.models import (
    Channel,
    ContractForm,
    DayState,
    HelpKind,
    HelpOutcome,
    HelpRequest,
    OrderState,
    Shift,
    SignUp,
    SignUpDay,
    SignUpSkill,
    Skill,
    WorkKind,
    WorkOrder,
)


def write_order(
    settlement: Settlement, *, foreman_id: int, closed_at: datetime | None, rate_minor: int = 600_00
) -> WorkOrder:
    """A safe order as it stands in the books when it is over, or while it still runs."""
    serial = (db.session.scalar(db.select(db.func.max(WorkOrder.serial))) or 0) + 1
    made_at = datetime(2020, 1, 9, 9, tzinfo=UTC)
    order = WorkOrder(
        year=2020, serial=serial, title="Прибирання парку", kind=WorkKind.CLEANUP, settlement=settlement,
        place="Парк біля ліцею", customer="Селищна рада", payer="Служба зайнятості" if rate_minor else "",
        contract=ContractForm.FIXED_TERM if rate_minor else ContractForm.VOLUNTEER, rate_minor=rate_minor,
        foreman_id=foreman_id, sign_up_until=made_at, clearance_no="ДСНС-117", clearance_by="ДСНС",
        cleared_on=date(2020, 1, 1), clearance_until=date(2030, 6, 30), briefing="Не піднімайте незнайомого.",
        gear="Рукавиці", shelter="Підвал ліцею", first_aider="Медсестра", emergency_phone="101",
        state=OrderState.CLOSED if closed_at else OrderState.PUBLISHED, closed_at=closed_at,
        made_at=made_at, published_at=made_at, nonce=f"order-{serial}",
    )  # fmt: skip
    db.session.add(order)
    db.session.flush()
    return order


def write_shift(order: WorkOrder, *, on: date) -> Shift:
    """Eight hours on that day, with two places."""
    starts_at = clock.instant(on, time(9))
    shift = Shift(order=order, held_on=on, starts_at=starts_at, ends_at=starts_at + timedelta(hours=8), places=2)
    db.session.add(shift)
    db.session.flush()
    return shift


def write_work(
    household: Household, worker: Person, *, mark: str, staff_id: int, confirmer_id: int, at: datetime
) -> SignUp:
    """They signed up, worked a day that was first written down wrongly, asked about it, and were paid that day."""
    on = clock.local_date(at)
    order = write_order(household.settlement, foreman_id=staff_id, closed_at=at)
    shift = write_shift(order, on=on)
    sign_up = SignUp(
        order_id=order.id, code="7K2M9Q", person_id=worker.id, household_id=household.id, sex=Sex.FEMALE, age=70,
        channel=Channel.DESK, signed_at=at, no_lifting=True, guardian_name=f"{mark} мама", consented_on=on, position=1,
        withdrawn_at=at, withdrawn_why=f"{mark} роздумала", nonce="s" * 32, skills=[SignUpSkill(skill=Skill.SEWING)],
    )  # fmt: skip
    day = SignUpDay(
        shift_id=shift.id, state=DayState.CHOSEN, place=1, reason=f"{mark} лікар", changed_at=at, told_at=at
    )
    sign_up.days = [day]
    db.session.add(sign_up)
    db.session.flush()
    _write_the_day(day, mark=mark, staff_id=staff_id, confirmer_id=confirmer_id, at=at)
    db.session.add_all(
        [
            Certificate(
                year=at.year, serial=1, sign_up_id=sign_up.id, half_days=2, minutes=450, issued_on=on, nonce="t" * 32
            ),
            PayQuestion(
                sign_up_id=sign_up.id, kind=PayQuestionKind.HOURS, text=f"{mark} не ті години", asked_at=at,
                answer_by=on, answered_at=at, answer=f"{mark} виправлено", nonce="q" * 32,
            ),
            HelpRequest(
                household_id=household.id, kind=HelpKind.FIREWOOD, note=f"{mark} дрова за хатою", asked_at=at,
                shift_id=shift.id, outcome=HelpOutcome.DONE, settled_at=at, nonce="h" * 32,
            ),
        ]
    )  # fmt: skip
    db.session.flush()
    return sign_up


def _write_the_day(day: SignUpDay, *, mark: str, staff_id: int, confirmer_id: int, at: datetime) -> None:
    wrong, right = (
        Attendance(
            sign_up_day_id=day.id, mark=Mark.WORKED, arrived_at=at, left_at=at + timedelta(hours=8), minutes=450,
            half_days=2, reason=f"{mark} автобус", output=f"{mark} 5 мішків", entered_at=at, entered_by_id=staff_id,
            confirmed_at=at, confirmed_by_id=confirmer_id, is_reversed=is_wrong,
        )
        for is_wrong in (True, False)
    )  # fmt: skip
    briefing = Briefing(
        order_id=day.sign_up.order_id, text_version=1, instructor="Іван Бондар", held_at=at, recorded_at=at,
        nonce="b" * 32, workers=[Briefed(sign_up_id=day.sign_up_id)],
    )  # fmt: skip
    db.session.add_all(
        [
            wrong,
            right,
            briefing,
            RollCall(sign_up_day_id=day.id, round=1, called_at=at, how=CallHow.SCAN, recorded_at=at),
            ToolLoan(sign_up_day_id=day.id, tool="Лопата", out_at=at, nonce="l" * 32),
        ]
    )
    db.session.flush()
    db.session.add(
        AttendanceReversal(
            attendance_id=wrong.id, reason=f"{mark} інша людина", reversed_at=at, reversed_by_id=confirmer_id
        )
    )
    pay(right, day.sign_up, on=clock.local_date(at), staff_id=staff_id, confirmer_id=confirmer_id)


def pay(attendance: Attendance, sign_up: SignUp, *, on: date, staff_id: int, confirmer_id: int) -> PaySheet:
    """A sheet with this one attendance, paid on that day."""
    at = attendance.entered_at
    sheet = PaySheet(
        year=on.year, serial=(db.session.scalar(db.select(db.func.max(PaySheet.serial))) or 0) + 1,
        order_id=sign_up.order_id, from_on=on, to_on=on, rate_minor=600_00, made_at=at, made_by_id=staff_id,
        approved_at=at, approved_by_id=confirmer_id, sent_at=at, sent_by_id=staff_id, paid_on=on, paid_by_id=staff_id,
        nonce=f"pay-{attendance.id}",
    )  # fmt: skip
    line = PayLine(row_no=1, sign_up_id=sign_up.id, half_days=2, minutes=450, gross_minor=600_00)
    sheet.lines = [line]
    db.session.add(sheet)
    db.session.flush()
    db.session.add(PaidAttendance(attendance_id=attendance.id, sign=1, line_id=line.id))
    db.session.flush()
    return sheet


def write_pass(at: datetime) -> Pass:
    """Somebody from elsewhere came for a day; nothing of it is about a household."""
    made = Pass(
        year=at.year, serial=1, token="1" * 20, organisation="Добрі руки", leader_name="Ірина Гук",
        leader_phone="+380207852599", people=2, names="Ірина Гук\nПавло Гук", vehicle="білий бус", plate="АА1234ВВ",
        starts_at=at - timedelta(hours=8), ends_at=at, issued_at=at, nonce="z" * 32,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    return made
