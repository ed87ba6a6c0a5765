"""A lead postpones and cancels days, calls people and works through the waiting list, with JavaScript off."""

import re
from collections.abc import Callable
from datetime import time, timedelta

import pytest
from flask import Flask

from app.core import clock
from app.core.db import db
from app.distributions.models import Distribution, DistributionState, Entitlement, SlotMove, WaitingEntry, WaitState
from tests import cast
from tests.distributions.community import add_household
from tests.make import (
    make_distribution,
    make_entitlement,
    make_hub,
    make_kit,
    make_location,
    make_programme,
    make_settlement,
    make_street,
)
from tests.make.distributions import make_cycle
from tests.visitor import Page, Visitor

TODAY = clock.local_date(clock.now())
DAY = TODAY + timedelta(days=3)
LATER = DAY + timedelta(days=2)
WORDS = "Машина з наборами не приїхала."


@pytest.fixture
def lead(app: Flask, visit: Callable[..., Visitor]) -> Visitor:
    """Оксана, four households with a time in three days, one without a phone, and a later day with two places."""
    with app.app_context():
        hub, settlement = make_hub(), make_settlement()
        lyceum = make_location(hub=hub, settlement=settlement)
        street = make_street(settlement=settlement, name="Садова", location=lyceum)
        cycle = make_cycle(programme=make_programme(kit=make_kit(), starts_on=TODAY))
        day = make_distribution(cycle=cycle, location=lyceum, held_on=DAY)
        make_distribution(
            cycle=cycle, location=lyceum, held_on=LATER, opens_at=time(9), closes_at=time(9, 15), capacity=2
        )
        for n in range(4):
            home = add_household(
                settlement=settlement, street=street, house=str(2 * n + 1), phone1="" if n == 3 else f"+38050123450{n}"
            )
            make_entitlement(household=home, slot=day.slots[n], place=1)
        db.session.commit()
    return visit(cast.OKSANA)


def ask(lead: Visitor, *, status: int = 200, **fields: object) -> Page:
    lead.open("/distributions/1/call-off")
    usual: dict[str, object] = {"kind": "postponed", "to_day": f"{DAY + timedelta(days=7):%d.%m.%Y}", "words": WORDS}
    return lead.press("Показати, що буде", {**usual, **fields}, status=status)


def test_a_dry_run_shows_numbers_and_changes_nothing(lead: Visitor, app: Flask) -> None:
    page = ask(lead)
    assert page.fact("Домогосподарств, яких це стосується") == "4"
    assert page.fact("Отримають новий час") == "4"
    assert page.fact("Без телефону") == "1"
    with app.app_context():
        assert not db.session.query(SlotMove).count()


def test_a_postponed_day_moves_everyone_and_leads_to_the_list(lead: Visitor, app: Flask) -> None:
    ask(lead)
    page = lead.press("Перенести всіх зараз")
    assert page.says("Кого перенесено")
    assert page.says(WORDS)
    assert page.fact("Перенесено") == "4"
    with app.app_context():
        assert db.session.get_one(Distribution, 1).state is DistributionState.CANCELLED


def test_the_same_press_twice_moves_once(lead: Visitor, app: Flask) -> None:
    page = ask(lead)
    form = page.form_with("Перенести всіх зараз")[0]
    values = {name: str(value) for name, value in page.values(form).items()}
    lead.post("/distributions/1/call-off", values)
    lead.post("/distributions/1/call-off", values)
    with app.app_context():
        assert db.session.query(SlotMove).count() == 4


def test_a_reason_is_needed_because_residents_read_it(lead: Visitor) -> None:
    assert ask(lead, words="", status=422).says("Напишіть чому")


def test_calling_first_needs_the_day_until_which_places_are_held(lead: Visitor) -> None:
    assert ask(lead, how="ask", held_on="", status=422).says("Напишіть, до якого дня тримати місця")


def test_calling_first_only_holds_the_new_places(lead: Visitor, app: Flask) -> None:
    ask(lead, how="ask", held_on=f"{DAY:%d.%m.%Y}", held_at="18:00")
    lead.press("Тримати місця й телефонувати")
    with app.app_context():
        assert {entry.state for entry in db.session.query(WaitingEntry)} == {WaitState.OFFERED}
    page = lead.open("/move-lists/1")
    assert page.fact("Тримаємо місце") == f"4 до {DAY:%d.%m.%Y}, 18:00"
    assert page.says("чи згодні?")
    assert lead.open("/households/1/cycles/1/why").says("Для вас тримаємо місце до")
    assert lead.open("/households/1/slots").says("Чи погоджуються?")
    lead.open("/waiting-entries/1")
    lead.press("Погоджуються")
    assert lead.open("/households/1/cycles/1/why").says("У вас є час")
    assert lead.open("/move-lists/1").fact("Тримаємо місце") == f"3 до {DAY:%d.%m.%Y}, 18:00"


def test_a_day_off_is_named_beside_the_new_day(lead: Visitor) -> None:
    lead.open("/calendar")
    lead.press("Додати день", {"held_on": f"{DAY + timedelta(days=7):%d.%m.%Y}"})
    page = ask(lead, status=409)
    assert page.says("день без видачі. Виберіть інший день.")


def test_a_cancelled_day_fills_free_places_and_the_rest_waits(lead: Visitor) -> None:
    page = ask(lead, kind="cancelled", to_day="")
    assert page.fact("Отримають новий час") == "2"
    assert page.says("немає вільного місця")
    lead.press("Перенести всіх зараз")
    assert lead.open("/cycles/1/waiting").says("видачу скасовано")


def test_who_was_told_is_ticked_and_the_papers_name_people(lead: Visitor) -> None:
    ask(lead)
    lead.press("Перенести всіх зараз")
    page = lead.press("Записати, кого повідомлено", {"moves": ["1", "2"], "how": "call"})
    assert page.says("Записано: знають 2 домогосподарства.")
    assert page.fact("Повідомлено") == "2 з 4"
    assert len(lead.open("/move-lists/1?untold=1").rows()) == 3
    lead.open("/move-lists/1")
    paper = lead.press("Друкувати: за телефонами")
    assert paper.says("50 123 45 00")
    assert paper.says("Без телефону: до них треба зайти")
    lead.open("/move-lists/1")
    assert lead.press("Друкувати: за старшими по вулиці").says("Вулиці без старшого")


def test_nobody_is_told_of_a_time_whose_day_is_closed(lead: Visitor, app: Flask) -> None:
    ask(lead)
    page = lead.press("Перенести всіх зараз")
    with app.app_context():
        db.session.query(Distribution).update({Distribution.state: DistributionState.CLOSED})
        db.session.commit()
    assert lead.press("Записати, кого повідомлено", {"moves": ["1"], "how": "call"}, status=409).says("день закрито")
    assert lead.open(page.path).rows()[1][-1] == "день закрито"


def test_the_page_of_a_household_shows_the_old_time_and_the_new_one(lead: Visitor) -> None:
    ask(lead)
    lead.press("Перенести всіх зараз")
    page = lead.open("/households/1/slots")
    assert page.says("Зміни часу")
    assert page.says("видачу перенесено")


def test_from_the_waiting_list_to_a_confirmed_place(lead: Visitor, app: Flask) -> None:
    ask(lead, kind="cancelled", to_day="")
    lead.press("Перенести всіх зараз")
    with app.app_context():
        cycle = db.session.get_one(Distribution, 1).cycle
        make_distribution(
            cycle=cycle, location=db.session.get_one(Distribution, 1).location, held_on=LATER + timedelta(1)
        )
        db.session.commit()
        slot = str(db.session.scalars(db.select(Distribution).order_by(Distribution.id.desc())).first().slots[0].id)  # type: ignore[union-attr]
    page = lead.open("/waiting-entries/1")
    assert not page.says("Гончар")
    assert lead.press("Показати ім’я й телефон").says("Гончар")
    page = lead.press("Тримати це місце", {"slot": slot})
    assert page.says("Місце тримаємо")
    lead.press("Погоджуються")
    with app.app_context():
        assert db.session.get_one(WaitingEntry, 1).state is WaitState.PLACED


def test_a_household_that_declines_stays_for_the_next_cycle(lead: Visitor) -> None:
    ask(lead, kind="cancelled", to_day="")
    lead.press("Перенести всіх зараз")
    lead.open("/waiting-entries/1")
    assert lead.press("Відмовляються в цьому циклі").says("У наступному циклі вони в списку, як і раніше.")


def test_why_a_household_has_no_place_is_said_in_words_to_read_aloud(lead: Visitor, app: Flask) -> None:
    ask(lead, kind="cancelled", to_day="")
    lead.press("Перенести всіх зараз")
    with app.app_context():
        waits = db.session.get_one(WaitingEntry, 1).household_id
        has = db.session.scalars(db.select(Entitlement.household_id).where(Entitlement.stands)).first()
    page = lead.open(f"/households/{waits}/cycles/1/why")
    assert page.says("Ви у списку очікування: номер 1 із 2")
    assert page.says("Серед рівних вирішує жереб")
    assert lead.open(f"/households/{has}/cycles/1/why").says("У вас є час")


def test_standby_households_are_called_first_when_a_place_falls_free(lead: Visitor, app: Flask) -> None:
    ask(lead, kind="cancelled", to_day="")
    lead.press("Перенести всіх зараз")
    lead.open("/waiting-entries/2")
    lead.press("Зберегти", {"is_standby": True})
    with app.app_context():
        place = db.session.scalars(db.select(Entitlement).where(Entitlement.stands)).first()
        assert place is not None
        place.withdrawn_at = clock.now()
        day_id = place.slot.distribution_id
        db.session.commit()
    page = lead.open(f"/distributions/{day_id}/standby")
    assert len(page.rows()) == 2
    assert any(re.search(r"/waiting-entries/2\?slot=", link) for link in page.links())


def test_a_location_is_closed_after_a_look(lead: Visitor) -> None:
    lead.open("/locations/1/close")
    page = lead.press("Показати, що буде", {"since": f"{DAY:%d.%m.%Y}", "words": "Підвал залито."})
    assert page.says("там, де вони отримують, більше нічого не заплановано")
    assert lead.press("Поставити всіх до списку очікування").says("Підвал залито.")


def test_lists_say_of_a_postponed_day_when_it_is_held_and_of_a_cancelled_one_that_it_is_not(lead: Visitor) -> None:
    ask(lead)
    lead.press("Перенести всіх зараз")
    words = f"перенесено на {(DAY + timedelta(days=7)).day} "
    assert words in lead.open("/distributions").text
    page = lead.open("/distributions/1")
    assert words in page.text
    assert not page.says("скасовано")
    lead.open("/distributions/3/call-off")
    lead.press("Показати, що буде", {"kind": "cancelled", "words": WORDS})
    lead.press("Поставити всіх до списку очікування")
    assert lead.open("/distributions/3").says("скасовано")
