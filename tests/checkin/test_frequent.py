"""Who collects for many: counted by person, wardens apart, masked, paged, printed."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.accounts.models import Staff
from app.checkin import operations, rules
from app.checkin.models import Method
from app.checkin.operations import Taker
from app.checkin.queries import Place
from app.checkin.rules import Collected
from app.core.actors import Actor
from app.core.db import db, transaction
from app.households import proxies
from app.households.models import ProxyBasis, ProxyRelation
from app.web.paging import PER_PAGE
from tests import cast
from tests.checkin.test_views import traces
from tests.desk_day import TEN, TODAY, Clock, World
from tests.make.staff import actor_of
from tests.visitor import Visitor

LIST = "/frequent-collectors"


def took(household_id: int, name: str = "Дяк Богдан", **told: object) -> Collected:
    facts: dict[str, object] = {
        "name_key": proxies.name_key(name),
        "birth_year": 1980,
        "name": name,
        "household_id": household_id,
        "day": TODAY,
        "relation": ProxyRelation.NEIGHBOUR,
        "is_warden": told.get("relation") is ProxyRelation.WARDEN,
        "programme": "Продукти",
        "is_approved": False,
    }
    return Collected(**{**facts, **told})  # type: ignore[arg-type]


# ---- counting


def test_seven_days_end_with_the_day_that_is_asked_for() -> None:
    assert rules.first_day(date(2026, 11, 24)) == date(2026, 11, 18)


def test_one_person_is_counted_under_any_spelling_and_relation() -> None:
    (person,) = rules.rank(
        [
            took(1, day=TODAY - timedelta(days=1), is_approved=True),
            took(1, programme="Гігієна"),
            took(2, "Богдан Дяк", relation=ProxyRelation.FAMILY),
        ]
    )
    assert (person.households, person.hand_overs, person.most_a_day, person.approvals) == (2, 3, 2, 1)
    assert list(person.relations) == [ProxyRelation.FAMILY, ProxyRelation.NEIGHBOUR]
    assert list(person.programmes) == ["Гігієна", "Продукти"]


def test_who_collects_for_one_household_is_not_listed() -> None:
    assert rules.rank([took(1), took(1, programme="Гігієна")]) == []


def test_namesakes_and_wardens_stand_apart_and_the_most_come_first() -> None:
    ranked = rules.rank(
        [
            *(took(number) for number in range(2)),
            *(took(number, birth_year=1981) for number in range(3)),
            *(took(number, relation=ProxyRelation.WARDEN) for number in range(5)),
        ]
    )
    assert [(one.households, one.birth_year, one.is_warden) for one in ranked] == [
        (5, 1980, True), (3, 1981, False), (2, 1980, False),
    ]  # fmt: skip


# ---- the page


@pytest.fixture
def clerk(lead: Visitor) -> Actor:
    db.session.commit()
    return actor_of(db.session.scalars(select(Staff).where(Staff.login == cast.DMYTRO.login)).one())


@pytest.fixture
def lead(open_day: World, visit: Callable[..., Visitor]) -> Visitor:
    return visit(cast.OKSANA)


def collect(
    world: World, clerk: Actor, *, times: int, name: str = "Дяк Богдан", relation: ProxyRelation = ProxyRelation.FAMILY
) -> list[int]:
    """``times`` households send this person; the numbers of the hand-overs."""
    draft = proxies.for_today(name, 1980, relation, ProxyBasis.NOTE, today=TODAY)
    made = []
    for number in range(times):
        _, promise = world.expected(10, surname=f"Мельник{chr(1072 + number)}")
        with transaction():
            made.append(
                operations.hand_over(
                    promise.id, place=Place(world.lyceum.id, 1), taker=Taker(named=draft), method=Method.SEARCH,
                    card_id=None, nonce=f"{promise.id:032x}", actor=clerk, at=TEN,
                )
            )  # fmt: skip
    return made


def test_an_empty_week_says_what_will_stand_here(lead: Visitor, clerk: Actor, open_day: World) -> None:
    collect(open_day, clerk, times=1)
    page = lead.open(LIST)
    assert page.says("У ці дні ніхто не забирав для кількох домогосподарств.")
    assert page.says("з 18.11.2026 по 24.11.2026")
    assert "Показати імена" not in page.buttons()


def test_names_are_masked_until_shown_with_a_trace(lead: Visitor, clerk: Actor, open_day: World) -> None:
    collect(open_day, clerk, times=3)
    collect(open_day, clerk, times=2, name="Пономаренко Тамара", relation=ProxyRelation.WARDEN)
    page = lead.open(LIST)
    assert [row[:4] for row in page.rows() if "1980" in row[0]] == [
        ["Д▪▪▪▪▪ Б. (1980)", "3", "3", "3"], ["П▪▪▪▪▪ Т. (1980)", "2", "2", "2"],
    ]  # fmt: skip
    assert "Дяк" not in page.html
    page = lead.press("Показати імена")
    assert page.says("Дяк Богдан (1980)")
    assert traces("reveal collectors") == 1
    assert "Дяк" not in lead.open(LIST).html


def test_what_was_taken_back_and_other_weeks_are_not_counted(
    lead: Visitor, clerk: Actor, open_day: World, wall_clock: Clock
) -> None:
    made = collect(open_day, clerk, times=2)
    assert lead.open(f"{LIST}?until=2026-11-30").says("Д▪▪▪▪▪ Б.")
    assert not lead.open(f"{LIST}?until=2026-12-01").says("Д▪▪▪▪▪ Б.")
    assert not lead.open(f"{LIST}?until=2026-11-23").says("Д▪▪▪▪▪ Б.")
    with transaction():
        operations.reverse_hand_over(made[0], reason="помилка", actor=clerk, at=TEN)
    assert not lead.open(LIST).says("Д▪▪▪▪▪ Б.")
    assert lead.open(f"{LIST}?until=nonsense").says("по 24.11.2026")


def test_a_week_is_chosen_on_the_page(lead: Visitor, clerk: Actor, open_day: World) -> None:
    collect(open_day, clerk, times=2)
    lead.open(LIST)
    assert lead.press("Показати", {"Сім днів, останній з них": "25.11.2026"}).says("з 19.11.2026 по 25.11.2026")


def test_the_list_goes_on_on_the_next_page(lead: Visitor, clerk: Actor, open_day: World) -> None:
    for number in range(PER_PAGE + 1):
        collect(open_day, clerk, times=2, name=f"Дяк {chr(1072 + number // 8)}о{chr(1072 + number % 8)}")
    page = lead.open(LIST)
    assert page.says("51 особа")
    assert sum("1980" in row[0] for row in page.rows()) == PER_PAGE
    assert sum("1980" in row[0] for row in lead.follow("Далі").rows()) == 1


def test_it_is_printed_with_names_and_a_trace(lead: Visitor, clerk: Actor, open_day: World) -> None:
    collect(open_day, clerk, times=2)
    lead.open(LIST)
    page = lead.follow("Роздрукувати з іменами (це буде записано)")
    assert page.says("Дяк Богдан (1980)")
    assert traces("print collectors") == 1


def test_only_who_decides_on_exceptions_sees_it(open_day: World, visit: Callable[..., Visitor]) -> None:
    for colleague in (cast.DMYTRO, cast.HALYNA, cast.LIUBOV):
        visit(colleague).open(LIST, status=403)


def test_the_lead_finds_it_from_the_first_page(lead: Visitor, open_day: World) -> None:
    lead.open("/")
    assert lead.follow("Хто забирає для багатьох").path == LIST
