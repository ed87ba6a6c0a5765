"""How far each field of two people, and of two families, agrees. Levels only; what they are worth is in weights."""

from datetime import date
from enum import StrEnum
from operator import ne

from app.households.matching.reading import Dwelling, Spelt
from app.households.matching.spellings import slips
from app.households.models import Sex


class Level(StrEnum):
    """How far two values agree. Which levels a field has is told by the table of its weights."""

    MISSING = "missing"
    SAME = "same"
    FORM = "form"
    """Another form: of the other gender, another language, or the one of home."""
    INITIAL = "initial"
    SLIP = "slip"
    NEAR = "near"
    PART = "part"
    YEAR = "year"
    """The same year, and no day in one of the two."""
    SWAPPED = "swapped"
    BY_ONE = "by_one"
    OTHER_DAY = "other_day"
    OTHER_FLAT = "other_flat"
    OTHER_HOUSE = "other_house"
    OTHER_KNOWN = "other_known"
    """Other for sure: two known given names that are no forms of each other, two surnames of a man."""
    OTHER = "other"


def surnames(one: Spelt, other: Spelt) -> Level:
    """MISSING, SAME, FORM, SLIP, NEAR, INITIAL, PART, OTHER or, of men, who seldom change it, OTHER_KNOWN."""
    mine, theirs = one.surname, other.surname
    if not mine or not theirs:
        return Level.MISSING
    if mine == theirs:
        return Level.SAME
    if one.stem == other.stem:
        return Level.FORM
    if len(mine) == 1 or len(theirs) == 1:
        return Level.INITIAL if mine[0] == theirs[0] else Level.OTHER
    level = near(one.stem, other.stem)
    return _other_surname(one, other) if level is Level.OTHER else level


def _other_surname(one: Spelt, other: Spelt) -> Level:
    if one.surname_parts & other.surname_parts:
        return Level.PART
    is_of_man = one.sex is other.sex is Sex.MALE
    return Level.OTHER_KNOWN if is_of_man else Level.OTHER


def near(mine: str, theirs: str) -> Level:
    """Of any two sounds: SLIP, NEAR or OTHER."""
    wrong = slips(mine, theirs)
    longest = max(len(mine), len(theirs))
    if wrong <= 1 and longest >= 4:
        return Level.SLIP
    return Level.NEAR if wrong == 2 and longest >= 6 else Level.OTHER


def differ_by_a_slip(mine: str, theirs: str) -> bool:
    """Whether two sounds differ by one letter, or by two neighbours that are swapped."""
    return near(mine, theirs) is Level.SLIP


def are_two_names(one: Spelt, other: Spelt) -> bool:
    """Whether both given names are known and no forms of each other: hardly one person."""
    return bool(one.given_names and other.given_names) and one.given_names.isdisjoint(other.given_names)


def givens(one: Spelt, other: Spelt) -> Level:
    """MISSING, SAME, FORM, INITIAL, SLIP, NEAR, OTHER_KNOWN or OTHER."""
    mine, theirs = one.given, other.given
    if not mine or not theirs:
        return Level.MISSING
    if are_two_names(one, other):
        return Level.OTHER_KNOWN
    if mine == theirs:
        return Level.SAME
    if one.given_names and other.given_names:
        return Level.FORM
    if _is_initial(mine) or _is_initial(theirs):
        return Level.INITIAL if _initials_agree(one, other) else Level.OTHER
    return near(mine, theirs)


def _is_initial(spelt: str) -> bool:
    return len(spelt) == 1 or spelt in ("ia", "iu", "wq")


def _initials_agree(one: Spelt, other: Spelt) -> bool:
    initial, whole = (one, other) if _is_initial(one.given) else (other, one)
    forms = [whole.given, *(name[1:] for name in whole.given_names)]
    return any(form.startswith(initial.given) for form in forms)


def patronymics(one: Spelt, other: Spelt) -> Level:
    """MISSING, SAME, FORM, INITIAL, SLIP or OTHER."""
    mine, theirs = one.patronymic, other.patronymic
    if not mine or not theirs:
        return Level.MISSING
    if mine == theirs:
        return Level.SAME
    if one.fathers & other.fathers:
        return Level.FORM
    if _is_initial(mine) or _is_initial(theirs):
        return Level.INITIAL if mine[0] == theirs[0] else Level.OTHER
    if one.fathers and other.fathers:
        return Level.OTHER
    return Level.SLIP if near(mine, theirs) in (Level.SLIP, Level.NEAR) else Level.OTHER


def births(one: Spelt, other: Spelt) -> Level:
    """MISSING, SAME, SWAPPED, SLIP, YEAR, BY_ONE, OTHER_DAY or OTHER."""
    if one.birth_year is None or other.birth_year is None:
        return Level.MISSING
    if one.birth_on and other.birth_on:
        return _days(one.birth_on, other.birth_on)
    if one.birth_year == other.birth_year:
        return Level.YEAR
    return Level.BY_ONE if abs(one.birth_year - other.birth_year) == 1 else Level.OTHER


def _days(mine: date, theirs: date) -> Level:
    if mine == theirs:
        return Level.SAME
    if mine.year == theirs.year:
        if (mine.day, mine.month) == (theirs.month, theirs.day):
            return Level.SWAPPED
        if is_placeholder(mine) or is_placeholder(theirs):
            return Level.YEAR
    if _is_digit_off(mine, theirs) or _is_off_by_one_year(mine, theirs):
        return Level.SLIP
    return Level.OTHER_DAY if mine.year == theirs.year else Level.OTHER


def _is_digit_off(mine: date, theirs: date) -> bool:
    """Whether one digit of the day, the month or the year is another, or two neighbours in one of them are swapped."""
    parts = ((mine.day, theirs.day), (mine.month, theirs.month), (mine.year, theirs.year))
    other = [pair for pair in parts if pair[0] != pair[1]]
    return len(other) == 1 and slips(f"{other[0][0]:02d}", f"{other[0][1]:02d}") == 1


def is_placeholder(day: date) -> bool:
    """The first of January stands in many documents of people whose birthday nobody wrote down."""
    return day.day == 1 and day.month == 1


def _is_off_by_one_year(mine: date, theirs: date) -> bool:
    return abs(mine.year - theirs.year) == 1 and (mine.day, mine.month) == (theirs.day, theirs.month)


def sexes(one: Spelt, other: Spelt) -> Level:
    """MISSING, SAME or OTHER."""
    if Sex.NOT_STATED in (one.sex, other.sex):
        return Level.MISSING
    return Level.SAME if one.sex is other.sex else Level.OTHER


def phones(one: Dwelling, other: Dwelling) -> Level:
    """MISSING, SAME, SLIP or OTHER."""
    if not one.phones or not other.phones:
        return Level.MISSING
    if one.phones & other.phones:
        return Level.SAME
    is_near = any(sum(map(ne, mine, theirs)) == 1 for mine in one.phones for theirs in other.phones)
    return Level.SLIP if is_near else Level.OTHER


def places(one: Dwelling, other: Dwelling) -> Level:
    """Settlements: MISSING, SAME or OTHER."""
    if not one.settlement or not other.settlement:
        return Level.MISSING
    return Level.SAME if _is_same_place(one.settlement, other.settlement) else Level.OTHER


def _is_same_place(mine: str, theirs: str) -> bool:
    return mine == theirs or near(mine, theirs) in (Level.SLIP, Level.NEAR)


def dwellings(one: Dwelling, other: Dwelling) -> Level:
    """MISSING, SAME, FORM (a flat missing in one), OTHER_FLAT, OTHER_HOUSE, PART (only the house agrees) or OTHER."""
    if not (one.street or one.house) or not (other.street or other.house):
        return Level.MISSING
    is_same_house = one.house == other.house and bool(one.house)
    if not one.street or not other.street:
        return Level.PART if is_same_house else Level.MISSING
    if not _is_same_street(one, other):
        return Level.PART if is_same_house else Level.OTHER
    if not is_same_house:
        return Level.OTHER_HOUSE
    if one.flat == other.flat:
        return Level.SAME
    return Level.OTHER_FLAT if one.flat and other.flat else Level.FORM


def _is_same_street(one: Dwelling, other: Dwelling) -> bool:
    if one.street == other.street or near(one.street, other.street) in (Level.SLIP, Level.NEAR):
        return True
    fewest = min(len(one.street_words), len(other.street_words))
    return fewest > 0 and len(one.street_words & other.street_words) == fewest
