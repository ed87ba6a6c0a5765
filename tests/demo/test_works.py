"""The five works of the example story."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.core import clock
from app.core.actors import KEEPER
from app.core.db import db
from app.demo import loading
from app.draws.models import DrawState
from app.passes.models import Pass, Passage
from app.pay import operations as pay
from app.pay.models import PaySheet, PayState
from app.public_works import queries
from app.public_works.models import DayState, OrderState, SignUp, SignUpDay, WorkOrder, WorkStop
from app.public_works.queries import Stage

pytestmark = pytest.mark.usefixtures("database")


def order(title: str) -> WorkOrder:
    return db.session.scalars(select(WorkOrder).where(WorkOrder.title == title)).one()


def states(of: WorkOrder) -> list[DayState]:
    found = select(SignUpDay.state).join(SignUp, SignUp.id == SignUpDay.sign_up_id).where(SignUp.order_id == of.id)
    return sorted(db.session.scalars(found))


def test_the_five_works_stand_where_the_story_has_them() -> None:
    loading.load(households=200, seed=7, actor=KEEPER, at=clock.now())
    now = clock.now()

    park = order("Прибирання парку")
    sheet = db.session.scalars(select(PaySheet)).one()
    stop = db.session.scalars(select(WorkStop)).one()
    assert (park.state, sheet.state, len(sheet.lines)) == (OrderState.CLOSED, PayState.PAID, 6)
    assert pay.total(sheet) == 6 * (4 * 600_00 + 300_00), "the day of the shell is half a day"
    assert all(held.released_at for held in stop.orders)

    roof = order("Ремонт даху клубу")
    assert queries.stage_of(roof.id, now) is Stage.FROZEN

    trees = order("Висаджування дерев")
    ages = list(db.session.scalars(select(SignUp.age).where(SignUp.order_id == trees.id)))
    assert all(age >= 16 for age in ages)
    assert ages.count(16) <= 1

    yard = order("Розчищення двору школи")
    assert yard.draw is not None
    assert yard.draw.state is DrawState.DRAWN
    assert states(yard).count(DayState.OFFERED) == 2
    assert states(yard).count(DayState.CHOSEN) == 4

    wood = order("Дрова сусідам")
    assert wood.shifts[0].held_on == clock.local_date(now)
    assert states(wood) == [DayState.CHOSEN] * 3
    assert len(queries.list_help_on([wood.shifts[0].id])) == 5
    assert wood.shifts[0].held_on - park.shifts[0].held_on == timedelta(days=9)


def test_one_crew_has_left_one_is_in_and_one_comes_tomorrow() -> None:
    loading.load(households=30, seed=7, actor=KEEPER, at=clock.now())
    passages = db.session.execute(
        select(Pass.organisation, Passage.left_at).join(Passage.of_pass).order_by(Pass.id)
    ).all()
    assert [(organisation.split()[0], left_at is None) for organisation, left_at in passages] == [
        ("ДСНС,", False), ("БФ", True),
    ]  # fmt: skip
    assert db.session.scalar(select(func.count()).select_from(Pass)) == 3
