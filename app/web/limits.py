"""Attempts are counted in the database, per account or for the whole hub, never by address (a hub shares one)."""

from datetime import datetime, timedelta

from sqlalchemy import String, delete, select, update
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

    Call inside ``transaction(audited=False)``; a refusal raised there takes the count back.
    """
    row = db.session.get(Throttle, bucket, with_for_update=True)
    if row is None:
        db.session.execute(delete(Throttle).where(Throttle.window_ends_at <= at))
        row = Throttle(bucket=bucket, window_ends_at=at + window, failures=0)
        db.session.add(row)
    elif row.window_ends_at <= at:
        row.window_ends_at, row.failures = at + window, 0
    row.failures += 1
    return row.failures


def uncount(bucket: str) -> None:
    """Take back one that was counted before it was known to be a success. Call inside ``transaction()``."""
    db.session.execute(
        update(Throttle).where(Throttle.bucket == bucket, Throttle.failures > 0).values(failures=Throttle.failures - 1)
    )


def forget(bucket: str) -> None:
    """A success clears the bucket. Call inside ``transaction()``."""
    db.session.execute(delete(Throttle).where(Throttle.bucket == bucket))
