"""A work that is finished and paid, and that nobody closed."""

from datetime import time, timedelta

from app.attendance import operations as attendance
from app.attendance.models import Attendance
from app.audit.models import AuditEntry
from app.core import clock
from app.core.db import db, transaction
from app.pay import operations as pay
from app.pay.models import PaySheet
from app.privacy import keeping
from app.public_works import operations as works
from app.public_works.models import SignUp
from tests.attendance.conftest import Site, after, site, worked
from tests.pay.conftest import confirmed
from tests.public_works.conftest import EVE, MONDAY, gang

__all__ = ["confirmed", "gang", "site"]

PAID_AT = after(hours=10)
LAST_DAY = clock.instant(MONDAY + timedelta(days=14), time(12))


def pay_out(site: Site) -> PaySheet:
    with transaction():
        sheet = pay.make_sheet(site.order.id, until=MONDAY, nonce="sheet", actor=site.lead, at=PAID_AT)
    for step in (pay.approve, pay.send):
        with transaction():
            step(sheet.id, actor=site.lead, at=PAID_AT)
    with transaction():
        pay.mark_paid(sheet.id, paid_on=MONDAY, actor=site.lead, at=PAID_AT)
    return sheet


def names() -> int:
    return db.session.scalar(db.select(db.func.count()).select_from(SignUp).where(SignUp.person_id.is_not(None))) or 0


def test_names_do_not_stay_because_nobody_pressed_close(confirmed: Site) -> None:
    pay_out(confirmed)
    keeping.tidy(LAST_DAY)
    assert names() == 4
    keeping.tidy(LAST_DAY + timedelta(days=1))
    assert names() == 0


def test_names_stay_while_a_row_waits_to_be_confirmed(confirmed: Site) -> None:
    pay_out(confirmed)
    row = db.session.scalars(db.select(Attendance)).first()
    assert row is not None
    with transaction():
        attendance.correct(row.id, worked(hours=7), reason="Не той час", actor=confirmed.lead, at=PAID_AT)
    keeping.tidy(LAST_DAY + timedelta(days=1))
    assert names() == 4


def test_the_trace_which_is_never_cleared_repeats_no_words_about_people(confirmed: Site) -> None:
    words = "Доглядає за хворою матір’ю"
    (waits,) = confirmed.waiting.days
    row = db.session.scalars(db.select(Attendance)).first()
    assert row is not None
    with transaction():
        works.cancel_day(waits.id, reason=words, actor=confirmed.lead, at=EVE)
    with transaction():
        works.withdraw(confirmed.waiting.id, why=words, actor=confirmed.lead, at=EVE)
    with transaction():
        attendance.correct(row.id, worked(hours=7), reason=words, actor=confirmed.lead, at=PAID_AT)
    assert not [entry.action for entry in db.session.scalars(db.select(AuditEntry)) if words in entry.details]
