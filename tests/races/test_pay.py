"""Two leads and one order: sheets, corrections and approvals at the same moment, on both databases."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.attendance import operations as attendance
from app.attendance.models import Attendance, Mark
from app.attendance.operations import Row
from app.core.actors import Actor
from app.core.db import db, transaction
from app.pay import operations, queries, rules
from app.pay.models import PaidAttendance, PayLine, PaySheet
from tests.attendance.conftest import Site, after, site, worked
from tests.competing import compete, unlocked
from tests.public_works.conftest import MONDAY, gang

__all__ = ["gang", "site"]

LATER = after(hours=30)
PAUSE_S = 0.05


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def hub(request: pytest.FixtureRequest) -> Flask:
    """The same hub on either database."""
    app: Flask = request.getfixturevalue("app" if request.param == "sqlite" else "postgres_app")
    return app


@pytest.fixture
def database(hub: Flask) -> Iterator[None]:
    """The stories of attendance begin in this one."""
    with hub.app_context():
        yield


@dataclass(frozen=True)
class Monday:
    """A confirmed day and who has to do with it."""

    order_id: int
    shift_id: int
    half_id: int
    """The attendance of who worked half a day."""
    foreman: Actor
    lead: Actor


@pytest.fixture
def monday(site: Site) -> Monday:
    """Two whole days and half a one, monday."""
    site.begin()
    for number, hours in enumerate((8.0, 8.0, 4.5)):
        site.write(number, worked(hours=hours))
    with transaction():
        attendance.confirm(site.shift_id, actor=site.lead, at=after(hours=9))
    half_id = db.session.scalars(select(Attendance.id).where(Attendance.half_days == 1)).one()
    made = Monday(site.order.id, site.shift_id, half_id, site.foreman, site.lead)
    db.session.remove()
    return made


@pytest.fixture(autouse=True)
def _slow_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pause between looking what is due and writing it, in which every other one looks too."""
    look = queries.count_due

    def look_slowly(order_id: int, *, until: date) -> Sequence[rules.Counted]:
        found = look(order_id, until=until)
        time.sleep(PAUSE_S)
        return found

    monkeypatch.setattr(queries, "count_due", look_slowly)


def make(monday: Monday, nonce: str) -> Callable[[], object]:
    return lambda: operations.make_sheet(monday.order_id, until=MONDAY, nonce=nonce, actor=monday.lead, at=LATER)


def on_sheets(app: Flask) -> int:
    """Kopiykas on all sheets that hold."""
    with app.app_context():
        found = db.session.scalar(
            select(func.sum(PayLine.gross_minor)).join(PayLine.sheet).where(PaySheet.annulled_at.is_(None))
        )
        db.session.remove()
    return found or 0


def test_of_many_sheets_at_once_one_counts_the_days(hub: Flask, monday: Monday) -> None:
    ended = compete(hub, [make(monday, f"{number}") for number in range(4)])
    assert Counter(ended) == {"done": 1, "NothingDue": 3}
    assert on_sheets(hub) == 1_900_00


def test_a_row_corrected_while_a_sheet_is_made_is_settled_to_the_kopiyka(hub: Flask, monday: Monday) -> None:
    def correct() -> object:
        row = Row(Mark.WORKED, after(), after(hours=8), break_minutes=60)
        return attendance.correct(monday.half_id, row, reason="Помилка", actor=monday.lead, at=LATER)

    assert compete(hub, [make(monday, "a"), correct]) == ["done", "done"]
    with hub.app_context():
        with transaction():
            attendance.confirm(monday.shift_id, actor=monday.foreman, at=after(hours=31))
        with transaction():
            make(monday, "b")()
        db.session.remove()
    assert on_sheets(hub) == 3 * 760_00


def test_a_sheet_is_approved_or_annulled_and_never_both_unseen(hub: Flask, monday: Monday) -> None:
    with hub.app_context():
        with transaction():
            make(monday, "s")()
        sheet_id = db.session.scalars(select(PaySheet.id)).one()
        db.session.remove()
    ended = compete(
        hub,
        [
            lambda: operations.annul(sheet_id, why="Помилка", actor=monday.lead, at=LATER),
            lambda: operations.approve(sheet_id, actor=monday.lead, at=LATER),
            lambda: operations.annul(sheet_id, why="Помилка", actor=monday.lead, at=LATER),
        ],
    )
    assert ended.count("done") in (1, 2)  # annulled, or approved and then annulled
    with hub.app_context():
        sheet = queries.get_sheet(sheet_id)
        assert sheet.annulled_at is not None
        assert db.session.scalar(select(func.count()).select_from(PaidAttendance)) == 0
        db.session.remove()


@pytest.mark.postgres
@pytest.mark.parametrize("hub", ["postgresql"], indirect=True)
def test_without_the_locks_a_day_is_paid_twice(hub: Flask, monday: Monday) -> None:
    """The positive control: a race that nobody can lose proves nothing."""
    with hub.app_context(), second_walls_down(), unlocked(hub, 4):
        ended = compete(hub, [make(monday, f"{number}") for number in range(4)])
    assert Counter(ended)["done"] > 1
    assert on_sheets(hub) > 1_900_00


@contextmanager
def second_walls_down() -> Iterator[None]:
    """An attendance may stand on two sheets and two sheets may have one number: only the locks stand between."""
    for table, name in (("paid_attendances", "pk_paid_attendances"), ("pay_sheets", "uq_pay_sheets_year_serial")):
        db.session.execute(db.text(f"ALTER TABLE {table} DROP CONSTRAINT {name}"))
    db.session.commit()
    db.session.remove()
    yield
