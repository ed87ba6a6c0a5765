"""How places must look. Values in, value out."""

import re
from collections.abc import Iterable

from app.core.names import clean_name, fold
from app.hubs.models import StreetKind

MOST_STREETS_AT_ONCE = 300
LONGEST_STREET = 80
OUTAGE_QUEUES = tuple(f"{queue}.{half}" for queue in range(1, 7) for half in (1, 2))
"""Power-cut queues as suppliers number them, 1.1 to 6.2."""

_KINDS = (
    (StreetKind.STREET, r"вулиця|вул|street|st"),
    (StreetKind.LANE, r"провулок|пров|lane"),
    (StreetKind.AVENUE, r"проспект|просп|пр-т|avenue|ave"),
    (StreetKind.SQUARE, r"площа|пл|майдан|square|sq"),
    (StreetKind.OTHER, r"бульвар|бул|б-р|узвіз|шосе|тупик|туп|мікрорайон|мкр|квартал|масив"),
)
_KIND = "|".join(rf"(?P<{kind.value}>{words})" for kind, words in _KINDS)
_STREET = re.compile(rf"(?:{_KIND})(?:\.\s*|\s+)(?P<name>.+)", re.IGNORECASE)
_PUBLIC_ADDRESS = re.compile(r"https?://[a-z0-9][a-z0-9.-]*(?::[0-9]{1,5})?", re.IGNORECASE)
_HUB_CODE = re.compile(r"[A-Z]{2,8}")
_KATOTTG = re.compile(r"UA[0-9]{17}")


def read_street(line: str) -> tuple[StreetKind, str]:
    """Kind and name of a street as written in a list: ``пров. Тихий``, ``вулиця Садова``, or only ``Садова``.

    A kind without a sign of its own stays in the name: ``узвіз Річковий``.
    """
    text = clean_name(line)
    match = _STREET.fullmatch(text)
    if match is None:
        return StreetKind.STREET, text
    kind = next(kind for kind in StreetKind if match[kind.value])
    return kind, text if kind is StreetKind.OTHER else match["name"]


def read_streets(text: str) -> dict[tuple[StreetKind, str], str]:
    """Streets of a list, one a line, by kind and folded name; a street written twice is one street."""
    read = (read_street(line) for line in text.splitlines())
    return {(kind, fold(name)): name for kind, name in read if fold(name)}


def too_long(names: Iterable[str]) -> list[str]:
    """Those names that no column holds."""
    return [name for name in names if len(name) > LONGEST_STREET]


def is_public_address(text: str) -> bool:
    """Whether residents' pages can begin with this: scheme and host, without a path."""
    return bool(_PUBLIC_ADDRESS.fullmatch(text))


def is_hub_code(text: str) -> bool:
    """Two to eight capital Latin letters, as numbers of distributions begin."""
    return bool(_HUB_CODE.fullmatch(text))


def is_katottg(text: str) -> bool:
    """Whether this has the form of a code of the national register of settlements (field guide 3.1)."""
    return bool(_KATOTTG.fullmatch(text))
