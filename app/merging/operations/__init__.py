"""The hub's verbs about records of one family: merge them, undo it, split them, move people between them."""

from app.merging.operations.merging import Choices, merge_households, merge_people
from app.merging.operations.refusals import AlreadyMerged, HeadsMeet, NamesNeeded, OneRecord, PeopleChanged, SentTwice
from app.merging.operations.splitting import NobodyStays, SameHousehold, split_household, transfer_people
from app.merging.operations.undoing import (
    AlreadyUndone,
    LaterMergeFirst,
    PeopleMovedSince,
    TooLateToUndo,
    Undone,
    let_go,
    undo_merge,
)

__all__ = [
    "AlreadyMerged",
    "AlreadyUndone",
    "Choices",
    "HeadsMeet",
    "LaterMergeFirst",
    "NamesNeeded",
    "NobodyStays",
    "OneRecord",
    "PeopleChanged",
    "PeopleMovedSince",
    "SameHousehold",
    "SentTwice",
    "TooLateToUndo",
    "Undone",
    "let_go",
    "merge_households",
    "merge_people",
    "split_household",
    "transfer_people",
    "undo_merge",
]
