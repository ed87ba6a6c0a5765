"""Looking at everything that was promised and given, in totals and row by row."""

from app.reports.queries.choices import Choice, Choices, list_choices
from app.reports.queries.exceptions import Emergency, Exceptions, NotTaken, exceptions
from app.reports.queries.log import LogRow, count_lines, count_log, iterate_log, last_of_log, page_of_log
from app.reports.queries.totals import OfDay, OfPlace, OfSettlement, Report, Totals, report
from app.reports.queries.works import BANDS, Works, stops, works

__all__ = [
    "BANDS",
    "Choice",
    "Choices",
    "Emergency",
    "Exceptions",
    "LogRow",
    "NotTaken",
    "OfDay",
    "OfPlace",
    "OfSettlement",
    "Report",
    "Totals",
    "Works",
    "count_lines",
    "count_log",
    "exceptions",
    "iterate_log",
    "last_of_log",
    "list_choices",
    "page_of_log",
    "report",
    "stops",
    "works",
]
