"""The park on Monday: three people have a place, one waits, Mykola leads them."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

import pytest

from app.attendance import operations
from app.attendance.models import Mark
from app.attendance.operations import Row, Ticks
from app.core import clock
from app.core.actors import Actor
from app.core.db import db, transaction
from app.draws import operations as draws
from app.public_works import operations as works
from app.public_works.models import SignUp, SignUpDay, WorkOrder
from tests import cast
from tests.make.staff import actor_of, make_staff
from tests.public_works.conftest import EVE, MONDAY, Gang, days_of, gang

__all__ = ["gang"]

NINE = clock.instant(MONDAY, time(9))
ALL = Ticks(is_clear=True, is_weather_fit=True, is_quiet=True, has_gear=True, has_first_aider=True, has_shelter=True)


@dataclass
class Site:
    """A working day and those who have to do with it."""

    order: WorkOrder
    foreman: Actor
    lead: Actor
    workers: list[SignUp]
    waiting: SignUp

    @property
    def shift_id(self) -> int:
        return self.order.shifts[0].id

    def day(self, number: int) -> SignUpDay:
        (day,) = days_of(self.workers[number])
        return day

    def begin(self, at: datetime = NINE) -> None:
        """Everything is ticked and everybody briefed."""
        with transaction():
            operations.check_day(self.shift_id, ALL, reason="", nonce=f"go-{at}", actor=self.foreman, at=at)
        with transaction():
            operations.brief(
                self.shift_id, [worker.id for worker in self.workers], instructor="Микола Захарчук", held_at=at,
                nonce=f"brief-{at}", actor=self.foreman, at=at,
            )  # fmt: skip

    def write(self, number: int, row: Row, *, actor: Actor | None = None, at: datetime | None = None) -> None:
        with transaction():
            operations.write_rows(
                self.shift_id, {self.day(number).id: row}, actor=actor or self.foreman, at=at or after(hours=9)
            )


def after(*, hours: float = 0, minutes: float = 0) -> datetime:
    """So much after nine o'clock."""
    return NINE + timedelta(hours=hours, minutes=minutes)


def worked(begin: datetime = NINE, hours: float = 8, **fields: object) -> Row:
    """A whole day with its hour of break."""
    return Row(Mark.WORKED, begin, begin + timedelta(hours=hours), **{"break_minutes": 60, **fields})  # type: ignore[arg-type]


@pytest.fixture
def site(gang: Gang) -> Site:
    order = gang.order(places=3)
    signed = [gang.sign_up(gang.person(), order) for _ in range(4)]
    with transaction():
        works.post_draw(
            order.id, held_at=EVE, held_where="Ліцей", nonce="draw", actor=gang.registrar, at=EVE - timedelta(hours=2)
        )
    assert order.draw_id is not None
    with transaction():
        draws.hold(order.draw_id, public_number="271828", witnesses=("Г",), nonce="hold", actor=gang.registrar, at=EVE)
    gang.share_out(order)
    lead = actor_of(make_staff(cast.OKSANA))
    db.session.commit()
    workers = [one for one in signed if days_of(one)[0].place is not None]
    workers.sort(key=lambda one: one.days[0].place or 0)
    (waiting,) = [one for one in signed if one not in workers]
    return Site(order, actor_of(gang.foreman), lead, workers, waiting)
