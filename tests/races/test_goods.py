"""Many storekeepers and the last kits: at the same moment, each on a connection of their own, on both databases."""

import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from app.core import clock
from app.core.actors import KEEPER
from app.core.db import db, transaction
from app.stock import ledger, operations
from app.stock.models import Balance, DocumentKind, Movement, StockDocument
from app.stock.rules import Pick
from app.stock.signing import Signed
from tests.competing import compete
from tests.make import make_hub, make_kit, make_location, make_settlement
from tests.make.stock import make_lot

AT = clock.now()
SIGNED = Signed("упали з машини", "Олена Свідок")
RIVALS, EACH, KITS = 8, 3, 10
PAUSE_S = 0.05


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def hub(request: pytest.FixtureRequest) -> Flask:
    """The same hub on either database."""
    app: Flask = request.getfixturevalue("app" if request.param == "sqlite" else "postgres_app")
    return app


@pytest.fixture
def slow_books(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pause between looking at the balances and writing them, in which every other one looks too."""
    look = ledger._balances

    def look_slowly(lot_ids: set[int]) -> dict[tuple[int, int], Balance]:
        found = look(lot_ids)
        time.sleep(PAUSE_S)
        return found

    monkeypatch.setattr(ledger, "_balances", look_slowly)


def bring_kits(app: Flask) -> tuple[int, int]:
    """Ten kits lie in the warehouse: the lot and the store."""
    with app.app_context():
        lot_id = make_lot(kit=make_kit(), quantity=KITS).id
        store_id = db.session.scalars(select(Balance.store_id)).one()
        db.session.remove()
    return lot_id, store_id


def write_off(lot_id: int, store_id: int, *, nonce: str) -> Callable[[], object]:
    return lambda: operations.write_off(
        DocumentKind.LOSS, store_id=store_id, picks=[Pick(lot_id, EACH)], signed=SIGNED, happened_at=AT, nonce=nonce,
        actor=KEEPER, at=AT,
    )  # fmt: skip


def books(app: Flask, lot_id: int) -> tuple[int, int]:
    """What the balances say and what the movements sum to."""
    with app.app_context():
        balance = db.session.scalar(select(func.sum(Balance.quantity)).where(Balance.lot_id == lot_id))
        moved = db.session.scalar(select(func.sum(Movement.quantity)).where(Movement.lot_id == lot_id))
        db.session.remove()
    return balance or 0, moved or 0


@pytest.mark.usefixtures("slow_books")
def test_the_last_kits_are_taken_by_as_many_as_there_are(hub: Flask) -> None:
    lot_id, store_id = bring_kits(hub)
    ended = compete(hub, [write_off(lot_id, store_id, nonce=f"{number}") for number in range(RIVALS)])
    assert Counter(ended) == {"done": 3, "NotEnough": 5}
    assert books(hub, lot_id) == (1, 1)


@pytest.mark.usefixtures("slow_books")
def test_one_form_sent_many_times_at_once_is_one_document(hub: Flask) -> None:
    lot_id, store_id = bring_kits(hub)
    ended = compete(hub, [write_off(lot_id, store_id, nonce="one")] * 3)
    assert Counter(ended) == {"done": 1, "SentTwice": 2}
    assert books(hub, lot_id) == (KITS - EACH, KITS - EACH)


def test_one_transfer_is_counted_once_and_not_taken_back_meanwhile(hub: Flask) -> None:
    lot_id, store_id = bring_kits(hub)
    with hub.app_context():
        location_id = make_location(hub=make_hub(), settlement=make_settlement()).id
        db.session.commit()
        with transaction():
            sent_id = operations.send(
                from_store_id=store_id, to_location_id=location_id, picks=[Pick(lot_id, KITS)], carrier="Петро",
                happened_at=AT, nonce="sent", actor=KEEPER, at=AT,
            ).id  # fmt: skip
        db.session.remove()

    def arrive(nonce: str) -> Callable[[], object]:
        return lambda: operations.arrive(
            sent_id, counted={lot_id: KITS}, reason="", second_name="", happened_at=AT, nonce=nonce, actor=KEEPER, at=AT
        )

    def take_back() -> object:
        return operations.reverse_document(
            sent_id, signed=SIGNED, happened_at=AT, nonce="back", actor=KEEPER, at=AT
        )  # fmt: skip

    ended = Counter(compete(hub, [arrive("a"), arrive("b"), arrive("c"), take_back]))
    assert ended["done"] == 1
    assert ended["done"] + ended["NotUnderWay"] + ended["FollowedUp"] == 4
    assert books(hub, lot_id) == (KITS, KITS)


@pytest.mark.postgres
@pytest.mark.usefixtures("slow_books")
def test_without_the_locks_more_is_taken_than_there_is(postgres_app: Flask) -> None:
    """The positive control: a race that nobody can lose proves nothing."""
    lot_id, store_id = bring_kits(postgres_app)
    with postgres_app.app_context(), second_walls_down(), no_row_locks():
        ended = compete(
            postgres_app, [write_off(lot_id, store_id, nonce=f"{number}") for number in range(RIVALS)]
        )  # fmt: skip
    assert Counter(ended)["done"] > KITS // EACH
    balance, moved = books(postgres_app, lot_id)
    assert moved < 0 <= balance


@contextmanager
def second_walls_down() -> Iterator[None]:
    """Two documents may have one number, so that only the locks stand between the rivals."""
    table = StockDocument.__tablename__
    db.session.execute(db.text(f"ALTER TABLE {table} DROP CONSTRAINT uq_stock_documents_number"))
    db.session.commit()
    db.session.remove()
    yield


@contextmanager
def no_row_locks() -> Iterator[None]:
    def strip(_connection: Any, _cursor: Any, statement: str, parameters: Collection[Any], *_rest: Any) -> Any:
        return statement.split(" FOR UPDATE", maxsplit=1)[0], parameters

    event.listen(db.engine, "before_cursor_execute", strip, retval=True)
    try:
        yield
    finally:
        event.remove(db.engine, "before_cursor_execute", strip)
