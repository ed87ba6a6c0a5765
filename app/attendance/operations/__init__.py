"""The verbs of a working day."""

from app.attendance.operations.certificates import IssuedAlready, issue_certificate
from app.attendance.operations.checks import NotWhole, SentTwice, Ticks, brief, check_day
from app.attendance.operations.roll import CalledAlready, call, call_many, find_by_card
from app.attendance.operations.sheets import (
    AWAY,
    NEEDS_REASON,
    NothingToConfirm,
    ReversedAlready,
    Row,
    WrittenAlready,
    close_order,
    confirm,
    correct,
    is_written,
    replace,
    write_rows,
)
from app.attendance.operations.tools import NothingCameBack, lend, take_back, take_back_whole

__all__ = [
    "AWAY",
    "NEEDS_REASON",
    "CalledAlready",
    "IssuedAlready",
    "NotWhole",
    "NothingCameBack",
    "NothingToConfirm",
    "ReversedAlready",
    "Row",
    "SentTwice",
    "Ticks",
    "WrittenAlready",
    "brief",
    "call",
    "call_many",
    "check_day",
    "close_order",
    "confirm",
    "correct",
    "find_by_card",
    "is_written",
    "issue_certificate",
    "lend",
    "replace",
    "take_back",
    "take_back_whole",
    "write_rows",
]
