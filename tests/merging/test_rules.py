"""What is chosen, who is who, what stands: without a database."""

from datetime import date, timedelta

import pytest

from app.core.db import Base
from app.households.matching import Comparison, Reason, Verdict
from app.households.models import (
    Consent,
    ConsentKind,
    ConsentMethod,
    DocumentKind,
    Household,
    HouseholdStatus,
    Person,
    PersonRole,
    Residence,
    Sex,
)
from app.merging.operations import following
from app.merging.rules import merging as rules
from app.merging.rules.choosing import HouseholdField, PersonField, Side, chosen, proposed, sides, values_of
from app.merging.rules.merging import Agreed, Member, Promised, Taken
from tests.desk_day import TEN

DAY = timedelta(days=1)


def household(**fields: object) -> dict[str, object]:
    plain: dict[str, object] = {
        "status": HouseholdStatus.ACTIVE, "residence": Residence.RESIDENT, "settlement_id": 1, "street_id": None,
        "house": "", "flat": "", "landmark": "", "default_location_id": None, "phone1": "", "phone2": "",
        "phone_kind": None, "notes": "", "declared_size": None, "needs_delivery": False, "needs_carrying": False,
        "needs_seat": False, "needs_step_free": False, "needs_sign_or_loud": False, "cannot_sign": False,
    }  # fmt: skip
    return dict(values_of(Household(**(plain | fields))))


def person(**fields: object) -> dict[str, object]:
    plain: dict[str, object] = {
        "surname": "Ковальчук", "given": "Ганна", "patronymic": "", "name_key": "ковальчук ганна",
        "sex": Sex.FEMALE, "document": DocumentKind.NOT_ASKED, "document_last4": "", "vouched_by": "",
    }  # fmt: skip
    return dict(values_of(Person(**(plain | fields))))


# ---- choosing


def test_where_two_records_agree_there_is_nothing_to_choose() -> None:
    one = household(house="5", notes="Стукати у вікно")
    assert all(sides(field, one, dict(one)) == () for field in HouseholdField)


def test_what_only_one_record_says_is_taken_without_asking() -> None:
    empty, told = household(), household(phone1="+380991110001", notes="Двір ліворуч")
    for field in (HouseholdField.PHONES, HouseholdField.NOTES):
        assert sides(field, empty, told) == sides(field, told, empty) == ()
        assert chosen(field, None, empty, told) == chosen(field, None, told, empty)
    assert chosen(HouseholdField.NOTES, None, empty, told) == {"notes": "Двір ліворуч"}


def test_two_phones_are_both_kept_and_three_are_chosen_from() -> None:
    one, other = household(phone1="+380991110001"), household(phone1="+380991110002")
    both = chosen(HouseholdField.PHONES, None, one, other)
    assert (both["phone1"], both["phone2"]) == ("+380991110001", "+380991110002")
    more = household(phone1="+380991110002", phone2="+380991110003")
    assert sides(HouseholdField.PHONES, one, more) == (Side.KEPT, Side.MERGED)


def test_the_same_phones_in_another_order_are_the_same() -> None:
    one = household(phone1="+380991110001", phone2="+380991110002")
    other = household(phone1="+380991110002", phone2="+380991110001")
    assert sides(HouseholdField.PHONES, one, other) == ()


def test_notes_are_joined_while_they_fit() -> None:
    one, other = household(notes="а" * 120), household(notes="б" * 120)
    assert sides(HouseholdField.NOTES, one, other) == (Side.KEPT, Side.MERGED)
    assert proposed(HouseholdField.NOTES, household(notes="Двір"), household(notes="Вікно")) is Side.BOTH


def test_needs_of_both_are_kept_unless_somebody_says_otherwise() -> None:
    one, other = household(needs_seat=True), household(needs_carrying=True)
    both = chosen(HouseholdField.NEEDS, None, one, other)
    assert (both["needs_seat"], both["needs_carrying"], both["needs_delivery"]) == (True, True, False)
    assert chosen(HouseholdField.NEEDS, Side.MERGED, one, other)["needs_seat"] is False


def test_the_fuller_address_is_proposed() -> None:
    assert proposed(HouseholdField.ADDRESS, household(), household(street_id=3, house="5")) is Side.MERGED
    assert proposed(HouseholdField.ADDRESS, household(house="5"), household(house="7")) is Side.KEPT


@pytest.mark.parametrize(
    ("kept", "merged", "after"),
    [
        (HouseholdStatus.INACTIVE, HouseholdStatus.ACTIVE, HouseholdStatus.ACTIVE),
        (HouseholdStatus.ACTIVE, HouseholdStatus.UNDER_CHECK, HouseholdStatus.UNDER_CHECK),
        (HouseholdStatus.MOVED, HouseholdStatus.INACTIVE, HouseholdStatus.MOVED),
    ],
)
def test_a_check_comes_first_then_receiving_aid(
    kept: HouseholdStatus, merged: HouseholdStatus, after: HouseholdStatus
) -> None:
    one, other = household(status=kept), household(status=merged)
    assert chosen(HouseholdField.STATUS, None, one, other) == {"status": after}


def test_a_check_cannot_be_chosen_away() -> None:
    one, other = household(), household(status=HouseholdStatus.UNDER_CHECK)
    assert sides(HouseholdField.STATUS, one, other) == ()
    assert chosen(HouseholdField.STATUS, Side.KEPT, one, other) == {"status": HouseholdStatus.UNDER_CHECK}


def test_a_year_gives_way_to_the_day_within_it() -> None:
    year, day = person(birth_year=1954), person(birth_on=date(1954, 3, 8), birth_year=1954)
    assert sides(PersonField.BIRTH, year, day) == ()
    assert chosen(PersonField.BIRTH, None, year, day)["birth_on"] == date(1954, 3, 8)
    assert sides(PersonField.BIRTH, day, person(birth_year=1955)) == (Side.KEPT, Side.MERGED)


def test_a_name_is_taken_whole() -> None:
    one, other = person(), person(given="Анна", patronymic="Петрівна", name_key="ковальчук ганна петривна")
    taken = chosen(PersonField.NAME, Side.MERGED, one, other)
    assert (taken["given"], taken["patronymic"], taken["name_key"]) == ("Анна", "Петрівна", other["name_key"])


# ---- who is who


def member(number: int, key: str, year: int | None = 1980, role: PersonRole = PersonRole.CHILD) -> Member:
    return Member(number, key, year, role)


def comparison(*matched: tuple[int, int], verdict: Verdict = Verdict.PROBABLY) -> Comparison:
    return Comparison(9.0, verdict, (Reason.SAME_NAME,), (), matched)


def test_matched_people_are_counted_with_their_heads_first() -> None:
    kept = [member(1, "сын"), member(2, "мати", role=PersonRole.HEAD)]
    merged = [member(7, "мать", role=PersonRole.HEAD), member(8, "син")]
    assert rules.proposed_pairs(kept, merged, comparison((0, 0), (1, 1))) == {7: 2, 8: 1}


def test_of_different_families_only_those_written_alike_are_proposed() -> None:
    kept, merged = [member(1, "іван дяк"), member(2, "олена дяк")], [member(7, "іван дяк"), member(8, "петро дяк")]
    strange = comparison((1, 1), verdict=Verdict.DIFFERENT)
    assert rules.proposed_pairs(kept, merged, strange) == {7: 1, 8: None}


def test_twins_written_alike_are_not_one_person() -> None:
    kept, merged = [member(1, "дяк іван")], [member(7, "дяк іван"), member(8, "дяк іван")]
    assert rules.proposed_pairs(kept, merged, None) == {7: 1, 8: None}


@pytest.mark.parametrize(
    ("pairs", "is_possible"),
    [
        ({7: 1, 8: None}, True),
        ({7: 1, 8: 1}, False),
        ({7: 1}, False),
        ({7: 99, 8: None}, False),
    ],
)
def test_everybody_is_told_of_and_nobody_is_two(pairs: dict[int, int | None], is_possible: bool) -> None:
    assert rules.are_pairs_possible(pairs, [1, 2], [7, 8]) is is_possible


# ---- aid


def promised(number: int, *, kept: bool = False, given: bool = False, is_open: bool = True) -> Promised:
    return Promised(number, is_kept=kept, is_given=given, is_open=is_open)


@pytest.mark.parametrize(
    ("promises", "stands"),
    [
        ([promised(1, kept=True), promised(2)], 1),
        ([promised(1, kept=True), promised(2, given=True)], 2),
        ([promised(1, kept=True, is_open=False), promised(2)], 2),
        ([promised(1, kept=True, given=True), promised(2, given=True)], 1),
    ],
)
def test_given_then_collectable_then_kept(promises: list[Promised], stands: int) -> None:
    assert rules.which_stands(promises).id == stands


@pytest.mark.parametrize(
    ("promises", "owners"),
    [
        ([Taken(1, 5, True, None), Taken(2, 5, False, None)], {1: True, 2: False}),
        ([Taken(1, 5, True, False), Taken(2, 5, False, None)], {1: False, 2: True}),
        ([Taken(1, 5, True, True), Taken(2, 5, False, None)], {1: True, 2: False}),
        ([Taken(1, 5, True, True), Taken(2, 5, False, False)], {1: True, 2: False}),
        ([Taken(1, 5, True, False), Taken(2, 6, False, None)], {1: False, 2: False}),
    ],
)
def test_what_was_taken_stays_with_who_took_it(promises: list[Taken], owners: dict[int, bool]) -> None:
    assert rules.owners_after_undo(promises) == owners


# ---- consents


def consent(
    number: int, *, method: ConsentMethod = ConsentMethod.SPOKEN, days: int = 0, no: int | None = None
) -> Consent:
    return Consent(
        id=number, kind=ConsentKind.CALLS, method=method, given_at=TEN + days * DAY,
        withdrawn_at=None if no is None else TEN + no * DAY,
    )  # fmt: skip


def test_a_real_yes_stands_before_one_from_a_list() -> None:
    listed, real = consent(1, method=ConsentMethod.LIST), consent(2, days=1)
    assert rules.settle_consent(ConsentKind.CALLS, [listed], [real]) == Agreed(2, real.given_at)


def test_the_last_word_counts() -> None:
    yes, no = consent(1), consent(2, days=-2, no=1)
    assert rules.settle_consent(ConsentKind.CALLS, [yes], [no]) == Agreed(taken_back_at=no.withdrawn_at)
    later = consent(3, days=2)
    assert rules.settle_consent(ConsentKind.CALLS, [later], [no]).in_force_id == 3


def test_who_never_agreed_has_agreed_to_nothing() -> None:
    assert rules.settle_consent(ConsentKind.CALLS, [], []) == Agreed()


# ---- nothing is left behind

STAYS = {
    "consents.household_id",  # what holds twice stays with the merged record; the rest goes by its own rule
    "duplicate_pairs.first_id",
    "duplicate_pairs.second_id",
    "household_events.other_household_id",
    "households.merged_into_id",
    "import_rows.household_id",
    "match_keys.person_id",
    "merges.kept_id",
    "merges.kept_person_id",
    "merges.merged_id",
    "round_rows.household_id",  # the sheet of a round is on paper already
}
BY_RULES = {
    "cards.household_id",
    "covered_people.person_id",
    "entitlements.household_id",
    "help_requests.household_id",
    "people.household_id",
    "sign_ups.household_id",
    "sign_ups.person_id",
    "waiting_entries.household_id",
    "warden_checks.household_id",
}


def test_every_reference_to_a_household_or_a_person_is_decided_about() -> None:
    """A new table that names either is put into one of these lists, or merging forgets its rows."""
    found = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.columns
        if any(key.column.table.name in ("households", "people") for key in column.foreign_keys)
    }
    follows = {f"{kind.__tablename__}.household_id" for kind in following.OF_HOUSEHOLD} | {
        f"{kind.__tablename__}.{column}" for kind, column in following.OF_PERSON
    }
    assert found == follows | STAYS | BY_RULES
