"""Who collected for many households within some days (field guide 6.7). Values in, value out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.core.names import sort_key
from app.households.models import ProxyRelation

FEWEST_HOUSEHOLDS = 2
"""Who collects for one household only is nobody's concern and is not listed."""
DAYS = 7


@dataclass(frozen=True, slots=True)
class Collected:
    """One hand-over that somebody else than a member took and that was not taken back."""

    name_key: str
    birth_year: int | None
    name: str
    household_id: int
    day: date
    relation: ProxyRelation | None
    """None where no entry names them: the wardens of streets."""
    is_warden: bool
    programme: str
    is_approved: bool

    @property
    def person(self) -> tuple[str, int | None, bool]:
        """One person in any spelling; what they do as a street warden stands apart."""
        return self.name_key, None if self.is_warden else self.birth_year, self.is_warden


@dataclass(frozen=True, slots=True)
class Frequent:
    """Somebody who collected for several households."""

    name: str
    birth_year: int | None
    is_warden: bool
    households: int
    hand_overs: int
    most_a_day: int
    """Households on the day on which they were most."""
    approvals: int
    """Hand-overs by which a lead stood."""
    relations: Sequence[ProxyRelation]
    programmes: Sequence[str]


def first_day(last: date) -> date:
    """The first of the seven days that end with ``last``."""
    return last - timedelta(days=DAYS - 1)


def rank(collected: Iterable[Collected]) -> list[Frequent]:
    """Those who collected for several households, for the most first."""
    by_person: dict[tuple[str, int | None, bool], list[Collected]] = {}
    for one in collected:
        by_person.setdefault(one.person, []).append(one)
    people = (_frequent(taken) for taken in by_person.values())
    several = [person for person in people if person.households >= FEWEST_HOUSEHOLDS]
    return sorted(several, key=lambda person: (-person.households, -person.hand_overs, sort_key(person.name)))


def _frequent(taken: Sequence[Collected]) -> Frequent:
    days = {one.day for one in taken}
    return Frequent(
        name=taken[-1].name,
        birth_year=taken[-1].birth_year,
        is_warden=taken[-1].is_warden,
        households=len({one.household_id for one in taken}),
        hand_overs=len(taken),
        most_a_day=max(len({one.household_id for one in taken if one.day == day}) for day in days),
        approvals=sum(one.is_approved for one in taken),
        relations=[relation for relation in ProxyRelation if any(one.relation is relation for one in taken)],
        programmes=sorted({one.programme for one in taken}, key=sort_key),
    )
