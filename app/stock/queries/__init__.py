"""Looking up kits, items and goods."""

from app.stock.queries.documents import (
    Card,
    Waiting,
    find_document_by_nonce,
    find_receipt_of,
    find_reversal,
    get_document,
    get_receipt,
    item_card,
    kit_card,
    list_counts,
    list_documents,
    list_followers,
    list_receipts,
    list_receipts_due,
    list_under_way,
    see_waiting,
)
from app.stock.queries.goods import (
    Total,
    is_kept,
    list_expiring,
    list_lots,
    list_stores,
    list_usable_items,
    on_hand,
    on_hand_at,
    see_totals,
)
from app.stock.queries.kits import (
    current_version,
    find_item_by_nonce,
    find_version_by_nonce,
    get_item,
    get_kit,
    list_items,
    list_kits,
)
from app.stock.queries.shelves import Begun, Shelf, Supply, kept_since, see_shelves, supply_of

__all__ = [
    "Begun", "Card", "Shelf", "Supply", "Total", "Waiting", "current_version", "find_document_by_nonce",
    "find_item_by_nonce", "find_receipt_of", "find_reversal", "find_version_by_nonce", "get_document", "get_item",
    "get_kit", "get_receipt", "is_kept", "item_card", "kept_since", "kit_card", "list_counts", "list_documents",
    "list_expiring", "list_followers", "list_items", "list_kits", "list_lots", "list_receipts", "list_receipts_due",
    "list_stores", "list_under_way", "list_usable_items", "on_hand", "on_hand_at", "see_shelves", "see_totals",
    "see_waiting", "supply_of",
]  # fmt: skip
