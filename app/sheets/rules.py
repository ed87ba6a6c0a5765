"""How sheets are numbered, what may stand on them, and what contradicts what the hub knows. Values in, value out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from app.checkin.models import CollectorKind
from app.core import clock
from app.households.models import BlockReason
from app.sheets.models import Concern, ConflictKind, RowOutcome
from app.wardens import rules as wardens
from app.wardens.rules import Number

_LETTERS = frozenset(("", "ВД", "VD", "МВ"))
"""Of a sheet's number: as printed, as scanned, and as scanned on a Ukrainian keyboard layout."""


def read_number(typed: str, *, today: date) -> Number | None:
    """What was typed or scanned: ``ВД-2026-0042`` on any layout, ``2026 42``, or only ``42`` of this year.

    None for the number of another paper, such as a warden's round.
    """
    letters = "".join(re.findall(r"[^\W\d_]", typed.upper()))
    return wardens.read_number(typed, today=today) if letters in _LETTERS else None


@dataclass(frozen=True, slots=True)
class Mark:
    """One row of a sheet as it was signed, or not.

    ``card_no`` is what was typed in a blank row. ``kits``: how many of each kind where it is fewer than promised.
    ``at``: the time written beside it; None takes that of the whole sheet.
    """

    row_no: int
    outcome: RowOutcome
    collector_kind: CollectorKind = CollectorKind.MEMBER
    collector_name: str = ""
    kits: tuple[int, ...] = ()
    at: time | None = None
    card_no: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What the hub knows about the promise that a row was signed for."""

    is_given: bool = False
    is_out: bool = False
    stands: bool = True
    is_same_distribution: bool = True
    is_same_slot: bool = True
    """True of a blank row: who stands in it comes at whatever time."""
    block_reason: BlockReason | None = None


def conflict(known: Known | None) -> ConflictKind | None:
    """Why a row that was signed cannot be taken as it stands; the weightiest reason. None: it is a hand-over."""
    if known is None:
        return ConflictKind.NOT_PROMISED
    found = {
        ConflictKind.ALREADY_GIVEN: known.is_given,
        ConflictKind.OUT_WITH_BUNDLE: known.is_out,
        ConflictKind.CARD_BLOCKED: known.block_reason is not None,
        ConflictKind.ELSEWHERE: not known.is_same_distribution,
        ConflictKind.WITHDRAWN: not known.stands,
        ConflictKind.MOVED: not known.is_same_slot,
    }
    return next((kind for kind, is_so in found.items() if is_so), None)


def happened_at(mark: Mark, day: date, of_sheet: time | None) -> datetime | None:
    """When a row was signed: by its own time, else by that of the sheet. None when neither was written."""
    at = mark.at or of_sheet
    return None if at is None else clock.instant(day, at)


def read_kits(text: str) -> tuple[int, ...]:
    """``1+0`` as numbers; none where all were given."""
    return tuple(int(part) for part in text.split("+")) if text else ()


def missing_kits(promised: Sequence[int], given: Sequence[int]) -> list[int] | None:
    """How many kits of each kind were not given; None when the numbers do not fit what was promised."""
    if not given:
        return [0] * len(promised)
    missing = [whole - part for whole, part in zip(promised, given, strict=False)]
    is_right = len(given) == len(promised) and min(missing) >= 0 and any(given)
    return missing if is_right else None


def concern(kind: CollectorKind, *, is_named: bool, is_let: bool, served: int, most: int) -> Concern | None:
    """What is to be looked into about who took it. ``served``: other households of that day, at most ``most``."""
    if kind is CollectorKind.MEMBER:
        return None
    if not is_let:
        return Concern.AGAINST_RULE
    if kind is CollectorKind.PROXY and not is_named:
        return Concern.UNNAMED
    return Concern.MANY if kind is CollectorKind.PROXY and served >= most else None
