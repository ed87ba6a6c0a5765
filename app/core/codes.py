"""The codes of a card: its number, its QR token, its PIN, and what a scanner typed.

All are text from end to end: a spreadsheet that turns a code into a number loses its leading zeros.
"""

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from enum import StrEnum

CARD_NO_LENGTH = 8
TOKEN_LENGTH = 20
"""20 decimal digits are 66 bits."""

# H. M. Damm, "Total anti-symmetrische Quasigruppen", Marburg 2004, the table of order 10. It catches every
# wrong digit and every swap of neighbours.
_DAMM = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O and U."""

_DIGITS = re.compile(r"[0-9]+")
_BETWEEN_DIGITS = re.compile(
    r"(?:[^\S\r\n\t]|[\u00ad\u200b-\u200f\u2060\ufeff\u2010-\u2015\u2212\ufe58\ufe63\uff0d_-])+"
)


def damm_digit(digits: str) -> str:
    """The Damm check digit of a run of ASCII digits; ``"0"`` when the run ends in its own check digit."""
    interim = 0
    for digit in digits:
        interim = _DAMM[interim][int(digit)]
    return str(interim)


def new_card_no() -> str:
    """A random card number: seven digits and their check digit. Begins with no 0, to survive a spreadsheet."""
    digits = str(1_000_000 + secrets.randbelow(9_000_000))
    return digits + damm_digit(digits)


def is_card_no(digits: str) -> bool:
    """Whether this is eight ASCII digits, the last being the check digit of the others."""
    return len(digits) == CARD_NO_LENGTH and bool(_DIGITS.fullmatch(digits)) and damm_digit(digits) == "0"


def new_token() -> str:
    """A random QR token: opaque, decimal, tells nothing of the card or its household."""
    return f"{secrets.randbelow(10**TOKEN_LENGTH):0{TOKEN_LENGTH}d}"


def pin_of(token: str) -> str:
    """The four-digit PIN printed on the card with this token.

    Derived, so that a card can be printed again without a stored PIN, and a replaced card has another one.
    One way: the PIN says next to nothing of the token.
    """
    digest = hashlib.sha256(b"pin:" + token.encode()).digest()
    return f"{int.from_bytes(digest) % 10_000:04d}"


def new_pseudonym() -> str:
    """A random name of six characters under which reviewers see a household."""
    return "".join(secrets.choice(_CROCKFORD) for _ in range(6))


def set_up_code(secret_key: bytes) -> str:
    """The eight digits that open set-up: only who can read the hub's own machine can tell them."""
    return f"{int.from_bytes(hmac.digest(secret_key, b'set-up', 'sha256')) % 10**8:08d}"


class CodeKind(StrEnum):
    """What the digits that were typed can be."""

    CARD_NO = "card_no"
    TOKEN = "token"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Code:
    """What was scanned or typed, reduced to its digits; ``digits`` is empty when there were none."""

    kind: CodeKind
    digits: str

    @property
    def is_mistyped_card_no(self) -> bool:
        """Eight digits whose check digit is wrong: the desk should look at the number again."""
        return self.kind is CodeKind.OTHER and len(self.digits) == CARD_NO_LENGTH


def read_code(typed: str) -> Code:
    """Find the code in what a scanner or a person typed.

    The last run of ASCII digits counts, after spaces and dashes of every kind are taken out. So the bare
    code, ``1234-5678`` and the card's whole address all work, the address on any keyboard layout too. Of two
    scans in two lines the later one counts.
    """
    runs = _DIGITS.findall(_BETWEEN_DIGITS.sub("", typed))
    digits = runs[-1] if runs else ""
    return Code(_kind_of(digits), digits)


def _kind_of(digits: str) -> CodeKind:
    if is_card_no(digits):
        return CodeKind.CARD_NO
    return CodeKind.TOKEN if len(digits) == TOKEN_LENGTH else CodeKind.OTHER
