"""Which given names a word can stand for, and of which father's name a patronymic is made."""

import re
from functools import lru_cache

from app.households.matching.forms_of_names import ENGLISH, MEN, WOMEN
from app.households.matching.spellings import plain, sound

_PATRONYMIC_STEMS = {
    "Павло": "pavl pavel", "Яків": "iak iakovl", "Антон": "anton", "Прокіп": "prokop prokof", "Нестор": "nestor",
    "Лев": "lev lv", "Ілля": "il ilin", "Йосип": "osip iosip osif iosif", "Михайло": "mihail mihal", "Федір": "fedor",
    "Сидір": "sidor", "Микола": "mikol nikol", "Кузьма": "kuzm", "Лука": "luk", "Сава": "sav", "Хома": "hom fom",
    "Никифор": "nikifor niqipor", "Самійло": "samil samoil", "Василь": "vasil", "Данило": "danil",
}  # fmt: skip
"""Beside those that follow from the forms by :func:`_father_stem`."""

_FATHER = re.compile("(?:ovi|evi|ivi|i)q$|(?:ov|ev|iv|iniq|iq)na$|(?:ohli|uhli|kizi|kyzi)$")
_LOOKS_LIKE_FATHER = re.compile(
    "(?:ov|ev|iv)iq$|(?:ov|ev|iv)na$|iniqna$|^(?:iliq|lukiq|kuzmiq|savq|homiq|fomiq|mikitiq|nikitiq|"
    "saviq|ilkiq|ohli|kizi)$"
)


def _lines(text: str) -> list[list[str]]:
    return [line.split() for line in text.split("\n") if line]


def _known() -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    """By the folded form, and by its sound: the names it can stand for."""
    by_word: dict[str, set[str]] = {}
    by_sound: dict[str, set[str]] = {}
    for mark, text in (("m", MEN), ("f", WOMEN), ("", ENGLISH)):
        for forms in _lines(text):
            words = [plain(form, latin=not _is_cyrillic(form)) for form in forms]
            name = mark + sound(words[0])
            for word in words:
                by_word.setdefault(word, set()).add(name)
                by_sound.setdefault(sound(word), set()).add(name)
    return _frozen(by_word), _frozen(by_sound)


def _is_cyrillic(form: str) -> bool:
    return form[0] > "\u0400"


def _frozen(sets: dict[str, set[str]]) -> dict[str, frozenset[str]]:
    return {key: frozenset(names) for key, names in sets.items()}


_BY_WORD, _BY_SOUND = _known()


@lru_cache(maxsize=8192)
def names_of(word: str) -> frozenset[str]:
    """The names that a folded word is a form of; none when it is not known. They begin with m or f by the sex."""
    return _BY_WORD.get(word) or _BY_SOUND.get(sound(word), frozenset())


def is_known(word: str) -> bool:
    """Whether a folded word is a given name in any form."""
    return bool(names_of(word))


def _father_stem(spelt: str) -> str:
    """What is left of a patronymic, or of a father's name, without its ending."""
    return _FATHER.sub("", spelt).rstrip("aeiou")


def _fathers() -> dict[str, frozenset[str]]:
    stems: dict[str, set[str]] = {}
    for forms in _lines(MEN):
        name = sound(plain(forms[0]))
        cyrillic = [form for form in forms if _is_cyrillic(form)]
        for form in cyrillic:
            stems.setdefault(sound(plain(form)).rstrip("aeiou"), set()).add(name)
        for stem in _PATRONYMIC_STEMS.get(forms[0], "").split():
            stems.setdefault(stem, set()).add(name)
    return _frozen(stems)


_FATHERS = _fathers()


def looks_like_patronymic(spelt: str) -> bool:
    """Whether a :func:`spellings.sound` ends as patronymics do. Some surnames do too (Їжакевич)."""
    return bool(_LOOKS_LIKE_FATHER.search(spelt))


@lru_cache(maxsize=8192)
def fathers_of(spelt: str) -> frozenset[str]:
    """The names of which the sound of a patronymic is derived; none when it is not known."""
    if not _FATHER.search(spelt):
        return frozenset()
    return _FATHERS.get(_father_stem(spelt), frozenset())
