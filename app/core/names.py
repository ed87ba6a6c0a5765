"""Names as people write them: kept as written, found in any spelling, sorted by the Ukrainian alphabet."""

import re
import unicodedata

APOSTROPHE = "’"
LONGEST_KEY = 190
"""Of a folded text, in characters: folding takes some letters apart into many."""
_APOSTROPHES = re.compile("['’ʼ`´‘′ʹ＇]")
_DASHES = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
_WORD = re.compile(r"[^\W\d_]+")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_LATIN = re.compile("[A-Za-z]")
_PLAIN = re.compile(r"[\w\s.,;:()/-]*")
"""Texts with no mark to take off: most of them, which saves looking at every letter."""
_NOT_LETTER_OR_DIGIT = re.compile(r"[\W_]+")
_DOUBLED = re.compile(r"([^\W\d_])\1+")

_LOOK_ALIKES = str.maketrans("aeopcxyikmhtbAEOPCXYIKMHTB", "аеорсхуікмнтвАЕОРСХУІКМНТВ")
_SPELLINGS = str.maketrans(
    {"і": "и", "ї": "и", "й": "и", "ы": "и", "ґ": "г", "є": "е", "э": "е", "ё": "е", "ь": None, "ъ": None}
)

_ALPHABET = " 0123456789абвгґдеёєэжзиыіїйклмнопрстуфхцчшщъьюяabcdefghijklmnopqrstuvwxyz"
"""The Ukrainian order; Russian letters beside the ones they stand for, Latin after."""
_WEIGHTS = {letter: f"{position:02d}" for position, letter in enumerate(_ALPHABET)}


def clean_name(text: str) -> str:
    """The name as written, without what cannot be seen.

    Letters, their case and their order stay (a surname in capitals stays so: searching and sorting do not
    mind). Runs of white space become one space, every dash a hyphen, every apostrophe ’; control,
    bidirectional and unassigned characters go.
    """
    one_line = re.sub(r"\s+", " ", unicodedata.normalize("NFC", text))
    visible = one_line if one_line.isprintable() else "".join(filter(_is_visible, one_line))
    dashed = _DASHES.sub("-", _APOSTROPHES.sub(APOSTROPHE, visible))
    return re.sub(" {2,}", " ", dashed).strip()


def has_mixed_script(text: str) -> bool:
    """Whether Latin letters stand inside a Cyrillic word: it looks right and is not found by exact search."""
    return any(_CYRILLIC.search(word) and re.search("[A-Za-z]", word) for word in _WORD.findall(text))


def fold(text: str) -> str:
    """The key by which a name or street is found whatever its spelling.

    Ukrainian and Russian spellings, apostrophes, soft signs, double letters and capitals make no difference;
    Latin letters that look Cyrillic are read as Cyrillic inside a Cyrillic word, and in a word of nothing
    else. Dashes and other marks count as spaces.
    """
    letters = _seen_letters(text).translate(_SPELLINGS)
    words = _DOUBLED.sub(r"\1", _NOT_LETTER_OR_DIGIT.sub(" ", letters).strip())
    return words[:LONGEST_KEY].rstrip()


def sort_key(text: str) -> str:
    """A key of ASCII digits and letters that puts names in the order of the Ukrainian alphabet.

    Ґ stands after Г, Є after Е, І after И, Ї after І; apostrophes and capitals do not count; Latin comes
    after Cyrillic. Two characters a letter, so that any collation of any database compares it alike.
    """
    words = _NOT_LETTER_OR_DIGIT.sub(" ", _seen_letters(text)).strip()
    return "".join(_WEIGHTS.get(letter) or f"z{ord(letter):06x}" for letter in words)


def _seen_letters(text: str) -> str:
    """Lower case, no apostrophes and stress marks, look-alikes read as the eye reads them."""
    composed = unicodedata.normalize("NFKC", _APOSTROPHES.sub("", text))
    if _PLAIN.fullmatch(composed):
        plain = composed
    else:
        plain = "".join(mark for mark in composed if unicodedata.category(mark)[0] not in "MC" or mark.isspace())
    return (_WORD.sub(lambda word: _as_cyrillic(word[0]), plain) if _LATIN.search(plain) else plain).lower()


def _is_visible(letter: str) -> bool:
    return unicodedata.category(letter)[0] != "C"


def _as_cyrillic(word: str) -> str:
    read = word.translate(_LOOK_ALIKES)
    return read if _CYRILLIC.search(word) or not re.search("[A-Za-z]", read) else word
