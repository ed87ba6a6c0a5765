"""Goods: the lots that lie in the hub's stores."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.hubs.models import Partner
from app.stock.models.items import Item
from app.stock.models.kits import KitVersion


class Lot(Base):
    """Goods of one kind that came or were made together: one donor, one mark, one last day of use. Never edited."""

    __tablename__ = "lots"
    __table_args__ = (
        CheckConstraint("(item_id IS NULL) != (kit_version_id IS NULL)", name="of_item_or_kit"),
        CheckConstraint("unit_value_minor >= 0", name="unit_value"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("items.id"), index=True)
    kit_version_id: Mapped[int | None] = mapped_column(ForeignKey("kit_versions.id"), index=True)
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("partners.id"), index=True)
    """Who gave it; None for kits put together of goods from several."""
    mark: Mapped[str] = mapped_column(String(40), default="")
    """As it is printed on the packs."""
    expires_on: Mapped[date | None]
    """The last day on which it may be used."""
    unit_value_minor: Mapped[int | None]
    """Kopiykas a unit; None where nobody told."""
    created_at: Mapped[datetime]

    item: Mapped[Item | None] = relationship()
    kit_version: Mapped[KitVersion | None] = relationship()
    partner: Mapped[Partner | None] = relationship()

    @property
    def name(self) -> str:
        """What lies in it, in Ukrainian."""
        return self.item.name if self.item else self.kit_version.kit.name if self.kit_version else ""

    def has_expired(self, day: date) -> bool:
        """Whether it may not be used any more on ``day``."""
        return self.expires_on is not None and self.expires_on < day
