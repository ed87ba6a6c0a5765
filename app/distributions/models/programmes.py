"""Programmes: aid that is given again and again by one rule."""

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, SmallInteger, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.hubs.models import Partner, Settlement
from app.stock.models import Kit


class Unit(StrEnum):
    """What the amount is counted by."""

    HOUSEHOLD = "household"
    PERSON = "person"
    MATCHING = "matching"
    """Per person of those whom the kit is for: a child under three, a woman of 12 to 50."""
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
        CheckConstraint("days_between BETWEEN 1 AND 366", name="days_between"),
        CheckConstraint("emergency_percent BETWEEN 0 AND 20", name="emergency_percent"),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="dates"),
        CheckConstraint("rule_text <> ''", name="rule_text"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(120))
    partner_id: Mapped[int] = mapped_column(ForeignKey("partners.id"))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    cycle_days: Mapped[int] = mapped_column(SmallInteger, default=30)
    days_between: Mapped[int | None] = mapped_column(SmallInteger)
    """Fewest days from one hand-over of this programme to the next, across cycles too; None asks for none."""
    emergency_percent: Mapped[int] = mapped_column(SmallInteger, default=3, server_default="3")
    """Of the kits of a day, how many may go to those in need who have no promise (field guide 3.4)."""
    rule_text: Mapped[str] = mapped_column(String(400))
    """Who gets what and why, in words for the public. Never empty."""
    proxy_rule: Mapped[ProxyRule] = mapped_column(default=ProxyRule.FAMILY_AND_WARDEN)
    decision_no: Mapped[str] = mapped_column(String(40), default="")
    decision_on: Mapped[date | None]
    decision_body: Mapped[str] = mapped_column(String(120), default="")
    is_active: Mapped[bool] = mapped_column(default=True)
    nonce: Mapped[str | None] = mapped_column(String(32), unique=True)
    """The form that made it: the same form sent twice makes one programme."""

    partner: Mapped[Partner] = relationship()
    kits: Mapped[list["ProgrammeKit"]] = relationship(
        order_by="ProgrammeKit.position", cascade="all, delete-orphan", back_populates="programme"
    )
    """At least one."""
    settlements: Mapped[list[Settlement]] = relationship(secondary="programme_settlements", order_by=Settlement.name)
    """Whom it is for; none means the whole register."""
    bars: Mapped[list["ProgrammeBar"]] = relationship(
        order_by="ProgrammeBar.other_id", cascade="all, delete-orphan", foreign_keys="ProgrammeBar.programme_id"
    )


class ProgrammeSettlement(Base):
    """One settlement that a programme is for."""

    __tablename__ = "programme_settlements"

    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), primary_key=True)
    settlement_id: Mapped[int] = mapped_column(ForeignKey("settlements.id"), primary_key=True)


class ProgrammeKit(Base):
    """A kit that a programme gives: how much of it, and whom it is for."""

    __tablename__ = "programme_kits"
    __table_args__ = (
        UniqueConstraint("programme_id", "position"),
        UniqueConstraint("programme_id", "kit_id"),
        CheckConstraint("position BETWEEN 1 AND 12", name="position"),
        CheckConstraint("quantity BETWEEN 1 AND 100", name="quantity"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    position: Mapped[int] = mapped_column(SmallInteger)
    """From 1, as they are named to the public."""
    kit_id: Mapped[int] = mapped_column(ForeignKey("kits.id"), index=True)
    unit: Mapped[Unit]
    quantity: Mapped[int] = mapped_column(SmallInteger, default=1)
    """Kits for a household or for each person; a size table has its own rows."""
    target: Mapped[str] = mapped_column(Text, default="{}")
    """Whom it is for, as :func:`app.distributions.rules.dump_target` writes it."""

    programme: Mapped[Programme] = relationship(back_populates="kits")
    kit: Mapped[Kit] = relationship()
    sizes: Mapped[list["ProgrammeKitSize"]] = relationship(
        order_by="ProgrammeKitSize.people_from", cascade="all, delete-orphan"
    )


class ProgrammeKitSize(Base):
    """One row of a size table: households of this many people and more get this many kits."""

    __tablename__ = "programme_kit_sizes"
    __table_args__ = (
        CheckConstraint("people_from BETWEEN 1 AND 30", name="people_from"),
        CheckConstraint("quantity BETWEEN 0 AND 100", name="quantity"),
    )

    programme_kit_id: Mapped[int] = mapped_column(ForeignKey("programme_kits.id"), primary_key=True)
    people_from: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    quantity: Mapped[int] = mapped_column(SmallInteger)


class ProgrammeBar(Base):
    """A programme is not given to whom another one was given within so many days before."""

    __tablename__ = "programme_bars"
    __table_args__ = (
        CheckConstraint("days BETWEEN 1 AND 366", name="days"),
        CheckConstraint("other_id <> programme_id", name="another_one"),
    )

    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), primary_key=True)
    other_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), primary_key=True)
    days: Mapped[int] = mapped_column(SmallInteger)

    other: Mapped[Programme] = relationship(foreign_keys=[other_id])
