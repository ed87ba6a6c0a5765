"""The first days of a hub, told as one story with JavaScript off: from the terminal's code to the authority's log."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from flask import Flask

from app.audit import queries as audit
from app.core import codes
from app.core.db import db
from app.distributions.models import Distribution, Entitlement, Slot
from app.households.models import Card
from tests.visitor import Visitor

PASSWORD = "тихе-плесо-2026"
LIST = "tests/data/registry-tykhe-pleso.xlsx"
MONDAY = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
TUESDAY = datetime(2026, 11, 24, 7, 20, tzinfo=UTC)
"""09:20 in Kyiv: the second slot runs."""


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


def test_from_an_empty_laptop_to_the_authoritys_log(app: Flask, clock: time_machine.Traveller) -> None:
    lead = Visitor(app)
    open_the_hub(lead)
    import_the_list(app)
    prepare(lead)
    plan_three_days(lead)
    print_the_pack(lead)
    reviewer_password = take_on_a_reviewer(lead)

    clock.move_to(TUESDAY)
    sign_in(lead, "oksana", PASSWORD)
    cards = cards_of_the_first_slots(app)
    serve(lead, cards[:20])
    refuse_what_must_be_refused(lead, cards)
    take_one_back(lead, cards[19])
    look_up_a_slot(app, coming=cards[40], served=cards[0])
    read_the_log(app, reviewer_password)
    with app.app_context():
        assert audit.check_chain().broken_at is None


def open_the_hub(lead: Visitor) -> None:
    lead.open("/")
    lead.press("Далі", {"Код налаштування": codes.set_up_code(lead.app.config["SECRET_KEY"])})
    lead.press(
        "Відкрити хаб",
        {
            "Назва хабу": "Хаб «Ліцей»",
            "Організація, яка веде хаб": "ГО «Поряд»",
            "Телефон хабу": "+380 00 000 00 99",
            "Літери для номерів видач": "HUB",
            "Ваше ім’я та прізвище": "Оксана Руденко",
            "Ваш логін": "oksana",
            "Новий пароль": PASSWORD,
            "Новий пароль ще раз": PASSWORD,
        },
    )
    assert lead.page is not None
    assert lead.page.says("Оксана Руденко")


def import_the_list(app: Flask) -> None:
    runner = app.test_cli_runner()
    dry = runner.invoke(args=["households", "import", LIST])
    assert dry.exit_code == 0
    with app.app_context():
        assert db.session.query(Card).count() == 0
    written = runner.invoke(args=["households", "import", LIST, "--commit"])
    assert "1388 домогосподарств" in written.output
    with app.app_context():
        assert db.session.query(Card).count() == 1388


def prepare(lead: Visitor) -> None:
    """A place, a kit, a programme for one settlement."""
    page = lead.open("/locations/new")
    township = page.option("Населений пункт", "Тихе Плесо")
    lead.press(
        "Зберегти",
        {
            "Назва": "Ліцей",
            "Населений пункт": township,
            "Вулиця і будинок": "вул. Шкільна, 12",
            "Орієнтир: як знайти вхід": "вхід з двору, навпроти пошти",
            "Скільки столів?": "3",
        },
    )
    lead.open("/kits/new")
    contents = "Борошно – 3 кг\nОлія – 1 л"
    kit = {"Як називається набір?": "Продуктовий набір", "Короткий код": "FOOD30", "Що в ньому є?": contents}
    lead.press("Зберегти набір", {**kit, "Скільки кілограмів важить один набір?": "13"})
    lead.open("/programmes/new")
    lead.press(
        "Зберегти програму",
        {
            "Як називається програма?": "Продукти щомісяця",
            "Чия це допомога?": "Фонд «Спільний стіл»",
            "З якого дня?": "2026-11-23",
            "unit": "household",
            "settlements": [township],
            "Правило словами для мешканців": "Один набір на домогосподарство раз на 30 днів.",
        },
    )


def plan_three_days(lead: Visitor) -> None:
    assert lead.page is not None
    page = lead.follow("Запланувати дні")
    days = {"З якого дня?": "2026-11-24", "До якого дня?": "2026-11-26"}
    lead.press("Показати, хто вміщається", {"locations": [page.box("Ліцей, вул. Шкільна, 12")], **days})
    assert lead.page.says("593 домогосподарства отримають час на 720 місцях")
    assert lead.page.says("Усі мають час")
    lead.follow("Перейти до оприлюднення")
    lead.press("Оприлюднити список")
    assert lead.page.says("HUB-2026-0003")


def print_the_pack(lead: Visitor) -> None:
    lead.open("/distributions/1/papers")
    pack = lead.press("Друк на день")
    assert pack.says("План дня")
    assert pack.says("ВД-2026-0001")


def take_on_a_reviewer(lead: Visitor) -> str:
    """The password is shown once."""
    lead.open("/staff/new")
    page = lead.press("Створити", {"Ім’я та прізвище": "Любов Щербина", "Логін": "liubov", "roles": ["reviewer"]})
    return page.fact("Перший пароль")


def sign_in(visitor: Visitor, login: str, password: str) -> None:
    visitor.open("/sign-in")
    visitor.press("Увійти", {"Логін": login, "Пароль": password})


def cards_of_the_first_slots(app: Flask) -> list[Card]:
    """In the order of the sheets, as people stand at the door."""
    with app.app_context():
        found = (
            db.select(Card)
            .join(Entitlement, Entitlement.household_id == Card.household_id)
            .join(Slot, Slot.id == Entitlement.slot_id)
            .join(Distribution, Distribution.id == Slot.distribution_id)
            .order_by(Distribution.held_on, Slot.starts_at, Entitlement.place)
        )
        return list(db.session.scalars(found))


def serve(lead: Visitor, cards: list[Card]) -> None:
    """Scans, typed numbers and whole addresses typed on a Ukrainian layout, all through one field."""
    lead.open("/check-in")
    for number, card in enumerate(cards):
        typed = (card.token, f"{card.card_no[:4]} {card.card_no[4:]}", f"реезі:..хаб.с.{card.token}")[number % 3]
        lead.press("Перевірити", {"code": typed})
        assert lead.page is not None
        assert lead.page.verdict() == "GIVE"
        lead.press("Видано")
        assert lead.page.verdict() == "GIVEN"


def refuse_what_must_be_refused(lead: Visitor, cards: list[Card]) -> None:
    tomorrow, later = cards[-1], cards[40]
    answers = {cards[3].card_no: "ALREADY_GIVEN", later.token: "TOO_EARLY", tomorrow.card_no: "WRONG_DAY"}
    for typed, verdict in {**answers, "12345678901234567890": "UNKNOWN_CARD"}.items():
        lead.press("Перевірити", {"code": typed})
        assert lead.page is not None
        assert lead.page.verdict() == verdict


def take_one_back(lead: Visitor, card: Card) -> None:
    lead.open("/check-in")
    lead.press("скасувати")
    assert lead.page is not None
    assert lead.page.verdict() == "TAKEN_BACK"
    lead.press("Перевірити", {"code": card.card_no})
    assert lead.page.verdict() == "GIVE"


def look_up_a_slot(app: Flask, *, coming: Card, served: Card) -> None:
    """On any phone: number and PIN, or the QR code."""
    resident = Visitor(app)
    resident.open("/c/")
    pin = codes.pin_of(served.token)
    page = resident.press("Показати", {"card_no": served.card_no, "pin": pin})
    assert page.says("Цю допомогу вже отримано 24.11.2026")
    page = resident.open(f"/c/{coming.token}")
    assert page.says("24 листопада")
    assert "Set-Cookie" not in page.response.headers


def read_the_log(app: Flask, first_password: str) -> None:
    """The authority sees figures and pseudonyms, and takes the log along."""
    reviewer = Visitor(app)
    sign_in(reviewer, "liubov", first_password)
    own = "орган-влади-2026"
    reviewer.press("Зберегти пароль", {"Новий пароль": own, "Новий пароль ще раз": own})
    page = reviewer.open("/reports")
    assert page.says("19")
    log = reviewer.open("/reports/log")
    assert not log.says("Ковальчук")
    sheet = reviewer.press("Вивантажити журнал – CSV")
    rows = list(csv.reader(io.StringIO(sheet.response.get_data().decode("utf-8-sig")), delimiter=";"))
    assert len([row for row in rows if "Ліцей" in row]) == 20
