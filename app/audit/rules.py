"""How an entry is hashed. Written down so that the chain can be checked without this program."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

FIRST = "0" * 64
"""What stands as the previous hash in the first entry."""


def canonical(details: Mapping[str, Any]) -> str:
    """Details as JSON with sorted keys and no spaces."""
    return json.dumps(details, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def entry_hash(
    *,
    number: int,
    recorded_at: datetime,
    staff_id: int | None,
    actor_name: str,
    action: str,
    subject_kind: str,
    subject_id: int | None,
    details: str,
    previous_hash: str,
) -> str:
    """SHA-256, in hexadecimal, over the entry's fields joined by line feeds, the previous hash first."""
    parts = (
        previous_hash,
        str(number),
        recorded_at.astimezone(UTC).isoformat(timespec="microseconds"),
        "" if staff_id is None else str(staff_id),
        actor_name,
        action,
        subject_kind,
        "" if subject_id is None else str(subject_id),
        details,
    )
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
