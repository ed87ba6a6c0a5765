"""What goes after its time, what stays, and that nothing points at nothing afterwards."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import pytest
from flask import Flask

from app.audit import queries as audit
from app.audit.models import AuditEntry
from app.checkin.models import HandOver
from app.core.actors import KEEPER
from app.core.db import db, transaction
from app.distributions.models import Entitlement
from app.households import operations as households
from app.households import queries as register
from app.households.models import EventKind, HouseholdEvent, HouseholdStatus, Person, StatusReason
from app.households.rules import HouseholdDraft, HouseholdFacts
from app.merging.ledger import Ledger
from app.merging.models import Merge
from app.privacy import operations, queries
from app.privacy.inventory import TABLES, Fate
from app.privacy.models import BY_THEMSELVES, LONGEST_DAYS, Kept
from app.privacy.rules import USUAL_DAYS, Terms
from tests import make
from tests.privacy import tables
from tests.privacy.record import MARK, PHONE, Stored, leave, store

HUB = "Хаб «Ліцей»"
NEVER: Terms = dict.fromkeys(Kept)
AS_LONG_AS_POSSIBLE: Terms = NEVER | dict.fromkeys(BY_THEMSELVES, LONGEST_DAYS)


def purge(at: datetime, name: str = HUB) -> Mapping[Kept, int]:
    with transaction():
        return operations.purge(name, actor=KEEPER, at=at)


def keep(at: datetime, **days: int | None) -> None:
    with transaction():
        wanted = {kind: days.get(kind.value, usual) for kind, usual in AS_LONG_AS_POSSIBLE.items()}
        operations.change_terms(wanted, actor=KEEPER, at=at)


def household_rows() -> dict[str, int]:
    return {name: tables.count(name) for name in TABLES}


def test_looking_changes_nothing(hub: Flask, stored: Stored, at: datetime) -> None:
    with hub.app_context():
        before = [*tables.words()]
        going = queries.see_going(queries.get_terms(), at=at)
        assert going.counts[Kept.HOUSEHOLDS] == 1
        assert [row[0] for row in queries.list_going(queries.get_terms(), None, at=at).rows] == [stored.household]
        assert [*tables.words()] == before


def test_nothing_of_a_household_that_left_long_ago_is_left(hub: Flask, stored: Stored, at: datetime) -> None:
    with hub.app_context():
        before = household_rows()
        purge(at)
        told = [place for place in tables.words() if MARK in place[2] or "позначка" in place[2] or PHONE in place[2]]
        assert told == []
        assert not [place for place in tables.words() if place[2] == "7731"]
        after = household_rows()
        for name, place in TABLES.items():
            if place.fate is Fate.STAYS:
                assert after[name] == before[name], name
        assert tables.dangling() == []
        if db.engine.dialect.name == "sqlite":
            assert db.session.execute(db.text("PRAGMA foreign_key_check")).all() == []


def test_what_was_given_stays_under_the_pseudonym(hub: Flask, stored: Stored, at: datetime) -> None:
    with hub.app_context():
        pseudonym = register.get_household(stored.household).pseudonym
        purge(at)
        hand_over = db.session.get_one(HandOver, stored.given)
        promise = db.session.get_one(Entitlement, hand_over.entitlement_id)
        assert promise.household.pseudonym == pseudonym
        assert (hand_over.collector_name, hand_over.card_id, hand_over.approval_reason) == ("—", None, "—")
        named = db.session.scalars(db.select(Person).where(Person.household_id == stored.household)).all()
        assert [person.full_name for person in named] == ["—"], "only whom the log names"


def test_the_neighbours_are_not_touched(hub: Flask, stored: Stored, at: datetime) -> None:
    with hub.app_context():
        purge(at)
        other = register.get_household(stored.other)
        assert (other.house, other.head.surname if other.head else "", len(other.cards)) == ("23", "Ґудзь", 1)


def test_the_trace_stays_whole_and_says_how_much_went(hub: Flask, stored: Stored, at: datetime) -> None:
    with hub.app_context():
        length = audit.check_chain().length
        purge(at)
        report = audit.check_chain()
        assert (report.broken_at, report.length) == (None, length + 1)
        last = db.session.scalars(db.select(AuditEntry).order_by(AuditEntry.number.desc())).first()
        assert last is not None
        assert (last.action, '"households":1' in last.details, MARK in last.details) == ("purge", True, False)


def test_a_second_purge_finds_nothing(hub: Flask, stored: Stored, at: datetime) -> None:
    with hub.app_context():
        purge(at)
        assert queries.see_going(queries.get_terms(), at=at).is_nothing
        before = [*tables.words()]
        with pytest.raises(operations.NothingToClear):
            purge(at)
        assert [*tables.words()] == before


def test_it_is_confirmed_with_the_name_of_the_hub(hub: Flask, stored: Stored, at: datetime) -> None:
    with hub.app_context():
        with pytest.raises(operations.NotConfirmed):
            purge(at, "Хаб")
        assert any(MARK in text for _table, _column, text in tables.words())


def test_who_comes_back_is_registered_anew(hub: Flask, stored: Stored, at: datetime) -> None:
    with hub.app_context():
        purge(at)
        place = register.get_household(stored.household).settlement_id
        reason = StatusReason.CAME_BACK
        with pytest.raises(households.RecordCleared), transaction():
            households.change_status(stored.household, HouseholdStatus.ACTIVE, reason, actor=KEEPER, at=at)
        with transaction():
            draft = HouseholdDraft(HouseholdFacts(settlement_id=place), declared_size=2)
            anew = households.register_household(draft, actor=KEEPER, at=at)
        assert anew.id != stored.household
        assert register.count_households() == 2


# ---- each kind has its own clock


def test_a_household_that_receives_aid_is_never_cleared(hub: Flask, at: datetime) -> None:
    with hub.app_context():
        stored = store(at - timedelta(days=900))
        purge(at)
        household = register.get_household(stored.household)
        assert household.cleared_at is None
        assert household.head is not None
        assert household.head.surname == MARK
        assert household.phone1 == PHONE


@pytest.mark.parametrize(("days_ago", "goes"), [(729, False), (731, True)])
def test_two_years_are_counted_from_the_day_it_became_inactive(
    app: Flask, at: datetime, days_ago: int, goes: bool
) -> None:
    with app.app_context():
        stored = store(at - timedelta(days=1200))
        leave(stored, at - timedelta(days=days_ago))
        assert (queries.see_going(USUAL_DAYS, at=at).counts[Kept.HOUSEHOLDS] == 1) is goes


@pytest.mark.parametrize(
    ("kind", "days"), [(kind, days) for kind, days in USUAL_DAYS.items() if kind is not Kept.HOUSEHOLDS]
)
@pytest.mark.parametrize("is_over", [False, True], ids=["in time", "over"])
def test_each_kind_goes_after_its_own_term(app: Flask, at: datetime, kind: Kept, days: int, is_over: bool) -> None:
    with app.app_context():
        store(at - timedelta(days=days + (200 if is_over else -1)))
        counts = queries.see_going({**NEVER, kind: days}, at=at).counts
        assert {one for one, count in counts.items() if count} == ({kind} if is_over else set())


@pytest.mark.parametrize("kind", list(Kept))
def test_clearing_one_kind_leaves_the_others(app: Flask, at: datetime, kind: Kept) -> None:
    with app.app_context():
        stored = store(at - timedelta(days=900))
        leave(stored, at - timedelta(days=900))
        terms = {**AS_LONG_AS_POSSIBLE, kind: 30}
        others = {one for one in Kept if one is not kind and one not in BY_THEMSELVES}
        before = queries.see_going(dict.fromkeys(Kept, 30), at=at).counts
        keep(at, **{one.value: days for one, days in terms.items()})
        purge(at)
        after = queries.see_going(dict.fromkeys(Kept, 30), at=at).counts
        assert after[kind] == 0
        if kind is not Kept.HOUSEHOLDS:
            assert {one: after[one] for one in others} == {one: before[one] for one in others}
        assert tables.dangling() == []


def test_a_note_written_anew_stays(app: Flask, at: datetime) -> None:
    with app.app_context():
        stored = store(at - timedelta(days=900))
        household = register.get_household(stored.household)
        facts = HouseholdFacts(settlement_id=household.settlement_id, house="21", notes="Хвіртка з двору")
        with transaction():
            households.change_household(stored.household, facts, actor=KEEPER, at=at - timedelta(days=20))
        purge(at)
        assert register.get_household(stored.household).notes == "Хвіртка з двору"


def test_never_keeps_everything(app: Flask, at: datetime) -> None:
    with app.app_context():
        stored = store(at - timedelta(days=2000))
        leave(stored, at - timedelta(days=2000))
        keep(at)
        assert queries.get_terms() == AS_LONG_AS_POSSIBLE
        assert set(purge(at)) >= set(BY_THEMSELVES)
        assert any(MARK in text for _table, _column, text in tables.words())
        with pytest.raises(operations.NothingToClear):
            purge(at)
        keep(at, **{kind.value: days for kind, days in USUAL_DAYS.items()})
        assert queries.get_terms() == USUAL_DAYS


def test_whoever_a_merge_set_aside_waits_for_its_undoing(hub: Flask, at: datetime) -> None:
    """A person written twice lies in no household until it is too late to undo that."""
    with hub.app_context():
        stored = store(at - timedelta(days=1))
        household = register.get_household(stored.household)
        twin = make.make_person(household=household, surname=MARK, given="Олена", document_last4="7731")
        twin.household_id = None
        merge = db.session.scalars(db.select(Merge).where(Merge.kept_person_id.is_not(None))).one()
        merge.before = Ledger(twins={twin.id: household.people[0].id}).dump()
        db.session.commit()
        counts = queries.see_going(dict.fromkeys(Kept, 30), at=at).counts
        assert (counts[Kept.DOCUMENTS], counts[Kept.COLLECTORS]) == (0, 0)
        purge(at + timedelta(days=31))
        assert db.session.get(Person, twin.id) is None
        assert db.session.scalars(db.select(Merge.before).where(Merge.before.is_not(None))).all() == []


def test_who_left_and_stands_only_in_the_log_loses_the_name(hub: Flask, at: datetime) -> None:
    with hub.app_context():
        stored = store(at - timedelta(days=900))
        head = register.get_household(stored.household).people[0]
        head.household_id = None
        db.session.commit()
        purge(at)
        assert db.session.get_one(Person, head.id).full_name == "—"
        assert tables.dangling() == []


def test_whoever_left_lately_keeps_the_name_until_it_is_too_late_to_take_it_back(hub: Flask, at: datetime) -> None:
    with hub.app_context():
        stored = store(at - timedelta(days=900))
        household = register.get_household(stored.household)
        head = household.people[0]
        head.household_id = None
        left = HouseholdEvent(
            household_id=household.id, kind=EventKind.DEPARTURE, person_id=head.id,
            happened_on=at.date(), recorded_at=at - timedelta(days=1),
        )  # fmt: skip
        db.session.add(left)
        db.session.commit()
        keep(at, collectors=30)
        name = head.full_name
        purge(at)
        assert db.session.get_one(Person, head.id).full_name == name
        purge(at + timedelta(days=60))
        assert db.session.get_one(Person, head.id).full_name == "—"
