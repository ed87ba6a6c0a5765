"""Pages of kits and goods."""

from app.stock.views import (
    assembly,
    corrections,
    dispatches,
    documents,
    items,
    kits,
    overview,
    partners,
    receipts,
    transfers,
)
from app.stock.views.blueprint import blueprint

__all__ = [
    "assembly", "blueprint", "corrections", "dispatches", "documents", "items", "kits", "overview", "partners",
    "receipts", "transfers",
]  # fmt: skip
