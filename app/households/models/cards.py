"""Cards, and the blank ones that are printed ahead of their households."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base

if TYPE_CHECKING:
    from app.households.models.household import Household


class BlockReason(StrEnum):
    REPLACED = "replaced"
    LOST = "lost"
    UNDER_CHECK = "under_check"
    NOT_PRINTED = "not_printed"
    """It never left the screen: a card from the stock was given in its place."""


class CheckReason(StrEnum):
    """Why a card is held until something is checked. A code, so that nobody writes what they think of people."""

    STRANGER = "stranger"
    TWO_RECORDS = "two_records"
    DATA_DIFFER = "data_differ"
    ASKED = "asked"


class CardBatch(Base):
    """Blank cards that were made together, to be printed ahead and given by hand."""

    __tablename__ = "card_batches"
    __table_args__ = (UniqueConstraint("nonce"), CheckConstraint("cards BETWEEN 1 AND 200", name="cards"))

    id: Mapped[int] = mapped_column(primary_key=True)
    cards: Mapped[int] = mapped_column(SmallInteger)
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    nonce: Mapped[str] = mapped_column(String(32))
    """The form that asked for it: the same form sent twice makes one batch."""


class Card(Base):
    """A card of a household, or a blank one. Its PIN is not stored: :func:`app.core.codes.pin_of` derives it."""

    __tablename__ = "cards"
    __table_args__ = (
        UniqueConstraint("card_no"),
        UniqueConstraint("token"),
        CheckConstraint("length(card_no) = 8", name="card_no"),
        CheckConstraint("(blocked_at IS NULL) = (block_reason IS NULL)", name="blocked_with_reason"),
        CheckConstraint("check_reason IS NULL OR block_reason = 'under_check'", name="checked_when_blocked"),
        CheckConstraint("NOT is_alias OR household_id IS NOT NULL", name="alias_of_household"),
        CheckConstraint("household_id IS NOT NULL OR batch_id IS NOT NULL", name="blank_of_batch"),
        Index(
            "uq_cards_live",
            "household_id",
            unique=True,
            sqlite_where=text("blocked_at IS NULL AND is_alias = 0"),
            postgresql_where=text("blocked_at IS NULL AND NOT is_alias"),
        ),
        Index("ix_cards_blocked", "block_reason", "blocked_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    household_id: Mapped[int | None] = mapped_column(ForeignKey("households.id"), index=True)
    """None while the card is blank: printed ahead, to be linked by scanning it."""
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("card_batches.id"), index=True)
    """Of a card that was, or still is, blank."""
    is_alias: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Came with a record that was merged into this household: it is served like the card of its own."""
    card_no: Mapped[str] = mapped_column(String(8))
    token: Mapped[str] = mapped_column(String(20))
    issued_at: Mapped[datetime]
    """When it was given to the household; of a blank card when it was made."""
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    nonce: Mapped[str | None] = mapped_column(String(32), unique=True)
    """The replacement form that made it: the same form sent twice makes one card."""
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    """Who stood by it where it is more than is given freely."""
    approval_reason: Mapped[str] = mapped_column(String(200), default="", server_default="")
    printed_at: Mapped[datetime | None]
    """When staff said that it is on paper, so that the next print holds only the others."""
    blocked_at: Mapped[datetime | None]
    block_reason: Mapped[BlockReason | None]
    blocked_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    check_reason: Mapped[CheckReason | None]
    """Of a card that is held for a check."""

    household: Mapped["Household | None"] = relationship(back_populates="cards")
    batch: Mapped[CardBatch | None] = relationship()

    @property
    def is_blank(self) -> bool:
        """Whether it belongs to nobody yet."""
        return self.household_id is None

    @property
    def is_under_check(self) -> bool:
        return self.block_reason is BlockReason.UNDER_CHECK
