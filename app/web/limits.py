"""Attempts are counted in the database, per account or for the whole hub, never by address (a hub shares one)."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import String, case, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, db


class Throttle(Base):
    """Failed attempts in the present window of one bucket."""

    __tablename__ = "throttles"

    bucket: Mapped[str] = mapped_column(String(80), primary_key=True)
    window_ends_at: Mapped[datetime]
    failures: Mapped[int]


def is_exhausted(bucket: str, *, limit: int, at: datetime) -> bool:
    """Whether ``bucket`` has used up its ``limit`` of failures in the present window."""
    found = db.session.scalar(select(Throttle.failures).where(Throttle.bucket == bucket, Throttle.window_ends_at > at))
    return found is not None and found >= limit


def count_failure(bucket: str, *, window: timedelta, at: datetime) -> int:
    """Count one failure and return how many there are now; the first of a window starts it.

    One statement, because several are the first at the same moment. Call inside ``transaction(audited=False)``;
    a refusal raised there takes the count back.
    """
    insert = _INSERTS[db.session().get_bind().dialect.name]
    is_over = Throttle.window_ends_at <= at
    counted = (
        insert(Throttle)
        .values(bucket=bucket, window_ends_at=at + window, failures=1)
        .on_conflict_do_update(
            index_elements=[Throttle.bucket],
            set_={
                "window_ends_at": case((is_over, at + window), else_=Throttle.window_ends_at),
                "failures": case((is_over, 1), else_=Throttle.failures + 1),
            },
        )
        .returning(Throttle.failures)
    )
    failures: int = db.session.scalars(counted).one()
    if failures == 1:
        _drop_old(at)
    return failures


_INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def _drop_old(at: datetime) -> None:
    """Windows that are over, except those that somebody else begins anew at this moment."""
    over = select(Throttle.bucket).where(Throttle.window_ends_at <= at).with_for_update(skip_locked=True)
    gone = delete(Throttle).where(Throttle.bucket.in_(over))
    db.session.execute(gone.execution_options(synchronize_session=False))


def uncount(bucket: str) -> None:
    """Take back one that was counted before it was known to be a success. Call inside ``transaction()``."""
    db.session.execute(
        update(Throttle).where(Throttle.bucket == bucket, Throttle.failures > 0).values(failures=Throttle.failures - 1)
    )


def forget(bucket: str) -> None:
    """A success clears the bucket. Call inside ``transaction()``."""
    db.session.execute(delete(Throttle).where(Throttle.bucket == bucket))
