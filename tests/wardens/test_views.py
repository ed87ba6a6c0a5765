"""The warden's phone, the hub's side, and typing a sheet in. Without JavaScript."""

import json
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import Staff
from app.audit.models import AuditEntry
from app.core import clock
from app.core.actors import KEEPER
from app.core.db import db, transaction
from app.households.models import Household
from app.wardens import operations, queries
from app.wardens.models import Round, Side, WardenStreet
from tests import cast
from tests.make import make_household, make_settlement, make_street
from tests.visitor import Page, Visitor
from tests.wardens.beat import Beat, make_sheet

Visit = Callable[..., Visitor]


def trace(app: Flask, action: str) -> list[AuditEntry]:
    with app.app_context():
        found = select(AuditEntry).where(AuditEntry.action == action).order_by(AuditEntry.id)
        return list(db.session.scalars(found))


def hand_over(app: Flask, beat: Beat) -> None:
    """As a registrar at the hub does while the warden's pages are open."""
    with app.app_context(), transaction():
        operations.hand_over_streets(beat.tamara, beat.stepan, expected=4, actor=KEEPER, at=clock.now())


@pytest.fixture
def sheet(app: Flask, beat: Beat) -> int:
    """A sheet of everything Tamara walks."""
    with app.app_context():
        return make_sheet(beat).id


# ---- the warden's own pages


def test_a_warden_begins_with_their_streets_in_numbers(visit: Visit, beat: Beat) -> None:
    tamara = visit(cast.TAMARA)
    tamara.open("/")
    page = tamara.follow("Мої вулиці")
    assert page.says("8 домогосподарств")
    assert page.says("вул. Криничний : 1 домогосподарство")
    assert "Їжакевич" not in page.text


def test_a_street_of_the_same_name_is_told_by_its_settlement(visit: Visit, beat: Beat, app: Flask) -> None:
    """Every village has its Садова; a warden of two must not mix them up, neither on the phone nor on paper."""
    with app.app_context(), transaction():
        village = make_settlement(name="Верболози")
        other = make_street(settlement=village, name="Садова")
        make_household(settlement=village, street=other, house="5")
        operations.give_streets(beat.tamara, [(other.id, Side.ODD)], actor=KEEPER, at=clock.now())
    tamara = visit(cast.TAMARA)
    assert tamara.open("/my-streets").says("Верболози, вул. Садова, непарний бік : 1 домогосподарство")
    tamara.open(f"/wardens/{beat.tamara}/rounds/new")
    sheet = tamara.press("Створити аркуш")
    assert sheet.says("Верболози: вул. Садова, непарний бік")
    assert tamara.open(f"{sheet.path}/sheet").says("Верболози, вул. Садова, непарний бік")
    assert tamara.open(f"{sheet.path}/entry").says("Верболози, вул. Садова, непарний бік")


def test_whom_the_register_does_not_know_is_reported_with_the_street(visit: Visit, beat: Beat) -> None:
    tamara = visit(cast.TAMARA)
    tamara.open(f"/my-streets/{beat.sadova}")
    assert tamara.press("Повідомити", {"text": "буд. 14, троє людей"}).says("Повідомлено.")
    assert visit(cast.HALYNA).open("/reported-changes").says("вул. Садова: буд. 14, троє людей")


def test_the_street_and_the_words_fit_together(visit: Visit, beat: Beat) -> None:
    tamara = visit(cast.TAMARA)
    tamara.open(f"/my-streets/{beat.sadova}")
    assert tamara.press("Повідомити", {"text": "х" * 115}, status=422).says("Скоротіть")


def test_a_street_shows_what_a_round_needs(visit: Visit, beat: Beat, app: Flask) -> None:
    page = visit(cast.TAMARA).open(f"/my-streets/{beat.sadova}")
    rows = [row for row in page.rows() if len(row) == 4][1:]
    assert [row[0] for row in rows] == ["1", "3", "21", "2", "10", "10А", "12/1"]
    assert rows[4] == ["10", "Мар’яна Ї.", "1", "доставка"]
    for secret in ("Їжакевич", "Степанівна", "1954", "+380", "00 42"):
        assert secret not in page.html, secret
    (entry,) = trace(app, "look at street")
    assert (entry.subject_kind, entry.subject_id, json.loads(entry.details)) == ("street", beat.sadova, {"rows": 7})


def test_every_look_at_a_home_is_recorded(visit: Visit, beat: Beat, app: Flask) -> None:
    page = visit(cast.TAMARA).open(f"/my-streets/households/{beat.homes['21']}")
    assert page.says("Мар’яна Ї. · 1 особа")
    (entry,) = trace(app, "look at home")
    assert entry.subject_id == beat.homes["21"]
    assert "Мар" not in entry.details


def test_another_wardens_street_and_home_are_not_there(visit: Visit, beat: Beat, app: Flask) -> None:
    tamara = visit(cast.TAMARA)
    tamara.open(f"/my-streets/{beat.far}", status=404)
    tamara.open(f"/my-streets/households/{beat.far_home}", status=404)
    tamara.open("/my-streets/999", status=404)
    tamara.open(f"/wardens/{beat.stepan}/rounds/new", status=404)
    assert trace(app, "look at home") == trace(app, "look at street") == []


def test_a_warden_opens_no_other_room(visit: Visit, beat: Beat) -> None:
    tamara = visit(cast.TAMARA)
    home = beat.homes["1"]
    for path in (
        "/households", f"/households/{home}", f"/households/{home}/sheet", "/households/new", "/cards", "/check-in",
        "/distributions", "/wardens", f"/wardens/{beat.tamara}", f"/wardens/{beat.tamara}/hand-over",
        "/reported-changes", "/asked-needs", "/reports", "/reports/log", "/staff", "/settlements", "/kits",
    ):  # fmt: skip
        tamara.open(path, status=403)
    menu = [link for link in tamara.open("/").links() if link in ("/households", "/check-in", "/reports", "/wardens")]
    assert menu == []


def test_a_warden_reports_a_change_from_the_doorstep(visit: Visit, beat: Beat, app: Flask) -> None:
    tamara = visit(cast.TAMARA)
    page = tamara.open(f"/my-streets/households/{beat.homes['2']}")
    assert page.says("Не пишіть тут думок про людей, діагнозів, відомостей про службу.")
    assert tamara.press("Повідомити", {"Словами": "дівчинка"}, status=422).says("Оберіть, що змінилося.")
    page = tamara.press("Повідомити", {"Що змінилося?": "birth", "Словами": "дівчинка"})
    assert page.says("Повідомлено. Реєстратор перевірить.")
    assert page.says("народилася дитина · очікує реєстратора")


def test_a_warden_reports_people_who_are_not_on_the_list(visit: Visit, beat: Beat, app: Flask) -> None:
    tamara = visit(cast.TAMARA)
    tamara.open(f"/my-streets/{beat.lane}")
    assert tamara.press("Повідомити", status=422).says("Запишіть будинок")
    assert tamara.press("Повідомити", {"Адреса, скільки людей": "буд. 14, троє"}).says("нове домогосподарство")
    assert visit(cast.HALYNA).open("/reported-changes").says("буд. 14, троє")


# ---- handing over


def test_the_hub_hands_all_streets_over_with_the_numbers_first(visit: Visit, beat: Beat, sheet: int) -> None:
    halyna = visit(cast.HALYNA)
    halyna.open("/wardens")
    halyna.follow("Тамара Пономаренко")
    page = halyna.follow("Передати всі вулиці")
    assert page.says("2 вулиці: вул. Криничний; вул. Садова")
    assert page.says("8 домогосподарств")
    assert page.says("1 ще не внесений аркуш")
    page = halyna.press("Передати всі вулиці", {"Кому": str(beat.stepan)})
    assert page.says("Передано. Тамара Пономаренко більше не бачить цих вулиць.")
    assert page.says("9 домогосподарств")


def test_the_old_access_ends_at_once_also_on_pages_that_are_open(
    visit: Visit, beat: Beat, sheet: int, app: Flask
) -> None:
    street, home, paper = visit(cast.TAMARA), visit(cast.TAMARA), visit(cast.TAMARA)
    street.open(f"/my-streets/{beat.sadova}")
    home.open(f"/my-streets/households/{beat.homes['2']}")
    paper.open(f"/rounds/{sheet}/entry")
    hand_over(app, beat)
    for page in (
        street.press("Повідомити", {"Адреса, скільки людей": "буд. 14"}, status=409),
        home.press("Повідомити", {"Що змінилося?": "birth", "Словами": "дівчинка"}, status=409),
    ):
        assert page.says("Це вже не на ваших вулицях, тому нічого не надіслано.")
        assert "Їжакевич" not in page.html
        assert "Садова" not in page.html
    assert street.page is not None
    assert street.page.says("буд. 14")
    assert home.page is not None
    assert home.page.says("народилася дитина: дівчинка")
    sentence = "Вулиці цього аркуша передано іншому старшому. Принесіть папір до хабу."
    assert paper.press("Усе внесено", status=409).says(sentence)
    for path in (f"/rounds/{sheet}", f"/rounds/{sheet}/sheet", f"/rounds/{sheet}/entry"):
        assert paper.open(path, status=409).says(sentence)
    street.open(f"/my-streets/{beat.sadova}", status=404)
    home.open(f"/my-streets/households/{beat.homes['2']}", status=404)
    assert street.open("/my-streets").says("Тут будуть ваші вулиці.")
    street.open("/rounds")
    assert street.press("Внести цей аркуш", {"Номер аркуша": "ОБ-2026-0001"}, status=409).says(sentence)


def test_a_change_is_told_of_no_strangers_home_and_half_filled_words_stay(visit: Visit, beat: Beat, app: Flask) -> None:
    """The answer is the same whether there is such a home or not."""
    tamara = visit(cast.TAMARA)
    tamara.open(f"/my-streets/households/{beat.homes['2']}")
    hand_over(app, beat)
    form_page, answers = tamara.page, set()
    assert tamara.press("Повідомити", {"Словами": "дівчинка"}, status=409).says("дівчинка")
    assert form_page is not None
    form, _button = form_page.form_with("Повідомити")
    for household_id in (beat.homes["2"], 9999):
        tamara.page = form_page
        form.set("action", f"/my-streets/households/{household_id}/changes")
        answers.add(tamara.press("Повідомити", {"Що змінилося?": "birth"}, status=409).text)
    assert len(answers) == 1
    assert trace(app, "report change") == trace(app, "look at home")[1:] == []


def test_what_was_reported_before_the_hand_over_stays_reported(visit: Visit, beat: Beat, app: Flask) -> None:
    tamara = visit(cast.TAMARA)
    form_page = tamara.open(f"/my-streets/households/{beat.homes['2']}")
    tamara.press("Повідомити", {"Що змінилося?": "birth"})
    hand_over(app, beat)
    tamara.page = form_page
    assert tamara.press("Повідомити", {"Що змінилося?": "birth"}).says("Повідомлено. Реєстратор перевірить.")


def test_the_new_warden_has_the_streets_and_the_sheets(visit: Visit, beat: Beat, sheet: int, app: Flask) -> None:
    hand_over(app, beat)
    stepan = visit(cast.STEPAN)
    stepan.open(f"/my-streets/{beat.sadova}")
    stepan.open("/rounds")
    assert stepan.press("Внести цей аркуш", {"Номер аркуша": "OB-2026-0001"}).says("Внести аркуш ОБ-2026-0001")


def test_numbers_that_changed_meanwhile_are_looked_at_again(visit: Visit, beat: Beat, app: Flask) -> None:
    halyna = visit(cast.HALYNA)
    halyna.open(f"/wardens/{beat.tamara}/hand-over")
    with app.app_context():
        db.session.execute(db.delete(WardenStreet).where(WardenStreet.street_id == beat.lane))
        db.session.commit()
    page = halyna.press("Передати всі вулиці", {"Кому": str(beat.stepan)}, status=409)
    assert page.says("Вулиці цього старшого тим часом змінилися.")
    assert page.says("1 вулиця: вул. Садова")
    halyna.press("Передати всі вулиці", {"Кому": str(beat.stepan)})


def test_streets_are_taken_and_given_by_ticking(visit: Visit, beat: Beat, app: Flask) -> None:
    halyna = visit(cast.HALYNA)
    page = halyna.open(f"/wardens/{beat.tamara}")
    assert halyna.press("Забрати позначені вулиці", status=422).says("Позначте")
    page = halyna.press("Забрати позначені вулиці", {"streets": [f"{beat.sadova}-both"]})
    assert page.says("Забрано.")
    assert page.says("Тут ніхто не навідується до 7 домогосподарств.")
    halyna.open(f"/wardens/{beat.stepan}")
    halyna.press("Дати позначені вулиці", {"вул. Садова": [f"{beat.sadova}-both"], "part": "even"})
    with app.app_context():
        assert [side.value for street, side in queries.own(beat.stepan) if street == beat.sadova] == ["even"]
    page = halyna.open(f"/wardens/{beat.stepan}")
    assert page.says("вул. Садова, непарний бік")
    taken_side: dict[str, object] = {"вул. Садова, непарний бік": [f"{beat.sadova}-odd"], "part": "even"}
    taken = halyna.press("Дати позначені вулиці", taken_side, status=422)
    assert taken.says("Цей бік уже хтось обходить.")


def test_the_role_is_given_first(visit: Visit, beat: Beat) -> None:
    halyna = visit(cast.HALYNA)
    halyna.open("/wardens/999", status=404)
    with halyna.app.app_context():
        clerk = db.session.scalars(db.select(Staff.id).where(Staff.login == "dmytro")).one()
    halyna.open(f"/wardens/{clerk}", status=404)


def test_only_the_hub_gives_streets(visit: Visit, beat: Beat) -> None:
    for colleague in (cast.DMYTRO, cast.IVAN, cast.LIUBOV, cast.TAMARA):
        visitor = visit(colleague)
        visitor.open("/wardens", status=403)
        visitor.open(f"/wardens/{beat.tamara}/hand-over", status=403)
    assert visit(cast.OKSANA).open("/wardens").says("Тамара Пономаренко")


# ---- sheets


def make(visitor: Visitor, beat: Beat, **fields: object) -> Page:
    visitor.open(f"/wardens/{beat.tamara}/rounds/new")
    return visitor.press("Створити аркуш", dict(fields))


def finish(visitor: Visitor, fields: dict[str, object] | None = None) -> Page:
    """Type in a few rows, and say that nothing stands beside the others."""
    visitor.press("Усе внесено", fields, status=422)
    return visitor.press("Завершити")


def test_a_warden_makes_prints_and_enters_a_sheet(visit: Visit, beat: Beat, app: Flask) -> None:
    tamara = visit(cast.TAMARA)
    page = make(tamara, beat)
    assert page.says(f"Аркуш ОБ-{clock.local(clock.now()).year}-0001")
    paper = tamara.follow("Друкувати аркуш")
    assert paper.says("Старший по вулиці: Тамара Пономаренко")
    assert [json.loads(entry.details) for entry in trace(app, "look at sheet")] == [{"purpose": "print", "rows": 8}]
    tamara.open(page.path)
    tamara.follow("Внести аркуш")
    tamara.follow("Почати з усіма позначеними")
    assert tamara.page is not None
    form, _button = tamara.page.form_with("Усе внесено")
    assert tamara.page.values(form)["rows-0-is_reached"] == ["y"]
    page = tamara.press(
        "Усе внесено",
        {"rows-0-is_reached": [], "rows-1-codes": "пр TE", "rows-1-kind": "birth", "rows-1-text": "дівчинка",
         "strangers-0": "буд. 14, троє"},
    )  # fmt: skip
    assert page.says("Аркуш внесено.")
    assert page.fact("Застали") == "7 з 8"
    assert page.fact("Повідомлено") == "8 з 8"
    assert page.fact("Потреби") == "продукти – 1; тепло, дрова – 1"
    assert page.fact("Повідомлено змін") == "2"
    again = tamara.open(f"{page.path}/entry")
    assert again.path == page.path
    assert again.says("уже внесено")


def test_rows_left_unmarked_are_asked_about_before_the_sheet_is_closed(visit: Visit, beat: Beat, sheet: int) -> None:
    tamara = visit(cast.TAMARA)
    tamara.open(f"/rounds/{sheet}/entry")
    page = tamara.press(
        "Усе внесено", {"rows-0-codes": "ЛІ", "rows-1-is_told": ["y"], "strangers-0": "буд. 14"}, status=422
    )
    assert page.says("6 рядків без позначки. Їх буде записано як «не застали».")
    form, _button = page.form_with("Завершити, 6 рядків без позначки")
    values = page.values(form)
    assert (values["rows-0-codes"], values["rows-1-is_told"], values["strangers-0"]) == ("ЛІ", ["y"], "буд. 14")
    assert page.buttons().index("Зберегти і продовжити пізніше") < page.buttons().index(
        "Завершити, 6 рядків без позначки"
    ), "Enter in a field sends the first button"
    assert tamara.open(f"/rounds/{sheet}").says("в обході"), "nothing is written before the answer"
    tamara.page = page
    page = tamara.press("Завершити, 6 рядків без позначки")
    assert page.says("Аркуш внесено.")
    assert page.fact("Повідомлено змін") == "1"


def test_who_was_asked_may_go_on_later_instead(visit: Visit, beat: Beat, sheet: int) -> None:
    tamara = visit(cast.TAMARA)
    tamara.open(f"/rounds/{sheet}/entry")
    tamara.press("Усе внесено", {"rows-0-codes": "ЛІ"}, status=422)
    assert tamara.press("Зберегти і продовжити пізніше").says("Збережено. Можна продовжити пізніше.")


def test_who_types_in_a_sheet_that_a_colleague_finished_comes_to_its_page(visit: Visit, beat: Beat, sheet: int) -> None:
    tamara, halyna = visit(cast.TAMARA), visit(cast.HALYNA)
    tamara.open(f"/rounds/{sheet}/entry")
    halyna.open(f"/rounds/{sheet}/entry")
    finish(halyna)
    page = tamara.press("Зберегти і продовжити пізніше", {"rows-0-codes": "ЛІ"}, status=409)
    assert page.says("уже внесено")
    assert page.fact("Застали") == "0 з 8"


def test_a_slip_of_the_pen_is_told_by_its_row(visit: Visit, beat: Beat, sheet: int) -> None:
    tamara = visit(cast.TAMARA)
    tamara.open(f"/rounds/{sheet}/entry")
    slips: dict[str, object] = {"rows-2-codes": "ПР ХЛ", "rows-4-codes": "ПР ВО ЛІ ТЕ", "rows-5-text": "хтось"}
    page = tamara.press("Усе внесено", slips, status=422)
    assert page.says("Рядок 3: коду «ХЛ» немає.")
    assert page.says("Рядок 5: залиште три найважливіші потреби.")
    assert page.says("Рядок 6: оберіть, що змінилося.")
    form, _button = page.form_with("Усе внесено")
    assert page.values(form)["rows-2-codes"] == "ПР ХЛ"


def test_half_a_sheet_is_saved_and_gone_on_with_by_a_registrar(visit: Visit, beat: Beat, sheet: int) -> None:
    tamara = visit(cast.TAMARA)
    tamara.open(f"/rounds/{sheet}/entry")
    page = tamara.press("Зберегти і продовжити пізніше", {"rows-0-codes": "ЛІ", "strangers-0": "буд. 14"})
    assert page.says("Збережено. Можна продовжити пізніше.")
    assert page.says("буд. 14 очікує реєстратора")
    halyna = visit(cast.HALYNA)
    halyna.open("/rounds")
    page = halyna.press("Внести цей аркуш", {"Номер аркуша": "1"})
    form, _button = page.form_with("Усе внесено")
    assert page.values(form)["rows-0-codes"] == "ЛІ"
    assert finish(halyna).says("Аркуш внесено.")


def test_the_same_form_twice_gives_the_same_answer(visit: Visit, beat: Beat, sheet: int, app: Flask) -> None:
    tamara = visit(cast.TAMARA)
    form_page = tamara.open(f"/rounds/{sheet}/entry")
    asked = tamara.press("Усе внесено", {"strangers-0": "буд. 14"}, status=422)
    for page, button in ((asked, "Завершити"), (asked, "Завершити"), (form_page, "Усе внесено")):
        tamara.page = page
        assert tamara.press(button).says("Аркуш внесено.")
    assert len(trace(app, "enter round")) == 1


def test_what_was_typed_stays_when_a_colleague_was_quicker(visit: Visit, beat: Beat, sheet: int) -> None:
    tamara, halyna = visit(cast.TAMARA), visit(cast.HALYNA)
    tamara.open(f"/rounds/{sheet}/entry")
    halyna.open(f"/rounds/{sheet}/entry")
    halyna.press("Зберегти і продовжити пізніше")
    page = tamara.press("Усе внесено", {"rows-0-codes": "ЛІ"}, status=409)
    assert page.says("Хтось щойно зберіг цей аркуш.")
    form, _button = page.form_with("Усе внесено")
    assert page.values(form)["rows-0-codes"] == "ЛІ"


def test_a_lost_paper_is_cancelled_and_says_so(visit: Visit, beat: Beat, sheet: int) -> None:
    tamara = visit(cast.TAMARA)
    tamara.open(f"/rounds/{sheet}")
    assert tamara.follow("Аркуш загублено").says("Номер загубленого аркуша більше нічого не відкриє.")
    assert tamara.press("Скасувати аркуш").says("Аркуш ОБ-2026-0001 скасовано.")
    page = tamara.press("Внести цей аркуш", {"Номер аркуша": "ОБ-2026-0001"}, status=409)
    assert page.says("Аркуш ОБ-2026-0001 скасовано")
    for path in ("entry", "sheet"):
        assert tamara.open(f"/rounds/{sheet}/{path}", status=409).says("Внести його не можна. Надрукуйте новий.")


def test_a_number_that_is_not_there_or_not_theirs_opens_nothing(visit: Visit, beat: Beat, sheet: int) -> None:
    stepan = visit(cast.STEPAN)
    stepan.open("/rounds")
    for typed in ("ОБ-2026-0001", "ОБ-2026-0099", "каракулі"):
        page = stepan.press("Внести цей аркуш", {"Номер аркуша": typed}, status=422)
        assert page.says("Такого аркуша немає. Перевірте номер у його кутку.")
    for path in ("", "/sheet", "/entry", "/cancellation"):
        stepan.open(f"/rounds/{sheet}{path}", status=404)


def test_the_form_of_a_new_sheet_sent_twice_makes_one(visit: Visit, beat: Beat, app: Flask) -> None:
    tamara = visit(cast.TAMARA)
    page = tamara.open(f"/wardens/{beat.tamara}/rounds/new")
    paths = set()
    for _press in (1, 2):
        tamara.page = page
        paths.add(tamara.press("Створити аркуш").path)
    assert len(paths) == 1
    with app.app_context():
        assert len(db.session.scalars(db.select(Round)).all()) == 1


def test_a_sheet_without_streets_or_into_the_past_is_told_so(visit: Visit, beat: Beat) -> None:
    tamara = visit(cast.TAMARA)
    tamara.open(f"/wardens/{beat.tamara}/rounds/new")
    assert tamara.press("Створити аркуш", {"streets": []}, status=422).says("Позначте хоча б одну вулицю.")
    tamara.open(f"/wardens/{beat.tamara}/rounds/new")
    assert tamara.press("Створити аркуш", {"Повернути до": "01.01.2020"}, status=422).says("Цей день минув.")


# ---- reports


def test_a_registrar_settles_what_was_reported(visit: Visit, beat: Beat, sheet: int) -> None:
    tamara = visit(cast.TAMARA)
    tamara.open(f"/rounds/{sheet}/entry")
    finish(tamara, {"rows-0-kind": "death", "rows-1-kind": "all_left"})
    halyna = visit(cast.HALYNA)
    assert halyna.open("/").says("2 зміни від старших по вулиці")
    page = halyna.follow("2 зміни від старших по вулиці")
    assert f"/households/{beat.in_lane}" in page.links()
    assert f"/households/{beat.in_lane}/death" in page.links()
    assert f"/households/{beat.homes['1']}/status" in page.links()
    assert halyna.press("Зроблено").says("Позначено як зроблене.")
    halyna.follow("Відхилити")
    assert halyna.press("Відхилити", status=422).says("Запишіть причину, щоб старший знав.")
    assert halyna.press("Відхилити", {"Чому ні": "лише поїхали до лікаря"}).says("Зараз нічого не очікує.")
    assert not halyna.open("/").says("від старших по вулиці")
    page = tamara.open("/my-streets")
    assert page.says("виїхало все домогосподарство · відхилено")
    assert page.says("лише поїхали до лікаря")
    assert page.says("хтось помер · зроблено")


def test_two_registrars_decide_once(visit: Visit, beat: Beat, sheet: int) -> None:
    tamara, halyna, oksana = visit(cast.TAMARA), visit(cast.HALYNA), visit(cast.OKSANA)
    tamara.open(f"/rounds/{sheet}/entry")
    finish(tamara, {"rows-0-kind": "death"})
    halyna.open("/reported-changes")
    oksana.open("/reported-changes")
    halyna.press("Зроблено")
    assert oksana.press("Зроблено", status=409).says("Хтось щойно вирішив це.")


def test_needs_are_counted_for_the_lead(visit: Visit, beat: Beat, sheet: int) -> None:
    oksana = visit(cast.OKSANA)
    assert oksana.open("/asked-needs").says("За ці дні не внесено жодного аркуша з потребами.")
    oksana.open(f"/rounds/{sheet}/entry")
    finish(oksana, {"rows-0-codes": "ПР", "rows-1-codes": "ПР ТЕ", "rows-1-is_reached": ["y"]})
    assert oksana.open("/reports/needs").says("Чого потребують люди")
    oksana.open("/wardens")
    page = oksana.follow("Потреби, записані на обходах")
    assert not page.says("Чого потребують люди"), "exact numbers, and those with small ones covered, are told apart"
    assert ["продукти ПР", "2", "2"] in page.rows()
    assert page.says("За ці дні застали 1 домогосподарство.")


# ---- today


def test_today_shows_a_warden_what_to_bring_back(visit: Visit, beat: Beat, sheet: int) -> None:
    page = visit(cast.TAMARA).open("/")
    assert page.says("ОБ-2026-0001 : до: четвер, 26 листопада")


def test_an_empty_hub_says_what_will_be_here(visit: Visit, app: Flask) -> None:
    halyna = visit(cast.HALYNA)
    assert halyna.open("/wardens").says("Тут будуть старші по вулиці та їхні вулиці.")
    assert halyna.open("/rounds").says("Тут будуть аркуші всіх обходів.")
    assert halyna.open("/reported-changes").says("Тут буде те, що старші побачили під час обходу")


def test_a_household_that_moved_is_no_row_for_the_eye(visit: Visit, beat: Beat, sheet: int, app: Flask) -> None:
    with app.app_context():
        db.session.get_one(Household, beat.homes["21"]).street_id = beat.far
        db.session.commit()
    page = visit(cast.TAMARA).open(f"/rounds/{sheet}/entry")
    assert page.says("4. більше не на цих вулицях")


def test_a_reviewer_sees_needs_with_small_numbers_covered(visit: Visit, beat: Beat, sheet: int) -> None:
    liubov = visit(cast.LIUBOV)
    assert liubov.open("/reports/needs").says("не внесено жодного аркуша з потребами")
    tamara = visit(cast.TAMARA)
    tamara.open(f"/rounds/{sheet}/entry")
    marks: dict[str, object] = {f"rows-{row}-codes": "ПР" if row else "ПР ТЕ" for row in range(6)}
    finish(tamara, marks)
    liubov.open("/reports")
    page = liubov.follow("Чого потребують люди")
    assert ["тепло, дрова", "<5", "<5"] in page.rows()
    assert ["продукти", "•", "•"] in page.rows()
    liubov.open("/asked-needs", status=403)
