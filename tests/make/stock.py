"""Kits, items, and goods that have come."""

from datetime import date

from app.core import clock
from app.core.actors import KEEPER, Actor
from app.core.db import db, transaction
from app.stock import operations
from app.stock.models import Item, ItemUnit, Kit, KitLine, KitVersion, Lot
from app.stock.operations import Delivery, LineDraft


def make_kit(
    *,
    code: str = "FOOD30",
    name: str = "Продуктовий набір",
    weight_g: int = 13_000,
    contents: tuple[tuple[str, str], ...] = (("Борошно", "3 кг"), ("Олія", "1 л")),
) -> Kit:
    """A kit with its first version."""
    version = KitVersion(number=1, weight_g=weight_g, created_at=clock.now())
    version.lines = [
        KitLine(position=position, name=what, amount=much) for position, (what, much) in enumerate(contents, 1)
    ]
    kit = Kit(code=code, name=name, versions=[version])
    db.session.add(kit)
    db.session.flush()
    return kit


def make_item(*, code: str = "FLOUR", name: str = "Борошно", unit: ItemUnit = ItemUnit.KILOGRAM) -> Item:
    """An item of which nothing has come yet."""
    item = Item(code=code, name=name, unit=unit, weight_g=1000)
    db.session.add(item)
    db.session.flush()
    return item


def make_lot(
    *,
    kit: Kit | None = None,
    item: Item | None = None,
    quantity: int,
    expires_on: date | None = None,
    partner: str = "Благодійний фонд «Спільний стіл»",
    unit_value_minor: int | None = None,
    nonce: str | None = None,
    actor: Actor = KEEPER,
) -> Lot:
    """So much of a kit or an item came into the warehouse by a waybill of its own."""
    line = LineDraft(
        kit_id=kit.id if kit else None, item_id=item.id if item else None, documented=quantity, counted=quantity,
        expires_on=expires_on, unit_value_minor=unit_value_minor,
    )  # fmt: skip
    at = clock.now()
    delivery = Delivery(
        partner_name=partner, happened_at=at, lines=[line], received_by="Іван Комірник", witness="Олена Свідок"
    )
    db.session.commit()
    with transaction():
        receipt = operations.receive(delivery, nonce=nonce, actor=actor, at=at)
    return receipt.lines[0].lot
