"""What a reading has to tell beside its values: doubts, and values that are not kept."""

from dataclasses import dataclass
from enum import StrEnum


class Field(StrEnum):
    """What a column of a list means."""

    NUMBER = "number"
    HEAD = "head"
    BIRTH = "birth"
    ADDRESS = "address"
    PEOPLE = "people"
    MEMBERS = "members"
    PHONE = "phone"
    CATEGORY = "category"
    TAX_NUMBER = "tax_number"
    NOTE = "note"
    OTHER = "other"
    """A column whose title says nothing to us."""


class Reason(StrEnum):
    """Why a value is doubtful, or why it is not kept."""

    NO_NAME = "no_name"
    NO_SURNAME = "no_surname"
    NO_GIVEN = "no_given"
    SURNAME_OF_HEAD = "surname_of_head"
    INITIALS_ONLY = "initials_only"
    NAME_ORDER = "name_order"
    UNUSUAL_NAME = "unusual_name"
    NAME_TOO_LONG = "name_too_long"
    MIXED_SCRIPT = "mixed_script"
    NO_BIRTH = "no_birth"
    BIRTH_UNREADABLE = "birth_unreadable"
    BIRTH_CENTURY = "birth_century"
    NO_SUCH_DAY = "no_such_day"
    BIRTH_IN_FUTURE = "birth_in_future"
    NO_SETTLEMENT = "no_settlement"
    SETTLEMENT_DIFFERS = "settlement_differs"
    NO_STREET = "no_street"
    NO_HOUSE = "no_house"
    UNUSUAL_HOUSE = "unusual_house"
    FLAT_ASSUMED = "flat_assumed"
    ADDRESS_UNREAD = "address_unread"
    PHONE_UNREADABLE = "phone_unreadable"
    PEOPLE_DIFFER = "people_differ"
    PEOPLE_UNREADABLE = "people_unreadable"
    STREET_KIND = "street_kind"
    ONLY_A_NAME = "only_a_name"
    # values not kept
    NOT_A_PHONE = "not_a_phone"
    THIRD_PHONE = "third_phone"
    NOT_COLLECTED = "not_collected"
    NO_SUCH_FIELD = "no_such_field"
    NOTE_TOO_LONG = "note_too_long"
    HEAD_REPEATED = "head_repeated"
    REGION = "region"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to tell about a row. ``text`` is the part of the cell that it is about, as written."""

    field: Field
    reason: Reason
    text: str = ""
