"""What is still missing in a record at the end of a shift. Values in, value out."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from app.households.models import ConsentKind, ConsentMethod, DocumentKind, Household, Person, Sex


class Gap(StrEnum):
    """Something that was not asked, or not put down."""

    ADDRESS = "address"
    HOUSE = "house"
    LOCATION = "location"
    PHONE = "phone"
    NOTICE = "notice"
    BIRTH = "birth"
    SEX = "sex"
    DOCUMENT = "document"
    CARD = "card"
    PRINT = "print"


@dataclass(frozen=True, slots=True)
class Missing:
    """One gap; ``person_id`` where it is about one person."""

    gap: Gap
    person_id: int | None = None


def missing(household: Household) -> list[Missing]:
    """Everything that a record lacks, in the order in which it is asked. A minimal record is asked for little."""
    if household.is_minimal:
        return [Missing(gap) for gap in (*_of_place(household), *_of_card(household))]
    people = [Missing(gap, person.id) for person in household.people for gap in _of_person(person)]
    return [*people, *(Missing(gap) for gap in _of_household(household))]


def _of_household(household: Household) -> Iterator[Gap]:
    if household.street_id is None and not household.landmark:
        yield Gap.ADDRESS
    elif household.street_id is not None and not household.house:
        yield Gap.HOUSE
    yield from _of_place(household)
    if not household.phone1 and household.phone_kind is None:
        yield Gap.PHONE
    if not _is_notice_given(household):
        yield Gap.NOTICE
    yield from _of_card(household)


def _of_place(household: Household) -> Iterator[Gap]:
    street = household.street
    if household.default_location_id is None and (street is None or street.default_location_id is None):
        yield Gap.LOCATION


def _of_card(household: Household) -> Iterator[Gap]:
    card = household.live_card
    if card is None:
        yield Gap.CARD
    elif card.printed_at is None:
        yield Gap.PRINT


def _of_person(person: Person) -> Iterator[Gap]:
    if person.birth_year is None:
        yield Gap.BIRTH
    if person.sex is Sex.NOT_STATED:
        yield Gap.SEX
    if person.document is DocumentKind.NOT_ASKED:
        yield Gap.DOCUMENT


def _is_notice_given(household: Household) -> bool:
    """What came with a list was told to nobody yet."""
    given = (consent for consent in household.consents if consent.withdrawn_at is None)
    return any(c.kind is ConsentKind.NOTICE and c.method is not ConsentMethod.LIST for c in given)
