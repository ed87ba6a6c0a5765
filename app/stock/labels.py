"""How kits, items, lots, stores and documents are called on screens and papers."""

from flask_babel import get_locale, gettext

from app.core.errors import N_
from app.hubs.models import PartnerKind
from app.stock.models import DocumentKind, Item, ItemUnit, Kit, KitVersion, Lot, Store, StoreKind
from app.stock.rules import write_weight
from app.web import labels

UNITS = labels.register(
    {
        ItemUnit.PIECE: N_("pcs"),
        ItemUnit.PACK: N_("packs"),
        ItemUnit.KILOGRAM: N_("kg"),
        ItemUnit.LITRE: N_("litres"),
        ItemUnit.METRE: N_("metres"),
        ItemUnit.PAIR: N_("pairs"),
    }
)
DOCUMENT_KINDS = labels.register(
    {
        DocumentKind.RECEIPT: N_("received"),
        DocumentKind.ASSEMBLY: N_("put together"),
        DocumentKind.SENT: N_("sent"),
        DocumentKind.ARRIVED: N_("arrived"),
        DocumentKind.DISPATCHED: N_("sent to another hub"),
        DocumentKind.ISSUE: N_("given out"),
        DocumentKind.RETURN: N_("returned to the warehouse"),
        DocumentKind.LOSS: N_("loss"),
        DocumentKind.DAMAGE: N_("damage"),
        DocumentKind.EXPIRY: N_("past its day"),
        DocumentKind.STOCK_TAKE: N_("stock-take"),
        DocumentKind.REVERSAL: N_("reversal of a document"),
    }
)
PAPERS = {
    DocumentKind.RECEIPT: N_("Act of acceptance of goods"),
    DocumentKind.ASSEMBLY: N_("Act of putting kits together"),
    DocumentKind.SENT: N_("Waybill for internal transfer"),
    DocumentKind.ARRIVED: N_("Act of acceptance after transfer"),
    DocumentKind.DISPATCHED: N_("Waybill for transfer to another hub"),
    DocumentKind.ISSUE: N_("Act of giving out"),
    DocumentKind.RETURN: N_("Waybill for return to the warehouse"),
    DocumentKind.LOSS: N_("Act of write-off"),
    DocumentKind.DAMAGE: N_("Act of write-off"),
    DocumentKind.EXPIRY: N_("Act of write-off"),
    DocumentKind.STOCK_TAKE: N_("Act of stock-take"),
    DocumentKind.REVERSAL: N_("Act of reversal of a document"),
}
"""What stands at the top of the paper of each kind (field guide 4.3)."""
STORE_KINDS = labels.register(
    {
        StoreKind.WAREHOUSE: N_("Warehouse"),
        StoreKind.LOCATION: N_("Location"),
        StoreKind.TRANSIT: N_("On the way"),
    }
)
labels.register(
    {
        PartnerKind.FUND: N_("charitable fund"),
        PartnerKind.RELIGIOUS: N_("religious organisation"),
        PartnerKind.AUTHORITY: N_("authority"),
        PartnerKind.BUSINESS: N_("business"),
        PartnerKind.VOLUNTEERS: N_("volunteers"),
        PartnerKind.OTHER: N_("other organisation"),
    }
)


def kit_name(kit: Kit) -> str:
    """The kit's name in the language of the page; the Ukrainian one where it has no other."""
    return kit.name_en if kit.name_en and str(get_locale()) == "en" else kit.name


def kg(grams: int) -> str:
    """5,5 кг"""
    weight = write_weight(grams)
    return str(gettext("%(weight)s kg", weight=weight if str(get_locale()) == "uk" else weight.replace(",", ".")))


def item_name(item: Item) -> str:
    """The item's name in the language of the page; the Ukrainian one where it has no other."""
    return item.name_en if item.name_en and str(get_locale()) == "en" else item.name


def item_with_unit(item: Item) -> str:
    """Борошно, кг"""
    return f"{item_name(item)}, {labels.label(item.unit)}"


def lot_name(lot: Lot) -> str:
    """What lies in a lot; of a kit also the version where it is not the first."""
    if lot.item:
        return item_name(lot.item)
    return version_name(lot.kit_version) if lot.kit_version else ""


def version_name(version: KitVersion) -> str:
    """The kit's name; also which version where it is not the first."""
    name = kit_name(version.kit)
    return name if version.number == 1 else str(gettext("%(kit)s, version %(number)d", kit=name, number=version.number))


def lot_unit(lot: Lot) -> str:
    """кг; kits are counted in pieces."""
    return labels.label(lot.item.unit if lot.item else ItemUnit.PIECE)


def store_name(store: Store) -> str:
    """Склад, or the name of the location."""
    return store.location.name if store.location else labels.label(store.kind)


def paper_name(kind: DocumentKind) -> str:
    """Накладна на переміщення"""
    return str(gettext(PAPERS[kind]))
