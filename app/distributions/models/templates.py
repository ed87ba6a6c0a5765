"""The usual week of a location: on which weekdays it gives what, and when."""

from datetime import date, time

from sqlalchemy import CheckConstraint, ForeignKey, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.distributions.models.programmes import Programme
from app.hubs.models import Location


class TemplateDay(Base):
    """One weekday of a location, every week or every second one: «ваш день – кожен другий вівторок»."""

    __tablename__ = "template_days"
    __table_args__ = (
        UniqueConstraint("nonce"),
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint("every_weeks IN (1, 2, 4)", name="every_weeks"),
        CheckConstraint("closes_at > opens_at", name="hours"),
        CheckConstraint("slot_minutes IN (10, 15, 20, 30, 60)", name="slot_minutes"),
        CheckConstraint("desks BETWEEN 1 AND 50", name="desks"),
        CheckConstraint("service_minutes BETWEEN 1 AND 60", name="service_minutes"),
        CheckConstraint("kept BETWEEN 0 AND 100", name="kept"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("locations.id"), index=True)
    weekday: Mapped[int] = mapped_column(SmallInteger)
    """Monday is 0."""
    every_weeks: Mapped[int] = mapped_column(SmallInteger, default=1)
    begins_on: Mapped[date]
    """The first such day; of those that come every second week it says which weeks."""
    opens_at: Mapped[time]
    """On the hub's wall clock, in summer time and out of it."""
    closes_at: Mapped[time]
    slot_minutes: Mapped[int] = mapped_column(SmallInteger, default=15)
    desks: Mapped[int] = mapped_column(SmallInteger)
    service_minutes: Mapped[int] = mapped_column(SmallInteger, default=3)
    kept: Mapped[int] = mapped_column(SmallInteger, default=0)
    kept_until: Mapped[time | None]
    is_active: Mapped[bool] = mapped_column(default=True)
    nonce: Mapped[str | None] = mapped_column(String(32))

    programme: Mapped[Programme] = relationship()
    location: Mapped[Location] = relationship()
