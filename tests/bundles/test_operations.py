"""Kits that leave the desk with somebody, and come back to the last line."""

from datetime import timedelta

import pytest

from app.accounts.approving import Approval
from app.accounts.models import Staff
from app.bundles import operations, queries
from app.bundles.models import Ruling
from app.bundles.operations import (
    BeforeSending,
    BundleChanged,
    EnteredTwice,
    LineOnLaptop,
    LineSettled,
    LinesGone,
    NothingChosen,
    ReturnIsPast,
    SamePerson,
    SentTwice,
    StillGiven,
    TakerNotAllowed,
)
from app.bundles.rules import Mark, TakenBy
from app.checkin import operations as checkin
from app.checkin import queries as desk
from app.checkin.models import CollectorKind, HandOver, Method, Verdict
from app.checkin.operations import NotGiven, Taker
from app.checkin.queries import Place
from app.core.actors import Actor
from app.core.db import db, transaction
from app.distributions.models import Bundle, BundleKind, BundleLine, Entitlement, LineOutcome, ProxyRule
from tests import cast
from tests.desk_day import TEN, TODAY, World
from tests.make.bundles import send
from tests.make.staff import make_staff

GIVEN, RETURNED, REFUSED, LOST = (
    LineOutcome.GIVEN, LineOutcome.RETURNED, LineOutcome.REFUSED, LineOutcome.LOST,
)  # fmt: skip
LATER = TEN + timedelta(hours=3)


@pytest.fixture
def tamara(database: None) -> Staff:
    staff = make_staff(cast.TAMARA)
    db.session.commit()
    return staff


@pytest.fixture
def two(world: World) -> list[Entitlement]:
    """Two bedridden neighbours who are due today."""
    return [world.expected(10, surname=surname)[1] for surname in ("Ковальчук", "Їжакевич")]


@pytest.fixture
def bundle(two: list[Entitlement], tamara: Staff, oksana: Actor) -> Bundle:
    return send(two, carrier=tamara, actor=oksana, at=TEN)


def given(row_no: int, taken_by: TakenBy = TakenBy.HOUSEHOLD, name: str = "") -> Mark:
    return Mark(row_no, GIVEN, taken_by, name, TEN + timedelta(hours=1))


def enter(bundle: Bundle, *marks: Mark, saves: int = 0, nonce: str = "e" * 32, actor: Actor) -> operations.Entered:
    with transaction():
        return operations.enter_lines(bundle.id, marks, saves=saves, nonce=nonce, actor=actor, at=LATER)


def give_at_desk(promise: Entitlement, world: World, actor: Actor) -> int:
    with transaction():
        return checkin.hand_over(
            promise.id, place=Place(world.lyceum.id, 2), taker=Taker(), method=Method.TYPED, card_id=None,
            nonce="d" * 32, actor=actor, at=TEN,
        )  # fmt: skip


def given_on_paper(promise: Entitlement, world: World, actor: Actor) -> HandOver:
    """What somebody typed in from a signature sheet: it asks no desk."""
    made = HandOver(
        entitlement_id=promise.id, nonce="p" * 32, location_id=world.lyceum.id, desk=1, staff_id=actor.staff_id,
        method=Method.TYPED, collector_kind=CollectorKind.MEMBER, happened_at=TEN, recorded_at=TEN,
    )  # fmt: skip
    db.session.add(made)
    db.session.commit()
    return made


def outcomes(bundle: Bundle) -> list[LineOutcome | None]:
    db.session.expire_all()
    return [line.outcome for line in db.session.get_one(Bundle, bundle.id).lines]


# ---- out


def test_what_is_out_is_not_given_at_the_desk(
    bundle: Bundle, two: list[Entitlement], world: World, dmytro: Actor
) -> None:
    answer = desk.scan(desk.find_by_code(two[0].household.cards[0].token), Place(world.lyceum.id, 2), TEN)
    out = answer.decision.claim.out if answer.decision.claim else None
    assert answer.verdict is Verdict.OUT_WITH_BUNDLE
    assert out is not None
    assert (out.number, out.carrier, out.return_by) == (bundle.number, cast.TAMARA.name, TODAY)
    with pytest.raises(NotGiven) as refusal:
        give_at_desk(two[0], world, dmytro)
    assert refusal.value.verdict is Verdict.OUT_WITH_BUNDLE


def test_numbers_of_a_year_follow_each_other(world: World, tamara: Staff, oksana: Actor) -> None:
    numbers = [send([world.expected(10)[1]], carrier=tamara, actor=oksana, at=TEN).number for _ in range(2)]
    assert numbers == ["ПД-2026-0001", "ПД-2026-0002"]


def test_what_was_given_a_moment_ago_does_not_leave(
    two: list[Entitlement], world: World, dmytro: Actor, oksana: Actor
) -> None:
    give_at_desk(two[1], world, dmytro)
    with pytest.raises(LinesGone) as refusal:
        send(two, carrier="Марія Лісова", actor=oksana, at=TEN)
    assert refusal.value.values == {"gone": 1}
    assert db.session.query(Bundle).count() == 0


def test_what_is_out_does_not_leave_a_second_time(bundle: Bundle, two: list[Entitlement], oksana: Actor) -> None:
    with pytest.raises(LinesGone):
        send(two[:1], carrier="Марія Лісова", actor=oksana, at=TEN)


def test_one_form_makes_one_bundle(bundle: Bundle, two: list[Entitlement], oksana: Actor) -> None:
    with pytest.raises(SentTwice) as again, transaction():
        operations.send_bundle(
            [1], kind=BundleKind.WARDEN, carrier=operations.Carrier("x"), return_by=TODAY, nonce=bundle.nonce,
            actor=oksana, at=TEN,
        )  # fmt: skip
    assert again.value.bundle_id == bundle.id


def test_an_empty_bundle_and_a_day_that_is_over_are_refused(two: list[Entitlement], oksana: Actor) -> None:
    with pytest.raises(NothingChosen):
        send([], carrier="Марія Лісова", actor=oksana, at=TEN)
    with pytest.raises(ReturnIsPast):
        send(two, carrier="Марія Лісова", actor=oksana, at=TEN, return_by=TODAY - timedelta(days=1))


# ---- back


def test_a_slip_is_entered_in_parts(bundle: Bundle, oksana: Actor) -> None:
    enter(bundle, given(1), actor=oksana)
    assert outcomes(bundle) == [GIVEN, None]
    assert [one.out for one in queries.open_bundles()] == [1]
    enter(bundle, Mark(2, REFUSED, note="нікого не було"), saves=1, nonce="f" * 32, actor=oksana)
    assert outcomes(bundle) == [GIVEN, REFUSED]
    assert queries.open_bundles() == []
    assert db.session.get_one(Bundle, bundle.id).settled_at == LATER


def test_a_given_line_is_a_hand_over_to_the_household(bundle: Bundle, two: list[Entitlement], oksana: Actor) -> None:
    enter(bundle, given(1), given(2, TakenBy.NEIGHBOUR, "Ніна Гай"), actor=oksana)
    first, second = db.session.query(HandOver).order_by(HandOver.entitlement_id).all()
    assert (first.method, first.desk, first.happened_at) == (Method.BUNDLE, None, TEN + timedelta(hours=1))
    assert first.collector_person_id == two[0].household.people[0].id
    assert first.bundle_line_id == bundle.lines[0].id
    assert (second.collector_kind, second.collector_name) == (CollectorKind.PROXY, "Ніна Гай")


def test_who_may_not_take_it_by_the_rule_is_entered_by_a_lead_only(
    bundle: Bundle, world: World, dmytro: Actor, oksana: Actor
) -> None:
    world.proxy_rule(ProxyRule.NONE)
    with pytest.raises(TakerNotAllowed):
        enter(bundle, given(1, TakenBy.NEIGHBOUR, "Ніна Гай"), actor=dmytro)
    enter(bundle, given(1, TakenBy.WITNESS, "Ніна Гай"), actor=dmytro)
    enter(bundle, given(2, TakenBy.NEIGHBOUR, "Ніна Гай"), saves=1, nonce="f" * 32, actor=oksana)
    assert outcomes(bundle) == [GIVEN, GIVEN]
    assert db.session.get_one(BundleLine, bundle.lines[0].id).note == "Ніна Гай"


def test_a_time_before_the_bundle_left_is_a_slip_of_the_pen(bundle: Bundle, oksana: Actor) -> None:
    with pytest.raises(BeforeSending):
        enter(bundle, Mark(1, GIVEN, at=TEN - timedelta(hours=1)), actor=oksana)
    with pytest.raises(BeforeSending):
        enter(bundle, Mark(1, GIVEN, at=LATER + timedelta(minutes=1)), actor=oksana)


def test_two_who_type_the_same_slip_do_not_write_over_each_other(bundle: Bundle, oksana: Actor) -> None:
    enter(bundle, given(1), actor=oksana)
    with pytest.raises(EnteredTwice):
        enter(bundle, given(1), actor=oksana)
    with pytest.raises(BundleChanged):
        enter(bundle, given(2), nonce="f" * 32, actor=oksana)


def test_what_came_back_may_be_given_at_the_desk(
    bundle: Bundle, two: list[Entitlement], world: World, oksana: Actor, dmytro: Actor
) -> None:
    with transaction():
        operations.take_line_back(bundle.id, bundle.lines[0].id, reason="прийшли", actor=oksana, at=TEN)
    give_at_desk(two[0], world, dmytro)
    with pytest.raises(LineSettled), transaction():
        operations.take_line_back(bundle.id, bundle.lines[0].id, reason="прийшли", actor=oksana, at=TEN)


def test_a_line_on_a_laptop_comes_back_with_its_file_only(
    two: list[Entitlement], oksana: Actor, database: None
) -> None:
    laptop = send(two, carrier="Дмитро", actor=oksana, at=TEN, kind=BundleKind.LAPTOP)
    with pytest.raises(LineOnLaptop), transaction():
        operations.take_line_back(laptop.id, laptop.lines[0].id, reason="прийшли", actor=oksana, at=TEN)


def test_lost_kits_need_a_second_person_and_the_household_is_owed_them_still(
    bundle: Bundle, two: list[Entitlement], world: World, oksana: Actor, dmytro: Actor
) -> None:
    other = Actor(dmytro.staff_id, "Інна", oksana.permissions)
    with pytest.raises(SamePerson), transaction():
        operations.take_all_back(bundle.id, LOST, approval=Approval(oksana, "згоріли"), actor=oksana, at=LATER)
    with transaction():
        operations.take_all_back(bundle.id, LOST, approval=Approval(other, "згоріли"), actor=oksana, at=LATER)
    assert outcomes(bundle) == [LOST, LOST]
    version = two[0].kits[0].kit_version_id
    assert queries.count_outcomes(world.today.id) == {(version, LOST): 2}
    give_at_desk(two[0], world, dmytro)


# ---- two facts


def test_a_line_that_paper_gave_meanwhile_waits_for_a_person(
    bundle: Bundle, two: list[Entitlement], world: World, oksana: Actor
) -> None:
    given_on_paper(two[0], world, oksana)
    entered = enter(bundle, given(1), Mark(2, RETURNED), actor=oksana)
    assert (entered.given, entered.back, entered.conflicts) == (0, 1, 1)
    assert outcomes(bundle) == [None, RETURNED]
    (conflict,) = queries.list_conflicts(bundle.id)
    assert conflict.standing is not None
    assert (conflict.report.happened_at, conflict.standing.happened_at) == (TEN + timedelta(hours=1), TEN)
    assert [one.conflicts for one in queries.open_bundles(distribution_id=world.today.id)] == [1]


@pytest.fixture
def contradiction(bundle: Bundle, two: list[Entitlement], world: World, oksana: Actor) -> int:
    """Row 1 was given by paper while it was out; its report."""
    given_on_paper(two[0], world, oksana)
    enter(bundle, given(1), Mark(2, RETURNED), actor=oksana)
    return queries.list_conflicts(bundle.id)[0].report.id


def decide(report_id: int, ruling: Ruling, actor: Actor, approval: Approval | None = None) -> None:
    with transaction():
        operations.rule_report(report_id, ruling, approval=approval, actor=actor, at=LATER)


def test_nothing_is_recorded_over_a_hand_over_that_stands(contradiction: int, bundle: Bundle, oksana: Actor) -> None:
    with pytest.raises(StillGiven):
        decide(contradiction, Ruling.TAKEN, oksana)
    with transaction():
        checkin.reverse_hand_over(
            db.session.query(HandOver).one().id, reason="не той рядок", actor=oksana, at=LATER
        )  # fmt: skip
    decide(contradiction, Ruling.TAKEN, oksana)
    assert outcomes(bundle) == [GIVEN, RETURNED]
    standing = db.session.query(HandOver).filter_by(is_reversed=False).one()
    assert standing.method is Method.BUNDLE


def test_kits_that_were_not_given_after_all_are_back(contradiction: int, bundle: Bundle, oksana: Actor) -> None:
    decide(contradiction, Ruling.NOT_GIVEN, oksana)
    assert outcomes(bundle) == [RETURNED, RETURNED]
    assert queries.open_bundles() == []


def test_that_both_gave_it_needs_a_second_person(
    contradiction: int, bundle: Bundle, oksana: Actor, dmytro: Actor
) -> None:
    other = Actor(dmytro.staff_id, "Інна", oksana.permissions)
    with pytest.raises(SamePerson):
        decide(contradiction, Ruling.TWICE, oksana, Approval(oksana, "обидва"))
    decide(contradiction, Ruling.TWICE, oksana, Approval(other, "обидва"))
    assert outcomes(bundle) == [LineOutcome.TWICE, RETURNED]
    assert db.session.query(HandOver).count() == 1


def test_a_promise_that_waits_for_a_new_time_stands_again_when_it_was_kept(
    bundle: Bundle, two: list[Entitlement], oksana: Actor
) -> None:
    two[0].withdrawn_at = TEN
    db.session.commit()
    enter(bundle, given(1), actor=oksana)
    assert db.session.get_one(Entitlement, two[0].id).stands
