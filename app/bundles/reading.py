"""Reads what a file of a field laptop holds, strictly: whoever made it and however, it is right or it is Misshapen.

The passphrase tells only that the file was made by somebody who knows it. A value of another kind, a number that no
column holds or a name that is not awaited must end in one sentence, and never in an error of the server.
"""

import unicodedata
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, TypeVar, cast, get_args, get_origin, get_type_hints

from sqlalchemy import Boolean, Column, Date, Integer, SmallInteger, String, Time
from sqlalchemy import Enum as EnumType

from app.bundles.sealing import Misshapen
from app.core.db import UtcDateTime

T = TypeVar("T")

_LARGEST = 2**31 - 1
"""Of a whole number in a column of either database."""
_LARGEST_SMALL = 2**15 - 1
_YEARS = range(1900, 2201)
"""Of any day in the file; past them a day cannot be shown in the hub's own time."""
_LONGEST = 400
_UNSEEN = ("Cc", "Cs")
"""Control characters, which PostgreSQL does not keep, and halves of a letter, which nobody can write down."""


def read(kind: type[T], value: Any) -> T:
    """``value`` as a dataclass of exactly these names, or as the scalar that is meant. Raises Misshapen."""
    return cast(T, _read(kind, value))


def need(is_right: bool) -> None:
    """Raises Misshapen unless it is."""
    if not is_right:
        raise Misshapen


def rows(value: Any) -> list[Any]:
    """Raises Misshapen for anything but a list."""
    need(isinstance(value, list))
    return cast(list[Any], value)


def names(value: Any, expected: set[str]) -> dict[str, Any]:
    """An object with exactly these names. Raises Misshapen."""
    need(isinstance(value, dict) and set(value) == expected)
    return cast(dict[str, Any], value)


def of_column(value: Any, column: Column[Any]) -> Any:
    """``value`` as this column holds it. Raises Misshapen."""
    if value is None:
        need(bool(column.nullable))
        return None
    kind = column.type
    if isinstance(kind, EnumType):
        return _enum(cast(type[Enum], kind.enum_class), value)
    if isinstance(kind, String):
        return text(value, most=kind.length or _LONGEST)
    if isinstance(kind, Integer):
        return number(value, most=_LARGEST_SMALL if isinstance(kind, SmallInteger) else _LARGEST)
    return _SCALARS[_PLAIN[type(kind)]](value)


_PLAIN: dict[type[Any], type[Any]] = {UtcDateTime: datetime, Date: date, Time: time, Boolean: bool}


def text(value: Any, *, most: int = _LONGEST) -> str:
    """Words that every database and every page can hold. Raises Misshapen."""
    need(isinstance(value, str) and len(value) <= most)
    need(not any(unicodedata.category(sign) in _UNSEEN and sign not in "\n\r\t" for sign in value))
    return cast(str, value)


def number(value: Any, *, most: int = _LARGEST) -> int:
    """A whole number that a column holds. Raises Misshapen."""
    need(isinstance(value, int) and not isinstance(value, bool) and -most <= value <= most)
    return cast(int, value)


def _flag(value: Any) -> bool:
    need(isinstance(value, bool))
    return cast(bool, value)


def _moment(value: Any) -> datetime:
    moment = cast(datetime, _parsed(datetime, value))
    need(moment.tzinfo is not None and _YEARS.start < moment.year < _YEARS.stop - 1)
    return moment


def _day(value: Any) -> date:
    day = cast(date, _parsed(date, value))
    need(day.year in _YEARS)
    return day


def _clock(value: Any) -> time:
    clock = cast(time, _parsed(time, value))
    need(clock.tzinfo is None)
    return clock


def _parsed(kind: type[date | time], value: Any) -> date | time:
    try:
        return kind.fromisoformat(text(value))
    except ValueError as error:
        raise Misshapen from error


def _enum(kind: type[Enum], value: Any) -> Enum:
    try:
        return kind(text(value))
    except ValueError as error:
        raise Misshapen from error


_SCALARS: dict[Any, Any] = {str: text, int: number, bool: _flag, datetime: _moment, date: _day, time: _clock}


def _read(kind: Any, value: Any) -> Any:
    if kind in _SCALARS:
        return _SCALARS[kind](value)
    if isinstance(kind, type) and is_dataclass(kind):
        hints = _hints(kind)
        return kind(**{name: _read(hints[name], part) for name, part in names(value, set(hints)).items()})
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _enum(kind, value)
    return _read_composed(kind, value)


def _read_composed(kind: Any, value: Any) -> Any:
    """``X | None``, ``tuple[X, ...]`` and ``Annotated[str, 80]``, the number being the most letters."""
    parts = get_args(kind)
    if get_origin(kind) is Annotated:
        return text(value, most=parts[1])
    if isinstance(kind, UnionType):
        return None if value is None else _read(next(part for part in parts if part is not NoneType), value)
    return tuple(_read(parts[0], each) for each in rows(value))


@cache
def _hints(kind: type[Any]) -> dict[str, Any]:
    hints = get_type_hints(kind, include_extras=True)
    return {field.name: hints[field.name] for field in fields(kind)}
