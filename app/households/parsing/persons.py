"""Names, sexes and births as lists write them."""

import re
from dataclasses import dataclass
from datetime import date

from app.core.names import clean_name, fold, has_mixed_script
from app.households.models import DocumentKind, PersonRole, Sex
from app.households.parsing.findings import Reason

Cell = str | int | float | date
"""Dates stay dates; whole numbers, which a spreadsheet hands over as floats, come back as integers."""

LONGEST_NAME = 60
OLDEST = 105
"""Years: the greatest age that a two-digit year of birth is taken to mean."""

_PATRONYMIC = re.compile("(?:ович|евич|ивич|илич|кузмич|лукич|савич|хомич|никитич|ивна|овна|евна|ична|огли|кизи)$")
"""Endings of folded patronymics. No given name ends so, though some surnames do (Їжакевич)."""
_TURKIC = {"огли", "кизи"}
_NAME = re.compile(r"[^\W\d_]+(?:[’-][^\W\d_]+)*\.?")

_YEAR_MARK = re.compile(r"\s*(?:р\.?\s*н\.?|рік|року|року народження|р\.?|г\.?\s*р\.?|г\.?)$", re.IGNORECASE)
_DAY = re.compile(r"([0-9]{1,2})[./, -]([0-9]{1,2})[./, -]([0-9]{4}|[0-9]{2})")
_ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_YEAR = re.compile(r"([0-9]{4})(?:\.0)?")
_MEMBER = re.compile(r"(?P<name>[^0-9]+?)(?:[\s,(–-]+(?P<birth>[0-9].*?))?\)?")
_IN_BRACKETS = re.compile(r"\([^)]*\)")


@dataclass(frozen=True, slots=True)
class Name:
    """The parts of a name; any of them may be empty."""

    surname: str = ""
    given: str = ""
    patronymic: str = ""


@dataclass(frozen=True, slots=True)
class Birth:
    """A day, or only a year, or neither; ``doubt`` says what was wrong with the cell."""

    on: date | None = None
    year: int | None = None
    doubt: Reason | None = None


@dataclass(frozen=True, slots=True)
class PersonReading:
    """One person of a row. The sex is as told, or read off the patronymic, and otherwise not stated."""

    name: Name
    birth: Birth
    told_sex: Sex | None = None
    role: PersonRole = PersonRole.OTHER
    document: DocumentKind = DocumentKind.NOT_ASKED
    document_last4: str = ""

    @property
    def sex(self) -> Sex:
        return self.told_sex or sex_of(self.name.patronymic)


def parse_name(text: str) -> tuple[Name, tuple[Reason, ...]]:
    """Surname, given name and patronymic in whichever order they stand, and what is doubtful about them."""
    words = clean_name(text.replace(".", ". ").replace(" .", ".")).split()
    if words and fold(words[-1]) in _TURKIC:
        words[-2:] = [" ".join(words[-2:])]
    name, is_sure = _arrange(words)
    doubts = [] if is_sure else [Reason.NAME_ORDER]
    return name, (*doubts, *doubts_of_name(name))


def _arrange(words: list[str]) -> tuple[Name, bool]:
    """Put the words in their places; False when nothing in them shows that these are the right ones."""
    match words:
        case [] | [_]:
            return Name(surname="".join(words)), True
        case [given, patronymic] if is_patronymic(patronymic):
            return Name("", given, patronymic), True
        case [surname, given]:
            return Name(surname, given), True
        case [given, patronymic, *surname] if is_patronymic(patronymic) or _are_initials(given, patronymic):
            return Name(" ".join(surname), given, patronymic), True
        case [*surname, given, patronymic] if is_patronymic(patronymic) or _are_initials(given, patronymic):
            return Name(" ".join(surname), given, patronymic), True
    surname, given, *others = words
    return Name(surname, given, " ".join(others)), False


def is_patronymic(word: str) -> bool:
    """Whether a word ends as patronymics do."""
    return bool(_PATRONYMIC.search(fold(word)))


def _is_initial(word: str) -> bool:
    return len(word.rstrip(".")) == 1


def _are_initials(*words: str) -> bool:
    return all(map(_is_initial, words))


def doubts_of_name(name: Name) -> list[Reason]:
    """What is doubtful about a name whose parts are in their places."""
    parts = [part for part in (name.surname, name.given, name.patronymic) if part]
    words = " ".join(parts).split()
    found = {
        Reason.NO_NAME: not parts,
        Reason.NO_SURNAME: bool(parts) and not name.surname,
        Reason.NO_GIVEN: bool(parts) and not name.given,
        Reason.INITIALS_ONLY: _is_initial(name.given) if name.given else False,
        Reason.UNUSUAL_NAME: not all(map(_NAME.fullmatch, words)) or " " in name.surname,
        Reason.NAME_TOO_LONG: any(len(part) > LONGEST_NAME for part in parts),
        Reason.MIXED_SCRIPT: has_mixed_script(" ".join(parts)),
    }
    return [reason for reason, is_so in found.items() if is_so]


def sex_of(patronymic: str) -> Sex:
    """What a patronymic tells of the sex; initials and unusual endings tell nothing."""
    if not is_patronymic(patronymic):
        return Sex.NOT_STATED
    return Sex.FEMALE if fold(patronymic).endswith(("на", "кизи")) else Sex.MALE


def parse_birth(cell: Cell | None, today: date) -> Birth:
    """A date, a year, or a text holding either. A two-digit year means the one century that gives 0 to 105 years."""
    if cell is None:
        return Birth(doubt=Reason.NO_BIRTH)
    if isinstance(cell, date):
        return _checked_day(cell, today)
    text = _YEAR_MARK.sub("", clean_name(str(cell)))
    if match := _YEAR.fullmatch(text):
        return _checked_year(int(match[1]), today)
    if match := _ISO_DAY.fullmatch(text):
        return _day(int(match[1]), int(match[2]), int(match[3]), today)
    if match := _DAY.fullmatch(text):
        return _day_in_some_century(int(match[1]), int(match[2]), match[3], today)
    return Birth(doubt=Reason.BIRTH_UNREADABLE if text else Reason.NO_BIRTH)


def _day_in_some_century(day: int, month: int, year: str, today: date) -> Birth:
    if len(year) == 4:
        return _day(int(year), month, day, today)
    readings = [_day(century + int(year), month, day, today) for century in (1900, 2000)]
    likely = [birth for birth in readings if birth.year and today.year - birth.year <= OLDEST]
    return likely[0] if len(likely) == 1 else Birth(doubt=Reason.BIRTH_CENTURY)


def _day(year: int, month: int, day: int, today: date) -> Birth:
    try:
        return _checked_day(date(year, month, day), today)
    except ValueError:
        birth = _checked_year(year, today)
        return Birth(year=birth.year, doubt=birth.doubt or Reason.NO_SUCH_DAY)


def _checked_day(day: date, today: date) -> Birth:
    if day > today:
        return Birth(doubt=Reason.BIRTH_IN_FUTURE)
    birth = _checked_year(day.year, today)
    return Birth(on=day, year=day.year) if birth.year else birth


def _checked_year(year: int, today: date) -> Birth:
    if year > today.year:
        return Birth(doubt=Reason.BIRTH_IN_FUTURE)
    return Birth(year=year) if year > 1900 else Birth(doubt=Reason.BIRTH_UNREADABLE)


def parse_member(text: str, surname_of_head: str, today: date) -> tuple[PersonReading, tuple[Reason, ...]]:
    """One of the people listed in a cell, as ``Surname Given Patronymic, 1999``.

    Who is written without a surname gets that of the head, which is told as a doubt.
    """
    match = _MEMBER.fullmatch(text.strip())
    if match is None:
        return PersonReading(Name(), Birth()), (Reason.NO_NAME,)
    birth = parse_birth(match["birth"], today)
    name, doubts = parse_name(_IN_BRACKETS.sub(" ", match["name"]))
    if _IN_BRACKETS.search(match["name"]):
        doubts = (Reason.UNUSUAL_NAME, *doubts)
    if name.surname and not name.given:
        name, doubts = Name("", name.surname), (Reason.NO_SURNAME, *_without(doubts, Reason.NO_GIVEN))
    if name.given and not name.surname:
        name = Name(surname_of_head, name.given, name.patronymic)
        doubts = (Reason.SURNAME_OF_HEAD, *_without(doubts, Reason.NO_SURNAME))
    return PersonReading(name, birth), (*doubts, birth.doubt) if birth.doubt else doubts


def _without(doubts: tuple[Reason, ...], settled: Reason) -> tuple[Reason, ...]:
    return tuple(doubt for doubt in doubts if doubt is not settled)
