"""Looking up kits, items and goods."""

from app.stock.queries.kits import current_version, find_version_by_nonce, get_kit, list_kits

__all__ = ["current_version", "find_version_by_nonce", "get_kit", "list_kits"]
