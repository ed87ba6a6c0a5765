"""What each column of a file means: plain data that is proposed, shown, corrected by a person and remembered."""

import hashlib
from collections.abc import Mapping as Lookup
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from app.households.parsing.findings import Field


class Layout(StrEnum):
    """What a row of a sheet is."""

    HOUSEHOLDS = "households"
    """One row, one household."""
    PERSONS = "persons"
    """One row, one person; the address stands with the head, or the household's number in every row."""
    MEMBERS = "members"
    """One row, one member of a household of another sheet (a repeat group of KoBo)."""
    LEFT_OUT = "left_out"
    """Nothing of the sheet is read."""


class Confidence(StrEnum):
    """How sure a proposal is."""

    REMEMBERED = "remembered"
    """A person decided so for a file with the same titles."""
    SURE = "sure"
    """By the title."""
    LIKELY = "likely"
    """By what stands in the column."""
    NONE = "none"
    """Nothing tells; the column is put aside."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column, counted from 0 by ``at``, with the first values that stand in it."""

    at: int
    letter: str
    title: str
    samples: tuple[str, ...]
    field: Field
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Part:
    """Sheets with the same titles, which mean the same on each of them.

    ``headers`` are the rows of titles of each sheet by its name, as the spreadsheet numbers them; none where the
    sheet has no titles.
    """

    shape: str
    """Digest of the titles: what a decision about the columns is remembered under."""
    headers: Lookup[str, tuple[int, ...]]
    layout: Layout
    columns: tuple[Column, ...]

    @property
    def sheets(self) -> tuple[str, ...]:
        return tuple(self.headers)

    def corrected(self, fields: Lookup[int, Field], layout: Layout | None = None) -> "Part":
        """The same with what a person decided: fields by the column's ``at``, and the layout."""
        columns = tuple(
            replace(column, field=fields[column.at], confidence=Confidence.REMEMBERED)
            if column.at in fields
            else column
            for column in self.columns
        )
        return replace(self, columns=columns, layout=layout or self.layout)

    @property
    def decided(self) -> dict[str, Any]:
        """What is remembered under ``shape``: plain data."""
        return {
            "layout": self.layout.value,
            "fields": {str(column.at): column.field.value for column in self.columns},
        }


@dataclass(frozen=True, slots=True)
class Mapping:
    """What the columns of every sheet mean."""

    parts: tuple[Part, ...]

    @property
    def shape(self) -> str:
        """Digest of all titles of the file, whatever the number and order of its sheets."""
        return digest_of(sorted({part.shape for part in self.parts}))

    def part_of(self, sheet: str) -> Part | None:
        return next((part for part in self.parts if sheet in part.headers), None)

    def corrected(self, part: Part) -> "Mapping":
        """The same with one part changed by a person; parts are told apart by their shape."""
        return Mapping(tuple(part if old.shape == part.shape else old for old in self.parts))

    def to_plain(self) -> list[dict[str, Any]]:
        """As data that JSON can hold; :meth:`from_plain` reads it back."""
        return [_plain(part) for part in self.parts]

    @classmethod
    def from_plain(cls, plain: Sequence[Lookup[str, Any]]) -> "Mapping":
        """Raises KeyError, TypeError and ValueError when it is not what :meth:`to_plain` gave."""
        return cls(tuple(_part(part) for part in plain))


def digest_of(texts: Sequence[str]) -> str:
    """A short digest that tells lists of texts apart."""
    return hashlib.sha256("\x1f".join(texts).encode()).hexdigest()[:32]


def _plain(part: Part) -> dict[str, Any]:
    return {
        "shape": part.shape,
        "headers": {sheet: list(rows) for sheet, rows in part.headers.items()},
        "layout": part.layout.value,
        "columns": [
            [c.at, c.letter, c.title, list(c.samples), c.field.value, c.confidence.value] for c in part.columns
        ],
    }


def _part(plain: Lookup[str, Any]) -> Part:
    return Part(
        plain["shape"],
        {sheet: tuple(rows) for sheet, rows in plain["headers"].items()},
        Layout(plain["layout"]),
        tuple(
            Column(at, letter, title, tuple(samples), Field(field), Confidence(confidence))
            for at, letter, title, samples, field, confidence in plain["columns"]
        ),
    )
