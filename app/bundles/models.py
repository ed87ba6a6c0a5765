"""What came back about a line besides that it was given, or could not be taken as it stands."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.checkin.models import CollectorKind, Method
from app.core.db import Base
from app.distributions.models import Bundle, BundleLine, Entitlement


class Ruling(StrEnum):
    """What a person decided about two facts of which one at most can be a hand-over."""

    TAKEN = "taken"
    """This one is a hand-over: nothing stands against it any more."""
    NOT_GIVEN = "not_given"
    """It was a slip of the pen, or of the laptop: these kits came back."""
    TWICE = "twice"
    """Both happened: the household has twice what it was promised."""


class LineReport(Base):
    """A carrier says that a line was given, and something else is known already. Both facts wait for a person."""

    __tablename__ = "line_reports"
    __table_args__ = (
        UniqueConstraint("nonce"),
        CheckConstraint("collector_kind = 'member' OR collector_name <> ''", name="collector_is_named"),
        CheckConstraint("(ruling IS NULL) = (ruled_at IS NULL)", name="ruled_when"),
        Index(
            "ix_line_reports_open",
            "line_id",
            sqlite_where=text("ruling IS NULL"),
            postgresql_where=text("ruling IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("bundle_lines.id"), index=True)
    nonce: Mapped[str] = mapped_column(String(32))
    """Of the hand-over that it would be: the same file brought twice reports once."""
    method: Mapped[Method]
    happened_at: Mapped[datetime]
    collector_kind: Mapped[CollectorKind]
    collector_person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    collector_name: Mapped[str] = mapped_column(String(80), default="")
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    """Who gave it or entered it."""
    received_at: Mapped[datetime]
    not_taken: Mapped[str] = mapped_column(String(400), default="", server_default="")
    """What of it was refused, for the hand-over that it may become: JSON of :class:`app.checkin.operations.Refused`."""
    ruling: Mapped[Ruling | None]
    ruled_at: Mapped[datetime | None]
    ruled_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))

    line: Mapped[BundleLine] = relationship()


class NoteKind(StrEnum):
    """Why nothing was given at a door."""

    NOT_AT_HOME = "not_at_home"
    """The carrier may come by once more; otherwise the kits are brought back."""
    REFUSED = "refused"
    DAMAGED = "damaged"
    """The kits come back, and cannot be given as they are."""
    LOST = "lost"
    """Fell off, was taken away: nobody brings them back, which two people have to say."""


class DoorNote(Base):
    """What a carrier wrote down at a door where nothing was given. On a field laptop, and from its file at the hub."""

    __tablename__ = "door_notes"
    __table_args__ = (
        UniqueConstraint("nonce"),
        Index("ix_door_notes_open", "bundle_id", sqlite_where=text("is_open = 1"), postgresql_where=text("is_open")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    bundle_id: Mapped[int] = mapped_column(ForeignKey("bundles.id"), index=True)
    entitlement_id: Mapped[int] = mapped_column(ForeignKey("entitlements.id"), index=True)
    """Of the line it is about: a laptop carries promises, and has no lines."""
    nonce: Mapped[str] = mapped_column(String(32))
    """The same file brought twice notes once."""
    kind: Mapped[NoteKind]
    words: Mapped[str] = mapped_column(String(120), default="")
    happened_at: Mapped[datetime]
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    received_at: Mapped[datetime]
    is_open: Mapped[bool] = mapped_column(default=False)
    """Kits are said to be lost, and two people have not said yet what became of them."""

    bundle: Mapped[Bundle] = relationship()
    entitlement: Mapped[Entitlement] = relationship()
