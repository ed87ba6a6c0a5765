"""Who is not assigned aid is told, and why, on every page where it matters."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask

from app.core.db import db
from app.distributions.models import CoveredPerson
from app.households.models import Household, HouseholdStatus, StatusReason
from app.households.queries import statuses as status_queries
from tests import cast
from tests.distributions.community import Community, entitlement_of, plan, publish_days, settle
from tests.make import make_household
from tests.visitor import Visitor

Visit = Callable[..., Visitor]

SINCE = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


def turn(household: Household, status: HouseholdStatus, reason: StatusReason | None) -> None:
    household.status, household.status_reason, household.status_changed_at = status, reason, SINCE


@pytest.fixture
def community(app: Flask, staff: dict[str, int]) -> Community:
    """Five households: one asked for no aid, two are being checked, of one nobody wrote down why, one receives aid."""
    with app.app_context():
        community = settle(households=5)
        asked, *checked, unknown, _active = community.households
        turn(asked, HouseholdStatus.INACTIVE, StatusReason.ASKED)
        for household in checked:
            turn(household, HouseholdStatus.UNDER_CHECK, StatusReason.TO_CHECK)
        turn(unknown, HouseholdStatus.INACTIVE, None)
        db.session.commit()
        return community


def test_they_are_counted_by_reason(app: Flask, community: Community) -> None:
    with app.app_context():
        counted = [(why.status, why.reason, why.households) for why in status_queries.count_unassigned()]
    assert counted[0] == (HouseholdStatus.UNDER_CHECK, StatusReason.TO_CHECK, 2)
    assert set(counted[1:]) == {
        (HouseholdStatus.INACTIVE, StatusReason.ASKED, 1),
        (HouseholdStatus.INACTIVE, None, 1),
    }


def test_a_merged_record_is_no_household_without_aid(app: Flask, community: Community) -> None:
    with app.app_context():
        make_household(
            settlement=db.session.merge(community.settlement), status=HouseholdStatus.MERGED, merged_into_id=1
        )
        assert len(status_queries.list_unassigned(None, None, None).rows) == 4


def test_the_list_is_filtered_by_reason(visit: Visit, community: Community) -> None:
    halyna = visit(cast.HALYNA)
    halyna.open("/households")
    page = halyna.follow("Домогосподарства без допомоги")
    assert len(page.rows()) == 1 + 4
    page = halyna.follow("на перевірці – треба дещо перевірити")
    assert len(page.rows()) == 1 + 2
    page = halyna.follow("не отримує допомогу – причину не записано")
    assert len(page.rows()) == 1 + 1
    assert len(halyna.open("/households/without-aid?status=nonsense&reason=x").rows()) == 1 + 4


def test_its_own_pages_and_the_preview_say_why(app: Flask, visit: Visit, community: Community) -> None:
    with app.app_context():
        asked_id, cycle_id = community.households[0].id, plan(community)[0].cycle_id
    lead = visit(cast.OKSANA)
    for path in (f"/households/{asked_id}", f"/households/{asked_id}/slots"):
        page = lead.open(path)
        assert page.says("Допомогу не призначають: не отримує допомогу – ")
    page = lead.open(f"/cycles/{cycle_id}/preview?why=under_check")
    assert page.html.count("треба дещо перевірити") >= 2


def test_who_is_counted_elsewhere_is_told_until_when(app: Flask, visit: Visit) -> None:
    with app.app_context():
        community = settle(households=2)
        publish_days(community)
        source, target = community.households
        promise = entitlement_of(source)
        person = source.people[0]
        db.session.add(CoveredPerson(cycle_id=promise.cycle_id, person_id=person.id, entitlement_id=promise.id))
        person.household = target
        db.session.commit()
        source_id, target_id = source.id, target.id
    lead = visit(cast.OKSANA)
    for path in (f"/households/{target_id}", f"/households/{target_id}/slots"):
        assert lead.open(path).says("1 людину враховано в іншому домогосподарстві: «Продукти щомісяця», до 30.11.2031")
    assert not lead.open(f"/households/{source_id}").says("враховано в іншому")


def test_a_resident_is_told_nothing_of_it(app: Flask, community: Community) -> None:
    """The street's door says when there is aid, never why there is none."""
    with app.app_context():
        card = db.session.merge(community.households[1]).cards[0]
        token = card.token
    page = Visitor(app).open(f"/c/{token}")
    assert "перевір" not in page.text


def test_nobody_is_merged_by_the_page_of_statuses(app: Flask, visit: Visit, community: Community) -> None:
    with app.app_context():
        home = community.households[0].id
        other = make_household(
            settlement=db.session.merge(community.settlement), status=HouseholdStatus.MERGED, merged_into_id=home
        )
        db.session.commit()
        other_id = other.id
    halyna = visit(cast.HALYNA)
    page = halyna.open(f"/households/{home}/status")
    assert 'value="merged"' not in page.html
    halyna.press("Зберегти", {"new_status": "merged", "reason": "twice"}, status=422)
    page = halyna.open(f"/households/{other_id}")
    halyna.follow("Відкрити запис, з яким його об’єднано")
    halyna.open(f"/households/{other_id}/status")
    page = halyna.press("Зберегти", {"new_status": "active", "reason": "came_back"}, status=409)
    assert page.says("Цей запис об’єднано з іншим.")
