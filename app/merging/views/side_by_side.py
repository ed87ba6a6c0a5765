"""Two records as lines of a page: what each says, and which is chosen."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.households.models import Household, Person
from app.merging import labels
from app.merging.operations import Choices
from app.merging.queries.merges import Facing
from app.merging.rules import choosing
from app.merging.rules.choosing import Field, HouseholdField, PersonField, Side, Values


@dataclass(frozen=True, slots=True)
class Line:
    """One field of two records. ``sides`` are those to choose between, none where they agree."""

    field: Field
    words: Mapping[Side, str]
    sides: tuple[Side, ...]
    chosen: Side

    @property
    def has_both(self) -> bool:
        return Side.BOTH in self.words


@dataclass(frozen=True, slots=True)
class Twins:
    """A person of the merged record who is somebody of the kept one."""

    kept: Person
    merged: Person
    lines: list[Line]
    """Only those in which there is something to choose."""


def lines_of(facing: Facing, choices: Choices, *, is_revealed: bool) -> list[Line]:
    """The fields of two households in the order of a record."""
    mine, theirs = choosing.values_of(facing.kept), choosing.values_of(facing.merged)
    addresses = {Side.KEPT: labels.address_of(facing.kept), Side.MERGED: labels.address_of(facing.merged)}
    lines = []
    for field in HouseholdField:
        if _matters(field, facing.kept, facing.merged):
            is_address = field is HouseholdField.ADDRESS
            words = addresses if is_address else _words(field, mine, theirs, is_revealed)
            lines.append(_line(field, mine, theirs, choices.fields, words))
    return lines


def _matters(field: HouseholdField, kept: Household, merged: Household) -> bool:
    """Cards without a name have no phone and no note; where one has names, told numbers fall away."""
    if field is HouseholdField.SIZE:
        return kept.is_minimal is merged.is_minimal and bool(kept.declared_size or merged.declared_size)
    return field in (HouseholdField.ADDRESS, HouseholdField.STATUS) or not kept.is_minimal


def twins_of(facing: Facing, choices: Choices, *, is_revealed: bool) -> list[Twins]:
    """Everybody who stands in both records, with what they differ in."""
    mine = {person.id: person for person in facing.kept.people}
    found = []
    for person in facing.merged.people:
        same = mine.get(choices.pairs.get(person.id) or 0)
        if same is not None:
            lines = person_lines(same, person, choices.people[person.id], is_revealed)
            found.append(Twins(same, person, [line for line in lines if line.sides]))
    return found


def person_lines(kept: Person, merged: Person, chosen: Mapping[PersonField, Side], is_revealed: bool) -> list[Line]:
    """The fields of one person in two records."""
    mine, theirs = choosing.values_of(kept), choosing.values_of(merged)
    return [_line(field, mine, theirs, chosen, _words(field, mine, theirs, is_revealed)) for field in PersonField]


def _line(
    field: Field, mine: Values, theirs: Values, chosen: Mapping[Any, Side], words: Mapping[Side, str]
) -> Line:  # fmt: skip
    sides, proposed = choosing.sides(field, mine, theirs), choosing.proposed(field, mine, theirs)
    side = chosen.get(field, proposed)
    return Line(field, words, sides, side if side in sides else proposed)


def _words(field: Field, mine: Values, theirs: Values, is_revealed: bool) -> dict[Side, str]:
    records = {Side.KEPT: mine, Side.MERGED: theirs}
    if Side.BOTH in choosing.sides(field, mine, theirs):
        records[Side.BOTH] = choosing.chosen(field, Side.BOTH, mine, theirs)
    return {side: labels.told(field, values, is_revealed=is_revealed) for side, values in records.items()}


def count_after(facing: Facing, twins: Iterable[Twins]) -> int:
    """How many people the kept record has afterwards."""
    return len(facing.kept.people) + len(facing.merged.people) - len(list(twins))
