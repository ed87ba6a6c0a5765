"""Money is counted in whole kopiykas. How it is read from what people type, and written as they read it."""

import re
from collections.abc import Iterator
from decimal import Decimal

MOST = 2_000_000_000
"""Kopiykas that fit an integer column: twenty million hryvnias."""

_SUM = re.compile(r"([0-9]{1,8})(?:[.,]([0-9]{1,2}))?")


def read_money(text: str) -> int:
    """Kopiykas out of hryvnias written with a comma or a point: ``12,5`` is 1250. Raises ValueError."""
    found = _SUM.fullmatch("".join(text.split()))
    if found is None:
        raise ValueError("not a sum in hryvnias")
    kopiykas = int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))
    if kopiykas > MOST:
        raise ValueError("more than any sum of a hub")
    return kopiykas


def write_money(kopiykas: int) -> str:
    """Hryvnias as people write them: ``1 234,50``; a minus where money is owed back."""
    hryvnias, rest = divmod(abs(kopiykas), 100)
    return ("−" if kopiykas < 0 else "") + f"{hryvnias:,}".replace(",", "\u00a0") + f",{rest:02d}"


def in_hryvnias(kopiykas: int) -> Decimal:
    """Hryvnias for a spreadsheet: a number with both digits of kopiykas, also when they are noughts."""
    return Decimal(kopiykas).scaleb(-2)


def money_in_words(kopiykas: int) -> str:
    """A sum as papers of Ukraine spell it: ``одна тисяча дві гривні 05 копійок``. Exact below 10^12 hryvnias."""
    hryvnias, rest = divmod(abs(kopiykas), 100)
    words = " ".join(_spelled(hryvnias)) or "нуль"
    sign = "мінус " if kopiykas < 0 else ""
    return f"{sign}{words} {_counted(hryvnias, _HRYVNIA)} {rest:02d} {_counted(rest, _KOPIYKA)}"


Forms = tuple[str, str, str]
"""A noun after one, after two to four, after five and more."""

_HRYVNIA: Forms = ("гривня", "гривні", "гривень")
_KOPIYKA: Forms = ("копійка", "копійки", "копійок")
_GROUPS: tuple[tuple[Forms, bool], ...] = (
    (("мільярд", "мільярди", "мільярдів"), False),
    (("мільйон", "мільйони", "мільйонів"), False),
    (("тисяча", "тисячі", "тисяч"), True),
    (("", "", ""), True),
)
"""Groups of three digits from the left, and whether their noun is feminine: the last one counts hryvnias."""
_ONES = (
    "", "один", "два", "три", "чотири", "п’ять", "шість", "сім", "вісім", "дев’ять", "десять", "одинадцять",
    "дванадцять", "тринадцять", "чотирнадцять", "п’ятнадцять", "шістнадцять", "сімнадцять", "вісімнадцять",
    "дев’ятнадцять",
)  # fmt: skip
_FEMININE = {1: "одна", 2: "дві"}
_TENS = (
    "", "", "двадцять", "тридцять", "сорок", "п’ятдесят", "шістдесят", "сімдесят", "вісімдесят", "дев’яносто",
)  # fmt: skip
_HUNDREDS = (
    "", "сто", "двісті", "триста", "чотириста", "п’ятсот", "шістсот", "сімсот", "вісімсот", "дев’ятсот",
)  # fmt: skip


def _spelled(number: int) -> Iterator[str]:
    for place, (noun, is_feminine) in enumerate(_GROUPS):
        group = number // 1000 ** (len(_GROUPS) - 1 - place) % 1000
        if group:
            yield " ".join(filter(None, (*_below_thousand(group, is_feminine), _counted(group, noun))))


def _below_thousand(number: int, is_feminine: bool) -> Iterator[str]:
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10) if rest >= len(_ONES) else (0, rest)
    yield _HUNDREDS[hundreds]
    yield _TENS[tens]
    yield _FEMININE.get(ones, _ONES[ones]) if is_feminine else _ONES[ones]


def _counted(number: int, forms: Forms) -> str:
    """The noun as it stands after a number (DSTU; field guide 6.18)."""
    ones, is_teen = number % 10, number // 10 % 10 == 1
    if ones == 1 and not is_teen:
        return forms[0]
    return forms[1] if 2 <= ones <= 4 and not is_teen else forms[2]
