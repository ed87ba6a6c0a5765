"""Addresses as lists write them: one cell, parts in the usual order, words shortened in many ways."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from app.core.names import clean_name, fold
from app.households.parsing.findings import Reason
from app.hubs.models import SettlementKind, StreetKind

Doubt = tuple[Reason, str]

LONGEST_HOUSE = 10
LONGEST_FLAT = 6
LONGEST_NAME = 80

_HOUSE_NUMBER = r"[0-9]{1,4}[\s-]?[А-ЯІЇЄҐа-яіїєґ]?(?:/[0-9]{1,4})?"
_SETTLEMENT_KIND = "с-ще|селище|смт|пгт|село|с|місто|м|хутір"
_SETTLEMENT = re.compile(rf"(?P<kind>{_SETTLEMENT_KIND})(?:\.\s*|\s+)(?P<name>\D+)", re.IGNORECASE)
_STREET_KIND = (
    r"(?P<street>вулиця|вул|улица|ул)|(?P<lane>провулок|пров|переулок|пер|завулок)"
    r"|(?P<avenue>проспект|просп|пр-т)|(?P<square>площа|пл|майдан)"
    r"|(?P<other>бульвар|бул|б-р|узвіз|шосе|тупик|туп|наб|мікрорайон|мкр|квартал|масив)"
)
_STREET = re.compile(rf"(?:{_STREET_KIND})(?:\.\s*|\s+)(?P<name>.+)", re.IGNORECASE)
_STREET_BEHIND = re.compile(rf"(?P<name>.+?)\s+(?:{_STREET_KIND})\.?", re.IGNORECASE)
_HOUSE = re.compile(r"(?:будинок|буд|б|дім|дом|д)(?:\.\s*|\s+|(?=[0-9№]))№?\s*(?P<house>[0-9].*)", re.IGNORECASE)
_BARE_HOUSE = re.compile(rf"№?\s*(?P<house>{_HOUSE_NUMBER})")
_FLAT = re.compile(r"(?:квартира|кв|кімната|кім)(?:\.\s*|\s+|(?=[0-9№]))№?\s*(?P<flat>[0-9].*)", re.IGNORECASE)
_REGION = re.compile(r"\b(?:обл|область|р-н|район|громада|тг|отг|україна)\b", re.IGNORECASE)
_MISSING_COMMA = re.compile(r"(?<![,\s])\s+(?=(?:будинок|буд|квартира|кв|б|д)\.?\s*№?\s*[0-9])", re.IGNORECASE)
_COMMA_BEFORE_STREET = re.compile(
    rf"(?P<full>^(?:{_SETTLEMENT_KIND})(?:\.\s*|\s+)[^\d,]+?)\s+(?=(?:{_STREET_KIND})(?:\.\s*|\s+)\w)"
    r"|(?P<bare>^[^\d,]+?)\s+(?=(?:вулиця|вул|улица|ул|провулок|пров)(?:\.\s*|\s+)[^\W\d_])",
    re.IGNORECASE,
)
"""``с. Верболози вул. Миру`` and ``Верболози вул. Миру``."""
_HOUSE_AT_THE_END = re.compile(rf"(?P<street>.*[^\W\d_].*?)\s+(?P<house>{_HOUSE_NUMBER})")

_NO_HOUSE = re.compile(r"б\s*/\s*н|без\s+номера", re.IGNORECASE)

_SETTLEMENT_KINDS = {
    "м": SettlementKind.CITY,
    "місто": SettlementKind.CITY,
    "с": SettlementKind.VILLAGE,
    "село": SettlementKind.VILLAGE,
    "хутір": SettlementKind.VILLAGE,
}


@dataclass(frozen=True, slots=True)
class AddressReading:
    """The parts of an address. A kind is None when it was not written: the register may know it."""

    settlement_kind: SettlementKind | None = None
    settlement: str = ""
    street_kind: StreetKind | None = None
    street: str = ""
    house: str = ""
    flat: str = ""


Taken = tuple[AddressReading, list[Doubt]]


def parse_address(text: str, sheet: str) -> tuple[AddressReading, tuple[Doubt, ...]]:
    """The address in a cell; the settlement is that of the sheet where the cell does not name one."""
    address, doubts = AddressReading(), list[Doubt]()
    for part in _parts(text):
        address, doubt = _take(address, part)
        doubts += doubt
    address = _with_sheet(_with_split_street(address), sheet)
    return address, (*doubts, *_doubts_of(address, sheet))


def _parts(text: str) -> Iterator[str]:
    with_commas = _COMMA_BEFORE_STREET.sub(r"\g<full>\g<bare>, ", _MISSING_COMMA.sub(", ", clean_name(text)))
    parts = with_commas.split(",")
    return (part.strip() for part in parts if part.strip(" ."))


def _take(address: AddressReading, part: str) -> Taken:
    """Put one part between commas where it belongs."""
    for take in (_region, _settlement, _flat, _house, _street, _number_behind_the_house):
        if (taken := take(address, part)) is not None:
            return taken
    return address, [(Reason.ADDRESS_UNREAD, part)]


def _region(address: AddressReading, part: str) -> Taken | None:
    if address.settlement or not _REGION.search(part):
        return None
    return address, [(Reason.REGION, part)]


def _settlement(address: AddressReading, part: str) -> Taken | None:
    match = None if address.settlement else _SETTLEMENT.fullmatch(part)
    if match is None:
        return None
    kind = _SETTLEMENT_KINDS.get(match["kind"].lower(), SettlementKind.TOWNSHIP)
    return replace(address, settlement_kind=kind, settlement=match["name"].strip()), []


def _flat(address: AddressReading, part: str) -> Taken | None:
    match = None if address.flat else _FLAT.fullmatch(part)
    if match is None or len(match["flat"]) > LONGEST_FLAT:
        return None
    return replace(address, flat=match["flat"]), []


def _house(address: AddressReading, part: str) -> Taken | None:
    match = None if address.house else _HOUSE.fullmatch(part) or _BARE_HOUSE.fullmatch(part)
    if match is None:
        return None
    house = re.sub(r"(?<=[0-9])[\s-](?=[^\W\d_])", "", match["house"])
    if re.fullmatch(_HOUSE_NUMBER, house):
        return replace(address, house=house), []
    kept = house if len(house) <= LONGEST_HOUSE else ""
    return replace(address, house=kept), [(Reason.UNUSUAL_HOUSE, match["house"])]


def _street(address: AddressReading, part: str) -> Taken | None:
    if _NO_HOUSE.fullmatch(part) or not re.search(r"[^\W\d_]", part):
        return None
    match = _STREET.fullmatch(part) or _STREET_BEHIND.fullmatch(part)
    if match and _may_be_a_settlement(address):
        address = replace(address, settlement=address.street, street="")
    if address.street:
        return None
    if match is None:
        return replace(address, street=part), []
    kind = next(kind for kind in StreetKind if match[kind.value])
    return replace(address, street_kind=kind, street=part if kind is StreetKind.OTHER else match["name"]), []


def _may_be_a_settlement(address: AddressReading) -> bool:
    """``Верболози, вул. Миру, 4``: what was taken for a street is none when the street comes after it."""
    return not (address.settlement or address.street_kind or address.house)


def _number_behind_the_house(address: AddressReading, part: str) -> Taken | None:
    if not address.house or address.flat or not re.fullmatch("[0-9]{1,4}", part):
        return None
    return replace(address, flat=part), [(Reason.FLAT_ASSUMED, part)]


def _with_split_street(address: AddressReading) -> AddressReading:
    """``вул. Миру 21``: the house may stand behind the street without a comma."""
    match = None if address.house else _HOUSE_AT_THE_END.fullmatch(address.street)
    if match is None:
        return address
    taken = _house(replace(address, street=match["street"]), match["house"])
    return taken[0] if taken else address


def _with_sheet(address: AddressReading, sheet: str) -> AddressReading:
    taken = _settlement(AddressReading(), clean_name(sheet))
    of_sheet = taken[0] if taken else AddressReading(settlement=clean_name(sheet))
    kind, named = of_sheet.settlement_kind, of_sheet.settlement
    if not address.settlement:
        return replace(address, settlement_kind=kind, settlement=named)
    is_the_same = address.settlement_kind is None and fold(address.settlement) == fold(named)
    return replace(address, settlement_kind=kind) if is_the_same else address


def _doubts_of(address: AddressReading, sheet: str) -> Iterator[Doubt]:
    of_sheet = _with_sheet(AddressReading(), sheet)
    if of_sheet.settlement_kind and fold(of_sheet.settlement) != fold(address.settlement):
        yield Reason.SETTLEMENT_DIFFERS, address.settlement
    if not address.street:
        yield Reason.NO_STREET, ""
    if not address.house:
        yield Reason.NO_HOUSE, ""
    if len(address.settlement) > LONGEST_NAME or len(address.street) > LONGEST_NAME:
        yield Reason.NAME_TOO_LONG, ""
