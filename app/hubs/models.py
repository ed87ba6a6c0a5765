"""The hub, the places it serves and the partners it works with."""

from datetime import date, datetime, time, timedelta
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.core.names import LONGEST_KEY


class Hub(Base):
    """A humanitarian hub. ``public_address`` is where residents reach its pages, or empty."""

    __tablename__ = "hubs"
    __table_args__ = (UniqueConstraint("name"), UniqueConstraint("code"))

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(8))
    """Short Latin letters that begin every distribution number, as in ``HUB-2026-0042``."""
    name: Mapped[str] = mapped_column(String(120))
    organisation: Mapped[str] = mapped_column(String(160), default="")
    """Who runs it, as it stands on papers."""
    edrpou: Mapped[str] = mapped_column(String(8), default="")
    phone: Mapped[str] = mapped_column(String(20), default="")
    public_address: Mapped[str] = mapped_column(String(120), default="")
    is_training: Mapped[bool] = mapped_column(default=False)
    curfew_from: Mapped[time | None]
    """When people must be at home, on the hub's wall clock; None where there is no curfew."""
    curfew_to: Mapped[time | None]
    field_bundle: Mapped[str | None] = mapped_column(String(20))
    """Number of the bundle that this machine works off in the field, without a link; None at the hub itself."""
    created_at: Mapped[datetime]


class SettlementKind(StrEnum):
    """Kinds of settlement in Ukrainian law; ``TOWNSHIP`` is селище."""

    CITY = "city"
    TOWNSHIP = "township"
    VILLAGE = "village"


class Settlement(Base):
    """A settlement of the community."""

    __tablename__ = "settlements"
    __table_args__ = (UniqueConstraint("kind", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[SettlementKind]
    name: Mapped[str] = mapped_column(String(80))
    katottg: Mapped[str] = mapped_column(String(19), default="")


class LocationKind(StrEnum):
    """Familiar places where aid is given (field guide 3.5)."""

    SCHOOL = "school"
    COUNCIL = "council"
    CULTURE_HOUSE = "culture_house"
    CHURCH = "church"
    HUB = "hub"
    MOBILE = "mobile"
    WARDEN_HOME = "warden_home"


class Visibility(StrEnum):
    """Who may read the exact place and hour: everyone, or only who holds a card (where shelling is likely)."""

    PUBLIC = "public"
    CARD_HOLDERS = "card_holders"


class Location(Base):
    """A place where aid is given."""

    __tablename__ = "locations"
    __table_args__ = (
        UniqueConstraint("hub_id", "name"),
        CheckConstraint("capacity_on_site BETWEEN 1 AND 1000", name="capacity_on_site"),
        CheckConstraint("desks BETWEEN 1 AND 50", name="desks"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    hub_id: Mapped[int] = mapped_column(ForeignKey("hubs.id"))
    name: Mapped[str] = mapped_column(String(80))
    kind: Mapped[LocationKind]
    settlement_id: Mapped[int] = mapped_column(ForeignKey("settlements.id"))
    address: Mapped[str] = mapped_column(String(120))
    landmark: Mapped[str] = mapped_column(String(80), default="")
    phone: Mapped[str] = mapped_column(String(20), default="")
    capacity_on_site: Mapped[int] = mapped_column(default=20)
    """Persons who may safely be on site at once, companions included."""
    desks: Mapped[int] = mapped_column(default=1)
    has_shelter: Mapped[bool] = mapped_column(default=False)
    shelter_note: Mapped[str] = mapped_column(String(80), default="")
    shelter_distance_m: Mapped[int | None]
    shelter_capacity: Mapped[int | None]
    is_step_free: Mapped[bool] = mapped_column(default=False)
    outage_queue: Mapped[str] = mapped_column(String(3), default="")
    """Power-cut queue, 1.1 to 6.2, or empty."""
    visibility: Mapped[Visibility] = mapped_column(default=Visibility.PUBLIC)
    is_active: Mapped[bool] = mapped_column(default=True)

    settlement: Mapped[Settlement] = relationship()


class Holiday(Base):
    """A day on which the hub gives nothing out."""

    __tablename__ = "holidays"

    held_on: Mapped[date] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), default="")


class Outage(Base):
    """Hours without power that were announced for one queue on one day."""

    __tablename__ = "outages"
    __table_args__ = (
        UniqueConstraint("queue", "held_on", "starts_at"),
        CheckConstraint("ends_at > starts_at", name="hours"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    queue: Mapped[str] = mapped_column(String(3))
    """1.1 to 6.2"""
    held_on: Mapped[date] = mapped_column(index=True)
    starts_at: Mapped[time]
    """On the hub's wall clock."""
    ends_at: Mapped[time]
    recorded_at: Mapped[datetime]
    """As of when."""


class PauseCause(StrEnum):
    """Why hand-over stands still (field guide 3.5)."""

    ALARM = "alarm"
    POWER = "power"
    SHELLING = "shelling"
    STOCK = "stock"
    OTHER = "other"


class Pause(Base):
    """Hand-over stands still at one location, or with ``location_id`` None in the whole hub, until it is ended."""

    __tablename__ = "pauses"
    __table_args__ = (
        UniqueConstraint("nonce"),
        CheckConstraint("ended_at >= started_at", name="times"),
        CheckConstraint("(ended_at IS NULL) = (ended_by_id IS NULL)", name="ended_by"),
        Index(
            "uq_pauses_location_id",
            "location_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index(
            "uq_pauses_hub_id",
            "hub_id",
            unique=True,
            sqlite_where=text("location_id IS NULL AND ended_at IS NULL"),
            postgresql_where=text("location_id IS NULL AND ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    hub_id: Mapped[int] = mapped_column(ForeignKey("hubs.id"))
    location_id: Mapped[int | None] = mapped_column(ForeignKey("locations.id"))
    cause: Mapped[PauseCause]
    started_at: Mapped[datetime]
    started_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    nonce: Mapped[str] = mapped_column(String(32))
    """The form that began it: the same form sent twice makes one pause."""

    location: Mapped[Location | None] = relationship()

    def minutes(self, at: datetime) -> int:
        """How long it lasted, or has lasted, by the clock that stands beside it: from 10:24 to 12:08 are 104."""
        began, ended = (moment.replace(second=0, microsecond=0) for moment in (self.started_at, self.ended_at or at))
        return (ended - began) // timedelta(minutes=1)


class StreetKind(StrEnum):
    """Kinds of street, written before the name in short."""

    STREET = "street"
    LANE = "lane"
    AVENUE = "avenue"
    SQUARE = "square"
    OTHER = "other"


class Street(Base):
    """A street and the location that serves it by default."""

    __tablename__ = "streets"
    __table_args__ = (UniqueConstraint("settlement_id", "kind", "name_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    settlement_id: Mapped[int] = mapped_column(ForeignKey("settlements.id"), index=True)
    kind: Mapped[StreetKind] = mapped_column(default=StreetKind.STREET)
    name: Mapped[str] = mapped_column(String(80))
    name_key: Mapped[str] = mapped_column(String(LONGEST_KEY), index=True)
    """Folded by :func:`app.core.names.fold`."""
    default_location_id: Mapped[int | None] = mapped_column(ForeignKey("locations.id"))

    settlement: Mapped[Settlement] = relationship()
    default_location: Mapped[Location | None] = relationship()


class PartnerKind(StrEnum):
    """What kind of organisation it is (field guide 3.4). Nobody's faith is told by it: it is about the organisation."""

    FUND = "fund"
    RELIGIOUS = "religious"
    AUTHORITY = "authority"
    BUSINESS = "business"
    VOLUNTEERS = "volunteers"
    OTHER = "other"


class Partner(Base):
    """An organisation whose aid the hub gives out."""

    __tablename__ = "partners"
    __table_args__ = (UniqueConstraint("name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[PartnerKind | None]
    edrpou: Mapped[str] = mapped_column(String(8), default="", server_default="")
    """Code in the register of organisations; empty when not given."""
    contact: Mapped[str] = mapped_column(String(80), default="", server_default="")
    """Who speaks for it."""
    phone: Mapped[str] = mapped_column(String(13), default="", server_default="")
    """``+380XXXXXXXXX``, or empty."""
    areas: Mapped[str] = mapped_column(String(120), default="", server_default="")
    """What it brings and where."""
    agreement_no: Mapped[str] = mapped_column(String(40), default="", server_default="")
    agreement_on: Mapped[date | None]
