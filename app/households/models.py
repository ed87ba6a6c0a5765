"""Households, the people in them, what they were told and agreed to, and their cards."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Computed, ForeignKey, Index, SmallInteger, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.core.names import LONGEST_KEY
from app.hubs.models import Location, Settlement, Street


def _prefix_key(length: int) -> String:
    """Text that is searched by its beginning, so compared by code points on every database."""
    return String(length).with_variant(String(length, collation="C"), "postgresql")


def _backwards(column: str) -> Computed:
    """The nine national digits of a phone from the last one on: its last digits are then a beginning."""
    return Computed(" || ".join(f"substr({column}, {place}, 1)" for place in range(13, 4, -1)), persisted=True)


class HouseholdStatus(StrEnum):
    """Whether a household is assigned aid. Only ``ACTIVE`` ones are."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    MOVED = "moved"
    UNDER_CHECK = "under_check"


class Residence(StrEnum):
    """Never "returned": that would be a stayed-or-fled flag in disguise."""

    RESIDENT = "resident"
    IDP = "idp"
    TEMPORARY = "temporary"


class PhoneKind(StrEnum):
    BUTTON = "button"
    SMART = "smart"
    NEIGHBOUR = "neighbour"
    NONE = "none"


class Source(StrEnum):
    """How the household came into the register."""

    DESK = "desk"
    WARDEN = "warden"
    IMPORT = "import"


ACCESS_NEEDS = (
    "needs_delivery",
    "needs_carrying",
    "needs_seat",
    "needs_step_free",
    "needs_sign_or_loud",
    "cannot_sign",
)
"""Columns of :class:`Household` that make it choose its time first (assisted)."""


class Household(Base):
    """People who eat and store food together: the unit of entitlement."""

    __tablename__ = "households"
    __table_args__ = (
        UniqueConstraint("pseudonym"),
        UniqueConstraint("import_key"),
        CheckConstraint("declared_size BETWEEN 1 AND 30", name="declared_size"),
        CheckConstraint("is_minimal = (declared_size IS NOT NULL)", name="minimal_has_size"),
        Index("ix_households_street_house", "street_id", "house"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    pseudonym: Mapped[str] = mapped_column(String(8))
    """Random; how logs shown outside the hub name this household."""
    status: Mapped[HouseholdStatus] = mapped_column(default=HouseholdStatus.ACTIVE)
    residence: Mapped[Residence] = mapped_column(default=Residence.RESIDENT)
    is_minimal: Mapped[bool] = mapped_column(default=False)
    """Minimal record: card, size and settlement only, for those who would not be written down."""
    declared_size: Mapped[int | None] = mapped_column(SmallInteger)
    settlement_id: Mapped[int] = mapped_column(ForeignKey("settlements.id"), index=True)
    street_id: Mapped[int | None] = mapped_column(ForeignKey("streets.id"))
    house: Mapped[str] = mapped_column(String(10), default="")
    flat: Mapped[str] = mapped_column(String(6), default="")
    landmark: Mapped[str] = mapped_column(String(80), default="")
    default_location_id: Mapped[int | None] = mapped_column(ForeignKey("locations.id"))
    phone1: Mapped[str] = mapped_column(String(13), default="")
    """As ``+380XXXXXXXXX`` or empty; text from end to end."""
    phone2: Mapped[str] = mapped_column(String(13), default="")
    phone1_backwards: Mapped[str] = mapped_column(_prefix_key(9), _backwards("phone1"), index=True)
    phone2_backwards: Mapped[str] = mapped_column(_prefix_key(9), _backwards("phone2"), index=True)
    phone_kind: Mapped[PhoneKind | None]
    needs_delivery: Mapped[bool] = mapped_column(default=False)
    needs_carrying: Mapped[bool] = mapped_column(default=False)
    needs_seat: Mapped[bool] = mapped_column(default=False)
    needs_step_free: Mapped[bool] = mapped_column(default=False)
    needs_sign_or_loud: Mapped[bool] = mapped_column(default=False)
    cannot_sign: Mapped[bool] = mapped_column(default=False)
    notes: Mapped[str] = mapped_column(String(200), default="")
    source: Mapped[Source] = mapped_column(default=Source.DESK)
    import_key: Mapped[str | None] = mapped_column(String(64))
    """Digest of the imported row, so that the same list imported twice creates nothing new."""
    nonce: Mapped[str | None] = mapped_column(String(32), unique=True)
    """The registration form that made it: the same form sent twice makes one household."""
    registered_at: Mapped[datetime] = mapped_column(index=True)
    registered_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))

    settlement: Mapped[Settlement] = relationship()
    street: Mapped[Street | None] = relationship()
    default_location: Mapped[Location | None] = relationship()
    people: Mapped[list["Person"]] = relationship(order_by="Person.id", back_populates="household")
    cards: Mapped[list["Card"]] = relationship(order_by="Card.id", back_populates="household")
    consents: Mapped[list["Consent"]] = relationship(order_by="Consent.id")

    @property
    def is_assisted(self) -> bool:
        """Whether any access need makes this household choose its time first."""
        return any(getattr(self, need) for need in ACCESS_NEEDS)

    @property
    def size(self) -> int:
        """How many people it has; of a minimal record as many as were told."""
        return self.declared_size or len(self.people)

    @property
    def head(self) -> "Person | None":
        """Who speaks for it; a minimal record has nobody."""
        return next((person for person in self.people if person.role is PersonRole.HEAD), None)

    @property
    def live_card(self) -> "Card | None":
        """The one card that is not blocked."""
        return next((card for card in self.cards if card.blocked_at is None), None)


class Sex(StrEnum):
    FEMALE = "female"
    MALE = "male"
    NOT_STATED = "not_stated"


class PersonRole(StrEnum):
    """Place in the household."""

    HEAD = "head"
    SPOUSE = "spouse"
    CHILD = "child"
    PARENT = "parent"
    OTHER = "other"
    NON_RELATIVE = "non_relative"


class DocumentKind(StrEnum):
    PASSPORT_BOOK = "passport_book"
    ID_CARD = "id_card"
    BIRTH_CERTIFICATE = "birth_certificate"
    RESIDENCE_PERMIT = "residence_permit"
    IDP_CERTIFICATE = "idp_certificate"
    NONE = "none"
    BEING_RESTORED = "being_restored"
    NOT_ASKED = "not_asked"


FUNCTIONAL_NEEDS = (
    "wg_seeing",
    "wg_hearing",
    "wg_walking",
    "wg_remembering",
    "wg_self_care",
    "wg_communicating",
)
"""The six questions of the Washington Group short set, 0 (no difficulty) to 3 (cannot); 2 or more is a disability."""


class Person(Base):
    """One member of a household: the unit of identity. Names stand as written beside a folded search key."""

    __tablename__ = "people"
    __table_args__ = (
        CheckConstraint("birth_year BETWEEN 1900 AND 2200", name="birth_year"),
        *(CheckConstraint(f"{column} BETWEEN 0 AND 3", name=column) for column in FUNCTIONAL_NEEDS),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    household_id: Mapped[int | None] = mapped_column(ForeignKey("households.id"), index=True)
    """None when the person is gone but a hand-over still names them."""
    role: Mapped[PersonRole]
    surname: Mapped[str] = mapped_column(String(60))
    given: Mapped[str] = mapped_column(String(60))
    patronymic: Mapped[str] = mapped_column(String(60), default="")
    name_key: Mapped[str] = mapped_column(_prefix_key(LONGEST_KEY), index=True)
    """Surname, given name and patronymic folded by :func:`app.core.names.fold`, with spaces between."""
    sex: Mapped[Sex]
    birth_on: Mapped[date | None]
    birth_year: Mapped[int | None] = mapped_column(SmallInteger)
    """Known even when the day is not; both are empty when nobody could say."""
    document: Mapped[DocumentKind] = mapped_column(default=DocumentKind.NOT_ASKED)
    document_last4: Mapped[str] = mapped_column(String(4), default="")
    vouched_by: Mapped[str] = mapped_column(String(80), default="")
    """Who confirmed the identity of somebody without documents."""
    may_collect: Mapped[bool] = mapped_column(default=True)
    wg_seeing: Mapped[int | None] = mapped_column(SmallInteger)
    wg_hearing: Mapped[int | None] = mapped_column(SmallInteger)
    wg_walking: Mapped[int | None] = mapped_column(SmallInteger)
    wg_remembering: Mapped[int | None] = mapped_column(SmallInteger)
    wg_self_care: Mapped[int | None] = mapped_column(SmallInteger)
    wg_communicating: Mapped[int | None] = mapped_column(SmallInteger)

    household: Mapped[Household | None] = relationship(back_populates="people")

    @property
    def full_name(self) -> str:
        return " ".join(part for part in (self.surname, self.given, self.patronymic) if part)

    @property
    def has_disability(self) -> bool:
        """By the usual cut-off: a lot of difficulty, or cannot, in any of the six."""
        return any((getattr(self, column) or 0) >= 2 for column in FUNCTIONAL_NEEDS)


class ConsentKind(StrEnum):
    """The notice is given to everyone; each of the others is a free choice of its own."""

    NOTICE = "notice"
    CALLS = "calls"
    PARTNERS = "partners"
    HEALTH_QUESTIONS = "health_questions"


class ConsentMethod(StrEnum):
    SIGNATURE = "signature"
    SPOKEN = "spoken"
    WITNESS = "witness"
    LIST = "list"
    """Came with an imported list; to be asked at the next visit."""


class Consent(Base):
    """One thing a household was told or agreed to, and when it took that back."""

    __tablename__ = "consents"
    __table_args__ = (
        Index(
            "uq_consents_in_force",
            "household_id",
            "kind",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("households.id"))
    kind: Mapped[ConsentKind]
    method: Mapped[ConsentMethod]
    text_version: Mapped[str] = mapped_column(String(10))
    given_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    withdrawn_at: Mapped[datetime | None]


class BlockReason(StrEnum):
    REPLACED = "replaced"
    LOST = "lost"
    UNDER_CHECK = "under_check"


class Card(Base):
    """A card of a household. The PIN is not stored: :func:`app.core.codes.pin_of` derives it from the token."""

    __tablename__ = "cards"
    __table_args__ = (
        UniqueConstraint("card_no"),
        UniqueConstraint("token"),
        CheckConstraint("length(card_no) = 8", name="card_no"),
        CheckConstraint("(blocked_at IS NULL) = (block_reason IS NULL)", name="blocked_with_reason"),
        Index(
            "uq_cards_live",
            "household_id",
            unique=True,
            sqlite_where=text("blocked_at IS NULL"),
            postgresql_where=text("blocked_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("households.id"), index=True)
    card_no: Mapped[str] = mapped_column(String(8))
    token: Mapped[str] = mapped_column(String(20))
    issued_at: Mapped[datetime]
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    nonce: Mapped[str | None] = mapped_column(String(32), unique=True)
    """The replacement form that made it: the same form sent twice makes one card."""
    printed_at: Mapped[datetime | None]
    """When staff said that it is on paper, so that the next print holds only the others."""
    blocked_at: Mapped[datetime | None]
    block_reason: Mapped[BlockReason | None]

    household: Mapped[Household] = relationship(back_populates="cards")
