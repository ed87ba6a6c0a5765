"""«Що ми зберігаємо про вас»: everything, on one page, with the way to correct and to withdraw."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser

from app.core.actors import KEEPER
from app.core.db import db, transaction
from app.households import operations as households
from app.households.models import DuplicatePair, PairDecision
from app.households.rules import HouseholdFacts
from app.privacy import queries
from app.wardens.models import Round
from tests import cast
from tests.households.test_cards import print_paper
from tests.privacy import tables
from tests.privacy.record import MARK, Stored
from tests.visitor import Page, Visitor

Visit = Callable[..., Visitor]

NOT_TOLD_WORD_FOR_WORD = {"merges.before", "people.name_key", "proxies.name_key", "import_lines.said", "match_keys.key"}
"""Copies of what is told elsewhere on the sheet; that they are kept is told."""


@pytest.fixture
def sheet(visit: Visit, one_record: Stored) -> Page:
    return visit(cast.HALYNA).open(f"/households/{one_record.household}/sheet")


def test_every_word_about_them_stands_on_the_sheet(app: Flask, sheet: Page) -> None:
    with app.app_context():
        about = [place for place in tables.words() if MARK in place[2]]
    missing = {
        f"{table}.{column}"
        for table, column, text in about
        if not sheet.says(text) and f"{table}.{column}" not in NOT_TOLD_WORD_FOR_WORD
    }
    assert missing == set()


@pytest.mark.parametrize(
    "words",
    [
        "+380 20 785 25 03", "12.05.1954", "…7731", "Чи важко ходити", "потрібно сісти", "реєстр.xlsx", "рядок 7",
        "попереднє збережено", "Порівняння з іншими записами", "тепло, дрова", "застали",
        "зчитування картки без видачі", "ключі для пошуку: 1", "з них вибуло відтоді: 1",
        "У списку, який зараз переглядають", "пораховано за статтю й віком",
        "видано", "Виправити:", "Відкликати:", "Скільки:", "2 роки",
    ],
)  # fmt: skip
def test_the_sheet_tells(sheet: Page, words: str) -> None:
    assert sheet.says(words)


def test_nothing_about_the_others_stands_on_it(app: Flask, sheet: Page) -> None:
    assert "Ґудзь" not in sheet.text.replace("Іван Ґудзь", "")
    assert not sheet.says("Садова, 23")


def test_whoever_opens_it_leaves_a_trace(app: Flask, visit: Visit, one_record: Stored) -> None:
    registrar = visit(cast.HALYNA)
    registrar.open(f"/households/{one_record.household}/sheet")
    page = registrar.open(f"/households/{one_record.household}/sheet")
    assert page.says("За рік переглядів: 3, працівників: 2.")
    visit(cast.LIUBOV).open(f"/households/{one_record.household}/sheet", status=403)


def test_each_fact_tells_when_it_was_last_changed(app: Flask, one_record: Stored, at: datetime) -> None:
    with app.app_context():
        household = queries.get_held(one_record.household, at=at).household
        facts = HouseholdFacts(settlement_id=household.settlement_id, house="25", phone1="+380207852503")
        later = at + timedelta(days=3)
        with transaction():
            households.change_household(one_record.household, facts, actor=KEEPER, at=later)
        held = queries.get_held(one_record.household, at=later)
        assert held.last_changed("house", "flat") == later
        assert held.last_changed("phone1") is None


def test_decisions_are_counted_and_the_other_record_is_not_named(app: Flask, one_record: Stored, at: datetime) -> None:
    with app.app_context():
        pair = db.session.scalars(db.select(DuplicatePair)).one()
        pair.decision, pair.decided_at = PairDecision.NOT_THE_SAME, at
        db.session.commit()
        assert queries.get_held(one_record.household, at=at).pairs == {PairDecision.NOT_THE_SAME: 1}


def test_a_round_that_is_still_out_does_not_say_that_nobody_was_home(
    app: Flask, visit: Visit, one_record: Stored
) -> None:
    with app.app_context():
        walked = db.session.scalars(db.select(Round)).one()
        walked.entered_at, walked.rows[0].is_reached = None, False
        db.session.commit()
    page = visit(cast.HALYNA).open(f"/households/{one_record.household}/sheet")
    assert page.says("в аркуші, ще не внесено")
    assert not page.says("не застали")


def test_wrong_things_are_one_press_away(visit: Visit, sheet: Page, one_record: Stored) -> None:
    assert f"/households/{one_record.household}/edit" in sheet.links()
    assert sheet.says("Виправити за цим столом:")


# ---- on paper


@pytest.mark.browser
@pytest.mark.poppler
def test_it_is_one_page(app: Flask, visit: Visit, one_record: Stored, browser: Browser, tmp_path: Path) -> None:
    paper = print_paper(app, browser, visit(cast.HALYNA), f"/households/{one_record.household}/sheet", tmp_path)
    assert paper.sizes() == ["portrait"]
    assert "Прочитано" in paper.pages()[0]
