"""Programmes: aid that is given again and again by one rule."""

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.hubs.models import Partner, Settlement
from app.stock.models import Kit


class Unit(StrEnum):
    """What the amount is counted by."""

    HOUSEHOLD = "household"
    PERSON = "person"
    SIZE_TABLE = "size_table"


class ProxyRule(StrEnum):
    """Who may collect for a household besides its members."""

    NONE = "none"
    FAMILY = "family"
    FAMILY_AND_WARDEN = "family_and_warden"
    ANY_NAMED = "any_named"


class Programme(Base):
    """Aid that is given again and again by one rule."""

    __tablename__ = "programmes"
    __table_args__ = (
        UniqueConstraint("title"),
        CheckConstraint("cycle_days BETWEEN 1 AND 366", name="cycle_days"),
        CheckConstraint("quantity BETWEEN 1 AND 100", name="quantity"),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="dates"),
        CheckConstraint("rule_text <> ''", name="rule_text"),
        CheckConstraint("emergency_percent BETWEEN 0 AND 20", name="emergency_percent"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(120))
    partner_id: Mapped[int] = mapped_column(ForeignKey("partners.id"))
    kit_id: Mapped[int] = mapped_column(ForeignKey("kits.id"))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    cycle_days: Mapped[int] = mapped_column(SmallInteger, default=30)
    unit: Mapped[Unit]
    quantity: Mapped[int] = mapped_column(SmallInteger, default=1)
    """Kits for a household or for each person; a size table has its own rows."""
    rule_text: Mapped[str] = mapped_column(String(400))
    """Who gets what and why, in words for the public. Never empty."""
    proxy_rule: Mapped[ProxyRule] = mapped_column(default=ProxyRule.FAMILY_AND_WARDEN)
    decision_no: Mapped[str] = mapped_column(String(40), default="")
    decision_on: Mapped[date | None]
    decision_body: Mapped[str] = mapped_column(String(120), default="")
    emergency_percent: Mapped[int] = mapped_column(SmallInteger, default=3, server_default="3")
    """Of the kits of a day, how many may go to those in need who have no promise (field guide 3.4)."""
    is_active: Mapped[bool] = mapped_column(default=True)
    nonce: Mapped[str | None] = mapped_column(String(32), unique=True)
    """The form that made it: the same form sent twice makes one programme."""

    partner: Mapped[Partner] = relationship()
    kit: Mapped[Kit] = relationship()
    sizes: Mapped[list["ProgrammeSize"]] = relationship(
        order_by="ProgrammeSize.people_from", cascade="all, delete-orphan"
    )
    settlements: Mapped[list[Settlement]] = relationship(secondary="programme_settlements", order_by=Settlement.name)
    """Whom it is for; none means the whole register."""


class ProgrammeSettlement(Base):
    """One settlement that a programme is for."""

    __tablename__ = "programme_settlements"

    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), primary_key=True)
    settlement_id: Mapped[int] = mapped_column(ForeignKey("settlements.id"), primary_key=True)


class ProgrammeSize(Base):
    """One row of a size table: households of this many people and more get this many kits."""

    __tablename__ = "programme_sizes"
    __table_args__ = (
        UniqueConstraint("programme_id", "people_from"),
        CheckConstraint("people_from BETWEEN 1 AND 30", name="people_from"),
        CheckConstraint("quantity BETWEEN 0 AND 100", name="quantity"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    people_from: Mapped[int] = mapped_column(SmallInteger)
    quantity: Mapped[int] = mapped_column(SmallInteger)
