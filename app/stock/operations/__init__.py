"""The hub's verbs about kits and goods."""

from app.stock.operations.kits import (
    AlreadyInUse,
    AlreadyRetired,
    KitChangedMeanwhile,
    KitCodeTaken,
    NothingChanged,
    change_contents,
    create_kit,
    restore_kit,
    retire_kit,
)

__all__ = [
    "AlreadyInUse",
    "AlreadyRetired",
    "KitChangedMeanwhile",
    "KitCodeTaken",
    "NothingChanged",
    "change_contents",
    "create_kit",
    "restore_kit",
    "retire_kit",
]
