"""Who goes from one household to another, and what each is there. Values in, values out."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.households.models import PersonRole
from app.households.rules import Occasion


@dataclass(frozen=True, slots=True)
class Move:
    """Some people of a household go, on a day."""

    roles: Mapping[int, PersonRole]
    """By person: what each of those who go is in the household they go to."""
    occasion: Occasion
    new_head_id: int | None = None
    """Who speaks for those who stay, when the head is among those who go."""

    @property
    def heads(self) -> int:
        return sum(role is PersonRole.HEAD for role in self.roles.values())
