"""Cards, old data and the end of a shift in a real Chromium, with something on every page."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from app.core import clock
from app.core.actors import KEEPER
from app.core.db import db, transaction
from app.households import operations
from app.households.models import BlockReason, Card, CheckReason, Household
from app.households.queries import cards as card_queries
from tests import cast
from tests.browser.accessibility import problems
from tests.live import serving, signed_in
from tests.privacy.record import leave, store
from tests.visitor import Visitor

pytestmark = pytest.mark.browser


def act(verb: Callable[..., object], *given: object, **named: object) -> None:
    with transaction():
        verb(*given, actor=KEEPER, at=clock.now(), **named)


def fill_hub() -> list[str]:
    """A stock of cards, one held, one replaced twice, a household that left long ago; the pages about them."""
    stored = store(clock.now() - timedelta(days=900))
    leave(stored, clock.now() - timedelta(days=900))
    neighbours = db.session.get_one(Household, stored.other)
    for nonce in ("1" * 32, "2" * 32):
        act(operations.replace_card, neighbours.id, BlockReason.LOST, nonce=nonce)
    act(operations.make_blank_cards, 3, nonce="3" * 32)
    card = db.session.scalars(db.select(Card).where(Card.household_id == stored.household)).one()
    act(operations.block_card, card.id, CheckReason.DATA_DIFFER)
    live_card = neighbours.live_card
    assert live_card is not None
    return [
        "/blank-cards", "/card-batches/2", "/cards/under-check", "/cards/lost", f"/cards/{live_card.id}/replacement",
        f"/cards/{live_card.id}/check", f"/households/{stored.household}", "/settings/retention", "/settings/purge",
        "/shift-end?all=y",
    ]  # fmt: skip


@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_stands_in_the_way(app: Flask, visit: Callable[..., Visitor], browser: Browser, width: int) -> None:
    with app.app_context():
        paths = fill_hub()
        db.session.remove()
    with serving(app) as address:
        lead = visit(cast.OKSANA)
        context = signed_in(browser.new_context(viewport={"width": width, "height": 800}), lead, address)
        window = context.new_page()
        for path in paths:
            answer = window.goto(address + path)
            assert answer is not None
            assert (path, answer.status) == (path, 200)
            assert (path, problems(window, width)) == (path, [])
        context.close()


def test_scanning_a_blank_card_is_the_last_act_of_registering(
    app: Flask, visit: Callable[..., Visitor], browser: Browser
) -> None:
    """A scanner ends with Enter, which elsewhere in this form adds a person."""
    with app.app_context():
        fill_hub()
        batch = card_queries.list_batch(2)
        token, card_id = batch[0].token, batch[0].id
        db.session.remove()
    with serving(app) as address:
        context = signed_in(browser.new_context(), visit(cast.HALYNA), address)
        page = context.new_page()
        page.goto(address + "/households/new")
        page.fill("#people-0-surname", "Коваленко")
        page.fill("#people-0-given", "Ганна")
        page.select_option("#people-0-sex", "female")
        page.fill("#street", "Садова")
        page.fill("#house", "77")
        page.get_by_label("усно").check()
        page.get_by_text("Дати картку із запасу").click()
        page.get_by_label("Номер картки із запасу").press_sequentially(token)
        page.keyboard.press("Enter")
        expect(page.get_by_text("Зареєстровано. Картка")).to_be_visible()
        context.close()
    with app.app_context():
        assert db.session.get_one(Card, card_id).household_id == 3
