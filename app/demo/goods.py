"""Goods of the invented community: trucks with and without all of their kits, kits put together, a transfer under way.

Of the story in field guide 5.7: one receipt with 19 days left to report, one lot that has expired.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

from app.accounts import queries as accounts
from app.accounts import rules as accounts_rules
from app.core import clock
from app.core.actors import Actor
from app.core.db import transaction
from app.hubs.models import Location
from app.stock import operations as stock
from app.stock import queries
from app.stock.models import Item, ItemUnit, Kit, StockDocument
from app.stock.operations import Delivery, ItemDetails, LineDraft
from app.stock.rules import REPORT_DAYS, Available, first_expiring

LEFT_TO_REPORT = 19
CAME = timedelta(days=36)
"""Before today: the first truck, a day after the hub began."""
CAME_AGAIN = timedelta(days=20)
PUT_TOGETHER = timedelta(days=18)
SENT = timedelta(days=16)
"""Before today: kits for the first distribution."""
COUNTED_AFTER = timedelta(hours=3)
KEEPER = "ivan"
WITNESS = "Ніна Остапчук"
DRIVER = "Петро Гайовий, бус"
FUND = "Благодійний фонд «Спільний стіл»"
NEIGHBOURS = "Громада-побратим Заріччя"
ITEMS = (
    ("SOAP", ItemUnit.PIECE, ItemDetails("Мило", "Soap", 100)),
    ("POWDER", ItemUnit.PACK, ItemDetails("Пральний порошок, 3 кг", "Washing powder, 3 kg", 3_100)),
    ("PAPER", ItemUnit.PACK, ItemDetails("Туалетний папір, 8 рулонів", "Toilet paper, 8 rolls", 900)),
    ("OATS", ItemUnit.PACK, ItemDetails("Вівсяні пластівці, 0,5 кг", "Oats, 0.5 kg", 510)),
)
IN_KIT = {"Мило": ("SOAP", 4), "Пральний порошок": ("POWDER", 1), "Туалетний папір": ("PAPER", 1)}
HYGIENE_KITS = 40
FIRST_DAY, TODAY_ON, NEXT_DAY = 400, 500, 300
"""Food kits that go to the locations."""


def begin(kits: Mapping[str, Kit], lyceum: Location, lead: Actor, at: datetime) -> None:
    """What the storekeeper had done before the first distribution. The kits are those of food and of hygiene."""
    keeper = _actor(KEEPER)
    items = {code: _item(code, details, unit, keeper, at) for code, unit, details in ITEMS}
    _food_comes(kits["FOOD30"], keeper, at)
    _loose_goods_come(items, keeper, at)
    _hygiene_kits(kits["HYG-F"], items, keeper, at)
    _count(_send(kits["FOOD30"], FIRST_DAY, lyceum, keeper, at - SENT), lead, at - SENT + COUNTED_AFTER)


def go_on(food: Kit, lyceum: Location, village: Location, lead: Actor, at: datetime) -> None:
    """Kits for today were sent yesterday; those for the village are on their way."""
    keeper, yesterday = _actor(KEEPER), at - timedelta(days=1)
    _count(_send(food, TODAY_ON, lyceum, keeper, yesterday), lead, yesterday + COUNTED_AFTER)
    _send(food, NEXT_DAY, village, keeper, at - timedelta(minutes=40))


def _actor(login: str) -> Actor:
    staff = accounts.find_staff(login)
    if staff is None:
        raise LookupError(login)
    return Actor(staff.id, staff.name, accounts_rules.permissions_of(role.role for role in staff.roles))


def _item(code: str, details: ItemDetails, unit: ItemUnit, keeper: Actor, at: datetime) -> Item:
    with transaction():
        return stock.create_item(
            details, code=code, unit=unit, nonce=secrets.token_hex(16), actor=keeper, at=at - CAME
        )  # fmt: skip


def _food_comes(food: Kit, keeper: Actor, at: datetime) -> None:
    """Two lots of food kits through customs; the report on them is due in nineteen days."""
    today = clock.local_date(at)
    lines = [
        LineDraft(
            kit_id=food.id, documented=800, counted=800, mark=mark, expires_on=today + timedelta(days=days),
            unit_value_minor=1_240_00,
        )
        for mark, days in (("L-0417", 60), ("L-0562", 150))
    ]  # fmt: skip
    delivery = Delivery(
        partner_name=FUND, happened_at=at - CAME, lines=lines, received_by=keeper.name, witness=WITNESS,
        waybill_no="ВН-2217", declaration_no="2026-114-0879", carrier="ТОВ «Степ», AA 0000 AA",
        customs_on=today - timedelta(days=REPORT_DAYS - LEFT_TO_REPORT), act_no="44/10",
    )  # fmt: skip
    _receive(delivery, keeper, at - CAME)


def _loose_goods_come(items: Mapping[str, Item], keeper: Actor, at: datetime) -> None:
    """A neighbour's truck: less powder than the waybill says, some of it wet, and oats that have expired since."""
    today = clock.local_date(at)
    lines = [
        LineDraft(item_id=items["SOAP"].id, documented=400, counted=400, unit_value_minor=18_50),
        LineDraft(item_id=items["POWDER"].id, documented=180, counted=150, damaged=2, unit_value_minor=165_00),
        LineDraft(item_id=items["PAPER"].id, documented=120, counted=120, unit_value_minor=74_00),
        LineDraft(
            item_id=items["OATS"].id, documented=60, counted=60, mark="В-11", expires_on=today - timedelta(days=4),
            unit_value_minor=31_00,
        ),
    ]  # fmt: skip
    delivery = Delivery(
        partner_name=NEIGHBOURS, happened_at=at - CAME_AGAIN, lines=lines, received_by=keeper.name, witness=WITNESS,
        waybill_no="17", carrier=DRIVER, remark="Дві пачки порошку мокрі, водій бачив.",
    )  # fmt: skip
    _receive(delivery, keeper, at - CAME_AGAIN)


def _receive(delivery: Delivery, keeper: Actor, at: datetime) -> None:
    with transaction():
        stock.receive(delivery, nonce=secrets.token_hex(16), actor=keeper, at=at)


def _hygiene_kits(kit: Kit, items: Mapping[str, Item], keeper: Actor, at: datetime) -> None:
    """The lines of the kit that are kept in stock are named, and some kits are put together."""
    named = [IN_KIT.get(line.name) for line in kit.versions[-1].lines]
    chosen = [(items[name[0]].id, name[1]) if name else None for name in named]
    when = at - PUT_TOGETHER
    with transaction():
        stock.name_items(
            kit_id=kit.id, based_on=kit.versions[-1].number, items=chosen, nonce=secrets.token_hex(16), actor=keeper,
            at=at,
        )  # fmt: skip
    (warehouse, *_others) = queries.list_stores()
    lots = queries.list_usable_items(warehouse.id, [item for item, _n in filter(None, chosen)], clock.local_date(when))
    picks = [
        pick
        for item, quantity in filter(None, chosen)
        for pick in first_expiring(
            [Available(lot.lot_id, lot.quantity, lot.lot.expires_on) for lot in lots if lot.lot.item_id == item],
            quantity * HYGIENE_KITS,
        )
    ]
    with transaction():
        stock.assemble(
            kit_id=kit.id, quantity=HYGIENE_KITS, picks=picks, happened_at=when, nonce=secrets.token_hex(16),
            actor=keeper, at=when,
        )  # fmt: skip


def _send(kit: Kit, quantity: int, location: Location, keeper: Actor, at: datetime) -> StockDocument:
    """From the warehouse, what expires first first."""
    (warehouse, *_others) = queries.list_stores()
    versions = {version.id for version in kit.versions}
    lots = [lot for lot in queries.list_lots(warehouse.id) if lot.lot.kit_version_id in versions]
    picks = first_expiring([Available(lot.lot_id, lot.quantity, lot.lot.expires_on) for lot in lots], quantity)
    with transaction():
        return stock.send(
            from_store_id=warehouse.id, to_location_id=location.id, picks=picks, carrier=DRIVER, happened_at=at,
            nonce=secrets.token_hex(16), actor=keeper, at=at,
        )  # fmt: skip


def _count(sent: StockDocument, lead: Actor, at: datetime) -> None:
    """All of it arrived; the lead counted."""
    counted = {move.lot_id: move.quantity for move in sent.movements if move.quantity > 0}
    with transaction():
        stock.arrive(
            sent.id, counted=counted, reason="", second_name="", happened_at=at, nonce=secrets.token_hex(16),
            actor=lead, at=at,
        )  # fmt: skip
