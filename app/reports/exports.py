"""What stands in the files that are taken away, in the language of whoever takes them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from app.core.money import in_hryvnias
from app.core.small_numbers import Cell, Cover, hide_small
from app.distributions.models import AgeBand
from app.households.models import Sex
from app.hubs.labels import settlement_name
from app.pay.queries import Totals as WorkTotals
from app.public_works.models import StopCause
from app.reports import rules
from app.reports.labels import SEXES
from app.reports.queries import BANDS, Exceptions, LogRow, Report, Totals, Works
from app.web.labels import label
from app.web.spreadsheets import Table, Value

COVERED = {Cover.SMALL: "<5", Cover.COMPLEMENT: "•"}
"""How a number that is not shown is written."""


def people_cells(report: Report) -> list[list[Cell]]:
    """Rows of sexes and columns of age bands, both with their sums, small numbers covered."""
    return hide_small(rules.laid_out(report.people, list(Sex), list(AgeBand)))


def disability_cells(report: Report) -> list[Cell]:
    """Of each sex and of all how many live with a disability, small numbers covered."""
    rows = hide_small([[report.with_disability.get(sex, 0) for sex in Sex]])
    return rows[0]


def log_table(rows: Iterable[LogRow]) -> Table:
    """The distribution log: a row for each kind of kit of each hand-over."""
    titles = (
        _("Date and time"),
        _("Distribution"),
        _("Location"),
        _("Programme"),
        _("Kit"),
        _("Quantity"),
        _("Household (pseudonym)"),
        _("Settlement"),
        _("Collected by"),
        _("Method"),
        _("Desk no."),
        _("Staff code"),
        _("Outcome"),
        _("Reason of reversal"),
    )
    return Table(_("Distribution log"), titles, (_log_values(row, *kit) for row in rows for kit in row.kits))


def _log_values(row: LogRow, kit: str, quantity: int) -> Sequence[Value]:
    return (
        row.happened_at,
        row.number,
        row.location,
        row.programme,
        kit,
        quantity,
        row.pseudonym,
        f"{label(row.settlement_kind)} {row.settlement}",
        label(row.collected_by),
        label(row.method),
        row.desk,
        row.staff_code,
        label(row.outcome),
        row.reason,
    )


def totals_tables(report: Report, words: str) -> list[Table]:
    """The totals, one table for each way of dividing them; ``words`` tell what they are about."""
    sums = _sum_titles()
    days: list[Sequence[Value]] = [(day.day, *_sums(day.totals)) for day in report.days]
    places: list[Sequence[Value]] = [(place.name, *_sums(place.totals)) for place in report.locations]
    return [
        Table(_("Totals"), (_("What"), _("How many")), list(_whole(report, words))),
        Table(_("By day"), (_("Day"), *sums), days),
        Table(_("By location"), (_("Location"), *sums), places),
        Table(_("By settlement"), (_("Settlement"), _("Registered now"), *sums), list(_settlements(report))),
        _people_table(report),
    ]


def exceptions_table(found: Exceptions) -> Table:
    """Emergency kits and what was not taken, one below the other."""
    titles = (
        _("What went otherwise"), _("Donor"), _("Kit"), _("What"), _("Reason"), _("Cases"), _("How many"),
        _("A lead stood by"), _("Not registered yet"),
    )  # fmt: skip
    return Table(_("What went otherwise"), titles, list(_exceptions(found)))


def _exceptions(found: Exceptions) -> Iterator[Sequence[Value]]:
    for one in found.emergencies:
        yield (
            _("Emergency kits"), one.partner, one.kit, "", label(one.reason), one.issues, one.kits, one.approved,
            one.unregistered,
        )  # fmt: skip
    for row in found.not_taken:
        what = row.thing or _("the whole kit")
        yield _("Not taken"), row.partner, row.kit, what, label(row.reason), row.households, row.quantity, "", ""


def worker_cells(works: Works) -> list[list[Cell]]:
    """Rows of sexes and columns of the age bands of those who work, small numbers covered."""
    return hide_small(rules.laid_out(works.people, list(Sex), list(BANDS)))


def all_workers(works: Works) -> Cell:
    """How many people worked, covered where a small number of the table could be worked out from it."""
    return worker_cells(works)[-1][-1]


def people_of(works: Works, groups: Sequence[tuple[object, WorkTotals]]) -> list[Cell]:
    """How many people each of these groups had; where their sum is covered, no group tells it either."""
    cells = hide_small([[totals.people for _group, totals in groups]])[0] if groups else []
    if all_workers(works).cover is None:
        return cells
    return [Cell(cell.value, cell.cover or (Cover.COMPLEMENT if cell.value else None)) for cell in cells]


def works_tables(works: Works, stops: Mapping[StopCause, int], words: str) -> list[Table]:
    """Public works, one table for each way of dividing them; people as codes."""
    sums = (
        _("Orders"),
        _("People"),
        _("Days"),
        _("Hours"),
        _("Earned, UAH"),
        _("Paid, UAH"),
        _("Places"),
        _("Places taken"),
    )
    names = [*(_(SEXES[sex]) for sex in Sex), _("All")]
    people = [(name, *map(_shown, cells)) for name, cells in zip(names, worker_cells(works), strict=True)]
    titles = _("Code"), _("Order"), _("Kind"), _("Settlement"), _("Days"), _("Hours")
    return [
        Table(_("Totals"), (_("What"), _("How many")), list(_whole_works(works, stops, words))),
        Table(_("By settlement"), (_("Settlement"), *sums), list(_grouped(works, works.settlements, settlement_name))),
        Table(_("By kind"), (_("Kind"), *sums), list(_grouped(works, works.kinds, label))),
        Table(_("People"), (_("People"), *(label(band) for band in BANDS), _("All")), people),
        Table(_("Who worked"), titles, list(_codes(works))),
    ]


def _whole_works(works: Works, stops: Mapping[StopCause, int], words: str) -> Iterator[Sequence[Value]]:
    whole = works.whole
    yield _("About"), words
    yield _("Orders"), whole.orders
    yield _("People"), _shown(all_workers(works))
    yield _("Days"), Decimal(whole.half_days) / 2
    yield _("Hours"), round(Decimal(whole.minutes) / 60, 2)
    yield _("Earned, UAH"), in_hryvnias(whole.earned_minor)
    yield _("Paid, UAH"), in_hryvnias(whole.paid_minor)
    yield _("Places"), whole.offered
    yield _("Places taken"), whole.taken
    yield _("Households, at least"), whole.households
    yield _("Households, at most"), whole.households_most
    yield _("For the first time lately"), whole.first_timers
    for cause, count in stops.items():
        yield _("Stops: %(why)s", why=label(cause)), count


def _grouped(
    works: Works, groups: Sequence[tuple[Any, WorkTotals]], name: Callable[[Any], str]
) -> Iterator[Sequence[Value]]:
    for (group, totals), cell in zip(groups, people_of(works, groups), strict=False):
        yield (
            str(name(group)), totals.orders, _shown(cell), Decimal(totals.half_days) / 2,
            round(Decimal(totals.minutes) / 60, 2), in_hryvnias(totals.earned_minor), in_hryvnias(totals.paid_minor),
            totals.offered, totals.taken,
        )  # fmt: skip


def _codes(works: Works) -> Iterator[Sequence[Value]]:
    """Nobody where they are so few that counting the codes would tell what is covered above."""
    if all_workers(works).cover:
        return
    for one in works.done.orders:
        order = one.order
        for worker in one.workers:
            yield (
                worker.code, order.number, label(order.kind), settlement_name(order.settlement),
                Decimal(worker.half_days) / 2, round(Decimal(worker.minutes) / 60, 2),
            )  # fmt: skip


def flat(tables: Iterable[Table]) -> Table:
    """The same numbers one below the other, as programs and pivot tables read them."""
    rows = (
        (table.name, first, title, value)
        for table in tables
        for first, *values in table.rows
        for title, value in zip(table.titles[1:], values, strict=True)
    )
    return Table(_("Totals"), (_("Table"), _("Row"), _("Column"), _("Value")), rows)


def _whole(report: Report, words: str) -> Iterator[Sequence[Value]]:
    yield _("About"), words
    yield _("Households registered now"), report.registered
    yield _("Households entitled"), report.whole.entitled
    yield _("Households served"), report.whole.served
    yield _("They said no"), report.whole.refused
    yield _("Did not come"), report.whole.missed
    yield _("Kits promised"), report.whole.promised_kits
    yield _("Kits given"), report.whole.given_kits
    yield _("Emergency kits"), report.whole.emergency_kits
    for who, count in report.collected.items():
        yield _("Collected by: %(who)s", who=label(who)), count
    yield _("Reversed hand-overs"), report.reversals
    for verdict, count in report.refused.items():
        yield _("Refused scans: %(why)s", why=label(verdict)), count
    yield _("Cards given anew"), report.new_cards


def _sum_titles() -> tuple[str, ...]:
    return (
        _("Households entitled"), _("Households served"), _("Kits promised"), _("Kits given"),
        _("They said no"), _("Did not come"), _("Emergency kits"),
    )  # fmt: skip


def _sums(totals: Totals) -> tuple[int, ...]:
    return (
        totals.entitled, totals.served, totals.promised_kits, totals.given_kits, totals.refused,
        totals.missed, totals.emergency_kits,
    )  # fmt: skip


def _settlements(report: Report) -> Iterator[Sequence[Value]]:
    for place in report.settlements:
        yield f"{label(place.kind)} {place.name}", place.registered, *_sums(place.totals)


def _people_table(report: Report) -> Table:
    bands = [label(band) for band in AgeBand]
    names = [*(_(SEXES[sex]) for sex in Sex), _("All")]
    rows = [
        (name, *map(_shown, cells), _shown(disability))
        for name, cells, disability in zip(names, people_cells(report), disability_cells(report), strict=True)
    ]
    return Table(_("People reached"), (_("People"), *bands, _("All"), _("with disability")), rows)


def _shown(cell: Cell) -> Value:
    return COVERED[cell.cover] if cell.cover else cell.value
