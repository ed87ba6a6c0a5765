"""How lots are cast, so that nobody can steer them and anyone can work them out again.

1. A **locked number** is made by chance and its code (SHA-256) is posted together with the list. Nobody can find
   another number with this code, so it cannot be exchanged later.
2. Only then those present make a **public number**, with dice for example. Whoever has peeped at the locked number
   cannot choose a list that suits them, because the public number is not there yet.
3. The lot of each is the SHA-256 of ``locked:public:pseudonym``; the lower goes first.
"""

import re
import secrets
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

SHORTEST_TAIL = 4
"""Digits of a card number that may be read by all (field guide 4.6: the board of a queue shows the last four)."""
FEWEST_DIGITS, MOST_DIGITS = 6, 40
WITHOUT_CARD = "*"
"""Before the name of somebody who has no card in force: the desk tells it to them."""

_PSEUDONYM = re.compile(r"\*?[0-9A-Z]{1,15}")
_PUBLIC_NUMBER = re.compile(rf"[0-9]{{{FEWEST_DIGITS},{MOST_DIGITS}}}")


@dataclass(frozen=True, slots=True)
class Lot:
    """One line of the outcome: the position from 1, who, and the code that put them there."""

    position: int
    pseudonym: str
    code: str


def new_seed() -> str:
    """A locked number: 128 bits by chance, as 32 hexadecimal digits."""
    return secrets.token_hex(16)


def code_of(text: str) -> str:
    """SHA-256 of a text in UTF-8, in 64 hexadecimal digits."""
    return sha256(text.encode()).hexdigest()


def is_pseudonym(text: str) -> bool:
    """Whether it can stand in a list: ASCII capitals and digits, so that it has one spelling only."""
    return _PSEUDONYM.fullmatch(text) is not None


def is_code(pseudonym: str) -> bool:
    """Whether it is a code that somebody was given, and neither the end of a card number nor a starred name."""
    return not pseudonym.isdecimal() and not pseudonym.startswith(WITHOUT_CARD)


def is_public_number(text: str) -> bool:
    """Digits only: a word could be typed in several ways that look alike, and each would give another order."""
    return _PUBLIC_NUMBER.fullmatch(text) is not None


def cast(seed: str, public_number: str, pseudonyms: Iterable[str]) -> list[Lot]:
    """Everybody's lot in the order drawn. The order of ``pseudonyms`` makes no difference."""
    codes = sorted((code_of(f"{seed}:{public_number}:{pseudonym}"), pseudonym) for pseudonym in pseudonyms)
    return [Lot(position, pseudonym, code) for position, (code, pseudonym) in enumerate(codes, start=1)]


def tails(card_numbers: Mapping[int, str], of_all: Iterable[str]) -> dict[int, str]:
    """Under which name each stands in a list: the last digits of its card, as few as tell it from all other cards.

    At least four. ``of_all`` are the numbers of all cards in force, so that nobody who is not in the list finds
    the end of their own number in it. By the same keys as ``card_numbers``.
    """
    everyone = {*of_all, *card_numbers.values()}
    found: dict[int, str] = {}
    left: Mapping[int, str] = card_numbers
    for length in range(SHORTEST_TAIL, max(map(len, everyone), default=0) + 1):
        ends = Counter(number[-length:] for number in everyone)
        found |= {key: number[-length:] for key, number in left.items() if ends[number[-length:]] == 1}
        left = {key: number for key, number in left.items() if key not in found}
    return found


def in_groups(code: str, size: int = 8) -> Sequence[str]:
    """A code in groups, to be compared by eye."""
    return [code[start : start + size] for start in range(0, len(code), size)]
