"""The work list of pairs of households that may be one family, and what has to be compared for it."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from app.core.db import db
from app.households.matching import Comparison, Reason
from app.households.models import DuplicatePair, Household, HouseholdStatus, PairDecision
from app.households.queries import similar
from app.web.paging import PER_PAGE, Page

PairIds = tuple[int, int]
"""Of two households, the smaller first."""


# ---- looking


@dataclass(frozen=True, slots=True)
class Search:
    """Households that were compared with the whole register, and the pairs that may be one family."""

    household_ids: frozenset[int]
    pairs: Mapping[PairIds, Comparison]

    def disproves(self, pair: PairIds) -> bool:
        """Whether it would have found this pair if there were still reason to."""
        return pair not in self.pairs and not self.household_ids.isdisjoint(pair)


def look_for_pairs(household_ids: Collection[int] | None) -> Search:
    """Compare these households, or all, with the whole register. Writes nothing, however long it takes."""
    ids = sorted(db.session.scalars(_EVERYBODY) if household_ids is None else household_ids)
    register = similar.measure(list(similar.load_families(similar.spread(ids)).values()))
    pairs: dict[PairIds, Comparison] = {}
    for start in range(0, len(ids), similar.AT_A_TIME):
        families = list(similar.load_families(ids[start : start + similar.AT_A_TIME]).values())
        for family, found in zip(families, similar.compare_all(families, register), strict=True):
            pairs.update(_pair(family.household_id or 0, each) for each in found)
    return Search(frozenset(ids), pairs)


_EVERYBODY = select(Household.id).where(Household.people.any())


def _pair(household_id: int, other: similar.Similar) -> tuple[PairIds, Comparison]:
    """The same whichever of the two was asked about."""
    if household_id < other.household_id:
        return (household_id, other.household_id), other.comparison
    return (other.household_id, household_id), other.comparison.turned()


# ---- what is known


def known_pairs() -> dict[PairIds, PairDecision]:
    """Every pair that was ever found, and what was decided about it."""
    rows = db.session.execute(select(DuplicatePair.first_id, DuplicatePair.second_id, DuplicatePair.decision))
    return {(first, second): decision for first, second, decision in rows}


def pairs_kept_apart() -> set[PairIds]:
    """Pairs decided to be two families, of the records into which those two were merged since."""
    first, second = aliased(Household), aliased(Household)
    found = (
        select(func.coalesce(first.merged_into_id, first.id), func.coalesce(second.merged_into_id, second.id))
        .select_from(DuplicatePair)
        .join(first, first.id == DuplicatePair.first_id)
        .join(second, second.id == DuplicatePair.second_id)
        .where(DuplicatePair.decision == PairDecision.NOT_THE_SAME)
    )
    return {(min(one, other), max(one, other)) for one, other in db.session.execute(found)}


# ---- the work list


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a pair stands on the list. ``matched`` are positions among the people of the two, heads first."""

    agrees: tuple[Reason, ...]
    differs: tuple[Reason, ...]
    matched: tuple[tuple[int, int], ...]


def evidence_of(pair: DuplicatePair) -> Evidence:
    """The reasons kept with a pair; codes of an older version that mean nothing any more are left out."""
    kept = json.loads(pair.reasons)
    codes = set(Reason)
    agrees, differs = (
        tuple(Reason(code) for code in kept.get(name, ()) if code in codes) for name in ("agrees", "differs")
    )
    return Evidence(agrees, differs, tuple((mine, theirs) for mine, theirs in kept.get("matched", ())))


def list_pairs(decision: PairDecision = PairDecision.OPEN, *, after: int | None = None) -> Page[DuplicatePair]:
    """A page of the pairs of this decision, the strongest first; ``after`` is the id of the last pair seen."""
    found = select(DuplicatePair).where(_is_worked_on(decision))
    if after is not None:
        found = found.where(_comes_after(after))
    in_order = found.order_by(DuplicatePair.strength.desc(), DuplicatePair.id.desc()).limit(PER_PAGE + 1)
    rows = db.session.scalars(_with_households(in_order)).all()
    return Page(rows[:PER_PAGE], rows[PER_PAGE - 1].id if len(rows) > PER_PAGE else None)


def count_open_pairs() -> int:
    """How many pairs wait for a decision."""
    return count_pairs(PairDecision.OPEN)


def count_pairs(decision: PairDecision) -> int:
    """How many pairs stand under this decision."""
    return db.session.scalar(select(func.count()).select_from(DuplicatePair).where(_is_worked_on(decision))) or 0


def list_open_pairs_of(household_id: int) -> Sequence[DuplicatePair]:
    """Undecided pairs that this household stands in, the strongest first."""
    own = or_(DuplicatePair.first_id == household_id, DuplicatePair.second_id == household_id)
    found = select(DuplicatePair).where(own, _is_worked_on(PairDecision.OPEN)).limit(PER_PAGE)
    return db.session.scalars(_with_households(found.order_by(DuplicatePair.strength.desc()))).all()


def _is_worked_on(decision: PairDecision) -> ColumnElement[bool]:
    """A record that was merged is no question any more."""
    merged = select(Household.id).where(Household.status == HouseholdStatus.MERGED)
    return and_(
        DuplicatePair.decision == decision,
        DuplicatePair.first_id.not_in(merged),
        DuplicatePair.second_id.not_in(merged),
    )


def _comes_after(pair_id: int) -> ColumnElement[bool]:
    strength = select(DuplicatePair.strength).where(DuplicatePair.id == pair_id).scalar_subquery()
    return or_(
        DuplicatePair.strength < strength, and_(DuplicatePair.strength == strength, DuplicatePair.id < pair_id)
    )  # fmt: skip


def _with_households(found: Select[DuplicatePair]) -> Select[DuplicatePair]:
    return found.options(
        *(
            joinedload(side).options(
                joinedload(Household.settlement), joinedload(Household.street), selectinload(Household.people),
                selectinload(Household.cards),
            )
            for side in (DuplicatePair.first, DuplicatePair.second)
        )
    ).execution_options(populate_existing=True)  # fmt: skip
