"""Putting thousands of households into the register at once, while desks wait for their turn to write."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Table, insert, select

from app.core import codes
from app.core.actors import Actor
from app.core.db import Base, db
from app.core.names import fold
from app.households import rules
from app.households.models import ACCESS_NEEDS, FUNCTIONAL_NEEDS, Card, Consent, Household, Person
from app.households.operations.refusals import HeadNeeded
from app.households.operations.rows import MOST_VALUES, unused_codes
from app.households.rules import HouseholdDraft, PersonDraft, StreetDraft
from app.hubs.models import Street, StreetKind

AT_A_TIME = 500
"""Rows in one statement: a household has some forty columns, and a statement takes 32,766 values."""

StreetKey = tuple[int, StreetKind, str]
"""Settlement, kind, folded name."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A household worked out as far as possible before anybody has to wait for it."""

    draft: HouseholdDraft
    people: tuple[dict[str, Any], ...]
    """Rows of the table of people, without their household."""


def prepare(draft: HouseholdDraft) -> Prepared:
    """Work out what can be known of a household beforehand; where it lives may come later. Raises HeadNeeded."""
    if not draft.is_whole:
        raise HeadNeeded
    return Prepared(draft, tuple(map(_person, draft.people)))


def add_in_bulk(households: Sequence[Prepared], *, actor: Actor, at: datetime) -> list[int]:
    """The ids of new households with their people, consents and cards, in the order given. No audit row.

    Streets that are not there yet are added. Keys for finding duplicates are not written: they follow outside this
    transaction (:func:`app.households.match_keys.write_missing`).
    """
    streets = _streets(each.draft for each in households)
    pseudonyms = unused_codes(codes.new_pseudonym, Household.pseudonym, len(households))
    rows = [
        _household(each.draft, pseudonym, streets, actor, at)
        for each, pseudonym in zip(households, pseudonyms, strict=True)
    ]
    ids = list(_insert_households(rows))
    told = list(zip(ids, households, strict=True))
    add_rows(Person, [{"household_id": household_id, **row} for household_id, each in told for row in each.people])
    add_rows(Consent, [row for household_id, each in told for row in _consents(household_id, each.draft, actor, at)])
    card_nos = unused_codes(codes.new_card_no, Card.card_no, len(ids))
    add_rows(Card, [_card(*card, actor, at) for card in zip(ids, card_nos, strict=True)])
    return ids


def add_rows(table: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert many rows with the same columns; not through the ORM, which parts them by what is empty."""
    for part in _parts(rows, MOST_VALUES):
        db.session.execute(insert(table_of(table)), part)


def _insert_households(rows: Sequence[Mapping[str, Any]]) -> Iterator[int]:
    statement = insert(table_of(Household)).returning(Household.id, sort_by_parameter_order=True)
    for part in _parts(rows, AT_A_TIME):
        yield from db.session.scalars(statement, part)


def table_of(model: type[Base]) -> Table:
    """The table itself."""
    table = model.__table__
    if not isinstance(table, Table):
        raise TypeError(f"{model} is no plain table")
    return table


def _parts(rows: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    return (rows[start : start + size] for start in range(0, len(rows), size))


def _streets(drafts: Iterable[HouseholdDraft]) -> dict[StreetKey, Street]:
    """Every street of the register, and those that the drafts bring along."""
    known = {(row.settlement_id, row.kind, row.name_key): row for row in db.session.scalars(select(Street))}
    for draft in drafts:
        if draft.facts.street is not None:
            key = _street_key(draft.facts.settlement_id, draft.facts.street)
            if key not in known:
                settlement_id, kind, name_key = key
                known[key] = Street(
                    settlement_id=settlement_id, kind=kind, name=draft.facts.street.name, name_key=name_key
                )
                db.session.add(known[key])
    db.session.flush()
    return known


def _street_key(settlement_id: int, street: StreetDraft) -> StreetKey:
    return settlement_id, street.kind or StreetKind.STREET, fold(street.name)


_AS_TOLD = ("house", "flat", "landmark", "phone1", "phone2", "phone_kind", "residence", "heating", "notes")


def _household(
    draft: HouseholdDraft, pseudonym: str, streets: Mapping[StreetKey, Street], actor: Actor, at: datetime
) -> dict[str, Any]:
    facts = draft.facts
    street = streets[_street_key(facts.settlement_id, facts.street)] if facts.street else None
    return {
        "pseudonym": pseudonym,
        "is_minimal": not draft.people,
        "declared_size": draft.declared_size,
        "source": draft.source,
        "import_key": draft.import_key,
        "nonce": draft.nonce,
        "registered_at": at,
        "registered_by_id": actor.staff_id,
        "settlement_id": facts.settlement_id,
        "street_id": street.id if street else None,
        "default_location_id": facts.default_location_id or (street.default_location_id if street else None),
        **{name: getattr(facts, name) for name in _AS_TOLD},
        **{need: need in facts.needs for need in ACCESS_NEEDS},
    }


def _person(draft: PersonDraft) -> dict[str, Any]:
    """A person as a row of the table, with the name to find them by."""
    return {
        **{name: getattr(draft, name) for name in _TOLD_OF_A_PERSON},
        **{column: draft.functional.get(column) for column in FUNCTIONAL_NEEDS},
        "name_key": rules.name_key(draft.surname, draft.given, draft.patronymic),
    }


_TOLD_OF_A_PERSON = tuple(field.name for field in fields(PersonDraft) if field.name != "functional")


def _consents(household_id: int, draft: HouseholdDraft, actor: Actor, at: datetime) -> Iterator[dict[str, Any]]:
    for told in draft.consents:
        yield {
            "household_id": household_id,
            "kind": told.kind,
            "method": told.method,
            "text_version": rules.TEXT_VERSION,
            "given_at": at,
            "recorded_by_id": actor.staff_id,
        }


def _card(household_id: int, card_no: str, actor: Actor, at: datetime) -> dict[str, Any]:
    return {
        "household_id": household_id,
        "card_no": card_no,
        "token": codes.new_token(),
        "issued_at": at,
        "issued_by_id": actor.staff_id,
    }
