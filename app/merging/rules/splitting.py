"""Who goes from one household to another, and what each is there. Values in, values out."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from app.households.models import Person, PersonRole
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


def roles_there(people: Iterable[Person], going: Collection[int], head_id: int | None) -> dict[int, PersonRole]:
    """What each of those who go is to ``head_id``, who speaks for them; None where somebody does already.

    Whoever goes with the head stays what they were. Of others the register does not know, so they are relatives.
    """
    movers = [person for person in people if person.id in going]
    is_same_head = any(person.id == head_id and person.is_head for person in movers)
    roles = {person.id: person.role if is_same_head else _unsaid(person) for person in movers}
    return roles | ({head_id: PersonRole.HEAD} if head_id in roles else {})


def _unsaid(person: Person) -> PersonRole:
    return PersonRole.NON_RELATIVE if person.role is PersonRole.NON_RELATIVE else PersonRole.OTHER


def is_head_missing(people: Collection[Person], going: Collection[int], new_head_id: int | None) -> bool:
    """Whether the head goes and nobody of those who stay was named instead."""
    staying = [person for person in people if person.id not in going]
    does_head_stay = any(person.is_head for person in staying)
    return bool(staying) and not does_head_stay and new_head_id not in {person.id for person in staying}
