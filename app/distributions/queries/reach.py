"""Whom a programme or one of its kits reaches today, counted from the register before anything is saved."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core.db import db
from app.distributions import rules
from app.distributions.models import Programme
from app.distributions.queries.plans import card_numbers
from app.distributions.queries.programmes import is_for, offers_of
from app.distributions.queries.register import FACTS, Members, facts_of, people_by_household
from app.households.models import Household, HouseholdStatus

SAMPLE = 8
"""Households that are shown as an example of those who match."""


@dataclass(frozen=True, slots=True)
class Reach:
    """Households that are entitled to at least one kit, their people, and the kits they need."""

    households: int
    people: int
    kits: int
    by_kit: Sequence[tuple[int, int]] = ()
    """Of each kit of the programme, in its order: how many households it reaches, how many of it they need."""


@dataclass(frozen=True, slots=True)
class Example:
    """One of those who match, without a name."""

    household: Household
    card_no: str
    people: int
    kits: int


def reach_of(programme: Programme, *, on: date) -> Reach:
    """Active households whom the programme gives at least one kit, as old as they are ``on`` that day."""
    households, people = 0, 0
    reached: Counter[int] = Counter()
    needed: Counter[int] = Counter()
    offers = offers_of(programme)
    for _id, size, portions in _entitled(programme, offers, on):
        households += 1
        people += size
        for portion in portions:
            reached[portion.position] += 1
            needed[portion.position] += portion.quantity
    by_kit = tuple((reached[position], needed[position]) for position in range(1, len(offers) + 1))
    return Reach(households, people, needed.total(), by_kit)


def try_kit(
    programme: Programme | None, amount: rules.Amount, target: rules.Target, *, on: date
) -> tuple[Reach, Sequence[Example]]:
    """Whom a kit would reach that is not saved yet, and a few of them from all over the list.

    Without a ``programme`` the whole register is asked.
    """
    found = list(_entitled(programme, [rules.Offer(0, 0, amount, target)], on))
    kits = sum(portions[0].quantity for _id, _size, portions in found)
    reach = Reach(len(found), sum(size for _id, size, _portions in found), kits, ((len(found), kits),))
    step = max(1, len(found) // SAMPLE)
    return reach, _examples([(one, size, portions[0].quantity) for one, size, portions in found[::step][:SAMPLE]])


def _entitled(
    programme: Programme | None, offers: Sequence[rules.Offer], on: date
) -> Iterator[tuple[int, int, tuple[rules.Portion, ...]]]:
    """Each household that something is for: its number, how many people it has, what it would be given."""
    chosen = is_for(programme)
    rows = db.session.execute(
        select(Household.id, Household.declared_size, *FACTS)
        .where(chosen, Household.status == HouseholdStatus.ACTIVE)
        .order_by(Household.id)
    )
    people, nobody = people_by_household(programme, on), Members()
    for row in rows:
        members = people.get(row.id, nobody)
        size = len(members.kinds) + members.unnamed(row.declared_size)
        portions = rules.portions_of(offers, facts_of(row, members, size=size), people=size) if size else ()
        if portions:
            yield row.id, size, portions


def _examples(chosen: Sequence[tuple[int, int, int]]) -> Sequence[Example]:
    ids = [household_id for household_id, _size, _kits in chosen]
    cards = card_numbers(ids)
    found = select(Household).where(Household.id.in_(ids))
    homes = {
        home.id: home
        for home in db.session.scalars(found.options(joinedload(Household.street), joinedload(Household.settlement)))
    }
    return [Example(homes[one], cards.get(one, ""), size, kits) for one, size, kits in chosen]
