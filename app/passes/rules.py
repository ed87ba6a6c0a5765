"""Whether a pass is valid, and what was typed or scanned to find it. Values in, value out."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from app.core import clock
from app.core.codes import TOKEN_LENGTH

A_DAY = timedelta(hours=24)
MOST_SETTLEMENTS = 6
"""On one route."""


class PassState(StrEnum):
    """How a pass stands at a moment."""

    VALID = "valid"
    COMING = "coming"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


def state_of(starts_at: datetime, ends_at: datetime, revoked_at: datetime | None, *, at: datetime) -> PassState:
    """Withdrawn it stays withdrawn; the moment at which it ends is the first at which it does not let anybody in."""
    if revoked_at is not None:
        return PassState.WITHDRAWN
    if at < starts_at:
        return PassState.COMING
    return PassState.VALID if at < ends_at else PassState.EXPIRED


def hours_of(day: date, begin: time, end: time) -> tuple[datetime, datetime]:
    """From and until; an end that is not after the beginning is that of the next day, so 24 hours at the most."""
    last = day if end > begin else day + timedelta(days=1)
    starts_at = clock.instant(day, begin)
    return starts_at, min(clock.instant(last, end), starts_at + A_DAY)  # in one night of the year a day has 25 hours


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed or scanned: the token of the QR code, or a number with or without its year."""

    token: str = ""
    year: int | None = None
    serial: int | None = None

    @property
    def is_nothing(self) -> bool:
        return not self.token and self.serial is None


_TOKEN = re.compile(rf"(?<![0-9])([0-9]{{{TOKEN_LENGTH}}})(?![0-9])")
_NUMBER = re.compile(r"(?:(20[0-9]{2})\s*[-–—/ ]\s*)?([0-9]{1,5})")


def read_code(text: str) -> Typed:
    """The address of a QR code, its 20 digits, ``ПР-2026-0007``, ``2026-7`` or ``7``; nothing where it is none."""
    if token := _TOKEN.search(text):
        return Typed(token=token[1])
    bare = re.sub(r"^\s*[A-Za-zА-Яа-яІіЇїЄєҐґ]{2}\s*[-–—]?\s*", "", text).strip()
    found = _NUMBER.fullmatch(bare)
    return Typed(year=int(found[1]) if found[1] else None, serial=int(found[2])) if found else Typed()
