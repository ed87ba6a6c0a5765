"""Streets change hands, sheets go out and come back, reports wait and are decided."""

import json
import secrets
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app.accounts import operations as accounts
from app.audit import queries as audit
from app.audit.models import AuditEntry
from app.core import clock
from app.core.actors import KEEPER
from app.core.db import db, transaction
from app.core.errors import NotFound
from app.households.models import Household, HouseholdStatus
from app.hubs import operations as hubs
from app.hubs import queries as hub_queries
from app.wardens import operations, queries
from app.wardens.models import (
    ChangeKind,
    ChangeState,
    NeedCode,
    ReportedChange,
    Round,
    RoundNeed,
    RoundRow,
    Side,
    WardenStreet,
)
from app.wardens.operations import (
    AlreadyDecided,
    EnteredTwice,
    NotAWarden,
    NothingToWalk,
    ReportedTwice,
    ReturnIsPast,
    RoundCancelled,
    RoundChanged,
    RoundEntered,
    RoundTooLong,
    StreetsChanged,
    StreetTaken,
)
from app.wardens.queries import RoundHandedOver
from app.wardens.rules import Change, Mark
from tests import cast
from tests.make import make_household, make_staff
from tests.wardens.beat import (
    BOTH,
    MONDAY,
    RETURN_BY,
    WALKED,
    Beat,
    actor,
    all_reached,
    enter,
    houses_of,
    make_sheet,
)

pytestmark = pytest.mark.usefixtures("database")
LATER = MONDAY + timedelta(days=1)


def hand_over(beat: Beat, *, expected: int = 4) -> int:
    with transaction():
        return operations.hand_over_streets(beat.tamara, beat.stepan, expected=expected, actor=KEEPER, at=LATER)


def trace(action: str) -> list[dict[str, object]]:
    found = select(AuditEntry.details).where(AuditEntry.action == action).order_by(AuditEntry.id)
    return [json.loads(details) for details in db.session.scalars(found)]


# ---- streets


def test_a_side_of_a_street_has_one_warden(beat: Beat) -> None:
    with pytest.raises(StreetTaken), transaction():
        operations.give_streets(beat.stepan, [(beat.sadova, Side.ODD)], actor=KEEPER, at=MONDAY)


def test_a_long_street_is_parted_by_its_sides(beat: Beat) -> None:
    even = [(beat.sadova, Side.EVEN)]
    with transaction():
        operations.take_streets(beat.tamara, even, actor=KEEPER, at=MONDAY)
    with transaction():
        operations.give_streets(beat.stepan, even, actor=KEEPER, at=MONDAY)
    assert houses_of(make_sheet_of_all(beat)) == ["4", "1", "3", "21"]
    assert [home.house for home in queries.list_homes(even)] == ["2", "10", "10А", "12/1"]


def make_sheet_of_all(beat: Beat) -> Round:
    with transaction():
        return operations.make_round(
            beat.tamara, queries.own(beat.tamara), return_by=RETURN_BY, nonce=secrets.token_hex(16),
            actor=actor(cast.TAMARA), at=MONDAY,
        )  # fmt: skip


def test_streets_are_given_to_wardens_only(beat: Beat) -> None:
    dmytro = make_staff(cast.DMYTRO).id
    db.session.commit()
    with pytest.raises(NotAWarden), transaction():
        operations.give_streets(dmytro, [(beat.far, Side.ODD)], actor=KEEPER, at=MONDAY)
    make_staff(cast.OKSANA)
    with transaction():
        accounts.retire(beat.stepan, actor=actor(cast.OKSANA), at=MONDAY)
    with pytest.raises(NotAWarden):
        hand_over(beat)


def test_what_was_taken_meanwhile_is_not_taken_twice(beat: Beat) -> None:
    with transaction():
        operations.take_streets(beat.tamara, [(beat.lane, side) for side in BOTH], actor=KEEPER, at=MONDAY)
    with pytest.raises(StreetsChanged), transaction():
        operations.take_streets(beat.tamara, [(beat.lane, Side.ODD)], actor=KEEPER, at=MONDAY)


def test_all_streets_go_over_in_one_step(beat: Beat) -> None:
    assert hand_over(beat) == 4
    assert queries.own(beat.tamara) == []
    assert {street for street, _side in queries.own(beat.stepan)} == {beat.sadova, beat.lane, beat.far}
    assert trace("hand over streets") == [{"streets": sorted([beat.sadova, beat.lane]), "to_staff": beat.stepan}]


def test_the_numbers_shown_before_the_press_must_still_be_true(beat: Beat) -> None:
    with pytest.raises(StreetsChanged):
        hand_over(beat, expected=3)
    hand_over(beat)
    with pytest.raises(StreetsChanged):
        hand_over(beat)


def test_the_streets_of_somebody_dismissed_can_still_be_handed_over(beat: Beat) -> None:
    make_staff(cast.OKSANA)
    with transaction():
        accounts.retire(beat.tamara, actor=actor(cast.OKSANA), at=MONDAY)
    assert hand_over(beat) == 4


# ---- making a sheet


def test_a_sheet_lists_homes_street_by_street_and_side_by_side(beat: Beat) -> None:
    sheet = make_sheet(beat)
    assert houses_of(sheet) == ["4", *WALKED]
    assert [row.row_no for row in sheet.rows] == list(range(1, 9))
    assert sheet.number == "ОБ-2026-0001"
    assert make_sheet(beat).number == "ОБ-2026-0002"
    assert make_sheet(beat, at=MONDAY.replace(year=2025)).number == "ОБ-2025-0001"


def test_who_moved_or_was_merged_is_not_visited(beat: Beat) -> None:
    for house, status in (("2", HouseholdStatus.MOVED), ("3", HouseholdStatus.INACTIVE)):
        db.session.get_one(Household, beat.homes[house]).status = status
    merged = db.session.get_one(Household, beat.homes["21"])
    merged.status, merged.merged_into_id = HouseholdStatus.MERGED, beat.homes["1"]
    db.session.get_one(Household, beat.homes["10"]).status = HouseholdStatus.UNDER_CHECK
    db.session.commit()
    assert houses_of(make_sheet(beat)) == ["4", "1", "10", "10А", "12/1"]


def test_those_nobody_found_stand_first_next_time(beat: Beat) -> None:
    sheet = make_sheet(beat)
    enter(sheet.id, all_reached(sheet, but=[3, 8]))
    after = make_sheet(beat, at=LATER)
    assert houses_of(after) == ["3", "12/1", "4", "1", "21", "2", "10", "10А"]
    assert [row.was_missed for row in after.rows][:3] == [True, True, False]
    enter(after.id, all_reached(after, but=[2]))
    assert houses_of(make_sheet(beat, only_missed=True, at=LATER)) == ["12/1"]


def test_a_sheet_that_nobody_typed_in_counts_for_nothing(beat: Beat) -> None:
    sheet = make_sheet(beat)
    enter(sheet.id, all_reached(sheet, but=[3]), is_finished=False)
    with pytest.raises(NothingToWalk):
        make_sheet(beat, only_missed=True)


def test_a_warden_makes_sheets_of_their_own_streets_only(beat: Beat) -> None:
    form = {"return_by": RETURN_BY, "nonce": secrets.token_hex(16), "at": MONDAY}
    with pytest.raises(NotFound), transaction():
        operations.make_round(beat.stepan, [(beat.far, Side.ODD)], actor=actor(cast.TAMARA), **form)  # type: ignore[arg-type]
    with pytest.raises(NotFound), transaction():
        operations.make_round(beat.tamara, [(beat.far, Side.ODD)], actor=actor(cast.TAMARA), **form)  # type: ignore[arg-type]


def test_a_sheet_cannot_come_back_before_it_goes_out(beat: Beat) -> None:
    with pytest.raises(ReturnIsPast):
        make_sheet(beat, at=MONDAY + timedelta(days=9))


def test_a_sheet_for_half_a_town_is_refused_in_numbers(beat: Beat) -> None:
    street = db.session.get_one(Household, beat.homes["1"]).street
    assert street is not None
    for house in range(1, 195):
        make_household(settlement=street.settlement, street=street, house=str(house))
    db.session.commit()
    with pytest.raises(RoundTooLong) as refusal:
        make_sheet(beat)
    assert refusal.value.values == {"rows": 202, "most": 200}


# ---- typing it in


def test_a_sheet_is_typed_in_at_once_and_leaves_one_line_of_the_trace(beat: Beat) -> None:
    sheet = make_sheet(beat)
    marks = all_reached(sheet, but=[2])
    marks[0] = Mark(
        1, is_reached=True, needs=(NeedCode.HEAT, NeedCode.FOOD), change=Change(ChangeKind.BIRTH, "дівчинка")
    )
    entered = enter(sheet.id, marks, ["буд. 14, троє людей"])
    assert entered.entered_at is not None
    assert [need.code for need in entered.rows[0].needs] == [NeedCode.HEAT, NeedCode.FOOD]
    assert trace("enter round") == [
        {"changes": 2, "finished": True, "needs": 2, "reached": 7, "rows": 8, "told": 6}
    ]  # fmt: skip
    waiting = queries.list_changes(None).rows
    assert [(change.kind, change.text) for change in waiting] == [
        (ChangeKind.BIRTH, "дівчинка"), (ChangeKind.NEW_HOUSEHOLD, "буд. 14, троє людей")
    ]  # fmt: skip
    assert audit.check_chain().broken_at is None


def test_a_sheet_saved_in_part_is_gone_on_with(beat: Beat) -> None:
    sheet = make_sheet(beat)
    enter(sheet.id, [Mark(1, is_reached=True, needs=(NeedCode.FOOD, NeedCode.WORK))], is_finished=False)
    again = enter(sheet.id, [Mark(1, needs=(NeedCode.WORK, NeedCode.CARE)), Mark(2, is_told=True)], saves=1)
    first, second = again.rows[:2]
    assert (first.is_reached, [need.code for need in first.needs]) == (False, [NeedCode.WORK, NeedCode.CARE])
    assert second.is_told
    assert again.saves == 2


def test_the_same_form_twice_saves_once(beat: Beat) -> None:
    sheet, nonce = make_sheet(beat), secrets.token_hex(16)
    enter(sheet.id, [Mark(1, change=Change(ChangeKind.DEATH))], ["буд. 14"], nonce=nonce)
    with pytest.raises(EnteredTwice):
        enter(sheet.id, [Mark(1, change=Change(ChangeKind.DEATH))], ["буд. 14"], nonce=nonce)
    assert db.session.scalar(select(func.count()).select_from(ReportedChange)) == 2


def test_whoever_looked_earlier_does_not_write_over_what_came_later(beat: Beat) -> None:
    sheet = make_sheet(beat)
    enter(sheet.id, [Mark(1, is_reached=True)], is_finished=False)
    with pytest.raises(RoundChanged):
        enter(sheet.id, [Mark(1)], is_finished=False)
    assert db.session.get_one(RoundRow, sheet.rows[0].id).is_reached


def test_a_sheet_is_finished_once(beat: Beat) -> None:
    sheet = make_sheet(beat)
    enter(sheet.id, all_reached(sheet))
    with pytest.raises(RoundEntered):
        enter(sheet.id, all_reached(sheet), saves=1)
    with pytest.raises(RoundEntered), transaction():
        operations.cancel_round(sheet.id, actor=actor(cast.TAMARA), at=LATER)


def test_a_lost_paper_opens_nothing(beat: Beat) -> None:
    sheet = make_sheet(beat)
    with transaction():
        operations.cancel_round(sheet.id, actor=actor(cast.TAMARA), at=LATER)
    with pytest.raises(RoundCancelled) as refusal:
        enter(sheet.id, all_reached(sheet))
    assert refusal.value.values == {"number": "ОБ-2026-0001", "day": "24.11.2026"}
    with pytest.raises(RoundCancelled), transaction():
        operations.cancel_round(sheet.id, actor=actor(cast.TAMARA), at=LATER)


def test_the_old_warden_enters_nothing_after_the_streets_changed_hands(beat: Beat) -> None:
    sheet = make_sheet(beat)
    hand_over(beat)
    with pytest.raises(RoundHandedOver):
        enter(sheet.id, all_reached(sheet))
    assert enter(sheet.id, all_reached(sheet), actor=actor(cast.STEPAN)).entered_by_id == beat.stepan


def test_a_registrar_enters_a_sheet_whose_streets_are_no_longer_one_wardens(beat: Beat) -> None:
    sheet = make_sheet(beat)
    with transaction():
        operations.take_streets(beat.tamara, [(beat.lane, side) for side in BOTH], actor=KEEPER, at=LATER)
    with pytest.raises(RoundHandedOver):
        enter(sheet.id, all_reached(sheet))
    with pytest.raises(NotFound):
        enter(sheet.id, all_reached(sheet), actor=actor(cast.STEPAN))
    make_staff(cast.HALYNA)
    db.session.commit()
    assert enter(sheet.id, all_reached(sheet), actor=actor(cast.HALYNA)).entered_at is not None


def test_nobody_else_touches_a_wardens_sheet(beat: Beat) -> None:
    sheet = make_sheet(beat)
    with pytest.raises(NotFound):
        enter(sheet.id, all_reached(sheet), actor=actor(cast.STEPAN))
    with pytest.raises(NotFound):
        enter(999, [], actor=actor(cast.STEPAN))


def test_the_database_itself_keeps_to_three_needs(beat: Beat) -> None:
    row = make_sheet(beat).rows[0]
    db.session.add(RoundNeed(row_id=row.id, place=4, code=NeedCode.FOOD))
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()


def test_a_change_unticked_before_anybody_decided_is_gone(beat: Beat) -> None:
    sheet = make_sheet(beat)
    enter(
        sheet.id,
        [Mark(1, change=Change(ChangeKind.PHONE)), Mark(2, change=Change(ChangeKind.DEATH))],
        is_finished=False,
    )
    phone, death = queries.list_changes(None).rows
    with transaction():
        operations.accept_change(death.id, actor=KEEPER, at=LATER)
    enter(sheet.id, [Mark(1), Mark(2)], saves=1)
    assert db.session.get(ReportedChange, phone.id) is None
    assert db.session.get_one(ReportedChange, death.id).state is ChangeState.ACCEPTED


# ---- reports


def test_a_warden_reports_without_a_sheet(beat: Beat) -> None:
    nonce = secrets.token_hex(16)
    for attempt in (1, 2):
        try:
            with transaction():
                operations.report_change(
                    beat.homes["21"],
                    Change(ChangeKind.ALL_LEFT, "до весни"),
                    nonce=nonce,
                    actor=actor(cast.TAMARA),
                    at=LATER,
                )
        except ReportedTwice:
            assert attempt == 2
    (change,) = queries.list_changes(None).rows
    assert (change.household_id, change.kind, change.state) == (
        beat.homes["21"],
        ChangeKind.ALL_LEFT,
        ChangeState.WAITING,
    )


def test_a_warden_reports_about_their_own_streets_only(beat: Beat) -> None:
    change, how = Change(ChangeKind.OTHER), {"nonce": secrets.token_hex(16), "actor": actor(cast.TAMARA), "at": LATER}
    with pytest.raises(NotFound), transaction():
        operations.report_change(beat.far_home, change, **how)  # type: ignore[arg-type]
    with pytest.raises(NotFound), transaction():
        operations.report_new_household(beat.far, "буд. 3", **how)  # type: ignore[arg-type]
    hand_over(beat)
    with pytest.raises(NotFound), transaction():
        operations.report_change(beat.homes["1"], change, **how)  # type: ignore[arg-type]


def test_a_report_is_decided_once(beat: Beat) -> None:
    with transaction():
        change = operations.report_new_household(
            beat.lane, "буд. 9, двоє", nonce=secrets.token_hex(16), actor=actor(cast.TAMARA), at=LATER
        )
    with transaction():
        operations.decline_change(change.id, "це дача, ніхто не живе", actor=KEEPER, at=LATER)
    with pytest.raises(AlreadyDecided), transaction():
        operations.accept_change(change.id, actor=KEEPER, at=LATER)
    assert queries.count_waiting() == 0
    (mine,) = queries.list_of_warden(beat.tamara)
    assert (mine.state, mine.answer) == (ChangeState.DECLINED, "це дача, ніхто не живе")
    with pytest.raises(NotFound), transaction():
        operations.accept_change(999, actor=KEEPER, at=clock.now())


def test_wiping_a_training_community_takes_wardens_with_it(beat: Beat, app: Flask) -> None:
    sheet = make_sheet(beat)
    enter(sheet.id, [Mark(1, needs=(NeedCode.FOOD,), change=Change(ChangeKind.PHONE))])
    hub_queries.get_hub().is_training = True
    db.session.commit()
    with transaction():
        hubs.wipe_training(hub_queries.get_hub().name, actor=KEEPER, at=LATER)
    assert db.session.scalar(select(func.count()).select_from(WardenStreet)) == 0
