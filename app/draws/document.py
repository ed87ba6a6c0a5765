"""The file of a draw: plain text in UTF-8 that says all there is to check, and the check itself.

Two parts that are there before the draw, two that follow it, with an empty line between them::

    Поряд: жеребкування, запис 1
    Номер: ЖР-2026-0003
    …
    Код таємного числа: 9f86d0…

    0345
    1877

    Таємне число: 5f1e…
    Прилюдне число: 461352
    Проведено: 24.11.2026, 10:12

    1 1877 07aa…
    2 0345 c41b…

The code of the list is the SHA-256 of the first two parts with the line feed at their end.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from app.core import clock
from app.draws import rules
from app.draws.models import Draw

FORMAT = "Поряд: жеребкування, запис 1"
SEED, PUBLIC_NUMBER, DRAWN = "Таємне число", "Прилюдне число", "Проведено"
_BEFORE = (
    "Номер",
    "Назва",
    "Мета",
    "Місць",
    "У списку",
    "Жеребкування",
    "Список оприлюднено",
    "Код таємного числа",
)


TEN_LINES = r"""import hashlib, sys
def code(text): return hashlib.sha256(text.encode()).hexdigest()
head, names, facts, order = open(sys.argv[1], encoding="utf-8").read().split("\n\n")
said = dict(line.split(": ", 1) for line in (head + "\n" + facts).split("\n"))
print("Код списку:", code(head + "\n\n" + names + "\n"))
print("Код таємного числа:", code(said["Таємне число"]))
start = said["Таємне число"] + ":" + said["Прилюдне число"] + ":"
lots = sorted((code(start + name), name) for name in names.split("\n"))
right = [f"{place} {name} {lot}" for place, (lot, name) in enumerate(lots, 1)]
print("Порядок правильний:", "так" if right == order.split("\n")[:-1] else "НІ")
"""
"""What stands on the page for whoever checks with a program of their own; a test runs it. The hub's own check is
:func:`check`."""


class Flaw(StrEnum):
    """What is wrong with a file."""

    SHAPE = "shape"
    LIST = "list"
    SEED = "seed"
    ORDER = "order"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a file says when it is worked out again. ``flaw`` is the first thing that does not hold."""

    flaw: Flaw | None = None
    number: str = ""
    entries: int = 0
    places: int = 0
    list_code: str = ""
    seed_code: str = ""
    public_number: str = ""
    """Empty while nothing is drawn."""


def text_before(draw: Draw, seed_code: str) -> str:
    """What is posted: everything that must not change any more. Needs the entries."""
    head = (
        draw.number,
        draw.title,
        draw.purpose,
        str(draw.places),
        str(len(draw.entries)),
        f"{_stamp(draw.held_at)}, {draw.held_where}",
        _stamp(draw.posted_at),
        seed_code,
    )
    lines = [FORMAT, *(f"{name}: {value}" for name, value in zip(_BEFORE, head, strict=True)), ""]
    return "\n".join([*lines, *(entry.pseudonym for entry in draw.entries)]) + "\n"


def text_of(draw: Draw, seed: str) -> str:
    """The whole file as far as the draw has come; the ``seed`` counts only of one that was held."""
    before = text_before(draw, draw.seed_code)
    if draw.public_number is None or draw.drawn_at is None:
        return before
    lots = rules.cast(seed, draw.public_number, (entry.pseudonym for entry in draw.entries))
    facts = ((SEED, seed), (PUBLIC_NUMBER, draw.public_number), (DRAWN, _stamp(draw.drawn_at)))
    after = ["", *(f"{name}: {value}" for name, value in facts), "", *map(_line, lots)]
    return before + "\n".join(after) + "\n"


def read(content: bytes) -> str:
    """The text of a file. Line ends and the mark at the beginning may have changed on the way.

    Raises ValueError when it is not text in UTF-8.
    """
    return content.decode("utf-8-sig").replace("\r\n", "\n")


def check(text: str) -> Finding:
    """Work a file out again and compare it with what it says."""
    parts = text.split("\n\n")
    head = _facts(parts[0], _BEFORE, FORMAT) if len(parts) in (2, 4) else None
    if head is None or not text.endswith("\n"):
        return Finding(Flaw.SHAPE)
    names = parts[1].removesuffix("\n").split("\n")
    finding = Finding(
        number=head["Номер"],
        entries=len(names),
        places=_count(head["Місць"]),
        list_code=rules.code_of("\n\n".join(parts[:2]).removesuffix("\n") + "\n"),
        seed_code=head["Код таємного числа"],
    )
    if not _is_list(names) or head["У списку"] != str(len(names)) or not finding.places:
        return replace(finding, flaw=Flaw.LIST)
    if len(parts) == 2:
        return finding if text == "\n\n".join(parts) else replace(finding, flaw=Flaw.SHAPE)
    return _check_outcome(finding, names, parts[2], parts[3])


def _check_outcome(finding: Finding, names: list[str], facts: str, order: str) -> Finding:
    after = _facts(facts, (SEED, PUBLIC_NUMBER, DRAWN))
    if after is None or not rules.is_public_number(after[PUBLIC_NUMBER]):
        return replace(finding, flaw=Flaw.SHAPE)
    if rules.code_of(after[SEED]) != finding.seed_code:
        return replace(finding, flaw=Flaw.SEED)
    lots = rules.cast(after[SEED], after[PUBLIC_NUMBER], names)
    if order != "\n".join(map(_line, lots)) + "\n":
        return replace(finding, flaw=Flaw.ORDER)
    return replace(finding, public_number=after[PUBLIC_NUMBER])


def _facts(part: str, names: tuple[str, ...], first: str = "") -> dict[str, str] | None:
    """Lines of ``name: value`` with exactly these names in this order, after the line ``first``; else None."""
    lines = part.split("\n")
    if first and lines.pop(0) != first:
        return None
    pairs = [line.partition(": ") for line in lines]
    if tuple(name for name, _, _ in pairs) != names or not all(value for _, _, value in pairs):
        return None
    return {name: value for name, _, value in pairs}


def _is_list(names: list[str]) -> bool:
    """Whether these are pseudonyms in the fixed order, each once."""
    return all(map(rules.is_pseudonym, names)) and names == sorted(set(names))


def _count(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0


def _line(lot: rules.Lot) -> str:
    return f"{lot.position} {lot.pseudonym} {lot.code}"


def _stamp(at: datetime) -> str:
    return f"{clock.local(at):%d.%m.%Y, %H:%M}"
