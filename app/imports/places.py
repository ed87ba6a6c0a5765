"""Finding the settlement and street of a row, where lists leave the kind of either unwritten."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from app.core.names import fold
from app.households.matching import spellings
from app.households.parsing.addresses import AddressReading
from app.hubs.models import SettlementKind, StreetKind

SettlementKey = tuple[SettlementKind, str]
"""Kind and folded name."""
StreetKey = tuple[SettlementKey, StreetKind, str]
"""Settlement, kind and folded name."""

Name = TypeVar("Name")
Kind = TypeVar("Kind")


@dataclass(frozen=True, slots=True)
class Place:
    """Where the household of a row lives; ``street`` is None where the list names none."""

    settlement: SettlementKey
    street: StreetKey | None
    is_street_unclear: bool = False
    """Whether the kind of the street is not written and there are several of its name."""


@dataclass(frozen=True, slots=True)
class KnownPlaces:
    """Kinds under which the register and the list know each name."""

    settlements: Mapping[str, set[SettlementKind]]
    streets: Mapping[tuple[SettlementKey, str], set[StreetKind]]

    def settlement_of(self, address: AddressReading) -> SettlementKey | None:
        """None when its kind is not written and not exactly one settlement of this name is known."""
        name = fold(address.settlement)
        kind = address.settlement_kind or _only(self.settlements.get(name))
        return (kind, name) if kind and name else None

    def place_of(self, address: AddressReading) -> Place | None:
        """None without a settlement. A street whose kind is not written is the only one of its name, or a вулиця."""
        settlement, name = self.settlement_of(address), fold(address.street)
        if settlement is None or not name:
            return Place(settlement, None) if settlement else None
        kinds = self.streets.get((settlement, name), set())
        kind = address.street_kind or _only(kinds) or StreetKind.STREET
        return Place(settlement, (settlement, kind, name), address.street_kind is None and len(kinds) > 1)


def know_places(
    addresses: Sequence[AddressReading], settlements: Iterable[SettlementKey], streets: Iterable[StreetKey]
) -> KnownPlaces:
    """Gather the places of the register and those that the list writes in full."""
    known = [(name, kind) for kind, name in settlements]
    in_list = [(fold(address.settlement), kind) for address in addresses if (kind := address.settlement_kind)]
    places = KnownPlaces(_grouped([*known, *in_list]), {})
    full = [
        ((settlement, fold(address.street)), street_kind)
        for address in addresses
        if (street_kind := address.street_kind) and (settlement := places.settlement_of(address))
    ]
    return KnownPlaces(places.settlements, _grouped([*(((where, name), kind) for where, kind, name in streets), *full]))


def spelt_out(address: AddressReading, settlements: Iterable[str]) -> AddressReading:
    """With the name that the register has for a settlement written in Latin letters, as forms code their choices.

    ``dubovyi_hai`` is Дубовий Гай. As it was written where no name of the register, or more than one, sounds like it.
    """
    if not spellings.is_latin(address.settlement):
        return address
    sound = _sound(spellings.plain(address.settlement, latin=True))
    alike = {name for name in settlements if _sound(spellings.plain(name)) == sound}
    return replace(address, settlement=alike.pop()) if len(alike) == 1 else address


def _sound(words: str) -> list[str]:
    return [spellings.sound(word) for word in words.split()]


def _grouped(pairs: Iterable[tuple[Name, Kind]]) -> dict[Name, set[Kind]]:
    kinds: defaultdict[Name, set[Kind]] = defaultdict(set)
    for name, kind in pairs:
        kinds[name].add(kind)
    return dict(kinds)


def _only(kinds: set[Kind] | None) -> Kind | None:
    return next(iter(kinds)) if kinds and len(kinds) == 1 else None
