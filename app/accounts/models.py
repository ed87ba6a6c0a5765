"""Staff, their roles and their sessions."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base


class Role(StrEnum):
    """Roles of field guide 3.10. What each may do stands in :mod:`app.accounts.rules`."""

    REGISTRAR = "registrar"
    DESK_CLERK = "desk_clerk"
    LEAD = "lead"
    STOREKEEPER = "storekeeper"
    FOREMAN = "foreman"
    WARDEN = "warden"
    SAFEGUARDING = "safeguarding"
    REVIEWER = "reviewer"
    DONOR = "donor"
    ADMIN = "admin"
    KEEPER = "keeper"


class Staff(Base):
    """Somebody who signs in, by name; no e-mail is needed."""

    __tablename__ = "staff"
    __table_args__ = (UniqueConstraint("login"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(String(40))
    """Folded to lower case, so that one person has one account."""
    name: Mapped[str] = mapped_column(String(80))
    password_hash: Mapped[str] = mapped_column(String(200))
    must_change_password: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]

    roles: Mapped[list["StaffRole"]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", order_by="StaffRole.role"
    )

    @property
    def code(self) -> str:
        """How logs shown outside the hub name this person."""
        return staff_code(self.id)


def staff_code(staff_id: int) -> str:
    """S-07: the code of the member of staff with this id."""
    return f"S-{staff_id:02d}"


class StaffRole(Base):
    """One role of one member of staff."""

    __tablename__ = "staff_roles"

    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    role: Mapped[Role] = mapped_column(primary_key=True)


class StaffSession(Base):
    """A signed-in browser. Deleted on sign-out, dismissal, and change of role or password."""

    __tablename__ = "staff_sessions"
    __table_args__ = (UniqueConstraint("token_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64))
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
