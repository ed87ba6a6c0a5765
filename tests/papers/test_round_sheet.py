"""The sheet of a round as it leaves a printer: forty homes on two pages, and nothing that harms if it is lost."""

import re
import secrets
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser

from app.core import clock
from app.core.db import db, transaction
from app.hubs.models import Hub, Street
from app.wardens import operations, queries
from app.wardens.models import Round
from tests import cast, live
from tests.make import make_card, make_household, make_hub, make_person, make_settlement, make_staff, make_street
from tests.papers.conftest import Paper, Printer
from tests.papers.test_prints import CSS_PIXELS_IN_A_MM, has_watermark, is_black_and_white
from tests.visitor import Visitor
from tests.wardens.beat import actor, all_reached, enter, walk

pytestmark = [pytest.mark.browser, pytest.mark.poppler]

NAMES = (
    ("Їжакевич-Лук’яненко", "В’ячеслав"),
    ("Ґудзь", "Любов"),
    ("Щербина-Нечуйвітер", "Святослава-Єлизавета"),
    ("Єрьоменко", "Ян"),
)
STREETS = (("Академіка Володимира Вернадського", 18), ("Лесі Українки", 16), ("Криничний", 6))
RUNS_OVER = """cells => cells.filter(cell => {
    const words = document.createRange();
    words.selectNodeContents(cell);
    return words.getBoundingClientRect().right > cell.getBoundingClientRect().right;
}).map(cell => cell.textContent)"""
SECRETS = ("Їжакевич", "Степанівна", "1954", "000 00 42", "ВПО")


@pytest.fixture
def forty(app: Flask) -> int:
    """The sheet of a warden with forty homes on two streets and a lane, four of them missed last time."""
    with app.app_context():
        make_hub()
        tamara, settlement = make_staff(cast.TAMARA), make_settlement()
        for name, homes in STREETS:
            street = make_street(settlement=settlement, name=name)
            walk(street.id, tamara.id)
            for number in range(1, homes + 1):
                _home(street, number)
        db.session.commit()
        first = _make(tamara.id)
        enter(first.id, all_reached(first, but=[2, 9, 20, 33]))
        return _make(tamara.id).id


def _home(street: Street, number: int) -> None:
    surname, given = NAMES[number % len(NAMES)]
    needs = {"needs_delivery": number % 3 == 0, "needs_carrying": number % 3 == 0, "cannot_sign": number % 6 == 0}
    household = make_household(
        settlement=street.settlement, street=street, house=f"{number}А/{number}", flat=str(100 + number),
        phone1="+380000000042", residence="idp", **needs,
    )  # fmt: skip
    make_person(household=household, surname=surname, given=given, patronymic="Степанівна", born=1954)
    make_card(household=household)


def _make(tamara: int) -> Round:
    at = clock.now()
    with transaction():
        return operations.make_round(
            tamara, queries.own(tamara), return_by=clock.local_date(at) + timedelta(days=3),
            nonce=secrets.token_hex(16), actor=actor(cast.TAMARA), at=at,
        )  # fmt: skip


@pytest.fixture
def hers(app: Flask, forty: int, browser: Browser, tmp_path: Path, visit: Callable[..., Visitor]) -> Iterator[Printer]:
    """The warden's own browser, signed in, on the page of the sheet."""
    if shutil.which("pdftoppm") is None:
        pytest.skip("poppler-utils are not installed: apt install poppler-utils")
    with live.serving(app) as address:
        context = live.signed_in(browser.new_context(), visit(cast.TAMARA), address)
        printer = Printer(context.new_page(), address, tmp_path)
        printer.open(f"/rounds/{forty}/sheet")
        yield printer
        context.close()


@pytest.fixture
def paper(hers: Printer) -> Paper:
    return hers.print()


def test_forty_homes_are_two_pages_each_with_the_whole_head(paper: Paper) -> None:
    assert paper.sizes() == ["portrait"] * 2
    assert sum(page.count("□") for page in paper.pages()) == 2 * (40 + 3)
    for number, page in enumerate(paper.pages(), start=1):
        assert "Аркуш обходу № ОБ-" in page
        assert "Тамара Пономаренко" in page
        assert "Повернути до:" in page
        assert "Застали" in page
        assert re.search(f"{number} ?/ ?2", page)
        words = " ".join(page.split())
        assert all(code in words for code in ("ПР продукти", "ЛІ ліки", "ДГ догляд", "ІН інше"))
    assert paper.pages()[1].count("+") >= 3


def test_those_missed_last_time_stand_first(paper: Paper) -> None:
    first = paper.pages()[0]
    assert first.index("Не застали минулого разу") < first.index("непарний бік")
    assert "Немає в аркуші" in paper.pages()[1]


def test_a_lost_sheet_harms_nobody(paper: Paper) -> None:
    text = "".join(paper.pages())
    for secret in SECRETS:
        assert secret not in text, secret
    assert "В’ячеслав Ї." in text


def test_the_code_says_the_number_in_the_corner_of_every_page(paper: Paper, app: Flask) -> None:
    codes = paper.qr_codes()
    year = clock.local(clock.now()).year
    assert [[text for text, _corner in page] for page in codes] == [[f"OB-{year}-0002"]] * 2
    corners = {corner for page in codes for _text, corner in page}
    assert len(corners) == 1
    right, top = corners.pop()
    assert right < 20
    assert top < 20


def test_every_row_leaves_the_pen_nine_millimetres_and_nothing_runs_over(hers: Printer) -> None:
    hers.page.emulate_media(media="print")
    heights = hers.page.locator(".pen tr:not(.part)").evaluate_all("all => all.map(row => row.offsetHeight)")
    assert len(heights) == 40 + 3
    assert min(heights) >= 9 * CSS_PIXELS_IN_A_MM - 1
    assert max(heights) <= 11 * CSS_PIXELS_IN_A_MM
    assert hers.page.locator(".walk td:not(.home), .walk th").evaluate_all(RUNS_OVER) == []


def test_it_is_black_and_white_and_says_when_it_is_for_training(hers: Printer, app: Flask) -> None:
    plain = hers.print()
    assert all(is_black_and_white(picture) for picture in plain.pictures(dpi=40, grey=False))
    with app.app_context():
        db.session.scalars(db.select(Hub)).one().is_training = True
        db.session.commit()
    hers.page.reload()
    assert all(has_watermark(picture) for picture in hers.print().pictures(dpi=72))
