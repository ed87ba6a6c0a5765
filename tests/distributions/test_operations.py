"""Programmes begun and changed, days planned, lists published and frozen, households booked and moved."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, time, timedelta

import pytest
from flask import current_app

from app.audit import queries as audit
from app.audit.models import AuditEntry
from app.checkin import aid_log
from app.core import clock
from app.core.actors import KEEPER
from app.core.db import db, transaction
from app.core.errors import NotFound, Refusal
from app.distributions import operations, queries, rules
from app.distributions.models import (
    AgeBand,
    Assignment,
    Cycle,
    Distribution,
    DistributionState,
    EntitledPeople,
    Entitlement,
    Programme,
    Slot,
    Unit,
)
from app.households.models import HouseholdStatus, Sex
from app.hubs import queries as hubs
from app.hubs.models import Partner
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
from tests.make import make_household, make_location

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def community(database: None) -> Community:
    return settle()


def count(table: type) -> int:
    return db.session.query(table).count()


def last_action() -> tuple[str, str]:
    entry = db.session.scalars(db.select(AuditEntry).order_by(AuditEntry.number.desc()).limit(1)).one()
    return entry.action, entry.details


# ---- programmes


def test_a_new_partner_is_taken_into_the_list_once(community: Community) -> None:
    with transaction():
        operations.create_programme(terms(community.kit, title="Гігієна"), actor=KEEPER, at=NOW)
    assert count(Programme) == 2
    assert count(Partner) == 1


def test_two_programmes_cannot_share_a_title(community: Community) -> None:
    with pytest.raises(operations.TitleTaken), transaction():
        operations.create_programme(terms(community.kit), actor=KEEPER, at=NOW)
    assert count(Programme) == 1


def test_a_size_table_is_kept_and_replaced(community: Community) -> None:
    for sizes in (((1, 1), (4, 2)), ((1, 1), (3, 2), (5, 3))):
        changed = terms(community.kit, unit=Unit.SIZE_TABLE, sizes=sizes)
        with transaction():
            operations.edit_programme(community.programme.id, changed, actor=KEEPER, at=NOW)
        assert queries.kit_terms(queries.get_programme(community.programme.id))[0].sizes == sizes


def test_the_trace_tells_what_changed(community: Community) -> None:
    with transaction():
        changed = terms(community.kit, quantity=2, decision_no="17", rule_text="Два набори.")
        operations.edit_programme(community.programme.id, changed, actor=KEEPER, at=NOW)
    action, details = last_action()
    assert action == "edit programme"
    assert '"decision_no":["","17"]' in details
    assert '"criteria":2' in details
    assert "rule_text" in details
    assert "Два набори" not in details


def test_cycles_do_not_move_once_days_are_planned(community: Community) -> None:
    plan(community)
    with pytest.raises(operations.CyclesAlreadyPlanned), transaction():
        operations.edit_programme(
            community.programme.id, terms(community.kit, cycle_days=14), actor=KEEPER, at=NOW
        )  # fmt: skip


def test_the_reach_of_a_programme_is_counted_from_the_register(community: Community) -> None:
    add_household(settlement=community.settlement, street=None, people=2, status=HouseholdStatus.MOVED)
    make_household(settlement=community.settlement, is_minimal=True, declared_size=5)
    make_household(settlement=community.settlement)  # nobody written down
    assert queries.reach_of(community.programme, on=TUESDAY) == queries.Reach(13, 29, 29, ((13, 29),))


# ---- planning


def test_days_are_planned_in_one_go_and_numbered(community: Community) -> None:
    drafts = plan(community, days=[TUESDAY, TUESDAY + timedelta(days=1)])
    assert [draft.number for draft in drafts] == ["HUB-2031-0001", "HUB-2031-0002"]
    assert {draft.desks for draft in drafts} == {2}
    assert count(Slot) == 0, "slots are made when the list is published"


def test_numbers_go_on_within_a_year(community: Community) -> None:
    plan(community)
    (later,) = plan(community, days=[TUESDAY + WEEK])
    (next_year,) = plan(community, days=[date(2032, 1, 13)])
    assert (later.number, next_year.number) == ("HUB-2031-0002", "HUB-2032-0001")


def test_days_of_two_cycles_belong_to_two(community: Community) -> None:
    drafts = plan(community, days=[date(2031, 11, 30), date(2031, 12, 1)])
    assert [draft.cycle.number for draft in drafts] == [1, 2]
    assert drafts[1].cycle.starts_on == date(2031, 12, 1)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"days": []}, operations.NoDays),
        ({"days": [date(2031, 11, 19)]}, operations.DayIsPast),
        ({"hours": (time(9), time(9, 10))}, operations.HoursTooShort),
        ({"days": [TUESDAY + timedelta(days=n) for n in range(201)]}, operations.TooManyDays),
    ],
)
def test_what_cannot_be_planned_is_refused_in_a_sentence(
    community: Community, changes: dict[str, object], refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        plan(community, **changes)  # type: ignore[arg-type]
    assert count(Distribution) == 0


def test_a_day_before_the_programme_is_refused(community: Community) -> None:
    early = clock.instant(date(2031, 10, 1), time(9))
    with pytest.raises(operations.DayOutsideProgramme):
        plan(community, days=[date(2031, 10, 20)], at=early)


def test_a_place_for_one_person_has_no_slots(community: Community) -> None:
    community.lyceum.capacity_on_site = 1
    db.session.commit()
    with pytest.raises(operations.SlotTooShort):
        plan(community)


def test_a_day_is_planned_once_at_a_location(community: Community) -> None:
    plan(community)
    with pytest.raises(operations.AlreadyPlanned) as refused:
        plan(community)
    assert refused.value.values["number"] == "HUB-2031-0001"


def test_an_ended_programme_plans_no_days(community: Community) -> None:
    with transaction():
        operations.edit_programme(community.programme.id, terms(community.kit, is_active=False), actor=KEEPER, at=NOW)
    with pytest.raises(operations.ProgrammeEnded):
        plan(community)


def edit(draft: Distribution, **changes: object) -> Distribution:
    now: dict[str, object] = {
        "held_on": draft.held_on,
        "opens_at": draft.opens_at,
        "closes_at": draft.closes_at,
        "slot_minutes": draft.slot_minutes,
        "desks": draft.desks,
        "service_minutes": draft.service_minutes,
    }
    with transaction():
        return operations.edit_draft(draft.id, **{**now, **changes}, actor=KEEPER, at=NOW)  # type: ignore[arg-type]


def test_a_draft_can_change_even_into_another_cycle(community: Community) -> None:
    (draft,) = plan(community)
    changed = edit(draft, held_on=date(2031, 12, 2), closes_at=time(12))
    assert (changed.cycle.number, changed.number) == (2, "HUB-2031-0001")
    assert count(Cycle) == 1, "the cycle of nothing is gone"


def test_a_draft_can_be_dropped(community: Community) -> None:
    (draft,) = plan(community)
    with transaction():
        operations.drop_draft(draft.id, actor=KEEPER, at=NOW)
    assert (count(Distribution), count(Cycle)) == (0, 0)


def test_a_published_day_neither_changes_nor_goes(community: Community) -> None:
    (day,) = publish_days(community)
    with pytest.raises(operations.NotADraft):
        edit(day, desks=5)
    with pytest.raises(operations.NotADraft), transaction():
        operations.drop_draft(day.id, actor=KEEPER, at=NOW)


def test_all_slots_of_a_plan_get_another_length(community: Community) -> None:
    (draft,) = plan(community)
    with transaction():
        operations.change_slot_minutes(draft.cycle_id, 20, actor=KEEPER, at=NOW)
    assert len(draft_plan(draft.cycle_id).basis.slots) == 3


def test_nobody_is_given_a_time_that_has_begun(community: Community) -> None:
    (draft,) = plan(community)
    running = clock.instant(TUESDAY, time(9, 20))
    slots = draft_plan(draft.cycle_id, at=running).basis.slots
    assert [clock.local(slot.starts_at).time() for slot in slots] == [time(9, 30), time(9, 45)]


# ---- publishing


def test_publishing_gives_everyone_a_row_of_a_slot(community: Community) -> None:
    (day,) = publish_days(community)
    rows = queries.day_of(day)
    assert len(rows) == 12
    assert (day.state, count(Assignment)) == (DistributionState.PUBLISHED, 1)
    assert {kit.kit_version_id for row in rows for kit in row.kits} == {community.kit.versions[-1].id}
    assert Counter(row.quantity for row in rows) == {1: 4, 2: 4, 3: 4}
    assert last_action()[0] == "publish slots"
    assert audit.check_chain().broken_at is None


def test_people_are_counted_by_sex_and_age_on_the_day_of_publishing(community: Community) -> None:
    publish_days(community)
    entitlement = entitlement_of(community.households[2])
    groups = db.session.scalars(db.select(EntitledPeople).where(EntitledPeople.entitlement_id == entitlement.id)).all()
    assert {(group.sex, group.age_band, group.people) for group in groups} == {
        (Sex.FEMALE, AgeBand.OLDER, 2),
        (Sex.FEMALE, AgeBand.ADULT, 1),
    }


def test_later_changes_of_a_household_do_not_reach_what_was_promised(community: Community) -> None:
    publish_days(community)
    household = community.households[0]
    with transaction(audited=False):
        household.people.clear()
        household.status = HouseholdStatus.MOVED
    with transaction():
        operations.edit_programme(community.programme.id, terms(community.kit, quantity=9), actor=KEEPER, at=NOW)
    assert (entitlement_of(household).quantity, entitlement_of(household).people_count) == (1, 1)


def test_a_minimal_record_is_entitled_by_its_size(community: Community) -> None:
    unnamed = make_household(settlement=community.settlement, street=community.street, is_minimal=True, declared_size=4)
    db.session.commit()
    publish_days(community)
    entitlement = entitlement_of(unnamed)
    group = db.session.scalars(db.select(EntitledPeople).where(EntitledPeople.entitlement_id == entitlement.id)).one()
    assert (entitlement.quantity, entitlement.people_count) == (4, 4)
    assert (group.sex, group.age_band, group.people) == (Sex.NOT_STATED, AgeBand.UNKNOWN, 4)


def test_who_is_moved_inactive_or_under_check_is_named(community: Community) -> None:
    statuses = [HouseholdStatus.INACTIVE, HouseholdStatus.MOVED, HouseholdStatus.UNDER_CHECK]
    for household, status in zip(community.households, statuses, strict=False):
        household.status = status
    db.session.commit()
    (draft,) = plan(community)
    assert {str(reason) for reason in draft_plan(draft.cycle_id).reasons} == {"inactive", "moved", "under_check"}


def test_the_same_seed_gives_the_same_list(community: Community) -> None:
    (draft,) = plan(community, hours=(time(9), time(9, 15)))
    lists = [draft_plan(draft.cycle_id, seed=seed).digest for seed in (1, 1, 2)]
    assert lists[0] == lists[1] != lists[2]


def test_a_list_that_changed_meanwhile_is_not_published(community: Community) -> None:
    (draft,) = plan(community)
    seen = draft_plan(draft.cycle_id)
    add_household(settlement=community.settlement, street=community.street)
    db.session.commit()
    with pytest.raises(operations.ListChanged), transaction():
        operations.publish(seen, digest=seen.digest, aid_log=aid_log, actor=KEEPER, at=NOW)
    fresh = draft_plan(draft.cycle_id)
    with pytest.raises(operations.ListChanged), transaction():
        operations.publish(fresh, digest=seen.digest, aid_log=aid_log, actor=KEEPER, at=NOW)
    assert (count(Entitlement), count(Slot), count(Assignment)) == (0, 0, 0)


def test_nothing_is_published_for_nobody(community: Community) -> None:
    (draft,) = plan(community)
    for household in community.households:
        household.status = HouseholdStatus.MOVED
    db.session.commit()
    with pytest.raises(operations.NobodyToPublish):
        publish(draft.cycle_id)


def test_a_day_that_is_over_is_not_published(community: Community) -> None:
    (draft,) = plan(community)
    with pytest.raises(operations.DraftIsPast):
        publish(draft.cycle_id, at=clock.instant(TUESDAY + timedelta(days=1), time(8)))


def test_within_a_cycle_a_household_is_entitled_once(community: Community) -> None:
    publish_days(community)
    newcomer = add_household(settlement=community.settlement, street=community.street)
    db.session.commit()
    publish_days(community, TUESDAY + timedelta(days=1))
    assert count(Entitlement) == 13
    assert entitlement_of(newcomer).slot.distribution.held_on == TUESDAY + timedelta(days=1)


def test_next_cycle_everyone_keeps_weekday_and_hour(community: Community) -> None:
    publish_days(community)
    before = {row.household_id: clock.local(row.slot.starts_at) for row in db.session.query(Entitlement)}
    drafts = plan(community, days=[date(2031, 12, 22), date(2031, 12, 23)])
    assert drafts[0].cycle.number == 2
    publish(drafts[0].cycle_id)
    for row in queries.day_of(drafts[1]):
        after, was = clock.local(row.slot.starts_at), before[row.household_id]
        assert (after.weekday(), after.time()) == (was.weekday(), was.time())
    assert queries.day_of(drafts[0]) == []


def test_who_did_not_collect_goes_before_who_did(community: Community) -> None:
    """The order asks when aid was given, not when it was promised."""
    publish_days(community)
    served = community.households[5]
    give(entitlement_of(served))
    drafts = plan(community, days=[date(2031, 12, 23)], hours=(time(9), time(10)))
    records = draft_plan(drafts[0].cycle_id).records
    assert records[served.id].candidate.last_aid_on == TUESDAY
    others = [record.candidate for key, record in records.items() if key != served.id]
    assert {candidate.last_aid_on for candidate in others} == {None}
    order = rules.in_order((record.candidate for record in records.values()), seed=1)
    assert order[-1].household_id == served.id


def test_without_a_location_of_its_own_a_household_goes_to_that_of_its_settlement(community: Community) -> None:
    stray = add_household(settlement=community.settlement, street=None)
    db.session.commit()
    publish_days(community)
    assert entitlement_of(stray).slot.distribution.location_id == community.lyceum.id


def test_who_needs_no_steps_and_is_sent_to_steps_is_listed(community: Community) -> None:
    community.lyceum.is_step_free = False
    community.households[3].needs_step_free = True
    db.session.commit()
    (draft,) = plan(community)
    assert draft_plan(draft.cycle_id).before_steps == [community.households[3].id]


def test_another_programme_on_the_same_day_counts_towards_the_peak(community: Community) -> None:
    publish_days(community)
    with transaction():
        other = operations.create_programme(terms(community.kit, title="Гігієна"), actor=KEEPER, at=NOW)
    (first,) = plan(Community(**{**vars(community), "programme": other}))
    (day,) = queries.days_of(draft_plan(first.cycle_id))
    alone = rules.planned_peak((slot.starts_at, slot.taken) for slot in day.slots)
    assert day.others == 12
    assert day.peak == pytest.approx(2 * alone, abs=1)
    publish(first.cycle_id)
    assert queries.peak_there(first) == day.peak


def test_a_draft_of_another_programme_is_named_before_its_people_are_known(community: Community) -> None:
    (food,) = plan(community)
    with transaction():
        other = operations.create_programme(terms(community.kit, title="Гігієна"), actor=KEEPER, at=NOW)
    (hygiene,) = plan(Community(**{**vars(community), "programme": other}))
    (day,) = queries.days_of(draft_plan(food.cycle_id))
    assert (day.unpublished, day.others) == ([hygiene], 0)


# ---- booking and moving


def test_who_registers_late_is_booked_into_a_free_place(community: Community) -> None:
    (day,) = publish_days(community)
    late = add_household(settlement=community.settlement, street=community.street, people=3)
    db.session.commit()
    slot = slots_of(day)[0]
    taken = {row.place for row in queries.day_of(day) if row.slot_id == slot.id}
    entitlement = book(late, slot)
    assert (entitlement.quantity, entitlement.people_count) == (3, 3)
    assert entitlement.place == rules.lowest_free(taken)
    assert db.session.query(EntitledPeople).filter_by(entitlement_id=entitlement.id).count() == 2


def test_a_move_keeps_what_was_promised_and_its_history(community: Community) -> None:
    (day,) = publish_days(community)
    household = community.households[2]
    old = entitlement_of(household)
    was, target = (old.slot_id, old.place), slots_of(day)[-1]
    moved = book(household, target)
    assert (moved.id, moved.slot_id, moved.quantity) == (old.id, target.id, 3)
    action, details = last_action()
    assert action == "move slot"
    assert f'"from_place":{was[1]},"from_slot":{was[0]}' in details


def test_the_row_left_behind_is_given_to_the_next(community: Community) -> None:
    (day,) = publish_days(community)
    first, last = slots_of(day)[0], slots_of(day)[-1]
    someone = next(row for row in queries.day_of(day) if row.slot_id == first.id and row.place == 1)
    book(someone.household, last)
    late = add_household(settlement=community.settlement, street=community.street)
    db.session.commit()
    assert book(late, first).place == 1


def test_a_full_slot_takes_nobody(community: Community) -> None:
    (day,) = publish_days(community)
    slot = slots_of(day)[-1]
    free = slot.capacity - sum(row.slot_id == slot.id for row in queries.day_of(day))
    newcomers = [add_household(settlement=community.settlement, street=None) for _ in range(free + 1)]
    db.session.commit()
    for newcomer in newcomers[:-1]:
        book(newcomer, slot)
    with pytest.raises(operations.SlotFull):
        book(newcomers[-1], slot)


def test_what_was_given_does_not_move(community: Community) -> None:
    (day,) = publish_days(community)
    entitlement = entitlement_of(community.households[0])
    give(entitlement)
    other = next(slot for slot in slots_of(day) if slot.id != entitlement.slot_id)
    with pytest.raises(operations.AlreadyGiven):
        book(community.households[0], other)


@pytest.mark.parametrize("status", [HouseholdStatus.MOVED, HouseholdStatus.INACTIVE, HouseholdStatus.UNDER_CHECK])
def test_who_is_not_entitled_is_not_booked(community: Community, status: HouseholdStatus) -> None:
    (day,) = publish_days(community)
    stranger = add_household(settlement=community.settlement, street=None, status=status)
    db.session.commit()
    with pytest.raises(operations.NotEntitled):
        book(stranger, slots_of(day)[0])


def test_nobody_is_booked_into_the_past(community: Community) -> None:
    (day,) = publish_days(community)
    late = add_household(settlement=community.settlement, street=None)
    db.session.commit()
    with pytest.raises(operations.SlotIsOver):
        book(late, slots_of(day)[0], at=clock.instant(TUESDAY, time(9, 15)))
    with pytest.raises(NotFound):
        book(late, Slot(id=999))


def test_who_already_has_this_time_keeps_it(community: Community) -> None:
    publish_days(community)
    entitlement = entitlement_of(community.households[0])
    with pytest.raises(operations.AlreadyThere):
        book(community.households[0], entitlement.slot)


def test_two_locations_share_a_plan(community: Community) -> None:
    club = make_location(hub=hubs.get_hub(), settlement=community.settlement, name="Клуб")
    community.households[0].default_location = club
    db.session.commit()
    lyceum_day, club_day = plan(community, locations=(community.lyceum, club))
    publish(lyceum_day.cycle_id)
    assert [row.household_id for row in queries.day_of(club_day)] == [community.households[0].id]


# ---- somebody else at the same moment


def elsewhere(act: Callable[[], object]) -> None:
    """Done and kept by a colleague, while this desk still has in its hands what it read before."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]

    def there() -> None:
        with app.app_context(), transaction():
            act()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(there).result()


def test_a_day_changed_while_its_list_is_worked_out_is_not_published_as_it_was(community: Community) -> None:
    (draft,) = plan(community)
    drafted, draft_id = draft_plan(draft.cycle_id), draft.id
    elsewhere(
        lambda: operations.edit_draft(
            draft_id, held_on=TUESDAY + timedelta(days=1), opens_at=time(12), closes_at=time(13), slot_minutes=15,
            desks=2, service_minutes=3, actor=KEEPER, at=NOW,
        )
    )  # fmt: skip
    with pytest.raises(operations.ListChanged), transaction():
        operations.publish(drafted, digest=drafted.digest, aid_log=aid_log, actor=KEEPER, at=NOW)


def test_cycles_are_counted_from_the_start_that_holds_when_days_are_planned(community: Community) -> None:
    """Two cycles that overlap would give twice."""
    later, programme_id = date(2031, 11, 10), community.programme.id
    moved = terms(community.kit, starts_on=later)
    elsewhere(lambda: operations.edit_programme(programme_id, moved, actor=KEEPER, at=NOW))
    (draft,) = plan(community)
    assert draft.cycle.starts_on == later
