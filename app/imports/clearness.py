"""Which rows of a list can be written down as they are, and what is to be looked at."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from app.core.names import fold
from app.households.parsing.findings import Field, Finding, Reason
from app.imports.places import KnownPlaces, SettlementKey, StreetKey, know_places
from app.imports.values import Reading, Values

REFUSING = frozenset(
    {
        (Field.HEAD, Reason.NO_NAME),
        (Field.HEAD, Reason.NO_SURNAME),
        (Field.HEAD, Reason.NO_GIVEN),
        (Field.HEAD, Reason.NAME_TOO_LONG),
        (Field.HEAD, Reason.ONLY_A_NAME),
        (Field.CONSENT, Reason.CONSENT_REFUSED),
        (Field.ADDRESS, Reason.NAME_TOO_LONG),
        (Field.ADDRESS, Reason.NO_SETTLEMENT),
    }
)
"""What cannot be written down as it is. With any other doubt the household is created, and the doubt told."""

_LATER = (Reason.NO_SETTLEMENT, Reason.STREET_KIND, Reason.ONLY_A_NAME)
"""What only :func:`more_doubts` tells."""


def as_read(reading: Reading) -> Reading:
    """Without what was told when the row was laid beside the register before; the same reading if that was nothing."""
    doubts = tuple(doubt for doubt in reading.doubts if doubt.reason not in _LATER)
    return reading if doubts == reading.doubts else replace(reading, doubts=doubts)


def is_refused(doubts: Collection[Finding]) -> bool:
    """Whether a row with these doubts cannot be written down."""
    return any((doubt.field, doubt.reason) in REFUSING for doubt in doubts)


def know(
    readings: Sequence[Reading], settlements: Collection[SettlementKey], streets: Collection[StreetKey]
) -> KnownPlaces:
    """The places that the register knows and those that the list writes in full."""
    return know_places([reading.values.address for reading in readings], settlements, streets)


NOT_TOLD = Finding(Field.ADDRESS, Reason.NO_SETTLEMENT)
"""That neither the row nor the name of its sheet, which for a CSV is that of the file, says where it is."""


def more_doubts(values: Values, places: KnownPlaces, sheet: str) -> Iterator[Finding]:
    """What only the whole list and the register can tell: which settlement and street are meant."""
    address, place = values.address, places.place_of(values.address)
    if place is None:
        is_told = fold(address.settlement) != fold(sheet)
        yield replace(NOT_TOLD, text=address.settlement) if is_told else NOT_TOLD
    elif place.is_street_unclear:
        yield Finding(Field.ADDRESS, Reason.STREET_KIND, address.street)
    if values.head.name and not (values.head.birth_year or address.street or values.phones or len(values.people) > 1):
        yield Finding(Field.HEAD, Reason.ONLY_A_NAME)
