"""Whom a kit is for: plain conditions about people and households, and how many of it they are due."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.distributions import rules
from app.distributions.models import Unit
from app.distributions.rules import Ages, Amount, Facts, NotPlaced, Offer, Someone, Target
from app.households.models import ACCESS_NEEDS, Heating, Residence, Sex

BABY = Someone(Sex.MALE, Ages(0, 0), needs_care=False)
GIRL = Someone(Sex.FEMALE, Ages(12, 12), needs_care=False)
MOTHER = Someone(Sex.FEMALE, Ages(34, 34), needs_care=False)
GRANDFATHER = Someone(Sex.MALE, Ages(81, 81), needs_care=True)
INFANTS = Target(age_to=2)
WOMEN = Target(sex=Sex.FEMALE, age_from=12, age_to=50)
CARE = Target(needs_care=True)


def family(*people: Someone, **changes: object) -> Facts:
    usual: dict[str, object] = {
        "settlement_id": 1,
        "residence": Residence.RESIDENT,
        "heating": Heating.STOVE,
        "needs": frozenset(),
        "size": len(people) or 1,
    }
    return Facts(**{**usual, **changes}, people=people)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("target", "household", "number"),
    [
        (INFANTS, family(BABY, MOTHER), 1),
        (INFANTS, family(MOTHER, GRANDFATHER), 0),
        (WOMEN, family(BABY, GIRL, MOTHER, GRANDFATHER), 2),
        (CARE, family(MOTHER, GRANDFATHER), 1),
        (Target(sex=Sex.MALE, needs_care=True), family(MOTHER, GRANDFATHER), 1),
        (Target(sex=Sex.FEMALE, needs_care=True), family(MOTHER, GRANDFATHER), 0),
    ],
)
def test_somebody_in_the_household_has_to_be_like_this(target: Target, household: Facts, number: int) -> None:
    assert rules.matches(household, target) is bool(number)
    assert rules.matching(household, target) == number


@pytest.mark.parametrize(
    ("target", "is_meant"),
    [
        (Target(), True),
        (Target(heatings=frozenset({Heating.STOVE})), True),
        (Target(heatings=frozenset({Heating.GAS, Heating.ELECTRIC})), False),
        (Target(residences=frozenset({Residence.IDP})), False),
        (Target(settlement_ids=frozenset({1, 4})), True),
        (Target(settlement_ids=frozenset({4})), False),
        (Target(needs=frozenset({"needs_delivery", "needs_seat"})), True),
        (Target(needs=frozenset({"needs_seat"})), False),
        (Target(size_from=2, size_to=4), True),
        (Target(size_from=3), False),
        (Target(size_to=1), False),
        (Target(heatings=frozenset({Heating.STOVE}), size_from=3), False),
    ],
)
def test_every_condition_about_the_household_has_to_hold(target: Target, is_meant: bool) -> None:
    household = family(MOTHER, GRANDFATHER, needs=frozenset({"needs_delivery"}))
    assert rules.matches(household, target) is is_meant


def test_of_a_year_of_birth_alone_both_ages_count_in_favour() -> None:
    born_in_2023 = rules.ages_on(date(2026, 3, 1), None, 2023)
    assert born_in_2023 == Ages(2, 3)
    assert rules.matches(family(Someone(Sex.FEMALE, born_in_2023, needs_care=False)), INFANTS)
    assert rules.ages_on(date(2026, 3, 1), date(2023, 3, 1), 2023) == Ages(3, 3)
    assert rules.ages_on(date(2026, 3, 1), date(2023, 3, 2), 2023) == Ages(2, 2)
    assert rules.ages_on(date(2026, 3, 1), None, None) is None


def test_who_is_told_of_but_not_named_counts_in_the_size_alone() -> None:
    unnamed = family(size=4)
    assert not rules.matches(unnamed, INFANTS)
    assert rules.matches(unnamed, Target(size_from=4))


def test_each_kit_is_counted_in_its_own_way() -> None:
    offers = [
        Offer(1, 11, Amount(Unit.PERSON)),
        Offer(2, 12, Amount(Unit.MATCHING, 2), WOMEN),
        Offer(3, 13, Amount(Unit.HOUSEHOLD), CARE),
        Offer(4, 14, Amount(Unit.SIZE_TABLE, sizes=((1, 1), (4, 2)))),
    ]
    household = family(BABY, GIRL, MOTHER)
    portions = rules.portions_of(offers, household, people=3)
    assert [(one.position, one.kit_id, one.kit_version_id, one.quantity) for one in portions] == [
        (1, 1, 11, 3),
        (2, 2, 12, 4),
        (4, 4, 14, 1),
    ]


@pytest.mark.parametrize(
    ("given_on", "bars", "reason"),
    [
        (None, [], None),
        (date(2026, 11, 1), [], NotPlaced.TOO_SOON),
        (date(2026, 10, 27), [], None),
        (None, [(date(2026, 11, 20), 7)], NotPlaced.BARRED),
        (None, [(date(2026, 11, 17), 7)], None),
        (date(2026, 11, 1), [(None, 7), (date(2026, 11, 23), 2)], NotPlaced.BARRED),
    ],
)
def test_what_was_given_lately_stands_in_the_way(
    given_on: date | None, bars: list[tuple[date | None, int]], reason: NotPlaced | None
) -> None:
    assert rules.waiting(on=date(2026, 11, 24), last_aid_on=given_on, days_between=28, bars=bars) is reason


numbers = st.none() | st.integers(0, 120)
targets = st.builds(
    Target,
    sex=st.none() | st.sampled_from(Sex),
    age_from=numbers,
    age_to=numbers,
    needs_care=st.booleans(),
    residences=st.frozensets(st.sampled_from(Residence)),
    heatings=st.frozensets(st.sampled_from(Heating)),
    settlement_ids=st.frozensets(st.integers(1, 5)),
    needs=st.frozensets(st.sampled_from(ACCESS_NEEDS)),
    size_from=st.none() | st.integers(1, 30),
    size_to=st.none() | st.integers(1, 30),
)
people = st.builds(
    Someone,
    sex=st.sampled_from(Sex),
    ages=st.none() | st.integers(1, 100).flatmap(lambda age: st.sampled_from((Ages(age, age), Ages(age - 1, age)))),
    needs_care=st.booleans(),
)
households = st.builds(
    Facts,
    settlement_id=st.integers(1, 5),
    residence=st.sampled_from(Residence),
    heating=st.sampled_from(Heating),
    needs=st.frozensets(st.sampled_from(ACCESS_NEEDS)),
    size=st.integers(1, 30),
    people=st.lists(people, max_size=6),
)


@given(targets)
def test_a_target_is_read_as_it_was_written(target: Target) -> None:
    assert rules.load_target(rules.dump_target(target)) == target


@given(households, targets)
def test_a_condition_less_never_shuts_anybody_out(household: Facts, target: Target) -> None:
    if rules.matches(household, target):
        assert rules.matches(household, Target())
        assert rules.matches(household, Target(sex=target.sex, age_from=target.age_from, age_to=target.age_to))
        assert rules.matches(household, Target(heatings=target.heatings, size_from=target.size_from))


@given(households, targets)
def test_whoever_is_meant_is_due_something_and_nobody_else(household: Facts, target: Target) -> None:
    portions = rules.portions_of([Offer(1, 1, Amount(Unit.MATCHING), target)], household, people=household.size)
    assert bool(portions) is rules.matches(household, target)


@given(households, people, targets)
def test_one_more_person_takes_nothing_away_from_those_who_were_meant(
    household: Facts, newcomer: Someone, target: Target
) -> None:
    more = Facts(
        household.settlement_id, household.residence, household.heating, household.needs, household.size,
        [*household.people, newcomer],
    )  # fmt: skip
    if target.is_about_people:
        assert rules.matching(more, target) >= rules.matching(household, target)


def test_criteria_are_read_as_they_were_written() -> None:
    criteria = rules.Criteria(
        kits=(rules.KitTerms(3, Unit.MATCHING, 1, (), WOMEN), rules.KitTerms(1, Unit.SIZE_TABLE, 1, ((1, 1), (4, 2)))),
        settlement_ids=(1, 2),
        cycle_days=30,
        days_between=28,
        bars=((7, 14),),
        proxy_rule=rules.load_criteria(_PLAIN).proxy_rule,
    )
    assert rules.load_criteria(rules.dump_criteria(criteria)) == criteria


_PLAIN = (
    '{"bars": [], "cycle_days": 30, "days_between": null, "kits": [], "proxy_rule": "family", "settlement_ids": []}'
)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7 ...", "pdf"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "jpeg"),
        (b"\x89PNG\r\n\x1a\n....", "png"),
        (b"<html><script>alert(1)</script>", None),
        (b"MZ\x90\x00", None),
        (b"", None),
    ],
)
def test_a_file_is_what_its_first_bytes_say(content: bytes, kind: str | None) -> None:
    assert rules.kind_of_file(content) == kind
