"""A household that works: what the stories about works at the public door share."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import pytest
import time_machine
from sqlalchemy.orm import selectinload

from app.core import clock
from app.core.actors import KEEPER
from app.core.db import db, transaction
from app.households.models import Person
from app.public_works import operations, queries
from app.public_works.models import Channel, DayState, SignUp, SignUpDay, StopCause
from app.public_works.operations import Incident, Wish
from app.residents import keys
from tests.make import make_card, make_household, make_person
from tests.make.staff import actor_of
from tests.make.works import make_order
from tests.residents.conftest import TODAY, Community
from tests.visitor import Page, Visitor

Visit = Callable[..., Visitor]
Publish = Callable[..., int]
Phone = Callable[[], Visitor]
MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)
NOW = clock.instant(TODAY, time(14, 5))
EVE = clock.instant(MONDAY - timedelta(days=1), time(19))
"""Sunday: signing up is over."""
ZINAIDA: dict[str, object] = {"Ім’я": "зінаїда", "Рік народження": "1954"}


def sign_up(phone: Visitor, *days: date, status: int = 200, **fields: object) -> Page:
    """Choose the only work on the list and sign Zinaida up for days of it."""
    asked = phone.press("Дні та запис")
    values = [box(asked, day) for day in days or (MONDAY, TUESDAY)]
    return phone.press("Записатися", {**ZINAIDA, "days": values, **fields}, status=status)


def box(page: Page, day: date) -> str:
    told = {MONDAY: "понеділок, 23 листопада", TUESDAY: "вівторок, 24 листопада"}[day]
    return page.box(f"{told}, 09:00–17:00")


def neighbour(community: Community, order_id: int, given: str = "Олег", *, born: int = 1980) -> SignUp:
    """Somebody of another household signs up for all days at the hub."""
    household = make_household(settlement=community.location.settlement)
    person = make_person(household=household, surname="Гончар", given=given, born=born)
    make_card(household=household)
    db.session.commit()
    shifts = [shift.id for shift in queries.get_order(order_id).shifts]
    with transaction():
        return operations.sign_up(
            order_id, person.id, Wish(shifts), channel=Channel.DESK, nonce=f"{person.id:032x}", actor=KEEPER, at=NOW
        )


def share_out(order_id: int) -> None:
    order = queries.get_order(order_id)
    digest = queries.propose(order, queries.rules_of_turns(1), EVE).digest
    with transaction():
        operations.share_out(order_id, digest=digest, actor=KEEPER, at=EVE)


def at(moment: datetime) -> time_machine.travel:
    return time_machine.travel(moment, tick=False)


def sign_ups(community: Community) -> list[SignUp]:
    with community.app.app_context():
        found = db.select(SignUp).order_by(SignUp.id).options(selectinload(SignUp.days).joinedload(SignUpDay.shift))
        return list(db.session.scalars(found))


@pytest.fixture
def publish(community: Community) -> Publish:
    """Publish a work on Monday and Tuesday; its id."""

    def make(*days: date, **changed: object) -> int:
        with community.app.app_context():
            order = make_order(
                settlement=community.location.settlement, days=days or (MONDAY, TUESDAY), **changed  # type: ignore[arg-type]
            )  # fmt: skip
            return order.id

    return make


@pytest.fixture
def phone(community: Community, visit: Visit) -> Phone:
    """A phone on which the card was scanned and the works were opened."""

    def scan() -> Visitor:
        phone = visit()
        phone.open(f"/c/{community.card.token}")
        phone.press("Мої роботи і запис")
        return phone

    return scan


def stop(community: Community, order_id: int) -> None:
    with community.app.app_context(), transaction():
        lead = queries.get_order(order_id).foreman
        assert lead is not None
        operations.stop_work(
            order_id, Incident(StopCause.EXPLOSIVE, "Снаряд біля паркану", ""), nonce="5" * 32,
            actor=actor_of(lead), at=clock.now(),
        )  # fmt: skip


def key_of(community: Community, *, moment: datetime = NOW, card_id: int | None = None) -> str:
    secret = community.app.config["SECRET_KEY"]
    return keys.issue(card_id or community.card.id, secret=secret, at=moment)


def join(community: Community, order_id: int, *, nonce: str = "7" * 32, moment: datetime = NOW) -> SignUp:
    """Zinaida signs up for all days at the hub."""
    person = db.session.scalars(db.select(Person).where(Person.given == "Зінаїда")).one()
    shifts = [shift.id for shift in queries.get_order(order_id).shifts]
    with transaction():
        return operations.sign_up(
            order_id, person.id, Wish(shifts), channel=Channel.DESK, nonce=nonce, actor=KEEPER, at=moment
        )  # fmt: skip


def wait_behind(community: Community, order_id: int) -> tuple[int, int]:
    """The one place went to a neighbour before Zinaida asked; ids of their sign-up and of hers."""
    with community.app.app_context():
        other = neighbour(community, order_id)
        share_out(order_id)
        return other.id, join(community, order_id, moment=EVE).id


def be_offered(community: Community, order_id: int) -> int:
    """The neighbour gives the place up, and it is held for Zinaida; the id of her sign-up."""
    other_id, mine_id = wait_behind(community, order_id)
    with community.app.app_context(), transaction():
        operations.cancel_day(queries.get_sign_up(other_id).days[0].id, reason="", actor=KEEPER, at=EVE)
    return mine_id


def states(community: Community) -> list[DayState]:
    """Of all days of everybody, in the order in which they signed up."""
    return [day.state for one in sign_ups(community) for day in one.days]
