"""What a household is told, by what was promised to it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.residents.rules import Place, Portion, Promise, State, look_ahead, next_turn_on

LYCEUM = Place("Ліцей", "Тихе Плесо", "вул. Шкільна, 12", "навпроти пошти", "підвал")
CLUB = Place("Клуб", "Нова Криниця", "вул. Миру, 3", "", "")
NOW = datetime(2026, 11, 20, 12, 5, tzinfo=UTC)
"""Five past two at the hub."""


def promise(
    starts_at: str,
    *,
    given: str = "",
    programme: int = 1,
    place: Place = LYCEUM,
    turn_ends_on: date = date(2026, 11, 30),
    is_closed: bool = False,
    is_carried: bool = False,
    has_next_turn: bool = True,
) -> Promise:
    start = datetime.fromisoformat(f"{starts_at}+02:00")
    return Promise(
        programme_id=programme,
        location_id=1,
        portions=(Portion("Продуктовий набір", "Food kit", 3),),
        starts_at=start,
        ends_at=start + timedelta(minutes=15),
        closes_at=start.replace(hour=15, minute=0),
        place=place,
        turn_ends_on=turn_ends_on,
        next_turn_on=turn_ends_on + timedelta(days=1) if has_next_turn else None,
        is_closed=is_closed,
        is_carried=is_carried,
        given_at=datetime.fromisoformat(f"{given}+02:00") if given else None,
    )


@pytest.mark.parametrize(
    ("promises", "state"),
    [
        ([], State.NOTHING),
        ([promise("2026-11-24 09:15")], State.COMING),
        ([promise("2026-11-20 14:15")], State.TODAY),
        ([promise("2026-11-20 14:00")], State.TODAY),
        ([promise("2026-11-20 09:15")], State.LATE),
        ([promise("2026-11-20 09:15", is_closed=True)], State.MISSED),
        ([promise("2026-11-19 09:15")], State.MISSED),
        ([promise("2026-11-20 14:15", is_carried=True)], State.CARRIED),
        ([promise("2026-11-19 09:15", is_carried=True)], State.CARRIED),
        ([promise("2026-11-19 09:15", given="2026-11-19 09:20")], State.GIVEN),
        ([promise("2026-10-19 09:15", turn_ends_on=date(2026, 10, 31))], State.NOTHING),
        ([promise("2026-10-19 09:15", given="2026-10-19 09:20", turn_ends_on=date(2026, 10, 31))], State.NOTHING),
        ([promise("2026-11-19 09:15"), promise("2026-12-08 09:15", turn_ends_on=date(2026, 12, 30))], State.COMING),
    ],
)
def test_the_first_words(promises: list[Promise], state: State) -> None:
    assert look_ahead(promises, at=NOW).state is state


def test_kits_of_one_time_and_place_are_one_way() -> None:
    food, hygiene = promise("2026-11-24 09:15"), promise("2026-11-24 09:15", programme=2)
    elsewhere = promise("2026-11-24 09:15", programme=3, place=CLUB)
    told = look_ahead([food, elsewhere, hygiene], at=NOW)
    assert told.following is not None
    assert told.next is not None
    assert {visit.place: len(visit.promises) for visit in (told.next, told.following)} == {LYCEUM: 2, CLUB: 1}


def test_what_follows_is_the_next_published_time() -> None:
    december = promise("2026-12-08 09:15", turn_ends_on=date(2026, 12, 30))
    told = look_ahead([december, promise("2026-11-24 09:15")], at=NOW)
    assert told.following is not None
    assert told.following.promises == (december,)
    assert told.nothing_before is None


def test_without_a_published_time_nothing_comes_before_the_next_turn() -> None:
    october = promise("2026-10-24 09:15", given="2026-10-24 09:20", turn_ends_on=date(2026, 10, 31))
    assert look_ahead([october, promise("2026-11-24 09:15")], at=NOW).nothing_before == date(2026, 12, 1)


def test_the_earliest_next_turn_of_all_programmes_counts() -> None:
    food = promise("2026-11-10 09:15", given="2026-11-10 09:20")
    bread = promise("2026-11-17 09:15", given="2026-11-17 09:20", programme=2, turn_ends_on=date(2026, 11, 23))
    assert look_ahead([food, bread], at=NOW).nothing_before == date(2026, 11, 24)


def test_nobody_can_say_when_a_turn_has_begun_without_a_list() -> None:
    october = promise("2026-10-24 09:15", given="2026-10-24 09:20", turn_ends_on=date(2026, 10, 31))
    assert look_ahead([october], at=NOW).nothing_before is None


def test_a_programme_that_ends_promises_nothing_more() -> None:
    last = promise("2026-11-10 09:15", given="2026-11-10 09:20", has_next_turn=False)
    assert look_ahead([last], at=NOW).nothing_before is None


def test_aid_taken_today_is_told_beside_aid_that_still_waits() -> None:
    taken = promise("2026-11-20 10:00", given="2026-11-20 10:05")
    told = look_ahead([taken, promise("2026-11-20 14:30", programme=2)], at=NOW)
    assert told.state is State.TODAY
    assert told.given is not None
    assert told.given.promises == (taken,)


@pytest.mark.parametrize(
    ("ends_on", "is_active", "expected"),
    [
        (None, True, date(2026, 12, 1)),
        (date(2026, 12, 1), True, date(2026, 12, 1)),
        (date(2026, 11, 30), True, None),
        (None, False, None),
    ],
)
def test_the_turn_after_this_one(ends_on: date | None, is_active: bool, expected: date | None) -> None:
    assert next_turn_on(date(2026, 11, 30), programme_ends_on=ends_on, is_active=is_active) == expected
