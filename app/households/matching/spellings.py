"""One reading of a name out of its many spellings: Ukrainian, Russian and Latin letters, a forgotten keyboard switch.

A name is brought to its *sound*: a few Latin letters that come out alike for the Ukrainian and the Russian word, for
the official transliteration of 2010 (resolution 55 of the Cabinet of Ministers), for the earlier ones that stand in
older passports, and for the ways people write by ear. Sounds are compared, never shown.
"""

import re
import unicodedata
from functools import lru_cache

from app.core.names import fold

_CYRILLIC = re.compile("[\u0400-\u04ff]")
_LATIN = re.compile("[A-Za-z]")

_CYRILLIC_SOUNDS = str.maketrans(
    {
        "а": "a", "б": "b", "в": "v", "г": "h", "д": "d", "е": "e", "ж": "j", "з": "z", "и": "i", "к": "k", "л": "l",
        "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "h", "ц": "c",
        "ч": "q", "ш": "w", "щ": "wq", "ю": "iu", "я": "ia",
    }
)  # fmt: skip
"""Of folded letters: fold() has made і, ї, й, ы into и and ґ into г. Each consonant is one letter: ж j, ч q, ш w."""

_LATIN_SOUNDS = {
    "szcz": "wq", "shch": "wq", "tsch": "q", "tch": "q", "sch": "w", "zgh": "zh", "cz": "q", "ch": "q", "sz": "w",
    "sh": "w", "zh": "j", "kh": "h", "ts": "c", "tz": "c", "ph": "f", "th": "t", "ck": "k", "qu": "kv", "ou": "u",
    "c": "k", "g": "h", "j": "i", "q": "k", "w": "v", "x": "ks", "y": "i", "č": "q", "š": "w", "ž": "j",
}  # fmt: skip
_LATIN_PIECE = re.compile("|".join(sorted(_LATIN_SOUNDS, key=len, reverse=True)))
_DOUBLED = re.compile(r"(.)\1+")
_GLIDE = re.compile("(?<=.)i(?=[aeou])|^i(?=e)")
"""The i that one spelling writes before a vowel and another does not: Наталія, Наталья, Наталя; Yevhen, Евген."""

_KEYS = str.maketrans(
    "qwertyuiop[]asdfghjkl;'zxcvbnm,.`",
    "йцукенгшщзхїфівапролджєячсмитьбюґ",
)


def is_latin(*parts: str) -> bool:
    """Whether there are Latin letters and no Cyrillic ones."""
    text = "".join(parts)
    return bool(_LATIN.search(text)) and not _CYRILLIC.search(text)


@lru_cache(maxsize=16384)
def plain(text: str, *, latin: bool = False) -> str:
    """Folded words. ``latin``: the whole name is Latin, so that ``Mykyta`` is not read as Cyrillic look-alikes."""
    if not latin:
        return fold(text)
    letters = unicodedata.normalize("NFC", text).lower().replace("’", "").replace("'", "").replace("`", "")
    return re.sub(r"[\W_]+", " ", letters).strip()


def as_typed_in_ukrainian(text: str) -> str:
    """What the same keys give in the Ukrainian layout: ``Rjdfkmxer`` is ``ковальчук``."""
    return text.lower().translate(_KEYS)


@lru_cache(maxsize=8192)
def sound(word: str) -> str:
    """The sound of one word of :func:`plain` text."""
    if _CYRILLIC.search(word):
        letters = word.translate(_CYRILLIC_SOUNDS)
    else:
        letters = _without_marks(_LATIN_PIECE.sub(lambda piece: _LATIN_SOUNDS[piece[0]], word))
    once = _DOUBLED.sub(r"\1", letters)
    return _DOUBLED.sub(r"\1", _GLIDE.sub("", once))


def _without_marks(text: str) -> str:
    return "".join(mark for mark in unicodedata.normalize("NFD", text) if unicodedata.category(mark) != "Mn")


def without_vowels_at_end(spelt: str) -> str:
    """What a surname keeps in both genders: Ковальський and Ковальська, Іванов and Іванова, Безуглий and Безугла."""
    stem = spelt.rstrip("aeiou")
    return stem if len(stem) > 2 else spelt


MOST_SLIPS = 2


def slips(one: str, other: str) -> int:
    """How many letters are wrong, missing, too many or swapped with a neighbour; three for "too many to tell"."""
    if one == other:
        return 0
    if abs(len(one) - len(other)) > MOST_SLIPS or len(set(one) ^ set(other)) > 2 * MOST_SLIPS:
        return MOST_SLIPS + 1
    start = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        start += 1
    end = 0
    shortest = min(len(one), len(other)) - start
    while end < shortest and one[-1 - end] == other[-1 - end]:
        end += 1
    return _distance(one[start : len(one) - end], other[start : len(other) - end])


def _distance(one: str, other: str) -> int:
    """Of texts whose first letters differ, and whose last letters differ. Optimal string alignment."""
    if min(len(one), len(other)) <= 1:
        return min(max(len(one), len(other)), MOST_SLIPS + 1)
    if len(one) == len(other) == 2:
        return 1 if one == other[::-1] else 2
    if max(len(one), len(other)) > 12:
        return MOST_SLIPS + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, mine in enumerate(one, 1):
        next_row = [i]
        for j, theirs in enumerate(other, 1):
            best = min(row[j] + 1, next_row[j - 1] + 1, row[j - 1] + (mine != theirs))
            if i > 1 and j > 1 and mine == other[j - 2] and one[i - 2] == theirs:
                best = min(best, before[j - 2] + 1)
            next_row.append(best)
        before, row = row, next_row
    return min(row[-1], MOST_SLIPS + 1)
