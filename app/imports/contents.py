"""What stands in a column, whatever its title says; and what a row of a sheet is."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import pairwise

from app.core.names import clean_name
from app.core.phones import clean_phone
from app.households.models import PersonRole, Sex
from app.households.parsing.findings import Field
from app.households.parsing.persons import Cell, sex_of
from app.imports import words
from app.imports.mapping import Layout
from app.imports.tables import Fault, Line, text_of

_WORD = r"[^\W\d_]+(?:[’'`-][^\W\d_]+)*\.?"
_NAME = re.compile(rf"{_WORD}(?: {_WORD}){{1,3}}")
_ONE_WORD = re.compile(_WORD)
_ADDRESS = re.compile(r"\b(?:вул|ул|пров|просп|пл|буд|кв|с-ще|смт)\b\.?|\b[^\W\d_]{4,},?\s+[0-9]", re.IGNORECASE)
_BIRTH = re.compile(r"(?:[0-9]{1,2}[./ -]){2}[0-9]{2,4}|(?:19|20)[0-9]{2}|[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SEVERAL = re.compile(r"[;\n]|[0-9]{4}\s*,")
_LOOKED_AT = 200
"""Characters of a text that tell what it is."""
_PATRONYMIC_SHARE = 0.6


def _is_phone(cell: Cell) -> bool:
    try:
        clean_phone(re.split(r"[,;\n]", text_of(cell))[0])
    except ValueError:
        return False
    return True


def _has_phone_digits(cell: Cell) -> bool:
    return sum(letter.isdigit() for letter in text_of(cell)) >= 5 or words.is_none(text_of(cell))


def _is_birth(cell: Cell) -> bool:
    if isinstance(cell, date):
        return True
    if isinstance(cell, int):
        return 1900 < cell < 2100 or 3_654 < cell < 55_000
    return isinstance(cell, str) and bool(_BIRTH.search(cell) or re.fullmatch("[1-4][0-9]{4}", cell.strip()))


def _is_count(cell: Cell) -> bool:
    match = re.match(r"\s*([0-9]{1,2})(?![0-9.])", text_of(cell))
    return bool(match) or words.is_none(text_of(cell))


def _is_age(cell: Cell) -> bool:
    match = re.match(r"\s*([0-9]{1,3})(?![0-9])", text_of(cell))
    return bool(match) and int(match[1]) <= 120 if match else False


def _is_name(cell: Cell) -> bool:
    return isinstance(cell, str) and bool(_NAME.fullmatch(clean_name(cell)))


def _has_letters(cell: Cell) -> bool:
    return isinstance(cell, str) and bool(re.search(r"[^\W\d_]", cell))


def _is_sex(cell: Cell) -> bool:
    return isinstance(cell, str) and len(cell) < 12 and words.sex_of_word(cell) is not None


def _is_address(cell: Cell) -> bool:
    return isinstance(cell, str) and bool(_ADDRESS.search(cell)) and not _is_birth(cell)


def _is_category(cell: Cell) -> bool:
    text = text_of(cell)
    return bool(words.needs_of(text)) or words.residence_of(text) is not None


def _is_tax_number(cell: Cell) -> bool:
    return bool(re.fullmatch("[1-9][0-9]{9}", text_of(cell)))


def _are_members(cell: Cell) -> bool:
    return (
        isinstance(cell, str)
        and bool(_SEVERAL.search(cell))
        and bool(re.search(r"[^\W\d_]{3}", cell))
        and _is_birth(cell)
    )


_PLAUSIBLE: Mapping[Field, Callable[[Cell], bool]] = {
    Field.PHONE: _has_phone_digits,
    Field.BIRTH: _is_birth,
    Field.AGE: _is_age,
    Field.PEOPLE: _is_count,
    Field.ADULTS: _is_count,
    Field.CHILDREN: _is_count,
    Field.SEX: _is_sex,
    Field.HEAD: _has_letters,
    Field.SURNAME: _has_letters,
    Field.GIVEN: _has_letters,
}
_USUAL: tuple[tuple[Field, Callable[[Cell], bool], float], ...] = (
    (Field.MEMBERS, _are_members, 0.5),
    (Field.SEX, _is_sex, 0.9),
    (Field.TAX_NUMBER, _is_tax_number, 0.8),
    (Field.PHONE, _is_phone, 0.6),
    (Field.CATEGORY, _is_category, 0.5),
    (Field.HEAD, _is_name, 0.7),
    (Field.ADDRESS, _is_address, 0.6),
    (Field.BIRTH, _is_birth, 0.7),
)
"""What stands in a column, by how much of it looks so."""


def _share(values: Sequence[Cell], is_meant: Callable[[Cell], bool]) -> float:
    told = [value[:_LOOKED_AT] if isinstance(value, str) else value for value in values if not isinstance(value, Fault)]
    return sum(map(is_meant, told)) / len(told) if told else 0.0


def checked(meant: Field | None, values: Sequence[Cell]) -> Field | None:
    """The field of a title, unless what stands below is something else. An empty column is what its title says."""
    if (
        meant in {Field.PEOPLE, Field.CHILDREN}
        and _share(values, _has_letters) > 0.6
        and _share(values, _is_count) < 0.5
    ):
        return Field.MEMBERS
    if meant is Field.AGE and _share(values, _is_birth) > 0.6:
        return Field.BIRTH
    if meant is Field.NUMBER and _repeats(values):
        return Field.HOUSEHOLD
    is_meant = _PLAUSIBLE.get(meant) if meant else None
    told = [value for value in values if not isinstance(value, Fault)]
    if is_meant is None or not told or _share(told, is_meant) >= 0.3:
        return meant
    return None


def _repeats(values: Sequence[Cell]) -> bool:
    """Whether numbers stand several times below each other: the number of the household in every row of it."""
    same = sum(one == other for one, other in pairwise(values))
    return same >= 2 and same * 10 >= len(values)


def guessed(values: Sequence[Cell]) -> Field | None:
    """What a column without a title holds."""
    if len(values) > 1 and all(isinstance(value, int) for value in values):
        numbers = [value for value in values if isinstance(value, int)]
        if all(later == earlier + 1 for earlier, later in pairwise(numbers)):
            return Field.NUMBER
        if all(1 <= value <= 15 for value in numbers):
            return Field.PEOPLE
    return next((meant for meant, is_meant, share in _USUAL if _share(values, is_meant) >= share), None)


def are_whole_names(values: Sequence[Cell]) -> bool:
    """Whether most cells hold more than one part of a name."""
    return _share(values, _is_name) > 0.5


def split_names(values: Mapping[int, Sequence[Cell]], taken: set[Field]) -> dict[int, Field]:
    """Surname and given name before a column of patronymics, where nothing else says where names stand."""
    if taken & {Field.HEAD, Field.SURNAME, Field.GIVEN}:
        return {}
    for at, cells in values.items():
        is_patronymic = _share(cells, lambda cell: sex_of(text_of(cell)) is not Sex.NOT_STATED) > _PATRONYMIC_SHARE
        before = [values.get(at - 2, ()), values.get(at - 1, ())]
        if is_patronymic and all(_share(column, _is_one_word) > 0.7 for column in before):
            return {at - 2: Field.SURNAME, at - 1: Field.GIVEN, at: Field.PATRONYMIC}
    return {}


def _is_one_word(cell: Cell) -> bool:
    return isinstance(cell, str) and bool(_ONE_WORD.fullmatch(clean_name(cell)))


# ---- what a row is


def layout_of(lines: Sequence[Line], fields: Mapping[int, Field]) -> Layout:
    """Whether a row is a household or a person, by where names, places and numbers of households stand."""
    at = {meant: column for column, meant in reversed(list(fields.items()))}
    names = [column for meant in (Field.HEAD, Field.SURNAME, Field.GIVEN) if (column := at.get(meant)) is not None]
    if not names:
        return Layout.LEFT_OUT
    if Field.PARENT in at:
        return Layout.MEMBERS
    return Layout.PERSONS if _are_persons(lines, at, names[0]) else Layout.HOUSEHOLDS


def _are_persons(lines: Sequence[Line], at: Mapping[Field, int], name: int) -> bool:
    named = [line for line in lines if name in line.cells]
    key = at.get(Field.HOUSEHOLD)
    if key is not None and _are_shared([line.cells[key] for line in named if key in line.cells]):
        return True
    if (role := at.get(Field.ROLE)) is not None:
        roles = {words.role_of(text_of(line.cells[role])) for line in named if role in line.cells}
        return len(roles - {None, PersonRole.HEAD}) > 0
    if Field.MEMBERS in at:
        return False
    places = [column for meant in _PLACES if (column := at.get(meant)) is not None]
    number = at.get(Field.NUMBER)
    if number is not None and _has_gaps(named, number):
        return _are_left_blank(named, [number])
    return bool(places) and _are_left_blank(named, places) and not _have_phones(named, places, at.get(Field.PHONE))


_PLACES = (Field.ADDRESS, Field.STREET, Field.SETTLEMENT)


def _are_shared(keys: Sequence[Cell]) -> bool:
    """Whether several rows bear the same number of a household."""
    repeated = len(keys) - len({text_of(key) for key in keys})
    return repeated * 10 >= len(keys) and repeated > 0


def _have_phones(named: Sequence[Line], places: Sequence[int], phone: int | None) -> bool:
    """Whether rows without an address have a phone all the same: then they are households whose address is missing."""
    bare = [line for line in named if not any(column in line.cells for column in places)]
    return phone is not None and sum(phone in line.cells for line in bare) * 2 > len(bare)


def _has_gaps(named: Sequence[Line], column: int) -> bool:
    return any(column not in line.cells for line in named)


def _are_left_blank(named: Sequence[Line], columns: Sequence[int]) -> bool:
    """Whether all of these columns are filled for some people and blank for those below them."""
    blank = sum(not any(column in line.cells for column in columns) for line in named)
    return bool(blank) and any(column in named[0].cells for column in columns) and 0.2 <= blank / len(named) < 0.95
