"""The hub's verbs about households, on a real database."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from app.audit.models import AuditEntry
from app.core.actors import KEEPER
from app.core.db import db, transaction
from app.core.errors import NotFound
from app.core.names import fold
from app.households import operations, queries
from app.households.models import (
    BlockReason,
    Card,
    CheckReason,
    Consent,
    ConsentKind,
    ConsentMethod,
    Household,
    HouseholdStatus,
    PersonRole,
    Sex,
    StatusReason,
)
from app.households.rules import (
    ConsentDraft,
    HouseholdDraft,
    HouseholdFacts,
    MinimalFacts,
    PersonDraft,
    Purpose,
    StreetDraft,
)
from app.hubs import queries as hubs
from app.hubs.models import Street
from tests.make import make_card, make_household, make_hub, make_location, make_settlement, make_street

pytestmark = pytest.mark.usefixtures("database")

AT = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
OLENA = PersonDraft(
    surname="Шевченко", given="Олена", patronymic="Іванівна", role=PersonRole.HEAD, sex=Sex.FEMALE, birth_year=1954
)
IVAN = PersonDraft(surname="Шевченко", given="Іван", role=PersonRole.CHILD, sex=Sex.MALE, birth_year=1990)


def act(verb: Any, *args: Any, **fields: Any) -> Any:
    with transaction():
        return verb(*args, actor=KEEPER, at=AT, **fields)


def last_entry() -> tuple[str, dict[str, Any]]:
    entry = db.session.scalars(db.select(AuditEntry).order_by(AuditEntry.number.desc())).first()
    assert entry is not None
    return entry.action, json.loads(entry.details)


def count(model: type) -> int:
    return db.session.scalar(db.select(db.func.count()).select_from(model)) or 0


@pytest.fixture
def facts() -> HouseholdFacts:
    """Садова 21 in Тихе Плесо, served by the lyceum."""
    settlement = make_settlement()
    street = make_street(
        settlement=settlement, name="Садова", location=make_location(hub=make_hub(), settlement=settlement)
    )
    db.session.commit()
    return HouseholdFacts(
        settlement_id=settlement.id,
        street=StreetDraft(street.name),
        house="21",
        phone1="+380207852503",
        needs=frozenset({"needs_delivery", "cannot_sign"}),
    )


@pytest.fixture
def family(facts: HouseholdFacts) -> Household:
    """Olena, the head, and Ivan."""
    notice = ConsentDraft(ConsentKind.NOTICE, ConsentMethod.SPOKEN)
    household: Household = act(
        operations.register_household, HouseholdDraft(facts, (OLENA, IVAN), (notice,), nonce="a" * 32)
    )
    return household


# ---- registering


def test_registering_keeps_what_was_told_and_gives_a_card(family: Household) -> None:
    household = queries.get_household(family.id)
    assert [person.full_name for person in household.people] == ["Шевченко Олена Іванівна", "Шевченко Іван"]
    assert household.people[0].name_key == "шевченко олена иванивна"
    assert (household.size, household.needs_delivery, household.needs_seat) == (2, True, False)
    assert household.is_assisted
    assert household.live_card is not None
    assert household.default_location is not None
    assert household.default_location.name == "Ліцей"
    assert [(c.kind, c.method) for c in household.consents] == [(ConsentKind.NOTICE, ConsentMethod.SPOKEN)]


def test_registering_leaves_one_line_without_names(family: Household) -> None:
    action, details = last_entry()
    assert action == "register household"
    assert details == {"people": 2, "is_minimal": False, "source": "desk"}


def test_the_same_form_twice_makes_one_household(facts: HouseholdFacts, family: Household) -> None:
    with pytest.raises(operations.SentTwice):
        act(operations.register_household, HouseholdDraft(facts, (OLENA,), nonce="a" * 32))
    assert count(Household) == 1
    found = queries.find_by_nonce("a" * 32)
    assert found is not None
    assert found.id == family.id


def test_a_household_without_a_head_is_not_registered(facts: HouseholdFacts) -> None:
    with pytest.raises(operations.HeadNeeded):
        act(operations.register_household, HouseholdDraft(facts, (IVAN,)))


def test_a_minimal_record_holds_a_card_a_size_and_a_settlement(facts: HouseholdFacts) -> None:
    nothing_else = HouseholdFacts(settlement_id=facts.settlement_id)
    household = act(operations.register_household, HouseholdDraft(nothing_else, declared_size=4))
    assert (household.is_minimal, household.size, household.people) == (True, 4, [])
    assert household.live_card is not None


def test_a_minimal_record_is_corrected_and_still_keeps_nothing_else(facts: HouseholdFacts) -> None:
    nothing_else = HouseholdFacts(settlement_id=facts.settlement_id)
    household = act(operations.register_household, HouseholdDraft(nothing_else, declared_size=4))
    club = make_location(hub=hubs.get_hub(), settlement=make_settlement(name="Верболози"), name="Клуб")
    db.session.commit()
    now = MinimalFacts(club.settlement_id, club.id, size=5)
    changed = act(operations.change_minimal, household.id, now)
    assert (changed.size, changed.settlement_id, changed.default_location_id) == (5, club.settlement_id, club.id)
    action, details = last_entry()
    assert action == "change household"
    assert {"declared_size", "default_location_id", "settlement_id"} <= set(details["changed"])
    with pytest.raises(NotFound):
        act(operations.change_household, household.id, facts)
    assert queries.get_household(household.id).phone1 == ""


def test_a_whole_record_does_not_become_minimal(facts: HouseholdFacts, family: Household) -> None:
    with pytest.raises(NotFound):
        act(operations.change_minimal, family.id, MinimalFacts(facts.settlement_id, None, size=2))
    assert queries.get_household(family.id).declared_size is None


def test_a_street_is_found_in_any_spelling(facts: HouseholdFacts) -> None:
    with transaction(audited=False):
        same = operations.find_or_add_street(facts.settlement_id, StreetDraft("САДОВА"))
        new = operations.find_or_add_street(facts.settlement_id, StreetDraft("Лесі Українки"))
        again = operations.find_or_add_street(facts.settlement_id, StreetDraft("Леси Украинки"))
    assert same.name == "Садова"
    assert (new.id, new.name_key) == (again.id, fold("Лесі Українки"))
    assert count(Street) == 2


# ---- correcting


def test_a_correction_tells_which_fields_changed_and_not_what_stood_there(
    family: Household, facts: HouseholdFacts
) -> None:
    moved = HouseholdFacts(settlement_id=facts.settlement_id, street=facts.street, house="23", phone1=facts.phone1)
    act(operations.change_household, family.id, moved)
    action, details = last_entry()
    assert action == "change household"
    assert details == {"changed": ["cannot_sign", "house", "needs_delivery"]}


def test_a_new_head_makes_the_former_one_another_member(family: Household) -> None:
    ivan = family.people[1]
    act(operations.change_person, ivan.id, PersonDraft(surname="Шевченко", given="Іван", role=PersonRole.HEAD))
    roles = [person.role for person in queries.get_household(family.id).people]
    assert roles == [PersonRole.OTHER, PersonRole.HEAD]


def test_the_only_head_stays(family: Household) -> None:
    head = family.people[0]
    with pytest.raises(operations.HeadNeeded):
        act(operations.change_person, head.id, IVAN)


def test_a_person_is_written_down_once(family: Household) -> None:
    baby = PersonDraft(surname="Шевченко", given="Софія", role=PersonRole.CHILD, birth_year=2026)
    act(operations.add_person, family.id, baby)
    with pytest.raises(operations.AlreadyMember):
        act(operations.add_person, family.id, baby)
    assert queries.get_household(family.id).size == 3


def test_nobody_is_added_to_a_minimal_record(facts: HouseholdFacts) -> None:
    household = make_household(settlement=make_settlement(name="Верболози"), is_minimal=True, declared_size=2)
    db.session.commit()
    with pytest.raises(operations.MinimalHasNoPeople):
        act(operations.add_person, household.id, IVAN)


def test_out_of_the_assignment_and_back(family: Household) -> None:
    act(operations.change_status, family.id, HouseholdStatus.MOVED, StatusReason.MOVED_AWAY)
    assert queries.get_household(family.id).status is HouseholdStatus.MOVED
    assert last_entry() == (
        "change status of household", {"before": "active", "after": "moved", "reason": "moved_away"},
    )  # fmt: skip


def test_what_is_not_there_cannot_be_changed(facts: HouseholdFacts) -> None:
    with pytest.raises(NotFound):
        act(operations.unblock_card, 99)
    with pytest.raises(NotFound):
        act(operations.change_household, 99, facts)


# ---- telling and asking


def test_each_consent_is_given_and_taken_back_on_its_own(family: Household) -> None:
    act(operations.give_consent, family.id, ConsentKind.CALLS, ConsentMethod.SIGNATURE)
    with pytest.raises(operations.ConsentAlreadyGiven):
        act(operations.give_consent, family.id, ConsentKind.CALLS, ConsentMethod.SPOKEN)
    act(operations.withdraw_consent, family.id, ConsentKind.CALLS)
    with pytest.raises(operations.ConsentNotGiven):
        act(operations.withdraw_consent, family.id, ConsentKind.CALLS)
    kinds = [(c.kind, c.withdrawn_at is None) for c in queries.get_household(family.id).consents]
    assert kinds == [(ConsentKind.NOTICE, True), (ConsentKind.CALLS, False)]


def test_with_the_consent_for_health_questions_their_answers_go(family: Household) -> None:
    act(operations.give_consent, family.id, ConsentKind.HEALTH_QUESTIONS, ConsentMethod.SPOKEN)
    head = family.people[0]
    draft = PersonDraft(surname="Шевченко", given="Олена", role=PersonRole.HEAD, functional={"wg_walking": 3})
    act(operations.change_person, head.id, draft)
    assert queries.get_household(family.id).people[0].has_disability
    act(operations.withdraw_consent, family.id, ConsentKind.HEALTH_QUESTIONS)
    assert not queries.get_household(family.id).people[0].has_disability


def test_a_notice_that_came_with_a_list_is_given_anew(family: Household) -> None:
    consent = db.session.scalars(db.select(Consent)).one()
    consent.method = ConsentMethod.LIST
    db.session.commit()
    act(operations.give_consent, family.id, ConsentKind.NOTICE, ConsentMethod.SIGNATURE)
    methods = [(c.method, c.withdrawn_at is None) for c in queries.get_household(family.id).consents]
    assert methods == [(ConsentMethod.LIST, False), (ConsentMethod.SIGNATURE, True)]


def test_every_look_leaves_a_trace(family: Household) -> None:
    act(operations.reveal_household, family.id, Purpose.PAGE)
    assert last_entry() == ("reveal household", {"purpose": "page"})


# ---- cards


def test_a_replaced_card_dies_at_once(family: Household) -> None:
    old = family.cards[0]
    new = act(operations.replace_card, family.id, BlockReason.LOST, nonce="b" * 32)
    assert (old.block_reason, new.blocked_at) == (BlockReason.LOST, None)
    assert {old.card_no, old.token}.isdisjoint({new.card_no, new.token})
    assert queries.live_card(family) is new
    told = {"old_card": old.id, "new_card": new.id, "reason": "lost", "approved_by": None}
    assert last_entry() == ("replace card", told)


def test_the_same_replacement_twice_gives_one_card(family: Household) -> None:
    new = act(operations.replace_card, family.id, BlockReason.LOST, nonce="b" * 32)
    with pytest.raises(operations.SentTwice):
        act(operations.replace_card, family.id, BlockReason.LOST, nonce="b" * 32)
    assert queries.find_card_by_nonce("b" * 32) is new
    assert count(Card) == 2


def test_two_colleagues_replace_one_card_once(family: Household) -> None:
    old = family.cards[0]
    act(operations.replace_card, family.id, BlockReason.LOST, nonce="b" * 32, card_id=old.id)
    with pytest.raises(operations.CardAlreadyReplaced):
        act(operations.replace_card, family.id, BlockReason.LOST, nonce="c" * 32, card_id=old.id)
    assert count(Card) == 2


def test_a_card_under_check_is_not_replaced_but_works_again_after_it(family: Household) -> None:
    card = family.cards[0]
    act(operations.block_card, card.id, CheckReason.STRANGER)
    assert (card.block_reason, card.check_reason) == (BlockReason.UNDER_CHECK, CheckReason.STRANGER)
    with pytest.raises(operations.CardAlreadyBlocked):
        act(operations.block_card, card.id, CheckReason.ASKED)
    with pytest.raises(operations.CardUnderCheck):
        act(operations.replace_card, family.id, BlockReason.LOST, nonce="b" * 32)
    act(operations.unblock_card, card.id)
    assert queries.live_card(family) is card
    assert card.check_reason is None


def test_a_lost_card_never_works_again(family: Household) -> None:
    old = family.cards[0]
    act(operations.replace_card, family.id, BlockReason.LOST, nonce="b" * 32)
    with pytest.raises(operations.CardNotBlocked):
        act(operations.unblock_card, old.id)


def test_a_household_has_one_live_card_whatever_happens(family: Household) -> None:
    """The second wall: the database itself refuses."""
    with pytest.raises(IntegrityError):
        make_card(household=family)
    db.session.rollback()


def test_cards_are_marked_as_printed_once(family: Household) -> None:
    card = family.cards[0]
    assert act(operations.mark_printed, [card.id]) == 1
    assert act(operations.mark_printed, [card.id]) == 0
    assert last_entry()[0] == "mark cards printed"
