"""The hub's verbs about paper: type in a sheet, say that it was not used, decide between two facts."""

from app.sheets.operations.entering import (
    DayIsClosed,
    DayNotBegun,
    Entered,
    EnteredTwice,
    GivenMeanwhile,
    NothingEntered,
    NoWarden,
    SheetChanged,
    SheetEntered,
    TimeNotPossible,
    UnknownCard,
    WrongNumberOfKits,
    check_open,
    discard_sheets,
    save_sheet,
)
from app.sheets.operations.settling import (
    AlreadySettled,
    CannotSettleSo,
    RightRowUnclear,
    StillGiven,
    settle_conflict,
)

__all__ = [
    "AlreadySettled",
    "CannotSettleSo",
    "DayIsClosed",
    "DayNotBegun",
    "Entered",
    "EnteredTwice",
    "GivenMeanwhile",
    "NoWarden",
    "NothingEntered",
    "RightRowUnclear",
    "SheetChanged",
    "SheetEntered",
    "StillGiven",
    "TimeNotPossible",
    "UnknownCard",
    "WrongNumberOfKits",
    "check_open",
    "discard_sheets",
    "save_sheet",
    "settle_conflict",
]
