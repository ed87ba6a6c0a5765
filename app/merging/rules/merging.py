"""Who may merge what, what stands afterwards, and until when it can be undone."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.households.matching import Comparison, Verdict
from app.households.models import Consent, ConsentKind, ConsentMethod, Household, HouseholdStatus, PersonRole

UNDO_DAYS = 30
UNDONE_WITHIN = timedelta(days=UNDO_DAYS)
"""How long what was merged can be taken apart again; then what is needed for it is dropped."""


def can_still_be_undone(merged_at: datetime, at: datetime) -> bool:
    return at <= merged_at + UNDONE_WITHIN


def which_is_kept(one: Household, other: Household) -> tuple[Household, Household]:
    """The record that should be kept and the one that goes into it: names before none, then the older one."""
    first, second = sorted((one, other), key=lambda household: household.id)
    return (second, first) if first.is_minimal and not second.is_minimal else (first, second)


def may_take_over(kept: Household, merged: Household) -> bool:
    """Whether one record may go into the other: names do not go into a record that keeps none."""
    return not kept.is_minimal or merged.is_minimal


def is_open(household: Household) -> bool:
    """Whether it is a record of its own."""
    return household.status is not HouseholdStatus.MERGED


# ---- who is who


@dataclass(frozen=True, slots=True)
class Member:
    """A person of one of the two records, as far as pairing needs it."""

    id: int
    name_key: str
    birth_year: int | None
    role: PersonRole


def proposed_pairs(
    kept: Sequence[Member], merged: Sequence[Member], comparison: Comparison | None
) -> dict[int, int | None]:
    """For each person of the merged record the same person of the kept one, or None for somebody else.

    ``comparison`` was made of the two families with their heads first.
    """
    pairs: dict[int, int | None] = {member.id: None for member in merged}
    if comparison is not None and comparison.verdict is not Verdict.DIFFERENT:
        mine, theirs = _head_first(kept), _head_first(merged)
        pairs |= {theirs[second].id: mine[first].id for first, second in comparison.matched}
    free = [member for member in kept if member.id not in pairs.values()]
    for member in merged:
        if pairs[member.id] is None:
            twin = next((other for other in free if _is_written_the_same(member, other)), None)
            if twin is not None:
                pairs[member.id] = twin.id
                free.remove(twin)
    return pairs


def _head_first(members: Sequence[Member]) -> list[Member]:
    return sorted(members, key=lambda member: member.role is not PersonRole.HEAD)


def _is_written_the_same(one: Member, other: Member) -> bool:
    return (one.name_key, one.birth_year) == (other.name_key, other.birth_year)


def are_pairs_possible(pairs: Mapping[int, int | None], kept: Collection[int], merged: Collection[int]) -> bool:
    """Whether everybody of the merged record is told of, and nobody is the same as two people."""
    same = [person_id for person_id in pairs.values() if person_id is not None]
    return set(pairs) == set(merged) and set(same) <= set(kept) and len(same) == len(set(same))


# ---- what stands in a cycle


@dataclass(frozen=True, slots=True)
class Promised:
    """One promise of a cycle. ``is_open``: its day is not over, so it can still be collected."""

    id: int
    is_kept: bool
    """Of the record that is kept."""
    is_given: bool
    is_open: bool
    is_out: bool = False
    """On its way to the family with a bundle."""


def which_stands(promises: Iterable[Promised]) -> Promised:
    """Of several promises of one cycle: what was given, else what is on its way, so that no desk gives the other one.

    Else what can still be collected, else that of the kept record.
    """
    return min(
        promises, key=lambda one: (not one.is_given, not one.is_out, not one.is_open, not one.is_kept)
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Taken:
    """A promise when a merge is undone: of which record it was, and which family took it, if it was given."""

    id: int
    cycle_id: int
    was_kept: bool
    taken_by_kept: bool | None
    """None while nobody took it."""


def owners_after_undo(promises: Sequence[Taken]) -> dict[int, bool]:
    """For each promise whether it belongs to the kept record: what was given stays with the family that took it.

    What is left of the cycle goes to the other family, so that neither collects twice.
    """
    served = {(promise.cycle_id, promise.taken_by_kept) for promise in promises}

    def owner(promise: Taken) -> bool:
        if promise.taken_by_kept is not None:
            return promise.taken_by_kept
        own, other = (promise.cycle_id, promise.was_kept), (promise.cycle_id, not promise.was_kept)
        return not promise.was_kept if own in served and other not in served else promise.was_kept

    return {promise.id: owner(promise) for promise in promises}


# ---- consents


@dataclass(frozen=True, slots=True)
class Agreed:
    """What holds of one kind of consent after merging: one that stays in force since ``given_at``, or none."""

    in_force_id: int | None = None
    given_at: datetime | None = None
    taken_back_at: datetime | None = None
    """When the family's last word was no."""


def settle_consent(kind: ConsentKind, kept: Iterable[Consent], merged: Iterable[Consent]) -> Agreed:
    """The last word of the family counts, and what came with a list is no word of theirs.

    The notice cannot be taken back: who was told once was told.
    """
    mine = [consent for consent in kept if consent.kind is kind]
    theirs = [consent for consent in merged if consent.kind is kind]
    in_force = [consent for consent in (*mine, *theirs) if consent.withdrawn_at is None]
    best = min(in_force, key=lambda consent: (consent.method is ConsentMethod.LIST, consent.given_at), default=None)
    agreed = Agreed(best.id, best.given_at) if best else Agreed()
    if kind is ConsentKind.NOTICE:
        return agreed
    no = max((consent.withdrawn_at for consent in (*mine, *theirs) if consent.withdrawn_at), default=None)
    yes = max((c.given_at for c in in_force if c.method is not ConsentMethod.LIST), default=None)
    if no is not None and (yes is None or no > yes):
        return Agreed(taken_back_at=no)
    return agreed
