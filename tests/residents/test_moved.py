"""What a household reads after its day was postponed or cancelled."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from app.checkin import aid_log
from app.core.actors import KEEPER
from app.core.db import db, transaction
from app.distributions.models import Distribution, Entitlement
from app.distributions.operations import calling_off, moving
from app.distributions.queries import calling_off as plans
from app.residents import queries, rules
from tests import cast
from tests.distributions.community import NOW, TUESDAY, Community, book, publish_days, settle, slots_of
from tests.make.bundles import send
from tests.make.staff import actor_of, make_staff

pytestmark = pytest.mark.usefixtures("database")
WORDS = "Машина не приїхала."


@pytest.fixture
def community(database: None) -> Community:
    return settle(households=3)


def call_off(plan: plans.CalledOff, *, held_until: datetime | None = None) -> None:
    reason = moving.Reason(cause=plan.cause, words=WORDS, held_until=held_until)
    with transaction():
        calling_off.call_off(
            plan, digest=plan.proposal.digest, reason=reason, nonce="5" * 32, aid_log=aid_log, actor=KEEPER, at=NOW
        )


def told(community: Community, at: datetime = NOW) -> rules.Outlook:
    return queries.outlook(community.households[0].id, at=at)


def test_a_moved_time_says_from_when_and_why(community: Community) -> None:
    (day,) = publish_days(community)
    call_off(plans.postponed(day.id, TUESDAY + timedelta(days=2), aid_log=aid_log, at=NOW))
    outlook = told(community)
    assert outlook.state is rules.State.COMING
    assert outlook.next is not None
    assert outlook.next.moved is not None
    assert outlook.next.moved.reason == WORDS
    assert outlook.next.starts_at - outlook.next.moved.was_at == timedelta(days=2)


def test_a_time_that_is_only_held_says_until_when_and_is_gone_after_that(community: Community) -> None:
    (day,) = publish_days(community)
    until = NOW + timedelta(hours=8)
    before = told(community).next
    call_off(plans.postponed(day.id, TUESDAY + timedelta(days=2), aid_log=aid_log, at=NOW), held_until=until)
    outlook = told(community)
    assert outlook.next is not None
    assert outlook.next.held_until == until
    outlook = told(community, at=until)
    assert outlook.next is None
    assert before is not None
    assert [promise.lost_at for promise in outlook.waits] == [before.starts_at]


def test_a_cancelled_time_says_so_and_that_a_new_one_comes(community: Community) -> None:
    (day,) = publish_days(community)
    call_off(plans.cancelled(day.id, aid_log=aid_log, at=NOW))
    outlook = told(community)
    assert (outlook.state, outlook.next) == (rules.State.NOTHING, None)
    assert [promise.moved.reason for promise in outlook.waits if promise.moved] == [WORDS]


def test_who_is_brought_the_kits_is_not_called_to_the_desk(community: Community) -> None:
    publish_days(community)
    promise = db.session.scalars(select(Entitlement).where(Entitlement.household_id == community.households[0].id))
    send(promise.all(), carrier="Тамара", actor=actor_of(make_staff(cast.IVAN)), at=NOW)
    assert told(community).state is rules.State.CARRIED


def test_a_time_that_the_household_asked_for_needs_no_word(community: Community) -> None:
    (day,) = publish_days(community)
    _elsewhere(community, day)
    outlook = told(community)
    assert outlook.next is not None
    assert outlook.next.moved is None


def _elsewhere(community: Community, day: Distribution) -> None:
    held = told(community).next
    assert held is not None
    book(community.households[0], next(slot for slot in slots_of(day) if slot.starts_at != held.starts_at))
