"""Cards printed ahead: they belong to nobody until they are scanned, and to one household afterwards."""

import itertools
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import zxingcpp
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser

from app.audit import queries as audit
from app.core.actors import KEEPER
from app.core.codes import CodeKind, pin_of, read_code
from app.core.db import db, transaction
from app.core.errors import Refusal
from app.households import operations, queries
from app.households.models import BlockReason, Card, CheckReason, Household
from app.households.queries import cards as card_queries
from app.web.filters import card_no
from tests import cast
from tests.households.test_cards import print_paper
from tests.make import make_card, make_household, make_hub, make_person, make_settlement, make_street
from tests.visitor import Page, Visitor

Visit = Callable[..., Visitor]

AT = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


@pytest.fixture
def household_id(app: Flask) -> int:
    """Olena on Садова, 21, with a card that nobody has printed."""
    with app.app_context():
        make_hub()
        settlement = make_settlement()
        street = make_street(settlement=settlement, name="Садова")
        household = make_household(settlement=settlement, street=street, house="21")
        make_person(household=household, surname="Шевченко", given="Олена", born=1954)
        make_card(household=household)
        db.session.commit()
        return household.id


@pytest.fixture
def halyna(visit: Visit, household_id: int) -> Visitor:
    """The registrar, with a register of one household."""
    return visit(cast.HALYNA)


def make_stock(halyna: Visitor, count: int = 3) -> Page:
    halyna.open("/blank-cards")
    return halyna.press("Зробити порожні картки", {"count": str(count)})


def blanks(app: Flask) -> list[Card]:
    with app.app_context():
        return list(db.session.scalars(db.select(Card).where(Card.household_id.is_(None)).order_by(Card.id)))


def owner_of(app: Flask, card: Card) -> int | None:
    with app.app_context():
        return db.session.get_one(Card, card.id).household_id


def test_a_stock_is_made_ahead_and_printed_again(app: Flask, halyna: Visitor) -> None:
    page = make_stock(halyna)
    assert page.says("Лишилося 3 порожні картки.")
    sheet = halyna.follow("Відкрити для друку")
    for card in blanks(app):
        assert sheet.says(card_no(card.card_no))
        assert sheet.says(pin_of(card.token))
    assert halyna.open(sheet.path).text.count("PIN") == 3
    assert halyna.open("/cards").says("1 картка до друку"), "the stock is not mixed with cards of households"


@pytest.mark.parametrize("count", ["0", "201", "багато"])
def test_a_stock_has_bounds(app: Flask, halyna: Visitor, count: str) -> None:
    halyna.open("/blank-cards")
    halyna.press("Зробити порожні картки", {"count": count}, status=422)
    assert blanks(app) == []


def test_the_same_form_twice_makes_one_batch(app: Flask, halyna: Visitor) -> None:
    page = halyna.open("/blank-cards")
    data = {**page.values(page.form_with("Зробити порожні картки")[0]), "count": "3"}
    answers = [halyna.client.post("/blank-cards", data=data) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert len(blanks(app)) == 3


@pytest.mark.parametrize("by", ["number", "scan", "address"])
def test_a_card_from_the_stock_is_given_by_scanning_or_typing(
    app: Flask, halyna: Visitor, household_id: int, by: str
) -> None:
    make_stock(halyna)
    card = blanks(app)[0]
    typed = {"number": card_no(card.card_no), "scan": card.token, "address": f"https://hub.example/c/{card.token}"}[by]
    halyna.open(f"/households/{household_id}")
    halyna.follow("Дати картку із запасу")
    page = halyna.press("Видати нову картку", {"reason": "not_printed", "blank_card": typed})
    assert page.says(card_no(card.card_no))
    assert not page.says("Роздрукуйте її"), "it is on paper already"
    with app.app_context():
        household = db.session.get_one(Household, household_id)
        assert household.live_card.id == card.id
        assert [one.block_reason for one in household.cards] == [BlockReason.NOT_PRINTED, None]


def test_an_unprinted_card_is_replaced_only_by_one_from_the_stock(halyna: Visitor, household_id: int) -> None:
    halyna.open(f"/households/{household_id}")
    halyna.follow("Видати нову картку")
    page = halyna.press("Видати нову картку", {"reason": "not_printed"}, status=422)
    assert page.says("Зчитайте картку із запасу або впишіть її номер.")


def test_whoever_registers_gives_a_card_from_the_stock(app: Flask, halyna: Visitor) -> None:
    make_stock(halyna)
    card = blanks(app)[0]
    halyna.open("/households/new-minimal")
    fields = {"size": "2", "settlement": "1", "notice_method": "spoken", "blank_card": card.card_no}
    assert halyna.press("Зареєструвати й видати картку", fields).says(card_no(card.card_no))
    with app.app_context():
        registered = db.session.get_one(Household, owner_of(app, card))
        assert [one.id for one in registered.cards] == [card.id], "no other number was made"


def test_a_taken_card_ends_in_a_sentence_and_nothing_is_registered(
    app: Flask, halyna: Visitor, household_id: int
) -> None:
    with app.app_context():
        taken = db.session.get_one(Household, household_id).cards[0].card_no
    halyna.open("/households/new-minimal")
    fields = {"size": "2", "settlement": "1", "notice_method": "spoken"}
    page = halyna.press("Зареєструвати й видати картку", {**fields, "blank_card": taken}, status=409)
    assert page.says("Цю картку вже дано домогосподарству.")
    page = halyna.press("Зареєструвати й видати картку", {**fields, "blank_card": "1234"}, status=409)
    assert page.says("Картки з таким номером немає.")
    with app.app_context():
        assert queries.count_households() == 1


def test_a_lost_blank_card_is_struck_off_and_given_to_nobody(app: Flask, halyna: Visitor, household_id: int) -> None:
    make_stock(halyna)
    card = blanks(app)[0]
    halyna.open("/blank-cards")
    page = halyna.press("Списати", {"code": card.card_no})
    assert page.says("списано")
    assert page.says("Лишилося 2 порожні картки.")
    halyna.press("Списати", {"code": card.card_no}, status=409)
    halyna.open(f"/households/{household_id}")
    halyna.follow("Дати картку із запасу")
    fields = {"reason": "lost", "blank_card": card.card_no}
    assert halyna.press("Видати нову картку", fields, status=409).says("Цю картку списано із запасу")
    assert owner_of(app, card) is None
    assert halyna.open("/cards/lost").says(card_no(card.card_no))


def test_a_blank_card_says_what_it_is_wherever_it_is_scanned(app: Flask, halyna: Visitor, visit: Visit) -> None:
    make_stock(halyna)
    card = blanks(app)[0]
    halyna.open("/households")
    assert halyna.press("Знайти", {"q": card.token}).says("Це порожня картка.")
    page = visit().open(f"/c/{card.token}")
    assert page.says("Ця картка ще порожня")


def test_a_card_from_the_stock_under_check_is_not_replaced(app: Flask, halyna: Visitor, household_id: int) -> None:
    """Its row is older than that of the card it took the place of."""
    make_stock(halyna)
    card = blanks(app)[0]
    halyna.open(f"/households/{household_id}")
    halyna.follow("Дати картку із запасу")
    halyna.press("Видати нову картку", {"reason": "lost", "blank_card": card.card_no})
    halyna.open(f"/cards/{card.id}/check")
    page = halyna.press("Притримати картку", {"reason": "stranger"})
    assert "Видати нову картку" not in page.text
    assert page.says("Усе гаразд: хай діє")


def test_only_who_issues_cards_sees_the_stock(visit: Visit, household_id: int) -> None:
    for path in ("/blank-cards", "/cards/under-check"):
        visit(cast.DMYTRO).open(path, status=403)


# ---- whatever staff do with cards

VERBS = ("replace", "claim", "block", "unblock", "lose", "strike off")


def do(verb: str, home: Household, typed: str, serial: int) -> None:
    """One thing that staff do, which may be refused."""
    nonce, why = f"{serial:032x}", BlockReason.NOT_PRINTED
    last = home.last_card
    assert last is not None
    told = {"actor": KEEPER, "at": AT + timedelta(minutes=serial)}
    if verb == "replace":
        operations.replace_card(home.id, BlockReason.LOST, nonce=nonce, **told)  # type: ignore[arg-type]
    elif verb == "claim":
        operations.replace_card(home.id, why, nonce=nonce, blank=typed, **told)  # type: ignore[arg-type]
    elif verb == "strike off":
        operations.strike_off_blank_card(typed, **told)  # type: ignore[arg-type]
    elif verb == "block":
        operations.block_card(last.id, CheckReason.ASKED, **told)  # type: ignore[arg-type]
    elif verb == "unblock":
        operations.unblock_card(last.id, **told)  # type: ignore[arg-type]
    else:
        operations.lose_card(last.id, **told)  # type: ignore[arg-type]


def test_a_card_belongs_to_one_household_for_good_whatever_staff_do(app: Flask) -> None:
    with app.app_context():
        settlement = make_settlement()
        families = [make_household(settlement=settlement, is_minimal=True, declared_size=1) for _ in range(2)]
        homes = [make_card(household=family).household_id or 0 for family in families]
        db.session.commit()
        serials = itertools.count(1)

        @settings(max_examples=25, deadline=None)
        @given(st.lists(st.tuples(st.sampled_from(VERBS), st.integers(0, 1), st.integers(0, 1)), max_size=10))
        def any_day(acts: list[tuple[str, int, int]]) -> None:
            serial = next(serials)
            with transaction():
                batch = operations.make_blank_cards(2, actor=KEEPER, at=AT, nonce=f"f{serial:031x}")
            numbers = [card.card_no for card in card_queries.list_batch(batch.id)]
            owners: dict[int, int] = {}
            for verb, home, blank in acts:
                try:
                    with transaction():
                        do(verb, queries.get_household(homes[home]), numbers[blank], next(serials))
                except Refusal:
                    pass
                cards = db.session.execute(db.select(Card.id, Card.household_id, Card.blocked_at)).all()
                linked = {card.id: card.household_id for card in cards if card.household_id is not None}
                assert owners.items() <= linked.items(), "no card changes hands"
                owners = linked
                live = [card.household_id for card in cards if card.household_id and card.blocked_at is None]
                assert len(live) == len(set(live)), "one card in force for each household"
                assert len([card for card in cards if card.household_id is None]) + len(linked) == len(cards)

        any_day()


# ---- two households, one card


def _stock_of_one(app: Flask) -> tuple[str, list[int]]:
    with app.app_context():
        settlement = make_settlement()
        homes = [make_household(settlement=settlement, is_minimal=True, declared_size=1) for _ in range(8)]
        db.session.commit()
        with transaction():
            batch = operations.make_blank_cards(1, actor=KEEPER, at=AT, nonce="f" * 32)
        return card_queries.list_batch(batch.id)[0].card_no, [home.id for home in homes]


def _reach(app: Flask, card: str, household_id: int, gate: threading.Barrier, ends: list[str]) -> None:
    with app.app_context():
        gate.wait()
        try:
            with transaction():
                operations.replace_card(
                    household_id, BlockReason.LOST, actor=KEEPER, at=AT, nonce=f"{household_id:032x}", blank=card
                )
            ends.append("given")
        except operations.BlankCardTaken:
            ends.append("taken")
        finally:
            db.session.remove()


@pytest.mark.parametrize("database", ["app", pytest.param("postgres_app", marks=pytest.mark.postgres)])
def test_of_eight_households_that_reach_for_one_card_one_gets_it(request: pytest.FixtureRequest, database: str) -> None:
    app: Flask = request.getfixturevalue(database)
    card, homes = _stock_of_one(app)
    gate, ends = threading.Barrier(len(homes)), []
    threads = [threading.Thread(target=_reach, args=(app, card, home, gate, ends)) for home in homes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ends) == ["given", *["taken"] * 7]
    with app.app_context():
        assert audit.check_chain().broken_at is None
        assert len(queries.search(card)) == 1


# ---- on paper


@pytest.mark.browser
@pytest.mark.poppler
def test_blank_cards_leave_the_printer_ten_to_a_sheet(
    app: Flask, halyna: Visitor, browser: Browser, tmp_path: Path
) -> None:
    page = make_stock(halyna, 20)
    paper = print_paper(app, browser, halyna, f"{page.path}/sheet", tmp_path)
    assert paper.sizes() == ["portrait", "portrait"]
    printed = [code.text for picture in paper.pictures() for code in zxingcpp.read_barcodes(picture)]
    assert sorted(printed) == sorted(card.token for card in blanks(app))
    assert all(read_code(text).kind is CodeKind.TOKEN for text in printed)


@pytest.mark.browser
@pytest.mark.poppler
def test_a_wallet_card_may_tell_nothing_but_its_number(
    app: Flask, halyna: Visitor, household_id: int, browser: Browser, tmp_path: Path
) -> None:
    """85 by 54 mm with initials and street, or without, as staff choose."""
    with app.app_context():
        card = db.session.get_one(Household, household_id).cards[0]
    whole = print_paper(app, browser, halyna, f"/cards/{card.id}/sheet", tmp_path)
    assert "Ш. О., вул. Садова" in whole.pages()[0]
    bare = print_paper(app, browser, halyna, f"/cards/{card.id}/sheet?bare=y", tmp_path)
    assert "Садова" not in bare.pages()[0]
    assert [code.text for picture in bare.pictures() for code in zxingcpp.read_barcodes(picture)] == [card.token]


def test_names_are_left_out_of_a_whole_print(halyna: Visitor) -> None:
    halyna.open("/cards")
    halyna.press("Показати", {"bare": "y"})
    page = halyna.follow("Відкрити для друку")
    assert page.text.count("PIN") == 1
    assert not page.says("Садова")


@pytest.mark.browser
@pytest.mark.poppler
def test_lost_cards_are_printed_by_number(
    app: Flask, halyna: Visitor, household_id: int, browser: Browser, tmp_path: Path
) -> None:
    halyna.open(f"/households/{household_id}")
    halyna.follow("Видати нову картку")
    halyna.press("Видати нову картку", {"reason": "lost"})
    paper = print_paper(app, browser, halyna, "/cards/lost/sheet", tmp_path)
    with app.app_context():
        old, new = db.session.get_one(Household, household_id).cards
    line = next(line for line in paper.pages()[0].splitlines() if old.card_no[:4] in line)
    assert new.card_no[4:] in line
    assert "Шевченко" not in paper.pages()[0]
