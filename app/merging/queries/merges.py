"""Looking at what was merged, and at two records that may be."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.core.db import db
from app.core.errors import NotFound
from app.households import matching, queries
from app.households.matching import Comparison
from app.households.models import DuplicatePair, Household, Person
from app.households.queries import duplicates, similar
from app.merging.ledger import load
from app.merging.models import Merge
from app.merging.rules import merging as rules

MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Facing:
    """Two records side by side, the one that is to be kept first."""

    kept: Household
    merged: Household
    comparison: Comparison | None
    """None where one of them has nobody to compare."""
    pair: DuplicatePair | None
    """The pair on the work list, if they stand there."""

    @property
    def is_same_record(self) -> bool:
        return self.kept.id == self.merged.id

    @property
    def proposed_pairs(self) -> dict[int, int | None]:
        """Who of the merged record is who of the kept one."""
        return rules.proposed_pairs(_members(self.kept), _members(self.merged), self.comparison)


def face(kept_id: int, merged_id: int) -> Facing:
    """Both records whole. Raises NotFound."""
    kept, merged = queries.get_household(kept_id), queries.get_household(merged_id)
    comparison = None
    if kept.people and merged.people:
        comparison = matching.compare(similar.family_of(kept), similar.family_of(merged))
    return Facing(kept, merged, comparison, find_pair(kept_id, merged_id))


def _members(household: Household) -> list[rules.Member]:
    return [rules.Member(each.id, each.name_key, each.birth_year, each.role) for each in household.people]


def find_pair(one_id: int, other_id: int) -> DuplicatePair | None:
    """These two on the work list."""
    first_id, second_id = sorted((one_id, other_id))
    return db.session.scalar(
        select(DuplicatePair).where(DuplicatePair.first_id == first_id, DuplicatePair.second_id == second_id)
    )


def get_merge(merge_id: int) -> Merge:
    """A merge with both its records. Raises NotFound."""
    cards = selectinload(Household.cards)
    merge = db.session.get(
        Merge, merge_id, options=(joinedload(Merge.kept).options(cards), joinedload(Merge.merged).options(cards))
    )
    if merge is None:
        raise NotFound
    return merge


def list_merges_of(household_id: int) -> Sequence[Merge]:
    """What was merged into this record and what it was merged into, the latest first."""
    own = or_(Merge.kept_id == household_id, Merge.merged_id == household_id)
    return db.session.scalars(select(Merge).where(own).order_by(Merge.id.desc()).limit(MOST_SHOWN)).all()


def list_open_pairs_of(household_id: int) -> Sequence[Household]:
    """Records that may be the same family as this one and are not decided about."""
    pairs = duplicates.list_open_pairs_of(household_id)
    return [pair.second if pair.first_id == household_id else pair.first for pair in pairs]


# ---- everybody who can be compared


def list_ids_with_people(after: int, limit: int) -> Sequence[int]:
    """The next households with people, by number."""
    found = db.session.scalars(_WITH_PEOPLE.where(Person.household_id > after).limit(limit))
    return [household_id for household_id in found if household_id is not None]


def count_with_people(up_to: int) -> tuple[int, int]:
    """How many households with people there are up to this one, and in all."""
    everybody = select(func.count(Person.household_id.distinct()))
    return db.session.scalar(everybody.where(Person.household_id <= up_to)) or 0, db.session.scalar(everybody) or 0


_WITH_PEOPLE = (
    select(Person.household_id).where(Person.household_id.is_not(None)).distinct().order_by(Person.household_id)
)


# ---- what a merge did


@dataclass(frozen=True, slots=True)
class Moved:
    """What one merge moved, in numbers."""

    people: int
    same_people: int
    cards: int
    promises: int
    withdrawn: int


def what_moved(merge: Merge) -> Moved | None:
    """What a merge moved; None when it is not known any more."""
    if merge.before is None:
        return None
    ledger = load(merge.before)
    return Moved(
        people=len(ledger.ids("people", "household_id")) - len(ledger.twins),
        same_people=len(ledger.twins),
        cards=len(ledger.ids("cards", "household_id")),
        promises=len(ledger.ids("entitlements", "household_id")),
        withdrawn=len(ledger.ids("entitlements", "withdrawn_at")),
    )
