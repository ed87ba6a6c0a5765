"""Finding households that may be one family, and deciding about them. Nothing is merged here."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select

from app.audit import operations as audit
from app.core.actors import Actor
from app.core.db import db
from app.core.errors import N_, NotFound, Refusal
from app.households import match_keys
from app.households.matching import Comparison
from app.households.models import DuplicatePair, PairDecision
from app.households.queries import duplicates, similar
from app.households.queries.duplicates import PairIds

MILLIBITS = 1000
"""The strength of a pair is kept in thousandths of a bit: whole numbers sort alike on every database."""


class PairDecided(Refusal):
    """A colleague was quicker, or the same form was sent twice with another answer."""

    message = N_("Somebody else has decided about these two already. Look at the list again.")


@dataclass(frozen=True, slots=True)
class Finding:
    """What a search for duplicates came to."""

    searched: int
    """Households that were compared with the register."""
    found: int
    """Pairs that are new on the work list."""
    gone: int
    """Pairs that nobody decided about and that are none any more, because a record was corrected."""


def find_pairs(household_ids: Collection[int] | None, *, actor: Actor, at: datetime) -> Finding:
    """Compare these households, or all, with the whole register, and bring the work list in line.

    For many households look first, outside the transaction (:func:`duplicates.look_for_pairs`), and keep what was
    found after that: others write meanwhile.
    """
    while match_keys.write_missing():
        pass
    return keep_pairs(duplicates.look_for_pairs(household_ids), actor=actor, at=at)


def keep_pairs(search: duplicates.Search, *, actor: Actor, at: datetime) -> Finding:
    """Bring the work list in line with what was found.

    A decision on a pair stays and is never asked again, also when one of the two was merged into a third since. A
    pair that nobody decided about goes when nothing speaks for it any more.
    """
    known = duplicates.known_pairs()
    apart = duplicates.pairs_kept_apart()
    new = {ids: each for ids, each in search.pairs.items() if ids not in known and ids not in apart}
    gone = [ids for ids, decision in known.items() if decision is PairDecision.OPEN and search.disproves(ids)]
    _add(new, at)
    _update({ids: each for ids, each in search.pairs.items() if ids in known})
    _remove(gone)
    finding = Finding(searched=len(search.household_ids), found=len(new), gone=len(gone))
    audit.record(
        "find duplicates", "household", None, actor=actor, at=at,
        households=finding.searched, found=finding.found, gone=finding.gone,
    )  # fmt: skip
    return finding


def keep_apart(household_id: int, others: Sequence[similar.Similar], *, actor: Actor, at: datetime) -> None:
    """Remember that a household that was just registered is none of these, however much they are alike.

    Part of registering, which writes the audit row.
    """
    for other in others:
        pair = DuplicatePair(
            first_id=min(household_id, other.household_id),
            second_id=max(household_id, other.household_id),
            found_at=at,
            decision=PairDecision.NOT_THE_SAME,
            decided_at=at,
            decided_by_id=actor.staff_id,
            **_evidence(other.comparison.turned()),
        )
        db.session.add(pair)
    db.session.flush()


def decide_pair(pair_id: int, decision: PairDecision, *, actor: Actor, at: datetime) -> DuplicatePair:
    """Say that the two are one family, are not, or are to be looked at later. The same answer twice is one answer.

    After "later" any answer may come; the other two stay until :func:`reopen_pair`. Raises NotFound, and PairDecided
    when it was answered otherwise.
    """
    pair = db.session.get(DuplicatePair, pair_id, with_for_update=True, populate_existing=True)
    if pair is None:
        raise NotFound
    if pair.decision in (PairDecision.SAME, PairDecision.NOT_THE_SAME) and pair.decision is not decision:
        raise PairDecided
    pair.decision, pair.decided_at, pair.decided_by_id = decision, at, actor.staff_id
    db.session.flush()
    audit.record(
        "decide pair", "household", pair.first_id, actor=actor, at=at,
        pair=pair.id, other=pair.second_id, decision=decision,
    )  # fmt: skip
    return pair


def reopen_pair(pair_id: int, *, actor: Actor, at: datetime) -> DuplicatePair:
    """Take a decision back: the pair is on the work list again. Raises NotFound."""
    pair = db.session.get(DuplicatePair, pair_id, with_for_update=True, populate_existing=True)
    if pair is None:
        raise NotFound
    before = pair.decision
    pair.decision, pair.decided_at, pair.decided_by_id = PairDecision.OPEN, None, None
    db.session.flush()
    audit.record(
        "reopen pair", "household", pair.first_id, actor=actor, at=at,
        pair=pair.id, other=pair.second_id, before=before,
    )  # fmt: skip
    return pair


def _add(pairs: Mapping[PairIds, Comparison], at: datetime) -> None:
    rows = [
        {"first_id": first, "second_id": second, "found_at": at, "decision": PairDecision.OPEN, **_evidence(comparison)}
        for (first, second), comparison in pairs.items()
    ]
    for part in _parts(rows):
        db.session.execute(insert(DuplicatePair), part)


def _evidence(comparison: Comparison) -> dict[str, Any]:
    reasons = {"agrees": comparison.agrees, "differs": comparison.differs, "matched": comparison.matched}
    return {"strength": round(comparison.strength * MILLIBITS), "reasons": json.dumps(reasons)}


def _update(pairs: Mapping[PairIds, Comparison]) -> None:
    """What speaks for a known pair now; a decision stands beside what it was made on."""
    for part in _parts(list(pairs)):
        firsts = [first for first, _second in part]
        rows = db.session.scalars(
            select(DuplicatePair).where(DuplicatePair.first_id.in_(firsts), DuplicatePair.decided_at.is_(None))
        )
        for row in rows:
            if (row.first_id, row.second_id) in pairs:
                for name, value in _evidence(pairs[row.first_id, row.second_id]).items():
                    setattr(row, name, value)
    db.session.flush()


def _remove(pairs: Sequence[PairIds]) -> None:
    for first, second in pairs:
        db.session.execute(
            delete(DuplicatePair).where(DuplicatePair.first_id == first, DuplicatePair.second_id == second)
        )


def _parts(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (rows[start : start + similar.MOST_VALUES] for start in range(0, len(rows), similar.MOST_VALUES))
