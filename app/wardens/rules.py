"""How streets are walked, how sheets are numbered, and what the marks on them mean. Values in, value out."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from string import digits as ascii_digits
from typing import TypeVar

from app.wardens.models import MOST_NEEDS, ChangeKind, NeedCode, Side

MOST_ROWS = 200
"""Households on one sheet; forty are a morning's walk."""
BLANK_ROWS = 3
"""Rows at the end of a sheet for people who are not on it."""
USUAL_DAYS = 3
"""From printing a sheet to its return, unless told otherwise."""

Stretch = tuple[int, Side]
"""One side of a street, by the street's id."""

CODES = {
    NeedCode.FOOD: "ПР",
    NeedCode.WATER: "ВО",
    NeedCode.MEDICINE: "ЛІ",
    NeedCode.HYGIENE: "ГГ",
    NeedCode.BABY: "ДТ",
    NeedCode.HEAT: "ТЕ",
    NeedCode.REPAIR: "РЕ",
    NeedCode.CLOTHES: "ОД",
    NeedCode.CONNECTION: "ЗВ",
    NeedCode.DOCUMENTS: "ДО",
    NeedCode.PSYCHOLOGIST: "ПС",
    NeedCode.CARE: "ДГ",
    NeedCode.WORK: "РБ",
    NeedCode.TRANSPORT: "ТР",
    NeedCode.OTHER: "ІН",
}
"""Two letters each, as the warden writes them (field guide 5.6)."""
_NEEDS = {code: need for need, code in CODES.items()}
_LOOK_ALIKES = str.maketrans("ABCEHIKMOPTXҐЄЇ1", "АВСЕНІКМОРТХГЕІІ")
"""Letters of other keyboards that look the same on paper."""


class Look(StrEnum):
    """Why a sheet was looked at. Kept in the audit only."""

    PRINT = "print"
    ENTRY = "entry"


class UnknownCode(ValueError):
    """A code that is none of the fifteen."""


class TooManyCodes(ValueError):
    """More than three."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a warden saw beside a row."""

    kind: ChangeKind
    text: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """One row of a sheet as it was filled in."""

    row_no: int
    is_reached: bool = False
    is_told: bool = False
    needs: tuple[NeedCode, ...] = ()
    change: Change | None = None

    @property
    def is_blank(self) -> bool:
        """Nothing stands beside the row: nobody was at home, or it is not typed in yet."""
        return not (self.is_reached or self.is_told or self.needs or self.change)


# ---- streets


def side_of(house: str) -> Side:
    """On which side a house stands; one without a number is counted to the even side."""
    digits = re.match("[0-9]+", house)
    return Side.ODD if digits and int(digits[0]) % 2 else Side.EVEN


def house_order(house: str) -> tuple[tuple[bool, int, str], ...]:
    """A key that puts houses in the order of walking: 2, 10, 10А, 12, 12/1, 12/2, 12/10."""
    parts = re.findall(r"[0-9]+|[^0-9]+", house)
    return tuple((part[0] not in ascii_digits, int(part) if part[0] in ascii_digits else 0, part) for part in parts)


Place = TypeVar("Place")


def join_sides(stretches: Iterable[tuple[Place, Side]]) -> list[tuple[Place, Side | None]]:
    """Streets in the order they come; None for the side of a street that is there with both."""
    sides: dict[Place, list[Side]] = {}
    for street, side in stretches:
        sides.setdefault(street, []).append(side)
    return [(street, None if len(of_street) == len(Side) else of_street[0]) for street, of_street in sides.items()]


# ---- sheets


@dataclass(frozen=True, slots=True)
class Number:
    """The number of a sheet: a year, and a count within it."""

    year: int
    serial: int


def read_number(typed: str, *, today: date) -> Number | None:
    """What was typed or scanned: ``ОБ-2026-0007`` in any letters, ``2026 7``, or only ``7`` of this year."""
    groups = re.findall("[0-9]+", typed)[-2:]
    if len(groups) == 1 and len(groups[0]) > 4:
        groups = [groups[0][:4], groups[0][4:]]  # a scanner that leaves the dashes out
    if not groups or any(len(group) > 6 for group in groups):
        return None
    year, serial = (today.year, groups[0]) if len(groups) == 1 else (int(groups[0]), groups[1])
    return Number(year, int(serial))


def qr_content(number: str) -> str:
    """The number in Latin letters: a scanner is a keyboard, and types those on any layout without loss of digits."""
    return number.replace("ОБ", "OB")


def short_name(given: str, surname: str) -> str:
    """``Мар’яна Ї.``: enough to greet somebody, too little to look for them by if the sheet is lost."""
    initial = f"{surname[:1].upper()}." if surname else ""
    return f"{given} {initial}".strip()


# ---- marks


def read_codes(typed: str) -> tuple[NeedCode, ...]:
    """Need codes in the order they were written, in capitals or not, with or without anything between them.

    Latin letters are read as what they look like. Raises UnknownCode with the code, and TooManyCodes.
    """
    words = re.findall(r"[^\W_]+", typed.upper().translate(_LOOK_ALIKES))
    codes = dict.fromkeys(_need(word[start : start + 2]) for word in words for start in range(0, len(word), 2))
    if len(codes) > MOST_NEEDS:
        raise TooManyCodes
    return tuple(codes)


def _need(code: str) -> NeedCode:
    try:
        return _NEEDS[code]
    except KeyError:
        raise UnknownCode(code) from None


def write_codes(needs: Sequence[NeedCode]) -> str:
    """``ПР ЛІ``, as :func:`read_codes` takes them."""
    return " ".join(CODES[need] for need in needs)
