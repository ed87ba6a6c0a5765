"""The criteria of a programme as they stood when each list was published, and the decisions they rest on."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, SmallInteger, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from app.accounts.models import Staff
from app.core.db import Base
from app.distributions.models.programmes import Programme


class CriteriaVersion(Base):
    """Who gets what in a programme, from the moment it was saved until the next version. Never edited."""

    __tablename__ = "criteria_versions"
    __table_args__ = (UniqueConstraint("programme_id", "number"), CheckConstraint("number > 0", name="number"))

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    number: Mapped[int] = mapped_column(SmallInteger)
    """From 1 in each programme."""
    saved_at: Mapped[datetime]
    saved_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    terms: Mapped[str] = mapped_column(Text)
    """Everything that decides, as JSON (see :mod:`app.distributions.rules.criteria`)."""
    rule_text: Mapped[str] = mapped_column(String(400))
    """What the public was told."""
    decision_no: Mapped[str] = mapped_column(String(40), default="")
    decision_on: Mapped[date | None]
    decision_body: Mapped[str] = mapped_column(String(120), default="")

    programme: Mapped[Programme] = relationship()
    saved_by: Mapped[Staff | None] = relationship()


class FileKind(StrEnum):
    """What a decision may be attached as; told by its first bytes, not by its name."""

    PDF = "pdf"
    JPEG = "jpeg"
    PNG = "png"


class DecisionDocument(Base):
    """A decision on which aid is given, as it was signed."""

    __tablename__ = "decision_documents"
    __table_args__ = (UniqueConstraint("nonce"), CheckConstraint("size BETWEEN 1 AND 2097152", name="size"))

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    kind: Mapped[FileKind]
    size: Mapped[int]
    """In bytes."""
    digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the content."""
    content: Mapped[bytes] = deferred(mapped_column(LargeBinary))
    added_at: Mapped[datetime]
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    nonce: Mapped[str] = mapped_column(String(32))
