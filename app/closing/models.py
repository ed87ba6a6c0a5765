"""The end of a day at a location: what two people signed, frozen as it was then."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Staff
from app.core.db import Base
from app.distributions.models import AgeBand, Distribution
from app.households.models import Sex
from app.hubs.models import Location
from app.stock.models import KitVersion


class Closing(Base):
    """One count of a day at a location. A second person confirms it; counting anew supersedes it until then."""

    __tablename__ = "closings"
    __table_args__ = (
        UniqueConstraint("nonce"),
        CheckConstraint("(confirmed_at IS NULL) = (confirmed_by_id IS NULL)", name="confirmed_by"),
        CheckConstraint("confirmed_by_id <> counted_by_id", name="two_people"),
        CheckConstraint("superseded_at IS NULL OR confirmed_at IS NULL", name="superseded_or_confirmed"),
        Index(
            "uq_closings_location_id_held_on",
            "location_id",
            "held_on",
            unique=True,
            sqlite_where=text("superseded_at IS NULL"),
            postgresql_where=text("superseded_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("locations.id"))
    held_on: Mapped[date]
    counted_at: Mapped[datetime]
    counted_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    superseded_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 over the figures, so that what was counted is what is confirmed."""
    audit_number: Mapped[int | None]
    audit_head: Mapped[str] = mapped_column(String(64), default="", server_default="")
    """The last link of the audit chain before the day was confirmed: whoever holds the paper can check the chain."""
    nonce: Mapped[str] = mapped_column(String(32))

    location: Mapped[Location] = relationship()
    counted_by: Mapped[Staff] = relationship(foreign_keys=[counted_by_id])
    confirmed_by: Mapped[Staff | None] = relationship(foreign_keys=[confirmed_by_id])
    lines: Mapped[list["ClosingLine"]] = relationship(order_by="ClosingLine.kit_version_id")
    days: Mapped[list["ClosedDistribution"]] = relationship(order_by="ClosedDistribution.distribution_id")
    people: Mapped[list["ClosedPeople"]] = relationship()

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at is not None


class ClosingLine(Base):
    """The kits of one version: what came to the point and where it went."""

    __tablename__ = "closing_lines"
    __table_args__ = (
        CheckConstraint(
            "opening >= 0 AND sent >= 0 AND received >= 0 AND given >= 0 AND emergency >= 0"
            " AND returned >= 0 AND stays >= 0 AND lost >= 0 AND damaged >= 0",
            name="no_negative",
        ),
        CheckConstraint("(difference = 0 AND lost = 0 AND damaged = 0) OR reason <> ''", name="explained"),
        CheckConstraint(
            "difference = opening + received + corrected - given - emergency - returned - stays - lost - damaged",
            name="difference",
        ),
    )

    closing_id: Mapped[int] = mapped_column(ForeignKey("closings.id"), primary_key=True)
    kit_version_id: Mapped[int] = mapped_column(ForeignKey("kit_versions.id"), primary_key=True)
    opening: Mapped[int]
    """There from the day before."""
    sent: Mapped[int]
    received: Mapped[int]
    given: Mapped[int]
    """To households of the day, without what they refused."""
    emergency: Mapped[int]
    corrected: Mapped[int]
    """Came back from days that were closed before; below zero where such a day had more given than was known."""
    returned: Mapped[int]
    """To the warehouse."""
    stays: Mapped[int]
    lost: Mapped[int]
    damaged: Mapped[int]
    difference: Mapped[int]
    """Missing, or with a minus too many, when all of that is counted up."""
    reason: Mapped[str] = mapped_column(String(200), default="")

    kit_version: Mapped[KitVersion] = relationship()


class ClosedDistribution(Base):
    """One distribution of a closed day: how many households had a time, how many were served, how many said no."""

    __tablename__ = "closed_distributions"
    __table_args__ = (
        CheckConstraint("served BETWEEN 0 AND promised", name="served"),
        CheckConstraint("refused BETWEEN 0 AND promised - served", name="refused"),
    )

    closing_id: Mapped[int] = mapped_column(ForeignKey("closings.id"), primary_key=True)
    distribution_id: Mapped[int] = mapped_column(ForeignKey("distributions.id"), primary_key=True)
    promised: Mapped[int]
    served: Mapped[int]
    refused: Mapped[int] = mapped_column(default=0, server_default="0")
    """Said no to a warden or on the sheet: they answered, so nobody gives them another time by itself."""
    move_list_id: Mapped[int | None] = mapped_column(ForeignKey("move_lists.id"))
    """What became of those who did not come; None until the day is confirmed, and when everyone came."""

    distribution: Mapped[Distribution] = relationship()

    @property
    def missed(self) -> int:
        return self.promised - self.served - self.refused


class ClosedPeople(Base):
    """How many people of one sex, age band and disability the households had that were served that day."""

    __tablename__ = "closed_people"

    closing_id: Mapped[int] = mapped_column(ForeignKey("closings.id"), primary_key=True)
    sex: Mapped[Sex] = mapped_column(primary_key=True)
    age_band: Mapped[AgeBand] = mapped_column(primary_key=True)
    has_disability: Mapped[bool] = mapped_column(primary_key=True)
    people: Mapped[int]


class ClosedHandOver(Base):
    """A hand-over that a confirmed closing counted: once as given, and once more as taken back when it was reversed."""

    __tablename__ = "closed_hand_overs"
    __table_args__ = (CheckConstraint("sign IN (-1, 1)", name="sign"),)

    hand_over_id: Mapped[int] = mapped_column(ForeignKey("hand_overs.id"), primary_key=True)
    sign: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    closing_id: Mapped[int] = mapped_column(ForeignKey("closings.id"), index=True)


class ClosedEmergency(Base):
    """An emergency kit that a confirmed closing counted, and once more when it was taken back."""

    __tablename__ = "closed_emergencies"
    __table_args__ = (CheckConstraint("sign IN (-1, 1)", name="sign"),)

    emergency_id: Mapped[int] = mapped_column(ForeignKey("emergency_issues.id"), primary_key=True)
    sign: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    closing_id: Mapped[int] = mapped_column(ForeignKey("closings.id"), index=True)
