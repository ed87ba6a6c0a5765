"""The hub's verbs about wardens: give and take streets, make sheets, enter them, decide on what was reported."""

from app.wardens.operations.changes import (
    AlreadyDecided,
    ReportedTwice,
    accept_change,
    decline_change,
    report_change,
    report_new_household,
)
from app.wardens.operations.checks import AlreadyAnswered, answer_check, ask_checks
from app.wardens.operations.looking import look_at_home, look_at_sheet, look_at_street
from app.wardens.operations.rounds import (
    EnteredTwice,
    NothingToWalk,
    ReturnIsPast,
    RoundCancelled,
    RoundChanged,
    RoundEntered,
    RoundTooLong,
    cancel_round,
    check_not_cancelled,
    check_open,
    make_round,
    save_round,
)
from app.wardens.operations.streets import (
    NotAWarden,
    StreetsChanged,
    StreetTaken,
    give_streets,
    hand_over_streets,
    take_streets,
)

__all__ = [
    "AlreadyAnswered",
    "AlreadyDecided",
    "EnteredTwice",
    "NotAWarden",
    "NothingToWalk",
    "ReportedTwice",
    "ReturnIsPast",
    "RoundCancelled",
    "RoundChanged",
    "RoundEntered",
    "RoundTooLong",
    "StreetTaken",
    "StreetsChanged",
    "accept_change",
    "answer_check",
    "ask_checks",
    "cancel_round",
    "check_not_cancelled",
    "check_open",
    "decline_change",
    "give_streets",
    "hand_over_streets",
    "look_at_home",
    "look_at_sheet",
    "look_at_street",
    "make_round",
    "report_change",
    "report_new_household",
    "save_round",
    "take_streets",
]
