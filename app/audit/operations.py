"""Writing the trace. Called last in every operation, because PostgreSQL holds the chain's lock until commit."""

from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, text

from app.audit import rules
from app.audit.models import AuditEntry
from app.core.actors import Actor
from app.core.db import db

CHAIN_LOCK = 0x706F7269
"""Advisory lock on PostgreSQL: only one transaction at a time may hang a new link on the chain."""

_HEAD = select(AuditEntry.number, AuditEntry.hash).order_by(AuditEntry.number.desc()).limit(1)


def record(
    action: str, subject_kind: str, subject_id: int | None, *, actor: Actor, at: datetime, **details: Any
) -> None:
    """Hang one entry on the chain. ``details`` are ids, counts and reasons, never names."""
    session = db.session()
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": CHAIN_LOCK})
    head = session.execute(_HEAD).first()
    values: dict[str, Any] = {
        "number": head.number + 1 if head else 1,
        "recorded_at": at,
        "staff_id": actor.staff_id,
        "actor_name": actor.name,
        "action": action,
        "subject_kind": subject_kind,
        "subject_id": subject_id,
        "details": rules.canonical(details),
        "previous_hash": head.hash if head else rules.FIRST,
    }
    session.execute(insert(AuditEntry).values(hash=rules.entry_hash(**values), **values))
    session.info["audit_rows"] = session.info.get("audit_rows", 0) + 1
