"""Whoever did not come: another time once, then somebody looks after them, and nobody leaves the register."""

from datetime import datetime, time, timedelta

import pytest

from app.audit import operations as audit
from app.checkin import aid_log
from app.core import clock
from app.core.actors import KEEPER
from app.core.db import db, transaction
from app.core.errors import NotFound
from app.distributions.models import Distribution, MoveCause, WaitState
from app.distributions.operations import no_shows
from app.households.models import HouseholdStatus
from app.wardens import operations as wardens
from app.wardens.models import ChangeKind, CheckAnswer, ReportedChange, WardenCheck
from tests.distributions.community import TUESDAY, WEEK, Community, settle
from tests.distributions.giving import give, last_action
from tests.distributions.test_moving import entitlement, entries, everyone, moves, two_days

pytestmark = pytest.mark.usefixtures("database")
EVENING = clock.instant(TUESDAY, time(18))


@pytest.fixture
def community(database: None) -> Community:
    return settle(households=4)


def close(day: Distribution, *, at: datetime = EVENING) -> no_shows.NoShows:
    with transaction():
        found = no_shows.re_slot_no_shows(day.id, aid_log=aid_log, actor=KEEPER, at=at)
        audit.record("confirm closing", "closing", None, actor=KEEPER, at=at)
    return found


def test_who_did_not_come_gets_another_time_and_who_came_stays(community: Community) -> None:
    first, second = two_days(community)
    came = entitlement(community.households[0].id)
    give(came)
    found = close(first)
    assert (found.placed, found.waiting, found.checks) == (3, 0, 0)
    assert came.slot.distribution_id == first.id
    assert {row.slot.distribution_id for row in everyone() if row.id != came.id} == {second.id}
    assert {move.cause for move in moves()} == {MoveCause.NO_SHOW}


def test_the_second_time_they_wait_and_somebody_looks_after_them(community: Community) -> None:
    first, second = two_days(community)
    close(first)
    found = close(second, at=EVENING + WEEK)
    assert (found.placed, found.waiting, found.checks) == (0, 4, 4)
    assert len(entries(WaitState.WAITING)) == 4
    assert {home.status for home in community.households} == {HouseholdStatus.ACTIVE}


def test_a_household_is_asked_about_once_at_a_time(community: Community) -> None:
    home = community.households[0]
    with transaction():
        assert wardens.ask_checks([home.id], actor=KEEPER, at=EVENING) == 1
        assert wardens.ask_checks([home.id], actor=KEEPER, at=EVENING) == 0
        audit.record("confirm closing", "closing", None, actor=KEEPER, at=EVENING)


def test_an_empty_day_leaves_nothing_to_do(community: Community) -> None:
    _, second = two_days(community)
    assert close(second, at=EVENING + WEEK).move_list is None


def test_the_answer_goes_on_to_a_registrar_where_the_register_is_wrong(community: Community) -> None:
    home = community.households[0]
    with transaction():
        wardens.ask_checks([home.id], actor=KEEPER, at=EVENING)
        audit.record("confirm closing", "closing", None, actor=KEEPER, at=EVENING)
    (check,) = db.session.scalars(db.select(WardenCheck)).all()
    with transaction():
        wardens.answer_check(check.id, CheckAnswer.MOVED, actor=KEEPER, at=EVENING + timedelta(days=1))
    assert last_action()[0] == "answer check"
    (reported,) = db.session.scalars(db.select(ReportedChange)).all()
    assert (reported.kind, reported.household_id) == (ChangeKind.ALL_LEFT, home.id)
    assert home.status is HouseholdStatus.ACTIVE
    with pytest.raises(wardens.AlreadyAnswered), transaction():
        wardens.answer_check(check.id, CheckAnswer.ILL, actor=KEEPER, at=EVENING)
    with pytest.raises(NotFound), transaction():
        wardens.answer_check(999, CheckAnswer.ILL, actor=KEEPER, at=EVENING)
