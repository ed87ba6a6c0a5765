"""Reading the trace back and checking that no link was changed, removed or put in."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.audit import rules
from app.audit.models import AuditEntry
from app.core.db import db
from app.core.pace import give_way

PIECE = 1000
"""Entries in memory at a time: 10 ms of work, where a year of them would hold up this process for seconds."""


@dataclass(frozen=True, slots=True)
class ChainReport:
    """Whether the chain holds. ``broken_at`` is the number of the first entry that does not fit."""

    length: int
    head: str
    broken_at: int | None


@dataclass(frozen=True, slots=True)
class Head:
    """The newest link: its number, 0 of an empty chain, and its hash."""

    number: int
    hash: str


def head() -> Head:
    """The newest link of the chain, to be printed where somebody else keeps the paper."""
    last = db.session.execute(
        select(AuditEntry.number, AuditEntry.hash).order_by(AuditEntry.number.desc()).limit(1)
    ).first()
    return Head(last.number, last.hash) if last else Head(0, rules.FIRST)


def list_entries(*, before: int | None = None, most: int = 50) -> Sequence[AuditEntry]:
    """The newest entries, or those with numbers below ``before``; newest first."""
    found = select(AuditEntry).order_by(AuditEntry.number.desc()).limit(most)
    return db.session.scalars(found if before is None else found.where(AuditEntry.number < before)).all()


def list_about(subject_kind: str, subject_id: int) -> Sequence[AuditEntry]:
    """Everything in the trace about one thing, the oldest first."""
    found = select(AuditEntry).where(AuditEntry.subject_kind == subject_kind, AuditEntry.subject_id == subject_id)
    return db.session.scalars(found.order_by(AuditEntry.id)).all()


def check_chain() -> ChainReport:
    """Walk the whole chain from the first entry, a thousand rows at a time; a desk that waits is served between."""
    expected, previous = 1, rules.FIRST
    rows = db.session.execute(select(AuditEntry.__table__).order_by(AuditEntry.number)).yield_per(PIECE)
    for row in rows.mappings():
        if expected % PIECE == 0:
            give_way()
        fields = {key: row[key] for key in row if key not in ("id", "hash")}
        whole = row["number"] == expected and row["previous_hash"] == previous
        if not whole or rules.entry_hash(**fields) != row["hash"]:
            return ChainReport(length=expected - 1, head=previous, broken_at=row["number"])
        expected, previous = expected + 1, row["hash"]
    return ChainReport(length=expected - 1, head=previous, broken_at=None)
