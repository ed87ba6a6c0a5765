"""Births, deaths, arrivals and departures: small acts with a day."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask

from app.audit.models import AuditEntry
from app.core.actors import KEEPER
from app.core.db import db, transaction
from app.core.errors import NotFound
from app.households import operations, queries
from app.households.models import (
    EventKind,
    Household,
    HouseholdEvent,
    HouseholdStatus,
    Person,
    PersonRole,
    StatusReason,
)
from app.households.queries import events as event_queries
from app.households.rules import Occasion, PersonDraft
from tests import cast
from tests.make import make_card, make_household, make_person, make_settlement
from tests.visitor import Visitor

Visit = Callable[..., Visitor]

AT = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
YESTERDAY = date(2026, 11, 19)
BABY = PersonDraft(
    surname="Шевченко", given="Мирослава", role=PersonRole.CHILD, birth_on=YESTERDAY, birth_year=YESTERDAY.year
)
AUNT = PersonDraft(surname="Їжакевич", given="Ганна", role=PersonRole.OTHER, birth_year=1958)
_nonces = iter(f"{number:032x}" for number in range(1, 1_000))


def act(verb: Any, *args: Any, **fields: Any) -> Any:
    with transaction():
        return verb(*args, actor=KEEPER, at=AT, **fields)


def day(on: date = YESTERDAY) -> Occasion:
    return Occasion(on, next(_nonces))


def last_entry() -> tuple[str, dict[str, Any]]:
    entry = db.session.scalars(db.select(AuditEntry).order_by(AuditEntry.number.desc())).first()
    assert entry is not None
    return entry.action, json.loads(entry.details)


def settle(**fields: object) -> Household:
    """Olena, the head, her husband Ivan and their daughter Daryna."""
    household = make_household(settlement=make_settlement(), **fields)
    make_person(household=household, surname="Шевченко", given="Олена", born=1954)
    make_person(household=household, surname="Шевченко", given="Іван", born=1950, role=PersonRole.SPOUSE)
    make_person(household=household, surname="Шевченко", given="Дарина", born=1990, role=PersonRole.CHILD)
    make_card(household=household)
    db.session.commit()
    return household


@pytest.fixture
def family(database: None) -> Household:
    return settle()


def people_of(household: Household) -> list[tuple[str, PersonRole]]:
    return [(person.given, person.role) for person in queries.get_household(household.id).people]


def lie_in_a_log(person: Person) -> None:
    """A row of a room above names this person, as a hand-over does."""
    db.session.execute(db.text("CREATE TABLE named (person_id INTEGER REFERENCES people (id))"))
    db.session.execute(db.text("INSERT INTO named VALUES (:id)"), {"id": person.id})
    db.session.commit()


# ---- one more


def test_a_child_is_born_on_a_day(family: Household) -> None:
    event = act(operations.record_joining, family.id, EventKind.BIRTH, BABY, day())
    assert people_of(family)[-1] == ("Мирослава", PersonRole.CHILD)
    assert (event.kind, event.happened_on, event.person_id) == (EventKind.BIRTH, YESTERDAY, family.people[-1].id)
    action, details = last_entry()
    assert (action, details["kind"], details["people"]) == ("record event", "birth", [event.person_id])


def test_the_same_form_twice_tells_of_one_birth(family: Household) -> None:
    occasion = day()
    act(operations.record_joining, family.id, EventKind.BIRTH, BABY, occasion)
    with pytest.raises(operations.SentTwice):
        act(operations.record_joining, family.id, EventKind.BIRTH, BABY, occasion)
    with pytest.raises(operations.AlreadyMember):
        act(operations.record_joining, family.id, EventKind.BIRTH, BABY, day())
    assert queries.get_household(family.id).size == 4


def test_where_not_everyone_is_named_the_size_grows_and_shrinks_too(database: None) -> None:
    family = settle(declared_size=5)
    act(operations.record_joining, family.id, EventKind.ARRIVAL, AUNT, day())
    assert queries.get_household(family.id).size == 6
    ivan = family.people[1]
    act(operations.record_leaving, family.id, EventKind.DEPARTURE, [ivan.id], day())
    assert queries.get_household(family.id).size == 5
    act(operations.add_person, family.id, PersonDraft(surname="Шевченко", given="Назар", role=PersonRole.CHILD))
    assert queries.get_household(family.id).size == 5  # he was told of before, only his name is new


def test_who_comes_as_the_head_makes_the_former_one_a_member(family: Household) -> None:
    head = PersonDraft(surname="Їжакевич", given="Ганна", role=PersonRole.HEAD)
    act(operations.record_joining, family.id, EventKind.ARRIVAL, head, day())
    assert people_of(family)[0] == ("Олена", PersonRole.OTHER)
    assert people_of(family)[-1] == ("Ганна", PersonRole.HEAD)


@pytest.mark.parametrize("on", [date(2026, 11, 21), date(1899, 12, 31)])
def test_no_day_of_the_future_and_none_before_1900(family: Household, on: date) -> None:
    with pytest.raises(operations.DayNotPossible):
        act(operations.record_joining, family.id, EventKind.ARRIVAL, AUNT, day(on))
    with pytest.raises(operations.DayNotPossible):
        act(operations.record_leaving, family.id, EventKind.DEATH, [family.people[1].id], day(on))
    assert queries.get_household(family.id).size == 3


def test_a_card_without_a_name_only_leaves_and_comes_back_whole(database: None) -> None:
    household = make_household(settlement=make_settlement(), is_minimal=True, declared_size=2)
    db.session.commit()
    with pytest.raises(operations.MinimalHasNoPeople):
        act(operations.record_joining, household.id, EventKind.ARRIVAL, AUNT, day())
    with pytest.raises(operations.MinimalHasNoPeople):
        act(operations.record_leaving, household.id, EventKind.DEATH, [], day())
    act(operations.record_leaving, household.id, EventKind.DEPARTURE, [], day())
    assert queries.get_household(household.id).status is HouseholdStatus.MOVED
    act(operations.record_return, household.id, day())
    assert queries.get_household(household.id).status is HouseholdStatus.ACTIVE


# ---- some fewer


def test_who_dies_is_deleted_and_the_day_stays(family: Household) -> None:
    ivan = family.people[1]
    act(operations.record_leaving, family.id, EventKind.DEATH, [ivan.id], day())
    assert people_of(family) == [("Олена", PersonRole.HEAD), ("Дарина", PersonRole.CHILD)]
    assert db.session.get(Person, ivan.id) is None
    (event,) = event_queries.list_events(family.id)
    assert (event.kind, event.happened_on, event.person) == (EventKind.DEATH, YESTERDAY, None)
    assert last_entry()[1]["kept"] == []


def test_who_is_named_in_a_log_stays_outside_any_household(family: Household) -> None:
    ivan = family.people[1]
    lie_in_a_log(ivan)
    act(operations.record_leaving, family.id, EventKind.DEATH, [ivan.id], day())
    kept = db.session.get(Person, ivan.id, populate_existing=True)
    assert kept is not None
    assert kept.household_id is None
    assert last_entry()[1]["kept"] == [ivan.id]


def test_after_the_head_somebody_else_speaks_for_the_household(family: Household) -> None:
    olena, _ivan, daryna = family.people
    for nobody in (None, olena.id, 99):
        with pytest.raises(operations.HeadNeeded):
            act(operations.record_leaving, family.id, EventKind.DEATH, [olena.id], day(), new_head_id=nobody)
    act(operations.record_leaving, family.id, EventKind.DEATH, [olena.id], day(), new_head_id=daryna.id)
    assert people_of(family) == [("Іван", PersonRole.SPOUSE), ("Дарина", PersonRole.HEAD)]


def test_the_last_one_who_dies_ends_the_household(family: Household) -> None:
    everybody = [person.id for person in family.people]
    act(operations.record_leaving, family.id, EventKind.DEATH, everybody, day())
    gone = queries.get_household(family.id)
    assert (gone.people, gone.status, gone.status_reason) == ([], HouseholdStatus.INACTIVE, StatusReason.ALL_GONE)
    assert gone.status_changed_at == AT
    assert [event.kind for event in event_queries.list_events(family.id)] == [EventKind.DEATH] * 3


def test_where_people_without_names_are_left_a_name_comes_first(database: None) -> None:
    family = settle(declared_size=5)
    everybody = [person.id for person in family.people]
    with pytest.raises(operations.HeadNeeded):
        act(operations.record_leaving, family.id, EventKind.DEATH, everybody, day())


def test_a_household_that_leaves_whole_keeps_its_people_and_comes_back(family: Household) -> None:
    everybody = [person.id for person in family.people]
    act(operations.record_leaving, family.id, EventKind.DEPARTURE, everybody, day())
    away = queries.get_household(family.id)
    assert (away.size, away.status, away.status_reason) == (3, HouseholdStatus.MOVED, StatusReason.MOVED_AWAY)
    act(operations.record_return, family.id, day())
    back = queries.get_household(family.id)
    assert (back.size, back.status, back.status_reason) == (3, HouseholdStatus.ACTIVE, StatusReason.CAME_BACK)
    assert [event.kind for event in event_queries.list_events(family.id)] == [EventKind.ALL_BACK, EventKind.ALL_LEFT]
    with pytest.raises(operations.NotAway):
        act(operations.record_return, family.id, day())


def test_where_all_died_away_from_here_nobody_comes_back(family: Household) -> None:
    everybody = [person.id for person in family.people]
    act(operations.record_leaving, family.id, EventKind.DEPARTURE, everybody, day())
    act(operations.record_leaving, family.id, EventKind.DEATH, everybody, day())
    with pytest.raises(operations.NobodyLeft):
        act(operations.record_return, family.id, day())
    assert queries.get_household(family.id).status is HouseholdStatus.MOVED


def test_a_household_under_check_stays_under_check(database: None) -> None:
    family = settle(status=HouseholdStatus.UNDER_CHECK)
    act(operations.record_leaving, family.id, EventKind.DEPARTURE, [p.id for p in family.people], day())
    assert queries.get_household(family.id).status is HouseholdStatus.UNDER_CHECK


def test_whom_a_colleague_took_off_cannot_leave_again(family: Household) -> None:
    ivan = family.people[1].id
    act(operations.record_leaving, family.id, EventKind.DEPARTURE, [ivan], day())
    with pytest.raises(operations.NotHere):
        act(operations.record_leaving, family.id, EventKind.DEPARTURE, [ivan], day())
    with pytest.raises(operations.NotHere):
        act(operations.record_leaving, family.id, EventKind.DEATH, [], day())


# ---- a mistake is taken back


def test_a_birth_is_taken_back(family: Household) -> None:
    event = act(operations.record_joining, family.id, EventKind.BIRTH, BABY, day())
    act(operations.take_back_event, event.id)
    assert queries.get_household(family.id).size == 3
    assert event_queries.list_events(family.id) == []
    assert last_entry()[0] == "take back event"
    with pytest.raises(NotFound):
        act(operations.take_back_event, event.id)


def test_a_death_is_taken_back_while_something_is_kept(family: Household) -> None:
    ivan = family.people[1]
    lie_in_a_log(ivan)
    everybody = [person.id for person in family.people]
    act(operations.record_leaving, family.id, EventKind.DEATH, everybody, day())
    events = {event.person_id: event for event in event_queries.list_events(family.id)}
    act(operations.take_back_event, events[ivan.id].id)
    again = queries.get_household(family.id)
    assert (people_of(family), again.status) == ([("Іван", PersonRole.HEAD)], HouseholdStatus.ACTIVE)
    lost = db.session.scalars(db.select(HouseholdEvent.id)).first()
    with pytest.raises(operations.NobodyToBringBack):
        act(operations.take_back_event, lost)


def test_a_leaving_of_all_is_taken_back_and_so_is_the_return(family: Household) -> None:
    act(operations.record_leaving, family.id, EventKind.DEPARTURE, [p.id for p in family.people], day())
    act(operations.record_return, family.id, day())
    back, left = event_queries.list_events(family.id)
    with pytest.raises(operations.CannotTakeBack):
        act(operations.take_back_event, left.id)
    act(operations.take_back_event, back.id)
    assert queries.get_household(family.id).status is HouseholdStatus.MOVED
    act(operations.take_back_event, left.id)
    assert queries.get_household(family.id).status is HouseholdStatus.ACTIVE


def test_nothing_happens_to_a_record_that_was_merged(database: None) -> None:
    kept = settle()
    merged = make_household(
        settlement=make_settlement(name="Верболози"), status=HouseholdStatus.MERGED, merged_into_id=kept.id
    )
    db.session.commit()
    with pytest.raises(operations.RecordMerged):
        act(operations.record_joining, merged.id, EventKind.BIRTH, BABY, day())
    with pytest.raises(operations.RecordMerged):
        act(operations.change_status, merged.id, HouseholdStatus.ACTIVE, StatusReason.CAME_BACK)
    with pytest.raises(operations.RecordMerged):
        act(operations.change_status, kept.id, HouseholdStatus.MERGED, StatusReason.TWICE)


# ---- the same on PostgreSQL


@pytest.mark.postgres
def test_a_family_lives_on_the_other_database(postgres_app: Flask) -> None:
    with postgres_app.app_context():
        family = settle()
        olena, ivan, daryna = family.people
        lie_in_a_log(ivan)
        act(operations.record_joining, family.id, EventKind.BIRTH, BABY, day())
        act(
            operations.record_leaving, family.id, EventKind.DEATH, [olena.id, ivan.id], day(), new_head_id=daryna.id
        )  # fmt: skip
        assert people_of(family) == [("Дарина", PersonRole.HEAD), ("Мирослава", PersonRole.CHILD)]
        events = {event.person_id for event in event_queries.list_events(family.id)}
        assert events == {None, ivan.id, family.people[-1].id}


# ---- on the pages, without JavaScript


@pytest.fixture
def household_id(app: Flask) -> int:
    with app.app_context():
        return settle().id


@pytest.fixture
def halyna(visit: Visit) -> Visitor:
    return visit(cast.HALYNA)


def test_a_birth_is_written_down_on_one_small_page(halyna: Visitor, household_id: int) -> None:
    halyna.open(f"/households/{household_id}")
    halyna.follow("Народилася дитина")
    told = {"День народження": "01.11.2026", "Прізвище": "Шевченко", "Ім’я": "Мирослава", "Стать": "female"}
    page = halyna.press("Записати", {**told, "День народження": "01.01.2190"}, status=422)
    assert page.says("Запишіть день, який уже настав.")
    page = halyna.press("Записати", told)
    assert page.says("4 особи")
    assert page.says("Що змінилося")
    assert page.says("Ш▪▪▪▪▪ М. – народження")
    page = halyna.press("Скасувати запис")
    assert page.says("3 особи")


def test_the_head_leaves_and_the_page_asks_for_another(halyna: Visitor, household_id: int) -> None:
    halyna.open(f"/households/{household_id}")
    halyna.follow("Хтось виїхав")
    form = halyna.page.form_with("Записати")[0]  # type: ignore[union-attr]
    olena, _ivan, daryna = [f.attrib["value"] for f in form.iter("input") if f.get("type") == "checkbox"]
    halyna.press("Записати", {"happened_on": "01.11.2026"}, status=422)
    page = halyna.press("Записати", {"who": [olena], "happened_on": "01.11.2026"}, status=409)
    assert page.says("Виберіть, хто голова серед тих, хто лишається.")
    page = halyna.press("Записати", {"Хто голова серед тих, хто лишається?": daryna})
    assert page.says("2 особи")
    assert "Шевченко" not in page.html


def test_a_household_leaves_whole_says_so_and_comes_back(halyna: Visitor, household_id: int) -> None:
    halyna.open(f"/households/{household_id}/departure")
    form = halyna.page.form_with("Записати")[0]  # type: ignore[union-attr]
    everybody = [f.attrib["value"] for f in form.iter("input") if f.get("type") == "checkbox"]
    page = halyna.press("Записати", {"who": everybody, "happened_on": "01.11.2026"})
    assert page.says("Допомогу не призначають:")
    halyna.follow("Домогосподарство повернулося")
    page = halyna.press("Записати", {"happened_on": "02.11.2026"})
    assert not page.says("Допомогу не призначають")
    assert page.says("повернулося все домогосподарство")


def test_a_desk_clerk_changes_nothing(visit: Visit, household_id: int) -> None:
    dmytro = visit(cast.DMYTRO)
    for kind in ("birth", "arrival", "death", "departure", "return"):
        dmytro.open(f"/households/{household_id}/{kind}", status=403)
