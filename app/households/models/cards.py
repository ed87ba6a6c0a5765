"""Cards, blank ones among them."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base

if TYPE_CHECKING:
    from app.households.models.household import Household


class BlockReason(StrEnum):
    REPLACED = "replaced"
    LOST = "lost"
    UNDER_CHECK = "under_check"


class Card(Base):
    """A card of a household, or a blank one. The PIN is not stored: :func:`app.core.codes.pin_of` derives it from the token."""

    __tablename__ = "cards"
    __table_args__ = (
        UniqueConstraint("card_no"),
        UniqueConstraint("token"),
        CheckConstraint("length(card_no) = 8", name="card_no"),
        CheckConstraint("(blocked_at IS NULL) = (block_reason IS NULL)", name="blocked_with_reason"),
        CheckConstraint("NOT is_alias OR household_id IS NOT NULL", name="alias_of_household"),
        Index(
            "uq_cards_live",
            "household_id",
            unique=True,
            sqlite_where=text("blocked_at IS NULL AND is_alias = 0"),
            postgresql_where=text("blocked_at IS NULL AND NOT is_alias"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    household_id: Mapped[int | None] = mapped_column(ForeignKey("households.id"), index=True)
    """None while the card is blank: printed ahead, to be linked by scanning it."""
    is_alias: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Came with a record that was merged into this household: it is served like the card of its own."""
    card_no: Mapped[str] = mapped_column(String(8))
    token: Mapped[str] = mapped_column(String(20))
    issued_at: Mapped[datetime]
    """When it was given to the household; of a blank card when it was made."""
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    nonce: Mapped[str | None] = mapped_column(String(32), unique=True)
    """The replacement form that made it: the same form sent twice makes one card."""
    printed_at: Mapped[datetime | None]
    """When staff said that it is on paper, so that the next print holds only the others."""
    blocked_at: Mapped[datetime | None]
    block_reason: Mapped[BlockReason | None]

    household: Mapped["Household | None"] = relationship(back_populates="cards")
