"""The report of an import: every row of the file accounted for, sheet by sheet, then the totals.

Clear rows are told by their numbers alone. A row with something to look at gets a line of its own, with the text of
the cell in question and nothing else about the household.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from flask_babel import gettext, ngettext

from app.households.models import Residence, Sex
from app.households.parsing.findings import Field, Finding, Reason
from app.imports.deciding import Decision, Outcome, Plan
from app.imports.labels import FIELDS, REASONS, SKIPPED_KINDS
from app.imports.lines import Skipped, SkippedKind
from app.imports.shapes import SheetOutline


def tell(sheets: Sequence[SheetOutline], plan: Plan, *, is_written: bool) -> Iterator[str]:
    """The lines of the report; ``is_written`` says whether the plan was carried out or only looked at."""
    for sheet in sheets:
        decisions = [decision for decision in plan.decisions if decision.reading.sheet == sheet.name]
        yield sheet.name
        yield from (f"  {line}" for line in _sheet(sheet, decisions, is_written))
        yield ""
    yield from _totals(plan, is_written)


def _sheet(sheet: SheetOutline, decisions: Sequence[Decision], is_written: bool) -> Iterator[str]:
    new, here, refused = (_of(decisions, outcome) for outcome in Outcome)
    if new:
        yield _new_title(is_written) + _count_and_rows(new)
    if here:
        yield gettext("already in the register:") + _count_and_rows(here)
    if refused:
        yield gettext("NOT created, register these at the desk:") + _count_and_rows(refused)
        yield from _doubts(refused)
    if any(decision.doubts for decision in new):
        yield gettext("look at these rows:")
        yield from _doubts(new)
    yield from _set_aside(new)
    if sheet.skipped:
        yield gettext("no households:") + " " + ", ".join(_skipped(sheet.skipped))


def _of(decisions: Iterable[Decision], outcome: Outcome) -> list[Decision]:
    return [decision for decision in decisions if decision.outcome is outcome]


def _new_title(is_written: bool) -> str:
    return str(gettext("created:") if is_written else gettext("will be created:"))


def _count_and_rows(decisions: Sequence[Decision]) -> str:
    return f" {len(decisions)} ({_rows(decision.reading.number for decision in decisions)})"


def _rows(numbers: Iterable[int]) -> str:
    """рядки 4–14, 16"""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1] = [runs[-1][0], number]
        else:
            runs.append([number])
    several = len(runs) > 1 or len(runs[0]) > 1
    words = ", ".join("–".join(map(str, run)) for run in runs)
    return str(ngettext("row %(rows)s", "rows %(rows)s", 2 if several else 1, rows=words))


def _doubts(decisions: Iterable[Decision]) -> Iterator[str]:
    for decision in decisions:
        row = _rows([decision.reading.number])
        yield from (f"  {row}: {_finding(doubt)}" for doubt in decision.doubts)


def _finding(finding: Finding) -> str:
    quoted = f" «{finding.text}»" if finding.text else ""
    return f"{gettext(FIELDS[finding.field])}{quoted}: {gettext(REASONS[finding.reason])}"


def _set_aside(decisions: Iterable[Decision]) -> Iterator[str]:
    """Values that are not kept: each once, with the rows it stands in; of what is never collected only the count."""
    rows: defaultdict[tuple[Field, Reason], defaultdict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for decision in decisions:
        for finding in decision.reading.set_aside:
            rows[finding.field, finding.reason][finding.text].append(decision.reading.number)
    for (field, reason), texts in rows.items():
        counts = f" ({sum(map(len, texts.values()))})" if reason is Reason.NOT_COLLECTED else ""
        yield gettext("not kept: %(what)s", what=_finding(Finding(field, reason))) + counts
        if not counts:
            yield from (f"  «{text}»: {len(numbers)} ({_rows(numbers)})" for text, numbers in texts.items())


def _skipped(skipped: Sequence[Skipped]) -> Iterator[str]:
    for kind in SkippedKind:
        numbers = [row.number for row in skipped if row.kind is kind]
        texts = [row.text for row in skipped if row.kind is kind and kind is SkippedKind.TOTALS]
        if numbers:
            yield " ".join([_rows(numbers), f"({'; '.join([gettext(SKIPPED_KINDS[kind]), *texts])})"])


def _totals(plan: Plan, is_written: bool) -> Iterator[str]:
    new = plan.of(Outcome.NEW)
    people = [person for decision in new for person in decision.people]
    yield gettext("Total")
    yield "  " + _new_title(is_written) + " " + ", ".join(_created(plan, len(new), len(people)))
    yield "  " + gettext("already in the register: %(count)s", count=len(plan.of(Outcome.ALREADY_HERE)))
    yield "  " + gettext("not created: %(count)s", count=len(plan.of(Outcome.REFUSED)))
    yield "  " + gettext("with something to look at: %(count)s", count=sum(bool(row.doubts) for row in new))
    if new:
        yield from (f"  {line}" for line in _read_as(new))
    if not is_written:
        yield gettext("This was a dry run, nothing was written. To write it, repeat with --commit.")


def _created(plan: Plan, households: int, people: int) -> Iterator[str]:
    yield ngettext("%(num)s household", "%(num)s households", households)
    yield ngettext("%(num)s person", "%(num)s people", people)
    yield ngettext("%(num)s settlement", "%(num)s settlements", len(plan.new_settlements))
    yield ngettext("%(num)s street", "%(num)s streets", len(plan.new_streets))


def _read_as(new: Sequence[Decision]) -> Iterator[str]:
    """What was not copied but understood, so that nobody takes it for written so in the list."""
    readings = [decision.reading for decision in new]
    people = [person for decision in new for person in decision.people]
    yield gettext(
        "category “ВПО” became the residence: %(count)s", count=sum(r.residence is Residence.IDP for r in readings)
    )
    yield gettext(
        "category “лежачий” became “needs delivery”: %(count)s", count=sum(r.needs_delivery for r in readings)
    )
    yield gettext(
        "sex was read off the patronymic; not stated for: %(count)s",
        count=sum(person.sex is Sex.NOT_STATED for person in people),
    )
    notes = sum(bool(r.note) for r in readings)
    yield gettext("notes copied: %(count)s. Look through them: no opinions, diagnoses or service.", count=notes)
