"""The first page of each role: what is next, what waits."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask

from app.core import clock
from app.core.db import db
from app.distributions.models import Distribution, DistributionState
from app.households.models import BlockReason, Card
from tests import cast
from tests.house.hub import open_hub
from tests.make import make_distribution, make_hub, make_location, make_settlement
from tests.visitor import Visitor

Visit = Callable[..., Visitor]


@pytest.fixture
def running(app: Flask) -> None:
    """A hub with a distribution today."""
    with app.app_context():
        open_hub()


def today() -> date:
    return clock.local_date(clock.now())


def also(app: Flask, *, days: int, state: DistributionState = DistributionState.PUBLISHED) -> None:
    """One more distribution of the same programme, so many days from today."""
    with app.app_context():
        known = db.session.query(Distribution).first()
        assert known is not None
        make_distribution(
            cycle=known.cycle, location=known.location, held_on=today() + timedelta(days=days), state=state
        )
        db.session.commit()


def test_a_new_hub_shows_its_first_steps_in_order(app: Flask, visit: Visit) -> None:
    with app.app_context():
        make_location(hub=make_hub(), settlement=make_settlement())
        db.session.commit()
    page = visit(cast.OKSANA).open("/")
    steps = [" ".join("".join(item.itertext()).split()) for item in page.root.iter("li")]
    assert [step.split(":")[0] for step in steps] == [
        "✔ зроблено Місця",
        "Набори",
        "Програма допомоги",
        "Домогосподарства",
        "Видача",
    ]


def test_every_first_step_opens(app: Flask, visit: Visit) -> None:
    with app.app_context():
        make_hub()
        db.session.commit()
    lead = visit(cast.OKSANA)
    main = next(lead.open("/").root.iter("main"))
    links = [link.attrib["href"] for item in main.iter("li") for link in item.iter("a")]
    assert len(links) == 5
    for link in links:
        lead.open(link)


def test_the_steps_go_when_the_first_distribution_is_planned(visit: Visit, running: None) -> None:
    assert not visit(cast.OKSANA).open("/").says("Перші кроки")


@pytest.mark.parametrize("colleague", cast.STAFF)
def test_every_link_of_the_first_page_may_be_followed(visit: Visit, running: None, colleague: cast.Colleague) -> None:
    visitor = visit(colleague)
    for link in set(visitor.open("/").links()):
        if link.startswith("/") and not link.startswith("/static"):
            visitor.open(link)


def test_the_clerk_sees_how_far_the_day_is_and_goes_to_the_desk(visit: Visit, running: None) -> None:
    clerk = visit(cast.DMYTRO)
    assert clerk.open("/").says("Видано 0 з 2 домогосподарств")
    assert clerk.follow("До столу").path.startswith("/check-in")


def test_the_lead_sees_what_waits(app: Flask, visit: Visit, running: None) -> None:
    also(app, days=-3)
    also(app, days=4)
    also(app, days=5, state=DistributionState.DRAFT)
    page = visit(cast.OKSANA).open("/")
    assert page.says("Не закрито:")
    assert page.says("1 видачу заплановано, але не оприлюднено")
    assert page.says("Наступні видачі")


def test_a_card_held_at_the_desk_is_not_forgotten(app: Flask, visit: Visit, running: None) -> None:
    with app.app_context():
        card = db.session.query(Card).first()
        assert card is not None
        card.blocked_at, card.block_reason = clock.now(), BlockReason.UNDER_CHECK
        db.session.commit()
    lead = visit(cast.OKSANA)
    lead.open("/")
    assert lead.follow("1 картку притримано для перевірки").says("Усе гаразд: хай діє")


def test_the_clerk_is_not_shown_what_the_lead_must_do(app: Flask, visit: Visit, running: None) -> None:
    also(app, days=-3)
    also(app, days=5, state=DistributionState.DRAFT)
    page = visit(cast.DMYTRO).open("/")
    assert not page.says("Чекає на вас")


def test_a_day_without_distribution_names_the_next_one(app: Flask, visit: Visit, running: None) -> None:
    also(app, days=4)
    with app.app_context():
        db.session.execute(
            db.update(Distribution)
            .where(Distribution.held_on == today())
            .values(held_on=today() - timedelta(days=1), state=DistributionState.CLOSED)
        )
        db.session.commit()
    assert visit(cast.DMYTRO).open("/").says("Сьогодні видачі немає. Наступна:")


def test_the_reviewer_goes_to_the_logs_and_sees_no_plans(visit: Visit, running: None) -> None:
    page = visit(cast.LIUBOV).open("/")
    assert page.says("Журнали і підсумки")
    assert not page.says("До столу")
