"""The report of an import as lines of text, for the laptop."""

from collections.abc import Iterable, Iterator, Sequence

from flask_babel import gettext, ngettext

from app.imports.operations import Plan
from app.imports.reporting import Fate, LookAt, Report, SheetReport, runs
from app.web.labels import label


def tell(plan: Plan, report: Report, *, is_written: bool) -> Iterator[str]:
    """Every row of the file accounted for, sheet by sheet, then the totals; no names."""
    for sheet in report.sheets:
        yield sheet.name
        yield from (f"  {line}" for line in _sheet(sheet, report, is_written))
        yield ""
    yield gettext("Total")
    yield from (f"  {line}" for line in _totals(plan, report, is_written))
    if not is_written:
        yield gettext("This was a dry run, nothing was written. To write it, repeat with --commit.")


def _sheet(sheet: SheetReport, report: Report, is_written: bool) -> Iterator[str]:
    for fate, numbers in sheet.rows.items():
        yield f"{_title(fate, is_written)}: {len(numbers)} ({_rows(numbers)})"
        if fate is Fate.UNCLEAR:
            yield from _look(one for one in report.look_of(fate) if one.sheet == sheet.name)
    doubts = [one for one in report.look_of(*_WRITTEN) if one.sheet == sheet.name]
    if doubts:
        yield gettext("look at these rows:")
        yield from _look(doubts)
    if sheet.skipped:
        kinds = (f"{_rows(numbers)} ({label(kind)})" for kind, numbers in sheet.skipped.items())
        yield gettext("no households:") + " " + ", ".join(kinds)


_WRITTEN = (Fate.CREATED, Fate.TAKEN_OVER, Fate.JOINED)


def _title(fate: Fate, is_written: bool) -> str:
    if fate is Fate.CREATED and not is_written:
        return str(gettext("will be created"))
    return label(fate)


def _look(rows: Iterable[LookAt]) -> Iterator[str]:
    for one in rows:
        yield f"  {one.cell or _rows([one.number])}: {label(one.field)}: {label(one.reason)}"


def _rows(numbers: Sequence[int]) -> str:
    """рядки 4–14, 16"""
    return str(ngettext("row %(rows)s", "rows %(rows)s", min(len(numbers), 2), rows=runs(numbers)))


def _totals(plan: Plan, report: Report, is_written: bool) -> Iterator[str]:
    for fate in Fate:
        if fate is Fate.CREATED:
            yield f"{_title(fate, is_written)}: {', '.join(_created(plan, report))}"
        elif report.count(fate):
            yield f"{_title(fate, is_written)}: {report.count(fate)}"
    for one in report.aside:
        what = f"{label(one.field)}: {label(one.reason)}"
        yield gettext("not kept: %(what)s", what=what) + f" ({len(one.rows)})"
    yield from _read_as(report)


def _created(plan: Plan, report: Report) -> Iterator[str]:
    yield ngettext("%(num)s household", "%(num)s households", report.count(Fate.CREATED))
    yield ngettext("%(num)s person", "%(num)s people", report.read_as.get("people", 0))
    yield ngettext("%(num)s settlement", "%(num)s settlements", len(plan.new_settlements))
    yield ngettext("%(num)s street", "%(num)s streets", len(plan.new_streets))


def _read_as(report: Report) -> Iterator[str]:
    """What was not copied but understood, so that nobody takes it for written so in the list."""
    counts = report.read_as
    if not counts.get("people"):
        return
    yield gettext("category “ВПО” became the residence: %(count)s", count=counts.get("idp", 0))
    yield gettext("category “лежачий” became “needs delivery”: %(count)s", count=counts.get("delivery", 0))
    yield gettext("sex is not stated for: %(count)s", count=counts.get("sex_unknown", 0))
    notes = counts.get("notes", 0)
    yield gettext("notes copied: %(count)s. Look through them: no opinions, diagnoses or service.", count=notes)
