"""A card is lost: found by name and year of birth, replaced there and then, and back to the band."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from app.core.db import db
from app.households.models import BlockReason, Card, Household
from tests import cast
from tests.desk_day import TEN, World, sit_down
from tests.make import make_card
from tests.visitor import Page, Visitor


@pytest.fixture
def lead(open_day: World, visit: Callable[..., Visitor]) -> Visitor:
    """Oksana sits at desk 1 of the lyceum: she gives aid and cards."""
    return sit_down(visit(cast.OKSANA), open_day.lyceum, 1)


def find(desk: Visitor, typed: str = "Ковальчук 1954") -> Page:
    desk.open("/check-in")
    desk.press("Перевірити", {"code": typed})
    return desk.press("К")


def cards_of(household: Household) -> list[Card]:
    db.session.commit()
    found = select(Card).where(Card.household_id == household.id).order_by(Card.id)
    return list(db.session.scalars(found.execution_options(populate_existing=True)))


def test_the_old_card_dies_the_time_stays_and_aid_is_given_at_once(lead: Visitor, open_day: World) -> None:
    card, promise = open_day.expected(10)
    page = find(lead)
    assert page.verdict() == "GIVE"
    page = lead.follow("Картку загублено: видати нову")
    assert page.says("Замін за рік: 0.")
    page = lead.press("Видати нову картку")
    assert page.verdict() == "GIVE"
    assert page.says("Роздрукуйте її на сторінці домогосподарства.")
    assert not page.says("Картку загублено"), "a second one is not offered right after the first"
    old, new = cards_of(promise.household)
    assert (old.id, old.block_reason, new.blocked_at) == (card.id, BlockReason.LOST, None)
    assert lead.press("Видано").verdict() == "GIVEN"
    lead.open("/check-in")
    assert lead.press("Перевірити", {"code": old.token}).verdict() == "BLOCKED_CARD"


def test_the_same_form_twice_gives_one_card(lead: Visitor, open_day: World) -> None:
    _, promise = open_day.expected(10)
    find(lead)
    page = lead.follow("Картку загублено: видати нову")
    lead.press("Видати нову картку")
    lead.page = page
    lead.press("Видати нову картку")
    assert len(cards_of(promise.household)) == 2


def test_for_the_third_card_within_a_year_a_lead_writes_why(lead: Visitor, open_day: World) -> None:
    _, promise = open_day.expected(10)
    for _lost in range(2):
        last = promise.household.cards[-1]
        last.blocked_at, last.block_reason = TEN, BlockReason.LOST
        db.session.commit()
        make_card(household=promise.household)
        db.session.commit()
    find(lead)
    page = lead.follow("Картку загублено: видати нову")
    assert page.says("Замін за рік: 2.")
    lead.press("Видати нову картку", status=422)
    lead.press("Видати нову картку", {"approval_reason": "пожежа"})
    assert cards_of(promise.household)[-1].approval_reason == "пожежа"


def test_a_clerk_sends_them_on_with_a_note(desk: Visitor, open_day: World) -> None:
    card, _ = open_day.expected(10)
    find(desk)
    page = desk.follow("Картку загублено: записка до столу реєстрації")
    assert page.says(f"{card.card_no[:4]} {card.card_no[4:]}")
    assert not page.says("Ковальчук")


def test_a_clerk_does_not_give_cards(desk: Visitor, open_day: World) -> None:
    _, promise = open_day.expected(10)
    desk.open(f"/check-in/households/{promise.household_id}/new-card", status=403)
