"""Times taken away and given anew: many at once, with the old time never forgotten."""

from datetime import datetime, time, timedelta

import pytest

from app.checkin import aid_log
from app.core import clock
from app.core.actors import KEEPER
from app.core.db import db, transaction
from app.distributions import operations, rules
from app.distributions.models import (
    Distribution,
    Entitlement,
    MoveCause,
    MoveList,
    SlotMove,
    WaitingEntry,
    WaitState,
)
from app.distributions.operations import holding, moving
from app.distributions.queries import moving as queries
from tests.distributions.community import NOW, TUESDAY, WEEK, Community, book, publish_days, settle, slots_of
from tests.distributions.giving import give, last_action
from tests.make import make_distribution

pytestmark = pytest.mark.usefixtures("database")
FLOOD = moving.Reason(cause=MoveCause.POSTPONED, words="Підвал школи залито.")


@pytest.fixture
def community(database: None) -> Community:
    return settle()


def proposal_for(gone: Distribution, *, at: datetime = NOW) -> rules.Proposal:
    movers = queries.movers_at([gone.id], aid_log=aid_log, at=at)
    openings = queries.openings([gone.cycle_id], after=at, without=[gone.id])
    return rules.propose(movers, openings, queries.sites(openings, after=at, leaving=movers))


def move_all(
    proposal: rules.Proposal, *, reason: moving.Reason = FLOOD, at: datetime = NOW, nonce: str = "1" * 32
) -> MoveList:
    with transaction():
        return moving.move_all(
            proposal, digest=proposal.digest, reason=reason, nonce=nonce, aid_log=aid_log, actor=KEEPER, at=at
        )


def entries(state: WaitState | None = None) -> list[WaitingEntry]:
    found = db.select(WaitingEntry).order_by(WaitingEntry.since, WaitingEntry.id)
    return list(db.session.scalars(found if state is None else found.where(WaitingEntry.state == state)))


def moves() -> list[SlotMove]:
    return list(db.session.scalars(db.select(SlotMove).order_by(SlotMove.id)))


def everyone() -> list[Entitlement]:
    return list(db.session.scalars(db.select(Entitlement).order_by(Entitlement.id)))


def two_days(community: Community) -> tuple[Distribution, Distribution]:
    """Everyone on the Tuesday; a week later stands empty."""
    (first,) = publish_days(community, TUESDAY)
    second = make_distribution(
        cycle=first.cycle, location=first.location, held_on=TUESDAY + WEEK, opens_at=time(9), closes_at=time(10)
    )
    db.session.commit()
    return first, second


def entitlement(household_id: int) -> Entitlement:
    return db.session.scalars(db.select(Entitlement).where(Entitlement.household_id == household_id)).one()


def test_a_whole_day_moves_to_the_same_hours_of_another_one(community: Community) -> None:
    first, second = two_days(community)
    before = {row.id: (row.slot.starts_at, row.slot_id, row.place) for row in everyone()}
    moved = move_all(proposal_for(first))
    assert {row.slot.starts_at - before[row.id][0] for row in everyone()} == {WEEK}
    assert {row.slot.distribution_id for row in everyone()} == {second.id}
    assert len({(row.slot_id, row.place) for row in everyone()}) == 12
    assert all(row.stands for row in everyone())
    assert {(m.from_slot_id, m.from_place) for m in moves()} == {(slot, place) for _, slot, place in before.values()}
    assert {m.move_list_id for m in moves()} == {moved.id}
    assert last_action()[0] == "move slots"


def test_whoever_finds_no_place_waits_and_their_promise_is_kept(community: Community) -> None:
    (only,) = publish_days(community, TUESDAY)
    move_all(proposal_for(only))
    assert not any(row.stands for row in everyone())
    assert len(entries(WaitState.WAITING)) == 12
    assert {entry.entitlement_id for entry in entries()} == {row.id for row in everyone()}
    assert {move.to_slot_id for move in moves()} == {None}


def test_a_place_revives_the_promise_that_waited(community: Community) -> None:
    (only,) = publish_days(community, TUESDAY)
    home = community.households[0]
    promised = entitlement(home.id).id
    move_all(proposal_for(only))
    booked = book(home, slots_of(only)[0])
    assert booked.id == promised
    assert booked.stands
    assert [entry.household_id for entry in entries(WaitState.PLACED)] == [home.id]
    assert moves()[-1].cause is MoveCause.ASKED


def test_moving_back_leaves_both_moves_to_read(community: Community) -> None:
    first, second = two_days(community)
    home = community.households[0]
    old = entitlement(home.id).slot
    book(home, slots_of(second)[0])
    book(home, old)
    assert [(move.from_slot_id, move.to_slot_id) for move in moves()] == [
        (old.id, slots_of(second)[0].id),
        (slots_of(second)[0].id, old.id),
    ]
    assert first.id == old.distribution_id


def test_a_list_that_is_not_true_any_more_moves_nobody(community: Community) -> None:
    first, second = two_days(community)
    seen = proposal_for(first)
    book(community.households[0], slots_of(second)[3])
    with pytest.raises(operations.ListChanged):
        move_all(seen)
    assert len(moves()) == 1


def test_what_was_given_meanwhile_is_not_moved(community: Community) -> None:
    first, _ = two_days(community)
    seen = proposal_for(first)
    give(entitlement(community.households[0].id))
    with pytest.raises(operations.ListChanged):
        move_all(seen)
    again = proposal_for(first)
    assert len(again.rows) == 11


def test_another_list_than_the_one_looked_at_is_refused(community: Community) -> None:
    first, _ = two_days(community)
    seen = proposal_for(first)
    with pytest.raises(operations.ListChanged), transaction():
        moving.move_all(
            seen, digest="0" * 64, reason=FLOOD, nonce="2" * 32, aid_log=aid_log, actor=KEEPER, at=NOW
        )  # fmt: skip


def test_asked_first_means_that_the_new_place_is_only_held(community: Community) -> None:
    first, second = two_days(community)
    until = NOW + timedelta(hours=24)
    move_all(proposal_for(first), reason=moving.Reason(cause=MoveCause.POSTPONED, words="Дощ.", held_until=until))
    assert len(entries(WaitState.OFFERED)) == 12
    assert all(row.stands and row.slot.distribution_id == second.id for row in everyone())


def test_a_hold_that_nobody_answered_is_let_go_by_whatever_looks_next(community: Community) -> None:
    first, second = two_days(community)
    until = NOW + timedelta(hours=24)
    move_all(proposal_for(first), reason=moving.Reason(cause=MoveCause.POSTPONED, words="Дощ.", held_until=until))
    later = until + timedelta(minutes=1)
    free = {found.slot_id: found.free for found in queries.openings([second.cycle_id], after=later, without=[first.id])}
    assert set(free.values()) == {8}  # a look counts them as free already
    book(community.households[0], slots_of(second)[0], at=later)
    assert [row.household_id for row in everyone() if row.stands] == [community.households[0].id]
    assert len(entries(WaitState.WAITING)) == 11
    assert {entry.since for entry in entries()} == {NOW}


def test_nobody_waits_for_a_turn_that_is_over(community: Community) -> None:
    (only,) = publish_days(community, TUESDAY)
    move_all(proposal_for(only))
    with transaction(audited=False):
        holding.end_past_cycles(clock.instant(only.cycle.ends_on + timedelta(days=1), time(8)))
    assert {entry.state for entry in entries()} == {WaitState.ENDED}
