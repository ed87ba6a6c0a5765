"""What the desk decides: tables of cases, no database."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from app.checkin import rules
from app.checkin.models import CollectorKind, Method, Verdict
from app.checkin.rules import Card, Claim, Given, Reference, Sought
from app.core import clock
from app.core.actors import Actor, Permission
from app.distributions.models import ProxyRule
from app.households.models import BlockReason, ProxyRelation

TODAY = date(2026, 11, 24)
HERE, THERE = 1, 2
LIVE = Card()


def moment(hour: int, minute: int = 0, *, day: date = TODAY) -> datetime:
    return clock.instant(day, time(hour, minute))


def claim(
    hour: int = 10, minute: int = 0, *, day: date = TODAY, location: int = HERE, given: datetime | None = None,
    is_open: bool = True, cycle_ends_on: date = TODAY + timedelta(days=20), number: int = 1,
) -> Claim:  # fmt: skip
    starts_at = moment(hour, minute, day=day)
    return Claim(
        entitlement_id=number,
        distribution_id=1,
        location_id=location,
        location_name="Ліцей",
        held_on=day,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=15),
        is_open=is_open,
        cycle_ends_on=cycle_ends_on,
        proxy_rule=ProxyRule.FAMILY,
        portions=(rules.Portion(rules.Kit("FOOD30", "Продуктовий набір"), 1),),
        people_count=3,
        given=None if given is None else Given(7, given, "Ліцей", 2, CollectorKind.MEMBER),
    )


def decide(
    *claims: Claim, at: datetime, card: Card | None = LIVE, free: Callable[[Claim], bool] = lambda claim: False
) -> rules.Decision:
    return rules.decide(card=card, claims=claims, location_id=HERE, at=at, has_free_place=free)


@pytest.mark.parametrize(
    ("at", "verdict"),
    [
        (moment(9, 44), Verdict.TOO_EARLY),
        (moment(9, 45), Verdict.GIVE),
        (moment(10, 0), Verdict.GIVE),
        (moment(10, 14), Verdict.GIVE),
        (moment(14, 59), Verdict.GIVE),
        (moment(10, 0, day=TODAY - timedelta(days=1)), Verdict.WRONG_DAY),
        (moment(10, 0, day=TODAY + timedelta(days=1)), Verdict.WRONG_DAY),
    ],
)
def test_the_time_decides(at: datetime, verdict: Verdict) -> None:
    assert decide(claim(10), at=at).verdict is verdict


def test_the_day_is_the_one_on_the_hubs_wall() -> None:
    just_after_midnight = clock.instant(TODAY, time(0, 5))
    assert just_after_midnight.date() < TODAY, "in UTC it is still yesterday"
    assert decide(claim(0), at=just_after_midnight).verdict is Verdict.GIVE


def test_whoever_comes_late_keeps_the_place_all_day() -> None:
    assert decide(claim(10), at=moment(10, 14)).is_late is False
    assert decide(claim(10), at=moment(10, 15)).is_late is True


def test_a_closed_distribution_gives_nothing_more() -> None:
    decision = decide(claim(10, is_open=False), at=moment(16))
    assert (decision.verdict, decision.is_missed) == (Verdict.WRONG_DAY, True)


def test_validity_is_judged_before_what_was_given() -> None:
    taken = claim(10, given=moment(10, 1))
    assert decide(taken, at=moment(10, 5), card=None).verdict is Verdict.UNKNOWN_CARD
    blocked = decide(taken, at=moment(10, 5), card=Card(BlockReason.REPLACED))
    assert (blocked.verdict, blocked.block_reason) == (Verdict.BLOCKED_CARD, BlockReason.REPLACED)


def test_what_was_given_says_when_the_next_is() -> None:
    coming = claim(10, day=TODAY + timedelta(days=14), number=2)
    decision = decide(claim(10, given=moment(10, 1)), coming, at=moment(10, 5))
    assert decision.verdict is Verdict.ALREADY_GIVEN
    assert decision.claim is not None
    assert decision.claim.given is not None
    assert decision.claim.given.desk == 2
    assert decision.upcoming == coming


def test_aid_of_a_running_cycle_stays_already_given_on_other_days() -> None:
    last_week = TODAY - timedelta(days=7)
    taken = claim(10, day=last_week, given=moment(10, 1, day=last_week))
    assert decide(taken, at=moment(10)).verdict is Verdict.ALREADY_GIVEN


def test_aid_of_an_ended_cycle_does_not_count() -> None:
    long_ago = TODAY - timedelta(days=40)
    taken = claim(10, day=long_ago, given=moment(10, 1, day=long_ago), cycle_ends_on=TODAY - timedelta(days=10))
    assert decide(taken, at=moment(10)).verdict is Verdict.NOT_LISTED


def test_nothing_promised_is_not_listed() -> None:
    assert decide(at=moment(10)).verdict is Verdict.NOT_LISTED


def test_another_location_and_another_day() -> None:
    elsewhere = claim(10, location=THERE)
    assert decide(elsewhere, at=moment(10)).verdict is Verdict.WRONG_LOCATION
    tomorrow = claim(10, day=TODAY + timedelta(days=1), location=THERE)
    assert decide(tomorrow, at=moment(10)).verdict is Verdict.WRONG_DAY
    assert decide(elsewhere, tomorrow, at=moment(10)).claim == elsewhere


def test_a_missed_day_is_told_as_missed() -> None:
    decision = decide(claim(10, day=TODAY - timedelta(days=3)), at=moment(10))
    assert (decision.verdict, decision.is_missed) == (Verdict.WRONG_DAY, True)


@pytest.mark.parametrize("is_free", [True, False])
def test_too_early_may_be_given_now_when_there_is_a_free_place(is_free: bool) -> None:
    decision = decide(claim(11, 15), at=moment(10), free=lambda claim: is_free)
    assert (decision.verdict, decision.may_give_now) == (Verdict.TOO_EARLY, is_free)


def test_of_several_programmes_on_one_day_each_has_its_turn() -> None:
    food, hygiene = claim(10, number=1), claim(10, 15, number=2)
    assert decide(hygiene, food, at=moment(10, 5)).claim == food
    food_taken = claim(10, number=1, given=moment(10, 5))
    assert decide(food_taken, hygiene, at=moment(10, 6)).claim == hygiene
    hygiene_taken = claim(10, 15, number=2, given=moment(10, 6))
    assert decide(food_taken, hygiene_taken, at=moment(10, 7)).claim == hygiene_taken


@pytest.mark.parametrize(
    ("typed", "sought"),
    [
        ("12345678901234567890", Sought.CARD),
        ("http://hub.ua/c/12345678901234567890", Sought.CARD),
        ("реезі:..хаб.укр.с.12345678901234567890", Sought.CARD),
        ("1234 5672", Sought.CARD),
        ("1234-5678", Sought.CARD),  # eight digits with a wrong check digit: a mistyped card
        ("hub.ua/c/123456789012345", Sought.CARD),  # cut off by a bad reading: no name has fifteen digits
        ("Ковальчук", Sought.PEOPLE),
        ("Садова 21", Sought.PEOPLE),
        ("Ковальчук 1954", Sought.PEOPLE),
        ("067 123 45 67", Sought.PEOPLE),
        ("4567", Sought.PEOPLE),
        ("12", Sought.CARD),
        ("?", Sought.CARD),
        ("  ", Sought.NOTHING),
        ("", Sought.NOTHING),
    ],
)
def test_one_field_takes_a_card_or_people(typed: str, sought: Sought) -> None:
    assert rules.what_is_sought(typed) is sought


@pytest.mark.parametrize(
    ("rule", "relations"),
    [
        (ProxyRule.NONE, []),
        (ProxyRule.FAMILY, ["family"]),
        (ProxyRule.FAMILY_AND_WARDEN, ["family", "warden"]),
        (ProxyRule.ANY_NAMED, ["family", "neighbour", "warden", "social_worker", "volunteer"]),
    ],
)
def test_the_programme_says_who_may_collect_besides_the_members(rule: ProxyRule, relations: list[str]) -> None:
    assert list(rules.relations(rule)) == relations


def test_only_a_warden_is_kept_as_a_warden() -> None:
    assert [one for one in ProxyRelation if rules.kind_of(one) is CollectorKind.WARDEN] == [ProxyRelation.WARDEN]


CLERK = Actor(5, "Дмитро", frozenset({Permission.GIVE_AID}))
LEAD = Actor(1, "Оксана", frozenset({Permission.GIVE_AID, Permission.REVERSE_ANY_HAND_OVER}))


@pytest.mark.parametrize(
    ("actor", "given_by", "minutes", "may"),
    [(CLERK, 5, 15, True), (CLERK, 5, 16, False), (CLERK, 6, 1, False), (LEAD, 5, 6000, True)],
)
def test_who_may_take_back(actor: Actor, given_by: int, minutes: int, may: bool) -> None:
    at = moment(10) + timedelta(minutes=minutes)
    assert rules.may_reverse(given_by_id=given_by, given_at=moment(10), actor=actor, at=at) is may


@pytest.mark.parametrize("reference", [Reference(12, 57, Method.SCAN), Reference(12, None, Method.SEARCH)])
def test_a_reference_is_read_as_it_was_written(reference: Reference) -> None:
    assert Reference.read(str(reference)) == reference


@pytest.mark.parametrize(
    "text", ["", "12", "12.x.scan", "12.57.given", "1٢.5.scan", "12.57.scan\n", "9" * 12 + "..scan"]
)
def test_no_other_text_is_a_reference(text: str) -> None:
    assert Reference.read(text) is None


def out(promise: Claim) -> Claim:
    """The same on its way with a carrier."""
    away = rules.Out(4, "ПД-2026-0004", "Тамара Пономаренко", moment(8), TODAY)
    return replace(promise, out=away)


@pytest.mark.parametrize(
    "at", [moment(9, 0), moment(10, 0), moment(14, 0), moment(9, 0, day=TODAY + timedelta(days=2))]
)
def test_what_a_carrier_has_is_given_at_no_desk_whatever_the_hour(at: datetime) -> None:
    decision = decide(out(claim()), at=at, free=lambda claim: True)
    assert (decision.verdict, decision.may_give_now) == (Verdict.OUT_WITH_BUNDLE, False)
    assert decision.claim is not None
    assert decision.claim.out is not None


def test_what_waits_at_this_desk_is_given_before_anything_on_its_way_is_told() -> None:
    decision = decide(out(claim(number=1)), claim(number=2), at=moment(10))
    assert decision.verdict is Verdict.GIVE
    assert decision.claim is not None
    assert decision.claim.entitlement_id == 2


def test_a_blocked_card_is_told_before_what_is_on_its_way() -> None:
    decision = decide(out(claim()), at=moment(10), card=Card(BlockReason.LOST))
    assert decision.verdict is Verdict.BLOCKED_CARD


def test_in_a_pause_nothing_leaves_the_desk_and_the_place_is_kept() -> None:
    stopped = replace(claim(10), paused_since=moment(10, 2))
    assert decide(stopped, at=moment(10, 5)).verdict is Verdict.PAUSED
    assert decide(stopped, at=moment(9, 10), free=lambda claim: True).verdict is Verdict.PAUSED, "also who came early"
    taken = replace(stopped, given=Given(7, moment(10, 1), "Ліцей", 2, CollectorKind.MEMBER))
    assert decide(taken, at=moment(10, 5)).verdict is Verdict.ALREADY_GIVEN, "what is known already is still told"
