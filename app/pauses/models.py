"""What is known of a pause besides when it was: who is inside, and what was decided after the all-clear."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.distributions.models import MoveList
from app.hubs.models import Pause


class Insider(Base):
    """Staff saw this household on site or in the shelter during a pause, though its card was not scanned."""

    __tablename__ = "insiders"

    pause_id: Mapped[int] = mapped_column(ForeignKey("pauses.id"), primary_key=True)
    entitlement_id: Mapped[int] = mapped_column(ForeignKey("entitlements.id"), primary_key=True, index=True)
    seen_at: Mapped[datetime]
    seen_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))


class AllClear(Base):
    """What became of those whose time passed in a pause: moved by a list, or with ``move_list_id`` None left alone.

    An alarm that comes before this is decided is decided on together with it.
    """

    __tablename__ = "all_clears"
    __table_args__ = (UniqueConstraint("pause_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    pause_id: Mapped[int] = mapped_column(ForeignKey("pauses.id"))
    move_list_id: Mapped[int | None] = mapped_column(ForeignKey("move_lists.id"), index=True)
    decided_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))

    pause: Mapped[Pause] = relationship()
    move_list: Mapped[MoveList | None] = relationship()
