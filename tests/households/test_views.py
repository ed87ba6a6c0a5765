"""The registrar's day: who came, finding them, correcting, and what the pages never show."""

from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from flask import Flask

from app.accounts.models import StaffSession
from app.audit.models import AuditEntry
from app.core.db import db
from app.households.models import Consent, Household, Person
from app.hubs.models import Hub, Street
from tests import cast
from tests.make import make_card, make_household, make_hub, make_location, make_person, make_settlement, make_street
from tests.visitor import Page, Visitor

Visit = Callable[..., Visitor]

WHO = {
    "people-0-surname": "Шевченко",
    "people-0-given": "Олена",
    "people-0-birth": "12.05.1954",
    "people-0-sex": "female",
}
WHERE = {"Вулиця": "Садова", "Будинок": "21-а", "Телефон": "020 785 25 03"}
ALL = {**WHO, **WHERE, "notice_method": "spoken"}
REGISTER = "Зареєструвати й видати картку"


@pytest.fixture
def hub(app: Flask) -> None:
    """One settlement with Садова, served by the lyceum."""
    with app.app_context():
        hub, settlement = make_hub(), make_settlement()
        location = make_location(hub=hub, settlement=settlement)
        make_street(settlement=settlement, name="Садова", location=location)
        db.session.commit()


@pytest.fixture
def halyna(visit: Visit, hub: None) -> Visitor:
    """The registrar."""
    return visit(cast.HALYNA)


@pytest.fixture
def household_id(app: Flask, hub: None) -> int:
    """Olena Shevchenko and her son Ivan on Садова 21, with a card."""
    with app.app_context():
        street = db.session.scalars(db.select(Street)).one()
        household = make_household(
            settlement=street.settlement, street=street, house="21", phone1="+380207852503", notes="гавкає собака"
        )
        make_person(household=household, surname="Шевченко", given="Олена", born=1954, document_last4="7788")
        make_person(household=household, surname="Шевченко", given="Іван", born=1990, role="child")
        make_card(household=household, card_no="12345671")
        db.session.commit()
        return household.id


def count(app: Flask, model: type) -> int:
    with app.app_context():
        return db.session.scalar(db.select(db.func.count()).select_from(model)) or 0


def looks(app: Flask) -> int:
    with app.app_context():
        looked = db.select(db.func.count()).where(AuditEntry.action == "reveal household")
        return db.session.scalar(looked) or 0


# ---- registering


def test_a_family_is_registered_in_the_order_of_talk(app: Flask, halyna: Visitor) -> None:
    halyna.open("/households")
    halyna.follow("Зареєструвати домогосподарство")
    page = halyna.press("Додати ще людину", WHO)
    assert page.values(page.form_with(REGISTER)[0])["people-0-surname"] == "Шевченко"
    son = {"people-1-surname": "Шевченко", "people-1-given": "Іван", "people-1-birth": "1990", "people-1-sex": "male"}
    page = halyna.press("Додати ще людину", {**son, "people-1-role": "child", "Вулиця": "Садова"})
    assert page.values(page.form_with(REGISTER)[0])["street"] == "Садова"
    page = halyna.press(REGISTER, {"Будинок": "21-а", "Телефон": "020 785 25 03", "notice_method": "spoken"})
    assert page.says("Зареєстровано. Картка")
    assert page.says("2 особи")
    assert page.says("Ш▪▪▪▪▪ І.")
    with app.app_context():
        household = db.session.scalars(db.select(Household)).one()
        assert (household.house, household.phone1) == ("21А", "+380207852503")
        assert household.default_location is not None
        assert [person.role for person in household.people] == ["head", "child"]


def test_an_empty_line_is_passed_over_and_added_only_once(halyna: Visitor) -> None:
    halyna.open("/households/new")
    halyna.press("Додати ще людину", WHO)
    page = halyna.press("Додати ще людину")
    assert "people-2-surname" not in page.values(page.form_with(REGISTER)[0])
    assert halyna.press(REGISTER, {**WHERE, "notice_method": "spoken"}).says("1 особа")


def test_a_mistake_keeps_everything_and_says_what_to_do(app: Flask, halyna: Visitor) -> None:
    halyna.open("/households/new")
    page = halyna.press(REGISTER, {**ALL, "people-0-birth": "32.05.1954", "Телефон": "12"}, status=422)
    assert page.says("Запишіть дату як 12.05.1954 або лише рік.")
    kept = page.values(page.form_with(REGISTER)[0])
    assert (kept["people-0-birth"], kept["phone1"], kept["house"]) == ("32.05.1954", "12", "21-а")
    assert "#people-0-birth" in page.links()
    assert count(app, Household) == 0


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("people-0-surname", "", "Запишіть прізвище."),
        ("people-0-surname", "=cmd()", "Запишіть лише літери"),
        ("people-0-sex", "", "Виберіть стать"),
        ("people-0-birth", "2199", "Запишіть дату"),
        ("people-0-document", "none", "Запишіть, хто підтверджує особу"),
        ("Вулиця", "", "Запишіть вулицю."),
        ("Вулиця", "Садова 21", "лише назву вулиці"),
        ("Вулиця", "Садовва 2-га", "Такої вулиці тут ще немає"),
        ("Будинок", "", "Запишіть номер будинку."),
        ("Будинок", "двадцять", "Запишіть будинок як"),
        ("notice_method", "list", "Прочитайте повідомлення вголос"),
        ("people-0-wg_walking", "3", "Позначте цю згоду"),
    ],
)
def test_errors_are_instructions(halyna: Visitor, field: str, typed: str, said: str) -> None:
    halyna.open("/households/new")
    assert halyna.press(REGISTER, {**ALL, field: typed}, status=422).says(said)


def test_mistakes_are_listed_in_the_order_of_the_page(halyna: Visitor) -> None:
    halyna.open("/households/new")
    ways = list(halyna.press(REGISTER, {}, status=422).links())
    assert ways.index("#people-0-surname") < ways.index("#street") < ways.index("#notice_method")


@pytest.mark.parametrize("apostrophe", ["'", "’", "ʼ", "`"])
def test_any_apostrophe_of_any_keyboard_is_taken(app: Flask, halyna: Visitor, apostrophe: str) -> None:
    halyna.open("/households/new")
    typed = {"people-0-surname": f"Дем{apostrophe}яненко–Заболотна", "people-0-given": f"Мар{apostrophe}яна"}
    assert halyna.press(REGISTER, {**ALL, **typed}).says("Зареєстровано. Картка")
    with app.app_context():
        assert db.session.scalars(db.select(Person)).one().full_name.startswith("Дем’яненко-Заболотна Мар’яна")


def test_without_the_notice_nothing_is_written_down(app: Flask, halyna: Visitor) -> None:
    halyna.open("/households/new")
    page = halyna.press(REGISTER, {**WHO, **WHERE}, status=422)
    assert page.says("Прочитайте повідомлення вголос і позначте, як погодилися.")
    assert page.says("Якщо відмовитесь, скажіть: ми знайдемо інший спосіб допомогти.")
    assert count(app, Household) == 0


def test_a_burnt_passport_is_no_obstacle(app: Flask, halyna: Visitor) -> None:
    halyna.open("/households/new")
    without = {"people-0-document": "being_restored", "people-0-vouched_by": "старша по вулиці Ганна Їжак"}
    halyna.press(REGISTER, {**ALL, **without})
    with app.app_context():
        assert db.session.scalars(db.select(Person)).one().vouched_by == "старша по вулиці Ганна Їжак"


def test_consents_are_each_on_their_own(app: Flask, halyna: Visitor) -> None:
    halyna.open("/households/new")
    halyna.press(REGISTER, {**ALL, "agrees_health_questions": "y", "people-0-wg_walking": "2"})
    with app.app_context():
        consents = db.session.scalars(db.select(Consent).order_by(Consent.id)).all()
        assert [(c.kind, c.method, c.text_version) for c in consents] == [
            ("notice", "spoken", "1"), ("health_questions", "spoken", "1"),
        ]  # fmt: skip
        assert db.session.scalars(db.select(Person)).one().has_disability


def test_a_slip_of_the_pen_makes_no_street_but_a_new_one_is_welcome(app: Flask, halyna: Visitor) -> None:
    halyna.open("/households/new")
    page = halyna.press(REGISTER, {**ALL, "Вулиця": "Садовая"}, status=422)
    assert page.says("Можливо: Садова.")
    assert halyna.press(REGISTER, {"Вулиця": "пров. Новий", "Це нова вулиця, записати її": "y"}).says("Зареєстровано")
    with app.app_context():
        new = db.session.scalars(db.select(Street).where(Street.name == "Новий")).one()
        assert new.kind == "lane"


def test_the_same_form_twice_makes_one_household(app: Flask, halyna: Visitor) -> None:
    page = halyna.open("/households/new")
    data = page.values(page.form_with(REGISTER)[0]) | {
        **WHO,
        "street": "Садова",
        "house": "21",
        "notice_method": "spoken",
    }
    first = halyna.client.post("/households/new", data=data)
    second = halyna.client.post("/households/new", data=data)
    assert first.status_code == second.status_code == 303
    assert first.headers["Location"] == second.headers["Location"]
    assert count(app, Household) == 1


def test_who_would_not_be_written_down_gets_a_card_all_the_same(app: Flask, halyna: Visitor) -> None:
    halyna.open("/households/new")
    halyna.follow("Не хочуть, щоб їх записували: картка без імені")
    page = halyna.press(REGISTER, {"Скільки вас осіб?": "٤", "notice_method": "spoken"}, status=422)
    assert page.says("Запишіть число від 1 до 30.")
    page = halyna.press(REGISTER, {"Скільки вас осіб?": "4"})
    assert page.says("4 особи")
    assert page.says("без імені")
    assert count(app, Person) == 0


def test_a_card_without_a_name_still_has_a_place_to_collect_at(app: Flask, halyna: Visitor) -> None:
    """Without a street nothing else tells the place, and without a place nobody would ever get a time."""
    with app.app_context():
        make_location(
            hub=db.session.scalars(db.select(Hub)).one(), settlement=make_settlement(name="Верболози"), name="Клуб"
        )
        db.session.commit()
    halyna.open("/households/new-minimal")
    asked = {"Скільки вас осіб?": "4", "settlement": "1", "notice_method": "spoken"}
    assert halyna.press(REGISTER, asked, status=422).says("Виберіть, де отримують допомогу.")
    assert halyna.press(REGISTER, {"default_location": "2"}).says("Клуб")


def test_a_listed_household_is_served_where_its_street_is(app: Flask, halyna: Visitor) -> None:
    """Places were added after the list was imported: the household has none of its own."""
    with app.app_context():
        street = db.session.scalars(db.select(Street)).one()
        household = make_household(settlement=street.settlement, street=street, house="3")
        household.default_location = None
        db.session.commit()
        listed = household.id
    assert halyna.open(f"/households/{listed}").says("Ліцей")


def test_an_ended_session_keeps_what_was_typed(app: Flask, halyna: Visitor) -> None:
    halyna.open("/households/new")
    with app.app_context():
        db.session.execute(db.delete(StaffSession))
        db.session.commit()
    halyna.press(REGISTER, ALL, status=401)
    page = halyna.press("Увійти", {"login": cast.HALYNA.login, "password": cast.PASSWORD})
    assert page.says("Нічого не втрачено")
    assert halyna.press("Продовжити").says("Зареєстровано. Картка")
    assert count(app, Household) == 1


def test_htmx_is_sent_on_to_the_new_page(halyna: Visitor) -> None:
    page = halyna.open("/households/new")
    data = page.values(page.form_with(REGISTER)[0]) | {
        **WHO,
        "street": "Садова",
        "house": "21",
        "notice_method": "spoken",
    }
    answer = halyna.client.post("/households/new", data=data, headers={"HX-Request": "true"})
    assert answer.status_code == 204
    assert answer.headers["HX-Redirect"] == "/households/1"


def test_before_there_are_places_the_page_says_what_comes_first(visit: Visit) -> None:
    halyna = visit(cast.HALYNA)
    assert halyna.open("/households/new").says("Спершу додайте хоча б один населений пункт.")
    assert halyna.open("/households").says("Тут будуть домогосподарства.")


# ---- finding


def test_nine_families_of_one_name_are_told_apart(app: Flask, halyna: Visitor, household_id: int) -> None:
    halyna.open("/households")
    page = halyna.press("Знайти", {"q": "шевч"})
    assert page.rows()[1] == ["1234 5671", "Ш▪▪▪▪▪ О. 1954", "вул. Садова, 21селище Тихе Плесо", "2"]
    assert not any("Шевченко" in cell for row in page.rows() for cell in row)


def test_a_scanned_card_opens_its_household(halyna: Visitor, household_id: int) -> None:
    halyna.open("/households")
    assert halyna.press("Знайти", {"q": "1234-5671"}).path == f"/households/{household_id}"


def test_a_mistyped_card_is_told_apart_from_an_unknown_name(halyna: Visitor, household_id: int) -> None:
    halyna.open("/households")
    assert halyna.press("Знайти", {"q": "12345672"}).says("принаймні одна цифра хибна")
    assert halyna.press("Знайти", {"q": "Їжак"}).says("Нічого не знайдено.")


def test_names_never_stand_in_an_address(app: Flask, halyna: Visitor, household_id: int) -> None:
    halyna.open("/households")
    halyna.press("Знайти", {"q": "Шевченко"})
    assert halyna.page is not None
    assert halyna.page.path == "/households/search"
    assert all(link.isascii() and "q=" not in link for link in halyna.page.links())


def test_more_than_twenty_five_ask_for_a_narrower_question(app: Flask, halyna: Visitor, household_id: int) -> None:
    with app.app_context():
        settlement = db.session.get_one(Household, household_id).settlement
        for _ in range(26):
            make_person(household=make_household(settlement=settlement), surname="Шевченко", given="Ян")
        db.session.commit()
    halyna.open("/households")
    page = halyna.press("Знайти", {"q": "шевченко"})
    assert page.says("Це не всі.")
    assert len(page.rows()) == 1 + 25


def test_who_must_browse_goes_by_settlement_and_street(halyna: Visitor, household_id: int) -> None:
    halyna.open("/households")
    assert halyna.follow("селище Тихе Плесо").says("1234 5671")
    assert halyna.follow("вул. Садова").says("1234 5671")


# ---- looking


PRIVATE = ("Шевченко", "+380 20 785", "7788", "гавкає собака")


def test_names_are_masked_until_asked_and_every_look_is_recorded(
    app: Flask, halyna: Visitor, household_id: int
) -> None:
    page = halyna.open(f"/households/{household_id}")
    assert not [word for word in PRIVATE if word in page.html.replace("\u00a0", " ")]
    page = halyna.press("Показати імена й телефони")
    assert [word for word in PRIVATE if page.says(word)] == list(PRIVATE)
    assert looks(app) == 1
    assert not halyna.open(f"/households/{household_id}").says("Шевченко")


def test_a_form_with_names_in_it_is_a_look_too(app: Flask, halyna: Visitor, household_id: int) -> None:
    halyna.open(f"/households/{household_id}")
    for link in ("Виправити", "виправити"):
        halyna.open(f"/households/{household_id}")
        halyna.follow(link)
    assert looks(app) == 2


def test_the_household_may_see_all_that_is_held_about_it(app: Flask, halyna: Visitor, household_id: int) -> None:
    halyna.open(f"/households/{household_id}")
    page = halyna.follow("Роздрукувати, що про них записано")
    assert [word for word in PRIVATE if page.says(word)] == list(PRIVATE)
    assert looks(app) == 1


def test_a_phone_in_many_households_is_pointed_out(app: Flask, halyna: Visitor, household_id: int) -> None:
    with app.app_context():
        settlement = db.session.get_one(Household, household_id).settlement
        for _ in range(3):
            make_household(settlement=settlement, phone1="+380207852503")
        db.session.commit()
    assert halyna.open(f"/households/{household_id}").says("Цей телефон записано в 4 домогосподарствах.")


def test_the_desk_and_the_reviewer_have_no_register(visit: Visit, household_id: int) -> None:
    for colleague in (cast.DMYTRO, cast.LIUBOV, cast.IVAN):
        visitor = visit(colleague)
        visitor.open("/households", status=403)
        visitor.open(f"/households/{household_id}", status=403)
        visitor.post(f"/households/{household_id}/reveal", status=400)  # no token; and with one:
        page = visitor.open("/")
        token = next(filter(None, (page.values(form).get("csrf_token") for form in page.root.iter("form"))))
        visitor.post("/households/search", {"q": "Шевченко", "csrf_token": str(token)}, status=403)


# ---- correcting


def test_a_household_is_corrected(app: Flask, halyna: Visitor, household_id: int) -> None:
    halyna.open(f"/households/{household_id}/edit")
    page = halyna.press("Зберегти", {"Будинок": "23", "Телефон": "067", "needs_seat": "y"}, status=422)
    page = halyna.press("Зберегти", {"Телефон": "067 123 45 67"})
    assert page.says("Виправлено.")
    assert page.says("вул. Садова, 23")
    assert page.says("потрібно сісти під час очікування")


def test_a_card_without_a_name_is_corrected(app: Flask, halyna: Visitor) -> None:
    """A child was born: the next list counts five, and nobody asked for a name."""
    halyna.open("/households/new-minimal")
    halyna.press(REGISTER, {"Скільки вас осіб?": "4", "notice_method": "spoken"})
    page = halyna.follow("Виправити")
    assert page.values(page.form_with("Зберегти")[0])["size"] == "4"
    assert not page.says("Телефон")
    assert halyna.press("Зберегти", {"Скільки вас осіб?": "0"}, status=422).says("Запишіть число від 1 до 30.")
    page = halyna.press("Зберегти", {"Скільки вас осіб?": "5"})
    assert page.says("Виправлено.")
    assert page.says("5 осіб")
    assert looks(app) == 0, "there was no name to look at"


def test_no_phone_is_pushed_into_a_card_without_a_name(app: Flask, halyna: Visitor) -> None:
    halyna.open("/households/new-minimal")
    halyna.press(REGISTER, {"Скільки вас осіб?": "4", "notice_method": "spoken"})
    page = halyna.follow("Виправити")
    sent = {**page.values(page.form_with("Зберегти")[0]), "phone1": "067 123 45 67", "street": "Садова", "house": "1"}
    halyna.post(page.path, sent)  # type: ignore[arg-type]
    with app.app_context():
        household = db.session.scalars(db.select(Household)).one()
        assert (household.phone1, household.street_id, household.house) == ("", None, "")


def test_somebody_forgotten_is_added_and_somebody_leaves(app: Flask, halyna: Visitor, household_id: int) -> None:
    halyna.open(f"/households/{household_id}")
    halyna.follow("Додати того, кого забули")
    baby = {"Прізвище": "Шевченко", "Ім’я": "Софія", "birth": "2026", "sex": "female", "role": "child"}
    assert halyna.press("Зберегти", {**baby, "sex": ""}, status=422).says("Виберіть стать")
    assert halyna.press("Зберегти", baby).says("3 особи")
    halyna.open("/people/2/edit")
    halyna.follow("Записати виїзд")
    assert halyna.press("Записати", {"who": ["2"], "happened_on": "01.11.2026"}).says("2 особи")
    halyna.open("/people/2/edit", status=404)


def test_the_head_stays_until_there_is_another(halyna: Visitor, household_id: int) -> None:
    halyna.open("/people/1/edit")
    page = halyna.press("Зберегти", {"role": "other"}, status=409)
    assert page.says("Спершу призначте головою іншу людину.")
    halyna.open("/people/2/edit")
    assert halyna.press("Зберегти", {"role": "head"}).says("2 особи")


def test_a_correction_keeps_what_it_does_not_touch(app: Flask, halyna: Visitor, household_id: int) -> None:
    with app.app_context():
        before = {c.key: getattr(db.session.get_one(Person, 1), c.key) for c in db.inspect(Person).columns}
    halyna.open("/people/1/edit")
    halyna.press("Зберегти")
    with app.app_context():
        after = {c.key: getattr(db.session.get_one(Person, 1), c.key) for c in db.inspect(Person).columns}
    assert after == before


def test_aid_stops_with_a_reason_and_comes_back(halyna: Visitor, household_id: int) -> None:
    halyna.open(f"/households/{household_id}")
    halyna.follow("Припинити або відновити допомогу")
    assert halyna.press("Зберегти", {"new_status": "moved"}, status=422).says("Виберіть причину.")
    assert halyna.press("Зберегти", {"Чому?": "moved_away"}).says("вибули")


def test_consents_are_given_and_taken_back_at_the_desk(halyna: Visitor, household_id: int) -> None:
    halyna.open(f"/households/{household_id}")
    assert halyna.press("Записати", status=422).says("Позначте, як погодилися.")
    halyna.open(f"/households/{household_id}")
    page = halyna.press("Записати", {"method": "signature"})
    assert page.says("Так, підписом")
    form = f"/households/{household_id}/consents/calls"
    token = str(page.values(page.form_with("Записати")[0])["csrf_token"])
    assert halyna.post(form, {"method": "spoken", "csrf_token": token}).says("Так, усно")
    assert halyna.press("Відкликати").says("Згоду відкликано.")


# ---- hostile input

HOSTILE = ["a\x00b", "\ud800", "\u202eevil\u202c\u200f", "я" * 10_000, str(2**63), "-1", "١٢٣", "'\"><{{7*7}}%s", ""]


def send(visitor: Visitor, path: str, values: dict[str, object]) -> int:
    """As bytes of our own making: the test client refuses to send what a hostile one would."""
    body = urlencode(values, doseq=True, encoding="utf-8", errors="surrogatepass")
    return visitor.client.post(path, data=body, content_type="application/x-www-form-urlencoded").status_code


def forms_of(page: Page) -> list[tuple[str, dict[str, object]]]:
    return [
        (form.get("action", ""), page.values(form))
        for form in page.root.iter("form")
        if form.get("method") == "post" and form.get("action", "").startswith(("/households", "/people", "/cards"))
    ]


@pytest.mark.parametrize(
    "path", ["/households", "/households/new", "/households/new-minimal", "/households/1", "/households/1/edit",
             "/households/1/people/new", "/people/2/edit", "/households/1/status", "/cards/1/replacement", "/cards"],
)  # fmt: skip
def test_no_field_breaks_a_form(halyna: Visitor, household_id: int, path: str) -> None:
    for action, values in forms_of(halyna.open(path)):
        for name in values.keys() - {"csrf_token"}:
            for poison in HOSTILE:
                answer = send(halyna, action, {**ALL_BY_NAME, **values, name: poison})
                assert answer < 500, (action, name, poison[:20])
        missing = send(halyna, action, {"csrf_token": values["csrf_token"]})
        assert missing < 500, action


ALL_BY_NAME = {**WHO, "street": "Садова", "house": "21", "notice_method": "spoken"}


def test_nothing_is_broken_by_odd_addresses(halyna: Visitor, household_id: int) -> None:
    for path in (
        "/households/99999999999999999999", "/people/99999999999999999999/edit", "/cards/99999999999999999999/sheet",
        "/cards?place=street-9999999999999999999999", "/cards?since=٢٠٢٦-01-01&place=x", "/cards/sheet?first=1&last=x",
        "/cards/sheet?first=9999999999&last=9999999999", "/settlements/1/households?after=99999999999999999999",
        "/streets/99999999999999999999/households", "/settlements/99999999999999999999/households",
    ):  # fmt: skip
        assert halyna.client.get(path).status_code < 500, path
