"""Section G of the report: public works, with small numbers of people covered and without names."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
import time_machine
from sqlalchemy import select

from app.audit.models import AuditEntry
from app.core.db import db, transaction
from app.distributions.models import AgeBand
from app.households.models import Sex
from app.pay import operations as pay
from app.pay.queries import Period, see_done
from app.public_works import operations as works
from app.public_works.models import SignUp, StopCause, WorkKind
from app.reports import exports, queries
from app.reports.rules import Scope
from tests import cast
from tests.attendance.conftest import Site, after, site
from tests.make.staff import make_staff
from tests.pay.conftest import confirmed
from tests.public_works.conftest import MONDAY, gang
from tests.statements import statements_of
from tests.visitor import Visitor

__all__ = ["confirmed", "gang", "site"]

NOVEMBER = Scope(date(2026, 11, 1), date(2026, 11, 30))
TUESDAY_NOON = after(hours=27)


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(TUESDAY_NOON, tick=False):
        yield


@pytest.fixture
def staff() -> dict[str, int]:
    """They come with the site."""
    return {}


def test_people_days_places_and_money_of_confirmed_days(confirmed: Site) -> None:
    whole = queries.works(NOVEMBER).whole
    assert (whole.orders, whole.people, whole.half_days, whole.minutes) == (1, 3, 5, 1_050)
    assert (whole.offered, whole.taken, whole.households, whole.households_most) == (3, 3, 3, 3)
    assert (whole.earned_minor, whole.paid_minor, whole.first_timers) == (1_900_00, 0, 3)


def test_what_was_paid_is_counted_once_it_was(confirmed: Site) -> None:
    with transaction():
        sheet = pay.make_sheet(confirmed.order.id, until=MONDAY, nonce="s", actor=confirmed.lead, at=TUESDAY_NOON)
    for step in (pay.approve, pay.send):
        with transaction():
            step(sheet.id, actor=confirmed.lead, at=TUESDAY_NOON)
    assert queries.works(NOVEMBER).whole.paid_minor == 0
    with transaction():
        pay.mark_paid(sheet.id, paid_on=TUESDAY_NOON.date(), actor=confirmed.lead, at=TUESDAY_NOON)
    assert queries.works(NOVEMBER).whole.paid_minor == 1_900_00


def test_other_days_and_other_settlements_have_nothing(confirmed: Site) -> None:
    assert queries.works(Scope(date(2026, 10, 1), date(2026, 10, 31))).whole.people == 0
    assert queries.works(Scope(NOVEMBER.first_on, NOVEMBER.last_on, settlement_id=9999)).whole.offered == 0


def test_people_stand_by_sex_and_age_and_works_by_settlement_and_kind(confirmed: Site) -> None:
    found = queries.works(NOVEMBER)
    assert found.people == {(Sex.MALE, AgeBand.ADULT): 3}
    assert [(place.name, totals.people) for place, totals in found.settlements] == [("Тихе Плесо", 3)]
    assert [kind for kind, _totals in found.kinds] == [WorkKind.CLEANUP]


def test_no_sum_gives_away_a_covered_number(confirmed: Site) -> None:
    """Five men and one old woman: with "6" beside it, "<5" and "•" would be 1 and 5."""
    found = queries.works(NOVEMBER)
    few = replace(found, people={(Sex.MALE, AgeBand.ADULT): 5, (Sex.FEMALE, AgeBand.OLDER): 1})
    assert exports.all_workers(few).cover is not None
    groups = [(WorkKind.CLEANUP, replace(found.whole, people=6))]
    assert all(cell.cover for cell in exports.people_of(few, groups))
    many = replace(found, people={(Sex.MALE, AgeBand.ADULT): 12, (Sex.FEMALE, AgeBand.ADULT): 9})
    assert exports.all_workers(many).value == 21
    shown = exports.people_of(many, [(WorkKind.CLEANUP, replace(found.whole, people=21))])
    assert [(cell.value, cell.cover) for cell in shown] == [(21, None), (21, None)]


def test_stops_stand_by_cause(confirmed: Site) -> None:
    with transaction():
        works.stop_work(
            confirmed.order.id,
            works.Incident(StopCause.EXPLOSIVE),
            nonce="st",
            actor=confirmed.foreman,
            at=TUESDAY_NOON,
        )
    assert queries.stops(NOVEMBER) == {StopCause.EXPLOSIVE: 1}


def test_figures_stay_when_names_and_households_are_forgotten(confirmed: Site) -> None:
    for sign_up in db.session.scalars(select(SignUp)):
        sign_up.person_id = sign_up.household_id = None
    db.session.commit()
    whole = queries.works(NOVEMBER).whole
    assert (whole.people, whole.half_days, whole.first_timers) == (3, 5, 3)
    assert (whole.households, whole.households_most) == (1, 3)


def test_works_cost_the_page_of_totals_two_statements(confirmed: Site) -> None:
    db.session.expire_all()
    with statements_of(db.engine) as statements:
        see_done(Period(MONDAY, MONDAY + timedelta(days=6)))
    assert len(statements) == 2


def test_the_page_of_totals_costs_few_statements(confirmed: Site, visit: Callable[..., Visitor]) -> None:
    visitor = visit(cast.OKSANA)
    visitor.open("/reports")
    with statements_of(db.engine) as statements:
        visitor.open("/reports")
    assert len(statements) <= 17


def test_the_reviewer_reads_and_takes_away_codes_and_no_names(confirmed: Site, visit: Callable[..., Visitor]) -> None:
    make_staff(cast.LIUBOV)
    db.session.commit()
    liubov = visit(cast.LIUBOV)
    page = liubov.open("/reports?first=2026-11-01&last=2026-11-30")
    assert page.says("Суспільно корисні роботи")
    page = liubov.open("/reports/works")
    for words in ("2,5", "1\u00a0900,00", "зайнято 3 з 3", "<5"):
        assert page.says(words), words
    liubov.press("Завантажити – CSV")
    assert liubov.page is not None
    text = liubov.page.response.get_data(as_text=True)
    assert "Гончар" not in text
    assert confirmed.workers[0].code not in text  # three codes would tell what "<5" does not
    liubov.open("/reports/works")
    liubov.press("Завантажити – Excel")
    db.session.rollback()
    assert len(db.session.scalars(select(AuditEntry).where(AuditEntry.action == "export works")).all()) == 2
