"""Totals and the log, as numbers."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from app.checkin.models import Verdict
from app.core import clock
from app.core.db import db
from app.distributions.models import Distribution, MoveCause, SlotMove
from app.households.models import Household
from app.hubs.models import Location
from app.reports import queries
from app.reports.rules import CollectedBy, Outcome, Scope
from app.stock.models import Kit
from tests.make import make_distribution, make_entitlement, make_household, make_person, make_programme
from tests.make.distributions import make_cycle
from tests.reports.conftest import ELEVENTH, TENTH, Records, count_people, give
from tests.statements import statements_of

NOVEMBER = Scope(date(2026, 11, 1), date(2026, 11, 30))
Ids = dict[str, int]

pytestmark = pytest.mark.usefixtures("database")


def statements(work: Callable[[], object]) -> list[str]:
    with statements_of(db.engine) as seen:
        work()
    return seen


def test_households_are_counted_with_their_denominators(records: Records) -> None:
    report = queries.report(NOVEMBER)
    assert report.registered == 13
    assert report.whole == queries.Totals(entitled=12, served=8, promised_kits=22, given_kits=15)
    assert report.whole.share == 67


def test_the_same_numbers_by_day_location_and_settlement(records: Records) -> None:
    report = queries.report(NOVEMBER)
    tenth, eleventh = queries.Totals(10, 7, 20, 14), queries.Totals(2, 1, 2, 1)
    assert [(day.day, day.totals) for day in report.days] == [(TENTH, tenth), (ELEVENTH, eleventh)]
    assert [(place.name, place.totals) for place in report.locations] == [("Клуб", eleventh), ("Ліцей", tenth)]
    assert [(place.name, place.registered, place.totals) for place in report.settlements] == [
        ("Верболози", 3, eleventh),
        ("Тихе Плесо", 10, tenth),
    ]


def test_who_did_not_come_and_was_moved_still_counts_for_the_day_that_they_missed(records: Records) -> None:
    november, december = make_slots_of_two_months(records)
    household = make_household(settlement=november.location.settlement)
    missed = make_entitlement(household=household, slot=december.slots[0], place=1)
    db.session.add(
        SlotMove(
            entitlement_id=missed.id, cause=MoveCause.NO_SHOW, from_slot_id=november.slots[0].id, from_place=8,
            to_slot_id=december.slots[0].id, to_place=1, moved_at=clock.now(),
        )
    )  # fmt: skip
    db.session.commit()
    report = queries.report(NOVEMBER)
    [tenth, _eleventh] = report.days
    [_club, lyceum] = report.locations
    [_willows, pleso] = report.settlements
    for totals in (tenth.totals, lyceum.totals, pleso.totals):
        assert (totals.entitled, totals.served, totals.missed, totals.share) == (10, 7, 1, 64)
    assert (report.whole.entitled, report.whole.missed) == (12, 1)


def test_who_missed_a_day_and_came_on_the_next_one_is_counted_once(records: Records, staff: Ids) -> None:
    november, _december = make_slots_of_two_months(records)
    later = make_distribution(cycle=november.cycle, location=november.location, held_on=date(2026, 11, 24))
    household = make_household(settlement=november.location.settlement)
    make_person(household=household, surname="Їжакевич", given="Зінаїда", born=1954)
    moved = make_entitlement(household=household, slot=later.slots[0], place=1)
    db.session.add(
        SlotMove(
            entitlement_id=moved.id, cause=MoveCause.NO_SHOW, from_slot_id=november.slots[0].id, from_place=8,
            to_slot_id=later.slots[0].id, to_place=1, moved_at=clock.now(),
        )
    )  # fmt: skip
    give(moved, staff["dmytro"], 30)
    db.session.commit()
    report = queries.report(NOVEMBER)
    assert [(day.totals.entitled, day.totals.missed) for day in report.days] == [(10, 1), (2, 0), (1, 0)]
    [_club, lyceum] = report.locations
    assert (lyceum.totals.entitled, lyceum.totals.served, lyceum.totals.missed) == (11, 8, 0)
    assert report.whole.missed == 0


def make_slots_of_two_months(records: Records) -> tuple[Distribution, Distribution]:
    november = db.session.scalars(db.select(Distribution).where(Distribution.held_on == TENTH)).one()
    december = make_distribution(cycle=november.cycle, location=november.location, held_on=date(2026, 12, 8))
    return november, december


def test_people_are_those_of_households_that_were_served(records: Records) -> None:
    report = queries.report(NOVEMBER)
    assert report.people == {("female", "60+"): 8, ("male", "6-11"): 8}
    assert report.with_disability == {"female": 3, "male": 0}


def test_a_person_with_two_kinds_of_aid_is_one_person(records: Records, staff: Ids) -> None:
    hygiene = make_programme(kit=db.session.get(Kit, records.ids["kit"]), starts_on=TENTH, title="Гігієна")
    location = db.session.get(Location, records.ids["lyceum"])
    second = make_distribution(cycle=make_cycle(programme=hygiene), location=location, held_on=ELEVENTH)
    household = db.session.scalars(db.select(Household).limit(1)).one()
    entitlement = make_entitlement(household=household, slot=second.slots[0], place=1)
    count_people(entitlement, 0)
    give(entitlement, staff["dmytro"], 30)
    report = queries.report(NOVEMBER)
    assert sum(report.people.values()) == 16
    assert report.whole == queries.Totals(entitled=12, served=8, promised_kits=23, given_kits=16)


def test_who_collected_and_what_did_not_go_straight(records: Records) -> None:
    report = queries.report(NOVEMBER)
    assert report.collected == {
        CollectedBy.HEAD: 5,
        CollectedBy.MEMBER: 1,
        CollectedBy.PROXY: 1,
        CollectedBy.WARDEN: 1,
    }
    assert report.reversals == 1
    assert report.refused == {Verdict.ALREADY_GIVEN: 1, Verdict.UNKNOWN_CARD: 2}


@pytest.mark.parametrize(
    ("narrower", "entitled", "rows"),
    [
        ({}, 12, 9),
        ({"location_id": "lyceum"}, 10, 8),
        ({"settlement_id": "willows"}, 2, 1),
        ({"kit_id": "kit"}, 12, 9),
        ({"programme_id": "programme"}, 12, 9),
        ({"location_id": "club", "settlement_id": "willows"}, 2, 1),
    ],
)
def test_a_report_and_its_log_are_narrowed_alike(
    records: Records, narrower: dict[str, str], entitled: int, rows: int
) -> None:
    scope = replace(NOVEMBER, **{name: records.ids[value] for name, value in narrower.items()})
    assert queries.report(scope).whole.entitled == entitled
    assert queries.page_of_log(scope, after=None).total == rows


def test_nothing_is_found_on_other_days(records: Records) -> None:
    october = Scope(date(2026, 10, 1), date(2026, 10, 31))
    assert queries.report(october).whole == queries.Totals()
    assert queries.report(october).registered == 13
    assert queries.page_of_log(october, after=None).rows == []


@pytest.mark.parametrize(
    ("narrower", "rows"),
    [
        ({"outcome": Outcome.GIVEN}, 8),
        ({"outcome": Outcome.REVERSED}, 1),
        ({"collected_by": CollectedBy.MEMBER, "outcome": Outcome.GIVEN}, 1),
        ({"collected_by": CollectedBy.PROXY, "outcome": Outcome.GIVEN}, 1),
        ({"collected_by": CollectedBy.WARDEN}, 1),
        ({"collected_by": CollectedBy.HEAD, "outcome": Outcome.GIVEN}, 5),
    ],
)
def test_the_rows_behind_a_number(records: Records, narrower: dict[str, object], rows: int) -> None:
    assert queries.page_of_log(replace(NOVEMBER, **narrower), after=None).total == rows


def test_a_row_of_the_log_has_no_name(records: Records) -> None:
    newest = queries.page_of_log(NOVEMBER, after=None).rows[0]
    assert newest.pseudonym in records.pseudonyms
    assert newest.staff_code.startswith("S-")
    assert (newest.location, newest.kits, newest.desk) == ("Клуб", (("Продуктовий набір", 1),), 2)
    assert newest.collected_by is CollectedBy.WARDEN
    assert "Їжакевич" not in str(newest)
    assert "Бондаренко" not in str(newest)


def test_a_reversed_row_stands_with_its_reason(records: Records) -> None:
    [row] = queries.page_of_log(replace(NOVEMBER, outcome=Outcome.REVERSED), after=None).rows
    assert row.reason == "=не та картка"


def test_the_log_is_paged_without_losing_or_doubling_a_row(records: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.reports.queries.log.PER_PAGE", 4)
    seen: list[int] = []
    after, pages = None, 0
    while pages == 0 or after is not None:
        page = queries.page_of_log(NOVEMBER, after=after)
        seen += [row.id for row in page.rows]
        after, pages = page.next_key, pages + 1
    assert pages == 3
    assert len(seen) == len(set(seen)) == 9


def test_an_export_comes_oldest_first_and_stops_where_its_trace_stops(
    records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.reports.queries.log.CHUNK", 2)
    last = queries.last_of_log()
    times = [row.happened_at for row in queries.iterate_log(NOVEMBER, up_to=last)]
    assert len(times) == queries.count_log(NOVEMBER, up_to=last) == 9
    assert times == sorted(times)
    assert len(list(queries.iterate_log(NOVEMBER, up_to=last - 1))) == 8


def test_statements_do_not_grow_with_the_rows(records: Records) -> None:
    assert len(statements(lambda: queries.report(NOVEMBER))) == 12
    assert len(statements(lambda: queries.page_of_log(NOVEMBER, after=None))) == 3
    assert len(statements(queries.list_choices)) == 1


def test_a_day_of_the_log_is_found_by_its_index(records: Records) -> None:
    [log, *_rest] = statements(lambda: queries.page_of_log(NOVEMBER, after=None))
    plan = [row[-1] for row in db.session.execute(db.text("EXPLAIN QUERY PLAN " + _filled(log)))]
    assert not [step for step in plan if step.startswith("SCAN")], plan


def _filled(statement: str) -> str:
    return statement.replace("?", "1")
