"""What planning asks of the room above it: was it given, and when last. Hand-overs belong to the desk.

``create_app`` hands over the answers; views pass them to the operations and queries that need them.
"""

from collections.abc import Collection
from datetime import date
from typing import Protocol


class AidLog(Protocol):
    """Answers of whoever keeps the hand-overs. Reversed ones do not count."""

    def last_aid(self, programme_id: int, only: int | None = None) -> dict[int, date]:
        """The day on which each household (or ``only`` one), by its id, was last given something of this programme."""

    def given_of(self, entitlement_ids: Collection[int]) -> set[int]:
        """Which of these entitlements were given."""

    def left_of(self, entitlement_ids: Collection[int]) -> dict[int, dict[int, int]]:
        """Of each of these entitlements that was given: whole kits that were not taken, by kit version."""
