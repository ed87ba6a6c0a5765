"""An alarm at the lyceum, from the button to the new times."""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from sqlalchemy import select

from app.accounts.models import Staff
from app.checkin.models import RefusedScan, Verdict
from app.core.db import db
from app.distributions.models import DistributionState, Entitlement, MoveList, SlotMove
from app.hubs.models import Pause, PauseCause
from app.pauses.models import AllClear
from tests import cast
from tests.desk_day import Clock, World, desk, open_day, wall_clock
from tests.make.bundles import send
from tests.make.staff import actor_of, make_staff
from tests.visitor import Page, Visitor

__all__ = ["desk", "open_day", "wall_clock"]


def stop(visitor: Visitor, button: str = "Зупинити: Ліцей") -> Visitor:
    visitor.open("/")
    visitor.press("Тривога: пауза")
    visitor.press(button)
    return visitor


def shown(visitor: Visitor) -> Page:
    assert visitor.page is not None
    return visitor.page


def look_again() -> None:
    """See what requests wrote meanwhile."""
    db.session.rollback()
    db.session.expire_all()


def the_pause() -> Pause:
    look_again()
    return db.session.scalars(select(Pause)).one()


def test_two_presses_stop_the_desk_where_one_sits(open_day: World, desk: Visitor) -> None:
    stop(desk)
    assert shown(desk).text.count("Видачу призупинено") > 1
    pause = the_pause()
    assert (pause.location_id, pause.cause, pause.ended_at) == (open_day.lyceum.id, PauseCause.ALARM, None)


def test_every_page_says_since_when_and_leads_to_the_shelter(open_day: World, desk: Visitor) -> None:
    stop(desk)
    for page in ("/", "/check-in", "/distributions"):
        desk.open(page)
        assert "Видачу призупинено о 10:02." in shown(desk).text
        assert "Ліцей, повітряна тривога." in shown(desk).text


def test_a_card_scanned_in_the_alarm_is_noted_and_its_place_is_kept(open_day: World, desk: Visitor) -> None:
    card, promise = open_day.expected(10)
    open_day.lyceum.has_shelter, open_day.lyceum.shelter_note = True, "підвал ліцею"
    open_day.lyceum.shelter_distance_m, open_day.lyceum.shelter_capacity = 50, 60
    db.session.commit()
    stop(desk)
    desk.open("/check-in")
    desk.press("Перевірити", {"code": card.card_no})
    assert "Ваше місце збережено" in shown(desk).text
    assert "підвал ліцею, 50 м, на 60 осіб" in shown(desk).text
    assert shown(desk).verdict() == "PAUSED"
    assert "Видано" not in shown(desk).buttons()
    look_again()
    noted = db.session.scalars(select(RefusedScan)).one()
    assert (noted.verdict, noted.entitlement_id) == (Verdict.PAUSED, promise.id)
    desk.open(f"/pauses/{the_pause().id}")
    assert shown(desk).fact("Усередині") == "1 домогосподарство, щонайбільше 1 особа"


def test_a_band_that_stood_open_when_the_alarm_came_gives_nothing(open_day: World, desk: Visitor) -> None:
    card, _promise = open_day.expected(10)
    desk.open("/check-in")
    desk.press("Перевірити", {"code": card.card_no})
    band = desk.page
    stop(desk)
    desk.page = band
    desk.press("Видано", status=409)
    assert "Видачу призупинено. Ваше місце збережено." in shown(desk).text


def test_at_the_other_location_aid_is_given_on(open_day: World, desk: Visitor) -> None:
    card, _promise = open_day.expected(10)
    stop(desk, "Зупинити: Садова")
    desk.open("/check-in")
    desk.press("Перевірити", {"code": card.card_no})
    desk.press("Видано")
    assert shown(desk).verdict() == "GIVEN"


def test_the_whole_hub_stops_everywhere_and_whoever_presses_second_sees_the_same_pause(
    open_day: World, desk: Visitor, visit: Callable[..., Visitor]
) -> None:
    late = visit(cast.OKSANA)
    late.open("/pauses/new")
    stop(desk, "Зупинити весь хаб")
    late.press("Зупинити весь хаб")
    assert shown(late).path == f"/pauses/{the_pause().id}"
    assert the_pause().location_id is None
    late.open("/")
    assert "Тривога: пауза" not in shown(late).text


def test_staff_tick_who_is_inside_without_a_card(open_day: World, desk: Visitor) -> None:
    _card, promise = open_day.expected(10, surname="Їжакевич")
    stop(desk)
    desk.press("Записати їх", {"inside": [str(promise.id)]})
    assert shown(desk).fact("Усередині") == "1 домогосподарство, щонайбільше 1 особа"
    desk.press("Записати їх", {"inside": []})
    assert "щонайбільше" not in shown(desk).text


def test_nobody_waits_for_a_household_whose_kits_a_warden_carries(
    open_day: World, desk: Visitor, wall_clock: Clock
) -> None:
    _card, promise = open_day.expected(10, surname="Їжакевич")
    lead = db.session.scalars(select(Staff).where(Staff.login == cast.OKSANA.login)).one()
    send([promise], carrier=make_staff(cast.TAMARA), actor=actor_of(lead), at=wall_clock.at)
    stop(desk)
    assert shown(desk).fact("Мали прийти під час паузи") == "0 домогосподарств"


def missed(open_day: World, number: int = 3) -> list[Entitlement]:
    """Households due at half past ten."""
    return [open_day.expected(10, 30, surname=f"Черговий{n}")[1] for n in range(number)]


def alarm(desk: Visitor, wall_clock: Clock, *, until: tuple[int, int]) -> None:
    stop(desk)
    wall_clock.turn(*until)
    desk.open(f"/pauses/{the_pause().id}")
    desk.press("Відбій")


def test_after_the_all_clear_desks_give_again_at_once(open_day: World, desk: Visitor, wall_clock: Clock) -> None:
    card, _promise = open_day.expected(10)
    alarm(desk, wall_clock, until=(10, 49))
    desk.open("/check-in")
    assert "Видачу призупинено" not in shown(desk).text
    desk.press("Перевірити", {"code": card.card_no})
    desk.press("Видано")


def test_who_missed_the_time_gets_a_later_one_today(
    open_day: World, desk: Visitor, wall_clock: Clock, visit: Callable[..., Visitor]
) -> None:
    promises = missed(open_day)
    alarm(desk, wall_clock, until=(10, 49))
    assert "3 домогосподарства пропустили свій час" in shown(desk).text
    assert "Прийняти новий час" not in shown(desk).text, "a clerk moves nobody"
    lead = visit(cast.OKSANA)
    lead.open("/")
    assert "Хто пропустив свій час під час паузи:" in shown(lead).text
    lead.follow("10:02–10:49, Ліцей")
    lead.press("Прийняти новий час")
    assert "Новий час призначено" in shown(lead).text
    look_again()
    assert all(p.slot.starts_at >= wall_clock.at + timedelta(minutes=15) for p in promises)
    moves = db.session.scalars(select(SlotMove)).all()
    assert {move.from_slot_id for move in moves} == {open_day.slot(10, 30).id}
    assert db.session.scalars(select(MoveList)).one().reason == "видачу зупиняли з 10:02 до 10:49"


def test_a_short_alarm_moves_nobody_if_the_lead_says_so(
    open_day: World, desk: Visitor, wall_clock: Clock, visit: Callable[..., Visitor]
) -> None:
    (promise, *_others) = missed(open_day)
    alarm(desk, wall_clock, until=(10, 49))
    lead = visit(cast.OKSANA)
    lead.open(f"/pauses/{the_pause().id}")
    lead.press("Нікого не переносити")
    assert "Нікого не перенесли" in shown(lead).text
    look_again()
    assert promise.slot_id == open_day.slot(10, 30).id
    assert db.session.scalars(select(AllClear)).one().move_list_id is None


def test_whoever_waits_for_a_place_leads_to_one_more_day_and_to_the_list(
    open_day: World, desk: Visitor, wall_clock: Clock, visit: Callable[..., Visitor]
) -> None:
    missed(open_day, 2)
    open_day.next_week.state = DistributionState.CANCELLED
    db.session.commit()
    alarm(desk, wall_clock, until=(14, 50))
    lead = visit(cast.OKSANA)
    proposed = lead.open(f"/pauses/{the_pause().id}")
    assert proposed.says("2 – чекатимуть на вільне місце")
    assert proposed.says("Заплануйте ще один день програми")
    lead.follow("Запланувати ще один день")
    assert shown(lead).path == f"/programmes/{open_day.today.cycle.programme_id}/plan"
    lead.open(proposed.path)
    lead.press("Прийняти новий час")
    assert shown(lead).says("2 домогосподарства чекають на вільне місце")
    lead.follow("Список очікування")
    assert shown(lead).path == f"/cycles/{open_day.today.cycle_id}/waiting"


def test_the_first_page_asks_only_about_those_who_still_wait_for_a_word(
    open_day: World, desk: Visitor, wall_clock: Clock, visit: Callable[..., Visitor]
) -> None:
    given, withdrawn, waiting = missed(open_day)
    alarm(desk, wall_clock, until=(10, 49))
    lead = visit(cast.OKSANA)
    asks = "Хто пропустив свій час під час паузи:"
    desk.open("/check-in")
    desk.press("Перевірити", {"code": given.household.cards[0].card_no})
    desk.press("Видано")
    look_again()
    withdrawn.withdrawn_at = wall_clock.at
    db.session.commit()
    assert lead.open("/").says(asks), "one still waits"
    look_again()
    waiting.slot.distribution.state = DistributionState.CLOSED
    db.session.commit()
    assert not lead.open("/").says(asks)
    look_again()
    waiting.slot.distribution.state, waiting.withdrawn_at = DistributionState.PUBLISHED, wall_clock.at
    db.session.commit()
    assert not lead.open("/").says(asks)


@pytest.mark.parametrize("page", ["/check-in", "/distributions", "/distributions/1/day", "/"])
def test_who_does_not_stop_is_back_where_the_button_was_pressed(open_day: World, desk: Visitor, page: str) -> None:
    desk.open(page)
    desk.press("Тривога: пауза")
    desk.follow("Не зупиняти")
    assert shown(desk).path == page


@pytest.mark.parametrize(
    "back", ["//else.where", "https://else.where/", "/check-in/give", "/nowhere", "", "/\\x", "\n"]
)
def test_the_way_back_stays_on_this_hub_and_can_be_opened(open_day: World, desk: Visitor, back: str) -> None:
    page = desk.open("/pauses/new?" + urlencode({"back": back}))
    assert page.href("Не зупиняти") == "/"


def test_a_list_that_changed_since_it_was_looked_at_is_shown_anew(
    open_day: World, desk: Visitor, wall_clock: Clock, visit: Callable[..., Visitor]
) -> None:
    missed(open_day)
    alarm(desk, wall_clock, until=(10, 49))
    lead = visit(cast.OKSANA)
    lead.open(f"/pauses/{the_pause().id}")
    wall_clock.turn(12, 20)
    lead.press("Прийняти новий час", status=409)
    assert "Список змінився" in shown(lead).text
    lead.press("Прийняти новий час")
    assert "Новий час призначено" in shown(lead).text


def test_the_change_list_says_whom_to_call_and_the_slips_are_new(
    open_day: World, desk: Visitor, wall_clock: Clock, visit: Callable[..., Visitor]
) -> None:
    with_phone, without = missed(open_day, 2)
    with_phone.household.phone1 = "+380501234567"
    db.session.commit()
    alarm(desk, wall_clock, until=(10, 49))
    lead = visit(cast.OKSANA)
    lead.open(f"/pauses/{the_pause().id}")
    lead.press("Прийняти новий час")
    decided = shown(lead).path
    lead.follow("Список змін: подзвонити й передати")
    lead.press("Роздрукувати: за телефоном") if "Роздрукувати: за телефоном" in shown(lead).buttons() else None
    lead.open(decided)
    lead.follow("Нові талони на час")
    assert "10:30–10:45" not in shown(lead).text
    assert without.household.cards[0].card_no[4:] in shown(lead).text


def test_an_alarm_before_the_last_one_was_decided_is_decided_with_it(
    open_day: World, desk: Visitor, wall_clock: Clock, visit: Callable[..., Visitor]
) -> None:
    first = missed(open_day)
    second = [open_day.expected(11, 30, surname="Пізній")[1]]
    alarm(desk, wall_clock, until=(10, 49))
    look_again()
    early = db.session.scalars(select(Pause.id)).one()
    wall_clock.turn(11, 20)
    stop(desk)
    lead = visit(cast.OKSANA)
    lead.open(f"/pauses/{early}")
    assert "разом із нею" in shown(lead).text
    lead.follow("До тієї паузи")
    wall_clock.turn(12, 0)
    lead.open(shown(lead).path)
    lead.press("Відбій")
    assert "4 домогосподарства пропустили свій час" in shown(lead).text
    lead.press("Прийняти новий час")
    look_again()
    assert all(promise.slot.starts_at > wall_clock.at for promise in (*first, *second))
    assert len(db.session.scalars(select(AllClear)).all()) == 2, "both are decided"


def test_whoever_was_told_a_new_time_today_is_not_called_out_on_this_day_again(
    open_day: World, desk: Visitor, wall_clock: Clock, visit: Callable[..., Visitor]
) -> None:
    (promise,) = missed(open_day, 1)
    alarm(desk, wall_clock, until=(10, 49))
    lead = visit(cast.OKSANA)
    lead.open(f"/pauses/{the_pause().id}")
    lead.press("Прийняти новий час")
    look_again()
    move = db.session.scalars(select(SlotMove)).one()
    move.told_how, move.told_at = "call", wall_clock.at
    db.session.commit()
    db.session.refresh(promise)
    wall_clock.turn(11, 0)
    stop(lead)
    wall_clock.turn(12, 0)
    lead.open(shown(lead).path)
    lead.press("Відбій")
    lead.press("Прийняти новий час")
    look_again()
    assert promise.slot.distribution_id == open_day.next_week.id


def test_the_log_of_pauses_tells_the_reviewer_who_when_how_long_and_why(
    open_day: World, desk: Visitor, wall_clock: Clock, visit: Callable[..., Visitor]
) -> None:
    reviewer = visit(cast.LIUBOV)
    reviewer.open("/pauses")
    assert "Тут будуть усі тривоги" in shown(reviewer).text
    alarm(desk, wall_clock, until=(10, 49))
    reviewer.open("/pauses")
    assert all(words in shown(reviewer).text for words in ("Ліцей", "повітряна тривога", "47", "Дмитро", "10:49"))


@pytest.mark.parametrize("place", ["0", "999", "хаб", ""])
def test_nonsense_stops_nothing(open_day: World, desk: Visitor, place: str) -> None:
    desk.open("/pauses/new")
    form = shown(desk).values(shown(desk).form_with("Зупинити весь хаб")[0])
    answer = desk.client.post("/pauses", data={**form, "place": place})
    assert answer.status_code in (404, 422)
    assert db.session.scalars(select(Pause)).all() == []
