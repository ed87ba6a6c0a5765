"""Who else may collect for a household."""

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.core.names import LONGEST_KEY
from app.households.models.keys import prefix_key

if TYPE_CHECKING:
    from app.households.models.household import Household


class ProxyRelation(StrEnum):
    """What the proxy is to the household; the rule of a programme decides by it."""

    FAMILY = "family"
    NEIGHBOUR = "neighbour"
    WARDEN = "warden"
    SOCIAL_WORKER = "social_worker"
    VOLUNTEER = "volunteer"


class ProxyBasis(StrEnum):
    """What the hub relies on."""

    SPOKEN = "spoken"
    """The head said so at the desk or on the telephone."""
    NOTE = "note"
    """A note signed by the head."""
    SOCIAL_SERVICE = "social_service"


class Proxy(Base):
    """Somebody named by a household to collect in its place (field guide 3.3)."""

    __tablename__ = "proxies"
    __table_args__ = (
        UniqueConstraint("nonce"),
        CheckConstraint("valid_to >= valid_from", name="validity"),
        CheckConstraint("birth_year BETWEEN 1900 AND 2200", name="birth_year"),
        CheckConstraint("name <> ''", name="name"),
        CheckConstraint("used_at IS NULL OR is_one_time", name="used_once"),
        Index("ix_proxies_one_person", "name_key", "birth_year"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("households.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    name_key: Mapped[str] = mapped_column(prefix_key(LONGEST_KEY))
    """How the name sounds (households.proxies.name_key); with the year of birth it tells that one person collects for
    several households."""
    birth_year: Mapped[int | None] = mapped_column(SmallInteger)
    phone: Mapped[str] = mapped_column(String(13), default="")
    relation: Mapped[ProxyRelation]
    basis: Mapped[ProxyBasis]
    valid_from: Mapped[date]
    valid_to: Mapped[date]
    """The last day; 90 days unless told otherwise."""
    is_one_time: Mapped[bool] = mapped_column(default=False)
    """Good for one hand-over."""
    used_at: Mapped[datetime | None]
    """When one who was named for one hand-over took it; None again when that was taken back."""
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    revoked_at: Mapped[datetime | None]
    nonce: Mapped[str | None] = mapped_column(String(32))
    """The form that named them: the same form sent twice names one proxy."""

    household: Mapped["Household"] = relationship(back_populates="proxies")
