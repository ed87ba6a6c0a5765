"""Programmes and their cycles, distributions and their slots, and what each household is entitled to."""

from datetime import date, datetime, time
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    SmallInteger,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.households.models import Household, Sex
from app.hubs.models import Location, Partner, Settlement
from app.stock.models import Kit, KitVersion


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


class Cycle(Base):
    """One turn of a programme: within it a household is entitled once."""

    __tablename__ = "cycles"
    __table_args__ = (
        UniqueConstraint("programme_id", "number"),
        CheckConstraint("ends_on >= starts_on", name="dates"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    number: Mapped[int]
    starts_on: Mapped[date]
    ends_on: Mapped[date]

    programme: Mapped[Programme] = relationship()


class Assignment(Base):
    """One publishing of slots for a cycle: the seed of its random part and who stands behind it."""

    __tablename__ = "assignments"

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycles.id"), index=True)
    seed: Mapped[int] = mapped_column(BigInteger)
    digest: Mapped[str] = mapped_column(String(64))
    """Of the published list, so that what was looked at is what was published."""
    published_at: Mapped[datetime]
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))


class DistributionState(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    CLOSED = "closed"


class Distribution(Base):
    """A programme at a location on a day. Only a published one has its slots stored: a draft may still change."""

    __tablename__ = "distributions"
    __table_args__ = (
        UniqueConstraint("number"),
        CheckConstraint("slot_minutes IN (10, 15, 20, 30, 60)", name="slot_minutes"),
        CheckConstraint("desks BETWEEN 1 AND 50", name="desks"),
        CheckConstraint("service_minutes BETWEEN 1 AND 60", name="service_minutes"),
        CheckConstraint("closes_at > opens_at", name="hours"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20))
    """As on papers, ``HUB-2026-0042``."""
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycles.id"), index=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("locations.id"))
    held_on: Mapped[date] = mapped_column(index=True)
    opens_at: Mapped[time]
    """On the hub's wall clock."""
    closes_at: Mapped[time]
    slot_minutes: Mapped[int] = mapped_column(SmallInteger, default=15)
    desks: Mapped[int] = mapped_column(SmallInteger)
    service_minutes: Mapped[int] = mapped_column(SmallInteger, default=3)
    """How long one household takes at a desk, on average."""
    state: Mapped[DistributionState] = mapped_column(default=DistributionState.DRAFT)
    assignment_id: Mapped[int | None] = mapped_column(ForeignKey("assignments.id"))
    closed_at: Mapped[datetime | None]
    plan_nonce: Mapped[str | None] = mapped_column(String(32), index=True)
    """The form that planned it, with others of the same form: sent twice, it plans the days once."""

    cycle: Mapped[Cycle] = relationship()
    location: Mapped[Location] = relationship()
    slots: Mapped[list["Slot"]] = relationship(order_by="Slot.starts_at", back_populates="distribution")


class Slot(Base):
    """A window of time at a distribution and how many households fit into it."""

    __tablename__ = "slots"
    __table_args__ = (
        UniqueConstraint("distribution_id", "starts_at"),
        CheckConstraint("capacity BETWEEN 1 AND 500", name="capacity"),
        CheckConstraint("ends_at > starts_at", name="window"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    distribution_id: Mapped[int] = mapped_column(ForeignKey("distributions.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    capacity: Mapped[int] = mapped_column(SmallInteger)

    distribution: Mapped[Distribution] = relationship(back_populates="slots")


def _unique_while_it_stands(*columns: str) -> Index:
    """One row of its kind among the entitlements that are not withdrawn."""
    name = f"uq_entitlements_{'_'.join(columns)}"
    stands = text("withdrawn_at IS NULL")
    return Index(name, *columns, unique=True, sqlite_where=stands, postgresql_where=stands)


class Entitlement(Base):
    """What one household is promised in one cycle, and when. Frozen when published: later edits do not reach it."""

    __tablename__ = "entitlements"
    __table_args__ = (
        _unique_while_it_stands("cycle_id", "household_id"),
        _unique_while_it_stands("slot_id", "place"),
        CheckConstraint("quantity BETWEEN 1 AND 500", name="quantity"),
        CheckConstraint("people_count BETWEEN 1 AND 30", name="people_count"),
        CheckConstraint("place >= 1", name="place"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycles.id"))
    household_id: Mapped[int] = mapped_column(ForeignKey("households.id"), index=True)
    slot_id: Mapped[int] = mapped_column(ForeignKey("slots.id"), index=True)
    place: Mapped[int] = mapped_column(SmallInteger)
    """Row on the slot's signature sheet, from 1; the second wall against overfilling a slot."""
    kit_version_id: Mapped[int] = mapped_column(ForeignKey("kit_versions.id"))
    quantity: Mapped[int] = mapped_column(SmallInteger)
    people_count: Mapped[int] = mapped_column(SmallInteger)
    withdrawn_at: Mapped[datetime | None]
    """When another promise of the same cycle took its place, because two records turned out to be one family."""

    cycle: Mapped[Cycle] = relationship()
    household: Mapped[Household] = relationship()
    slot: Mapped[Slot] = relationship()
    kit_version: Mapped[KitVersion] = relationship()

    @hybrid_property
    def stands(self) -> bool:
        """Whether it is a promise still, and has its row on the slot's sheet."""
        return self.withdrawn_at is None

    @stands.inplace.expression
    @classmethod
    def _stands(cls) -> ColumnElement[bool]:
        return cls.withdrawn_at.is_(None)


class AgeBand(StrEnum):
    """Bands of the report to the authority (field guide 4.5)."""

    UNDER_3 = "0-2"
    UNDER_6 = "3-5"
    UNDER_12 = "6-11"
    UNDER_18 = "12-17"
    ADULT = "18-59"
    OLDER = "60+"
    UNKNOWN = "unknown"


class EntitledPeople(Base):
    """How many people of one sex, age band and disability an entitlement is for, counted when it was published."""

    __tablename__ = "entitled_people"

    entitlement_id: Mapped[int] = mapped_column(ForeignKey("entitlements.id"), primary_key=True)
    sex: Mapped[Sex] = mapped_column(primary_key=True)
    age_band: Mapped[AgeBand] = mapped_column(primary_key=True)
    has_disability: Mapped[bool] = mapped_column(primary_key=True)
    people: Mapped[int] = mapped_column(SmallInteger)


class CoveredPerson(Base):
    """Somebody who was counted in a promise and has left that household since: not counted again in this cycle."""

    __tablename__ = "covered_people"

    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycles.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    entitlement_id: Mapped[int] = mapped_column(ForeignKey("entitlements.id"), index=True)
