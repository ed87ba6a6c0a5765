"""Public works (section G of the report): what they came to, by settlement and kind, people by sex and age."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.core.names import sort_key
from app.distributions.models import AgeBand
from app.distributions.rules import band_of
from app.hubs.models import Settlement
from app.pay import queries as pay
from app.pay.queries import Done, Period, Totals
from app.public_works.models import StopCause, WorkKind
from app.reports import rules
from app.reports.rules import Scope

BANDS = (AgeBand.UNDER_18, AgeBand.ADULT, AgeBand.OLDER)
"""Nobody younger works."""


@dataclass(frozen=True, slots=True)
class Works:
    """Everything on the page of works."""

    done: Done
    whole: Totals
    settlements: Sequence[tuple[Settlement, Totals]]
    kinds: Sequence[tuple[WorkKind, Totals]]
    people: Mapping[tuple[str, str], int]
    """By sex and age band; everyone once an order."""

    @property
    def share_taken(self) -> int:
        """Per cent of the places."""
        return rules.share(self.whole.taken, self.whole.offered)

    @property
    def share_of_first_timers(self) -> int:
        """Per cent of the people."""
        return rules.share(self.whole.first_timers, self.whole.people)


def stops(scope: Scope) -> Mapping[StopCause, int]:
    """How often works were stopped on the days of a scope, by cause."""
    return pay.count_stops(_period(scope))


def _period(scope: Scope) -> Period:
    return Period(scope.first_on, scope.last_on, scope.settlement_id)


def works(scope: Scope) -> Works:
    """The works on the days of a scope, in two statements."""
    done = pay.see_done(_period(scope))
    found = {one.order.settlement_id: one.order.settlement for one in done.orders}
    places = sorted(found.values(), key=lambda place: sort_key(place.name))
    by_place, by_kind = done.by(lambda order: order.settlement_id), done.by(lambda order: order.kind)
    people: dict[tuple[str, str], int] = {}
    for one in done.workers:
        key = one.sex, band_of(one.age)
        people[key] = people.get(key, 0) + 1
    return Works(
        done=done,
        whole=done.whole,
        settlements=[(place, by_place[place.id]) for place in places],
        kinds=[(kind, by_kind[kind]) for kind in WorkKind if kind in by_kind],
        people=people,
    )
