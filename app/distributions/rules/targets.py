"""Whom a kit is for, out of plain conditions that all have to hold. Nobody is told by more than the register asks for.

Exclusion hurts more than inclusion: of somebody whose year of birth alone is known, both ages they may have count.
People who are told of but not named count in the size of a household and in nothing else.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from app.households.models import Heating, Residence, Sex

OLDEST = 120


@dataclass(frozen=True, slots=True)
class Ages:
    """The age of somebody on a day; two neighbouring ones where only the year of birth is known."""

    youngest: int
    oldest: int


@dataclass(frozen=True, slots=True)
class Someone:
    """What a condition may ask about one person."""

    sex: Sex
    ages: Ages | None
    needs_care: bool
    """Has a lot of difficulty with washing or dressing, or cannot."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a condition may ask about a household."""

    settlement_id: int
    residence: Residence
    heating: Heating
    needs: frozenset[str]
    """Names out of :data:`app.households.models.ACCESS_NEEDS`."""
    size: int
    people: Sequence[Someone] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Conditions, each of which may be left out. Those about a person are about one and the same person."""

    sex: Sex | None = None
    age_from: int | None = None
    age_to: int | None = None
    """The last year of age that counts: 2 means up to the third birthday."""
    needs_care: bool = False
    residences: frozenset[Residence] = frozenset()
    heatings: frozenset[Heating] = frozenset()
    settlement_ids: frozenset[int] = frozenset()
    needs: frozenset[str] = frozenset()
    """At least one of these."""
    size_from: int | None = None
    size_to: int | None = None

    @property
    def is_about_people(self) -> bool:
        """Whether somebody in the household has to be like this."""
        return self.needs_care or (self.sex, self.age_from, self.age_to) != (None, None, None)


EVERYONE = Target()


def matching(facts: Facts, target: Target) -> int:
    """How many people of the household the target is about: all of them where it says nothing about a person."""
    if not target.is_about_people:
        return facts.size
    return sum(_is_meant(person, target) for person in facts.people)


def matches(facts: Facts, target: Target) -> bool:
    """Whether a household is one of those that the kit is for."""
    return (
        (not target.residences or facts.residence in target.residences)
        and (not target.heatings or facts.heating in target.heatings)
        and (not target.settlement_ids or facts.settlement_id in target.settlement_ids)
        and (not target.needs or bool(target.needs & facts.needs))
        and _lies_within(facts.size, facts.size, target.size_from, target.size_to)
        and (not target.is_about_people or any(_is_meant(person, target) for person in facts.people))
    )


def _is_meant(person: Someone, target: Target) -> bool:
    if target.needs_care and not person.needs_care:
        return False
    if target.sex is not None and person.sex is not target.sex:
        return False
    if target.age_from is None and target.age_to is None:
        return True
    ages = person.ages
    return ages is not None and _lies_within(ages.youngest, ages.oldest, target.age_from, target.age_to)


def _lies_within(lowest: int, highest: int, first: int | None, last: int | None) -> bool:
    return (first is None or highest >= first) and (last is None or lowest <= last)


def ages_on(day: date, born: date | None, birth_year: int | None) -> Ages | None:
    """How old somebody is on a day; None when nobody could say."""
    if born is not None:
        age = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
        return Ages(age, age)
    return None if birth_year is None else Ages(day.year - birth_year - 1, day.year - birth_year)


def dump_target(target: Target) -> str:
    """As JSON."""
    return json.dumps(told_of(target), ensure_ascii=False, sort_keys=True)


def told_of(target: Target) -> dict[str, Any]:
    """Its conditions as plain values, with what is not asked left out."""
    asked = {one.name: _plain(getattr(target, one.name)) for one in fields(target)}
    return {name: value for name, value in asked.items() if value not in (None, []) and value is not False}


def _plain(value: Any) -> Any:
    return sorted(value) if isinstance(value, frozenset) else value


def load_target(text: str) -> Target:
    """What :func:`dump_target` wrote."""
    return target_of(json.loads(text or "{}"))


def target_of(said: Mapping[str, Any]) -> Target:
    """A target out of the values of its JSON."""
    return Target(
        sex=Sex(said["sex"]) if "sex" in said else None,
        age_from=said.get("age_from"),
        age_to=said.get("age_to"),
        needs_care=said.get("needs_care", False),
        residences=frozenset(map(Residence, said.get("residences", ()))),
        heatings=frozenset(map(Heating, said.get("heatings", ()))),
        settlement_ids=frozenset(said.get("settlement_ids", ())),
        needs=frozenset(said.get("needs", ())),
        size_from=said.get("size_from"),
        size_to=said.get("size_to"),
    )
