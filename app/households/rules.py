"""What is true of households and cards without looking anything up. Values in, value out."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from app.core.codes import Code, CodeKind, read_code
from app.core.names import APOSTROPHE, clean_name, fold
from app.core.phones import clean_phone
from app.households.models import (
    BlockReason,
    ConsentKind,
    ConsentMethod,
    DocumentKind,
    Heating,
    Household,
    PersonRole,
    PhoneKind,
    Residence,
    Sex,
    Source,
)
from app.households.parsing.addresses import AddressReading, parse_address
from app.households.parsing.findings import Reason
from app.hubs.models import StreetKind

TEXT_VERSION = "1"
"""Version of the notice and of the consents as they stand in :mod:`app.households.labels`."""

USUAL_PHONE_SHARE = 3
"""One phone may well serve three households (a neighbour's, a warden's); more is worth a look."""

WITHOUT_DOCUMENT = frozenset({DocumentKind.NONE, DocumentKind.BEING_RESTORED})
"""Somebody has to say who this person is."""

COUNTED_REASONS = (BlockReason.LOST, BlockReason.REPLACED)
"""Why a card that somebody held is given anew: it is lost, or it is spoilt and is replaced."""

REPLACEMENT_REASONS = (*COUNTED_REASONS, BlockReason.NOT_PRINTED)
"""Why another card is given; the last one takes a card from the stock."""


FREELY_REPLACED = 2
"""New cards within a year that are given without asking; for the next one a lead agrees (field guide 2.2)."""


def count_replacements(household: Household, *, at: datetime) -> int:
    """How many cards of a household, before its last one, were lost or spoilt within the year before ``at``."""
    since, last = at - timedelta(days=365), household.last_card
    former = (card for card in household.cards if card is not last and not card.is_alias)
    return sum(card.block_reason in COUNTED_REASONS and since < (card.blocked_at or since) for card in former)


def needs_lead(household: Household, reason: BlockReason, *, at: datetime) -> bool:
    """Whether one more card for this ``reason`` is more than is given freely. One that nobody held does not count."""
    return reason in COUNTED_REASONS and count_replacements(household, at=at) >= FREELY_REPLACED


COLLECTS_FROM_AGE = 14
"""In years; a younger child of a list is not sent for the family's aid. At the desk the box is ticked by a person."""


EARLIEST = date(1900, 1, 1)
MOST_PEOPLE = 30
"""In one household; what its size and what it is entitled to may hold."""


def may_have_happened(day: date, today: date) -> bool:
    """Whether something that is told today may have happened on that day."""
    return EARLIEST <= day <= today


def is_old_enough_to_collect(birth_year: int | None, *, in_year: int) -> bool:
    """Whether somebody known from a list may collect; of somebody without a birth year yes."""
    return birth_year is None or in_year - birth_year >= COLLECTS_FROM_AGE


class Purpose(StrEnum):
    """On which page names and numbers were looked at. Kept in the audit only."""

    PAGE = "page"
    HOUSEHOLD_FORM = "household_form"
    PERSON_FORM = "person_form"
    SHEET = "sheet"
    MERGING = "merging"


# ---- what is told when a household is registered


@dataclass(frozen=True, slots=True)
class StreetDraft:
    """A street as told. Without a kind it is found by its name; a new one becomes an ordinary street."""

    name: str
    kind: StreetKind | None = None


@dataclass(frozen=True, slots=True)
class HouseholdFacts:
    """Where a household lives, how to reach it and what makes coming hard."""

    settlement_id: int
    street: StreetDraft | None = None
    house: str = ""
    flat: str = ""
    landmark: str = ""
    default_location_id: int | None = None
    """None takes the location that serves the street."""
    phone1: str = ""
    phone2: str = ""
    phone_kind: PhoneKind | None = None
    residence: Residence = Residence.RESIDENT
    heating: Heating = Heating.UNKNOWN
    needs: frozenset[str] = frozenset()
    """Names out of :data:`app.households.models.ACCESS_NEEDS`."""
    notes: str = ""


@dataclass(frozen=True, slots=True)
class MinimalFacts:
    """All that a card without a name rests on."""

    settlement_id: int
    default_location_id: int | None
    size: int

    @property
    def of_household(self) -> HouseholdFacts:
        """The same among the facts of any household, of which it has no others."""
        return HouseholdFacts(settlement_id=self.settlement_id, default_location_id=self.default_location_id)


@dataclass(frozen=True, slots=True)
class PersonDraft:
    """One person as told."""

    surname: str
    given: str
    patronymic: str = ""
    role: PersonRole = PersonRole.OTHER
    sex: Sex = Sex.NOT_STATED
    birth_on: date | None = None
    birth_year: int | None = None
    """Known even when the day is not; of a person with ``birth_on`` its year."""
    document: DocumentKind = DocumentKind.NOT_ASKED
    document_last4: str = ""
    vouched_by: str = ""
    may_collect: bool = True
    functional: Mapping[str, int] = field(default_factory=dict)
    """Answers to the Washington Group questions by column; a question without an answer is left out."""


@dataclass(frozen=True, slots=True)
class ConsentDraft:
    """One thing that was told or agreed to, and how that was shown."""

    kind: ConsentKind
    method: ConsentMethod


@dataclass(frozen=True, slots=True)
class HouseholdDraft:
    """A household as told. Without people it is a minimal record and has a ``declared_size``."""

    facts: HouseholdFacts
    people: tuple[PersonDraft, ...] = ()
    consents: tuple[ConsentDraft, ...] = ()
    declared_size: int | None = None
    source: Source = Source.DESK
    import_key: str | None = None
    nonce: str | None = None
    blank_card: str = ""
    """Number or token of the card from the stock that is given; without one a new number is made."""

    @property
    def is_whole(self) -> bool:
        """Exactly one head; or, of a minimal record, a size and nobody by name."""
        heads = sum(person.role is PersonRole.HEAD for person in self.people)
        return heads == 1 if self.people else self.declared_size is not None


@dataclass(frozen=True, slots=True)
class Occasion:
    """The day on which something happened to a household, and the form that told of it."""

    on: date
    nonce: str | None

    @property
    def told_before(self) -> "Occasion":
        """The same day for further events of one act: only the first carries the nonce."""
        return replace(self, nonce=None)


# ---- how things are written


def name_key(surname: str, given: str, patronymic: str = "") -> str:
    """The key under which a person is found."""
    return fold(" ".join(part for part in (surname, given, patronymic) if part))


def masked_name(surname: str, given: str) -> str:
    """``К▪▪▪▪▪ Г.``: enough to ask "are you …?", too little to read over a shoulder."""
    parts = [f"{surname[:1].upper()}▪▪▪▪▪" if surname else "", f"{given[:1].upper()}." if given else ""]
    return " ".join(part for part in parts if part)


def masked(name: str) -> str:
    """A name that stands as one line, surname first, masked as everywhere in the register."""
    surname, given, *_rest = [*clean_name(name).split(), "", ""]
    return masked_name(surname, given)


def masked_phone(phone: str) -> str:
    """``▪▪▪ 03``: the last two digits tell one number from another."""
    return f"▪▪▪ {phone[-2:]}" if phone else ""


def initials(surname: str, given: str) -> str:
    """``К. Г.``, as they may stand on a card."""
    return " ".join(f"{part[:1].upper()}." for part in (surname, given) if part)


def qr_content(token: str, public_address: str) -> str:
    """What the QR of a card holds: the address of its page, or bare digits where the hub has no public address."""
    return f"{public_address.rstrip('/')}/c/{token}" if public_address else token


_LATIN_LOOK_ALIKES = str.maketrans("aeopcxyikmhtbAEOPCXYIKMHTB", "аеорсхуікмнтвАЕОРСХУІКМНТВ")
_HOUSE = re.compile(r"[0-9]{1,4}[А-ЯІЇЄҐ]?(?:/[0-9]{1,3}[А-ЯІЇЄҐ]?)?")
"""At most ten signs, which is what the column holds."""


def clean_house(text: str) -> str:
    """A house number as it is kept: ``21 а`` and ``21-A`` are ``21А``. Raises ValueError for anything else."""
    letters = text.translate(_LATIN_LOOK_ALIKES).upper().removeprefix("№")
    house = re.sub(r"(?<=[0-9])[\s-]+(?=[^\W\d_])", "", letters.strip())
    if not _HOUSE.fullmatch(house):
        raise ValueError("not a house number")
    return house


def read_street(text: str) -> StreetDraft | None:
    """A street as typed, ``вул. Садова`` or only ``Садова``; None when a house or anything else stands with it."""
    address, doubts = parse_address(text, "")
    beside = {reason for reason, _text in doubts} - {Reason.NO_HOUSE}
    is_alone = address.street and not (beside or address.house or address.flat or address.settlement)
    return StreetDraft(clean_name(address.street), address.street_kind) if is_alone else None


_NAME = re.compile(rf"[^\W\d_]+\.?(?:[{APOSTROPHE} -]+[^\W\d_]+\.?)*{APOSTROPHE}?")


def is_name(text: str) -> bool:
    """Whether this is made of letters, apostrophes, hyphens and spaces only."""
    return bool(_NAME.fullmatch(text))


# ---- what was asked in the one search box

MOST_WORDS = 6
FEWEST_PHONE_DIGITS = 4
_NAME_AND_YEAR = re.compile(r"(?P<name>[^\d]*[^\W\d_][^\d]*?)[\s,(]+(?P<year>(?:19|20)[0-9]{2})\)?")
_HOUSE_AND_FLAT = re.compile(r"(?<=[^\W\d_])[\s,]+(?P<house>[0-9]{1,4}[^\W\d_]?)[\s,]+(?P<flat>[0-9]{1,4})$")
_PHONE_SIGNS = re.compile(r"[\d\s()+.\-\u2010-\u2015]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Question:
    """What the text in the search box can mean; several may be meant at once."""

    code: Code | None = None
    phone: str = ""
    """A whole number, ``+380XXXXXXXXX``."""
    last_digits: str = ""
    words: tuple[str, ...] = ()
    """Folded words of a name."""
    name: str = ""
    """The same as typed."""
    birth_year: int | None = None
    address: AddressReading | None = None

    @property
    def is_mistyped_card_no(self) -> bool:
        return self.code is not None and self.code.is_mistyped_card_no


def read_question(text: str) -> Question:
    """Read what was typed or scanned into the search box."""
    text = clean_name(text)[:200]
    code = read_code(text)
    if code.kind is CodeKind.TOKEN:
        return Question(code=code)
    if _PHONE_SIGNS.fullmatch(text):
        return _read_digits(text, code)
    if match := _NAME_AND_YEAR.fullmatch(text):
        name, year, address = match["name"], int(match["year"]), _read_address(text)
        return Question(words=_words(name), name=name, birth_year=year, address=address)
    if any(sign.isdigit() for sign in text):
        return Question(code=code if code.kind is CodeKind.CARD_NO else None, address=_read_address(text))
    address = _read_address(text)
    return Question(address=address) if address and address.street_kind else Question(words=_words(text), name=text)


def _words(name: str) -> tuple[str, ...]:
    return tuple(fold(name).split()[:MOST_WORDS])


def _read_digits(text: str, code: Code) -> Question:
    try:
        phone = clean_phone(text)
    except ValueError:
        phone = ""
    digits = re.sub(r"[^0-9]", "", text)
    is_tail = not phone and FEWEST_PHONE_DIGITS <= len(digits) <= 9
    return Question(code=code, phone=phone, last_digits=digits if is_tail else "")


def _read_address(text: str) -> AddressReading | None:
    address, _doubts = parse_address(_HOUSE_AND_FLAT.sub(r", \g<house>, кв. \g<flat>", text), "")
    return address if address.street else None
