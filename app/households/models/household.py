"""The household: the unit of entitlement."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.households.models.keys import backwards, prefix_key
from app.hubs.models import Location, Settlement, Street

if TYPE_CHECKING:
    from app.households.models.cards import Card
    from app.households.models.consents import Consent
    from app.households.models.people import Person
    from app.households.models.proxies import Proxy


class HouseholdStatus(StrEnum):
    """Whether a household is assigned aid. Only ``ACTIVE`` ones are."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    MOVED = "moved"
    UNDER_CHECK = "under_check"
    MERGED = "merged"
    """Another record of the same family took over its people, cards and promises."""


class StatusReason(StrEnum):
    """Why a household is no longer, or is again, assigned aid."""

    MOVED_AWAY = "moved_away"
    ASKED = "asked"
    TWICE = "twice"
    ALL_GONE = "all_gone"
    TO_CHECK = "to_check"
    CAME_BACK = "came_back"


class Residence(StrEnum):
    """Never "returned": that would be a stayed-or-fled flag in disguise."""

    RESIDENT = "resident"
    IDP = "idp"
    TEMPORARY = "temporary"


class Heating(StrEnum):
    """How the home is heated: briquettes are of use only where there is a stove."""

    STOVE = "stove"
    GAS = "gas"
    ELECTRIC = "electric"
    NONE = "none"
    UNKNOWN = "unknown"


class PhoneKind(StrEnum):
    BUTTON = "button"
    SMART = "smart"
    NEIGHBOUR = "neighbour"
    NONE = "none"


class Source(StrEnum):
    """How the household came into the register."""

    DESK = "desk"
    WARDEN = "warden"
    IMPORT = "import"


ACCESS_NEEDS = (
    "needs_delivery",
    "needs_carrying",
    "needs_seat",
    "needs_step_free",
    "needs_sign_or_loud",
    "cannot_sign",
)
"""Columns of :class:`Household` that make it choose its time first (assisted)."""


class Household(Base):
    """People who eat and store food together: the unit of entitlement."""

    __tablename__ = "households"
    __table_args__ = (
        UniqueConstraint("pseudonym"),
        UniqueConstraint("import_key"),
        CheckConstraint("declared_size BETWEEN 1 AND 30", name="declared_size"),
        CheckConstraint("NOT is_minimal OR declared_size IS NOT NULL", name="minimal_has_size"),
        CheckConstraint("(status = 'merged') = (merged_into_id IS NOT NULL)", name="merged_into"),
        CheckConstraint("merged_into_id <> id", name="not_into_itself"),
        Index("ix_households_street_house", "street_id", "house"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    pseudonym: Mapped[str] = mapped_column(String(8))
    """Random; how logs shown outside the hub name this household."""
    status: Mapped[HouseholdStatus] = mapped_column(default=HouseholdStatus.ACTIVE)
    status_reason: Mapped[StatusReason | None]
    status_changed_at: Mapped[datetime | None]
    """When it became what it is now; None while it is what it was registered as."""
    cleared_at: Mapped[datetime | None]
    """When everything personal was taken out of it, long after it was inactive; what was given stays, without names."""
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("households.id"), index=True)
    residence: Mapped[Residence] = mapped_column(default=Residence.RESIDENT)
    heating: Mapped[Heating] = mapped_column(default=Heating.UNKNOWN, server_default=Heating.UNKNOWN)
    is_minimal: Mapped[bool] = mapped_column(default=False)
    """Minimal record: card, size and settlement only, for those who would not be written down."""
    declared_size: Mapped[int | None] = mapped_column(SmallInteger)
    """How many people were told of, where not all of them are named; those named may be more by now."""
    settlement_id: Mapped[int] = mapped_column(ForeignKey("settlements.id"), index=True)
    street_id: Mapped[int | None] = mapped_column(ForeignKey("streets.id"))
    house: Mapped[str] = mapped_column(String(10), default="")
    flat: Mapped[str] = mapped_column(String(6), default="")
    landmark: Mapped[str] = mapped_column(String(80), default="")
    default_location_id: Mapped[int | None] = mapped_column(ForeignKey("locations.id"))
    phone1: Mapped[str] = mapped_column(String(13), default="")
    """As ``+380XXXXXXXXX`` or empty; text from end to end."""
    phone2: Mapped[str] = mapped_column(String(13), default="")
    phone1_backwards: Mapped[str] = mapped_column(prefix_key(9), backwards("phone1"), index=True)
    phone2_backwards: Mapped[str] = mapped_column(prefix_key(9), backwards("phone2"), index=True)
    phone_kind: Mapped[PhoneKind | None]
    needs_delivery: Mapped[bool] = mapped_column(default=False)
    needs_carrying: Mapped[bool] = mapped_column(default=False)
    needs_seat: Mapped[bool] = mapped_column(default=False)
    needs_step_free: Mapped[bool] = mapped_column(default=False)
    needs_sign_or_loud: Mapped[bool] = mapped_column(default=False)
    cannot_sign: Mapped[bool] = mapped_column(default=False)
    notes: Mapped[str] = mapped_column(String(200), default="")
    source: Mapped[Source] = mapped_column(default=Source.DESK)
    import_key: Mapped[str | None] = mapped_column(String(64))
    """Digest of what identifies the imported row, so that the same list imported twice creates nothing new."""
    nonce: Mapped[str | None] = mapped_column(String(32), unique=True)
    """The registration form that made it: the same form sent twice makes one household."""
    registered_at: Mapped[datetime] = mapped_column(index=True)
    registered_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))

    settlement: Mapped[Settlement] = relationship()
    street: Mapped[Street | None] = relationship()
    default_location: Mapped[Location | None] = relationship()
    people: Mapped[list["Person"]] = relationship(order_by="Person.id", back_populates="household")
    cards: Mapped[list["Card"]] = relationship(order_by="(Card.issued_at, Card.id)", back_populates="household")
    consents: Mapped[list["Consent"]] = relationship(order_by="Consent.id")
    proxies: Mapped[list["Proxy"]] = relationship(order_by="Proxy.id", back_populates="household")
    merged_into: Mapped["Household | None"] = relationship(remote_side="Household.id")

    @property
    def is_assisted(self) -> bool:
        """Whether any access need makes this household choose its time first."""
        return any(getattr(self, need) for need in ACCESS_NEEDS)

    @property
    def size(self) -> int:
        """How many people it has: those named, or as many as were told of where that is more."""
        return max(self.declared_size or 0, len(self.people))

    @property
    def head(self) -> "Person | None":
        """Who speaks for it; a minimal record has nobody."""
        return next((person for person in self.people if person.is_head), None)

    @property
    def live_card(self) -> "Card | None":
        """The one card that is not blocked, apart from those that came with a merged record."""
        return next((card for card in self.cards if card.blocked_at is None and not card.is_alias), None)

    @property
    def last_card(self) -> "Card | None":
        """The live card or, where there is none, the one that was its own last: what a new card takes the place of."""
        own = [card for card in self.cards if not card.is_alias]
        return self.live_card or (own[-1] if own else None)
