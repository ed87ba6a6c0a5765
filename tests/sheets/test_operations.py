"""Three hours without power: what was signed on paper becomes what the hub knows, and nothing is overwritten."""

import json
from collections.abc import Sequence
from datetime import datetime, time, timedelta

import pytest

from app.audit.models import AuditEntry
from app.checkin import aid_log
from app.checkin import operations as checkin
from app.checkin import queries as desk
from app.checkin.models import CollectorKind, HandOver, Method, RefusedItem, Verdict
from app.checkin.operations import NotGiven, Taker
from app.checkin.queries import Place
from app.core import clock
from app.core.actors import Actor
from app.core.db import db, transaction
from app.core.errors import Refusal
from app.distributions.models import (
    DistributionState,
    Entitlement,
    ProxyRule,
    RowNote,
    Sheet,
    SlotMove,
    WaitingEntry,
)
from app.distributions.operations import book_place
from app.households.models import BlockReason, ProxyRelation
from app.sheets import operations, queries
from app.sheets.models import Concern, ConflictKind, RowOutcome, Settlement, SheetConflict, SheetEntry
from app.sheets.operations import Entered
from app.sheets.rules import Mark
from tests.desk_day import TEN, TODAY, World
from tests.make import make_card
from tests.make.bundles import send
from tests.make.households import make_proxy
from tests.make.sheets import print_sheets

GIVEN, NOT_GIVEN, REFUSED = RowOutcome.GIVEN, RowOutcome.NOT_GIVEN, RowOutcome.REFUSED
EVENING = TEN - timedelta(hours=15)
NOON = TEN + timedelta(hours=2)
AT_TEN = time(10)


@pytest.fixture
def three(world: World) -> list[Entitlement]:
    """Three neighbours who are expected at ten."""
    return [world.expected(10, surname=surname)[1] for surname in ("Ковальчук", "Їжакевич", "Ґудзь")]


@pytest.fixture
def sheet(three: list[Entitlement], world: World, oksana: Actor) -> Sheet:
    """Their sheet, printed the evening before."""
    (printed,) = print_sheets(world.today, actor=oksana, at=EVENING)
    return printed


def signed(*rows: int, **what: object) -> list[Mark]:
    return [Mark(row_no, GIVEN, **what) for row_no in rows]  # type: ignore[arg-type]


def enter(
    sheet: Sheet,
    marks: Sequence[Mark],
    *,
    actor: Actor,
    signed_at: time | None = AT_TEN,
    is_finished: bool = True,
    saves: int = 0,
    nonce: str = "e" * 32,
    at: datetime = NOON,
) -> Entered:
    with transaction():
        return operations.save_sheet(
            sheet.id, marks, signed_at=signed_at, is_finished=is_finished, saves=saves, nonce=nonce, actor=actor, at=at
        )


def give_at_desk(promise: Entitlement, world: World, actor: Actor, at: datetime = TEN) -> int:
    with transaction():
        return checkin.hand_over(
            promise.id, place=Place(world.lyceum.id, 2), taker=Taker(), method=Method.TYPED, card_id=None,
            nonce="d" * 32, actor=actor, at=at,
        )  # fmt: skip


def settle(conflict: SheetConflict, how: Settlement, *, actor: Actor, **told: str) -> SheetConflict:
    with transaction():
        return operations.settle_conflict(conflict.entry_id, how, actor=actor, at=NOON, **told)


def standing() -> list[HandOver]:
    return list(db.session.scalars(db.select(HandOver).where(~HandOver.is_reversed).order_by(HandOver.id)))


def entry_of(sheet: Sheet, row_no: int) -> SheetEntry:
    found = db.select(SheetEntry).where(SheetEntry.sheet_id == sheet.id, SheetEntry.row_no == row_no)
    return db.session.scalars(found).one()


def only_conflict() -> SheetConflict:
    (conflict,) = queries.list_conflicts()
    return conflict


# ---- printing


def test_every_printing_has_a_number_of_its_own_and_keeps_its_rows(
    world: World, three: list[Entitlement], oksana: Actor
) -> None:
    first, spare = print_sheets(world.today, actor=oksana, at=EVENING, spare=1)
    with transaction():
        book_place(three[1].household_id, world.slot(11).id, aid_log=aid_log, actor=oksana, at=EVENING)
    again, later = print_sheets(world.today, actor=oksana, at=EVENING)
    assert [one.number for one in (first, spare, again, later)] == [f"ВД-2026-{n:04d}" for n in (1, 2, 3, 4)]
    assert [(row.row_no, row.entitlement_id) for row in first.rows] == [(n, three[n - 1].id) for n in (1, 2, 3)]
    assert [row.row_no for row in again.rows] == [1, 3]
    assert [list(one.blank_numbers) for one in (first, again)] == [[4, 5], [4, 5]]
    assert spare.is_spare
    assert len(spare.blank_numbers) == 10


def test_a_row_that_was_given_by_then_is_marked_and_so_is_one_with_a_bundle(
    world: World, three: list[Entitlement], oksana: Actor
) -> None:
    give_at_desk(three[0], world, oksana)
    send(three[1:2], carrier="Богдан", actor=oksana, at=TEN)
    (sheet,) = print_sheets(world.today, actor=oksana, at=TEN)
    assert [row.note for row in sheet.rows] == [RowNote.GIVEN, RowNote.OUT, None]


# ---- entering


def test_a_sheet_that_was_signed_as_printed_becomes_hand_overs(
    sheet: Sheet, three: list[Entitlement], world: World, oksana: Actor
) -> None:
    entered = enter(sheet, signed(1, 2, 3), actor=oksana)
    assert (entered.given, entered.conflicts) == (3, 0)
    made = standing()
    assert [one.entitlement_id for one in made] == [promise.id for promise in three]
    for one in made:
        assert (one.method, one.sheet_id, one.desk, one.staff_id) == (Method.PAPER, sheet.id, None, oksana.staff_id)
        assert (one.happened_at, one.recorded_at) == (clock.instant(TODAY, AT_TEN), NOON)
        assert one.location_id == world.lyceum.id
    assert made[0].collector_person_id == three[0].household.people[0].id
    (entry,) = db.session.scalars(db.select(AuditEntry).where(AuditEntry.action == "enter sheet")).all()
    assert json.loads(entry.details) == {"rows": 3, "given": 3, "conflicts": 0, "finished": True}
    assert queries.see_open(world.today.id).is_nothing


def test_whoever_did_not_come_is_still_served_at_the_desk(
    sheet: Sheet, three: list[Entitlement], world: World, oksana: Actor
) -> None:
    enter(sheet, [*signed(1, 2), Mark(3, NOT_GIVEN)], actor=oksana)
    assert give_at_desk(three[2], world, oksana, at=NOON)
    assert entry_of(sheet, 3).hand_over_id is None


def test_whoever_refused_was_given_nothing(sheet: Sheet, oksana: Actor) -> None:
    enter(sheet, [Mark(1, REFUSED)], actor=oksana)
    assert standing() == []


def test_a_row_may_have_its_own_time_and_a_named_proxy(
    sheet: Sheet, three: list[Entitlement], world: World, oksana: Actor
) -> None:
    proxy = make_proxy(household=three[1].household, name="Богдан Дяк", relation=ProxyRelation.FAMILY)
    db.session.commit()
    row = Mark(2, GIVEN, CollectorKind.PROXY, "дяк богдан", at=time(10, 40))
    enter(sheet, [row], actor=oksana)
    (made,) = standing()
    assert made.happened_at == clock.instant(TODAY, time(10, 40))
    assert (made.collector_kind, made.proxy_id) == (CollectorKind.PROXY, proxy.id)
    assert entry_of(sheet, 2).concern is None


def test_a_proxy_whom_nobody_named_is_flagged_and_not_refused(sheet: Sheet, oksana: Actor) -> None:
    enter(sheet, [Mark(1, GIVEN, CollectorKind.PROXY, "Степан Невідомий")], actor=oksana)
    assert standing()[0].collector_name == "Степан Невідомий"
    assert entry_of(sheet, 1).concern is Concern.UNNAMED


def test_a_proxy_against_the_rule_of_the_programme_is_flagged(sheet: Sheet, world: World, oksana: Actor) -> None:
    world.proxy_rule(ProxyRule.NONE)
    enter(sheet, [Mark(1, GIVEN, CollectorKind.PROXY, "Степан Невідомий")], actor=oksana)
    assert entry_of(sheet, 1).concern is Concern.AGAINST_RULE


def test_fewer_kits_than_promised_stay_at_the_point(world: World, oksana: Actor) -> None:
    household = world.household()
    world.promise(household, world.slot(10), quantity=3)
    db.session.commit()
    (sheet,) = print_sheets(world.today, actor=oksana, at=EVENING)
    enter(sheet, signed(1, kits=(2,)), actor=oksana)
    (refused,) = db.session.scalars(db.select(RefusedItem)).all()
    assert (refused.quantity, refused.kit_line_id) == (1, None)


def test_half_a_sheet_now_and_the_rest_later(sheet: Sheet, oksana: Actor) -> None:
    enter(sheet, signed(1), actor=oksana, is_finished=False)
    assert queries.see_open().sheets == 1
    entered = enter(sheet, signed(1, 2, 3), actor=oksana, saves=1, nonce="f" * 32)
    assert entered.given == 2
    assert len(standing()) == 3


def test_nobody_waits_for_the_unsigned_paper_of_a_day_that_was_called_off(
    sheet: Sheet, world: World, oksana: Actor
) -> None:
    world.today.state = DistributionState.CANCELLED
    db.session.commit()
    assert queries.see_open(until=TODAY).is_nothing
    assert queries.list_waiting(TODAY) == []
    enter(sheet, signed(1), actor=oksana, is_finished=False)
    assert queries.see_open(until=TODAY).sheets == 1, "somebody had signed it after all"
    assert len(queries.list_waiting(TODAY)) == 1


def test_the_same_form_twice_is_the_original_success(sheet: Sheet, oksana: Actor) -> None:
    enter(sheet, signed(1), actor=oksana, is_finished=False)
    with pytest.raises(operations.EnteredTwice):
        enter(sheet, signed(1), actor=oksana, is_finished=False)
    assert len(standing()) == 1


def test_two_people_who_type_in_one_sheet_notice(sheet: Sheet, oksana: Actor) -> None:
    enter(sheet, signed(1), actor=oksana, is_finished=False)
    with pytest.raises(operations.SheetChanged):
        enter(sheet, signed(2), actor=oksana, nonce="f" * 32)


@pytest.mark.parametrize("signed_at", [None, time(12, 3)], ids=["no time", "later than now"])
def test_the_time_stands_on_the_paper_and_is_not_to_come(sheet: Sheet, oksana: Actor, signed_at: time | None) -> None:
    with pytest.raises(operations.TimeNotPossible):
        enter(sheet, signed(1), actor=oksana, signed_at=signed_at)
    assert standing() == []


def test_nobody_enters_the_sheet_of_tomorrow_or_of_a_closed_day(sheet: Sheet, world: World, oksana: Actor) -> None:
    with pytest.raises(operations.DayNotBegun):
        enter(sheet, signed(1), actor=oksana, at=EVENING)
    world.today.state = DistributionState.CLOSED
    db.session.commit()
    with pytest.raises(operations.DayIsClosed):
        enter(sheet, signed(1), actor=oksana)


@pytest.mark.parametrize(
    ("mark", "refusal"),
    [
        (Mark(1, GIVEN, kits=(7,)), operations.WrongNumberOfKits),
        (Mark(1, GIVEN, CollectorKind.WARDEN), operations.NoWarden),
        (Mark(4, GIVEN, card_no="10000008"), operations.UnknownCard),
    ],
)
def test_what_cannot_stand_on_a_row_is_said_with_its_number(
    sheet: Sheet, oksana: Actor, mark: Mark, refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal) as told:
        enter(sheet, [mark], actor=oksana)
    assert told.value.values["row"] == mark.row_no


def test_sheets_that_nobody_signed_are_put_away_together(sheet: Sheet, world: World, oksana: Actor) -> None:
    (again,) = print_sheets(world.today, actor=oksana, at=TEN)
    with transaction():
        gone = operations.discard_sheets(world.today.id, [sheet.id, again.id], actor=oksana, at=NOON)
    assert len(gone) == 2
    assert queries.see_open().is_nothing
    with pytest.raises(operations.SheetEntered):
        enter(sheet, signed(1), actor=oksana)


# ---- blank rows


def test_a_card_in_a_blank_row_serves_whoever_came_at_another_time(sheet: Sheet, world: World, oksana: Actor) -> None:
    card, promise = world.expected(12, surname="Пізня")
    enter(sheet, [Mark(4, GIVEN, card_no=card.card_no)], actor=oksana)
    (made,) = standing()
    assert (made.entitlement_id, made.card_id) == (promise.id, card.id)


def test_a_spare_sheet_is_entered_by_card_numbers(world: World, three: list[Entitlement], oksana: Actor) -> None:
    spare = print_sheets(world.today, actor=oksana, at=EVENING, spare=1)[-1]
    cards = [promise.household.cards[0].card_no for promise in three]
    marks = [Mark(row_no, GIVEN, card_no=card_no) for row_no, card_no in enumerate(cards, start=1)]
    assert enter(spare, marks, actor=oksana).given == 3


def test_one_card_in_two_blank_rows_is_given_once(sheet: Sheet, world: World, oksana: Actor) -> None:
    card, _promise = world.expected(12)
    entered = enter(sheet, [Mark(row, GIVEN, card_no=card.card_no) for row in (4, 5)], actor=oksana)
    assert (entered.given, entered.conflicts) == (1, 1)


def test_somebody_who_was_promised_nothing_waits_for_the_lead(sheet: Sheet, world: World, oksana: Actor) -> None:
    stranger = world.household("Чужа")
    db.session.commit()
    enter(sheet, [Mark(4, GIVEN, card_no=stranger.cards[0].card_no)], actor=oksana)
    assert only_conflict().kind is ConflictKind.NOT_PROMISED
    with pytest.raises(operations.CannotSettleSo):
        settle(only_conflict(), Settlement.PAPER_IS_RIGHT, actor=oksana)
    settle(only_conflict(), Settlement.SECOND_KIT, actor=oksana, reason="голодна, дітям нічого їсти")
    assert queries.see_open().is_nothing
    assert standing() == []


def test_a_promise_at_another_place_waits_for_the_lead(sheet: Sheet, world: World, oksana: Actor) -> None:
    household = world.household("Сусідська")
    promise = world.promise(household, world.slot(10, of=world.at_village))
    db.session.commit()
    enter(sheet, [Mark(4, GIVEN, card_no=household.cards[0].card_no)], actor=oksana)
    assert only_conflict().kind is ConflictKind.ELSEWHERE
    conflict = settle(only_conflict(), Settlement.PAPER_IS_RIGHT, actor=oksana)
    (made,) = standing()
    assert (made.entitlement_id, made.location_id) == (promise.id, world.lyceum.id)
    assert queries.find_known_slot(conflict) == world.slot(10, of=world.at_village), "the other fact can still be read"
    now = db.session.get_one(Entitlement, promise.id, populate_existing=True)
    assert (now.stands, now.slot_id) == (True, sheet.slot_id)


def test_a_promise_of_another_day_is_brought_to_the_hour_that_stands_on_a_spare_sheet(
    world: World, oksana: Actor
) -> None:
    """Its family is served where its kits left, and not next week."""
    household = world.household("Сусідська")
    promise = world.promise(household, world.slot(10, of=world.next_week))
    db.session.commit()
    spare = print_sheets(world.today, actor=oksana, at=EVENING, spare=1)[-1]
    enter(spare, [Mark(1, GIVEN, card_no=household.cards[0].card_no)], actor=oksana, signed_at=time(11, 40))
    settle(only_conflict(), Settlement.PAPER_IS_RIGHT, actor=oksana)
    now = db.session.get_one(Entitlement, promise.id, populate_existing=True)
    assert (now.stands, now.slot_id) == (True, world.slot(11, 30).id)
    back = db.session.scalars(db.select(SlotMove)).one()
    assert (back.from_slot_id, back.to_slot_id) == (world.slot(10, of=world.next_week).id, now.slot_id)


def test_a_row_that_was_moved_to_another_day_is_served_on_the_day_of_the_paper(
    sheet: Sheet, three: list[Entitlement], world: World, oksana: Actor
) -> None:
    with transaction():
        book_place(
            three[0].household_id, world.slot(10, of=world.next_week).id, aid_log=aid_log, actor=oksana, at=TEN
        )  # fmt: skip
    enter(sheet, signed(1), actor=oksana)
    assert only_conflict().kind is ConflictKind.ELSEWHERE
    settle(only_conflict(), Settlement.PAPER_IS_RIGHT, actor=oksana)
    now = db.session.get_one(Entitlement, three[0].id, populate_existing=True)
    assert (now.slot_id, now.place, now.stands) == (sheet.slot_id, 1, True)


# ---- two facts


def test_what_was_given_at_the_desk_is_never_overwritten(
    sheet: Sheet, three: list[Entitlement], world: World, oksana: Actor, dmytro: Actor
) -> None:
    at_desk = give_at_desk(three[1], world, dmytro)
    entered = enter(sheet, signed(1, 2, 3), actor=oksana)
    assert (entered.given, entered.conflicts) == (2, 1)
    conflict = only_conflict()
    assert (conflict.kind, conflict.known_hand_over_id, conflict.entry.row_no) == (
        ConflictKind.ALREADY_GIVEN, at_desk, 2,
    )  # fmt: skip
    assert queries.see_open(world.today.id).conflicts == 1
    with pytest.raises(operations.StillGiven):
        settle(conflict, Settlement.PAPER_IS_RIGHT, actor=oksana)
    settle(conflict, Settlement.HUB_IS_RIGHT, actor=oksana)
    assert [one.id for one in standing() if one.entitlement_id == three[1].id] == [at_desk]
    with pytest.raises(operations.AlreadySettled):
        settle(conflict, Settlement.HUB_IS_RIGHT, actor=oksana)


def test_the_paper_holds_after_the_desk_took_its_own_back(
    sheet: Sheet, three: list[Entitlement], world: World, oksana: Actor
) -> None:
    at_desk = give_at_desk(three[0], world, oksana)
    enter(sheet, signed(1), actor=oksana)
    with transaction():
        checkin.reverse_hand_over(at_desk, reason="не та картка", actor=oksana, at=NOON)
    settle(only_conflict(), Settlement.PAPER_IS_RIGHT, actor=oksana)
    (made,) = standing()
    assert made.method is Method.PAPER


def test_a_row_that_has_moved_waits_and_the_move_can_be_undone(
    sheet: Sheet, three: list[Entitlement], world: World, oksana: Actor
) -> None:
    with transaction():
        book_place(three[0].household_id, world.slot(14).id, aid_log=aid_log, actor=oksana, at=TEN)
    enter(sheet, signed(1), actor=oksana)
    assert only_conflict().kind is ConflictKind.MOVED
    settle(only_conflict(), Settlement.PAPER_IS_RIGHT, actor=oksana)
    promise = db.session.get_one(Entitlement, three[0].id, populate_existing=True)
    assert (promise.slot_id, promise.place, promise.stands) == (sheet.slot_id, 1, True)
    assert [one.entitlement_id for one in standing()] == [promise.id]
    back = db.session.scalars(db.select(SlotMove).order_by(SlotMove.id.desc())).first()
    assert back is not None
    assert (back.from_slot_id, back.to_slot_id) == (world.slot(14).id, sheet.slot_id)


def test_a_promise_that_was_taken_out_stands_again_when_the_paper_is_right(
    sheet: Sheet, three: list[Entitlement], oksana: Actor
) -> None:
    three[0].withdrawn_at = TEN
    db.session.commit()
    enter(sheet, signed(1), actor=oksana)
    assert only_conflict().kind is ConflictKind.WITHDRAWN
    settle(only_conflict(), Settlement.PAPER_IS_RIGHT, actor=oksana)
    assert db.session.get_one(Entitlement, three[0].id, populate_existing=True).stands
    assert db.session.scalars(db.select(WaitingEntry).where(WaitingEntry.closed_at.is_(None))).all() == []


def test_what_is_out_with_a_bundle_waits(sheet: Sheet, three: list[Entitlement], oksana: Actor) -> None:
    send(three[:1], carrier="Богдан", actor=oksana, at=TEN)
    enter(sheet, signed(1), actor=oksana)
    assert only_conflict().kind is ConflictKind.OUT_WITH_BUNDLE


def test_a_card_under_check_waits_and_a_lost_one_does_not(
    sheet: Sheet, three: list[Entitlement], oksana: Actor
) -> None:
    for promise, reason in zip(three[:2], (BlockReason.UNDER_CHECK, BlockReason.LOST), strict=True):
        (card,) = promise.household.cards
        card.blocked_at, card.block_reason = TEN, reason
    make_card(household=three[1].household)
    db.session.commit()
    assert enter(sheet, signed(1, 2), actor=oksana).given == 1
    assert only_conflict().kind is ConflictKind.CARD_BLOCKED


def test_whoever_signed_in_the_wrong_row_gets_the_hand_over(
    sheet: Sheet, three: list[Entitlement], world: World, oksana: Actor
) -> None:
    card, right = world.expected(12, surname="Пізня")
    give_at_desk(three[0], world, oksana)
    enter(sheet, signed(1), actor=oksana)
    with pytest.raises(operations.RightRowUnclear):
        settle(only_conflict(), Settlement.WRONG_ROW, actor=oksana, card_no="10000008")
    settle(only_conflict(), Settlement.WRONG_ROW, actor=oksana, card_no=card.card_no)
    assert [one.entitlement_id for one in standing()] == [three[0].id, right.id]


def test_the_desk_says_already_given_after_the_sheet_was_entered(
    sheet: Sheet, three: list[Entitlement], world: World, oksana: Actor
) -> None:
    enter(sheet, signed(1), actor=oksana)
    with pytest.raises(NotGiven) as told:
        give_at_desk(three[0], world, oksana, at=NOON)
    assert told.value.verdict is Verdict.ALREADY_GIVEN
    found = desk.find_by_code(three[0].household.cards[0].card_no)
    assert desk.scan(found, Place(world.lyceum.id, 1), NOON).verdict is Verdict.ALREADY_GIVEN
