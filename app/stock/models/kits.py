"""Kits and their versions: what one household is given at a time."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.stock.models.items import Item


class Kit(Base):
    """A kit. Its contents belong to its versions: a change of contents is a new version."""

    __tablename__ = "kits"
    __table_args__ = (UniqueConstraint("code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(12))
    name: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(80), default="")
    is_active: Mapped[bool] = mapped_column(default=True)

    versions: Mapped[list["KitVersion"]] = relationship(order_by="KitVersion.number", back_populates="kit")


class KitVersion(Base):
    """What stood in the kit from a day on. Never edited."""

    __tablename__ = "kit_versions"
    __table_args__ = (
        UniqueConstraint("kit_id", "number"),
        CheckConstraint("weight_g BETWEEN 0 AND 1000000", name="weight_g"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kit_id: Mapped[int] = mapped_column(ForeignKey("kits.id"))
    number: Mapped[int]
    weight_g: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    nonce: Mapped[str | None] = mapped_column(String(32), unique=True)
    """The form that made it: the same form sent twice makes one version."""

    kit: Mapped[Kit] = relationship(back_populates="versions")
    lines: Mapped[list["KitLine"]] = relationship(order_by="KitLine.position")


class KitLine(Base):
    """One thing in the kit and how much of it, as people read it: «Борошно», «3 кг».

    Where it names an item, kits can be put together of what lies in the warehouse.
    """

    __tablename__ = "kit_lines"
    __table_args__ = (
        UniqueConstraint("kit_version_id", "position"),
        CheckConstraint(
            "(item_id IS NULL) = (item_quantity IS NULL) AND (item_quantity IS NULL OR item_quantity > 0)", name="item"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kit_version_id: Mapped[int] = mapped_column(ForeignKey("kit_versions.id"))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(80))
    amount: Mapped[str] = mapped_column(String(20), default="")
    item_id: Mapped[int | None] = mapped_column(ForeignKey("items.id"), index=True)
    item_quantity: Mapped[int | None]
    """Units of the item that go into one kit."""

    item: Mapped[Item | None] = relationship()
