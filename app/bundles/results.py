"""What was done on a field laptop, as its file brings it home. Every fact has a nonce and is taken over once."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import Enum
from typing import Annotated, Any

from app.bundles import reading
from app.bundles.models import NoteKind
from app.checkin.models import CollectorKind, EmergencyReason, RefusedReason
from app.households.models import ProxyBasis, ProxyRelation

Nonce = Annotated[str, 32]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotTaken:
    """One thing of a hand-over that was refused: a line of the contents of a kit, or whole kits."""

    kit_version_id: int
    kit_line_id: int | None
    quantity: int
    reason: RefusedReason
    note: Annotated[str, 120]


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Somebody whom a household named at the door to collect for it."""

    name: Annotated[str, 80]
    birth_year: int
    relation: ProxyRelation
    basis: ProxyBasis
    valid_from: date
    valid_to: date
    is_one_time: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack:
    """That a fact of the field was taken back there."""

    reason: Annotated[str, 200]
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """One hand-over of the field."""

    entitlement_id: int
    nonce: Nonce
    card_id: int | None
    desk: int | None
    collector_kind: CollectorKind
    collector_person_id: int | None
    collector_name: Annotated[str, 80]
    proxy_id: int | None
    """Of somebody whom the hub had sent along; whoever was named in the field is ``named``."""
    named: Named | None
    not_taken: tuple[NotTaken, ...]
    happened_at: datetime
    taken_back: TakenBack | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """Why nothing was given at a door. ``stands``: it is the last word of this laptop on that promise."""

    entitlement_id: int
    nonce: Nonce
    kind: NoteKind
    words: Annotated[str, 120]
    happened_at: datetime
    stands: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Urgent:
    """A kit that was given without a promise."""

    nonce: Nonce
    programme_id: int
    distribution_id: int | None
    kit_version_id: int
    quantity: int
    reason: EmergencyReason
    note: Annotated[str, 120]
    desk: int
    household_id: int | None
    happened_at: datetime
    taken_back: TakenBack | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A promise that shall be brought to the home another time."""

    entitlement_id: int
    nonce: Nonce
    asked_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """Everything that a laptop brings home, each kind in the order in which it was written down."""

    release: str
    number: str
    nonce: Nonce
    """Of the bundle whose work this is."""
    refused: int
    """Cards that were scanned and got nothing."""
    done: tuple[Done, ...]
    notes: tuple[Noted, ...]
    urgent: tuple[Urgent, ...]
    asked: tuple[Asked, ...]


def write(results: Results) -> dict[str, Any]:
    """As JSON holds it."""
    return asdict(results, dict_factory=_as_json)


def _as_json(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    return {name: _plain(value) for name, value in pairs}


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date | datetime):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def read(body: Any) -> Results:
    """What :func:`write` wrote, and nothing else. Raises Misshapen."""
    results = reading.read(Results, body)
    reading.need(results.refused >= 0)
    for facts in (results.done, results.notes, results.urgent, results.asked):
        nonces = [fact.nonce for fact in facts]
        reading.need(len(set(nonces)) == len(nonces) and all(nonces))
    return results
