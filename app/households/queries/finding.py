"""Looking up households and cards, for one box that takes whatever the visitor can say about themselves."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from difflib import get_close_matches
from itertools import chain, islice
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, contains_eager, joinedload, selectinload

from app.core.clock import instant
from app.core.codes import Code, CodeKind
from app.core.db import db
from app.core.errors import NotFound
from app.core.names import fold
from app.households.models import Card, Household, HouseholdStatus, Person
from app.households.parsing.addresses import AddressReading
from app.households.queries.spelt_search import find_spelt
from app.households.rules import Question, StreetDraft, read_question
from app.hubs import queries as hubs
from app.hubs.models import Street
from app.web.paging import PER_PAGE, Page

CARDS_PER_PRINT = 200
"""Twenty sheets: more than that jams, and is not cut before the ink is dry."""
MOST_ON_A_STREET = 500

Row = TypeVar("Row", Card, int)

_PLACE = (joinedload(Household.settlement), joinedload(Household.street))
_IS_OWN_RECORD = Household.status != HouseholdStatus.MERGED
"""What a merged record holds stands in the one that took it over."""


# ---- one household, one card


def find_household(household_id: int) -> Household | None:
    """The household with its place, people, cards and consents, as they are now."""
    found = (
        select(Household).where(Household.id == household_id).options(*_PLACE, joinedload(Household.default_location))
    )
    everything = (
        selectinload(Household.people), selectinload(Household.cards), selectinload(Household.consents),
    )  # fmt: skip
    return db.session.scalar(found.options(*everything).execution_options(populate_existing=True))


def get_household(household_id: int) -> Household:
    """Raises NotFound."""
    household = find_household(household_id)
    if household is None:
        raise NotFound
    return household


def find_kept(household_ids: Collection[int | None]) -> dict[int, int]:
    """Of each of these records the one that stands for it in the end: itself, unless it was merged into another."""
    kept: dict[int, int] = {}
    asked = {household_id: household_id for household_id in household_ids if household_id is not None}
    while asked:
        found = select(Household.id, Household.merged_into_id).where(Household.id.in_(set(asked.values())))
        into = {row.id: row.merged_into_id for row in db.session.execute(found)}
        kept |= {first: last for first, last in asked.items() if last in into and into[last] is None}
        asked = {first: after for first, last in asked.items() if (after := into.get(last)) is not None}
    return kept


def get_person(person_id: int) -> tuple[Person, Household]:
    """A person and the household they live in. Raises NotFound."""
    person = db.session.get(Person, person_id, options=[joinedload(Person.household)])
    if person is None or person.household is None:
        raise NotFound
    return person, person.household


def get_card(card_id: int) -> tuple[Card, Household]:
    """A card and its household with the people in it. Raises NotFound, also for a blank card."""
    card = db.session.scalar(_whole_cards().where(Card.id == card_id))
    if card is None or card.household is None:
        raise NotFound
    return card, card.household


def get_live_card(card_id: int) -> tuple[Card, Household]:
    """The same, unless the card is blocked. Raises NotFound."""
    card, household = get_card(card_id)
    if card.blocked_at is not None:
        raise NotFound
    return card, household


def live_card(household: Household) -> Card | None:
    """The one card of its own that works; those that came with a merged record are left out."""
    own = Card.household_id == household.id, ~Card.is_alias
    return db.session.scalar(select(Card).where(*own, Card.blocked_at.is_(None)))


def find_by_nonce(nonce: str) -> Household | None:
    """What the registration form with this nonce made."""
    return db.session.scalar(select(Household).where(Household.nonce == nonce))


def find_card_by_nonce(nonce: str) -> Card | None:
    """What the replacement form with this nonce made."""
    return db.session.scalar(select(Card).where(Card.nonce == nonce))


def count_sharing(household: Household) -> int:
    """In how many households the most shared phone of this one stands, this one included."""
    phones = [phone for phone in (household.phone1, household.phone2) if phone]
    return max((_count_with(phone) for phone in phones), default=0)


def _count_with(phone: str) -> int:
    return db.session.scalar(select(func.count()).where(_has_phone(phone), _IS_OWN_RECORD)) or 0


# ---- streets as people say them


def find_street(settlement_id: int, draft: StreetDraft) -> Street | None:
    """The street of that name in any spelling; of the kind that was said, if one was."""
    found = select(Street).where(Street.settlement_id == settlement_id, Street.name_key == fold(draft.name))
    if draft.kind is not None:
        found = found.where(Street.kind == draft.kind)
    return db.session.scalars(found.order_by(Street.id)).first()


def get_street(settlement_id: int, draft: StreetDraft) -> Street:
    """The same. Raises NotFound."""
    street = find_street(settlement_id, draft)
    if street is None:
        raise NotFound
    return street


def list_similar_streets(settlement_id: int, name: str) -> list[str]:
    """Up to three streets of the settlement that may have been meant."""
    streets = {street.name_key: street.name for street in hubs.list_streets(settlement_id)}
    return [streets[key] for key in get_close_matches(fold(name), streets, n=3)]


# ---- the search box


@dataclass(frozen=True, slots=True)
class Hit:
    """A household that was found; ``by`` is the member whose name was asked, unless it is the head."""

    household: Household
    by: Person | None = None


def search(text: str, limit: int = 10) -> list[Hit]:
    """Households that ``text`` can mean, the surest first, at most ``limit``.

    Takes a card number or token in any form, a phone or its last digits, names in any order and spelling, with a
    year of birth if need be, and a street with or without a house.
    """
    question = read_question(text)
    ids = list(islice(_unique(_answers(question, limit)), limit))
    spelt = _spelt_otherwise(question, limit - len(ids), {*ids})
    return [_hit(household, question, spelt.get(household.id)) for household in _load([*ids, *spelt])]


def _spelt_otherwise(question: Question, room: int, found: Collection[int]) -> dict[int, int]:
    """Of further households the person who bears the name in another spelling; with a letter wrong as a last resort."""
    if room <= 0 or not question.name:
        return {}
    named = find_spelt(question.name, question.birth_year, room + len(found), may_slip=not found)
    others = {each.household_id: each.person_id for each in named if each.household_id not in found}
    return dict(islice(others.items(), room))


def _answers(question: Question, limit: int) -> Iterator[int]:
    """Lazily, so that nothing more is asked of the database once there is enough."""
    return chain.from_iterable(db.session.scalars(statement) for statement in statements(question, limit))


def statements(question: Question, limit: int) -> Iterator[Select[int]]:
    """The selects that answer a question, each of at most ``limit`` household ids, the surest first."""
    if question.code and question.code.kind is CodeKind.CARD_NO:
        yield _of_card(Card.card_no, question.code)
    if question.code and question.code.kind is CodeKind.TOKEN:
        yield _of_card(Card.token, question.code)
    if question.phone:
        yield _ids(limit).where(_has_phone(question.phone))
    if question.address:
        yield _at_address(question.address, limit)
    for position in range(len(question.words)):
        yield _by_name(question.words, position, question.birth_year, limit)
    if question.last_digits:
        yield _ids(limit).where(_has_last_digits(question.last_digits))


def _of_card(column: InstrumentedAttribute[str], code: Code) -> Select[int]:
    found = select(Household.id).join(Card, Card.household_id == Household.id)
    return found.where(column == code.digits)


def _ids(limit: int) -> Select[int]:
    return select(Household.id).order_by(Household.id).limit(limit)


def _has_phone(phone: str) -> ColumnElement[bool]:
    backwards = phone[:-10:-1]
    return or_(Household.phone1_backwards == backwards, Household.phone2_backwards == backwards)


def _has_last_digits(digits: str) -> ColumnElement[bool]:
    backwards = digits[::-1]
    return or_(
        _begins(Household.phone1_backwards, backwards), _begins(Household.phone2_backwards, backwards)
    )  # fmt: skip


def _at_address(address: AddressReading, limit: int) -> Select[int]:
    street = fold(address.street)
    found = select(Household.id).join(Street, Household.street_id == Street.id).where(_begins(Street.name_key, street))
    if address.house:
        found = found.where(Household.house.in_({address.house, address.house.upper(), address.house.lower()}))
    return found.order_by(
        case((Street.name_key == street, 0), else_=1), case((Household.flat == address.flat, 0), else_=1), Household.id
    ).limit(limit)


def _by_name(words: Sequence[str], position: int, birth_year: int | None, limit: int) -> Select[int]:
    """The word at ``position`` begins the surname, the others begin any other part.

    Whole surnames come before longer ones by themselves: a space sorts before every letter.
    """
    others = [*words[:position], *words[position + 1 :]]
    found = select(Person.household_id).where(
        _begins(Person.name_key, words[position]),
        Person.household_id.is_not(None),
        *(Person.name_key.contains(f" {word}") for word in others),
    )
    if birth_year is not None:
        found = found.where(Person.birth_year == birth_year)
    by_household = found.group_by(Person.household_id)
    return by_household.order_by(func.min(Person.name_key), Person.household_id).limit(limit)  # type: ignore[return-value]  # never NULL here


def _begins(column: InstrumentedAttribute[str], beginning: str) -> ColumnElement[bool]:
    """As an index sees it: a range. LIKE would read the whole table."""
    return (column >= beginning) & (column < beginning + "\U0010ffff")


def _unique(ids: Iterable[int]) -> Iterator[int]:
    return iter(dict.fromkeys(ids))


def _load(ids: Sequence[int]) -> list[Household]:
    found = select(Household).where(Household.id.in_(ids)).options(*_FOR_A_LIST)
    rank = {household_id: place for place, household_id in enumerate(ids)}
    return sorted(db.session.scalars(found), key=lambda household: rank[household.id]) if ids else []


_FOR_A_LIST = (*_PLACE, selectinload(Household.people), selectinload(Household.cards))


def _hit(household: Household, question: Question, person_id: int | None) -> Hit:
    named = [person for person in household.people if person.id == person_id or _is_meant(person, question)]
    is_head = not named or household.head in named
    return Hit(household, None if is_head else named[0])


def _is_meant(person: Person, question: Question) -> bool:
    parts = f" {person.name_key}"
    is_named = bool(question.words) and all(f" {word}" in parts for word in question.words)
    return is_named and question.birth_year in (None, person.birth_year)


# ---- lists


def count_households() -> int:
    """How many households are in the register, whatever their status, apart from cleared and merged records."""
    return db.session.scalar(select(func.count()).where(Household.cleared_at.is_(None), _IS_OWN_RECORD)) or 0


def list_registered_on(day: date, limit: int = 20) -> Sequence[Household]:
    """The last households registered on that day, the latest first."""
    start, end = instant(day, time.min), instant(day + timedelta(days=1), time.min)
    found = select(Household).where(Household.registered_at >= start, Household.registered_at < end)
    return db.session.scalars(found.order_by(Household.registered_at.desc()).limit(limit).options(*_FOR_A_LIST)).all()


def list_settlement(settlement_id: int, after: int | None) -> Page[Household]:
    """Households of a settlement in the order they were registered, a page of them."""
    found = select(Household).where(
        Household.settlement_id == settlement_id,
        Household.cleared_at.is_(None),
        _IS_OWN_RECORD,
        Household.id > (after or 0),
    )
    rows = db.session.scalars(found.order_by(Household.id).limit(PER_PAGE + 1).options(*_FOR_A_LIST)).all()
    return Page(rows[:PER_PAGE], rows[PER_PAGE - 1].id if len(rows) > PER_PAGE else None)


def list_street(street_id: int) -> Sequence[Household]:
    """Households of a street from house to house."""
    found = select(Household).where(Household.street_id == street_id, _IS_OWN_RECORD).limit(MOST_ON_A_STREET)
    return sorted(db.session.scalars(found.options(*_FOR_A_LIST)), key=_by_house)


def _by_house(household: Household) -> tuple[int, str, int, str]:
    return (*_number_first(household.house), *_number_first(household.flat))


def _number_first(text: str) -> tuple[int, str]:
    digits = text[: len(text) - len(text.lstrip("0123456789"))]
    return int(digits or 0), text


# ---- cards for the printer


@dataclass(frozen=True, slots=True)
class CardFilter:
    """Which live cards to print."""

    settlement_id: int | None = None
    street_id: int | None = None
    registered_from: date | None = None
    registered_to: date | None = None
    printed_too: bool = False


@dataclass(frozen=True, slots=True)
class CardRange:
    """Cards that make one print, by their ids."""

    first: int
    last: int
    count: int


def list_card_ranges(wanted: CardFilter) -> list[CardRange]:
    """The wanted cards in prints of at most 200."""
    ids = db.session.scalars(_wanted(select(Card.id).join(Card.household), wanted)).all()
    parts = [ids[start : start + CARDS_PER_PRINT] for start in range(0, len(ids), CARDS_PER_PRINT)]
    return [CardRange(part[0], part[-1], len(part)) for part in parts]


def list_cards(wanted: CardFilter, first: int, last: int) -> Sequence[Card]:
    """The wanted cards of one print, with what stands on them."""
    found = _wanted(_whole_cards(), wanted).where(Card.id.between(first, last)).limit(CARDS_PER_PRINT)
    return db.session.scalars(found).all()


def _whole_cards() -> Select[Card]:
    household = contains_eager(Card.household)
    return (
        select(Card)
        .join(Card.household)
        .options(household.options(*_PLACE, selectinload(Household.people)))
        .execution_options(populate_existing=True)
    )


def _wanted(found: Select[Row], wanted: CardFilter) -> Select[Row]:
    conditions = [Card.blocked_at.is_(None), Household.status == HouseholdStatus.ACTIVE]
    if not wanted.printed_too:
        conditions.append(Card.printed_at.is_(None))
    if wanted.settlement_id is not None:
        conditions.append(Household.settlement_id == wanted.settlement_id)
    if wanted.street_id is not None:
        conditions.append(Household.street_id == wanted.street_id)
    if wanted.registered_from is not None:
        conditions.append(Household.registered_at >= instant(wanted.registered_from, time.min))
    if wanted.registered_to is not None:
        conditions.append(Household.registered_at < instant(wanted.registered_to + timedelta(days=1), time.min))
    return found.where(*conditions).order_by(Card.id)
