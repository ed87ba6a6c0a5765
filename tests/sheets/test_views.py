"""The evening after a power cut: a pile of sheets, one field, and what contradicts on a page of its own."""

from collections.abc import Callable

import pytest

from app.checkin.models import HandOver, Method
from app.core import clock
from app.core.db import db
from app.distributions.models import Entitlement, Sheet
from tests import cast
from tests.desk_day import Clock, World, sit_down
from tests.visitor import Page, Visitor

Visit = Callable[..., Visitor]


@pytest.fixture
def three(visit: Visit, open_day: World) -> list[Entitlement]:
    return [open_day.expected(10, surname=surname)[1] for surname in ("Ковальчук", "Їжакевич", "Ґудзь")]


@pytest.fixture
def printed(visit: Visit, three: list[Entitlement], open_day: World, wall_clock: Clock) -> None:
    """The pack of the day, with one spare sheet, printed by the lead; it is noon now."""
    oksana = visit(cast.OKSANA)
    oksana.open(f"/distributions/{open_day.today.id}/papers")
    oksana.press("Лише відомості", {"Запасні відомості з порожніми рядками": "1"})
    wall_clock.turn(12)


def find(visitor: Visitor, number: str, *, status: int = 200) -> Page:
    visitor.open("/signature-sheets")
    return visitor.press("Внести цей аркуш", {"Номер аркуша": number}, status=status)


def handed() -> list[HandOver]:
    db.session.commit()
    return list(db.session.scalars(db.select(HandOver).order_by(HandOver.id)))


@pytest.mark.usefixtures("printed")
def test_a_whole_sheet_is_a_number_a_time_and_a_tick(visit: Visit) -> None:
    halyna = visit(cast.HALYNA)
    page = find(halyna, "1")
    assert page.says("Внести відомість ВД-2026-0001")
    assert page.says("вівторок, 24 листопада, 10:00–10:15")
    assert not page.says("Ковальчук")
    page = halyna.press("Усе внесено", {"Час на папері": "1005", "is_all_signed": ["y"]})
    assert page.says("Відомість ВД-2026-0001 внесено.")
    made = handed()
    assert [one.method for one in made] == [Method.PAPER] * 3
    assert {f"{clock.local(one.happened_at):%H:%M}" for one in made} == {"10:05"}


@pytest.mark.usefixtures("printed")
def test_only_the_exceptions_are_marked(visit: Visit) -> None:
    halyna = visit(cast.HALYNA)
    find(halyna, "ВД-2026-0001")
    halyna.press(
        "Усе внесено",
        {
            "Час на папері": "10:05", "is_all_signed": ["y"], "rows-0-what": "not_given",
            "rows-1-what": "proxy", "rows-1-name": "Богдан Дяк", "rows-1-at": "10:40",
        },
    )  # fmt: skip
    proxy, own = handed()
    assert (proxy.collector_name, f"{clock.local(proxy.happened_at):%H:%M}") == ("Богдан Дяк", "10:40")
    assert own.collector_name == ""
    page = find(halyna, "1")
    assert page.says("не видано")
    assert page.says("домогосподарство раніше його не називало")


@pytest.mark.usefixtures("printed")
def test_rows_left_unmarked_are_asked_about_once(visit: Visit) -> None:
    halyna = visit(cast.HALYNA)
    find(halyna, "1")
    page = halyna.press("Усе внесено", {"Час на папері": "10:05", "rows-0-what": "self"}, status=422)
    assert page.says("2 рядки без позначки")
    assert handed() == []
    assert halyna.press("Завершити").says("внесено")
    assert len(handed()) == 1


@pytest.mark.usefixtures("printed")
def test_a_part_is_saved_and_the_rest_follows(visit: Visit) -> None:
    halyna = visit(cast.HALYNA)
    find(halyna, "1")
    page = halyna.press("Зберегти і продовжити пізніше", {"Час на папері": "10:05", "rows-0-what": "self"})
    assert page.says("видано, 10:05")
    assert halyna.press("Усе внесено", {"Час на папері": "10:10", "is_all_signed": ["y"]}).says("внесено")
    assert len(handed()) == 3


@pytest.mark.usefixtures("printed")
def test_what_was_forgotten_is_said_and_what_was_typed_stays(visit: Visit) -> None:
    halyna = visit(cast.HALYNA)
    find(halyna, "1")
    page = halyna.press("Усе внесено", {"is_all_signed": ["y"], "rows-1-what": "proxy"}, status=422)
    assert page.says("Рядок 2: напишіть ім’я того, хто отримав.")
    page = halyna.press("Усе внесено", {"rows-1-name": "Богдан Дяк"}, status=422)
    assert page.says("Рядок 1: напишіть час, що на папері")
    assert halyna.press("Усе внесено", {"Час на папері": "10:05"}).says("внесено")
    assert len(handed()) == 3


@pytest.mark.usefixtures("printed")
def test_a_spare_sheet_takes_card_numbers(visit: Visit, three: list[Entitlement]) -> None:
    halyna = visit(cast.HALYNA)
    find(halyna, "2")
    page = halyna.press("Усе внесено", {"Час на папері": "10:05", "rows-0-card_no": "1234"}, status=422)
    assert page.says("у номері картки вісім цифр")
    card_no = three[2].household.cards[0].card_no
    halyna.press("Усе внесено", {"rows-0-card_no": f"{card_no[:4]} {card_no[4:]}"})
    assert [one.entitlement_id for one in handed()] == [three[2].id]


@pytest.mark.usefixtures("printed")
def test_both_facts_stand_side_by_side_and_the_lead_decides(
    visit: Visit, three: list[Entitlement], open_day: World
) -> None:
    dmytro = sit_down(visit(cast.DMYTRO), open_day.lyceum)
    dmytro.open("/check-in")
    dmytro.press("Перевірити", {"code": three[0].household.cards[0].card_no})
    dmytro.press("Видано")
    halyna = visit(cast.HALYNA)
    find(halyna, "1")
    page = halyna.press("Усе внесено", {"Час на папері": "10:05", "is_all_signed": ["y"]})
    assert page.says("1 рядок суперечить тому, що знає хаб")
    assert page.says("Про це вирішує керівник видачі")
    entry_id = db.session.execute(db.text("SELECT entry_id FROM sheet_conflicts")).scalar_one()
    halyna.open(f"/sheet-conflicts/{entry_id}", status=403)
    oksana = visit(cast.OKSANA)
    oksana.open("/signature-sheets")
    page = oksana.follow("ВД-2026-0001")
    assert page.says("24.11.2026, 10:05") or page.says("10:05")
    assert page.says("12:00")
    assert page.says("стіл 2")
    page = oksana.press("Вирішити", {"settlement": "second_kit"}, status=422)
    assert page.says("кількома словами")
    page = oksana.press("Вирішити", {"settlement": "hub_is_right"})
    assert page.says("хаб має рацію")
    assert len(handed()) == 3


@pytest.mark.usefixtures("printed")
def test_sheets_that_nobody_needed_are_put_away_with_one_press(visit: Visit, open_day: World) -> None:
    halyna = visit(cast.HALYNA)
    halyna.open(f"/distributions/{open_day.today.id}/signature-sheets")
    assert halyna.press("Жодна з 2 відомостей").says("2 відомості не знадобились.")
    assert db.session.scalar(db.select(db.func.count(Sheet.id)).where(Sheet.entered_at.is_(None))) == 0


def test_a_number_that_is_none_is_told_so(visit: Visit, open_day: World) -> None:
    halyna = visit(cast.HALYNA)
    for number in ("99", "ОБ-2026-0001"):
        assert find(halyna, number, status=422).says("Такого аркуша немає")


def test_a_hub_without_paper_says_what_will_be_here(visit: Visit, open_day: World) -> None:
    assert visit(cast.HALYNA).open("/signature-sheets").says("Тут будуть відомості")
    page = visit(cast.HALYNA).open(f"/distributions/{open_day.today.id}/signature-sheets")
    assert page.says("коли їх надрукують")


def test_whoever_keeps_the_store_does_not_enter_paper(visit: Visit, open_day: World) -> None:
    visit(cast.IVAN).open("/signature-sheets", status=403)
    visit(cast.LIUBOV).open("/signature-sheets", status=403)
