"""Everything that decides who gets what in a programme, as it is kept with every list that was published by it."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from app.distributions.models import FileKind, ProxyRule, Unit
from app.distributions.rules.targets import EVERYONE, Target, target_of, told_of

MOST_KITS = 12
"""Kits of one programme."""
MOST_BYTES = 2 * 1024 * 1024
"""Of a decision that is attached."""

_BEGINNINGS = (
    (b"%PDF-", FileKind.PDF),
    (b"\xff\xd8\xff", FileKind.JPEG),
    (b"\x89PNG\r\n\x1a\n", FileKind.PNG),
)


def kind_of_file(content: bytes) -> FileKind | None:
    """What a file is by its first bytes; None when it is nothing that may be attached."""
    return next((kind for beginning, kind in _BEGINNINGS if content.startswith(beginning)), None)


@dataclass(frozen=True, slots=True)
class KitTerms:
    """One kit of a programme: how much of it, for whom. ``sizes`` are rows (people from, kits) of a size table."""

    kit_id: int
    unit: Unit
    quantity: int = 1
    sizes: Sequence[tuple[int, int]] = ()
    target: Target = EVERYONE


@dataclass(frozen=True, slots=True)
class Criteria:
    """The criteria of a programme at one time. ``bars`` are rows (programme, days)."""

    kits: Sequence[KitTerms]
    settlement_ids: Sequence[int]
    cycle_days: int
    days_between: int | None
    bars: Sequence[tuple[int, int]]
    proxy_rule: ProxyRule


def dump_criteria(criteria: Criteria) -> str:
    """As JSON."""
    kits = [{**asdict(kit), "target": told_of(kit.target)} for kit in criteria.kits]
    return json.dumps({**asdict(criteria), "kits": kits}, ensure_ascii=False, sort_keys=True)


def load_criteria(text: str) -> Criteria:
    """What :func:`dump_criteria` wrote."""
    said: dict[str, Any] = json.loads(text)
    return Criteria(
        kits=tuple(_kit(kit) for kit in said["kits"]),
        settlement_ids=tuple(said["settlement_ids"]),
        cycle_days=said["cycle_days"],
        days_between=said["days_between"],
        bars=tuple((other, days) for other, days in said["bars"]),
        proxy_rule=ProxyRule(said["proxy_rule"]),
    )


def _kit(said: dict[str, Any]) -> KitTerms:
    return KitTerms(
        kit_id=said["kit_id"],
        unit=Unit(said["unit"]),
        quantity=said["quantity"],
        sizes=tuple((people, kits) for people, kits in said["sizes"]),
        target=target_of(said["target"]),
    )
