"""Cards from the registrar's screen to the paper: printed, found, lost, replaced, blocked."""

import json
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import zxingcpp
from flask import Flask
from playwright.sync_api import Browser

from app.accounts.models import Staff
from app.audit.models import AuditEntry
from app.core import clock
from app.core.codes import CodeKind, new_card_no, new_token, pin_of, read_code
from app.core.db import db
from app.households.models import BlockReason, Card, Household
from app.hubs.models import Street
from app.web.filters import card_no
from tests import cast, live
from tests.make import make_card, make_household, make_hub, make_location, make_person, make_settlement, make_street
from tests.papers.conftest import Paper
from tests.visitor import Visitor

Visit = Callable[..., Visitor]

ADDRESS = "https://hub.tykhe-pleso.example"


def register(app: Flask, *, count: int, public_address: str = "") -> list[Card]:
    """So many households on two streets, each with a card."""
    with app.app_context():
        hub, settlement = make_hub(public_address=public_address), make_settlement()
        location = make_location(hub=hub, settlement=settlement)
        streets = [make_street(settlement=settlement, name=name, location=location) for name in ("Садова", "Шкільна")]
        cards = []
        for place in range(count):
            household = make_household(settlement=settlement, street=streets[place % 2], house=str(place + 1))
            make_person(household=household, surname="Шевченко", given="Олена", born=1954)
            cards.append(make_card(household=household))
        db.session.commit()
        db.session.expunge_all()
        return cards


@pytest.fixture
def cards(app: Flask) -> list[Card]:
    return register(app, count=12)


@pytest.fixture
def halyna(visit: Visit, cards: list[Card]) -> Visitor:
    """The registrar."""
    return visit(cast.HALYNA)


def card_of(app: Flask, card_id: int) -> Card:
    with app.app_context():
        return db.session.get_one(Card, card_id)


# ---- on the screen


def test_what_waits_for_the_printer_is_offered_until_it_is_marked(halyna: Visitor) -> None:
    page = halyna.open("/cards")
    assert page.says("12 карток до друку")
    assert page.rows()[1][:2] == ["1–12", "2"]
    page = halyna.press("Усе вийшло: позначити роздрукованими")
    assert page.says("12 карток позначено роздрукованими.")
    assert page.says("Карток до друку немає.")
    assert halyna.press("Показати", {"printed_too": "y"}).says("12 карток до друку")


def test_cards_are_chosen_by_street(app: Flask, halyna: Visitor) -> None:
    with app.app_context():
        street_id = db.session.scalars(db.select(Street.id).where(Street.name == "Садова")).one()
    halyna.open("/cards")
    assert halyna.press("Показати", {"place": f"street-{street_id}"}).says("6 карток до друку")
    page = halyna.follow("Відкрити для друку")
    assert page.says("Ш. О., вул. Садова")
    assert not page.says("Шкільна")


def test_a_card_says_what_it_needs_and_no_surname(halyna: Visitor, cards: list[Card]) -> None:
    page = halyna.open(f"/cards/{cards[0].id}/sheet")
    number = cards[0].card_no
    assert page.says(f"{number[:4]} {number[4:]}")
    assert page.says("Якщо знайшли: +380 00 000 00 99")
    assert page.says(pin_of(cards[0].token))
    assert "Шевченко" not in page.html
    assert cards[0].token not in page.html, "the token stands only in the QR code"


def test_a_lost_card_is_replaced_at_once_and_once(app: Flask, halyna: Visitor, cards: list[Card]) -> None:
    old = cards[0]
    halyna.open(f"/households/{old.household_id}")
    page = halyna.follow("Видати нову картку")
    halyna.press("Видати нову картку", status=422)
    data = {**page.values(page.form_with("Видати нову картку")[0]), "reason": "lost"}
    first = halyna.press("Видати нову картку", {"reason": "lost"})
    assert first.says("Стару картку заблоковано.")
    assert first.says("загублено або вкрадено")
    again = halyna.client.post(f"/cards/{old.id}/replacement", data=data)
    assert again.status_code in (303, 409)
    assert card_of(app, old.id).blocked_at is not None
    with app.app_context():
        assert len(db.session.get_one(Household, old.household_id).cards) == 2
    halyna.open(f"/cards/{old.id}/sheet", status=404)


def test_the_same_replacement_form_twice_shows_the_same_card(app: Flask, halyna: Visitor, cards: list[Card]) -> None:
    page = halyna.open(f"/cards/{cards[0].id}/replacement")
    data = {**page.values(page.form_with("Видати нову картку")[0]), "reason": "replaced"}
    answers = [halyna.client.post(f"/cards/{cards[0].id}/replacement", data=data) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    with app.app_context():
        assert len(db.session.get_one(Household, cards[0].household_id).cards) == 2


def test_an_old_page_does_not_replace_the_new_card(halyna: Visitor, cards: list[Card]) -> None:
    colleague = halyna
    colleague.open(f"/cards/{cards[0].id}/replacement")
    colleague.press("Видати нову картку", {"reason": "lost"})
    halyna.open(f"/cards/{cards[0].id}/replacement")
    page = halyna.press("Видати нову картку", {"reason": "lost"}, status=409)
    assert page.says("У домогосподарства вже інша картка.")


def test_a_card_under_check_stops_and_works_again(halyna: Visitor, cards: list[Card]) -> None:
    halyna.open(f"/households/{cards[0].household_id}")
    halyna.follow("Притримати для перевірки")
    assert halyna.press("Притримати картку", status=422).says("Виберіть, чому картку притримано.")
    page = halyna.press("Притримати картку", {"reason": "stranger"})
    assert page.says("чекає на перевірку: з нею прийшла інша людина")
    assert "Видати нову картку" not in page.text
    assert halyna.open("/cards/under-check").rows()[1][1:2] == ["з нею прийшла інша людина"]
    assert halyna.press("Усе гаразд: хай діє").says("Картка знову діє.")
    assert halyna.open("/cards/under-check").says("Карток на перевірці немає.")


def test_a_held_card_says_so_since_when_and_what_to_do(halyna: Visitor, cards: list[Card]) -> None:
    halyna.open(f"/cards/{cards[0].id}/check")
    page = halyna.press("Притримати картку", {"reason": "stranger"})
    assert page.says(f"Картку {card_no(cards[0].card_no)} притримано")
    assert page.says("Притримано для перевірки з ")
    assert not page.says("Немає чинної картки")
    assert halyna.press("Усе гаразд: хай діє").says(f"Картка {card_no(cards[0].card_no)}")


def test_a_blocked_card_says_so_and_leads_to_a_new_one(halyna: Visitor, cards: list[Card]) -> None:
    halyna.open(f"/cards/{cards[0].id}/check")
    halyna.press("Притримати картку", {"reason": "asked"})
    page = halyna.press("Загублено чи вкрадено: зупинити")
    assert page.says(f"Картку {card_no(cards[0].card_no)} заблоковано")
    assert page.says("загублено або вкрадено")
    halyna.follow("Видати нову картку")


def test_a_check_may_end_with_a_card_that_is_gone(halyna: Visitor, cards: list[Card]) -> None:
    halyna.open(f"/cards/{cards[0].id}/check")
    halyna.press("Притримати картку", {"reason": "asked"})
    page = halyna.press("Загублено чи вкрадено: зупинити")
    assert page.says("Картку заблоковано назавжди.")
    halyna.follow("Видати нову картку")
    assert halyna.press("Видати нову картку", {"reason": "lost"}).says("Стару картку заблоковано.")


def test_the_third_new_card_within_a_year_asks_a_lead(app: Flask, halyna: Visitor, cards: list[Card]) -> None:
    for _time in range(2):
        halyna.open(f"/households/{cards[0].household_id}")
        halyna.follow("Видати нову картку")
        assert halyna.press("Видати нову картку", {"reason": "lost"}).says("Стару картку заблоковано.")
    halyna.open(f"/households/{cards[0].household_id}")
    page = halyna.follow("Видати нову картку")
    assert page.says("Замін за рік: 2.")
    assert halyna.press("Видати нову картку", {"reason": "lost"}, status=422).says("кількома словами")
    wrong = {"approver_login": "oksana", "approver_password": "не той", "approval_reason": "онук губить"}
    halyna.press("Видати нову картку", {"reason": "lost", **wrong}, status=422)
    right = wrong | {"approver_password": cast.PASSWORD}
    assert halyna.press("Видати нову картку", {"reason": "lost", **right}).says("Стару картку заблоковано.")
    with app.app_context():
        last = db.session.scalars(db.select(AuditEntry).order_by(AuditEntry.number.desc())).first()
        oksana = db.session.scalars(db.select(Staff).where(Staff.login == "oksana")).one()
        assert json.loads(last.details)["approved_by"] == oksana.id
        card = db.session.get_one(Household, cards[0].household_id).live_card
        assert (card.approved_by_id, card.approval_reason) == (oksana.id, "онук губить")


def test_a_card_that_nobody_held_is_not_counted(app: Flask, halyna: Visitor, cards: list[Card]) -> None:
    with app.app_context():
        household = db.session.get_one(Household, cards[0].household_id)
        for reason in ("not_printed", "not_printed", "lost"):
            make_blocked(household, reason)
        db.session.commit()
    assert halyna.open(f"/cards/{cards[0].id}/replacement").says("Замін за рік: 1.")


def test_numbers_of_lost_cards_are_listed_for_the_desk(app: Flask, visit: Visit, cards: list[Card]) -> None:
    registrar = visit(cast.HALYNA)
    registrar.open(f"/cards/{cards[0].id}/replacement")
    registrar.press("Видати нову картку", {"reason": "lost"})
    new = card_of(app, cards[0].id + 12)
    page = visit(cast.DMYTRO).open("/cards/lost")
    number, _day, why, given = page.rows()[1]
    assert [number, why, given] == [spaced(cards[0]), "загублено або вкрадено", spaced(new)]
    assert "Шевченко" not in page.html
    assert visit(cast.DMYTRO).open("/cards/lost/sheet").says(card_no(cards[0].card_no))


def test_on_paper_a_lost_card_is_found_by_its_number(visit: Visit, cards: list[Card]) -> None:
    registrar = visit(cast.HALYNA)
    for card in cards[:4]:
        registrar.open(f"/cards/{card.id}/replacement")
        registrar.press("Видати нову картку", {"reason": "lost"})
    numbers = [row[0] for row in visit(cast.DMYTRO).open("/cards/lost/sheet").rows()[1:]]
    assert numbers == sorted(spaced(card) for card in cards[:4])


def test_a_card_of_a_merged_record_is_shown_and_can_be_stopped(app: Flask, halyna: Visitor, cards: list[Card]) -> None:
    with app.app_context():
        alias = db.session.get_one(Card, cards[1].id)
        alias.is_alias, alias.household_id = True, cards[0].household_id
        db.session.commit()
    page = halyna.open(f"/households/{cards[0].household_id}")
    assert page.says("прийшла з об’єднаним записом, теж діє")
    assert halyna.press("Загублено чи вкрадено: зупинити").says("Картку заблоковано назавжди.")
    assert card_of(app, cards[0].id).blocked_at is None


def make_blocked(household: Household, reason: str) -> None:
    """A card of this household that stopped working two days ago."""
    day = clock.now() - timedelta(days=2)
    codes = {"card_no": new_card_no(), "token": new_token()}
    gone = {"blocked_at": day, "block_reason": BlockReason(reason)}
    db.session.add(Card(household=household, issued_at=day, **codes, **gone))


def spaced(card: Card) -> str:
    """1234 5678, with an ordinary space."""
    return card_no(card.card_no).replace("\u00a0", " ")


def test_a_blocked_card_found_on_the_street_still_tells_whose_it_was(halyna: Visitor, cards: list[Card]) -> None:
    halyna.open(f"/cards/{cards[0].id}/replacement")
    halyna.press("Видати нову картку", {"reason": "lost"})
    halyna.open("/households")
    assert halyna.press("Знайти", {"q": cards[0].card_no}).says("заблоковано")


def test_only_who_issues_cards_prints_them(visit: Visit, cards: list[Card]) -> None:
    for colleague in (cast.DMYTRO, cast.LIUBOV):
        visitor = visit(colleague)
        for path in ("/cards", f"/cards/{cards[0].id}/sheet", f"/cards/{cards[0].id}/replacement"):
            visitor.open(path, status=403)


# ---- on paper


def print_paper(app: Flask, browser: Browser, visitor: Visitor, path: str, folder: Path) -> Paper:
    """The page as it leaves the printer."""
    if shutil.which("pdftoppm") is None:
        pytest.skip("poppler-utils are not installed: apt install poppler-utils")
    with live.serving(app) as address:
        context = live.signed_in(browser.new_context(), visitor, address)
        page = context.new_page()
        page.goto(address + path)
        page.pdf(path=folder / "cards.pdf", prefer_css_page_size=True)
        context.close()
    return Paper(folder / "cards.pdf")


@pytest.mark.browser
@pytest.mark.poppler
@pytest.mark.parametrize("public_address", ["", ADDRESS], ids=["bare digits", "public address"])
def test_every_printed_code_leads_to_its_card(
    app: Flask, visit: Visit, browser: Browser, tmp_path: Path, public_address: str
) -> None:
    cards = register(app, count=12, public_address=public_address)
    chosen = f"/cards/sheet?first={cards[0].id}&last={cards[-1].id}"
    paper = print_paper(app, browser, visit(cast.HALYNA), chosen, tmp_path)
    assert paper.sizes() == ["portrait", "portrait"]
    printed = [zxingcpp.read_barcodes(picture) for picture in paper.pictures()]
    assert [len(codes) for codes in printed] == [10, 2]
    texts = {code.text for codes in printed for code in codes}
    before = f"{public_address}/c/" if public_address else ""
    assert texts == {before + card.token for card in cards}
    assert all(read_code(text).kind is CodeKind.TOKEN for text in texts)


@pytest.mark.browser
@pytest.mark.poppler
def test_long_names_stay_on_their_card(app: Flask, visit: Visit, browser: Browser, tmp_path: Path) -> None:
    cards = register(app, count=10, public_address=ADDRESS)
    with app.app_context():
        db.session.execute(db.text("UPDATE hubs SET name = :name"), {"name": "Гуманітарний хаб громади " * 5})
        db.session.execute(db.text("UPDATE streets SET name = :name"), {"name": "Захисників і захисниць " * 3})
        db.session.commit()
    chosen = f"/cards/sheet?first={cards[0].id}&last={cards[-1].id}"
    paper = print_paper(app, browser, visit(cast.HALYNA), chosen, tmp_path)
    assert len(paper.sizes()) == 1
    assert paper.pages()[0].count("Якщо знайшли") == 10
    assert len(zxingcpp.read_barcodes(paper.pictures()[0])) == 10
