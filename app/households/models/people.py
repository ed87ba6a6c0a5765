"""The people of a household: the unit of identity, and what happened to them."""

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.core.names import LONGEST_KEY
from app.households.models.keys import prefix_key

if TYPE_CHECKING:
    from app.households.models.household import Household


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
    name_key: Mapped[str] = mapped_column(prefix_key(LONGEST_KEY), index=True)
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

    household: Mapped["Household | None"] = relationship(back_populates="people")

    @property
    def is_head(self) -> bool:
        return self.role is PersonRole.HEAD

    @property
    def full_name(self) -> str:
        return " ".join(part for part in (self.surname, self.given, self.patronymic) if part)

    @property
    def has_disability(self) -> bool:
        """By the usual cut-off: a lot of difficulty, or cannot, in any of the six."""
        return any((getattr(self, column) or 0) >= 2 for column in FUNCTIONAL_NEEDS)


class EventKind(StrEnum):
    """What changed the people of a household."""

    BIRTH = "birth"
    DEATH = "death"
    ARRIVAL = "arrival"
    DEPARTURE = "departure"
    SPLIT = "split"
    TRANSFER = "transfer"
    ALL_LEFT = "all_left"
    ALL_BACK = "all_back"


class HouseholdEvent(Base):
    """One change among the people of a household, with the day it happened."""

    __tablename__ = "household_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("households.id"), index=True)
    kind: Mapped[EventKind]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"), index=True)
    other_household_id: Mapped[int | None] = mapped_column(ForeignKey("households.id"), index=True)
    """Of a split or a transfer: where the person went to; with an arrival, where they came from."""
    happened_on: Mapped[date]
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    nonce: Mapped[str | None] = mapped_column(String(32), unique=True)
    """The form that told of it: the same form sent twice tells of it once."""

    person: Mapped[Person | None] = relationship()
    other_household: Mapped["Household | None"] = relationship(foreign_keys=[other_household_id])

    @property
    def can_be_taken_back(self) -> bool:
        """Whether taking it back may still find whom it is about; a split or a transfer is turned back by another."""
        is_about_somebody = self.kind not in {EventKind.ALL_LEFT, EventKind.ALL_BACK}
        is_known = self.person_id is not None or not is_about_somebody
        return is_known and self.other_household_id is None
