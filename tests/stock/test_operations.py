"""Kits: a version for every change, and one winner when two change at once."""

from collections.abc import Sequence

import pytest

from app.audit.models import AuditEntry
from app.core import clock
from app.core.actors import KEEPER
from app.core.db import db, transaction
from app.core.errors import NotFound
from app.stock import operations, queries
from app.stock.models import Kit, KitVersion
from app.stock.rules import Line, lines_of

FLOUR = Line("Борошно", "3 кг")
OIL = Line("Олія", "1 л")


def create(*, code: str = "FOOD30", nonce: str = "a" * 32) -> Kit:
    with transaction():
        return operations.create_kit(
            code=code, name="Продуктовий набір", name_en="", weight_g=13_000, lines=[FLOUR, OIL],
            nonce=nonce, actor=KEEPER, at=clock.now(),
        )  # fmt: skip


def change(kit: Kit, *, based_on: int, lines: Sequence[Line] = (FLOUR,), nonce: str = "b" * 32) -> KitVersion:
    with transaction():
        return operations.change_contents(
            kit_id=kit.id, based_on=based_on, weight_g=12_000, lines=lines, nonce=nonce, actor=KEEPER, at=clock.now()
        )


def actions() -> list[str]:
    return list(db.session.scalars(db.select(AuditEntry.action).order_by(AuditEntry.number)))


def test_a_new_kit_has_its_first_version(database: None) -> None:
    version = queries.current_version(create())
    assert (version.number, version.weight_g, lines_of(version)) == (1, 13_000, (FLOUR, OIL))
    assert actions() == ["create kit"]


def test_a_change_is_a_new_version_and_the_old_one_stays(database: None) -> None:
    kit = create()
    change(kit, based_on=1)
    first, second = queries.get_kit(kit.id).versions
    assert (first.weight_g, lines_of(first)) == (13_000, (FLOUR, OIL))
    assert (second.number, second.weight_g, lines_of(second)) == (2, 12_000, (FLOUR,))
    assert actions() == ["create kit", "change kit contents"]


def test_two_kits_share_no_code(database: None) -> None:
    create()
    with pytest.raises(operations.KitCodeTaken):
        create(nonce="c" * 32)
    assert len(queries.list_kits()) == 1


def test_the_same_form_twice_makes_no_second_kit(database: None) -> None:
    create()
    with pytest.raises(operations.KitChangedMeanwhile):
        create(code="FOOD5")
    assert [kit.code for kit in queries.list_kits()] == ["FOOD30"]


def test_of_two_who_change_the_same_version_the_second_looks_again(database: None) -> None:
    kit = create()
    change(kit, based_on=1)
    with pytest.raises(operations.KitChangedMeanwhile):
        change(kit, based_on=1, lines=[OIL], nonce="d" * 32)
    assert len(queries.get_kit(kit.id).versions) == 2


def test_a_change_that_changes_nothing_is_no_version(database: None) -> None:
    kit = create()
    change(kit, based_on=1)
    with pytest.raises(operations.NothingChanged):
        change(kit, based_on=2, nonce="d" * 32)


def test_a_retired_kit_is_offered_no_longer_and_can_come_back(database: None) -> None:
    kit = create()
    with transaction():
        operations.retire_kit(kit_id=kit.id, actor=KEEPER, at=clock.now())
    assert list(queries.list_kits(active_only=True)) == []
    assert [found.code for found in queries.list_kits()] == ["FOOD30"]
    with pytest.raises(operations.AlreadyRetired), transaction():
        operations.retire_kit(kit_id=kit.id, actor=KEEPER, at=clock.now())
    with transaction():
        operations.restore_kit(kit_id=kit.id, actor=KEEPER, at=clock.now())
    with pytest.raises(operations.AlreadyInUse), transaction():
        operations.restore_kit(kit_id=kit.id, actor=KEEPER, at=clock.now())
    assert actions() == ["create kit", "retire kit", "restore kit"]


def test_there_is_no_kit_that_nobody_made(database: None) -> None:
    with pytest.raises(NotFound), transaction():
        operations.retire_kit(kit_id=7, actor=KEEPER, at=clock.now())
    with pytest.raises(NotFound):
        queries.get_kit(7)
