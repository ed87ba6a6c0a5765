"""A record and a family brought to what is compared: sounds, known names, a place. Made once, compared often."""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from app.households.matching.given_names import fathers_of, is_known, looks_like_patronymic, names_of
from app.households.matching.records import Family, Record
from app.households.matching.spellings import as_typed_in_ukrainian, is_latin, plain, sound, without_vowels_at_end
from app.households.models import Sex

_NOT_KEPT = re.compile(r"[\W_]+")
_ANY_LATIN = re.compile("[A-Za-z]")
_LATIN_VOWEL = re.compile("[aeiouy]", re.IGNORECASE)
_SEXES = {"m": Sex.MALE, "f": Sex.FEMALE}


@dataclass(frozen=True, slots=True)
class Spelt:
    """One person as compared. ``written`` is the folded name, the others are sounds."""

    written: str
    surname: str
    stem: str
    surname_parts: frozenset[str]
    given: str
    given_names: frozenset[str]
    patronymic: str
    fathers: frozenset[str]
    sex: Sex
    birth_on: date | None
    birth_year: int | None
    is_swapped: bool = False
    """The surname stood where the given name belongs, or the other way round."""


@dataclass(frozen=True, slots=True)
class Dwelling:
    """One family as compared."""

    family: Family
    people: tuple[Spelt, ...]
    phones: frozenset[str]
    settlement: str
    street: str
    street_words: frozenset[str]
    house: str
    flat: str


def read_family(family: Family) -> Dwelling:
    """What is compared of a family."""
    return Dwelling(
        family=family,
        people=tuple(read_record(record) for record in family.people),
        phones=frozenset(phone for phone in family.phones if phone),
        settlement=sound_of_place(family.settlement),
        street=sound_of_place(family.street),
        street_words=words_of_street(family.street),
        house=read_number(family.house),
        flat=read_number(family.flat),
    )


@lru_cache(maxsize=4096)
def words_of_street(street: str) -> frozenset[str]:
    """Sounds of the words of a street's name; initials tell nothing."""
    return frozenset(word for word in _sounds(street) if len(word) > 2)


@lru_cache(maxsize=4096)
def sound_of_place(name: str) -> str:
    """The sounds of a street's or a settlement's name in one."""
    return "".join(_sounds(name))


def _sounds(text: str) -> list[str]:
    return [sound(word) for word in plain(text, latin=is_latin(text)).split()]


@lru_cache(maxsize=4096)
def read_number(text: str) -> str:
    """Of a house or flat: its figures and the sounds of its letters."""
    return "".join(word if word.isdigit() else sound(word) for word in _NOT_KEPT.sub(" ", plain(text)).split())


def read_record(record: Record) -> Spelt:
    """What is compared of a person, the parts of the name put where they belong as far as they show it."""
    parts = _in_one_layout(record.surname, record.given, record.patronymic)
    latin = is_latin(*parts)
    surname, given, patronymic = (plain(part, latin=latin) for part in parts)
    surname, given, patronymic, is_swapped = _in_order(surname, given, patronymic)
    surname_sound, surname_parts = _spell_surname(surname)
    given_sound, names, sex = _spell_given(given)
    patronymic_sound = _joined(patronymic)
    return Spelt(
        written=f"{surname}|{given}|{patronymic}",
        surname=surname_sound,
        stem=stem_of(surname_sound),
        surname_parts=surname_parts,
        given=given_sound,
        given_names=names,
        patronymic=patronymic_sound,
        fathers=fathers_of(patronymic_sound),
        sex=record.sex if record.sex is not Sex.NOT_STATED else sex,
        birth_on=record.birth_on,
        birth_year=record.birth_on.year if record.birth_on else record.birth_year,
        is_swapped=is_swapped,
    )


@lru_cache(maxsize=16384)
def _spell_surname(surname: str) -> tuple[str, frozenset[str]]:
    """The sound of a surname, and the stems of its parts."""
    return _joined(surname), frozenset(stem_of(sound(word)) for word in surname.split())


@lru_cache(maxsize=8192)
def _spell_given(given: str) -> tuple[str, frozenset[str], Sex]:
    """The sound of a given name, the names it can stand for, and the sex if only men or only women bear it."""
    names: frozenset[str] = frozenset().union(*map(names_of, given.split()))
    marks = {name[0] for name in names}
    return _joined(given), names, _SEXES.get(marks.pop(), Sex.NOT_STATED) if len(marks) == 1 else Sex.NOT_STATED


@lru_cache(maxsize=16384)
def _joined(words: str) -> str:
    return "".join(map(sound, words.split()))


@lru_cache(maxsize=16384)
def stem_of(surname: str) -> str:
    """A surname without its gender, and with one spelling of its ending: Ткачов, Ткачева."""
    stem = without_vowels_at_end(surname)
    return stem[:-2] + "ov" if stem.endswith(("ev", "iv")) and len(stem) > 4 else stem


# ---- a forgotten keyboard switch


def _in_one_layout(*parts: str) -> tuple[str, ...]:
    """The parts as meant when they were typed on Latin keys with Ukrainian letters in mind."""
    if not _ANY_LATIN.search("".join(parts)):
        return parts
    readings = [as_typed_in_ukrainian(part) if is_latin(part) else part for part in parts]
    if readings == list(parts):
        return parts
    shows = [_is_mistyped(part, reading) for part, reading in zip(parts, readings, strict=True)]
    if not any(shows):
        return parts
    return tuple(
        reading if shown or (is_latin(part) and not _is_speakable(part)) else part
        for part, reading, shown in zip(parts, readings, shows, strict=True)
    )


def _is_mistyped(part: str, reading: str) -> bool:
    if part == reading or is_known(plain(part, latin=True)):
        return False
    meant = plain(reading)
    return is_known(meant) or looks_like_patronymic(sound(meant))


def _is_speakable(latin: str) -> bool:
    """Whether Latin letters can be a name as it sounds: a third of them vowels, no marks among them."""
    letters = [letter for letter in latin if letter.isalpha()]
    vowels = len(_LATIN_VOWEL.findall(latin))
    return bool(letters) and vowels >= 0.3 * len(letters) and not set("[];,`") & set(latin)


# ---- parts of a name in the wrong places


def _in_order(surname: str, given: str, patronymic: str) -> tuple[str, str, str, bool]:
    """Surname, given name and patronymic, and whether they had to be put right."""
    *words, last = given.split() or [""]
    if words and not patronymic and _is_father(last):
        given, patronymic = " ".join(words), last
    if _is_father(given) and not is_known(given) and not _is_father(patronymic):
        if patronymic:
            return patronymic, surname, given, True
        if is_known(surname):
            return "", surname, given, True
    if given and surname and is_known(surname) and not is_known(given) and len(given) > 1:
        return given, surname, patronymic, True
    return surname, given, patronymic, False


@lru_cache(maxsize=8192)
def _is_father(word: str) -> bool:
    return looks_like_patronymic(sound(word)) if word else False
