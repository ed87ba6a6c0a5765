"""The order card and the poster of open work as they leave a printer."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser

from app.core import clock
from app.hubs.models import Visibility
from app.public_works.models import ContractForm, Demand
from tests import cast, make
from tests.households.test_cards import print_paper
from tests.make.works import make_order
from tests.papers.conftest import Paper
from tests.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.poppler]

SHIFTS = 24
LONG = "Прибирання, озеленення та дрібний ремонт стежок у парку біля ліцею"


@pytest.fixture
def printed(
    app: Flask, staff: dict[str, int], visit: Callable[..., Visitor], browser: Browser, tmp_path: Path
) -> Callable[[str], Paper]:
    """Two works: a long paid one, and volunteers of 14 and more at a place that only they are told."""
    with app.app_context():
        make.make_hub(public_address="https://hub.example")
        settlement, today = make.make_settlement(), clock.local_date(clock.now())
        at = clock.now() - timedelta(minutes=5)
        days = [today + timedelta(days=day) for day in range(7, 7 + SHIFTS)]
        make_order(settlement=settlement, days=days, at=at, title=LONG, tools=(("Граблі віялові", 20), ("Тачка", 4)))
        make_order(
            settlement=settlement, days=days[:1], at=at, title="Дрова для самотніх", place="вул. Таємна, 7",
            contract=ContractForm.VOLUNTEER, rate_minor=0, payer="", min_age=14, demand=Demand.LIGHT,
            visibility=Visibility.CARD_HOLDERS,
        )  # fmt: skip
    return lambda path: print_paper(app, browser, visit(cast.OKSANA), path, tmp_path)


def test_each_shift_has_its_row_of_boxes_and_the_numbers_to_call(printed: Callable[[str], Paper]) -> None:
    card = printed("/works/1/card")
    assert set(card.sizes()) == {"portrait"}
    assert len(card.pages()) <= 2
    text = "\n".join(card.pages())
    assert text.count("☐") == SHIFTS * 8
    for words in (
        "101",
        "112",
        "НР‑2026‑0001".replace("2026", str(clock.local_date(clock.now()).year)),
        "Підвал школи",
    ):
        assert words in text


def test_the_poster_says_who_may_come_and_promises_nothing(printed: Callable[[str], Paper]) -> None:
    poster = printed("/works/poster")
    assert set(poster.sizes()) == {"portrait"}
    text = " ".join(" ".join(poster.pages()).split())
    for words in ("760,00 грн за день", "волонтерство", "до 18 років – за згодою", "Запис ще не означає місця"):
        assert words in text
    assert "Таємна" not in text
    assert "точне місце скажуть тим, хто там працюватиме" in text
