"""What each household is entitled to, when, and whom it was counted for."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, SmallInteger, UniqueConstraint, text
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.distributions.models.plans import Cycle, Slot
from app.households.models import Household, Sex
from app.stock.models import KitVersion


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
        CheckConstraint("people_count BETWEEN 1 AND 30", name="people_count"),
        CheckConstraint("place >= 1", name="place"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycles.id"))
    household_id: Mapped[int] = mapped_column(ForeignKey("households.id"), index=True)
    slot_id: Mapped[int] = mapped_column(ForeignKey("slots.id"), index=True)
    place: Mapped[int] = mapped_column(SmallInteger)
    """Row on the slot's signature sheet, from 1; the second wall against overfilling a slot."""
    people_count: Mapped[int] = mapped_column(SmallInteger)
    withdrawn_at: Mapped[datetime | None]
    """When it lost its place: another promise of the cycle stands for the same family, or it waits for a new place."""

    cycle: Mapped[Cycle] = relationship()
    household: Mapped[Household] = relationship()
    slot: Mapped[Slot] = relationship()
    kits: Mapped[list["EntitledKit"]] = relationship(order_by="EntitledKit.position")
    """At least one."""

    @property
    def quantity(self) -> int:
        """Kits of all kinds together."""
        return sum(kit.quantity for kit in self.kits)

    @hybrid_property
    def stands(self) -> bool:
        """Whether it is a promise still, and has its row on the slot's sheet."""
        return self.withdrawn_at is None

    @stands.inplace.expression
    @classmethod
    def _stands(cls) -> ColumnElement[bool]:
        return cls.withdrawn_at.is_(None)


class EntitledKit(Base):
    """Kits of one kind out of what an entitlement promises, in the order of the programme."""

    __tablename__ = "entitled_kits"
    __table_args__ = (
        UniqueConstraint("entitlement_id", "position"),
        CheckConstraint("quantity BETWEEN 1 AND 500", name="quantity"),
    )

    entitlement_id: Mapped[int] = mapped_column(ForeignKey("entitlements.id"), primary_key=True)
    kit_version_id: Mapped[int] = mapped_column(ForeignKey("kit_versions.id"), primary_key=True)
    position: Mapped[int] = mapped_column(SmallInteger)
    """From 1."""
    quantity: Mapped[int] = mapped_column(SmallInteger)

    kit_version: Mapped[KitVersion] = relationship()


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
