"""Kits, items, and the goods in the hub's stores."""

from app.stock.models.dispatches import Dispatch
from app.stock.models.goods import Lot
from app.stock.models.items import Item, ItemUnit
from app.stock.models.kits import Kit, KitLine, KitVersion
from app.stock.models.ledger import (
    Balance,
    CountLine,
    DocumentKind,
    Movement,
    StockDocument,
    Store,
    StoreKind,
)
from app.stock.models.receipts import Receipt, ReceiptLine

__all__ = [
    "Balance", "CountLine", "Dispatch", "DocumentKind", "Item", "ItemUnit", "Kit", "KitLine", "KitVersion", "Lot",
    "Movement", "Receipt", "ReceiptLine", "StockDocument", "Store", "StoreKind",
]  # fmt: skip
