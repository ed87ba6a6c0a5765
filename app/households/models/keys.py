"""Column types of texts that are searched by their beginning."""

from sqlalchemy import Computed, String


def prefix_key(length: int) -> String:
    """Text that is searched by its beginning, so compared by code points on every database."""
    return String(length).with_variant(String(length, collation="C"), "postgresql")


def backwards(column: str) -> Computed:
    """The nine national digits of a phone from the last one on: its last digits are then a beginning."""
    return Computed(" || ".join(f"substr({column}, {place}, 1)" for place in range(13, 4, -1)), persisted=True)
