"""The hub's verbs about kits and goods."""

from app.stock.operations.assembly import ItemsNotNamed, PartsDoNotAddUp, assemble
from app.stock.operations.dispatches import Addressee, AlreadyTold, TakenBack, dispatch, note_told
from app.stock.operations.items import ItemCodeTaken, ItemDetails, change_item, create_item
from app.stock.operations.kits import (
    AlreadyInUse,
    AlreadyRetired,
    KitChangedMeanwhile,
    KitCodeTaken,
    NothingChanged,
    change_contents,
    create_kit,
    name_items,
    restore_kit,
    retire_kit,
)
from app.stock.operations.picking import LotExpired, NothingPicked
from app.stock.operations.receipts import (
    AlreadyReported,
    Delivery,
    LineDraft,
    NotDeclared,
    receive,
    report_receipt,
)
from app.stock.operations.reversing import CannotBeReversed, FollowedUp, SignedInClosing, reverse_document
from app.stock.operations.stock_takes import Count, GoodsMoved, take_stock
from app.stock.operations.transfers import CountedBySender, MoreThanSent, NotUnderWay, SameStore, arrive, send
from app.stock.operations.write_offs import WRITE_OFFS, NotExpired, OnTheWay, write_off

__all__ = [
    "WRITE_OFFS", "Addressee", "AlreadyInUse", "AlreadyReported", "AlreadyRetired", "AlreadyTold", "CannotBeReversed",
    "Count", "CountedBySender", "Delivery", "FollowedUp", "GoodsMoved", "ItemCodeTaken", "ItemDetails",
    "ItemsNotNamed", "KitChangedMeanwhile", "KitCodeTaken", "LineDraft", "LotExpired", "MoreThanSent", "NotDeclared",
    "NotExpired", "NotUnderWay", "NothingChanged", "NothingPicked", "OnTheWay", "PartsDoNotAddUp", "SameStore",
    "SignedInClosing", "TakenBack", "arrive", "assemble", "change_contents", "change_item", "create_item",
    "create_kit", "dispatch", "name_items", "note_told", "receive", "report_receipt", "restore_kit", "retire_kit",
    "reverse_document", "send", "take_stock", "write_off",
]  # fmt: skip
