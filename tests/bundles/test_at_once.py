"""The same done by several at the same moment, on both databases."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.bundles import operations
from app.bundles.models import LineReport
from app.bundles.rules import Mark
from app.checkin.models import HandOver
from app.core.actors import Actor
from app.core.db import db
from app.distributions.models import BundleKind, BundleLine, LineOutcome
from tests import cast
from tests.bundles.test_merging_files import LATER, brought, done
from tests.competing import compete
from tests.desk_day import TEN, build_world
from tests.make.bundles import send
from tests.make.staff import actor_of, make_staff


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def hub(request: pytest.FixtureRequest) -> Flask:
    """The same hub on either database."""
    app: Flask = request.getfixturevalue("app" if request.param == "sqlite" else "postgres_app")
    return app


def build(app: Flask, kind: BundleKind) -> tuple[Actor, int, list[dict[str, Any]]]:
    """Two families on one bundle; who leads, the bundle, and what a laptop would say of them."""
    with app.app_context():
        world, lead, clerk = build_world(), make_staff(cast.OKSANA), make_staff(cast.DMYTRO)
        db.session.commit()
        promises = [world.expected(10, surname=name)[1] for name in ("Ковальчук", "Їжакевич")]
        bundle = send(promises, carrier=clerk, actor=actor_of(lead), at=TEN, kind=kind)
        files = [brought(bundle, [done(promise, nonce) for promise in promises]) for nonce in ("a", "b")]
        for file in files:
            for number, fact in enumerate(file["done"]):
                fact["nonce"] = f"{fact['nonce'][0]}{number}".ljust(32, "0")
        return actor_of(lead), bundle.id, files


def counts(app: Flask) -> tuple[int, int, int]:
    """Hand-overs, reports, lines that are out."""
    with app.app_context():
        made, told = (db.session.scalar(select(func.count()).select_from(kind)) or 0 for kind in (HandOver, LineReport))
        return made, told, db.session.scalar(select(func.count()).where(BundleLine.outcome.is_(None))) or 0


def test_one_file_brought_by_four_at_once_is_taken_over_once(hub: Flask) -> None:
    lead, _bundle_id, (file, _other) = build(hub, BundleKind.LAPTOP)
    assert compete(hub, [merging(file, lead)] * 4) == ["done"] * 4
    assert counts(hub) == (2, 0, 0)


def test_two_laptops_brought_at_once_give_each_household_once(hub: Flask) -> None:
    lead, _bundle_id, files = build(hub, BundleKind.LAPTOP)
    assert compete(hub, [merging(file, lead) for file in files] * 2) == ["done"] * 4
    assert counts(hub) == (2, 2, 0)


def merging(file: dict[str, Any], lead: Actor) -> Callable[[], object]:
    return lambda: operations.merge_results(file, actor=lead, at=LATER)


def test_of_two_who_type_one_slip_at_once_the_second_is_told(hub: Flask) -> None:
    lead, bundle_id, _files = build(hub, BundleKind.WARDEN)
    marks = [Mark(row, LineOutcome.GIVEN, at=TEN + timedelta(hours=1)) for row in (1, 2)]

    def typing(nonce: str) -> Callable[[], object]:
        return lambda: operations.enter_lines(bundle_id, marks, saves=0, nonce=nonce, actor=lead, at=LATER)

    ends = compete(hub, [typing("1" * 32), typing("2" * 32), typing("3" * 32)])
    assert ends == ["BundleChanged", "BundleChanged", "done"]
    assert counts(hub) == (2, 0, 0)
