"""What a household was told and agreed to."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class ConsentKind(StrEnum):
    """The notice is given to everyone; each of the others is a free choice of its own."""

    NOTICE = "notice"
    CALLS = "calls"
    PARTNERS = "partners"
    HEALTH_QUESTIONS = "health_questions"


class ConsentMethod(StrEnum):
    SIGNATURE = "signature"
    SPOKEN = "spoken"
    WITNESS = "witness"
    LIST = "list"
    """Came with an imported list; to be asked at the next visit."""


class Consent(Base):
    """One thing a household was told or agreed to, and when it took that back."""

    __tablename__ = "consents"
    __table_args__ = (
        Index(
            "uq_consents_in_force",
            "household_id",
            "kind",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("households.id"))
    kind: Mapped[ConsentKind]
    method: Mapped[ConsentMethod]
    text_version: Mapped[str] = mapped_column(String(10))
    given_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    withdrawn_at: Mapped[datetime | None]
