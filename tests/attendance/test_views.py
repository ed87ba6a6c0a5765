"""A working day as a foreman and a lead meet it: page by page, without scripts, from the first look to the end."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import g

from app.attendance.models import Attendance, Briefing, Certificate, DayCheck, Mark, RollCall, ToolLoan
from app.audit import queries as audit
from app.core import clock
from app.core.db import db, transaction
from app.households.models import Card
from app.hubs import pausing
from app.hubs.models import PauseCause
from app.public_works import operations as works
from app.public_works.models import OrderState, OrderTool, StopCause, WorkOrder
from app.public_works.operations import Incident
from tests import cast
from tests.attendance.conftest import NINE, Site, after, worked
from tests.make.staff import make_staff
from tests.public_works.conftest import days_of
from tests.visitor import Page, Visitor

Visit = Callable[..., Visitor]
NAMES = ("Олег", "Марія", "Петро", "Ірина")
TICKS = dict.fromkeys(("is_clear", "is_weather_fit", "is_quiet", "has_gear", "has_first_aider", "has_shelter"), "y")


@pytest.fixture
def hour() -> Iterator[time_machine.Traveller]:
    """Ten minutes to nine on the Monday; the test lets the time go on."""
    with time_machine.travel(NINE - timedelta(minutes=10), tick=False) as traveller:
        yield traveller


@pytest.fixture
def staff() -> dict[str, int]:
    """They come with the site."""
    return {}


@pytest.fixture
def named(hour: time_machine.Traveller, site: Site) -> Site:
    """Everybody has a name of their own, and there are rakes."""
    for sign_up, given in zip((*site.workers, site.waiting), NAMES, strict=True):
        assert sign_up.person is not None
        sign_up.person.given = given
    site.order.tools = [OrderTool(line=1, name="Граблі", quantity=5)]
    site.order.norm = "8 м³ за день"
    db.session.commit()
    return site


class Person:
    """Somebody at a browser. The site keeps one application context for the whole test, which remembers who came."""

    def __init__(self, visitor: Visitor) -> None:
        self._visitor = visitor

    def __getattr__(self, name: str) -> Callable[..., Page]:
        for kept in list(g):
            g.pop(kept)
        db.session.rollback()
        db.session.expire_all()
        found: Callable[..., Page] = getattr(self._visitor, name)
        return found


@pytest.fixture
def mykola(named: Site, visit: Visit) -> Person:
    return Person(visit(cast.MYKOLA))


@pytest.fixture
def oksana(named: Site, visit: Visit) -> Person:
    return Person(visit(cast.OKSANA))


def begin(mykola: Person, shift_id: int) -> None:
    """Ticked and briefed."""
    mykola.open(f"/shifts/{shift_id}/check")
    mykola.press("Так: день можна починати", dict(TICKS))
    page = mykola.open(f"/shifts/{shift_id}/briefing")
    form, _button = page.form_with("Проінструктовано")
    people = [field.get("value") for field in form.iter("input") if field.get("name") == "people"]
    mykola.press("Проінструктовано", {"people": people})


def rows(site: Site) -> dict[int, Attendance]:
    """What holds, by place."""
    db.session.rollback()
    db.session.expire_all()
    found = db.session.scalars(db.select(Attendance).where(~Attendance.is_reversed))
    return {row.day.place or 0: row for row in found}


def row_names(page: Page, place: int, *fields: str) -> dict[str, str]:
    """Names of fields in the row of somebody."""
    for tr in page.root.iter("tr"):
        heads = [" ".join("".join(cell.itertext()).split()) for cell in tr if cell.tag == "th"]
        if heads and heads[0].startswith(f"{place}."):
            names = [one.get("name") for tag in ("input", "select") for one in tr.iter(tag)]
            return {field: next(n for n in names if n and n.endswith(field)) for field in fields}
    raise AssertionError(f"no row {place}")


def test_a_whole_day_with_an_alarm_a_replacement_and_tools(
    named: Site, mykola: Person, oksana: Person, hour: time_machine.Traveller
) -> None:
    shift_id = named.shift_id
    page = mykola.open("/")
    assert page.says("Сьогодні на роботах")
    assert page.says("перевірити, чи можна починати")
    mykola.follow("До робочого дня")
    mykola.follow("Чи можна починати?")
    mykola.press("Так: день можна починати", {"is_clear": "y"}, status=422)
    page = mykola.press("Так: день можна починати", dict(TICKS))
    assert page.says("провести інструктаж")
    page = mykola.open(f"/shifts/{shift_id}/briefing")
    assert page.says("Не торкайтеся невідомих предметів.")
    assert page.values(page.form_with("Проінструктовано")[0])["instructor"] == "Микола Захарчук"
    mykola.press("Проінструктовано", {}, status=422)
    first, _second, third = (sign_up.id for sign_up in named.workers)
    page = mykola.press("Проінструктовано", {"people": [str(first), str(third)]})
    assert page.says("На місці 0 із 3")

    hour.move_to(after(minutes=2))
    card = db.session.scalars(db.select(Card).where(Card.household_id == named.workers[0].household_id)).one()
    page = mykola.press("На місці", {"code": card.card_no})
    assert page.says("На місці 1 із 3")
    page = mykola.press("На місці", {"code": card.card_no})
    assert page.says("Уже відмічено на цій перекличці.")
    mykola.press("На місці", {"code": "12345670"}, status=409)
    mykola.follow("немає…")  # the first without a mark is Марія
    page = mykola.press("Узяти обрану людину")
    assert page.says("Гончар Ірина сьогодні працює")
    waits = str(named.waiting.id)
    mykola.press("Проінструктовано", {"people": [waits]})
    page = mykola.press("Позначені – на місці", {"people": [str(d.id) for d in days_of(named.waiting)], "at": "09:02"})
    assert page.says("На місці 2 із 3")
    hour.move_to(after(minutes=25))
    page = mykola.open(f"/shifts/{shift_id}/roll-calls/1")
    page = mykola.post(
        f"/shifts/{shift_id}/roll-calls/1",
        {"csrf_token": token(page), "day": str(named.day(2).id)},
    )
    assert page.says("запізнення 25 хв")

    page = mykola.open(f"/shifts/{shift_id}/tools")
    first = str(named.day(0).id)
    page = mykola.press("Видати позначеним", {"quantity": "2"})
    assert page.says("Граблі, 3 людям")
    assert page.says("Граблі: видано 6, у роботи є 5.")
    page = mykola.press("Видати позначеним", {"people": [first], "quantity": "1"})
    assert page.says("Уже мають:")
    boxes = [str(field.get("value")) for field in page.root.iter("input") if field.get("name") == "loans"]
    assert mykola.press("Позначене повернуто цілим", {"loans": ["9" * 25]}, status=422).says("Позначте, що повернули")
    page = mykola.press("Позначене повернуто цілим", {"loans": boxes[1:]})
    assert page.says("Повернуто 3 рядки.")
    assert page.says("Граблі × 2")
    with transaction():
        pause = pausing.start_pause(None, PauseCause.ALARM, nonce="alarm", actor=named.lead, at=after(hours=2))
    hour.move_to(after(hours=2, minutes=10))
    assert mykola.open(f"/shifts/{shift_id}").says("Триває тривога")
    with transaction():
        pausing.end_pause(pause.id, actor=named.lead, at=after(hours=2, minutes=47))

    hour.move_to(after(hours=5))
    page = mykola.open(f"/shifts/{shift_id}/roll-calls/2")
    assert page.says("11:00–11:47")
    hour.move_to(after(hours=8, minutes=5))
    page = mykola.open(f"/shifts/{shift_id}/attendance")
    names = row_names(page, 3, "mark", "arrived_at", "reason")
    values = page.values(page.form_with("Зберегти рядки")[0])
    assert (values[names["mark"]], values[names["arrived_at"]]) == ("late", "09:25")
    page = mykola.press("Зберегти рядки", {}, status=422)
    assert page.says("Запишіть причину")
    page = mykola.press("Зберегти рядки", {names["reason"]: "Автобус"})
    assert page.says("Записано 3 рядки.")
    assert {place: (row.mark, row.minutes, row.alarm_minutes) for place, row in rows(named).items()} == {
        1: (Mark.WORKED, 420, 47), 2: (Mark.ABSENT, 0, 0), 3: (Mark.LATE, 395, 47), 4: (Mark.WORKED, 420, 47),
    }  # fmt: skip
    assert page.says("Рядок підтверджує не той, хто його написав.")

    page = oksana.open("/shifts")
    assert page.says("чекає на підтвердження іншою особою")
    oksana.open(f"/shifts/{shift_id}/attendance")
    page = oksana.press("Підтвердити 4 рядки", status=409)
    assert page.says("Не весь інструмент повернуто.")
    assert page.href("Інструмент") == f"/shifts/{shift_id}/tools"
    mykola.open(f"/shifts/{shift_id}/tools")
    mykola.press("Записати", {"returned": "1", "lost": "1"})
    oksana.open(f"/shifts/{shift_id}/attendance")
    page = oksana.press("Підтвердити 4 рядки")
    assert page.says("Підтверджено 4 рядки.")
    oksana.open(f"/works/{named.order.id}")
    page = oksana.press("Закрити наряд")
    assert page.says("закрито")
    assert db.session.get(WorkOrder, named.order.id).state is OrderState.CLOSED  # type: ignore[union-attr]
    assert audit.check_chain().broken_at is None


def token(page: Page) -> str:
    return str(page.values(page.form_with("Вийти")[0])["csrf_token"])


def test_a_day_is_called_off_with_a_reason_and_who_came_is_on_standby(
    named: Site, mykola: Person, hour: time_machine.Traveller
) -> None:
    mykola.open(f"/shifts/{named.shift_id}/check")
    mykola.press("Скасувати день", {}, status=422)
    page = mykola.press("Скасувати день", {"reason": "Буревій"})
    assert page.says("Буревій")
    hour.move_to(after(minutes=30))
    page = mykola.open(f"/shifts/{named.shift_id}/attendance")
    names = row_names(page, 2, "mark", "reason")
    mykola.press("Зберегти рядки", {names["mark"]: "absent", names["reason"]: "Захворіла"})
    assert [(row.mark, row.minutes) for _place, row in sorted(rows(named).items())] == [
        (Mark.STANDBY, 0), (Mark.ABSENT, 0), (Mark.STANDBY, 0),
    ]  # fmt: skip


def test_whoever_worked_until_the_day_was_called_off_is_not_on_standby(
    named: Site, mykola: Person, hour: time_machine.Traveller
) -> None:
    begin(mykola, named.shift_id)
    called = {"csrf_token": token(mykola.open("/")), "day": str(named.day(0).id)}
    mykola.post(f"/shifts/{named.shift_id}/roll-calls/1", called)
    hour.move_to(after(hours=5))
    mykola.open(f"/shifts/{named.shift_id}/check")
    mykola.press("Скасувати день", {"reason": "Буревій"})
    mykola.open(f"/shifts/{named.shift_id}/attendance")
    mykola.press("Зберегти рядки")
    ((_place, row),) = rows(named).items()
    assert (row.mark, row.minutes, row.half_days, row.reason) == (Mark.LEFT_EARLY, 240, 1, "Буревій")


def test_a_found_shell_stops_the_day_names_who_is_there_and_lets_nobody_begin(
    named: Site, mykola: Person, hour: time_machine.Traveller
) -> None:
    shift_id = named.shift_id
    begin(mykola, shift_id)
    hour.move_to(after(minutes=3))
    mykola.open(f"/shifts/{shift_id}/roll-calls/1")
    page = mykola.post(
        f"/shifts/{shift_id}/roll-calls/1", {"csrf_token": token(mykola.open("/")), "day": str(named.day(0).id)}
    )
    assert page.says("На місці 1 із 3")
    mykola.open(f"/shifts/{shift_id}")
    mykola.follow("Зупинити роботи")
    page = mykola.press("Зупинити роботи", {"cause": "explosive"})
    assert page.says("101")
    assert page.says("Гончар Олег на місці")
    assert page.says("Підвал школи")
    page = mykola.open(f"/shifts/{shift_id}")
    assert page.says("Роботу зупинено")
    page = mykola.post(
        f"/shifts/{shift_id}/roll-calls/1", {"csrf_token": token(page), "day": str(named.day(1).id)}, status=409
    )
    page = mykola.open(f"/shifts/{shift_id}/check")
    mykola.press("Так: день можна починати", dict(TICKS), status=409)
    hour.move_to(after(hours=8, minutes=5))
    page = mykola.open(f"/shifts/{shift_id}/attendance")
    names = row_names(page, 1, "left_at")
    page = mykola.press("Зберегти рядки", {names["left_at"]: "12:00"}, status=422)
    assert page.says("О 09:03 роботу зупинено")
    mykola.open(f"/shifts/{shift_id}/attendance")
    mykola.press("Зберегти рядки")
    written = rows(named)[1]
    assert (written.mark, written.minutes, written.reason) == (
        Mark.LEFT_EARLY, 3, "знайдено вибухонебезпечний предмет",
    )  # fmt: skip


def test_bad_input_keeps_everything_and_says_which_row(
    named: Site, mykola: Person, hour: time_machine.Traveller
) -> None:
    begin(mykola, named.shift_id)
    hour.move_to(after(hours=8, minutes=5))
    page = mykola.open(f"/shifts/{named.shift_id}/attendance")
    one, two = row_names(page, 1, "left_at", "output"), row_names(page, 2, "mark", "left_at", "reason")
    page = mykola.press(
        "Зберегти рядки",
        {one["left_at"]: "25:99", one["output"]: "7 м³", two["mark"]: "left_early", two["left_at"]: "13"},
        status=422,
    )
    values = page.values(page.form_with("Зберегти рядки")[0])
    assert (values[one["left_at"]], values[one["output"]]) == ("25:99", "7 м³")
    assert (values[two["mark"]], values[two["left_at"]]) == ("left_early", "13:00")
    mykola.press("Зберегти рядки", {one["left_at"]: "23:00", two["reason"]: "Лікар"}, status=422)
    page = mykola.press("Зберегти рядки", {one["left_at"]: "17:00"})
    assert page.says("7 м³")
    assert rows(named)[2].minutes == 180


def test_a_row_that_somebody_else_wrote_meanwhile_is_told_and_the_rest_is_kept(
    named: Site, mykola: Person, hour: time_machine.Traveller
) -> None:
    begin(mykola, named.shift_id)
    hour.move_to(after(hours=8, minutes=5))
    page = mykola.open(f"/shifts/{named.shift_id}/attendance")
    names = row_names(page, 2, "output")
    named.write(0, worked(), actor=named.lead)
    page = mykola.press("Зберегти рядки", {names["output"]: "6 м³"}, status=409)
    assert page.says("Цей рядок тим часом уже заповнено.")
    names = row_names(page, 2, "output")
    assert page.values(page.form_with("Зберегти рядки")[0])[names["output"]] == "6 м³"
    mykola.press("Зберегти рядки")
    assert set(rows(named)) == {1, 2, 3}


def test_a_row_is_corrected_by_a_second_person_and_its_history_stays(
    named: Site, mykola: Person, oksana: Person, hour: time_machine.Traveller
) -> None:
    begin(mykola, named.shift_id)
    hour.move_to(after(hours=8, minutes=5))
    mykola.open(f"/shifts/{named.shift_id}/attendance")
    mykola.press("Зберегти рядки")
    day_id = named.day(0).id
    assert mykola.open(f"/sign-up-days/{day_id}/attendance").says("виправляє хтось інший")
    oksana.open(f"/shifts/{named.shift_id}/attendance")
    oksana.press("Підтвердити 3 рядки")
    oksana.open(f"/sign-up-days/{day_id}/attendance")
    form, _ = oksana.open(f"/sign-up-days/{day_id}/attendance").form_with("Скасувати старий рядок")
    names = {str(one.get("name")).split("-")[-1]: str(one.get("name")) for one in form.iter() if one.get("name")}
    change = {names["mark"]: "left_early", names["left_at"]: "12:00", "row-reason": "Пішов до лікаря"}
    oksana.press("Скасувати старий рядок", change, status=422)
    page = oksana.press("Скасувати старий рядок", {**change, "reason": "Не той час"})
    assert page.says("Виправлено")
    page = mykola.open(f"/sign-up-days/{day_id}/attendance")
    assert page.says("Не той час")
    assert page.says("09:00–17:00")
    assert page.says("09:00–12:00")
    mykola.open(f"/shifts/{named.shift_id}/attendance")
    mykola.press("Підтвердити 1 рядок")
    assert rows(named)[1].confirmed_by_id == named.foreman.staff_id


def test_every_form_that_is_sent_twice_makes_one_fact(
    named: Site, mykola: Person, oksana: Person, hour: time_machine.Traveller
) -> None:
    shift_id = named.shift_id

    def twice(person: Person, path: str, button: str, fields: dict[str, object] | None = None) -> None:
        page = person.open(path)
        form, submit = page.form_with(button)
        data = {**page.values(form), **(fields or {})}
        if submit.get("name"):
            data[submit.attrib["name"]] = submit.get("value", "")
        action = submit.get("formaction") or form.get("action") or path
        for _ in range(2):
            person.post(action, data)  # type: ignore[arg-type]

    twice(mykola, f"/shifts/{shift_id}/check", "Так: день можна починати", dict(TICKS))
    people = [str(sign_up.id) for sign_up in named.workers]
    twice(mykola, f"/shifts/{shift_id}/briefing", "Проінструктовано", {"people": people})
    hour.move_to(after(minutes=3))
    card = db.session.scalars(db.select(Card).where(Card.household_id == named.workers[0].household_id)).one()
    twice(mykola, f"/shifts/{shift_id}/roll-calls/1", "На місці", {"code": card.card_no})
    twice(mykola, f"/shifts/{shift_id}/tools", "Видати позначеним", {"people": [str(named.day(0).id)]})
    twice(mykola, f"/shifts/{shift_id}/tools", "Позначене повернуто цілим", {"loans": ["1"]})
    hour.move_to(after(hours=8, minutes=5))
    marks = {}
    page = mykola.open(f"/shifts/{shift_id}/attendance")
    for place in (2, 3):
        marks[row_names(page, place, "mark")["mark"]] = "worked"
    twice(mykola, f"/shifts/{shift_id}/attendance", "Зберегти рядки", marks)
    twice(oksana, f"/shifts/{shift_id}/attendance", "Підтвердити 3 рядки")
    twice(oksana, f"/works/{named.order.id}/certificates", "Видати")
    db.session.rollback()
    kinds = (DayCheck, Briefing, RollCall, ToolLoan, Attendance, Certificate)
    counts = [len(db.session.scalars(db.select(kind)).all()) for kind in kinds]
    assert counts == [1, 1, 1, 1, 3, 1]


def test_a_foreman_sees_the_own_day_today_and_yesterday_and_nothing_else(
    named: Site, mykola: Person, hour: time_machine.Traveller
) -> None:
    shift_id, day_id = named.shift_id, named.day(0).id
    pages = ("", "/check", "/briefing", "/roll-calls/1", "/tools", "/attendance", "/list", "/briefing-journal")
    for path in pages:
        mykola.open(f"/shifts/{shift_id}{path}")
    assert mykola.open("/shifts").says("Прибирання парку")
    for path in ("attendance-sheet", "briefing-journal", "certificates"):
        mykola.open(f"/works/{named.order.id}/{path}", status=403)
    hour.move_to(NINE + timedelta(days=1))
    mykola.sign_in(cast.MYKOLA)
    mykola.open(f"/shifts/{shift_id}")
    assert mykola.open("/").says("Табель не завершено")
    hour.move_to(NINE + timedelta(days=2))
    mykola.sign_in(cast.MYKOLA)
    for path in pages:
        mykola.open(f"/shifts/{shift_id}{path}", status=404)
    for path in ("attendance", "replacement"):
        mykola.open(f"/sign-up-days/{day_id}/{path}", status=404)
    page = mykola.open("/shifts")
    assert not page.says("Прибирання парку")
    assert page.says("у сам день і наступного дня")


def test_another_foreman_finds_nothing(named: Site, visit: Visit, hour: time_machine.Traveller) -> None:
    other = cast.Colleague("petro", "Петро Іваненко", cast.MYKOLA.roles)
    make_staff(other)
    db.session.commit()
    petro = Person(visit(other))
    assert not petro.open("/shifts").says("Прибирання парку")
    for path in ("", "/check", "/briefing", "/roll-calls/1", "/tools", "/attendance", "/list"):
        petro.open(f"/shifts/{named.shift_id}{path}", status=404)
    page = petro.open("/")
    assert page.says("Сьогодні у вас немає зміни.")
    data = {"csrf_token": token(page), "day": str(named.day(0).id)}
    petro.post(f"/shifts/{named.shift_id}/roll-calls/1", data, status=404)
    petro.post(f"/shifts/{named.shift_id}/tools", {**data, "tool": "Граблі", "quantity": "1"}, status=404)


@pytest.mark.parametrize("colleague", [cast.HALYNA, cast.DMYTRO, cast.LIUBOV, cast.IVAN], ids=lambda one: one.login)
def test_nobody_else_opens_a_working_day(
    named: Site, visit: Visit, hour: time_machine.Traveller, colleague: cast.Colleague
) -> None:
    if colleague is not cast.HALYNA:
        make_staff(colleague)
        db.session.commit()
    stranger = Person(visit(colleague))
    for path in ("/shifts", f"/shifts/{named.shift_id}", f"/shifts/{named.shift_id}/attendance"):
        stranger.open(path, status=403)


def test_the_lead_finds_past_days_page_by_page(named: Site, oksana: Person, hour: time_machine.Traveller) -> None:
    hour.move_to(NINE + timedelta(days=30))
    oksana.sign_in(cast.OKSANA)
    page = oksana.open("/shifts")
    assert page.says("День минув, а табель не завершено")
    assert oksana.follow("Попередні дні").says("Прибирання парку")


def test_papers_say_what_was_written(named: Site, mykola: Person, oksana: Person, hour: time_machine.Traveller) -> None:
    shift_id, order_id = named.shift_id, named.order.id
    page = mykola.open(f"/shifts/{shift_id}/briefing-journal")
    assert page.says("Не торкайтеся невідомих предметів.")
    assert [row[4] for row in page.rows() if len(row) == 9][1:4] == ["первинний"] * 3
    assert [row[3] for row in page.rows() if len(row) == 9][1] == "1980"
    page = mykola.open(f"/shifts/{shift_id}/list")
    assert sum(row.count("☐") for row in page.rows()) == 5 * 4
    begin(mykola, shift_id)
    hour.move_to(after(hours=8, minutes=5))
    mykola.open(f"/shifts/{shift_id}/attendance")
    mykola.press("Зберегти рядки")
    page = oksana.open(f"/works/{order_id}/attendance-sheet")
    assert page.says("Р 7:00*")
    oksana.open(f"/shifts/{shift_id}/attendance")
    oksana.press("Підтвердити 3 рядки")
    page = oksana.open(f"/works/{order_id}/attendance-sheet")
    assert not page.says("Р 7:00*")
    assert page.rows()[-1][1:] == ["3", "21:00", "0:00"]
    assert oksana.open(f"/works/{order_id}/briefing-journal").says("Микола Захарчук")
    oksana.open(f"/works/{order_id}/certificates")
    page = oksana.press("Видати")
    assert page.says(f"ДУ{chr(0x2011)}2026{chr(0x2011)}0001")
    certified = min(named.workers, key=lambda one: one.id).person
    assert certified is not None
    assert page.says(certified.full_name)
    took_part = {"female": "взяла участь", "male": "взяв участь"}
    assert page.says(took_part.get(str(certified.sex), "взяв (взяла) участь"))
    again = oksana.open("/certificates/1")
    assert again.text == page.text
    oksana.open("/certificates/9", status=404)


def test_a_stop_before_the_first_call_names_who_is_expected(
    named: Site, mykola: Person, hour: time_machine.Traveller
) -> None:
    hour.move_to(after(minutes=1))
    with transaction():
        works.stop_work(
            named.order.id, Incident(StopCause.SHELLING), nonce="stop", actor=named.foreman, at=clock.now()
        )  # fmt: skip
    page = mykola.open("/work-stops/1")
    assert page.says("Гончар Марія очікується")
