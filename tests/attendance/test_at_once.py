"""Two at one row at the same moment, on PostgreSQL, where they really are."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.attendance import operations
from app.attendance.models import Attendance, AttendanceReversal, Mark
from app.attendance.operations import Row
from app.audit import queries as audit
from app.core.db import db
from tests.attendance.conftest import NINE, Site, after, worked
from tests.competing import compete
from tests.public_works.conftest import Gang

pytestmark = pytest.mark.postgres


@pytest.fixture
def database(postgres_app: Flask) -> Iterator[None]:
    """The park stands on PostgreSQL here."""
    with postgres_app.app_context():
        yield


@pytest.fixture
def begun(gang: Gang, site: Site) -> Site:
    site.begin()
    return site


def effective() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count(Attendance.id)).where(~Attendance.is_reversed)) or 0


def test_two_write_the_same_row_and_one_is_told(begun: Site, postgres_app: Flask) -> None:
    shift_id, day_id = begun.shift_id, begun.day(0).id
    foreman, lead = begun.foreman, begun.lead
    db.session.commit()

    def write(actor: object) -> object:
        return lambda: operations.write_rows(shift_id, {day_id: worked()}, actor=actor, at=after(hours=9))  # type: ignore[arg-type]

    ends = compete(postgres_app, [write(foreman), write(lead), write(foreman), write(lead)])  # type: ignore[list-item]
    assert ends == ["WrittenAlready"] * 3 + ["done"]
    assert effective() == 1
    assert audit.check_chain().broken_at is None


def test_what_is_confirmed_while_it_is_corrected_is_never_both(begun: Site, postgres_app: Flask) -> None:
    for number in range(3):
        begun.write(number, worked())
    wrong = db.session.scalars(select(Attendance).order_by(Attendance.id)).first()
    assert wrong is not None
    shift_id, wrong_id, lead = begun.shift_id, wrong.id, begun.lead
    right = Row(Mark.LEFT_EARLY, NINE, after(hours=3), reason="Лікар")
    db.session.commit()
    acts = [
        lambda: operations.confirm(shift_id, actor=lead, at=after(hours=10)),
        lambda: operations.correct(wrong_id, right, reason="Не той час", actor=lead, at=after(hours=10)),
        lambda: operations.correct(wrong_id, right, reason="Не той час", actor=lead, at=after(hours=10)),
    ]
    ends = compete(postgres_app, acts)
    assert ends.count("done") in (1, 2)
    assert set(ends) <= {"done", "ReversedAlready", "SamePerson"}
    assert effective() == 3
    new = db.session.scalars(
        select(Attendance).where(Attendance.sign_up_day_id == wrong.sign_up_day_id, ~Attendance.is_reversed)
    ).one()
    assert new.confirmed_at is None, "who corrected a row does not confirm it in the same breath"
    assert db.session.scalar(select(func.count(AttendanceReversal.id))) == 1
    assert audit.check_chain().broken_at is None


def test_a_place_falls_to_one_of_two_who_wait_no_matter_how_often_it_is_pressed(
    begun: Site, postgres_app: Flask
) -> None:
    (waits,) = begun.waiting.days
    first, second, waits_id, foreman = begun.day(0).id, begun.day(1).id, waits.id, begun.foreman
    db.session.commit()

    def replace(absent: int) -> object:
        return lambda: operations.replace(absent, waits_id, reason="Немає", actor=foreman, at=after(minutes=20))

    ends = compete(postgres_app, [replace(first), replace(second), replace(first)])  # type: ignore[list-item]
    assert ends.count("done") == 1
    assert set(ends) <= {"done", "NobodyWaits", "WrittenAlready"}
    assert effective() == 1, "nobody is written absent for a replacement that did not come"
