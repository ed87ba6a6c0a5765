"""A programme with several kits, each for those it is meant for, told, versioned, and kept as it was promised."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.checkin import aid_log
from app.core.actors import KEEPER
from app.core.db import db, transaction
from app.distributions import operations, queries, rules
from app.distributions.models import Assignment, CriteriaVersion, Unit
from app.distributions.rules import KitTerms, NotPlaced, Target
from app.households.models import Heating, Household
from app.stock.models import Kit
from tests.distributions.community import (
    NOW,
    TUESDAY,
    WEEK,
    Community,
    add_household,
    book,
    draft_plan,
    entitlement_of,
    give,
    plan,
    publish,
    publish_days,
    settle,
    slots_of,
    terms,
)
from tests.make import make_kit, make_person

INFANTS = Target(age_to=2)


@pytest.fixture
def community(database: None) -> Community:
    return settle()


@pytest.fixture
def baby_kit(community: Community) -> Kit:
    kit = make_kit(code="BABY", name="Набір для немовляти")
    db.session.commit()
    return kit


def with_a_baby(household: Household) -> None:
    make_person(household=household, surname="Гончар", given="Іванко", born=TUESDAY.year - 1)
    db.session.commit()


def give_babies(community: Community, kit: Kit) -> None:
    with transaction():
        operations.save_kit(
            community.programme.id, KitTerms(kit.id, Unit.MATCHING, 1, (), INFANTS),
            rule_text="Продукти кожному, набір на дитину до двох років.", actor=KEEPER, at=NOW,
        )  # fmt: skip


def kits_of(household: Household) -> list[tuple[str, int]]:
    return [(kit.kit_version.kit.code, kit.quantity) for kit in entitlement_of(household).kits]


# ---- publishing and booking


def test_each_household_is_promised_the_kits_that_are_meant_for_it(community: Community, baby_kit: Kit) -> None:
    mother, other = community.households[1], community.households[0]
    with_a_baby(mother)
    give_babies(community, baby_kit)
    drafted = publish(plan(community)[0].cycle_id)
    assert kits_of(mother) == [("FOOD30", 3), ("BABY", 1)]
    assert kits_of(other) == [("FOOD30", 1)]
    assert [number for _kit, number in drafted.kits_by_name] == [25, 1]
    assert sum(drafted.kits.values()) == 26


def test_a_household_that_no_kit_is_meant_for_is_told_so_in_the_plan(community: Community, baby_kit: Kit) -> None:
    with_a_baby(community.households[0])
    give_babies(community, baby_kit)
    with transaction():
        operations.drop_kit(community.programme.id, community.kit.id, actor=KEEPER, at=NOW)
    drafted = draft_plan(plan(community)[0].cycle_id)
    assert len(drafted.outcome.placements) == 1
    assert drafted.reasons == {NotPlaced.NOT_TARGETED: 11}


def test_who_registers_late_is_promised_by_the_same_rule(community: Community, baby_kit: Kit) -> None:
    give_babies(community, baby_kit)
    (day,) = publish_days(community)
    late = add_household(settlement=community.settlement, street=community.street)
    with_a_baby(late)
    book(late, slots_of(day)[-1])
    assert kits_of(late) == [("FOOD30", 2), ("BABY", 1)]


def test_booking_refuses_whom_no_kit_is_meant_for(community: Community, baby_kit: Kit) -> None:
    with_a_baby(community.households[0])
    give_babies(community, baby_kit)
    with transaction():
        operations.drop_kit(community.programme.id, community.kit.id, actor=KEEPER, at=NOW)
    (day,) = publish_days(community)
    with pytest.raises(operations.NotForThem):
        book(community.households[1], slots_of(day)[-1])


def test_what_was_promised_stays_when_the_household_changes(community: Community, baby_kit: Kit) -> None:
    mother = community.households[1]
    with_a_baby(mother)
    give_babies(community, baby_kit)
    publish_days(community)
    promised = kits_of(mother)
    with_a_baby(mother)
    mother.heating = Heating.GAS
    db.session.commit()
    with transaction():
        operations.drop_kit(community.programme.id, baby_kit.id, actor=KEEPER, at=NOW)
    assert kits_of(mother) == promised == [("FOOD30", 3), ("BABY", 1)]


def test_a_changed_condition_changes_the_list_that_was_looked_at(community: Community, baby_kit: Kit) -> None:
    with_a_baby(community.households[0])
    drafted = draft_plan(plan(community)[0].cycle_id)
    give_babies(community, baby_kit)
    with pytest.raises(operations.ListChanged), transaction():
        operations.publish(drafted, digest=drafted.digest, aid_log=aid_log, actor=KEEPER, at=NOW)


def test_whom_a_kit_would_reach_is_known_before_it_is_saved(community: Community, baby_kit: Kit) -> None:
    for household in community.households[:3]:
        with_a_baby(household)
    reach, examples = queries.try_kit(
        community.programme, rules.Amount(Unit.MATCHING, 2), INFANTS, on=TUESDAY
    )  # fmt: skip
    assert (reach.households, reach.people, reach.kits) == (3, 9, 6)
    assert [one.kits for one in examples] == [2, 2, 2]
    assert {one.household for one in examples} == set(community.households[:3])


# ---- what was given lately


def hygiene(community: Community, **terms_of_it: object) -> Community:
    """Another programme at the same place, whose kits are planned two weeks after the food."""
    kit = make_kit(code="HYG-F", name="Гігієнічний набір")
    db.session.commit()
    with transaction():
        programme = operations.create_programme(
            terms(kit, title="Гігієна", cycle_days=7, **terms_of_it), actor=KEEPER, at=NOW
        )  # fmt: skip
    return replace(community, kit=kit, programme=programme)


@pytest.mark.parametrize(("after", "is_barred"), [(timedelta(days=13), True), (timedelta(days=14), False)])
def test_another_programme_bars_whoever_was_given_it_lately(
    community: Community, after: timedelta, is_barred: bool
) -> None:
    publish_days(community)
    give(entitlement_of(community.households[0]))
    other = hygiene(community, bars=((community.programme.id, 14),))
    (draft,) = plan(other, days=[TUESDAY + after])
    assert draft_plan(draft.cycle_id).reasons == ({NotPlaced.BARRED: 1} if is_barred else {})


def test_the_least_time_between_two_hand_overs_holds_across_cycles(community: Community) -> None:
    weekly = hygiene(community, days_between=10)
    publish_days(weekly)
    served = community.households[0]
    give(entitlement_of(served))
    drafts = plan(weekly, days=[TUESDAY + WEEK])
    assert draft_plan(drafts[0].cycle_id).reasons == {NotPlaced.TOO_SOON: 1}
    publish(drafts[0].cycle_id)
    with pytest.raises(operations.GivenLately):
        book(served, slots_of(drafts[0])[-1])
    later = plan(weekly, days=[TUESDAY + 2 * WEEK])
    assert draft_plan(later[0].cycle_id).reasons == {}


def test_booking_asks_the_same_about_another_programme(community: Community) -> None:
    publish_days(community)
    served = community.households[0]
    give(entitlement_of(served))
    other = hygiene(community, bars=((community.programme.id, 14),))
    (day,) = plan(other, days=[TUESDAY + WEEK])
    publish(day.cycle_id)
    with pytest.raises(operations.GivenElsewhere):
        book(served, slots_of(day)[-1])


# ---- versions of the criteria


def versions() -> list[tuple[int, str]]:
    found = db.session.scalars(db.select(CriteriaVersion).order_by(CriteriaVersion.number))
    return [(version.number, version.rule_text) for version in found]


def test_each_saved_change_is_a_version_and_a_list_names_the_one_it_was_published_by(
    community: Community, baby_kit: Kit
) -> None:
    publish_days(community)
    give_babies(community, baby_kit)
    with transaction():
        operations.edit_programme(
            community.programme.id, operations.terms_of(community.programme), actor=KEEPER, at=NOW
        )  # fmt: skip
    assert [number for number, _text in versions()] == [1, 2]
    (assignment,) = db.session.scalars(db.select(Assignment))
    assert assignment.criteria is not None
    assert assignment.criteria.number == 1


def test_a_programme_keeps_at_least_one_kit_and_no_kit_twice(community: Community) -> None:
    with pytest.raises(operations.LastKit), transaction():
        operations.drop_kit(community.programme.id, community.kit.id, actor=KEEPER, at=NOW)
    with pytest.raises(operations.KitTwice), transaction():
        operations.save_kit(
            community.programme.id, KitTerms(community.kit.id, Unit.HOUSEHOLD), rule_text="Усім.", actor=KEEPER, at=NOW
        )


# ---- the decision


def test_a_decision_is_kept_in_the_database_and_told_by_its_content(community: Community) -> None:
    with transaction():
        document = operations.attach_decision(
            community.programme.id, b"%PDF-1.7 ...", nonce="n", actor=KEEPER, at=NOW
        )  # fmt: skip
    kept = queries.get_document(community.programme.id, document.id)
    assert (kept.kind, kept.content, kept.size) == ("pdf", b"%PDF-1.7 ...", 12)
    with pytest.raises(operations.NotADocument), transaction():
        operations.attach_decision(community.programme.id, b"<html>", nonce="m", actor=KEEPER, at=NOW)
    with pytest.raises(operations.DocumentTooBig), transaction():
        operations.attach_decision(
            community.programme.id, b"%PDF-" + bytes(rules.MOST_BYTES), nonce="o", actor=KEEPER, at=NOW
        )  # fmt: skip
