"""What to tell a person about two families: the codes of what agrees and of what differs."""

from app.households.matching.comparing import Level
from app.households.matching.reading import Spelt
from app.households.matching.records import Reason
from app.households.matching.weights import Match, Surroundings

_SURNAMES = {
    Level.FORM: Reason.SURNAME_OTHER_GENDER,
    Level.SLIP: Reason.NAME_SLIP,
    Level.NEAR: Reason.NAME_SLIP,
    Level.INITIAL: Reason.NAME_INITIALS,
    Level.PART: Reason.MAIDEN_NAME,
}
_GIVENS = {
    Level.FORM: Reason.NAME_FORM,
    Level.SLIP: Reason.NAME_SLIP,
    Level.NEAR: Reason.NAME_SLIP,
    Level.INITIAL: Reason.NAME_INITIALS,
}
_PATRONYMICS = {
    Level.FORM: Reason.NAME_OTHER_SPELLING,
    Level.SLIP: Reason.NAME_SLIP,
    Level.INITIAL: Reason.NAME_INITIALS,
}
_BIRTHS = {
    Level.SAME: Reason.SAME_BIRTH,
    Level.YEAR: Reason.SAME_BIRTH_YEAR,
    Level.SWAPPED: Reason.BIRTH_DAY_MONTH_SWAPPED,
    Level.SLIP: Reason.BIRTH_SLIP,
    Level.BY_ONE: Reason.BIRTH_YEAR_OFF_BY_ONE,
}
_DWELLINGS = {
    Level.SAME: Reason.SAME_ADDRESS,
    Level.FORM: Reason.SAME_ADDRESS,
    Level.OTHER_FLAT: Reason.SAME_HOUSE,
    Level.OTHER_HOUSE: Reason.SAME_STREET,
}

Reasons = tuple[Reason, ...]


def tell(one: Spelt, other: Spelt, match: Match, around: Surroundings) -> tuple[Reasons, Reasons]:
    """What agrees and what differs, the name first, each code once."""
    agrees = [*_name_agrees(one, other, match), *_birth_agrees(match), *_around_agrees(around)]
    differs = [*_name_differs(match), *_birth_differs(match), *_around_differs(around)]
    return tuple(dict.fromkeys(agrees)), tuple(dict.fromkeys(differs))


def _name_agrees(one: Spelt, other: Spelt, match: Match) -> list[Reason]:
    if match.given in (Level.OTHER, Level.OTHER_KNOWN):
        return []
    if one.written == other.written:
        return [Reason.SAME_NAME, *_swapped(one, other)]
    found = [_SURNAMES.get(match.surname), _GIVENS.get(match.given), _PATRONYMICS.get(match.patronymic)]
    if match.surname is Level.OTHER and _is_married(match):
        found.append(Reason.MAIDEN_NAME)
    told = [*(reason for reason in found if reason), *_swapped(one, other)]
    return told or [Reason.NAME_OTHER_SPELLING if _both_whole(match) else Reason.SAME_NAME]


def _swapped(one: Spelt, other: Spelt) -> list[Reason]:
    return [Reason.NAME_PARTS_SWAPPED] if one.is_swapped != other.is_swapped else []


def _both_whole(match: Match) -> bool:
    return match.patronymic is not Level.MISSING


def _is_married(match: Match) -> bool:
    return match.birth in (Level.SAME, Level.SWAPPED, Level.YEAR) and match.patronymic is not Level.OTHER


def _birth_agrees(match: Match) -> list[Reason]:
    reason = _BIRTHS.get(match.birth)
    return [reason] if reason else []


def _around_agrees(around: Surroundings) -> list[Reason]:
    found = []
    if around.phone is Level.SAME:
        found.append(Reason.SAME_PHONE)
    if around.dwelling in _DWELLINGS and around.place is not Level.OTHER:
        found.append(_DWELLINGS[around.dwelling])
    if around.others in (Level.SAME, Level.PART):
        found.append(Reason.OTHERS_TOO)
    return found


def _name_differs(match: Match) -> list[Reason]:
    found = {
        Reason.OTHER_SURNAME: match.surname in (Level.OTHER, Level.OTHER_KNOWN),
        Reason.OTHER_GIVEN: match.given in (Level.OTHER, Level.OTHER_KNOWN),
        Reason.OTHER_PATRONYMIC: match.patronymic is Level.OTHER,
        Reason.NO_PATRONYMIC: match.patronymic is Level.MISSING,
        Reason.OTHER_SEX: match.sex is Level.OTHER,
    }
    return [reason for reason, is_so in found.items() if is_so]


def _birth_differs(match: Match) -> list[Reason]:
    return [Reason.OTHER_BIRTH] if match.birth in (Level.OTHER, Level.OTHER_DAY) else []


def _around_differs(around: Surroundings) -> list[Reason]:
    found = {
        Reason.OTHER_PHONE: around.phone in (Level.OTHER, Level.SLIP),
        Reason.OTHER_SETTLEMENT: around.place is Level.OTHER,
        Reason.OTHER_ADDRESS: around.place is not Level.OTHER and around.dwelling in (Level.OTHER, Level.PART),
        Reason.OTHERS_DIFFER: around.others is Level.OTHER,
        Reason.NOT_BOTH_HEADS: around.heads is not Level.SAME,
    }
    return [reason for reason, is_so in found.items() if is_so]
