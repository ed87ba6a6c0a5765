"""Taking a merge apart again, also after later edits and hand-overs; and letting go of what that needs."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, or_, select
from sqlalchemy.exc import IntegrityError

from app.audit import operations as audit
from app.checkin import aid_log
from app.checkin.models import HandOver
from app.checkin.operations import standing
from app.core.actors import Actor
from app.core.db import db
from app.core.errors import N_, NotFound, Refusal
from app.distributions import operations as distributions
from app.distributions.models import CoveredPerson, Entitlement
from app.distributions.operations import standing as promises_of
from app.households.models import Person, PersonRole
from app.merging.ledger import Change, Ledger, load, take_back
from app.merging.models import Merge
from app.merging.operations import following, working
from app.merging.operations.holding import hold_households
from app.merging.rules import merging as rules


class AlreadyUndone(Refusal):
    message = N_("This merge has already been undone.")


class TooLateToUndo(Refusal):
    message = N_("A merge can be undone for %(days)d days. This one is older.")


class LaterMergeFirst(Refusal):
    """What was built on it is taken off first."""

    message = N_("One of these records was merged again since. Undo that merge first.")


class PeopleMovedSince(Refusal):
    message = N_("Somebody who came with this merge has moved to another household since. Move them back first.")


@dataclass(frozen=True, slots=True)
class Undone:
    """What came of undoing: how many promises found no free place in their slot and have to be given a time anew."""

    merge: Merge
    without_place: int


def undo_merge(merge_id: int, *, actor: Actor, at: datetime) -> Undone:
    """Make two records of one again. What was written since stays; what was given since stays with who took it.

    Raises AlreadyUndone, TooLateToUndo, LaterMergeFirst, PeopleMovedSince, NotFound.
    """
    distributions.hold_open_cycles(at)
    merge = _hold_merge(merge_id)
    ledger = _check_undoable(merge, at)
    without_place = _part_promises(ledger, merge, at)
    _part_rows(ledger)
    of_works = [change for change in ledger.changes if change.table in working.TABLES]
    working.part(of_works, household_ids=(merge.kept_id, merge.merged_id))
    following.uncover(ledger.covered)
    for household_id in (merge.kept_id, merge.merged_id):
        _keep_one_head(household_id, ledger.heads.get(household_id))
    if merge.kept_person_id is None:
        _part_promises_since(ledger, merge)
    merge.before, merge.undone_at, merge.undone_by_id = None, at, actor.staff_id
    db.session.flush()
    db.session.expire_all()
    audit.record(
        "undo merge", "household", merge.kept_id, actor=actor, at=at,
        merge=merge.id, merged=merge.merged_id, person=merge.kept_person_id, without_place=without_place,
    )  # fmt: skip
    return Undone(merge, without_place)


def let_go(*, made_before: datetime) -> int:
    """Drop what undoing older merges needs, people set aside among them; how many merges that was.

    Part of the purge, which writes the trace.
    """
    expired = select(Merge).where(Merge.before.is_not(None), Merge.merged_at < made_before)
    merges = db.session.scalars(expired.order_by(Merge.id).with_for_update()).all()
    for merge in merges:
        set_aside = load(merge.before or "").twins
        merge.before = None
        db.session.flush()
        _delete_unnamed(set_aside)
    return len(merges)


# ---- whether it can be


def _hold_merge(merge_id: int) -> Merge:
    """The merge with its households held: both are looked at and written."""
    ids = db.session.execute(select(Merge.kept_id, Merge.merged_id).where(Merge.id == merge_id)).first()
    if ids is None:
        raise NotFound
    working.hold_orders(ids)
    hold_households(dict.fromkeys(ids))
    held = select(Merge).where(Merge.id == merge_id).with_for_update(of=Merge)
    return db.session.scalars(held.execution_options(populate_existing=True)).one()


def _check_undoable(merge: Merge, at: datetime) -> Ledger:
    if merge.undone_at is not None:
        raise AlreadyUndone
    if merge.before is None or not rules.can_still_be_undone(merge.merged_at, at):
        raise TooLateToUndo(days=rules.UNDO_DAYS)
    if _is_built_upon(merge):
        raise LaterMergeFirst
    ledger = load(merge.before)
    if _has_moved_on(ledger, merge):
        raise PeopleMovedSince
    return ledger


def _is_built_upon(merge: Merge) -> bool:
    both = (merge.kept_id, merge.merged_id)
    later = select(Merge.id).where(
        Merge.id > merge.id, Merge.undone_at.is_(None), or_(Merge.kept_id.in_(both), Merge.merged_id.in_(both))
    )
    return db.session.scalar(later.limit(1)) is not None


def _has_moved_on(ledger: Ledger, merge: Merge) -> bool:
    """Whether somebody who came over, or who was written twice, lives in a third household by now."""
    concerned = {*ledger.ids("people", "household_id"), *ledger.twins.values()}
    elsewhere = select(Person.id).where(
        Person.id.in_(concerned),
        Person.household_id.is_not(None),
        Person.household_id.not_in((merge.kept_id, merge.merged_id)),
    )
    return db.session.scalar(elsewhere.limit(1)) is not None


# ---- promises


def _part_promises(ledger: Ledger, merge: Merge, at: datetime) -> int:
    """Give each record its promises back, what was taken since to the family that took it.

    How many found no place.
    """
    if not ledger.promises:
        return 0
    held = standing.hold_promises([merge.kept_id, merge.merged_id])
    known = [promise for promise in held if promise.id in ledger.promises]
    owners = rules.owners_after_undo(_taken(ledger, merge, known))
    for promise in known:
        promise.household_id = merge.kept_id if owners[promise.id] else merge.merged_id
    db.session.flush()
    without_place = 0
    for rivals in _by_cycle_and_household(held):
        standing.let_a_given_one_stand(rivals, at=at)
        if not any(rival.stands for rival in rivals):
            without_place += not _let_stand(rivals, ledger.stood)
    return without_place


def _let_stand(rivals: Sequence[Entitlement], stood: Collection[int]) -> bool:
    """Whether what stood before the merge stands again, if anything did."""
    withdrawn = next((rival for rival in rivals if rival.id in stood), None)
    return withdrawn is None or promises_of.stand_again(withdrawn, is_given=False)


def _by_cycle_and_household(promises: Sequence[Entitlement]) -> list[list[Entitlement]]:
    groups: dict[tuple[int, int], list[Entitlement]] = {}
    for promise in promises:
        groups.setdefault((promise.cycle_id, promise.household_id), []).append(promise)
    return list(groups.values())


def _taken(ledger: Ledger, merge: Merge, promises: Sequence[Entitlement]) -> list[rules.Taken]:
    takers = _takers(ledger, merge, [promise.id for promise in promises])
    given = aid_log.given_of([promise.id for promise in promises])
    return [
        rules.Taken(
            promise.id,
            promise.cycle_id,
            was_kept=ledger.promises[promise.id],
            taken_by_kept=takers.get(promise.id, ledger.promises[promise.id]) if promise.id in given else None,
        )
        for promise in promises
    ]


def _takers(ledger: Ledger, merge: Merge, promise_ids: Collection[int]) -> dict[int, bool]:
    """Of what was given since the merge: whether the family of the kept record took it."""
    given_since = select(HandOver).where(
        HandOver.entitlement_id.in_(promise_ids), ~HandOver.is_reversed, HandOver.recorded_at >= merge.merged_at
    )
    return {made.entitlement_id: _is_of_kept(ledger, made) for made in db.session.scalars(given_since)}


def _is_of_kept(ledger: Ledger, made: HandOver) -> bool:
    """Told by the person or the proxy who took it; where they stand in both records or nobody is named, by the card."""
    if made.proxy_id is not None:
        return made.proxy_id not in ledger.ids("proxies", "household_id")
    person_id = made.collector_person_id
    if person_id is not None and person_id not in ledger.twins.values():
        return person_id not in ledger.ids("people", "household_id")
    return made.card_id is None or made.card_id not in ledger.ids("cards", "household_id")


def _part_promises_since(ledger: Ledger, merge: Merge) -> None:
    """A promise made since the merge goes with the family that took it; else it stays with the kept record.

    Of what stays everybody was counted in it, so who leaves is not counted again in its cycle.
    """
    found = select(Entitlement).where(Entitlement.household_id == merge.kept_id, Entitlement.stands)
    since = [promise for promise in db.session.scalars(found) if promise.id not in ledger.promises]
    takers = _takers(ledger, merge, [promise.id for promise in since])
    for promise in since:
        if not takers.get(promise.id, True):
            promise.household_id = merge.merged_id
    db.session.flush()
    staying = {promise.cycle_id: promise.id for promise in since if promise.household_id == merge.kept_id}
    leaving = db.session.scalars(select(Person.id).where(Person.household_id == merge.merged_id)).all()
    following.cover(Ledger(), leaving, staying)


# ---- everything else


def _part_rows(ledger: Ledger) -> None:
    """Rows go home first and get their old values then, because some are unique in their household."""
    apart = ("entitlements", *working.TABLES)
    rest = [change for change in ledger.changes if change.table not in apart]
    going_home = [change for change in rest if _is_way_home(change)]
    take_back(going_home)
    take_back(change for change in rest if not _is_way_home(change))


def _is_way_home(change: Change) -> bool:
    return change.column == "household_id"


def _keep_one_head(household_id: int, former_id: int | None) -> None:
    """Exactly one speaks for a household with people: who did before the merge, if they are there."""
    people = db.session.scalars(
        select(Person).where(Person.household_id == household_id).order_by(Person.id)
    ).all()  # fmt: skip
    heads = [person for person in people if person.is_head]
    if not people or len(heads) == 1:
        return
    head = next((person for person in people if person.id == former_id), heads[0] if heads else people[0])
    for person in people:
        if person is head:
            person.role = PersonRole.HEAD
        elif person.is_head:
            person.role = PersonRole.OTHER
    db.session.flush()


def _delete_unnamed(person_ids: Collection[int]) -> None:
    """People set aside whom nothing names any more."""
    for person_id in person_ids:
        db.session.execute(delete(CoveredPerson).where(CoveredPerson.person_id == person_id))
        try:
            with db.session.begin_nested():
                db.session.execute(delete(Person).where(Person.id == person_id, Person.household_id.is_(None)))
        except IntegrityError:
            continue  # a hand-over names them
