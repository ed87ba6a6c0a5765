"""Items: make one, correct what it is called, use it no longer."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from app.audit import operations as audit
from app.core.actors import Actor
from app.core.db import db, violates
from app.core.errors import N_, NotFound, Refusal
from app.stock.ledger import SentTwice
from app.stock.models import Item, ItemUnit


class ItemCodeTaken(Refusal):
    """Codes stand on papers, so no two items share one."""

    message = N_("There is already an item with this code. Choose another code.")


@dataclass(frozen=True, slots=True)
class ItemDetails:
    """What may be corrected of an item. Its code and unit may not: papers and sums rest on them."""

    name: str
    name_en: str
    weight_g: int
    is_active: bool = True


def create_item(details: ItemDetails, *, code: str, unit: ItemUnit, nonce: str, actor: Actor, at: datetime) -> Item:
    """Raises ItemCodeTaken, SentTwice."""
    item = Item(code=code, unit=unit, nonce=nonce, **asdict(details))
    db.session.add(item)
    try:
        db.session.flush()
    except IntegrityError as error:
        if violates(error, "uq_items_code", "items.code"):
            raise ItemCodeTaken from error
        if violates(error, "uq_items_nonce", "items.nonce"):
            raise SentTwice from error
        raise
    audit.record("create item", "item", item.id, actor=actor, at=at, code=code)
    return item


def change_item(item_id: int, details: ItemDetails, *, actor: Actor, at: datetime) -> Item:
    """Correct an item. Raises NotFound."""
    item = db.session.get(Item, item_id)
    if item is None:
        raise NotFound
    values = asdict(details)
    changed = [name for name, value in values.items() if getattr(item, name) != value]
    for name in changed:
        setattr(item, name, values[name])
    db.session.flush()
    audit.record("change item", "item", item.id, actor=actor, at=at, changed=changed)
    return item
