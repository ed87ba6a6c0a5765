"""Families that stand in the register twice are found, and what was decided about a pair is remembered."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import delete, func, select

from app.audit.models import AuditEntry
from app.core.actors import KEEPER
from app.core.db import db, transaction
from app.core.errors import NotFound
from app.households import match_keys, matching, operations
from app.households.matching import Reason, Verdict
from app.households.models import (
    DuplicatePair,
    Household,
    HouseholdStatus,
    MatchKey,
    PairDecision,
    Person,
    PersonRole,
    Sex,
)
from app.households.operations import Finding, PairDecided
from app.households.queries import duplicates, similar
from app.households.rules import HouseholdDraft, HouseholdFacts, PersonDraft, StreetDraft
from app.hubs.models import Settlement
from tests.make import make_household, make_person, make_settlement, make_street
from tests.statements import statements_of

pytestmark = pytest.mark.usefixtures("database")

AT = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
PHONE = "+380200000001"


@pytest.fixture
def settlement() -> Settlement:
    return make_settlement()


def make_family(
    settlement: Settlement, *names: str, born: date | int | None = 1964, phone: str = "", house: str = "1"
) -> Household:
    """A household of people by "surname given patronymic", the head first, all of one year or day."""
    household = make_household(settlement=settlement, phone1=phone, house=house)
    for place, name in enumerate(names):
        surname, given, patronymic = [*name.split(), "", ""][:3]
        role = PersonRole.OTHER if place else PersonRole.HEAD
        make_person(
            household=household, surname=surname, given=given, patronymic=patronymic, role=role, born=born,
            sex=Sex.NOT_STATED,
        )  # fmt: skip
    db.session.commit()
    return household


@pytest.fixture
def twice(settlement: Settlement) -> tuple[Household, Household]:
    """One family that two organisations wrote down."""
    one = make_family(settlement, "Ковальчук Олена Миколаївна", "Ковальчук Іван Петрович", phone=PHONE)
    other = make_family(settlement, "Kovalchuk Olena", phone=PHONE)
    return one, other


def find() -> Finding:
    with transaction():
        return operations.find_pairs(None, actor=KEEPER, at=AT)


def decide(pair: DuplicatePair, decision: PairDecision) -> DuplicatePair:
    with transaction():
        return operations.decide_pair(pair.id, decision, actor=KEEPER, at=AT)


def pairs(decision: PairDecision = PairDecision.OPEN) -> list[tuple[int, int]]:
    return [(pair.first_id, pair.second_id) for pair in duplicates.list_pairs(decision).rows]


def the_pair() -> DuplicatePair:
    (pair,) = db.session.scalars(select(DuplicatePair)).all()
    return pair


def pair_of(one: Household, other: Household) -> DuplicatePair:
    found = select(DuplicatePair).where(DuplicatePair.first_id == one.id, DuplicatePair.second_id == other.id)
    return db.session.scalars(found).one()


# ---- the work list


def test_a_family_that_stands_twice_comes_on_the_work_list(twice: tuple[Household, Household]) -> None:
    assert find() == Finding(searched=2, found=1, gone=0)
    assert pairs() == [(twice[0].id, twice[1].id)]
    assert duplicates.count_open_pairs() == 1


def test_the_work_list_tells_why_and_keeps_no_names(twice: tuple[Household, Household]) -> None:
    find()
    pair = the_pair()
    evidence = duplicates.evidence_of(pair)
    assert Reason.SAME_PHONE in evidence.agrees
    assert Reason.NO_PATRONYMIC in evidence.differs
    assert evidence.matched == ((0, 0),)
    assert "kov" not in pair.reasons.lower()
    assert "ков" not in pair.reasons.lower()


def test_relatives_neighbours_and_namesakes_do_not_come_on_it(settlement: Settlement) -> None:
    make_family(settlement, "Бойко Іван Петрович", born=1950, phone=PHONE)
    make_family(settlement, "Бойко Іван Іванович", born=1975, phone=PHONE)
    make_family(settlement, "Бойко Марія Петрівна", born=date(1980, 5, 5), phone=PHONE)
    make_family(settlement, "Бойко Марина Петрівна", born=date(1980, 5, 5), phone=PHONE)
    make_family(settlement, "Ткачук Семен Ілліч", born=1950, phone=PHONE)
    make_family(make_settlement(name="Степове"), "Ткачук Семен Ілліч", born=1981)
    assert find().found == 0


def test_looking_again_finds_nothing_new(twice: tuple[Household, Household]) -> None:
    find()
    first = the_pair().id
    assert find() == Finding(searched=2, found=0, gone=0)
    assert the_pair().id == first


def test_only_the_households_of_a_list_are_compared_with_all_others(
    twice: tuple[Household, Household], settlement: Settlement
) -> None:
    others = [make_family(settlement, "Лисенко Микола Олегович", house="9") for _ in range(2)]
    with transaction():
        finding = operations.find_pairs([twice[1].id], actor=KEEPER, at=AT)
    assert (finding.searched, pairs()) == (1, [(twice[0].id, twice[1].id)])
    assert others[0].id not in pairs()[0]


def test_the_strongest_pair_comes_first(settlement: Settlement) -> None:
    born = date(1964, 3, 17)
    weak = [make_family(settlement, name, born=1951) for name in ("Жук Ніна Іллівна", "Жук Н. І.")]
    strong = [make_family(settlement, "Лисенко Микола Олегович", born=born, phone=PHONE) for _ in range(2)]
    find()
    assert pairs() == [tuple(each.id for each in strong), tuple(each.id for each in weak)]


def test_a_long_work_list_comes_in_pages(settlement: Settlement, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duplicates, "PER_PAGE", 2)
    for at, surname in enumerate(("Лисенко", "Ткачук", "Кравчук", "Мельник", "Щербина")):
        for _ in range(2):
            make_family(settlement, f"{surname} Микола Олегович", born=1950 + at, house=str(at))
    find()
    seen, after = [], None
    for _ in range(3):
        page = duplicates.list_pairs(after=after)
        seen += [pair.id for pair in page.rows]
        after = page.next_key
    assert after is None
    assert len(set(seen)) == len(seen) == 5


def test_a_page_of_the_work_list_costs_the_same_however_many_pairs(settlement: Settlement) -> None:
    def statements() -> int:
        db.session.expire_all()
        with statements_of(db.engine) as seen:
            for pair in duplicates.list_pairs().rows:
                assert pair.first.people[0].surname
                assert pair.second.settlement.name
        return len(seen)

    for _ in range(2):
        make_family(settlement, "Лисенко Микола Олегович", phone=PHONE)
    find()
    few = statements()
    for at, surname in enumerate(("Ткачук", "Кравчук", "Мельник")):
        for _ in range(2):
            make_family(settlement, f"{surname} Микола Олегович", phone=f"+38020000010{at}")
    find()
    assert statements() == few


# ---- decisions


@pytest.mark.parametrize("decision", [PairDecision.SAME, PairDecision.NOT_THE_SAME, PairDecision.LATER])
def test_what_was_decided_is_remembered_and_never_asked_again(
    twice: tuple[Household, Household], decision: PairDecision
) -> None:
    find()
    decide(the_pair(), decision)
    assert find().found == 0
    assert pairs() == []
    assert pairs(decision) == [(twice[0].id, twice[1].id)]


def test_a_decision_leaves_one_trace_without_names(twice: tuple[Household, Household]) -> None:
    find()
    decide(the_pair(), PairDecision.NOT_THE_SAME)
    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.number.desc())).first()
    assert entry is not None
    assert entry.action == "decide pair"
    assert (entry.subject_kind, entry.subject_id) == ("household", twice[0].id)
    assert str(twice[1].id) in entry.details


def test_after_later_another_answer_may_come_but_two_answers_do_not_overwrite_each_other(
    twice: tuple[Household, Household],
) -> None:
    find()
    pair = the_pair()
    decide(pair, PairDecision.LATER)
    decide(pair, PairDecision.NOT_THE_SAME)
    decide(pair, PairDecision.NOT_THE_SAME)
    with pytest.raises(PairDecided):
        decide(pair, PairDecision.SAME)
    assert the_pair().decision is PairDecision.NOT_THE_SAME


def test_a_decision_can_be_taken_back(twice: tuple[Household, Household]) -> None:
    find()
    decide(the_pair(), PairDecision.NOT_THE_SAME)
    with transaction():
        operations.reopen_pair(the_pair().id, actor=KEEPER, at=AT)
    assert duplicates.count_open_pairs() == 1


def test_nobody_decides_about_a_pair_that_is_not_there() -> None:
    with pytest.raises(NotFound), transaction():
        operations.decide_pair(999, PairDecision.SAME, actor=KEEPER, at=AT)


def test_a_pair_goes_when_a_record_was_corrected_unless_it_was_decided(twice: tuple[Household, Household]) -> None:
    find()
    person = twice[1].people[0]
    corrected = PersonDraft("Ткачук", "Семен", "Ілліч", role=PersonRole.HEAD, birth_year=1981)
    with transaction():
        operations.change_person(person.id, corrected, actor=KEEPER, at=AT)
    assert find() == Finding(searched=2, found=0, gone=1)
    assert pairs() == []


def test_a_merged_record_is_no_question_any_more_and_what_was_decided_about_it_holds(
    twice: tuple[Household, Household], settlement: Settlement
) -> None:
    """The second record was told apart from the third; merged into the first, the first is told apart too."""
    third = make_family(settlement, "Ковальчук Олена", phone=PHONE)
    find()
    assert (twice[1].id, third.id) in pairs()
    decide(pair_of(twice[1], third), PairDecision.NOT_THE_SAME)
    with transaction(audited=False):
        db.session.delete(pair_of(twice[0], third))
        db.session.delete(pair_of(twice[0], twice[1]))
        twice[1].status, twice[1].merged_into_id = HouseholdStatus.MERGED, twice[0].id
        for person in list(twice[1].people):
            person.household = None
    assert find().found == 0
    assert pairs() == pairs(PairDecision.NOT_THE_SAME) == []


# ---- one family against the register


def test_while_somebody_is_registered_a_similar_family_is_shown(twice: tuple[Household, Household]) -> None:
    told = matching.Family(
        people=(matching.Record("Ковальчук", "Елена", "Николаевна", birth_year=1964),),
        phones=(PHONE,),
        settlement="Верболози",
    )
    first, second = similar.find_similar(told)
    assert first.household_id == twice[0].id
    assert second.household_id == twice[1].id
    assert first.comparison.verdict in (Verdict.SURELY, Verdict.PROBABLY)


def test_a_household_is_not_similar_to_itself(twice: tuple[Household, Household]) -> None:
    families = similar.load_families([twice[0].id])
    found = similar.find_similar(families[twice[0].id])
    assert [each.household_id for each in found] == [twice[1].id]
    stranger = replace(families[twice[0].id], household_id=None)
    assert len(similar.find_similar(stranger, except_id=twice[0].id)) == 1


def test_many_families_are_looked_up_as_each_alone(twice: tuple[Household, Household]) -> None:
    families = list(similar.load_families([household.id for household in twice]).values())
    assert similar.find_similar_many(families) == [similar.find_similar(family) for family in families]


def test_a_family_is_found_by_an_address_in_another_spelling(settlement: Settlement) -> None:
    street = make_street(settlement=settlement, name="Тараса Шевченка")
    household = make_household(settlement=settlement, street=street, house="21А", flat="4")
    make_person(household=household, surname="Нечуй", given="Гафія", born=1951)
    told = matching.Family(
        people=(matching.Record("Левицька", "Гапка", birth_year=1951),),
        settlement=settlement.name, street="T. Shevchenko", house="21а", flat="4",
    )  # fmt: skip
    assert [each.household_id for each in similar.find_similar(told)] in ([household.id], [])
    assert household.id in similar.load_families([household.id])


def test_looking_for_one_family_takes_a_fixed_number_of_statements(
    twice: tuple[Household, Household], settlement: Settlement
) -> None:
    family = similar.load_families([twice[0].id])[twice[0].id]

    def statements() -> int:
        with statements_of(db.engine) as seen:
            similar.find_similar(family)
        return len(seen)

    few = statements()
    for _ in range(5):
        make_family(settlement, "Ковальчук Олена Миколаївна", phone=PHONE)
    assert statements() == few <= 8


# ---- keys follow the people


def keys_of(person: Person) -> set[str]:
    return set(db.session.scalars(select(MatchKey.key).where(MatchKey.person_id == person.id)))


def test_keys_follow_a_correction_and_go_with_the_person(settlement: Settlement) -> None:
    household = make_family(settlement, "Ковальчук Олена Миколаївна", "Ковальчук Іван Петрович")
    wife = household.people[1]
    before = keys_of(wife)
    draft = PersonDraft("Сорока", "Іван", "Петрович", birth_year=1964)
    with transaction():
        operations.change_person(wife.id, draft, actor=KEEPER, at=AT)
    assert keys_of(wife) == matching.keys_of(match_keys.record_of(wife)) != before
    with transaction(audited=False):
        db.session.delete(wife)
    assert keys_of(wife) == set()


def test_a_registered_household_has_keys_at_once(settlement: Settlement) -> None:
    facts = HouseholdFacts(settlement_id=settlement.id, street=StreetDraft("Миру"), house="1")
    people = (PersonDraft("Лисенко", "Микола", "Олегович", role=PersonRole.HEAD, birth_year=1950),)
    with transaction():
        household = operations.register_household(HouseholdDraft(facts, people), actor=KEEPER, at=AT)
    assert keys_of(household.people[0]) == matching.keys_of(match_keys.record_of(household.people[0]))
    assert not match_keys.are_missing()


def test_a_register_without_keys_gets_them_before_it_is_searched(twice: tuple[Household, Household]) -> None:
    """A hub of the first release, or one whose keys mean something else by now."""
    with transaction(audited=False):
        db.session.execute(delete(MatchKey))
        db.session.add(MatchKey(key="0old", person_id=twice[0].people[0].id))
    assert match_keys.are_missing()
    assert find().found == 1
    assert not match_keys.are_missing()
    assert db.session.scalar(select(func.count()).where(MatchKey.key == "0old")) == 0


def test_the_commands_of_the_laptop_do_the_same(app: Flask, twice: tuple[Household, Household]) -> None:
    with transaction(audited=False):
        db.session.execute(delete(MatchKey))
    run = app.test_cli_runner()
    assert "3" in run.invoke(args=["duplicates", "rekey"]).output
    assert "1" in run.invoke(args=["duplicates", "find"]).output
    assert duplicates.count_open_pairs() == 1
