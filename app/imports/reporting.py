"""What became of every row of a list: kept without names, told on a page, on paper, in a file and at the laptop."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.households.models import Residence, Sex
from app.households.parsing.findings import Field, Reason
from app.imports import differing
from app.imports.differing import Aspect
from app.imports.lines import SkippedKind
from app.imports.tables import NoticeKind
from app.imports.values import Reading


class Fate(StrEnum):
    """What became of a row."""

    CREATED = "created"
    TAKEN_OVER = "taken_over"
    """It was here, and what the list says otherwise was written down."""
    JOINED = "joined"
    """It is the household of another row of the list."""
    KEPT = "kept"
    """It is a household of the register, which stays as it is."""
    UNCHANGED = "unchanged"
    LEFT_OUT = "left_out"
    UNDECIDED = "undecided"
    """Nobody chose, so it was left as it is."""
    UNCLEAR = "unclear"


def build(told: Iterable[tuple[Any, Reading, Fate, int | None]], outline: Mapping[str, Any]) -> dict[str, Any]:
    """The report as it is kept: rows by their numbers, fields and reasons as codes, households by their ids."""
    rows, look, changed = [], [], []
    aside: defaultdict[tuple[str, str], list[tuple[str, int]]] = defaultdict(list)
    read_as: defaultdict[str, int] = defaultdict(int)
    for row, reading, fate, household_id in told:
        rows.append([row.sheet, row.number, fate.value, household_id])
        if fate in _TOLD_OF:
            look += [[row.sheet, row.number, d.field.value, d.reason.value, d.cell] for d in reading.doubts]
        if fate is Fate.CREATED:
            for finding in reading.set_aside:
                aside[finding.field.value, finding.reason.value].append((row.sheet, row.number))
            for name, count in _read_as(reading):
                read_as[name] += count
        if fate is Fate.TAKEN_OVER:
            aspects = sorted({one.aspect.value for one in differing.load(row.differences)})
            changed.append([row.sheet, row.number, household_id, aspects])
    return {
        "rows": rows,
        "look": look,
        "changed": changed,
        "aside": [[*key, where] for key, where in aside.items()],
        "read_as": read_as,
        "sheets": outline.get("sheets", []),
        "notices": outline.get("notices", []),
    }


_TOLD_OF = frozenset({Fate.CREATED, Fate.TAKEN_OVER, Fate.JOINED, Fate.UNCLEAR})


def _read_as(reading: Reading) -> Iterator[tuple[str, int]]:
    """What was not copied but understood, so that nobody takes it for written so in the list."""
    said = reading.values
    yield "people", said.size
    yield "idp", said.residence is Residence.IDP
    yield "delivery", "needs_delivery" in said.needs
    yield "sex_unknown", sum(person.sex is Sex.NOT_STATED for person in said.people)
    yield "notes", bool(said.note)


# ---- reading it back


@dataclass(frozen=True, slots=True)
class SheetReport:
    """One sheet: the numbers of its rows by what became of them, and of those that hold no household."""

    name: str
    rows: Mapping[Fate, tuple[int, ...]]
    skipped: Mapping[SkippedKind, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class LookAt:
    """Something to look at in a row."""

    sheet: str
    number: int
    field: Field
    reason: Reason
    cell: str
    fate: Fate
    household_id: int | None


@dataclass(frozen=True, slots=True)
class Aside:
    """Values that were not kept, and in which rows they stand."""

    field: Field
    reason: Reason
    rows: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Changed:
    """A household that took something over."""

    sheet: str
    number: int
    household_id: int | None
    aspects: tuple[Aspect, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """What became of a list."""

    rows: tuple[tuple[str, int, Fate, int | None], ...]
    sheets: tuple[SheetReport, ...]
    look: tuple[LookAt, ...]
    aside: tuple[Aside, ...]
    changed: tuple[Changed, ...]
    read_as: Mapping[str, int]
    notices: tuple[tuple[NoticeKind, str, tuple[int, ...]], ...]

    def count(self, fate: Fate) -> int:
        return sum(row[2] is fate for row in self.rows)

    def look_of(self, *fates: Fate) -> list[LookAt]:
        return [one for one in self.look if one.fate in fates]


def read(kept: Mapping[str, Any]) -> Report:
    """What :func:`build` gave."""
    rows = tuple((sheet, number, Fate(fate), household_id) for sheet, number, fate, household_id in kept["rows"])
    at = {(sheet, number): (fate, household_id) for sheet, number, fate, household_id in rows}
    return Report(
        rows=rows,
        sheets=tuple(_sheet(name, skipped, rows) for name, skipped, _households in kept["sheets"]),
        look=tuple(
            LookAt(sheet, number, Field(field), Reason(reason), cell, *at[sheet, number])
            for sheet, number, field, reason, cell in kept["look"]
        ),
        aside=tuple(
            Aside(Field(field), Reason(reason), tuple((sheet, number) for sheet, number in where))
            for field, reason, where in kept["aside"]
        ),
        changed=tuple(
            Changed(sheet, number, household_id, tuple(map(Aspect, aspects)))
            for sheet, number, household_id, aspects in kept["changed"]
        ),
        read_as=kept["read_as"],
        notices=tuple((NoticeKind(kind), sheet, tuple(numbers)) for kind, sheet, numbers in kept["notices"]),
    )


def _sheet(name: str, skipped: Sequence[Any], rows: Iterable[tuple[str, int, Fate, int | None]]) -> SheetReport:
    fates: defaultdict[Fate, list[int]] = defaultdict(list)
    for sheet, number, fate, _household_id in rows:
        if sheet == name:
            fates[fate].append(number)
    kinds: defaultdict[SkippedKind, list[int]] = defaultdict(list)
    for number, kind in skipped:
        kinds[SkippedKind(kind)].append(number)
    return SheetReport(
        name,
        {fate: tuple(fates[fate]) for fate in Fate if fate in fates},
        {kind: tuple(kinds[kind]) for kind in SkippedKind if kind in kinds},
    )


def runs(numbers: Iterable[int]) -> str:
    """``4–14, 16``"""
    found: list[list[int]] = []
    for number in numbers:
        if found and number == found[-1][-1] + 1:
            found[-1] = [found[-1][0], number]
        else:
            found.append([number])
    return ", ".join("–".join(map(str, run)) for run in found)
