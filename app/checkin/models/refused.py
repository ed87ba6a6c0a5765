"""What a household did not take of what it was given: better no help than this (field guide, row 6)."""

from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.checkin.models.hand_overs import HandOver
from app.core.db import Base
from app.stock.models import KitLine, KitVersion


class RefusedReason(StrEnum):
    """Why something was not taken, as the household says it. Nobody asks for a diagnosis."""

    NOT_NEEDED = "not_needed"
    UNFAMILIAR = "unfamiliar"
    WRONG_SIZE = "wrong_size"
    DAMAGED = "damaged"
    EXPIRED = "expired"
    NOT_SUITABLE = "not_suitable"
    """Allergies and diets too, without asking further."""
    OTHER = "other"


class RefusedItem(Base):
    """One thing of a hand-over that was not taken: a whole kit (no ``kit_line_id``) or one line of its contents.

    Whole kits were not given: they stay at the point. Single things out of opened kits are told to the donor only.
    """

    __tablename__ = "refused_items"
    __table_args__ = (CheckConstraint("quantity BETWEEN 1 AND 500", name="quantity"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    hand_over_id: Mapped[int] = mapped_column(ForeignKey("hand_overs.id"), index=True)
    kit_version_id: Mapped[int] = mapped_column(ForeignKey("kit_versions.id"), index=True)
    kit_line_id: Mapped[int | None] = mapped_column(ForeignKey("kit_lines.id"))
    quantity: Mapped[int] = mapped_column(SmallInteger)
    """Kits: those that stayed, or those out of which the thing was taken."""
    reason: Mapped[RefusedReason]
    note: Mapped[str] = mapped_column(String(120), default="")

    hand_over: Mapped[HandOver] = relationship()
    kit_version: Mapped[KitVersion] = relationship()
    kit_line: Mapped[KitLine | None] = relationship()
