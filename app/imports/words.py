"""The words of lists that the register has a field for: sexes, places in the household, needs, yes and no."""

import re
from functools import lru_cache
from typing import TypeVar

from app.core.names import fold
from app.households.models import PersonRole, Residence, Sex

Meaning = TypeVar("Meaning")

_REMEMBERED = 2_000
"""Lists repeat a few words over and over."""


def _beginnings(words: str) -> re.Pattern[str]:
    """Folded words that begin so; ``$`` asks for the whole word."""
    texts = (f"{fold(word)}{' ' if word.endswith('$') else ''}" for word in words.split("|"))
    return re.compile("|".join(f" {text}" for text in texts))


_NONE = {
    fold(word)
    for word in (
        *("-", "немає", "не має", "нема", "відсутній", "відсутня", "відсутнє", "без телефону", "нет", "н/д", "n/a"),
        *("none", "null", "не вказано", "невідомо", "прочерк"),
    )
}
_LONGEST_NONE = 20
_DIGIT = re.compile("[0-9]")
_YES = {fold(word) for word in ("так", "да", "yes", "true", "є", "1", "+", "v", "x", "х", "y", "істина", "✓", "✔")} - {
    ""
}
_YES_SIGNS = {"+", "✓", "✔", "☑", "✅", "v", "V"}
_NO = {fold(word) for word in ("ні", "нет", "no", "false", "0", "немає", "нема", "n", "хибність", "не потребує")}

_SEXES = (
    (Sex.FEMALE, _beginnings("ж$|жін|жен|female$|f$|woman|girl|дівч")),
    (Sex.MALE, _beginnings("ч$|чол|м$|муж|male$|m$|man$|boy|хлоп")),
)

_ROLES = (
    (
        PersonRole.NON_RELATIVE,
        _beginnings("не родич|не родств|неродич|сусід|знайом|доглядальн|not related|non relative|опікун"),
    ),
    (
        PersonRole.HEAD,
        _beginnings("голова|глава|заявник|заявниц|head|self$|сам$|сама$|основний|основна|respondent|отримувач"),
    ),
    (
        PersonRole.OTHER,
        _beginnings(
            "онук|внук|внуч|брат|сестр|бабус|дід|дідус|баба|невістк|зят|свекр|свекор|тещ|тест|племін|тітк|дядьк|інш|other|"
            "прабаб|прадід|правнук|родич|grand|brother|sister|relative|in law|кум"
        ),
    ),
    (PersonRole.SPOUSE, _beginnings("дружин|чоловік|подруж|жена|муж|супруг|співмешк|wife|husband|spouse|partner")),
    (
        PersonRole.CHILD,
        _beginnings("син|сын|донь|доч|дит|ребен|пасин|падчерк|son$|daughter|child|усинов"),
    ),
    (PersonRole.PARENT, _beginnings("мат|мам|батьк|тато|отец|мать|вітчим|мачух|mother|father|parent")),
)

_NEEDS = (
    (
        "needs_delivery",
        _beginnings("лежач|не виход|не вста|прикут|доставк|bedridden|delivery|homebound|cannot come|не може прийти"),
    ),
    ("needs_carrying", _beginnings("не може нести|важко нести|донести|допомога нести|carry")),
    (
        "needs_seat",
        _beginnings(
            "важко стояти|не може стояти|маломоб|малорух|милиц|палиц|ходунк|seat|cannot stand|limited mobility"
        ),
    ),
    ("needs_step_free", _beginnings("візок|візк|колясоч|коляск|крісл|сходи|сходам|wheelchair|steps|step free")),
    ("needs_sign_or_loud", _beginnings("не чу|нечу|погано чу|слабочу|глух|deaf|hearing|hard of hearing|жестов")),
    ("cannot_sign", _beginnings("незряч|сліп|слеп|не бач|погано бач|слабозор|не може підпис|blind|cannot sign|visual")),
)
_RESIDENCES = (
    (Residence.RESIDENT, _beginnings("не впо|не переселен|not idp|non idp|not displaced")),
    (Residence.TEMPORARY, _beginnings("тимчасов|временн|temporar|транзит|transit")),
    (
        Residence.IDP,
        _beginnings("впо|переселен|вимушено пересел|внутрішньо перем|внутренне перем|idp|displaced|вынужден"),
    ),
    (Residence.RESIDENT, _beginnings("місцев|місцеви|мешканец|житель|постійн|resident|local|host|местн")),
)


def is_none(text: str) -> bool:
    """Whether a dash or a word says that there is nothing."""
    if len(text) > _LONGEST_NONE or _DIGIT.search(text):
        return False
    folded = fold(text)
    return folded in _NONE or not (folded or text.strip() in _YES_SIGNS)


@lru_cache(_REMEMBERED)
def yes_or_no(text: str) -> bool | None:
    """What a ticked or answered cell says; None when it says something else."""
    bare = text.strip()
    if bare in _YES_SIGNS or fold(bare) in _YES:
        return True
    return False if fold(bare) in _NO or is_none(bare) else None


@lru_cache(_REMEMBERED)
def sex_of_word(text: str) -> Sex | None:
    """The sex that a word or letter means."""
    return _first(_SEXES, text)


@lru_cache(_REMEMBERED)
def role_of(text: str) -> PersonRole | None:
    """The place in the household that a word means."""
    return _first(_ROLES, text)


@lru_cache(_REMEMBERED)
def needs_of(text: str) -> tuple[str, ...]:
    """The access needs that a category means; a diagnosis or a group of disability says nothing of them."""
    folded = f" {fold(text)} "
    return tuple(need for need, pattern in _NEEDS if pattern.search(folded))


@lru_cache(_REMEMBERED)
def residence_of(text: str) -> Residence | None:
    """The residence that a category means."""
    return _first(_RESIDENCES, text)


def _first(meanings: tuple[tuple[Meaning, re.Pattern[str]], ...], text: str) -> Meaning | None:
    folded = f" {fold(text)} "
    return next((meaning for meaning, pattern in meanings if pattern.search(folded)), None)
