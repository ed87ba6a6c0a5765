"""Lists go through the screen as a new user takes them, with JavaScript off."""

import csv
import http.client
import io
import os
import sys
from contextlib import closing
from io import BytesIO

import pytest
from sqlalchemy import func, select
from werkzeug.test import EnvironBuilder

from app import create_app
from app.config import Config
from app.core.db import db, transaction
from app.households.models import Card, Household, HouseholdStatus, Person
from app.imports.models import Import, ImportLine, ImportRow, ImportShape, ImportState
from app.imports.views import lists
from tests import cast, live
from tests.imports.lists import REAL_LIST, TITLES, a_list, corrected, row, xlsx
from tests.make.places import make_settlement
from tests.statements import statements_of
from tests.visitor import Page, Visitor

KOBO = """\
start,end,_id,_uuid,"Consent given","Full name of head","Date of birth","Settlement","Street","House","Flat","Phone","Number of people","Needs"
2026-11-02T08:11:00,2026-11-02T08:19:00,101,7f1,yes,"Кравчук Іван Петрович",1959-03-02,"с. Верболози","вул. Миру",5,,0207852503,3,"bedridden"
2026-11-02T08:31:00,2026-11-02T08:39:00,102,7f2,yes,"Гончар Уляна Іванівна",1970-05-12,"с. Верболози","вул. Садова",9,2,380207852504,1,""
"""  # noqa: E501

PERSONS = xlsx(
    {
        "с. Степове": [
            ("№", "ПІБ", "Дата народження", "Ким доводиться", "Адреса", "Телефон"),
            (1, "Кравчук Іван Петрович", "02.03.1959", "голова", "вул. Миру, 5", "0207852503"),
            ("", "Кравчук Олена Іванівна", "1960", "дружина", "", ""),
            ("", "Кравчук Петро Іванович", "11.12.2015", "син", "", ""),
            (2, "Гончар Уляна Іванівна", "1970", "голова", "вул. Садова, 9", ""),
        ]
    }
)

BROKEN = """\
Список тих, хто просив допомоги;;;;
;;;;
ПІБ;Дата народження;Адреса;Телефон;Примітка
Кравчук Іван Петрович;31.02.1959;вул. Миру, 5;дзвонити сусідці;
;1960;вул. Миру, 7;0501112230;
Гончар;1961;вул. Миру, 9;0501112231;
Петренко Олена;колись;вул. Миру, 11;0501112233, 0501112234, 0501112235;=HYPERLINK("x")
Разом;;;;
"""


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


@pytest.fixture
def halyna(visit) -> Visitor:
    return visit(cast.HALYNA)


def encode_multipart(fields: dict[str, object]) -> tuple[bytes, str]:
    """A form with a file as a browser sends it, and its content type."""
    builder = EnvironBuilder(method="POST", data=fields)
    environ = builder.get_environ()
    return environ["wsgi.input"].read(), environ["CONTENT_TYPE"]


def upload(visitor: Visitor, content: bytes, name: str, *, status: int = 200) -> Page:
    visitor.open("/imports/new")
    return visitor.press("Завантажити", {"Який файл?": (BytesIO(content), name)}, status=status)


def wait(visitor: Visitor) -> Page:
    """Load the progress page again and again, as its own refresh does."""
    page = visitor.page
    assert page is not None
    for _look in range(60):
        if not page.path.endswith("/progress"):
            return page
        assert '<meta http-equiv="refresh" content="0">' in page.html
        page = visitor.open(page.path)
    raise AssertionError("the preview does not end")


def preview(visitor: Visitor, content: bytes, name: str = "список.xlsx", **columns: object) -> Page:
    upload(visitor, content, name)
    visitor.press("Показати попередній перегляд", columns)
    return wait(visitor)


def write(visitor: Visitor) -> Page:
    visitor.follow("Далі: запис")
    visitor.press("Записати до реєстру")
    return wait(visitor)


# ---- whole ways


def test_the_real_list_from_the_first_step_to_the_printed_report(app, halyna):
    assert halyna.open("/imports").says("Тут будуть списки домогосподарств")
    halyna.follow("Завантажити список")
    page = halyna.press("Завантажити", {"Який файл?": (BytesIO(REAL_LIST.read_bytes()), "список.xlsx")})
    assert page.says("7 аркушів з однаковими стовпцями")
    assert page.says("Савченко Віктор Анатолійович")
    halyna.press("Показати попередній перегляд")
    page = wait(halyna)
    assert page.says("Нові: 1 310")
    assert page.says("Можливо, ті самі: 78 вибрати: 78")
    assert page.says("Збігається: те саме ім’я")
    page = halyna.press("Вибрати для всіх", {"Для всіх цих рядків": "take_over"})
    assert page.says("Вибрано для 78 рядків.")
    page = halyna.follow("Далі: запис")
    assert page.says("1310 нових домогосподарств")
    halyna.press("Записати до реєстру")
    page = wait(halyna)
    assert ["Створено", "1 310"] in [[cell.replace("\u00a0", " ") for cell in cells] for cells in page.rows()]
    assert "Савченко" not in page.text
    assert halyna.open(page.path + "/sheet").says("Те саме домогосподарство, що й інший рядок")
    with app.app_context():
        assert (count(Household), count(Card), count(ImportLine), count(ImportRow)) == (1310, 1310, 1388, 0)


def test_the_same_file_again_changes_nothing_and_ten_corrections_are_ten_differences(app, halyna):
    sheet = "с-ще Тихе Плесо"
    preview(halyna, corrected({}))
    halyna.press("Вибрати для всіх", {"Для всіх цих рядків": "take_over"})
    write(halyna)
    page = preview(halyna, corrected({}))
    assert page.says("Нові: 0")
    assert page.says("Уже є, без змін: 1 388")
    changes = {(sheet, 4 + place, 9): f"виправлено {place}" for place in range(10)}
    page = preview(halyna, corrected(changes))
    assert page.says("Уже є, відрізняються: 10")
    assert len([cells for cells in page.rows() if cells[0].startswith("примітка")]) == 10
    write(halyna)
    with app.app_context():
        assert count(Household) == 1310
        assert db.session.scalars(select(Household.notes).where(Household.notes.like("виправлено%"))).all()


def test_a_form_of_kobo(app, halyna):
    page = preview(halyna, KOBO.encode(), "kobo.csv")
    assert page.says("Нові: 2")
    assert page.says("Кравчук Іван Петрович (1959)")
    assert halyna.follow("Далі: запис").says("2 нові домогосподарства з 4 особами.")
    halyna.press("Записати до реєстру")
    assert ["Осіб у створених домогосподарствах", "4"] in wait(halyna).rows()
    with app.app_context():
        ivan, uliana = db.session.scalars(select(Household).order_by(Household.id)).all()
        assert (ivan.phone1, uliana.phone1) == ("+380207852503", "+380207852504")
        assert (ivan.street.name, ivan.house, uliana.flat) == ("Миру", "5", "2")
        assert ivan.size == 3


@pytest.mark.parametrize("refusal", ["no", "ні", "Нет", "0"])
def test_whoever_refused_in_the_form_is_not_written_down(app, halyna, refusal):
    page = preview(halyna, KOBO.replace(",7f2,yes,", f",7f2,{refusal},").encode(), "kobo.csv")
    assert page.says("Незрозумілі: 1")
    page = halyna.follow("Незрозумілі: 1")
    assert page.says("Гончар Уляна Іванівна")
    assert page.says("відмовилися, тож нічого не записано")
    write(halyna)
    with app.app_context():
        assert [one.house for one in db.session.scalars(select(Household))] == ["5"]


def test_a_settlement_that_a_form_codes_in_latin_letters_is_the_one_of_the_register(app, halyna):
    with app.app_context(), transaction(audited=False):
        make_settlement(name="Дубовий Гай")
    coded = KOBO.replace("с. Верболози", "dubovyi_hai", 1).replace("с. Верболози", "zaplavne", 1)
    page = preview(halyna, coded.encode(), "kobo.csv")
    assert page.says("Нові: 1")
    assert page.says("Незрозумілі: 1")
    write(halyna)
    with app.app_context():
        ivan = db.session.scalars(select(Household)).one()
        assert ivan.settlement.name == "Дубовий Гай"
    assert preview(halyna, coded.encode(), "kobo.csv").says("Уже є, без змін: 1")


def test_the_preview_of_a_new_household_says_all_that_will_be_written_of_it(halyna):
    page = preview(halyna, a_list(row(category="ВПО, лежачий", note="стукати у вікно")))
    assert page.says("Разом із: Кравчук Олена Іванівна (1960)")
    assert page.says("внутрішньо переміщена особа (ВПО) · не може прийти, потрібна доставка · «стукати у вікно»")


def test_places_that_a_list_brings_along_are_named_before_they_are_added(app, halyna):
    preview(halyna, a_list(row(), row(name="Гончар Уляна Іванівна", birth="1970", address="с. Вербалози, Садова, 9")))
    page = halyna.follow("Далі: запис")
    assert page.says("Населені пункти: село Вербалози, село Верболози")
    assert page.says("Вулиці: вул. Миру, вул. Садова")
    assert page.says("2 нові домогосподарства з 4 особами.")
    halyna.press("Записати до реєстру")
    assert wait(halyna).says("назви стовпців (рядок 1)")
    preview(halyna, a_list(row(phone="0207852509")))
    page = halyna.follow("Далі: запис")
    assert page.says("1 виправлення.")
    assert not page.says("Нові місця")


def test_a_row_for_every_person_with_the_address_at_the_head(app, halyna):
    page = upload(halyna, PERSONS, "особи.xlsx")
    assert page.says("кожен рядок — людина")
    halyna.press("Показати попередній перегляд")
    assert wait(halyna).says("Нові: 2")
    write(halyna)
    with app.app_context():
        kravchuks, honchars = db.session.scalars(select(Household).order_by(Household.id)).all()
        assert [person.given for person in kravchuks.people] == ["Іван", "Олена", "Петро"]
        assert [person.given for person in honchars.people] == ["Уляна"]
        assert kravchuks.street.name == "Миру"


def test_a_broken_list_says_what_is_unclear_and_where(app, halyna):
    page = preview(halyna, BROKEN.encode("cp1251"), "просили.csv", **{"settlement-0-0": "с. Верболози"})
    assert page.says("Незрозумілі: 2")
    page = halyna.open("/imports/1/rows?outcome=unclear")
    assert page.says("немає імені")
    page = halyna.open("/imports/1/rows?outcome=new")
    assert page.says("просили!B4")
    assert page.says("такого дня немає")
    page = write(halyna)
    assert page.says("Зареєструйте їх за столом")
    with app.app_context():
        assert {person.surname for person in db.session.scalars(select(Person))} == {"Кравчук", "Петренко"}
        assert db.session.scalars(select(Household)).first().settlement.name == "Верболози"


# ---- columns


def test_a_row_of_errors_has_no_name_and_is_told_so_once(halyna):
    page = preview(halyna, a_list(row(), ["#N/A"] * 7))
    assert page.says("Незрозумілі: 1")
    page = halyna.follow("Незрозумілі: 1")
    assert page.says("голова домогосподарства: немає імені")
    assert not page.says("у рядку є лише ім’я")


def test_what_a_column_means_is_corrected_and_remembered(app, halyna):
    content = xlsx({"с. Степове": [(*TITLES[:4], "Щось"), ("Кравчук Іван", "1959", "вул. Миру, 5", "", "заява")]})
    page = preview(halyna, content, **{"column-0-4": "note"})
    assert page.says("Нові: 1")
    with app.app_context():
        assert '"note":"заява"' in db.session.scalars(select(ImportRow.reading)).one()
        assert count(ImportShape) == 1
    page = upload(halyna, content, "знову.xlsx")
    assert page.says("як вибрано раніше")
    with app.app_context():
        mapping = db.session.scalars(select(Import.mapping).order_by(Import.id.desc())).first()
        assert '"note", "remembered"' in mapping


def test_columns_without_a_name_are_told_on_the_same_page(halyna):
    upload(halyna, a_list(row()), "список.xlsx")
    page = halyna.press("Показати попередній перегляд", {"column-0-0": "other"}, status=422)
    assert page.path.endswith("/columns")


def test_a_settlement_that_the_sheet_does_not_name_is_named_once(app, halyna):
    content = a_list(row(), sheet="Аркуш1")
    assert preview(halyna, content).says("Незрозумілі: 1")
    page = preview(halyna, content, **{"settlement-0-0": "с. Верболози"})
    assert page.says("Нові: 1")
    upload(halyna, content, "знову.xlsx")
    assert 'value="с. Верболози"' in halyna.page.html


def test_the_name_of_the_file_is_not_quoted_as_a_settlement_until_the_register_knows_one(app, halyna):
    content = "ПІБ;Дата народження;Адреса\nКравчук Іван Петрович;31.01.1959;вул. Миру, 5\n".encode()
    preview(halyna, content, "зламаний.csv")
    page = halyna.open("/imports/1/rows?outcome=unclear")
    assert page.says("адреса: незрозуміло, який населений пункт")
    assert not page.says("«зламаний»")
    assert not page.says("зламаний, вулиця Миру")
    with app.app_context():
        make_settlement(name="Верболози")
        db.session.commit()
    assert preview(halyna, content, "верболози.csv").says("Нові: 1")


def test_a_settlement_that_the_row_names_is_quoted_where_it_is_not_clear(halyna):
    content = "ПІБ;Дата народження;Населений пункт;Вулиця\nКравчук Іван;31.01.1959;Заплавне;Миру\n".encode()
    preview(halyna, content, "зламаний.csv")
    assert halyna.open("/imports/1/rows?outcome=unclear").says("адреса «Заплавне»: незрозуміло")


# ---- what is not taken


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "порожній.xlsx"),
        (b"%PDF-1.7\x00", "список.pdf"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "фото.png"),
        (b"PK\x03\x04 broken", "пошкоджений.xlsx"),
        (b"x" * 5_500_000, "великий.csv"),
        (b"x" * 6_500_000, "завеликий.csv"),
    ],
)
def test_a_file_that_is_not_taken_gets_one_sentence_on_the_same_page(app, halyna, content, name):
    halyna.open("/imports/new")
    form, _button = halyna.page.form_with("Завантажити")
    data = halyna.page.values(form) | {"file": (BytesIO(content), name)}
    response = halyna.client.post("/imports/new", data=data)
    assert response.status_code in (413, 422)
    assert "Перевірте, що ви ввели" in response.text
    with app.app_context():
        assert count(Import) == 0


def test_no_file_is_asked_for(halyna):
    halyna.open("/imports/new")
    assert halyna.press("Завантажити", status=422).says("Виберіть файл зі списком.")


def test_the_same_form_twice_takes_the_file_in_once(app, halyna):
    halyna.open("/imports/new")
    data = halyna.page.values(halyna.page.form_with("Завантажити")[0])
    for _press in range(2):
        sent = {**data, "file": (BytesIO(a_list(row())), "список.xlsx")}
        assert halyna.client.post("/imports/new", data=sent).status_code == 303
    with app.app_context():
        assert count(Import) == 1


def test_an_upload_never_touches_the_disk(app, halyna):
    """Over a real server: neither it nor a reader of spreadsheets opens a file to write, beside the database."""
    opened: list[str] = []
    is_watching = [False]

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        if is_watching[0] and event == "open" and (int(arguments[2]) & (os.O_WRONLY | os.O_RDWR)):  # type: ignore[call-overload]
            opened.append(str(arguments[0]))

    rows = [row(name=f"Кравчук{place} Іван Петрович", note="x" * 190) for place in range(3000)]
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows([TITLES, *rows])
    assert len(text.getvalue().encode()) > 500_000  # from there on werkzeug alone takes a temporary file
    halyna.open("/imports/new")
    fields = halyna.page.values(halyna.page.form_with("Завантажити")[0])
    body, kind = encode_multipart({**fields, "file": (BytesIO(text.getvalue().encode()), "великий.csv")})
    cookie = halyna.client.get_cookie("poriad")
    sys.addaudithook(watch)
    with live.serving(app) as address, closing(http.client.HTTPConnection(address.removeprefix("http://"))) as line:
        is_watching[0] = True
        try:
            line.request("POST", "/imports/new", body, {"Content-Type": kind, "Cookie": f"poriad={cookie.value}"})
            answer = line.getresponse()
        finally:
            is_watching[0] = False
    assert answer.status == 303
    assert answer.headers["Location"].endswith("/columns")
    assert [path for path in opened if not path.endswith((".lock", ".next"))] == []


# ---- leaving and coming back


def test_the_work_goes_on_after_a_restart(app, halyna, instance, monkeypatch):
    upload(halyna, REAL_LIST.read_bytes(), "список.xlsx")
    with monkeypatch.context() as hurried:  # a fast machine would be done in one sitting
        hurried.setattr(lists, "SITTING_S", 0.2)
        page = halyna.press("Показати попередній перегляд")
    assert page.path.endswith("/progress")
    with app.app_context():
        assert count(ImportRow) > 0
    again = create_app(Config(instance=instance))
    again.config["TESTING"] = True
    someone = Visitor(again).sign_in(cast.OKSANA)
    page = someone.open("/imports")
    someone.follow("Продовжити")
    assert wait(someone).says("Нові: 1 310")


def test_looking_at_a_list_leaves_a_trace(app, halyna):
    preview(halyna, a_list(row()))
    with app.app_context():
        actions = db.session.execute(db.text("SELECT action FROM audit_entries ORDER BY number")).scalars().all()
    assert actions == ["upload list", "look at list", "set columns", "look at list"]


def test_giving_up_asks_first_and_leaves_nothing(app, halyna):
    preview(halyna, a_list(row()))
    halyna.follow("Відмовитися")
    page = halyna.press("Відмовитися від списку")
    assert page.says("Реєстр не змінився.")
    with app.app_context():
        assert (count(Import), count(ImportRow), count(Household)) == (0, 0, 0)
    assert halyna.open("/imports/1/rows", status=404)


def test_the_second_press_shows_what_the_first_one_wrote(app, halyna):
    preview(halyna, a_list(row()))
    halyna.follow("Далі: запис")
    form = halyna.page.values(halyna.page.form_with("Записати до реєстру")[0])
    answers = [halyna.client.post("/imports/1/writing", data=form) for _press in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    with app.app_context():
        assert (count(Household), db.session.scalars(select(Import.state)).one()) == (1, ImportState.SEARCHING)


def test_a_change_of_the_register_sends_back_to_the_preview(app, halyna):
    preview(halyna, a_list(row()))
    write(halyna)
    preview(halyna, a_list(row(phone="0209999999")))
    with app.app_context():
        db.session.execute(db.update(Household).values(phone1="+380500000000"))
        db.session.commit()
    page = write(halyna)
    assert page.path.endswith("/rows")
    assert page.says("Список порівнюється заново")
    assert page.says("розбіжність")


def test_one_row_is_chosen(app, halyna):
    preview(halyna, a_list(row()))
    page = halyna.press("Пропустити")
    assert page.says("✓ Пропустити")
    page = write(halyna)
    assert page.says("Пропущено")
    with app.app_context():
        assert count(Household) == 0


def test_the_report_is_downloaded_and_nothing_in_it_runs(halyna):
    preview(halyna, a_list(row(), row(name=""), sheet="=с. Степове"), **{"settlement-0-0": "с. Степове"})
    page = write(halyna)
    response = halyna.client.get(page.href("Завантажити CSV"))
    lines = list(csv.reader(io.StringIO(response.get_data().decode("utf-8-sig")), delimiter=";"))
    assert lines[0][:3] == ["Аркуш", "Рядок", "Що з нього записано"]
    assert lines[1][:3] == ["'=с. Степове", "2", "створено"]
    assert "Кравчук" not in response.text
    assert halyna.client.get(page.href("Завантажити XLSX")).data.startswith(b"PK")


# ---- who may, and what it costs


@pytest.mark.parametrize("colleague", [cast.DMYTRO, cast.IVAN, cast.LIUBOV])
def test_lists_are_not_for_everyone(visit, colleague):
    visitor = visit(colleague)
    for path in ("/imports", "/imports/new", "/imports/1/rows"):
        visitor.open(path, status=403)


def test_there_is_a_way_from_the_register_and_the_settings(visit, halyna):
    assert "/imports" in halyna.open("/households").links()
    assert "/imports" in visit(cast.OKSANA).open("/settings").links()


def test_a_page_of_rows_costs_a_bounded_number_of_statements(app, halyna):
    preview(halyna, REAL_LIST.read_bytes())
    with app.app_context(), statements_of(db.engine) as few:
        halyna.open("/imports/1/rows?outcome=perhaps")
    assert len(few) <= 22


def test_a_household_that_was_merged_is_shown_as_the_one_that_is_left(app, halyna):
    preview(halyna, a_list(row(), row(name="Кравчук Иван Петрович")))
    halyna.press("Вибрати для всіх", {"Для всіх цих рядків": "create"})
    write(halyna)
    with app.app_context():
        kept, gone = db.session.scalars(select(Household).order_by(Household.id)).all()
        gone.status, gone.merged_into_id = HouseholdStatus.MERGED, kept.id
        db.session.commit()
    page = preview(halyna, a_list(row(), row(name="Кравчук Иван Петрович")))
    assert page.says("Уже є, без змін: 2")


def test_the_browser_goes_on_by_itself(app, halyna, browser):
    """In a real Chromium, without JavaScript."""
    upload(halyna, a_list(*(row(name=f"Кравчук{place} Іван Петрович") for place in range(400))), "список.xlsx")
    with live.serving(app) as address:
        context = live.signed_in(browser.new_context(java_script_enabled=False), halyna, address)
        page = context.new_page()
        page.goto(f"{address}/imports/1/columns")
        page.click("main form button")
        page.wait_for_url("**/rows", timeout=60_000)
        assert "Попередній перегляд" in page.inner_text("h1")
        context.close()
