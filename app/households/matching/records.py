"""What is compared, and what comes of comparing."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from app.households.models import Sex


@dataclass(frozen=True, slots=True)
class Record:
    """One person as written. Anything may be empty; a part of the name may be an initial."""

    surname: str = ""
    given: str = ""
    patronymic: str = ""
    sex: Sex = Sex.NOT_STATED
    birth_on: date | None = None
    birth_year: int | None = None
    """Known even when the day is not; of a person with ``birth_on`` its year."""


@dataclass(frozen=True, slots=True)
class Family:
    """One household as written: its people, the head first, and how and where to find them."""

    people: tuple[Record, ...]
    household_id: int | None = None
    phones: tuple[str, ...] = ()
    """As ``+380XXXXXXXXX``."""
    settlement: str = ""
    """Its name, in any spelling."""
    street: str = ""
    """Its name without the kind, in any spelling."""
    house: str = ""
    flat: str = ""


class Reason(StrEnum):
    """What agrees or differs between two households. Of the people it tells about the surest match."""

    SAME_NAME = "same_name"
    NAME_OTHER_SPELLING = "name_other_spelling"
    NAME_SLIP = "name_slip"
    NAME_FORM = "name_form"
    """One given name in two forms: of another language, or the one used at home."""
    NAME_INITIALS = "name_initials"
    NAME_PARTS_SWAPPED = "name_parts_swapped"
    SURNAME_OTHER_GENDER = "surname_other_gender"
    MAIDEN_NAME = "maiden_name"
    """Another surname beside the same given name, patronymic and birth."""
    NO_PATRONYMIC = "no_patronymic"
    OTHER_SURNAME = "other_surname"
    OTHER_GIVEN = "other_given"
    OTHER_PATRONYMIC = "other_patronymic"
    OTHER_SEX = "other_sex"

    SAME_BIRTH = "same_birth"
    SAME_BIRTH_YEAR = "same_birth_year"
    BIRTH_DAY_MONTH_SWAPPED = "birth_day_month_swapped"
    BIRTH_SLIP = "birth_slip"
    BIRTH_YEAR_OFF_BY_ONE = "birth_year_off_by_one"
    OTHER_BIRTH = "other_birth"

    SAME_PHONE = "same_phone"
    OTHER_PHONE = "other_phone"
    SAME_ADDRESS = "same_address"
    SAME_HOUSE = "same_house"
    SAME_STREET = "same_street"
    OTHER_ADDRESS = "other_address"
    OTHER_SETTLEMENT = "other_settlement"

    OTHERS_TOO = "others_too"
    """More people of one are people of the other."""
    OTHERS_DIFFER = "others_differ"
    NOT_BOTH_HEADS = "not_both_heads"
    """Who agrees is the head in one of them only, or in neither."""


class Verdict(StrEnum):
    """How sure it is that two households are one, the surest first."""

    SURELY = "surely"
    PROBABLY = "probably"
    PERHAPS = "perhaps"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two households side by side. ``strength`` in bits: each more is twice the odds that they are one."""

    strength: float
    verdict: Verdict
    agrees: tuple[Reason, ...]
    differs: tuple[Reason, ...]
    matched: tuple[tuple[int, int], ...]
    """Positions in ``people`` of the one and of the other household who are the same person, the surest first."""

    def turned(self) -> "Comparison":
        """The same with the two households in the other order."""
        return replace(self, matched=tuple((theirs, mine) for mine, theirs in self.matched))
