"""Items: what comes by the piece, the pack or the kilogram, and is put into kits."""

from enum import StrEnum

from sqlalchemy import CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class ItemUnit(StrEnum):
    """What a quantity of an item counts (field guide 3.6). Quantities are whole numbers of it."""

    PIECE = "piece"
    PACK = "pack"
    KILOGRAM = "kg"
    LITRE = "l"
    METRE = "m"
    PAIR = "pair"


class Item(Base):
    """A thing that is received, kept and put into kits."""

    __tablename__ = "items"
    __table_args__ = (
        UniqueConstraint("code"),
        UniqueConstraint("nonce"),
        CheckConstraint("weight_g BETWEEN 0 AND 1000000", name="weight_g"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(12))
    name: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(80), default="")
    unit: Mapped[ItemUnit]
    weight_g: Mapped[int] = mapped_column(default=0)
    """Of one unit with its packing."""
    is_active: Mapped[bool] = mapped_column(default=True)
    nonce: Mapped[str | None] = mapped_column(String(32))
    """The form that made it: the same form sent twice makes one item."""
