"""Files that somebody who knows the passphrase made by hand, or a program that was changed: one sentence each."""

import copy
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.bundles import carrying, operations, reading, results, sealing
from app.bundles.models import NoteKind
from app.bundles.sealing import Content, Misshapen, OtherFormat
from app.checkin.models import HandOver
from app.core.actors import KEEPER, Actor
from app.core.db import db, transaction
from app.core.errors import Refusal
from app.distributions.models import BundleKind
from app.hubs.models import Hub
from tests import cast
from tests.bundles.test_field import Stick, bring, laptop, open_work
from tests.bundles.test_merging_files import LATER, brought, done, noted
from tests.desk_day import TEN, World
from tests.make.bundles import send
from tests.make.staff import make_staff
from tests.visitor import Visitor

__all__ = ["laptop"]

NONSENSE: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 7, 2**31, -(2**63), 10**40, 0.5, float("inf"), float("nan"), "", "а" * 5000, "\x00",
    "\ud800", "2026-02-30", "9999-12-31T23:59:59+00:00", "0001-01-01T00:00:00-23:59", "2026-11-24T10:00:00", "25:00",
    "given", [], [[]], [None], {}, {"": 1}, {"id": {}},
)  # fmt: skip
DIGITS = "0" * 20


def places(body: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every value of a file, whole branches too."""
    yield path
    parts = body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else ()
    for key, value in parts:
        yield from places(value, (*path, key))


def spoil(body: Any, path: tuple[Any, ...], how: str, value: Any) -> Any:
    """The same with one place changed: put something else there, leave it out, or say it twice."""
    if not path:
        return value
    spoilt = copy.deepcopy(body)
    inside = spoilt
    for key in path[:-1]:
        inside = inside[key]
    if how == "put":
        inside[path[-1]] = value
    elif how == "drop":
        del inside[path[-1]]
    elif isinstance(inside, list):
        inside.append(copy.deepcopy(inside[path[-1]]))
    else:
        inside[f"{path[-1]}2"] = inside[path[-1]]
    return spoilt


HOW = st.sampled_from(["put", "put", "put", "drop", "twice"])


@pytest.fixture
def work(world: World, oksana: Actor) -> dict[str, Any]:
    """The true file of two families on a street."""
    promises = [world.expected(10, surname=name)[1] for name in ("Ковальчук", "Їжакевич")]
    clerk = make_staff(cast.DMYTRO)
    db.session.commit()
    bundle = send(promises, carrier=clerk, actor=oksana, at=TEN, kind=BundleKind.LAPTOP)
    return carrying.pack(bundle)


@pytest.fixture
def brought_home(world: World, oksana: Actor) -> dict[str, Any]:
    """The true file of a laptop that gave, took back, named a neighbour, and found nobody at home."""
    promises = [world.expected(10, surname=name)[1] for name in ("Ковальчук", "Їжакевич", "Ґудзь")]
    clerk = make_staff(cast.DMYTRO)
    db.session.commit()
    bundle = send(promises, carrier=clerk, actor=oksana, at=TEN, kind=BundleKind.LAPTOP)
    distribution, kit = promises[0].slot.distribution_id, promises[0].kits[0].kit_version_id
    neighbour = done(promises[1], "b") | {
        "collector_kind": "proxy", "collector_name": "Ніна Гай", "collector_person_id": None,
        "named": {
            "name": "Ніна Гай", "birth_year": 1960, "relation": "neighbour", "basis": "spoken",
            "valid_from": "2026-11-24", "valid_to": "2026-11-24", "is_one_time": True,
        },
        "not_taken": [
            {"kit_version_id": kit, "kit_line_id": None, "quantity": 1, "reason": "not_needed", "note": "є"}
        ],
    }  # fmt: skip
    urgent = {
        "nonce": "e" * 32, "programme_id": promises[0].cycle.programme_id, "distribution_id": distribution,
        "kit_version_id": kit, "quantity": 1, "reason": "just_arrived", "note": "", "desk": 1,
        "household_id": promises[2].household_id, "happened_at": TEN.isoformat(), "taken_back": None,
    }  # fmt: skip
    asked = {"entitlement_id": promises[2].id, "nonce": "f" * 32, "asked_at": TEN.isoformat()}
    return brought(
        bundle,
        [done(promises[0], "a", taken_back=True), done(promises[0], "c"), neighbour],
        [noted(promises[2], "d", NoteKind.LOST, words="упало в річку")],
        urgent=[urgent],
        asked=[asked],
    )


def merge(body: Any, actor: Actor) -> operations.Merged:
    with transaction():
        return operations.merge_results(body, actor=actor, at=LATER)


def test_the_true_file_is_read(brought_home: dict[str, Any], oksana: Actor) -> None:
    assert results.write(results.read(brought_home)) == brought_home
    merged = merge(brought_home, oksana)
    assert (merged.given, merged.urgent, merged.lost, merged.back) == (2, 1, 1, 0)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_results_with_anything_wrong_in_them_end_in_a_sentence(
    brought_home: dict[str, Any], oksana: Actor, data: st.DataObject
) -> None:
    """Or are taken, where what was changed may be so."""
    path = data.draw(st.sampled_from(list(places(brought_home))))
    body = spoil(brought_home, path, data.draw(HOW), data.draw(st.sampled_from(NONSENSE)))
    try:
        with transaction():
            operations.merge_results(body, actor=oksana, at=LATER)
            db.session.flush()
            raise NotImplementedError  # nothing is kept: the next file comes to the same hub
    except (Refusal, NotImplementedError):
        db.session.rollback()
    assert db.session.query(HandOver).count() == 0


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_work_with_anything_wrong_in_it_ends_in_a_sentence(
    work: dict[str, Any], laptop: Callable[..., Flask], machines: dict[str, Flask], data: st.DataObject
) -> None:
    path = data.draw(st.sampled_from(list(places(work))))
    body = spoil(work, path, data.draw(HOW), data.draw(st.sampled_from(NONSENSE)))
    if "empty" not in machines:
        machines["empty"] = laptop()
    with machines["empty"].app_context():
        try:
            with transaction():
                carrying.unpack(body, password_hash="-")
                operations.field._bundle_here()
                raise NotImplementedError
        except (Refusal, NotImplementedError):
            db.session.rollback()
        assert db.session.query(Hub).count() == 0
        db.session.remove()


@pytest.fixture
def machines() -> dict[str, Flask]:
    return {}


def test_work_of_another_version_says_so(work: dict[str, Any], laptop: Callable[..., Flask]) -> None:
    with laptop().app_context():
        for release in [*("0099", "", 4), None]:
            with pytest.raises(OtherFormat), transaction():
                operations.open_work(work | {"release": release}, password=cast.PASSWORD, actor=KEEPER, at=TEN)


@pytest.mark.parametrize("body", [None, [], "слово", 1, {}, {"nonce": 7}, [[[]]]])
def test_the_page_says_it_and_takes_nothing(
    body: Any, open_day: World, visit: Callable[..., Visitor], laptop: Callable[..., Flask]
) -> None:
    open_day.expected(10)
    hub = visit(cast.OKSANA)
    page = bring(hub, Stick(sealing.seal(body, Content.RESULTS, DIGITS), "poriad-field-done.bin", DIGITS), status=422)
    assert page.says("вміст файлу не такий, як має бути")
    app = laptop()
    with pytest.raises(AssertionError, match="422"):
        open_work(app, Stick(sealing.seal(body, Content.WORK, DIGITS), "poriad-field-work.bin", DIGITS))
    with app.app_context():
        assert db.session.query(Hub).count() == 0


def test_a_file_that_is_nested_without_end_is_damaged() -> None:
    deep: Any = []
    for _ in range(900):
        deep = [deep]
    file = sealing.seal(deep, Content.RESULTS, DIGITS)
    with pytest.raises(Misshapen):
        results.read(sealing.unseal(file, DIGITS, Content.RESULTS))


@pytest.mark.parametrize("word", ["\x00", "\ud800", "а" * 401])
def test_words_that_no_database_holds_are_not_read(word: str) -> None:
    with pytest.raises(Misshapen):
        reading.text(word)
