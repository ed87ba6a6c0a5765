"""Files of laptops come back in any order, and as often as somebody brings them."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update

from app.bundles import carrying, operations
from app.bundles.models import DoorNote, LineReport, NoteKind
from app.checkin.models import EmergencyIssue, HandOver, Reversal
from app.core.actors import Actor
from app.core.db import db, transaction
from app.distributions.models import Bundle, BundleKind, BundleLine, Entitlement, LineOutcome
from app.households.models import Household
from tests import cast
from tests.desk_day import TEN, World
from tests.make.bundles import send
from tests.make.staff import make_staff
from tests.merging.acts import merge

LATER = TEN + timedelta(hours=5)


def done(promise: Entitlement, nonce: str, *, taken_back: bool = False) -> dict[str, Any]:
    """One hand-over of a laptop, as its file holds it."""
    return {
        "entitlement_id": promise.id, "nonce": nonce.ljust(32, "0"), "card_id": None, "desk": 1,
        "collector_kind": "member", "collector_person_id": promise.household.people[0].id, "collector_name": "",
        "proxy_id": None, "named": None, "not_taken": [], "happened_at": (TEN + timedelta(hours=1)).isoformat(),
        "taken_back": {"reason": "помилка", "at": (TEN + timedelta(hours=1, minutes=5)).isoformat()}
        if taken_back else None,
    }  # fmt: skip


def noted(promise: Entitlement, nonce: str, kind: NoteKind, *, words: str = "", stands: bool = True) -> dict[str, Any]:
    """Why a laptop gave nothing at a door."""
    return {
        "entitlement_id": promise.id, "nonce": nonce.ljust(32, "0"), "kind": kind.value, "words": words,
        "happened_at": (TEN + timedelta(hours=1)).isoformat(), "stands": stands,
    }  # fmt: skip


def brought(
    bundle: Bundle, made: Sequence[dict[str, Any]] = (), notes: Sequence[dict[str, Any]] = (), **more: Any
) -> dict[str, Any]:
    """The file of a laptop."""
    return {
        "release": carrying.release(), "number": bundle.number, "nonce": bundle.nonce, "refused": 0,
        "done": list(made), "notes": list(notes), "urgent": [], "asked": [], **more,
    }  # fmt: skip


def urgent(promise: Entitlement, *, to: Household | None = None) -> dict[str, Any]:
    """A kit that a laptop gave without a promise."""
    return {
        "nonce": "u".ljust(32, "0"), "programme_id": promise.cycle.programme_id,
        "distribution_id": promise.slot.distribution_id, "kit_version_id": promise.kits[0].kit_version_id,
        "quantity": 1, "reason": "just_arrived", "note": "", "desk": 1, "household_id": to and to.id,
        "happened_at": (TEN + timedelta(hours=1)).isoformat(), "taken_back": None,
    }  # fmt: skip


@pytest.fixture
def files(world: World, oksana: Actor) -> list[dict[str, Any]]:
    """Two laptops with the same two families, one with two others."""
    clerk = make_staff(cast.DMYTRO)
    db.session.commit()
    promises = [world.expected(10, surname=name)[1] for name in ("Ковальчук", "Їжакевич", "Ґудзь", "Лисенко")]
    first = send(promises[:2], carrier=clerk, actor=oksana, at=TEN, kind=BundleKind.LAPTOP)
    second = send(promises[2:], carrier=clerk, actor=oksana, at=TEN, kind=BundleKind.LAPTOP)
    return [
        brought(first, [done(promises[0], "a")], [noted(promises[1], "f", NoteKind.REFUSED)]),
        brought(first, [done(promises[0], "b"), done(promises[1], "c")]),
        brought(
            second,
            [done(promises[2], "d", taken_back=True), done(promises[2], "e")],
            [noted(promises[3], "g", NoteKind.NOT_AT_HOME, stands=False), noted(promises[3], "h", NoteKind.LOST)],
        ),
    ]


def bring(file: dict[str, Any], actor: Actor) -> operations.Merged:
    with transaction():
        return operations.merge_results(file, actor=actor, at=LATER)


def as_sent() -> None:
    """Everything is out again."""
    db.session.rollback()
    for model in (Reversal, LineReport, DoorNote, HandOver):
        db.session.execute(delete(model))
    db.session.execute(update(BundleLine).values(outcome=None, settled_at=None, settled_by_id=None))
    db.session.execute(update(Bundle).values(settled_at=None))
    db.session.commit()
    db.session.expire_all()


def state() -> tuple[dict[str, tuple[int, bool]], set[str], list[LineOutcome | None]]:
    """Hand-overs and reports by nonce, and the lines."""
    db.session.expire_all()
    made = {one.nonce[0]: (one.entitlement_id, one.is_reversed) for one in db.session.scalars(select(HandOver))}
    told = {one.nonce[0] for one in db.session.scalars(select(LineReport))}
    return made, told, list(db.session.scalars(select(BundleLine.outcome).order_by(BundleLine.id)))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(range(3)), again=st.lists(st.integers(0, 2), max_size=5), data=st.data())
def test_in_any_order_and_however_often(
    files: list[dict[str, Any]], oksana: Actor, order: Sequence[int], again: Sequence[int], data: st.DataObject
) -> None:
    """Every fact is kept once; each household has one hand-over at most; the files of others change nothing."""
    as_sent()
    in_turn = list(order)
    for number in again:
        in_turn.insert(data.draw(st.integers(0, len(in_turn))), number)
    for number in in_turn:
        bring(files[number], oksana)
    made, told, outcomes = state()
    standing = [promise for promise, is_reversed in made.values() if not is_reversed]
    assert len(standing) == len(set(standing))
    assert {*made, *told} == set("abcde")
    assert set(made) & told == set()
    assert {"d", "e"} <= set(made)
    assert made["d"][1]
    assert ("a" in made) != ("b" in made), "of two laptops that gave the same one counts, the other waits for a person"
    assert outcomes[2:] == [LineOutcome.GIVEN, None], "lost kits wait for two people"
    assert ("c" in told) == (outcomes[1] is LineOutcome.REFUSED)
    notes = {note.nonce[0]: note.is_open for note in db.session.scalars(select(DoorNote))}
    assert notes == {"f": False, "g": False, "h": True}
    before = state()
    for file in files:
        merged = bring(file, oksana)
        assert (merged.given, merged.conflicts) == (0, 0)
    assert state() == before


def test_the_clock_of_a_laptop_may_be_wrong(files: list[dict[str, Any]], oksana: Actor) -> None:
    """A hand-over is never before its kits left, nor in days to come."""
    early, late = files[1]["done"]
    early["happened_at"] = (TEN - timedelta(days=400)).isoformat()
    late["happened_at"] = (LATER + timedelta(days=30)).isoformat()
    bring(files[1], oksana)
    times = [one.happened_at for one in db.session.scalars(select(HandOver).order_by(HandOver.nonce))]
    assert times == [TEN, LATER]


def test_a_household_that_was_merged_meanwhile_is_found_in_the_record_that_was_kept(
    world: World, oksana: Actor
) -> None:
    clerk, kept = make_staff(cast.DMYTRO), world.household()
    promise = world.expected(10)[1]
    merged = promise.household
    bundle = send([promise], carrier=clerk, actor=oksana, at=TEN, kind=BundleKind.LAPTOP)
    file = brought(bundle, [done(promise, "a")], urgent=[urgent(promise, to=merged)])
    merge(kept, merged, oksana, same={merged.people[0]: kept.people[0]})
    assert bring(file, oksana).given == 1
    assert db.session.scalars(select(EmergencyIssue)).one().household_id == kept.id


def test_a_line_that_was_taken_back_and_moved_to_another_day_keeps_nothing_from_coming_home(
    world: World, oksana: Actor
) -> None:
    clerk, promise = make_staff(cast.DMYTRO), world.expected(10)[1]
    bundle = send([promise], carrier=clerk, actor=oksana, at=TEN, kind=BundleKind.LAPTOP)
    file = brought(bundle, [done(promise, "a")], urgent=[urgent(promise)])
    db.session.execute(update(BundleLine).values(outcome=LineOutcome.RETURNED, settled_at=TEN))
    promise.slot_id, promise.place = world.slot(9, of=world.next_week).id, 1
    db.session.commit()
    merged = bring(file, oksana)
    assert (merged.conflicts, merged.urgent) == (1, 1)
