"""Whatever is written, confirmed and corrected, in whatever order and by whomever: the sheet stays true."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from app.attendance import operations, queries
from app.attendance.models import Attendance, AttendanceReversal, Mark
from app.attendance.operations import Row
from app.core.actors import Actor
from app.core.db import db, transaction
from app.core.errors import Refusal
from app.pay import queries as pay
from tests.attendance.conftest import NINE, Site, after

people = st.integers(0, 2)
hands = st.sampled_from(("foreman", "lead"))
rows = st.one_of(
    st.builds(
        lambda mark, came, there, on_break, alarm: Row(
            mark, NINE + timedelta(minutes=came), NINE + timedelta(minutes=came + there), on_break, alarm, "Причина"
        ),
        st.sampled_from((Mark.WORKED, Mark.LATE, Mark.LEFT_EARLY, Mark.STANDBY)),
        st.integers(0, 120), st.integers(-10, 500), st.integers(0, 60), st.integers(0, 300),
    ),
    st.builds(lambda mark: Row(mark, reason="Причина"), st.sampled_from((Mark.ABSENT, Mark.ILL))),
)  # fmt: skip
acts = st.lists(
    st.one_of(
        st.tuples(st.just("write"), hands, st.dictionaries(people, rows, max_size=3)),
        st.tuples(st.just("confirm"), hands, st.none()),
        st.tuples(st.just("correct"), hands, st.tuples(people, rows)),
    ),
    max_size=10,
)


def do(site: Site, act: tuple[str, str, object]) -> None:
    """One act; a refusal is a fine end of it."""
    verb, hand, what = act
    actor: Actor = getattr(site, hand)
    at = after(hours=11)
    try:
        with transaction():
            if verb == "write":
                told = {site.day(number).id: row for number, row in what.items()}  # type: ignore[union-attr, attr-defined]
                operations.write_rows(site.shift_id, told, actor=actor, at=at)
            elif verb == "confirm":
                operations.confirm(site.shift_id, actor=actor, at=at)
            else:
                number, row = what  # type: ignore[misc]
                written = held(site.day(number).id)
                operations.correct(written.id if written else 0, row, reason="Не так", actor=actor, at=at)
    except Refusal:
        db.session.rollback()
    except Exception as error:
        db.session.rollback()
        if type(error).__name__ != "NotFound":
            raise


def held(day_id: int) -> Attendance | None:
    db.session.expire_all()
    return db.session.scalars(
        select(Attendance).where(Attendance.sign_up_day_id == day_id, ~Attendance.is_reversed)
    ).one_or_none()


def check(site: Site) -> None:
    """One row holds of a day, each reversal has its row, nobody confirms their own, only what is confirmed counts."""
    per_day = db.session.execute(
        select(Attendance.sign_up_day_id, func.count())
        .where(~Attendance.is_reversed)
        .group_by(Attendance.sign_up_day_id)
    )
    assert all(number == 1 for _day, number in per_day)
    reversed_ids = set(db.session.scalars(select(Attendance.id).where(Attendance.is_reversed)))
    assert reversed_ids == set(db.session.scalars(select(AttendanceReversal.attendance_id)))
    holding = db.session.scalars(select(Attendance).where(~Attendance.is_reversed)).all()
    assert all(row.confirmed_by_id != row.entered_by_id for row in holding)
    confirmed = [row for row in holding if row.confirmed_at is not None]
    counted = pay.count_due(site.order.id, until=site.order.shifts[0].held_on)
    assert {one.attendance_id for one in counted} <= {row.id for row in confirmed}
    certified = queries.list_participations(site.order.id)
    assert sum(one.minutes for one in certified) == sum(row.minutes for row in confirmed)


@pytest.fixture
def begun(site: Site) -> Site:
    site.begin()
    return site


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts)
def test_no_sequence_leaves_two_rows_or_counts_what_nobody_confirmed(
    begun: Site, sequence: list[tuple[str, str, object]]
) -> None:
    for act in sequence:
        do(begun, act)
        check(begun)
    clear()


def clear() -> None:
    """The next sequence begins with an empty sheet; this is no act of the hub, so it leaves no trace."""
    db.session.execute(AttendanceReversal.__table__.delete())  # type: ignore[attr-defined]
    db.session.execute(Attendance.__table__.delete())  # type: ignore[attr-defined]
    db.session.commit()
