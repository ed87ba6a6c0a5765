"""A truck brings fewer kits than were promised: publishing stops, and what is decided is decided in the open."""

from collections.abc import Callable
from datetime import date, time, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.checkin import aid_log
from app.core.actors import KEEPER
from app.core.db import db, transaction
from app.distributions import operations, queries, rules
from app.distributions.models import (
    Entitlement,
    FirstTo,
    MoveCause,
    ShortageDecision,
    ShortageWay,
    Slot,
    WaitingEntry,
)
from app.distributions.operations import waiting as lists
from app.draws import operations as draws
from app.draws import queries as drawn
from app.households.models import Household, HouseholdStatus, Residence
from tests.competing import compete
from tests.distributions.community import NOW, TUESDAY, Community, add_household, plan, publish, publish_days, settle
from tests.make.stock import make_lot

DRAWN_AT = NOW + timedelta(days=1)
LATE = "Машина привезла 15 наборів замість 24."


def short_of_kits(there: int = 15) -> tuple[Community, int]:
    """Twelve households need 24 kits on Tuesday, and so many are there. The cycle waits to be published."""
    community = settle()
    make_lot(kit=community.kit, quantity=there)
    (draft,) = plan(community)
    return community, draft.cycle_id


def look(cycle_id: int, choice: rules.Choice | None = None) -> queries.Plan:
    return queries.draft_plan(cycle_id, seed=None, aid_log=aid_log, at=NOW, undecided=True, trying=choice)


def decide(cycle_id: int, choice: rules.Choice, *, nonce: str = "decide") -> ShortageDecision:
    tried = look(cycle_id, choice)
    with transaction():
        return operations.decide_shortage(
            look(cycle_id), tried, digest=tried.digest, reason=LATE, nonce=nonce, actor=KEEPER, at=NOW
        )


def order_draw(cycle_id: int, *, nonce: str = "draw") -> ShortageDecision:
    with transaction():
        return operations.decide_by_draw(
            look(cycle_id), title="Продукти, цикл 1", purpose=LATE, held_at=DRAWN_AT, held_where="Ліцей",
            reason=LATE, nonce=nonce, actor=KEEPER, at=NOW,
        )  # fmt: skip


def hold(decision: ShortageDecision) -> None:
    assert decision.draw_id is not None
    with transaction():
        draws.hold(
            decision.draw_id, public_number="461352", witnesses=("А", "Б"), nonce="hold", actor=KEEPER, at=DRAWN_AT
        )


def promised(cycle_id: int) -> dict[int, int]:
    found = select(Entitlement).where(Entitlement.cycle_id == cycle_id)
    return {promise.household_id: promise.kits[0].quantity for promise in db.session.scalars(found)}


def waiting(cycle_id: int) -> list[int]:
    found = select(WaitingEntry.household_id).where(
        WaitingEntry.cycle_id == cycle_id, WaitingEntry.cause == MoveCause.SHORTAGE
    )
    return list(db.session.scalars(found.order_by(WaitingEntry.id)))


def cap(number: int, community: Community) -> rules.Choice:
    return rules.Choice(ShortageWay.SMALLER_SHARE, shares={community.kit.id: rules.Share(most=number)})


def test_more_than_there_is_is_never_promised(database: None) -> None:
    _, cycle_id = short_of_kits()
    with pytest.raises(operations.NotEnoughKits):
        publish(cycle_id)
    assert promised(cycle_id) == {}


def test_kits_that_stock_is_not_kept_of_are_promised_as_ever(database: None) -> None:
    (day,) = publish_days(settle())
    assert len(promised(day.cycle_id)) == 12


def test_enough_is_enough(database: None) -> None:
    _, cycle_id = short_of_kits(there=24)
    publish(cycle_id)
    assert sum(promised(cycle_id).values()) == 24


def test_what_others_are_promised_is_not_there(database: None) -> None:
    """Thirty kits: 24 are promised for this cycle, so six remain for the next."""
    community, cycle_id = short_of_kits(there=30)
    publish(cycle_id)
    (later,) = plan(community, days=[TUESDAY + timedelta(days=14)])
    (short,) = look(later.cycle_id).shortfalls
    assert (short.needed, short.there) == (24, 6)


def test_the_reserve_for_emergencies_is_not_given_away(database: None) -> None:
    community, cycle_id = short_of_kits(there=24)
    community.programme.emergency_percent = 10
    db.session.commit()
    (short,) = look(cycle_id).shortfalls
    assert (short.there, short.reserve, short.missing) == (24, 2, 2)


def test_everyone_gets_a_smaller_share(database: None) -> None:
    community, cycle_id = short_of_kits(there=20)
    decision = decide(cycle_id, cap(2, community))
    publish(cycle_id)
    given = promised(cycle_id)
    assert sorted(given.values()) == [1] * 4 + [2] * 8
    assert waiting(cycle_id) == []
    stored = queries.decision_of(db.session.scalars(select(ShortageDecision.assignment_id)).one())
    assert stored is not None
    assert (stored.id, stored.reason, stored.kits[0].most) == (decision.id, LATE, 2)


def test_a_share_that_does_not_suffice_is_no_decision(database: None) -> None:
    community, cycle_id = short_of_kits(there=15)
    with pytest.raises(operations.StillShort):
        decide(cycle_id, cap(2, community))


def test_some_are_first_by_a_stated_rule_and_the_others_wait(database: None) -> None:
    community, cycle_id = short_of_kits(there=8)
    idp = community.households[5]
    idp.residence = Residence.IDP
    db.session.commit()
    decide(cycle_id, rules.Choice(ShortageWay.FIRST_TO_SOME, first_to=(FirstTo.DISPLACED,)))
    publish(cycle_id)
    given = promised(cycle_id)
    assert given[idp.id] == 3, "in full, not a smaller share"
    assert sum(given.values()) <= 8
    assert set(waiting(cycle_id)) == {home.id for home in community.households} - set(given)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [(FirstTo.OLDER, True), (FirstTo.INFANTS, False), (FirstTo.CHILDREN, False), (FirstTo.LARGE, False),
     (FirstTo.ASSISTED, False), (FirstTo.DISPLACED, False)],
)  # fmt: skip
def test_a_condition_is_read_from_the_register(database: None, condition: FirstTo, expected: bool) -> None:
    """Someone born in 1950 lives in each household."""
    community, cycle_id = short_of_kits()
    record = look(cycle_id).records[community.households[0].id]
    assert queries.meets(record, condition) is expected


def test_a_draw_decides_who_gets_kits_and_who_waits_in_which_order(database: None) -> None:
    _, cycle_id = short_of_kits()
    decision = order_draw(cycle_id)
    with pytest.raises(operations.NotEnoughKits):
        publish(cycle_id)
    hold(decision)
    publish(cycle_id)
    order = drawn.order_of(decision.draw_id or 0)
    by_lot = sorted(order, key=order.__getitem__)
    given = promised(cycle_id)
    assert set(given) == set(by_lot[: len(given)]), "exactly those who were drawn first"
    assert waiting(cycle_id) == by_lot[len(given) :]
    assert len(given) >= decision.draw.places if decision.draw else False


def test_who_waits_for_kits_is_offered_a_place_only_when_more_have_come(database: None) -> None:
    community, cycle_id = short_of_kits(there=20)
    decision = order_draw(cycle_id)
    hold(decision)
    publish(cycle_id)
    at = DRAWN_AT
    slot = db.session.scalars(select(Slot).order_by(Slot.id.desc())).first()
    first = db.session.scalars(select(WaitingEntry).order_by(WaitingEntry.id)).first()
    assert slot is not None
    assert first is not None
    entry_id, slot_id = first.id, slot.id

    def offer() -> WaitingEntry:
        with transaction():
            return lists.offer_place(
                entry_id, slot_id, held_until=at + timedelta(hours=1), aid_log=aid_log, actor=KEEPER, at=at
            )

    with pytest.raises(lists.NoKitsLeft):
        offer()
    make_lot(kit=community.kit, quantity=10)
    assert offer().entitlement is not None


def test_everyone_stands_in_the_list_under_the_end_of_their_card(database: None) -> None:
    community, cycle_id = short_of_kits()
    decision = order_draw(cycle_id)
    draw = drawn.get_draw(decision.draw_id or 0)
    numbers = {home.id: home.cards[0].card_no for home in community.households}
    assert {entry.reference for entry in draw.entries} == set(numbers)
    assert all(numbers[entry.reference].endswith(entry.pseudonym) for entry in draw.entries)


def test_a_household_without_a_card_stands_under_a_star(database: None) -> None:
    community, cycle_id = short_of_kits()
    community.households[0].cards[0].blocked_at = NOW
    community.households[0].cards[0].block_reason = "lost"  # type: ignore[assignment]
    db.session.commit()
    draw = drawn.get_draw(order_draw(cycle_id).draw_id or 0)
    name = next(entry.pseudonym for entry in draw.entries if entry.reference == community.households[0].id)
    assert name == "*" + community.households[0].pseudonym


def test_whoever_registers_after_the_list_was_posted_waits_behind_it(database: None) -> None:
    community, cycle_id = short_of_kits()
    decision = order_draw(cycle_id)
    late = add_household(settlement=community.settlement, street=community.street, people=1)
    db.session.commit()
    hold(decision)
    publish(cycle_id)
    assert waiting(cycle_id)[-1] == late.id


def test_an_order_that_was_drawn_cannot_be_decided_away(database: None) -> None:
    community, cycle_id = short_of_kits(there=20)
    hold(order_draw(cycle_id))
    with pytest.raises(operations.DrawStands):
        decide(cycle_id, cap(2, community))
    with pytest.raises(operations.DrawStands), transaction():
        operations.take_back_decision(cycle_id, actor=KEEPER, at=NOW)
    with pytest.raises(operations.DrawStands):
        order_draw(cycle_id, nonce="again")


def test_an_annulled_draw_gives_way_to_another_decision(database: None) -> None:
    community, cycle_id = short_of_kits(there=20)
    decision = order_draw(cycle_id)
    with transaction():
        draws.annul(decision.draw_id or 0, why="Бракує вулиці", actor=KEEPER, at=NOW)
    with pytest.raises(operations.NotEnoughKits):
        publish(cycle_id)
    decide(cycle_id, cap(2, community))
    publish(cycle_id)
    assert [one.way for one in queries.list_decisions(cycle_id)] == [ShortageWay.SMALLER_SHARE, ShortageWay.DRAW]


def test_all_days_are_postponed_together(database: None) -> None:
    community = settle(households=40)
    make_lot(kit=community.kit, quantity=15)
    drafts = plan(community, days=[date(2031, 11, 22), date(2031, 11, 23)])
    cycle_id = drafts[0].cycle_id
    with transaction():
        operations.postpone_plan(
            look(cycle_id), first_day=date(2031, 11, 23), reason=LATE, nonce="late", actor=KEEPER, at=NOW
        )
    assert [draft.held_on for draft in queries.list_drafts(cycle_id)] == [date(2031, 11, 23), date(2031, 11, 24)]
    with pytest.raises(operations.NotEnoughKits):
        publish(cycle_id)


@pytest.mark.parametrize(
    ("first_day", "refusal"),
    [(date(2031, 11, 25), operations.NotLater), (date(2031, 12, 5), operations.AfterTheCycle)],
)
def test_a_later_day_is_later_and_in_the_same_cycle(database: None, first_day: date, refusal: type[Exception]) -> None:
    _, cycle_id = short_of_kits()
    with pytest.raises(refusal), transaction():
        operations.postpone_plan(look(cycle_id), first_day=first_day, reason=LATE, nonce="x", actor=KEEPER, at=NOW)


def test_a_decision_can_be_taken_back_until_it_is_published(database: None) -> None:
    community, cycle_id = short_of_kits(there=20)
    decide(cycle_id, cap(2, community))
    with transaction():
        operations.take_back_decision(cycle_id, actor=KEEPER, at=NOW)
    with pytest.raises(operations.NotEnoughKits):
        publish(cycle_id)
    with pytest.raises(operations.NothingDecided), transaction():
        operations.take_back_decision(cycle_id, actor=KEEPER, at=NOW)


def test_a_decision_of_yesterday_does_not_suffice_when_kits_are_lost(database: None) -> None:
    """What was decided on is read again when it is published."""
    community, cycle_id = short_of_kits(there=20)
    decide(cycle_id, cap(2, community))
    other = plan_other(community)
    publish(other)
    with pytest.raises(operations.NotEnoughKits):
        publish(cycle_id)


def plan_other(community: Community) -> int:
    """Another programme promises twelve of the same kits on another day."""
    from tests.distributions.community import terms

    with transaction():
        programme = operations.create_programme(
            terms(community.kit, title="Ще один набір", unit="household"), actor=KEEPER, at=NOW
        )
    with transaction():
        (draft,) = operations.plan_distributions(
            programme.id, days=[TUESDAY + timedelta(days=1)], location_ids=[community.lyceum.id],
            opens_at=time(9), closes_at=time(10), slot_minutes=15, actor=KEEPER, at=NOW,
        )  # fmt: skip
    return draft.cycle_id


def race_for_kits(app: Flask, settled: Callable[[], tuple[Community, int]]) -> None:
    """Two leads publish two programmes of the same kit at once: one of them learns that there is not enough."""
    with app.app_context():
        community, first = settled()
        second = plan_other(community)

    def publishing(cycle_id: int) -> None:
        drafted = seen[cycle_id]
        operations.publish(drafted, digest=drafted.digest, aid_log=aid_log, actor=KEEPER, at=NOW)

    with app.app_context():
        seen = {cycle_id: _detached(cycle_id) for cycle_id in (first, second)}
    endings = compete(app, [lambda: publishing(first), lambda: publishing(second)])
    assert endings == ["ListChanged", "done"]


def _detached(cycle_id: int) -> queries.Plan:
    drafted = look(cycle_id)
    db.session.expunge_all()
    return drafted


def test_the_same_kits_are_not_promised_twice_at_once(app: Flask) -> None:
    race_for_kits(app, lambda: short_of_kits(there=24))


@pytest.mark.postgres
def test_the_same_kits_are_not_promised_twice_at_once_on_postgres(postgres_app: Flask) -> None:
    race_for_kits(postgres_app, lambda: short_of_kits(there=24))


def test_a_record_that_was_merged_hands_its_lot_to_the_one_that_is_kept(database: None) -> None:
    _, cycle_id = short_of_kits()
    decision = order_draw(cycle_id)
    hold(decision)
    order = drawn.order_of(decision.draw_id or 0)
    first, *_, last = sorted(order, key=order.__getitem__)
    kept, gone = db.session.get_one(Household, last), db.session.get_one(Household, first)
    gone.status, gone.merged_into_id = HouseholdStatus.MERGED, kept.id
    db.session.commit()
    publish(cycle_id)
    assert last in promised(cycle_id)
