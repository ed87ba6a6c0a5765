"""Who may be in the register already, asked while somebody is being written down."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.core.db import db
from app.households.matching import Family, Record, Verdict
from app.households.models import Household, Person
from app.households.queries.similar import Similar, find_similar
from app.households.rules import HouseholdFacts, PersonDraft
from app.hubs.models import Settlement

WORTH_SAYING = (Verdict.SURELY, Verdict.PROBABLY)
"""Less is left to the work list: whoever is asked at every second family no longer reads the question."""


@dataclass(frozen=True, slots=True)
class Alike:
    """A household of the register that may be the family at the desk, and who in it is so much like whom."""

    household: Household
    person: Person | None
    similar: Similar


def alike_family(people: Sequence[PersonDraft], facts: HouseholdFacts) -> list[Alike]:
    """Households that may be this family, the surest first; ``people`` are as told, the head first."""
    settlement = db.session.get(Settlement, facts.settlement_id) if facts.settlement_id else None
    phones = tuple(phone for phone in (facts.phone1, facts.phone2) if phone)
    street = facts.street.name if facts.street else ""
    family = Family(
        people=tuple(_record(draft) for draft in people),
        phones=phones,
        settlement=settlement.name if settlement else "",
        street=street,
        house=facts.house,
        flat=facts.flat,
    )
    return _load(find_similar(family))


def alike_person(household: Household, draft: PersonDraft) -> list[Alike]:
    """Other households in which somebody who joins this one may stand already."""
    family = Family(
        people=(_record(draft),),
        household_id=household.id,
        phones=tuple(phone for phone in (household.phone1, household.phone2) if phone),
        settlement=household.settlement.name,
        street=household.street.name if household.street else "",
        house=household.house,
        flat=household.flat,
    )
    return _load(find_similar(family))


def _record(draft: PersonDraft) -> Record:
    return Record(draft.surname, draft.given, draft.patronymic, draft.sex, draft.birth_on, draft.birth_year)


def _load(found: Iterable[Similar]) -> list[Alike]:
    similar = [each for each in found if each.comparison.verdict in WORTH_SAYING]
    if not similar:
        return []
    place = (joinedload(Household.settlement), joinedload(Household.street))
    wanted = select(Household).where(Household.id.in_([each.household_id for each in similar]))
    rows = db.session.scalars(wanted.options(*place, selectinload(Household.people), selectinload(Household.cards)))
    households = {household.id: household for household in rows}
    return [
        Alike(households[each.household_id], _matched(households[each.household_id], each), each) for each in similar
    ]


def _matched(household: Household, similar: Similar) -> Person | None:
    """Who of the household is like somebody of the family: positions are told with the head first."""
    people = sorted(household.people, key=lambda person: not person.is_head)
    theirs = similar.comparison.matched[0][1] if similar.comparison.matched else 0
    return people[theirs] if theirs < len(people) else None
