"""Attempts are counted in the database, per account or for the whole hub, never by address (a hub shares one)."""

from datetime import datetime, timedelta

from sqlalchemy import String, select
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


def count_failure(bucket: str, *, window: timedelta, at: datetime) -> None:
    """Count one failure; the first of a window starts it. Call inside ``transaction(audited=False)``."""
    row = db.session.get(Throttle, bucket, with_for_update=True)
    if row is None:
        db.session.add(Throttle(bucket=bucket, window_ends_at=at + window, failures=1))
    elif row.window_ends_at <= at:
        row.window_ends_at, row.failures = at + window, 1
    else:
        row.failures += 1


def forget(bucket: str) -> None:
    """A success clears the bucket. Call inside ``transaction()``."""
    row = db.session.get(Throttle, bucket)
    if row is not None:
        db.session.delete(row)
