"""The verbs of a working day."""

from app.attendance.operations.checks import Ticks, brief, check_day
from app.attendance.operations.roll import call, find_by_card, lend, take_back
from app.attendance.operations.sheets import Row, close_order, confirm, correct, replace, write_rows

__all__ = [
    "Row",
    "Ticks",
    "brief",
    "call",
    "check_day",
    "close_order",
    "confirm",
    "correct",
    "find_by_card",
    "lend",
    "replace",
    "take_back",
    "write_rows",
]
