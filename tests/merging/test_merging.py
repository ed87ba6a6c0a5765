"""One family that was written down twice becomes one record."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.audit.models import AuditEntry
from app.bundles import operations as bundles
from app.bundles.operations import Carrier
from app.checkin import queries as desk
from app.checkin.models import HandOver, Verdict
from app.checkin.operations import NotGiven
from app.checkin.queries import Place
from app.core import clock
from app.core.actors import Actor
from app.core.db import db, transaction
from app.core.errors import NotFound
from app.distributions.models import BundleKind, CoveredPerson, Entitlement
from app.households import operations as register
from app.households import queries as households
from app.households.models import (
    BlockReason,
    Card,
    CheckReason,
    Consent,
    ConsentKind,
    ConsentMethod,
    DuplicatePair,
    Household,
    HouseholdStatus,
    PairDecision,
    PersonRole,
)
from app.households.rules import PersonDraft
from app.merging import operations, queries
from app.merging.models import Merge
from app.merging.operations import AlreadyMerged, Choices, HeadsMeet, NamesNeeded, PeopleChanged, SentTwice
from app.merging.rules.choosing import HouseholdField, PersonField, Side
from tests.desk_day import TEN, World
from tests.make import make_household, make_person, make_proxy
from tests.merging.acts import MINUTE, apart, give, merge, nonce, take_back


def twice(world: World) -> tuple[Household, Household]:
    """The Kovalchuks in two spellings, each with a card."""
    return world.household("Ковальчук", "Ганна"), world.household("Ковальчук", "Анна")


def heads(household: Household) -> list[str]:
    return [person.given for person in household.people if person.is_head]


def verdict(card: Card, world: World) -> Verdict:
    found = desk.find_by_code(card.token)
    return desk.scan(found, Place(world.lyceum.id, desk=2), TEN).verdict


# ---- the record


def test_the_merged_record_says_where_it_went(world: World, oksana: Actor) -> None:
    kept, merged = twice(world)
    merge(kept, merged, oksana)
    gone = households.get_household(merged.id)
    assert (gone.status, gone.merged_into_id) == (HouseholdStatus.MERGED, kept.id)
    assert not gone.people


def test_both_cards_find_the_family_and_one_is_its_own(world: World, oksana: Actor) -> None:
    kept, merged = twice(world)
    own, other = kept.cards[0], merged.cards[0]
    promise = world.promise(kept, world.slot(10))
    merge(kept, merged, oksana)
    assert {verdict(card, world) for card in (own, other)} == {Verdict.GIVE}
    assert households.get_household(kept.id).live_card is own
    assert households.search(other.card_no)[0].household is kept
    give(promise, oksana, card=other)
    assert {verdict(card, world) for card in (own, other)} == {Verdict.ALREADY_GIVEN}


def test_what_a_warden_carries_to_the_family_is_not_given_at_the_desk_besides(world: World, oksana: Actor) -> None:
    kept, merged = twice(world)
    own, other = kept.cards[0], merged.cards[0]
    world.promise(kept, world.slot(10))
    carried = world.promise(merged, world.slot(10))
    db.session.commit()
    with transaction():
        bundles.send_bundle(
            [carried.id], kind=BundleKind.WARDEN, carrier=Carrier("Тамара"), return_by=clock.local_date(TEN),
            nonce=nonce(), actor=oksana, at=TEN,
        )  # fmt: skip
    merge(kept, merged, oksana)
    assert {verdict(card, world) for card in (own, other)} == {Verdict.OUT_WITH_BUNDLE}


def carried_to_one_and_given_to_the_other(world: World, lead: Actor) -> tuple[Household, Household, HandOver]:
    """A warden is on the way with what the family was given at the desk under its other record."""
    kept, merged = twice(world)
    given, carried = world.promise(kept, world.slot(10)), world.promise(merged, world.slot(10))
    db.session.commit()
    with transaction():
        bundles.send_bundle(
            [carried.id], kind=BundleKind.WARDEN, carrier=Carrier("Тамара"), return_by=clock.local_date(TEN),
            nonce=nonce(), actor=lead, at=TEN,
        )  # fmt: skip
    return kept, merged, give(given, lead)


def test_whoever_carries_the_same_aid_is_to_be_called_before_and_after(world: World, oksana: Actor) -> None:
    kept, merged, _given = carried_to_one_and_given_to_the_other(world, oksana)
    told = queries.look_ahead(kept.id, merged.id, TEN).to_call_back
    assert [(one.carrier, one.kind, one.programme) for one in told] == [
        ("Тамара", BundleKind.WARDEN, world.today.cycle.programme.title)
    ]
    merge(kept, merged, oksana)
    assert queries.list_to_call_back(kept.id) == told


def test_taking_back_the_hand_over_does_not_give_the_desk_what_a_warden_carries(world: World, oksana: Actor) -> None:
    kept, merged, given = carried_to_one_and_given_to_the_other(world, oksana)
    merge(kept, merged, oksana)
    take_back(given, oksana)
    assert {verdict(card, world) for card in kept.cards} == {Verdict.OUT_WITH_BUNDLE}
    assert queries.list_to_call_back(kept.id) == []


def test_what_two_carriers_have_on_them_is_called_back_from_one(world: World, oksana: Actor) -> None:
    kept, merged = twice(world)
    promises = [world.promise(household, world.slot(10)) for household in (kept, merged)]
    db.session.commit()
    for promise, carrier in zip(promises, ("Тамара", "Степан"), strict=True):
        with transaction():
            bundles.send_bundle(
                [promise.id], kind=BundleKind.LAPTOP, carrier=Carrier(carrier), return_by=clock.local_date(TEN),
                nonce=nonce(), actor=oksana, at=TEN,
            )  # fmt: skip
    merge(kept, merged, oksana)
    assert [one.carrier for one in queries.list_to_call_back(kept.id)] == ["Степан"]


def test_a_family_without_a_card_of_its_own_goes_on_with_the_one_that_came(world: World, oksana: Actor) -> None:
    kept, merged = twice(world)
    kept.cards[0].blocked_at, kept.cards[0].block_reason = TEN, BlockReason.LOST
    merge(kept, merged, oksana)
    card = households.get_household(kept.id).live_card
    assert card is not None
    assert not card.is_alias


def test_everybody_comes_over_and_one_stays_the_head(world: World, oksana: Actor) -> None:
    kept, merged = twice(world)
    son = make_person(household=merged, surname="Ковальчук", given="Остап", role=PersonRole.CHILD, born=2010)
    merge(kept, merged, oksana, same={merged.people[0]: kept.people[0]})
    assert [person.given for person in kept.people] == ["Ганна", "Остап"]
    assert heads(kept) == ["Ганна"]
    assert son.household is kept


def test_two_heads_under_one_roof_become_one(world: World, oksana: Actor) -> None:
    kept, merged = twice(world)
    merge(kept, merged, oksana)
    assert [(person.given, person.role) for person in kept.people] == [
        ("Ганна", PersonRole.HEAD), ("Анна", PersonRole.OTHER),
    ]  # fmt: skip


def test_a_person_written_twice_keeps_what_was_chosen(world: World, oksana: Actor) -> None:
    kept, merged = twice(world)
    merged.people[0].patronymic = "Петрівна"
    merged.people[0].birth_year = 1955
    merge(
        kept, merged, oksana, same={merged.people[0]: kept.people[0]},
        people={merged.people[0].id: {PersonField.NAME: Side.KEPT, PersonField.BIRTH: Side.MERGED}},
    )  # fmt: skip
    assert [(person.full_name, person.birth_year) for person in kept.people] == [("Ковальчук Ганна", 1955)]


def test_the_fuller_name_is_kept_unless_somebody_chooses(world: World, oksana: Actor) -> None:
    kept, merged = twice(world)
    merged.people[0].patronymic = "Петрівна"
    merge(kept, merged, oksana, same={merged.people[0]: kept.people[0]})
    assert [person.full_name for person in kept.people] == ["Ковальчук Анна Петрівна"]


def test_fields_are_taken_from_the_chosen_side(world: World, oksana: Actor) -> None:
    kept = world.household(house="5", phone1="+380991110001", needs_seat=True, notes="Стукати у вікно")
    merged = world.household(house="7", phone1="+380991110002", needs_carrying=True, notes="Двір ліворуч")
    merge(kept, merged, oksana, fields={HouseholdField.ADDRESS: Side.MERGED, HouseholdField.NEEDS: Side.KEPT})
    assert (kept.house, kept.phone1, kept.phone2) == ("7", "+380991110001", "+380991110002")
    assert (kept.needs_seat, kept.needs_carrying) == (True, False)
    assert kept.notes == "Стукати у вікно; Двір ліворуч"


def test_a_check_is_not_got_round_by_merging(world: World, oksana: Actor) -> None:
    kept, merged = twice(world)
    merged.status = HouseholdStatus.UNDER_CHECK
    merge(kept, merged, oksana, fields={HouseholdField.STATUS: Side.KEPT})
    assert kept.status is HouseholdStatus.UNDER_CHECK


def test_a_card_without_a_name_goes_into_the_record_with_names(world: World, oksana: Actor) -> None:
    named, nameless = world.household(), make_household(
        settlement=world.lyceum.settlement, is_minimal=True, declared_size=6
    )  # fmt: skip
    with pytest.raises(NamesNeeded):
        merge(nameless, named, oksana)
    db.session.rollback()
    merge(named, nameless, oksana)
    assert (named.is_minimal, named.declared_size, named.size) == (False, None, 1)


# ---- aid


def test_of_two_promises_of_a_cycle_one_stands(world: World, oksana: Actor) -> None:
    kept, merged = twice(world)
    mine, theirs = world.promise(kept, world.slot(10)), world.promise(merged, world.slot(11))
    free = world.slot(11).capacity
    merge(kept, merged, oksana)
    assert (mine.stands, theirs.stands, theirs.household_id) == (True, False, kept.id)
    fills = {slot.id: 0 for slot in world.today.slots}
    standing = db.session.scalars(select(Entitlement.slot_id).where(Entitlement.stands)).all()
    assert [slot_id for slot_id in standing if slot_id in fills] == [mine.slot_id]
    assert free == world.slot(11).capacity
    with pytest.raises(NotFound):
        give(theirs, oksana)


def test_what_was_given_stands_before_what_was_not(world: World, oksana: Actor) -> None:
    kept, merged = twice(world)
    mine, theirs = world.promise(kept, world.slot(10)), world.promise(merged, world.slot(10))
    give(theirs, oksana)
    merge(kept, merged, oksana)
    assert (mine.stands, theirs.stands) == (False, True)
    assert {verdict(card, world) for card in kept.cards} == {Verdict.ALREADY_GIVEN}


def test_given_twice_stays_in_the_log_and_is_not_given_a_third_time(world: World, oksana: Actor) -> None:
    kept, merged = twice(world)
    mine, theirs = world.promise(kept, world.slot(10)), world.promise(merged, world.slot(10))
    first, second = give(mine, oksana), give(theirs, oksana)
    merge(kept, merged, oksana)
    take_back(first, oksana)
    assert (mine.stands, theirs.stands) == (False, True), "the other hand-over is the one that counts now"
    assert verdict(kept.cards[0], world) is Verdict.ALREADY_GIVEN
    take_back(second, oksana)
    assert verdict(kept.cards[0], world) is Verdict.GIVE
    give(theirs, oksana)
    with pytest.raises(NotGiven):
        give(theirs, oksana)
    with pytest.raises(NotFound):
        give(mine, oksana)
    assert db.session.scalar(select(func.count()).select_from(HandOver)) == 3


def test_taking_back_the_hand_over_of_a_withdrawn_promise_opens_nothing(world: World, oksana: Actor) -> None:
    kept, merged = twice(world)
    mine, theirs = world.promise(kept, world.slot(10)), world.promise(merged, world.slot(10))
    give(mine, oksana)
    second = give(theirs, oksana)
    merge(kept, merged, oksana)
    take_back(second, oksana)
    assert (mine.stands, theirs.stands) == (True, False)
    assert verdict(kept.cards[0], world) is Verdict.ALREADY_GIVEN


def test_a_promise_in_a_cycle_of_its_own_comes_over(world: World, oksana: Actor) -> None:
    kept, merged = twice(world)
    theirs = world.promise(merged, world.slot(10))
    merge(kept, merged, oksana)
    assert theirs.stands
    assert theirs.household_id == kept.id


def test_what_can_still_be_collected_stands_before_what_was_missed(world: World, oksana: Actor) -> None:
    kept, merged = twice(world)
    world.today.held_on -= timedelta(days=3)
    missed, coming = (
        world.promise(kept, world.today.slots[0]),
        world.promise(merged, world.slot(10, of=world.next_week)),
    )
    merge(kept, merged, oksana)
    assert (missed.stands, coming.stands) == (False, True)


def test_who_was_counted_elsewhere_stays_counted(world: World, oksana: Actor) -> None:
    kept, merged = twice(world)
    promise = world.promise(world.household("Дяк", "Іван"), world.slot(10))
    twin, person = merged.people[0], kept.people[0]
    db.session.add(CoveredPerson(cycle_id=promise.cycle_id, person_id=twin.id, entitlement_id=promise.id))
    merge(kept, merged, oksana, same={twin: person})
    covered = select(CoveredPerson.entitlement_id).where(CoveredPerson.person_id == person.id)
    assert db.session.scalar(covered) == promise.id


def test_the_log_names_who_collected_by_the_record_that_is_kept(world: World, oksana: Actor) -> None:
    kept, merged = twice(world)
    made = give(world.promise(merged, world.slot(10)), oksana)
    merge(kept, merged, oksana, same={merged.people[0]: kept.people[0]})
    assert made.collector_person_id == kept.people[0].id


# ---- what follows


def test_proxies_come_along(world: World, oksana: Actor) -> None:
    kept, merged = twice(world)
    proxy = make_proxy(household=merged, name="Богдан Дяк")
    merge(kept, merged, oksana)
    assert proxy.household_id == kept.id


def say(
    household: Household, kind: ConsentKind, method: ConsentMethod, *, days: int = 0, no: int | None = None
) -> Consent:
    """A consent given ``days`` days after the 24th, and taken back ``no`` days after it."""
    consent = Consent(
        household_id=household.id, kind=kind, method=method, text_version="1", given_at=TEN + timedelta(days=days)
    )  # fmt: skip
    consent.withdrawn_at = None if no is None else TEN + timedelta(days=no)
    db.session.add(consent)
    db.session.flush()
    return consent


def in_force(household: Household) -> dict[ConsentKind, ConsentMethod]:
    fresh = households.get_household(household.id)
    return {consent.kind: consent.method for consent in fresh.consents if consent.withdrawn_at is None}


def test_a_real_word_holds_before_one_from_a_list(world: World, oksana: Actor) -> None:
    kept, merged = twice(world)
    say(kept, ConsentKind.NOTICE, ConsentMethod.LIST)
    say(merged, ConsentKind.NOTICE, ConsentMethod.SPOKEN)
    say(merged, ConsentKind.CALLS, ConsentMethod.SIGNATURE)
    merge(kept, merged, oksana)
    assert in_force(kept) == {
        ConsentKind.NOTICE: ConsentMethod.SPOKEN, ConsentKind.CALLS: ConsentMethod.SIGNATURE,
    }  # fmt: skip


def test_a_withdrawn_consent_is_not_revived_by_an_older_yes(world: World, oksana: Actor) -> None:
    kept, merged = twice(world)
    kept.people[0].wg_seeing = 2
    say(kept, ConsentKind.HEALTH_QUESTIONS, ConsentMethod.SPOKEN, days=-9)
    say(merged, ConsentKind.HEALTH_QUESTIONS, ConsentMethod.SPOKEN, days=-8, no=-1)
    merge(kept, merged, oksana)
    assert in_force(kept) == {}
    assert kept.people[0].wg_seeing is None


def test_a_list_is_no_answer_to_a_no(world: World, oksana: Actor) -> None:
    kept, merged = twice(world)
    say(kept, ConsentKind.CALLS, ConsentMethod.SPOKEN, days=-9, no=-8)
    say(merged, ConsentKind.CALLS, ConsentMethod.LIST, days=-1)
    merge(kept, merged, oksana)
    assert in_force(kept) == {}


def test_the_pair_goes_from_the_work_list(world: World, oksana: Actor) -> None:
    kept, merged = twice(world)
    pair = DuplicatePair(first_id=kept.id, second_id=merged.id, strength=9000, reasons="{}", found_at=TEN)
    db.session.add(pair)
    merge(kept, merged, oksana)
    assert pair.decision is PairDecision.SAME


# ---- once, and by whom


def test_one_line_in_the_trace_names_ids_and_fields_and_no_values(world: World, oksana: Actor) -> None:
    kept, merged = twice(world)
    merged.phone1 = "+380991110002"
    merge(kept, merged, oksana)
    line = db.session.scalars(select(AuditEntry)).one()
    told = json.loads(line.details)
    assert (line.action, line.subject_id, told["merged"]) == ("merge households", kept.id, merged.id)
    assert told["changed"] == ["phones"]
    assert "Ковальчук" not in line.details
    assert "99111" not in line.details


def test_the_same_form_twice_merges_once(world: World, oksana: Actor) -> None:
    kept, merged = twice(world)
    db.session.commit()
    sent, pairs = nonce(), apart(merged)
    with transaction():
        made = operations.merge_households(kept.id, merged.id, Choices(pairs), nonce=sent, actor=oksana, at=TEN)
    with pytest.raises(SentTwice) as again, transaction():
        operations.merge_households(kept.id, merged.id, Choices(pairs), nonce=sent, actor=oksana, at=TEN)
    assert again.value.made_id == made.id


def test_a_merged_record_is_not_merged_again(world: World, oksana: Actor) -> None:
    kept, merged = twice(world)
    merge(kept, merged, oksana)
    for first, second in ((kept, merged), (merged, kept)):
        with pytest.raises(AlreadyMerged):
            merge(first, second, oksana)


def test_a_card_under_check_is_not_replaced_by_the_one_that_came_and_works_again(world: World, oksana: Actor) -> None:
    kept, merged = twice(world)
    checked, other = kept.cards[0], merged.cards[0]
    db.session.commit()
    with transaction():
        register.block_card(checked.id, CheckReason.TWO_RECORDS, actor=oksana, at=TEN)
    db.session.expire_all()
    merge(kept, merged, oksana)
    with pytest.raises(register.CardUnderCheck), transaction():
        register.replace_card(kept.id, BlockReason.LOST, actor=oksana, at=TEN, nonce=nonce())
    with transaction():
        register.unblock_card(checked.id, actor=oksana, at=TEN)
    assert (checked.blocked_at, checked.is_alias, other.is_alias) == (None, False, True)


def test_a_family_is_not_put_into_a_record_that_was_cleared_meanwhile(world: World, oksana: Actor) -> None:
    kept, merged = world.household("Ковальчук", "Ганна"), world.household("Ковальчук", "Анна")
    kept.cleared_at = TEN
    with pytest.raises(register.RecordCleared):
        merge(kept, merged, oksana)


def test_nothing_more_is_written_into_a_merged_record(world: World, oksana: Actor) -> None:
    """From a page that was open: it would be counted by nobody and found by no card."""
    kept, merged = world.household("Ковальчук", "Ганна"), world.household("Ковальчук", "Анна")
    merge(kept, merged, oksana)
    db.session.commit()
    child = PersonDraft(surname="Ковальчук", given="Юлія", role=PersonRole.CHILD, birth_year=2019)
    with pytest.raises(register.RecordMerged), transaction():
        register.add_person(merged.id, child, actor=oksana, at=TEN)
    with pytest.raises(register.RecordMerged), transaction():
        register.replace_card(merged.id, BlockReason.LOST, actor=oksana, at=TEN, nonce=nonce())
    with pytest.raises(register.RecordMerged), transaction():
        register.give_consent(merged.id, ConsentKind.CALLS, ConsentMethod.SPOKEN, actor=oksana, at=TEN)


def test_somebody_registered_meanwhile_is_not_lost(world: World, oksana: Actor) -> None:
    kept, merged = twice(world)
    pairs = apart(merged)
    make_person(household=merged, surname="Ковальчук", given="Остап", role=PersonRole.CHILD, born=2010)
    db.session.commit()
    with pytest.raises(PeopleChanged), transaction():
        operations.merge_households(kept.id, merged.id, Choices(pairs), nonce=nonce(), actor=oksana, at=TEN)


# ---- one person


def merge_people(kept: int, merged: int, actor: Actor) -> Merge:
    db.session.commit()
    with transaction():
        made = operations.merge_people(kept, merged, {}, nonce=nonce(), actor=actor, at=TEN + MINUTE)
    db.session.expire_all()
    return made


def test_a_child_written_twice_stands_once(world: World, oksana: Actor) -> None:
    family = world.household()
    child = make_person(household=family, surname="Ковальчук", given="Остап", role=PersonRole.CHILD, born=2010)
    again = make_person(household=family, surname="Ковальчук", given="Остап", role=PersonRole.CHILD, born=2011)
    merge_people(child.id, again.id, oksana)
    assert [person.given for person in family.people] == ["Ганна", "Остап"]
    assert again.household_id is None


def test_a_head_written_twice_stays_the_head(world: World, oksana: Actor) -> None:
    family = world.household()
    again = make_person(household=family, surname="Ковальчук", given="Анна", role=PersonRole.OTHER, born=1954)
    head = family.people[0]
    merge_people(again.id, head.id, oksana)
    assert heads(family) == ["Анна"]


def test_grandmother_in_two_households_is_not_counted_again_in_the_cycle(world: World, oksana: Actor) -> None:
    daughters, sons = world.household("Дяк", "Олена"), world.household("Ковальчук", "Остап")
    promise = world.promise(sons, world.slot(10))
    here = make_person(household=daughters, surname="Ковальчук", given="Ганна", role=PersonRole.PARENT, born=1954)
    there = make_person(household=sons, surname="Ковальчук", given="Ганна", role=PersonRole.PARENT, born=1954)
    merge_people(here.id, there.id, oksana)
    assert [person.given for person in sons.people] == ["Остап"]
    covered = db.session.scalars(select(CoveredPerson)).one()
    assert (covered.person_id, covered.entitlement_id) == (here.id, promise.id)


def test_who_speaks_for_a_household_does_not_vanish_from_it(world: World, oksana: Actor) -> None:
    kept, merged = twice(world)
    with pytest.raises(HeadsMeet):
        merge_people(kept.people[0].id, merged.people[0].id, oksana)


def test_promises_of_two_programmes_both_stand(world: World, oksana: Actor) -> None:
    kept, merged = twice(world)
    hygiene = world.second_programme()
    mine, theirs = world.promise(kept, world.slot(10)), world.promise(merged, world.slot(10, of=hygiene))
    merge(kept, merged, oksana)
    assert mine.stands
    assert theirs.stands
