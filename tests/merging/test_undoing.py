"""A merge is taken apart: what was written and given since stays true."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.checkin import aid_log
from app.checkin import queries as desk
from app.checkin.models import Verdict
from app.checkin.queries import Place
from app.core.actors import Actor
from app.core.db import db, transaction
from app.distributions import operations as distributions
from app.distributions.models import CoveredPerson, Entitlement
from app.households import operations as register
from app.households import queries as households
from app.households.models import Card, ConsentKind, ConsentMethod, Household, HouseholdStatus, Person, PersonRole
from app.merging import operations
from app.merging.models import Merge
from app.merging.operations import AlreadyUndone, LaterMergeFirst, PeopleMovedSince, TooLateToUndo
from tests.desk_day import TEN, World
from tests.make import make_person
from tests.merging.acts import MINUTE, give, merge, nonce, take_back, undo
from tests.merging.test_merging import in_force, say, verdict

DAY = timedelta(days=1)


def pair(world: World, **fields: str) -> tuple[Household, Household]:
    """Two households that share a surname and are merged by mistake."""
    return world.household("Ковальчук", "Ганна", **fields), world.household("Ковальчук", "Остап")


def people(household: Household) -> list[tuple[str, bool]]:
    return [(person.given, person.is_head) for person in households.get_household(household.id).people]


def promises(household: Household) -> list[tuple[int, bool]]:
    """What a household has, and whether it stands."""
    found = select(Entitlement).where(Entitlement.household_id == household.id).order_by(Entitlement.id)
    return [(promise.id, promise.stands) for promise in db.session.scalars(found)]


def live(household: Household) -> Card | None:
    return households.get_household(household.id).live_card


# ---- as it was


def test_two_records_are_as_they_were(world: World, oksana: Actor) -> None:
    first, second = pair(world, house="5", notes="Стукати у вікно")
    second.notes, second.phone1 = "Двір ліворуч", "+380991110002"
    say(second, ConsentKind.CALLS, ConsentMethod.SPOKEN)
    cards = first.live_card, second.live_card
    mine, theirs = world.promise(first, world.slot(10)), world.promise(second, world.slot(10))
    undo(merge(first, second, oksana), oksana)
    assert (people(first), people(second)) == ([("Ганна", True)], [("Остап", True)])
    assert (live(first), live(second)) == cards
    assert (promises(first), promises(second)) == ([(mine.id, True)], [(theirs.id, True)])
    assert (first.notes, first.phone1, second.phone1) == ("Стукати у вікно", "", "+380991110002")
    assert (second.status, second.merged_into_id, second.status_reason) == (HouseholdStatus.ACTIVE, None, None)
    assert (in_force(first), in_force(second)) == ({}, {ConsentKind.CALLS: ConsentMethod.SPOKEN})


def test_a_person_written_twice_is_two_again(world: World, oksana: Actor) -> None:
    first, second = pair(world)
    twin, kept = second.people[0], first.people[0]
    twin.patronymic, twin.birth_year = "Петрович", 1960
    made = give(world.promise(second, world.slot(10)), oksana)
    undo(merge(first, second, oksana, same={twin: kept}), oksana)
    assert (people(first), people(second)) == ([("Ганна", True)], [("Остап", True)])
    assert (kept.full_name, kept.birth_year) == ("Ковальчук Ганна", 1954)
    assert made.collector_person_id == twin.id


def test_a_refused_consent_is_in_force_again(world: World, oksana: Actor) -> None:
    first, second = pair(world)
    first.people[0].wg_walking = 3
    say(first, ConsentKind.HEALTH_QUESTIONS, ConsentMethod.SPOKEN, days=-9)
    say(second, ConsentKind.HEALTH_QUESTIONS, ConsentMethod.SPOKEN, days=-8, no=-1)
    undo(merge(first, second, oksana), oksana)
    assert in_force(first) == {ConsentKind.HEALTH_QUESTIONS: ConsentMethod.SPOKEN}
    assert in_force(second) == {}
    assert first.people[0].wg_walking == 3


# ---- what happened since


def test_later_edits_stay(world: World, oksana: Actor) -> None:
    first, second = pair(world)
    second.phone1 = "+380991110002"
    made = merge(first, second, oksana)
    first.phone1 = "+380991110009"
    undo(made, oksana)
    assert first.phone1 == "+380991110009"


def test_a_child_born_since_stays_where_it_was_written(world: World, oksana: Actor) -> None:
    first, second = pair(world)
    made = merge(first, second, oksana)
    make_person(household=first, surname="Ковальчук", given="Марія", role=PersonRole.CHILD, born=2026)
    undo(made, oksana)
    assert people(first) == [("Ганна", True), ("Марія", False)]


def test_each_household_has_one_head_also_when_another_was_named_since(world: World, oksana: Actor) -> None:
    first, second = pair(world)
    made = merge(first, second, oksana)
    first.people[0].role, second_head = PersonRole.OTHER, first.people[1]
    second_head.role = PersonRole.HEAD
    undo(made, oksana)
    assert (people(first), people(second)) == ([("Ганна", True)], [("Остап", True)])


def test_a_place_taken_since_is_replaced_by_the_lowest_free_one(world: World, oksana: Actor) -> None:
    first, second = pair(world)
    world.promise(first, world.slot(10))
    theirs = world.promise(second, world.slot(11))
    made = merge(first, second, oksana)
    world._places.clear()
    world.promise(world.household("Дяк", "Іван"), world.slot(11))
    assert undo(made, oksana) == 0
    assert (theirs.stands, theirs.place) == (True, 2)


def test_without_a_free_place_it_stays_withdrawn_and_can_be_booked_anew(world: World, oksana: Actor) -> None:
    first, second = pair(world)
    world.promise(first, world.slot(10))
    theirs = world.promise(second, world.slot(11))
    made = merge(first, second, oksana)
    world._places.clear()
    for _ in range(world.slot(11).capacity):
        world.promise(world.household("Дяк", "Іван"), world.slot(11))
    assert undo(made, oksana) == 1
    assert promises(second) == [(theirs.id, False)]
    assert verdict(live(second) or second.cards[0], world) is Verdict.NOT_LISTED


def test_whoever_took_it_since_keeps_it_and_the_other_one_gets_what_is_left(world: World, oksana: Actor) -> None:
    first, second = pair(world)
    mine, theirs = world.promise(first, world.slot(10)), world.promise(second, world.slot(10))
    made = merge(first, second, oksana)
    give(mine, oksana, card=theirs.household.cards[1], person=theirs.household.people[1])
    undo(made, oksana)
    assert promises(second) == [(mine.id, True)], "Ostap took it, so it was his"
    assert promises(first) == [(theirs.id, True)], "Hanna has what is left"
    assert verdict(second.cards[0], world) is Verdict.ALREADY_GIVEN
    assert verdict(first.cards[0], world) is Verdict.GIVE


def test_what_was_moved_to_another_time_since_stays_there(world: World, oksana: Actor) -> None:
    first, second = pair(world)
    theirs = world.promise(second, world.slot(10))
    made = merge(first, second, oksana)
    theirs.slot, theirs.place = world.slot(12), 1
    undo(made, oksana)
    assert promises(second) == [(theirs.id, True)]
    assert theirs.slot is world.slot(12)


def test_who_was_counted_since_is_not_counted_again(world: World, oksana: Actor) -> None:
    first, second = pair(world)
    made = merge(first, second, oksana)
    since = world.promise(first, world.slot(10))
    undo(made, oksana)
    covered = db.session.scalars(select(CoveredPerson)).one()
    assert (covered.person_id, covered.entitlement_id) == (second.people[0].id, since.id)
    assert promises(first) == [(since.id, True)]


def test_what_was_promised_since_goes_with_the_family_that_took_it(world: World, oksana: Actor) -> None:
    first, second = pair(world)
    theirs = second.cards[0], second.people[0]
    made = merge(first, second, oksana)
    since = world.promise(first, world.slot(10))
    give(since, oksana, card=theirs[0], person=theirs[1])
    undo(made, oksana)
    assert (promises(first), promises(second)) == ([], [(since.id, True)])
    assert db.session.scalars(select(CoveredPerson)).all() == []
    assert verdict(theirs[0], world) is Verdict.ALREADY_GIVEN


def test_given_twice_before_is_given_to_each_again(world: World, oksana: Actor) -> None:
    first, second = pair(world)
    mine, theirs = world.promise(first, world.slot(10)), world.promise(second, world.slot(10))
    given = give(mine, oksana)
    give(theirs, oksana)
    made = merge(first, second, oksana)
    take_back(given, oksana)
    undo(made, oksana)
    assert (promises(first), promises(second)) == ([(mine.id, True)], [(theirs.id, True)])
    assert verdict(first.cards[0], world) is Verdict.GIVE
    assert verdict(second.cards[0], world) is Verdict.ALREADY_GIVEN


# ---- until when


def test_once_is_enough(world: World, oksana: Actor) -> None:
    made = merge(*pair(world), oksana)
    undo(made, oksana)
    with pytest.raises(AlreadyUndone):
        undo(made, oksana)


def test_for_thirty_days_and_no_longer(world: World, oksana: Actor) -> None:
    made = merge(*pair(world), oksana)
    with pytest.raises(TooLateToUndo):
        undo(made, oksana, at=TEN + 30 * DAY + MINUTE)
    db.session.rollback()
    undo(made, oksana, at=TEN + 30 * DAY)


def test_what_was_built_on_it_goes_first(world: World, oksana: Actor) -> None:
    first, second = pair(world)
    third = world.household("Дяк", "Іван")
    below = merge(first, second, oksana)
    above = merge(third, first, oksana)
    with pytest.raises(LaterMergeFirst):
        undo(below, oksana)
    db.session.rollback()
    undo(above, oksana)
    undo(below, oksana, at=TEN + 2 * MINUTE)
    assert [people(household) for household in (first, second, third)] == [
        [("Ганна", True)], [("Остап", True)], [("Іван", True)],
    ]  # fmt: skip


def test_who_has_moved_on_is_brought_back_first(world: World, oksana: Actor) -> None:
    first, second = pair(world)
    made = merge(first, second, oksana)
    moved = first.people[1]
    moved.household_id = world.household("Дяк", "Іван").id
    with pytest.raises(PeopleMovedSince):
        undo(made, oksana)


def test_after_thirty_days_nothing_is_kept_for_it(world: World, oksana: Actor) -> None:
    first, second = pair(world)
    twin_id = second.people[0].id
    made = merge(first, second, oksana, same={second.people[0]: first.people[0]})
    db.session.commit()
    with transaction(audited=False):
        assert operations.let_go(made_before=TEN) == 0
        assert operations.let_go(made_before=TEN + DAY) == 1
    assert made.before is None
    assert db.session.get(Person, twin_id) is None


def test_a_person_merge_is_undone_too(world: World, oksana: Actor) -> None:
    family = world.household()
    head = family.people[0]
    again = make_person(household=family, surname="Ковальчук", given="Анна", role=PersonRole.OTHER, born=1954)
    db.session.commit()
    with transaction():
        made = operations.merge_people(again.id, head.id, {}, nonce=nonce(), actor=oksana, at=TEN)
    undo(db.session.get_one(Merge, made.id), oksana)
    assert people(family) == [("Ганна", True), ("Анна", False)]


def test_a_family_parted_again_books_and_collects_like_any_other(world: World, oksana: Actor) -> None:
    first, second = pair(world)
    undo(merge(first, second, oksana), oksana)
    db.session.commit()
    with transaction():
        booked = distributions.book_place(second.id, world.slot(12).id, aid_log=aid_log, actor=oksana, at=TEN)
    found = desk.find_by_code(second.cards[0].token)
    scan = desk.scan(found, Place(world.lyceum.id, desk=2), booked.slot.starts_at)
    assert scan.verdict is Verdict.GIVE


def test_a_replaced_card_stays_replaced(world: World, oksana: Actor) -> None:
    first, second = pair(world)
    made = merge(first, second, oksana)
    db.session.commit()
    alias = next(card for card in first.cards if card.is_alias)
    with transaction():
        register.lose_card(alias.id, actor=oksana, at=TEN)
    undo(made, oksana)
    assert live(second) is None
    assert verdict(second.cards[0], world) is Verdict.BLOCKED_CARD
