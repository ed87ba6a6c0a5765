"""How coded values are called on screens: ``{{ distribution.state|label }}``.

A room writes the words of its enums once, in its ``labels.py``, and registers them here.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, TypeVar

from flask import Flask
from flask_babel import gettext, lazy_gettext

Kind = TypeVar("Kind", bound=StrEnum)

_labels: dict[type[StrEnum], Mapping[Any, str]] = {}


def register(words: Mapping[Kind, str]) -> Mapping[Kind, str]:
    """Make the words of one enum known; they are marked with ``N_``. Raises ValueError when a member has none."""
    kind = type(next(iter(words)))
    if missing := set(kind) - set(words):
        raise ValueError(f"no label for {sorted(missing)} of {kind.__name__}")
    _labels[kind] = words
    return words


def label(value: StrEnum) -> str:
    """The word for ``value`` in the language of the page. Raises KeyError when its enum was not registered."""
    return str(gettext(_labels[type(value)][value]))


def choices(kind: type[StrEnum], *, empty: str | None = None) -> list[tuple[str, str]]:
    """Choices of a select or radio field out of an enum; ``empty``, marked with ``N_``, stands first for none."""
    first = [] if empty is None else [("", lazy_gettext(empty))]
    return [*first, *((member.value, lazy_gettext(words)) for member, words in _labels[kind].items())]


def init_app(app: Flask) -> None:
    app.jinja_env.filters["label"] = label
