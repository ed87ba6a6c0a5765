"""What a list says otherwise than the register: field by field, against what the same list said before.

Three are laid side by side: what the list said when it was last imported, what it says now, what the register holds.
What was corrected at a desk meanwhile is no change of the list. Without a former version of the list there are only
two, and then a list that says nothing contradicts nobody.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.core.names import fold
from app.households.matching import spellings
from app.households.models import DocumentKind, Residence, Sex
from app.households.parsing.addresses import AddressReading
from app.imports.values import Someone, Values

Shown = str | list[str] | None


class Aspect(StrEnum):
    """What can differ. From ``NAME`` on it is something of one person."""

    ADDRESS = "address"
    PHONES = "phones"
    RESIDENCE = "residence"
    NEEDS = "needs"
    NOTE = "note"
    DECLARED = "declared"
    NAME = "name"
    BIRTH = "birth"
    SEX = "sex"
    DOCUMENT = "document"
    PERSON_MORE = "person_more"
    PERSON_LESS = "person_less"


@dataclass(frozen=True, slots=True)
class Difference:
    """One field: what the list said, what it says now, what the register holds. Coded values stand as codes."""

    aspect: Aspect
    now: Shown
    held: Shown
    was: Shown = None
    """None when the list was not here before."""
    person: str = ""
    """Whose it is, by the name in the list."""
    place: int | None = None
    """Position of the person among those of the list."""
    held_place: int | None = None
    """Position of the person among those of the register."""
    is_conflict: bool = False
    """Whether the register says a third thing, which somebody wrote there."""


def compare(now: Values, held: Values, was: Values | None, *, is_same_list: bool = True) -> tuple[Difference, ...]:
    """What ``now`` says otherwise than the register; of what ``was`` said before only what changed counts.

    ``is_same_list`` tells that ``was`` came from a list with the same columns, so that what is no longer said is
    meant to be gone.
    """
    found = (*_of_household(now, held, was), *_of_people(now, held, was, is_same_list))
    return found if is_same_list else tuple(one for one in found if not _is_silent(one.now))


def _is_silent(now: Shown) -> bool:
    return now in ("", [], None)


# ---- of the household


def _of_household(now: Values, held: Values, was: Values | None) -> Iterator[Difference]:
    if not _is_same_place(now.address, (was or held).address) and not _is_same_place(now.address, held.address):
        said = address_text(was) if was else None
        third = was is not None and not _is_same_place(held.address, was.address)
        yield Difference(Aspect.ADDRESS, address_text(now), address_text(held), said, is_conflict=third)
    for aspect, say in _PLAIN:
        mine, theirs, before = say(now), say(held), say(was) if was else None
        changed = mine != before if was else not _covers(aspect, theirs, mine)
        if changed and mine != theirs:
            yield Difference(aspect, mine, theirs, before, is_conflict=was is not None and theirs != before)


_PLAIN: tuple[tuple[Aspect, Callable[[Values], Shown]], ...] = (
    (Aspect.PHONES, lambda values: sorted(values.phones)),
    (Aspect.RESIDENCE, lambda values: values.residence.value),
    (Aspect.NEEDS, lambda values: sorted(values.needs)),
    (Aspect.NOTE, lambda values: values.note),
    (Aspect.DECLARED, lambda values: str(values.declared or "")),
)


def _covers(aspect: Aspect, held: Any, now: Any) -> bool:
    """Whether the register says already all that a list says that was not here before."""
    if _is_silent(now):
        return True
    if aspect in (Aspect.PHONES, Aspect.NEEDS):
        return set(now) <= set(held)
    if aspect is Aspect.RESIDENCE:
        return now in (Residence.RESIDENT, held)
    if aspect is Aspect.NOTE:
        return bool(fold(now) in fold(held))
    return bool(now == held)


def _is_same_place(one: AddressReading, other: AddressReading) -> bool:
    """In any spelling; a kind that is not written is any. A list without streets tells only the settlement."""
    if fold(one.settlement) != fold(other.settlement) or not _may_be(one.settlement_kind, other.settlement_kind):
        return False
    if not (one.street or one.house):
        return True
    return (
        fold(one.street) == fold(other.street)
        and _house(one) == _house(other)
        and one.flat.casefold() == other.flat.casefold()
        and _may_be(one.street_kind, other.street_kind)
    )


def _may_be(one: StrEnum | None, other: StrEnum | None) -> bool:
    return one is None or other is None or one is other


def _house(address: AddressReading) -> str:
    return Values(address, ()).house.casefold()


def address_text(values: Values) -> str:
    """An address in one line; kinds stand in the words of the code and are left to whoever shows it."""
    address = values.address
    parts = (address.settlement, address.street, values.house, address.flat)
    return ", ".join(part for part in parts if part)


# ---- of its people


def _of_people(now: Values, held: Values, was: Values | None, is_same_list: bool) -> Iterator[Difference]:
    in_register = _pairs(now.people, held.people)
    if was is None:
        yield from _against_register(now, held, in_register)
        return
    before = _pairs(now.people, was.people)
    of_before = _pairs(was.people, held.people)
    for place, person in enumerate(now.people):
        former = before.get(place)
        if former is None:
            if place not in in_register:
                yield Difference(Aspect.PERSON_MORE, person.name, "", "", person.name, place)
            continue
        held_place = of_before.get(former, in_register.get(place))
        theirs = held.people[held_place] if held_place is not None else None
        yield from _of_person(place, person, was.people[former], theirs, held_place)
    if is_same_list:
        yield from _gone(was, held, set(before.values()), of_before, set(in_register.values()))


def _against_register(now: Values, held: Values, pairs: dict[int, int]) -> Iterator[Difference]:
    for place, person in enumerate(now.people):
        held_place = pairs.get(place)
        if held_place is None:
            yield Difference(Aspect.PERSON_MORE, person.name, "", None, person.name, place)
        else:
            yield from _two_sided(place, person, held.people[held_place], held_place)


def _two_sided(place: int, mine: Someone, theirs: Someone, held_place: int) -> Iterator[Difference]:
    where = {"person": mine.name, "place": place, "held_place": held_place}
    if mine.key != theirs.key and not _says_less(mine, theirs):
        yield Difference(Aspect.NAME, mine.name, theirs.name, **where)  # type: ignore[arg-type]
    if mine.birth_year and not theirs.birth.startswith(mine.birth):
        yield Difference(Aspect.BIRTH, mine.birth, theirs.birth, **where)  # type: ignore[arg-type]
    if mine.sex not in (Sex.NOT_STATED, theirs.sex):
        yield Difference(Aspect.SEX, mine.sex.value, theirs.sex.value, **where)  # type: ignore[arg-type]
    if mine.document is not DocumentKind.NOT_ASKED and document_text(mine) != document_text(theirs):
        yield Difference(Aspect.DOCUMENT, document_text(mine), document_text(theirs), **where)  # type: ignore[arg-type]


def _says_less(mine: Someone, theirs: Someone) -> bool:
    """Whether the list only leaves out what the register knows: no patronymic, initials, Latin letters."""
    parts = ((mine.surname, theirs.surname), (mine.given, theirs.given), (mine.patronymic, theirs.patronymic))
    return all(
        fold(theirs_).startswith(fold(mine_.rstrip("."))) or _is_in_latin(mine_, theirs_) for mine_, theirs_ in parts
    )


def _is_in_latin(mine: str, theirs: str) -> bool:
    """``Oliinyk`` for Олійник."""
    if not spellings.is_latin(mine) or spellings.is_latin(theirs):
        return False
    return spellings.sound(spellings.plain(mine, latin=True)) == spellings.sound(spellings.plain(theirs))


def _of_person(
    place: int, now: Someone, was: Someone, held: Someone | None, held_place: int | None
) -> Iterator[Difference]:
    """What the list changed about somebody; ``held`` is None when nobody of the register is that person."""
    for aspect, say in _OF_PERSON:
        mine, before, theirs = say(now), say(was), say(held) if held else ""
        if aspect is Aspect.SEX and now.name != was.name:
            continue  # read off the name, and written down with it
        if mine not in (before, theirs):
            third = held is None or theirs != before
            yield Difference(aspect, mine, theirs, before, now.name, place, held_place, is_conflict=third)


def document_text(person: Someone) -> str:
    """Kind of document as its code, and its last digits."""
    return f"{person.document.value} {person.document_last4}".strip()


_OF_PERSON: tuple[tuple[Aspect, Callable[[Someone], str]], ...] = (
    (Aspect.NAME, lambda person: person.name),
    (Aspect.BIRTH, lambda person: person.birth),
    (Aspect.SEX, lambda person: person.sex.value),
    (Aspect.DOCUMENT, document_text),
)


def _gone(
    was: Values, held: Values, stayed: set[int], of_before: dict[int, int], known: set[int]
) -> Iterator[Difference]:
    """Who is no longer in the list and still stands in the register."""
    for former, person in enumerate(was.people):
        held_place = of_before.get(former)
        if former not in stayed and held_place is not None and held_place not in known:
            yield Difference(
                Aspect.PERSON_LESS, "", held.people[held_place].name, person.name, person.name, None, held_place
            )


# ---- who is who


def _pairs(mine: Sequence[Someone], theirs: Sequence[Someone]) -> dict[int, int]:
    """Positions of the same people, by what is surest first; nobody is taken twice."""
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for alike in _ALIKE:
        for i, one in enumerate(mine):
            if i in pairs:
                continue
            found = (j for j, other in enumerate(theirs) if j not in taken and alike(one, other, i == j == 0))
            if (j := next(found, None)) is not None:
                pairs[i] = j
                taken.add(j)
    return pairs


def _is_birth_near(one: Someone, other: Someone) -> bool:
    return one.birth_year is None or other.birth_year is None or one.birth_year == other.birth_year


_ALIKE: tuple[Callable[[Someone, Someone, bool], bool], ...] = (
    lambda one, other, heads: one.name == other.name and one.birth == other.birth,
    lambda one, other, heads: one.key == other.key and _is_birth_near(one, other),
    lambda one, other, heads: one.birth == other.birth != "" and fold(one.given) == fold(other.given),
    lambda one, other, heads: bool(one.birth_on) and one.birth_on == other.birth_on and _is_sex_near(one, other),
    lambda one, other, heads: one.key == other.key,
    lambda one, other, heads: _says_less(one, other) and _is_birth_near(one, other),
    lambda one, other, heads: _says_less(other, one) and _is_birth_near(one, other),
    lambda one, other, heads: fold(one.given) == fold(other.given) and fold(one.patronymic) == fold(other.patronymic),
    lambda one, other, heads: (
        one.birth_year == other.birth_year is not None
        and fold(one.surname) == fold(other.surname)
        and _is_sex_near(one, other)
    ),
    lambda one, other, heads: heads,
)
"""Ways in which two records are of one person of a household, the surest first."""


def _is_sex_near(one: Someone, other: Someone) -> bool:
    return Sex.NOT_STATED in (one.sex, other.sex) or one.sex is other.sex


# ---- as JSON


def dump(differences: Sequence[Difference]) -> str:
    """As JSON; :func:`load` reads it back."""
    return json.dumps([[getattr(one, name) for name in _FIELDS] for one in differences], ensure_ascii=False)


def load(text: str) -> tuple[Difference, ...]:
    """What :func:`dump` gave."""
    return tuple(Difference(Aspect(aspect), *rest) for aspect, *rest in json.loads(text))


_FIELDS = ("aspect", "now", "held", "was", "person", "place", "held_place", "is_conflict")
