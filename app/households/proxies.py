"""Who else may collect for a household (field guide 3.3). Values in, value out: nothing is looked up."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.core.names import LONGEST_KEY
from app.households.matching import given_names, spellings
from app.households.models import Proxy, ProxyBasis, ProxyRelation

USUAL_DAYS = 90
"""How long somebody is a proxy unless told otherwise."""
MOST_HOUSEHOLDS_A_DAY = 3
"""For how many households one person collects on a day before a lead has to stand by; wardens may for any number."""
EARLIEST_BIRTH = 1900
YOUNGEST = 14
"""In years: a younger child is not sent for somebody else's aid."""


class ProxyState(StrEnum):
    """Whether somebody may collect on a day, and if not, why."""

    VALID = "valid"
    NOT_YET = "not_yet"
    OVER = "over"
    USED = "used"
    REVOKED = "revoked"


class HowLong(StrEnum):
    """For how long somebody is named."""

    USUAL = "usual"
    ONCE = "once"
    UNTIL = "until"


@dataclass(frozen=True, slots=True)
class ProxyDraft:
    """Somebody as the household names them."""

    name: str
    birth_year: int
    relation: ProxyRelation
    basis: ProxyBasis
    valid_from: date
    valid_to: date
    is_one_time: bool = False
    phone: str = ""

    @property
    def name_key(self) -> str:
        return name_key(self.name)


def for_today(name: str, birth_year: int, relation: ProxyRelation, basis: ProxyBasis, *, today: date) -> ProxyDraft:
    """Named at the desk for what is handed over there and then."""
    return ProxyDraft(name, birth_year, relation, basis, valid_from=today, valid_to=today, is_one_time=True)


def usual_end(since: date) -> date:
    """The last day of somebody who is named on ``since`` and no end is told."""
    return since + timedelta(days=USUAL_DAYS)


def latest_end(since: date) -> date:
    """The last day that somebody named on ``since`` can be given: a year on, so that nobody is named for ever."""
    is_leap_day = (since.month, since.day) == (2, 29)
    return since.replace(year=since.year + 1, day=28 if is_leap_day else since.day)


def name_key(name: str) -> str:
    """The same for one name however it is told: «Дяк Богдан», «Богдан Петрович Дяк», «Bogdan Diak».

    Order, language, letters, forms of the given name and the patronymic make no difference. That two people of one
    year share a key is rare, and costs no more than that a lead looks at it.
    """
    words = spellings.plain(name, latin=spellings.is_latin(name)).split()
    has_patronymic = len(words) > 2
    told = [word for word in words if not (has_patronymic and given_names.fathers_of(spellings.sound(word)))]
    return " ".join(sorted(_reading(word) for word in told))[:LONGEST_KEY]


def _reading(word: str) -> str:
    """A given name by the name it is a form of, anything else by its sound."""
    return min(given_names.names_of(word), default=spellings.sound(word))


def state(proxy: Proxy, *, on: date) -> ProxyState:
    """Whether ``proxy`` may collect on this day."""
    if proxy.revoked_at is not None:
        return ProxyState.REVOKED
    if proxy.used_at is not None:
        return ProxyState.USED
    if on > proxy.valid_to:
        return ProxyState.OVER
    return ProxyState.VALID if on >= proxy.valid_from else ProxyState.NOT_YET
