"""Numbers of sheets as they are typed and scanned, and what paper may contradict."""

from datetime import date, time

import pytest

from app.checkin.models import CollectorKind
from app.core import clock
from app.households.models import BlockReason
from app.sheets import rules
from app.sheets.models import Concern, ConflictKind, RowOutcome
from app.sheets.rules import Known, Mark
from app.wardens.rules import Number

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    "typed", ["42", "0042", " вд 42 ", "ВД-2026-0042", "VD-2026-0042", "МВ-2026-0042", "VD20260042", "2026 42"]
)
def test_a_sheet_is_found_by_its_number_on_any_keyboard(typed: str) -> None:
    assert rules.read_number(typed, today=TODAY) == Number(2026, 42)


@pytest.mark.parametrize("typed", ["", "ОБ-2026-0042", "OB-2026-0042", "ПД-2026-0042", "Ковальчук", "12345678901"])
def test_the_number_of_another_paper_is_no_sheet(typed: str) -> None:
    assert rules.read_number(typed, today=TODAY) is None


def test_what_nothing_stands_against_is_a_hand_over() -> None:
    assert rules.conflict(Known()) is None
    assert rules.conflict(None) is ConflictKind.NOT_PROMISED


@pytest.mark.parametrize(
    ("known", "kind"),
    [
        (Known(is_given=True, stands=False, is_same_slot=False), ConflictKind.ALREADY_GIVEN),
        (Known(is_out=True), ConflictKind.OUT_WITH_BUNDLE),
        (Known(block_reason=BlockReason.UNDER_CHECK), ConflictKind.CARD_BLOCKED),
        (Known(is_same_distribution=False, is_same_slot=False), ConflictKind.ELSEWHERE),
        (Known(stands=False), ConflictKind.WITHDRAWN),
        (Known(is_same_slot=False), ConflictKind.MOVED),
    ],
)
def test_of_several_reasons_the_weightiest_is_told(known: Known, kind: ConflictKind) -> None:
    assert rules.conflict(known) is kind


def test_a_row_has_its_own_time_or_that_of_the_sheet() -> None:
    mark, own = Mark(1, RowOutcome.GIVEN), Mark(1, RowOutcome.GIVEN, at=time(9, 40))
    assert rules.happened_at(mark, TODAY, time(9, 15)) == clock.instant(TODAY, time(9, 15))
    assert rules.happened_at(own, TODAY, time(9, 15)) == clock.instant(TODAY, time(9, 40))
    assert rules.happened_at(mark, TODAY, None) is None


@pytest.mark.parametrize(
    ("given", "missing"),
    [((), [0, 0]), ((2, 1), [0, 0]), ((1, 0), [1, 1]), ((3, 1), None), ((2,), None), ((0, 0), None)],
)
def test_fewer_kits_than_promised_leave_the_rest_at_the_point(given: tuple[int, ...], missing: list[int]) -> None:
    assert rules.missing_kits((2, 1), given) == missing


@pytest.mark.parametrize(
    ("kind", "is_named", "is_let", "served", "found"),
    [
        (CollectorKind.MEMBER, False, False, 9, None),
        (CollectorKind.PROXY, True, True, 2, None),
        (CollectorKind.PROXY, False, True, 0, Concern.UNNAMED),
        (CollectorKind.PROXY, True, False, 0, Concern.AGAINST_RULE),
        (CollectorKind.PROXY, True, True, 3, Concern.MANY),
        (CollectorKind.WARDEN, False, True, 9, None),
    ],
)
def test_a_fact_on_paper_is_a_fact_but_it_is_flagged(
    kind: CollectorKind, is_named: bool, is_let: bool, served: int, found: Concern | None
) -> None:
    assert rules.concern(kind, is_named=is_named, is_let=is_let, served=served, most=3) is found
