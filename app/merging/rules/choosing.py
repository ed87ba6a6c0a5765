"""Two records side by side: what there is to choose between, and what is chosen unless somebody says otherwise."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from app.households.models import (
    ACCESS_NEEDS,
    FUNCTIONAL_NEEDS,
    DocumentKind,
    Heating,
    Household,
    HouseholdStatus,
    Person,
    Sex,
)

Values = Mapping[str, Any]
"""Values of columns by their names."""
Said = tuple[Any, ...]
"""What a record says about one field, column by column."""

LONGEST_NOTE = 200


class Side(StrEnum):
    """Which of two records something is taken from."""

    KEPT = "kept"
    MERGED = "merged"
    BOTH = "both"


class HouseholdField(StrEnum):
    """What is chosen of a household, each as a whole: half of one address and half of another is none.

    With the address goes the place where they collect.
    """

    ADDRESS = "address"
    PHONES = "phones"
    RESIDENCE = "residence"
    HEATING = "heating"
    NEEDS = "needs"
    SIZE = "size"
    NOTES = "notes"
    STATUS = "status"


class PersonField(StrEnum):
    """What is chosen of a person who stands in both records."""

    NAME = "name"
    BIRTH = "birth"
    SEX = "sex"
    DOCUMENT = "document"
    HEALTH = "health"


Field = HouseholdField | PersonField

COLUMNS: Mapping[Field, tuple[str, ...]] = {
    HouseholdField.ADDRESS: ("settlement_id", "street_id", "house", "flat", "landmark", "default_location_id"),
    HouseholdField.PHONES: ("phone1", "phone2", "phone_kind"),
    HouseholdField.RESIDENCE: ("residence",),
    HouseholdField.HEATING: ("heating",),
    HouseholdField.NEEDS: ACCESS_NEEDS,
    HouseholdField.SIZE: ("declared_size",),
    HouseholdField.NOTES: ("notes",),
    HouseholdField.STATUS: ("status",),
    PersonField.NAME: ("surname", "given", "patronymic", "name_key"),
    PersonField.BIRTH: ("birth_on", "birth_year"),
    PersonField.SEX: ("sex",),
    PersonField.DOCUMENT: ("document", "document_last4", "vouched_by"),
    PersonField.HEALTH: FUNCTIONAL_NEEDS,
}

_SAYS_NOTHING = (None, "", Sex.NOT_STATED, DocumentKind.NOT_ASKED, Heating.UNKNOWN)


def values_of(row: Household | Person) -> Values:
    """Everything of a record that can be chosen."""
    fields: Iterable[Field] = HouseholdField if isinstance(row, Household) else PersonField
    return {column: getattr(row, column) for field in fields for column in COLUMNS[field]}


def sides(field: Field, kept: Values, merged: Values) -> tuple[Side, ...]:
    """Between which there is a choice; nothing when they agree or only one of them says something."""
    mine, theirs = _said(field, kept), _said(field, merged)
    if mine == theirs or not _tells(field, theirs) or _fills_itself(field, mine, theirs):
        return ()
    if field is HouseholdField.STATUS and HouseholdStatus.UNDER_CHECK in (mine[0], theirs[0]):
        return ()
    both = (Side.BOTH,) if _can_be_joined(field, kept, merged) else ()
    return (*both, Side.KEPT, Side.MERGED)


def _fills_itself(field: Field, mine: Said, theirs: Said) -> bool:
    """Whether one record says all that the other one says, and more: then that is taken without asking."""
    if isinstance(field, PersonField):
        pairs = [(one, other) for one, other in zip(mine, theirs, strict=True) if one != other]
        is_mine_less = all(one in _SAYS_NOTHING for one, _other in pairs)
        return is_mine_less or all(other in _SAYS_NOTHING for _one, other in pairs)
    fills = (HouseholdField.NOTES, HouseholdField.PHONES, HouseholdField.HEATING)
    return field in fills and not _tells(field, mine)


def proposed(field: Field, kept: Values, merged: Values) -> Side:
    """What is taken unless somebody chooses: both where that is possible, else what says more, else what is kept."""
    mine, theirs = _said(field, kept), _said(field, merged)
    if field is HouseholdField.STATUS:
        return _proposed_status(kept["status"], merged["status"])
    if _can_be_joined(field, kept, merged):
        return Side.BOTH
    return Side.MERGED if _fullness(field, theirs) > _fullness(field, mine) else Side.KEPT


def _proposed_status(kept: HouseholdStatus, merged: HouseholdStatus) -> Side:
    """A check is not got round by merging; who is assigned aid in one of two records is assigned."""
    for decisive in (HouseholdStatus.UNDER_CHECK, HouseholdStatus.ACTIVE):
        if decisive in (kept, merged):
            return Side.KEPT if kept is decisive else Side.MERGED
    return Side.KEPT


def chosen(field: Field, side: Side | None, kept: Values, merged: Values) -> Values:
    """The values of a field's columns after merging; without a ``side``, and where there is no choice, as proposed."""
    if side not in sides(field, kept, merged):
        side = proposed(field, kept, merged)
    if side is Side.BOTH:
        return _joined(field, kept, merged)
    source = merged if side is Side.MERGED else kept
    return {column: source[column] for column in COLUMNS[field]}


def _can_be_joined(field: Field, kept: Values, merged: Values) -> bool:
    if field is HouseholdField.NEEDS:
        return True
    if field is HouseholdField.NOTES:
        return bool(kept["notes"] and merged["notes"]) and len(_joined_notes(kept, merged)) <= LONGEST_NOTE
    if field is HouseholdField.PHONES:
        numbers = _numbers(kept, merged)
        return len(numbers) <= 2 and numbers != _numbers(kept)
    return False


def _joined(field: Field, kept: Values, merged: Values) -> Values:
    if field is HouseholdField.NEEDS:
        return {need: kept[need] or merged[need] for need in ACCESS_NEEDS}
    if field is HouseholdField.NOTES:
        return {"notes": _joined_notes(kept, merged)}
    first, second = [*_numbers(kept, merged), "", ""][:2]
    kind = kept["phone_kind"] if kept["phone1"] else merged["phone_kind"] or kept["phone_kind"]
    return {"phone1": first, "phone2": second, "phone_kind": kind}


def _joined_notes(*records: Values) -> str:
    return "; ".join(dict.fromkeys(record["notes"] for record in records if record["notes"]))


def _numbers(*records: Values) -> list[str]:
    """Telephone numbers, each once."""
    told = (record[column] for record in records for column in ("phone1", "phone2"))
    return list(dict.fromkeys(number for number in told if number))


def _said(field: Field, record: Values) -> Said:
    """What a record says about a field, numbers of telephones whatever their order."""
    if field is HouseholdField.PHONES:
        return tuple(sorted(_numbers(record)))
    columns = COLUMNS[field][:3] if field is PersonField.NAME else COLUMNS[field]
    return tuple(record[column] for column in columns)


def _tells(field: Field, said: Iterable[Any]) -> bool:
    return _fullness(field, said) > 0


def _fullness(field: Field, said: Iterable[Any]) -> int:
    """How much is said: columns with something in them, and of an address the street before all."""
    if field is HouseholdField.SIZE:
        return max((value or 0 for value in said), default=0)
    return sum(value not in _SAYS_NOTHING for value in said)
