"""A storekeeper's week: a truck comes, kits are put together, sent, counted and written off; JavaScript is off."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from app.core import clock
from app.core.db import db
from app.stock import queries
from app.stock.models import StockDocument
from tests import cast
from tests.make import make_hub, make_kit, make_location, make_settlement
from tests.make.stock import make_item, make_lot
from tests.statements import statements_of
from tests.visitor import Page, Visitor

Visit = Callable[..., Visitor]
TODAY = clock.local_date(clock.now())


@pytest.fixture
def hub(app: Flask) -> dict[str, int]:
    """A hub with one location, one kit and one item: their ids."""
    with app.app_context():
        location = make_location(hub=make_hub(), settlement=make_settlement())
        ids = {"location": location.id, "kit": make_kit().id, "item": make_item().id}
        db.session.commit()
    return ids


def boxes(page: Page) -> list[str]:
    """What stands in the boxes of quantities."""
    named = (field for field in page.root.iter("input") if (field.get("name") or "").endswith("-quantity"))
    return [field.get("value", "") for field in named]


def in_field(page: Page, name: str) -> str | None:
    """What stands in this field; None where there is no such field."""
    return next((field.get("value", "") for field in page.root.iter("input") if field.get("name") == name), None)


def link_with(page: Page, words: str) -> str:
    """The address of the first link that begins with these words."""
    for link in page.root.iter("a"):
        if "".join(link.itertext()).strip().startswith(words):
            return link.attrib["href"]
    raise AssertionError(words)


def write_waybill(ivan: Visitor, *, kits: int, counted: int, damaged: int = 0, customs: str = "") -> Page:
    ivan.open("/receipts/new")
    typed = {
        "Чия це допомога?": "Фонд «Спільний стіл»",
        "Номер накладної": "ВН-17",
        "День митного оформлення": customs,
        "Хто рахував разом": "Олена Свідок",
        "lines-0-what": f"kit-{1}",
        "lines-0-documented": str(kits),
        "lines-0-counted": str(counted),
        "lines-0-damaged": str(damaged),
        "lines-0-value": "412,50",
        "lines-0-expires_on": f"{TODAY + timedelta(days=40):%d.%m.%Y}",
    }
    return ivan.press("Прийняти на склад", typed)


def test_a_truck_with_fewer_kits_than_the_waybill(visit: Visit, hub: dict[str, int]) -> None:
    ivan = visit(cast.IVAN)
    assert ivan.open("/stock").says("Починається з накладної")
    page = write_waybill(ivan, kits=180, counted=150, damaged=2)
    assert page.says("Прийнято: ПН-")
    assert page.rows()[1][1:5] == ["180", "150", "2", "148"]
    page = ivan.follow("Акт про розбіжність")
    assert page.says("−30")
    assert page.says("13 200,00")  # thirty missing and two damaged
    page = ivan.open("/receipts/1/acceptance-act")
    told = ("Акт приймання-передачі № ПН-", "Фонд «Спільний стіл»", "накладна № ВН-17", "61 050,00", "Олена Свідок")
    for words in told:
        assert page.says(words), words
    assert ivan.open("/stock").rows()[1][1] == "148"
    assert ivan.open("/receipts").says("не сходиться з накладною")


def test_what_is_wrong_on_a_waybill_is_told_and_nothing_is_lost(visit: Visit, hub: dict[str, int]) -> None:
    ivan = visit(cast.IVAN)
    ivan.open("/receipts/new")
    page = ivan.press("Прийняти на склад", {"Чия це допомога?": "Фонд"}, status=422)
    assert page.says("Запишіть хоча б один рядок")
    page = ivan.press("Ще рядки", {"lines-0-documented": "7"})
    assert in_field(page, "lines-0-documented") == "7"
    assert in_field(page, "lines-7-documented") == ""
    wrong = {
        "Хто рахував разом": "Олена", "lines-0-what": "kit-1", "lines-0-documented": "5", "lines-0-counted": "5",
        "lines-0-damaged": "6", "lines-0-value": "багато",
    }  # fmt: skip
    page = ivan.press("Прийняти на склад", wrong, status=422)
    assert page.says("Напишіть гривні цифрами")
    page = ivan.press("Прийняти на склад", {"lines-0-value": ""}, status=422)
    assert page.says("Пошкоджених більше, ніж пораховано")
    page = ivan.press("Прийняти на склад", {"lines-0-damaged": "", "Хто рахував разом": "Іван Ґудзь"}, status=422)


def test_the_days_to_report_are_counted_until_it_is_reported(visit: Visit, hub: dict[str, int]) -> None:
    ivan = visit(cast.IVAN)
    page = write_waybill(ivan, kits=10, counted=10, customs=f"{TODAY - timedelta(days=71):%d.%m.%Y}")
    assert page.says("лишилося 19 днів до звіту")
    assert ivan.open("/stock").says("лишилося 19 днів до звіту")
    assert ivan.open("/").says("19 днів до звіту")
    ivan.open("/receipts/1")
    assert ivan.press("Позначити, що прозвітовано").says("прозвітовано")
    assert not ivan.open("/stock").says("до звіту")


def test_kits_are_put_together_of_what_expires_first(app: Flask, visit: Visit, hub: dict[str, int]) -> None:
    with app.app_context():
        item = queries.get_item(hub["item"])
        for days in (60, 20):
            make_lot(item=item, quantity=20, expires_on=TODAY + timedelta(days=days))
    ivan = visit(cast.IVAN)
    ivan.open(f"/kits/{hub['kit']}/assembly")
    ivan.follow("Указати товари")
    ivan.press("Зберегти як нову версію", {"rows-0-item": str(hub["item"]), "rows-0-quantity": "3"})
    page = ivan.follow("Скласти набори")
    assert page.says("Вистачить на 13 наборів")
    page = ivan.press("Запропонувати партії", {"Скільки наборів?": "10"})
    assert boxes(page) == ["20", "10"]
    page = ivan.press("10 наборів складено", {"rows-0-quantity": "19"}, status=409)
    assert page.says("на стільки наборів треба 30, а записано 29")
    page = ivan.press("10 наборів складено", {"rows-0-quantity": "20"})
    assert page.says("Записано: АК-")
    page = ivan.open(f"/kits/{hub['kit']}/card")
    assert page.rows()[1][-1] == "10"
    assert ivan.open("/stock/documents/3/sheet").says("Акт складання наборів")


def test_goods_go_to_a_location_and_somebody_else_counts_them(app: Flask, visit: Visit, hub: dict[str, int]) -> None:
    with app.app_context():
        make_lot(kit=queries.get_kit(hub["kit"]), quantity=180)
    ivan, dmytro = visit(cast.IVAN), visit(cast.DMYTRO)
    ivan.open("/transfers/new")
    ivan.press("Відправити й надрукувати накладну", {"Куди?": str(hub["location"])}, status=422)
    typed = {"Хто везе, машина": "Петро, ЗАЗ", "rows-0-quantity": "200"}
    page = ivan.press("Відправити й надрукувати накладну", typed, status=409)
    assert page.says("тут лише 180, а мало піти 200")
    page = ivan.press("Відправити й надрукувати накладну", {"rows-0-quantity": "150"})
    assert page.says("Записано: НП-")
    assert ivan.open(link_with(page, "Роздрукувати")).says("Накладна на переміщення")
    assert ivan.open("/stock").says("Відправлено і ще не пораховано")
    page = ivan.open("/transfers/2/arrival")
    assert page.says("Цей товар відправили ви")
    assert "Стільки прибуло" not in page.text
    dmytro.open("/")
    dmytro.follow("1 переміщення треба порахувати на місці")
    dmytro.open(link_with(dmytro.open("/transfers"), "Порахувати НП-"))
    page = dmytro.press("Стільки прибуло", {"rows-0-quantity": "148"}, status=422)
    assert page.says("Напишіть, чому числа не сходяться")
    page = dmytro.press(
        "Стільки прибуло",
        {"Якщо чогось бракує: що сталося?": "упали в дорозі", "Хто рахував разом і підписує": "Петро Водій"},
    )
    assert page.says("Записано: АП-")
    assert ivan.open("/stock").rows()[1][1:5] == ["30", "0", "148", "178"]
    assert ivan.open("/stock/documents/3/sheet").says("−2")
    assert ivan.open("/stock/documents/4").says("упали в дорозі")


def test_the_place_that_goods_leave_is_not_offered_as_where_they_go(
    app: Flask, visit: Visit, hub: dict[str, int]
) -> None:
    with app.app_context():
        make_lot(kit=queries.get_kit(hub["kit"]), quantity=180)
    ivan, dmytro = visit(cast.IVAN), visit(cast.DMYTRO)

    def offered(path: str) -> list[str]:
        chosen = ivan.open(path).root.find(".//select[@name='to']")
        assert chosen is not None
        return [option.get("value", "") for option in chosen]

    assert offered("/transfers/new") == ["", str(hub["location"])]
    typed = {"Куди?": str(hub["location"]), "Хто везе, машина": "Петро", "rows-0-quantity": "10"}
    ivan.press("Відправити й надрукувати накладну", typed)
    dmytro.open("/transfers/2/arrival")
    dmytro.press("Стільки прибуло", {"rows-0-quantity": "10"})
    with app.app_context():
        point = next(store.id for store in queries.list_stores() if store.location_id)
    assert offered(f"/transfers/new?store={point}") == ["", "warehouse"]


def test_goods_go_to_another_hub_with_two_names_on_the_waybill(app: Flask, visit: Visit, hub: dict[str, int]) -> None:
    with app.app_context():
        make_lot(kit=queries.get_kit(hub["kit"]), quantity=180, unit_value_minor=412_50)
    ivan = visit(cast.IVAN)
    ivan.open("/stock")
    ivan.follow("Відправити іншому хабу")
    typed = {
        "Який хаб приймає товар?": "Хаб «Лиман»", "Хто там приймає, посада": "Марія Бойко",
        "Хто везе, машина": "Петро, ЗАЗ", "rows-0-quantity": "30",
    }  # fmt: skip
    assert ivan.press("Відправити й надрукувати накладну", typed, status=422).says("Запишіть кількома словами")
    signed = {
        "На якій підставі: лист, угода, чиє прохання": "лист № 5", "approver_login": "oksana",
        "approver_password": cast.PASSWORD,
    }  # fmt: skip
    page = ivan.press("Відправити й надрукувати накладну", signed)
    assert page.says("Записано: НХ-")
    paper = ivan.open(link_with(page, "Роздрукувати"))
    told = ("Накладна на переміщення до іншого хабу", "Хаб «Лиман»", "лист № 5", "12 375,00", "Марія Бойко", "Оксана")
    for words in told:
        assert paper.says(words), words
    assert ivan.open("/stock").rows()[1][1] == "150"
    ivan.open("/stock/documents/2")
    page = ivan.press("Записати", {"Скільки там нарахували?": ""}, status=422)
    asked = ivan.page
    page = ivan.press("Записати", {"Скільки там нарахували?": "29, один намок"})
    assert page.says("29, один намок")
    assert "Що нарахував інший хаб" not in page.text
    ivan.page = asked
    assert ivan.press("Записати", {"Скільки там нарахували?": "30"}, status=409).says(
        "Що повідомив інший хаб, уже записано."
    )
    assert ivan.open("/stock").rows()[1][1] == "150"


def test_goods_go_off_the_books_with_a_second_person(app: Flask, visit: Visit, hub: dict[str, int]) -> None:
    with app.app_context():
        make_lot(kit=queries.get_kit(hub["kit"]), quantity=10, expires_on=TODAY - timedelta(days=1))
    ivan = visit(cast.IVAN)
    ivan.open("/stock")
    page = ivan.follow("Списати")
    assert boxes(page) == ["10"]
    page = ivan.press("Списати й надрукувати акт", {}, status=422)
    assert page.says("Запишіть кількома словами")
    typed = {
        "Що сталося і звідки це відомо?": "прострочено",
        "approver_login": "oksana",
        "approver_password": cast.PASSWORD,
    }
    page = ivan.press("Списати й надрукувати акт", typed)
    assert page.says("підтверджено паролем")
    assert page.says("Записано: АС-")
    assert ivan.open(link_with(page, "Роздрукувати")).says("Акт списання")
    assert not ivan.open("/stock").says("прострочене")


def test_a_lead_alone_names_a_witness(app: Flask, visit: Visit, hub: dict[str, int]) -> None:
    with app.app_context():
        make_lot(kit=queries.get_kit(hub["kit"]), quantity=10)
    oksana = visit(cast.OKSANA)
    oksana.open("/stores/1/write-off")
    typed = {"kind": "damage", "rows-0-quantity": "1", "Що сталося і звідки це відомо?": "намокло"}
    assert oksana.press("Списати й надрукувати акт", typed, status=422).says("Напишіть ім’я другої людини")
    page = oksana.press("Списати й надрукувати акт", {"Хто рахував разом і підписує": "Іван Сорока"})
    assert page.says("Іван Сорока")


def test_a_store_is_counted(app: Flask, visit: Visit, hub: dict[str, int]) -> None:
    with app.app_context():
        make_lot(kit=queries.get_kit(hub["kit"]), quantity=10)
        make_lot(item=queries.get_item(hub["item"]), quantity=5)
    ivan = visit(cast.IVAN)
    ivan.open("/stores/1/stock-take")
    sheet = visit(cast.IVAN).open("/stores/1/stock-take/sheet")
    assert sheet.says("порахуйте, що є")
    page = ivan.press("Записати інвентаризацію", {"rows-0-quantity": "6", "rows-1-quantity": "9"}, status=422)
    assert page.says("Запишіть кількома словами")
    typed = {"Що сталося і звідки це відомо?": "миші", "approver_login": "oksana", "approver_password": cast.PASSWORD}
    page = ivan.press("Записати інвентаризацію", typed)
    assert page.says("Записано: АІ-")
    assert ivan.open(link_with(page, "Роздрукувати")).says("Акт інвентаризації")
    assert {row[1] for row in ivan.open("/stores/1").rows()[1:]} == {"6 кг", "9 шт."}


def test_figures_that_moved_while_somebody_counted_are_shown_anew(
    app: Flask, visit: Visit, hub: dict[str, int]
) -> None:
    with app.app_context():
        make_lot(kit=queries.get_kit(hub["kit"]), quantity=10)
    ivan, oksana = visit(cast.IVAN), visit(cast.OKSANA)
    ivan.open("/stores/1/stock-take")
    oksana.open("/transfers/new")
    oksana.press(
        "Відправити й надрукувати накладну",
        {"Куди?": str(hub["location"]), "Хто везе, машина": "Петро", "rows-0-quantity": "4"},
    )
    page = ivan.press("Записати інвентаризацію", {"rows-0-quantity": "10"}, status=409)
    assert page.says("Поки ви рахували, товар рухався")
    assert in_field(page, "rows-0-expected") == "6"
    assert ivan.press("Записати інвентаризацію", {"rows-0-quantity": "6"}).says("Записано: АІ-")


def test_a_wrong_document_is_taken_back_by_another(app: Flask, visit: Visit, hub: dict[str, int]) -> None:
    with app.app_context():
        make_lot(kit=queries.get_kit(hub["kit"]), quantity=10)
    oksana = visit(cast.OKSANA)
    oksana.open("/stock/documents/1")
    oksana.follow("Сторнувати цей документ")
    typed = {"Що сталося і звідки це відомо?": "не той вантаж", "Хто рахував разом і підписує": "Іван Сорока"}
    page = oksana.press("Сторнувати документ", typed)
    assert page.says("АН-")
    assert oksana.open("/stock/documents/1").says("не той вантаж")
    assert oksana.open("/receipts/1").says("Сторновано документом")
    assert oksana.open("/stores/1").says("Зараз тут нічого немає")
    oksana.open("/stock/documents/2/reversal", status=404)


def test_the_same_form_sent_twice_posts_one_document(app: Flask, visit: Visit, hub: dict[str, int]) -> None:
    ivan = visit(cast.IVAN)
    ivan.open("/items/new")
    typed = {"Як називається товар?": "Мило", "Короткий код": "soap", "Скільки кілограмів важить одна одиниця?": "0,1"}
    ivan.press("Зберегти товар", typed)
    ivan.open("/receipts/new")
    lines = {
        "Чия це допомога?": "Фонд", "Хто рахував разом": "Олена", "lines-0-what": "item-2",
        "lines-0-documented": "5", "lines-0-counted": "5",
    }  # fmt: skip
    form = ivan.page
    first = ivan.press("Прийняти на склад", lines)
    ivan.page = form
    second = ivan.press("Прийняти на склад", lines)
    assert first.path == second.path
    with app.app_context():
        assert db.session.scalar(db.select(db.func.count()).select_from(StockDocument)) == 1


def test_items_are_corrected_and_partners_described(visit: Visit, hub: dict[str, int]) -> None:
    ivan = visit(cast.IVAN)
    ivan.open("/items")
    ivan.follow("Виправити")
    ivan.press("Зберегти товар", {"Як називається товар?": "Борошно пшеничне"})
    assert ivan.page is not None
    assert ivan.page.says("Борошно пшеничне, кг")
    ivan.open("/items/new")
    taken = {
        "Як називається товар?": "Борошно",
        "Короткий код": "FLOUR",
        "Скільки кілограмів важить одна одиниця?": "1",
    }
    assert ivan.press("Зберегти товар", taken, status=409).says("Товар із таким кодом уже є")
    write_waybill(ivan, kits=1, counted=1)
    ivan.open("/partners")
    ivan.follow("Фонд «Спільний стіл»")
    page = ivan.press("Зберегти", {"Код ЄДРПОУ": "123"}, status=422)
    assert page.says("Код має 8 цифр")
    assert ivan.press("Зберегти", {"Код ЄДРПОУ": "12345678"}).says("12345678")


def test_stock_is_not_for_the_desk(visit: Visit, hub: dict[str, int]) -> None:
    dmytro = visit(cast.DMYTRO)
    for path in (
        "/stock",
        "/receipts/new",
        "/items",
        "/stock/documents",
        "/partners",
        "/transfers/new",
        "/dispatches/new",
    ):
        dmytro.open(path, status=403)


def test_every_list_says_what_will_be_there(visit: Visit, hub: dict[str, int]) -> None:
    ivan = visit(cast.IVAN)
    for path in (
        "/stock",
        "/receipts",
        "/stock/documents",
        "/partners",
        "/transfers/new",
        f"/items/{hub['item']}/card",
    ):
        assert ivan.open(path).root.find(".//div[@class='empty']") is not None, path


def test_pages_take_as_many_statements_for_many_lots_as_for_few(app: Flask, visit: Visit, hub: dict[str, int]) -> None:
    ivan = visit(cast.IVAN)

    def bring(lots: int) -> None:
        with app.app_context():
            for _number in range(lots):
                make_lot(kit=queries.get_kit(hub["kit"]), quantity=5, expires_on=TODAY)

    def count() -> dict[str, int]:
        taken = {}
        for path in ("/stock", "/receipts", "/stock/documents", "/stores/1", "/stores/1/stock-take", "/kits/1/card"):
            with app.app_context(), statements_of(db.engine) as statements:
                ivan.open(path)
            taken[path] = len(statements)
        return taken

    ivan.open("/stock")  # the first page of a day also tidies up
    bring(2)
    few = count()
    bring(10)
    assert count() == few
