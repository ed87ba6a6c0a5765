"""The one thing that reading leaves behind: a line in the trace for each file that was taken away."""

from datetime import datetime
from enum import StrEnum

from app.audit import operations as audit
from app.core.actors import Actor
from app.core.errors import N_, Refusal
from app.reports.rules import Scope


class Format(StrEnum):
    """Kinds of files."""

    CSV = "csv"
    XLSX = "xlsx"


EXCEL_ROWS = 30_000
"""An XLSX file is made in memory in one piece, and a desk may wait for it: 100,000 rows took 7.6 s and 279 MB."""


class TooManyRows(Refusal):
    """The hub has other work; CSV is sent in pieces."""

    message = N_("An Excel file of %(rows)s rows takes too long. Choose fewer days, or the CSV file.")
    status = 422


def export_totals(scope: Scope, file_format: Format, *, actor: Actor, at: datetime) -> None:
    """Record that somebody takes the totals away."""
    audit.record("export totals", "report", None, actor=actor, at=at, format=file_format, **_told(scope))


def export_exceptions(scope: Scope, file_format: Format, *, actor: Actor, at: datetime) -> None:
    """Record that somebody takes away what went otherwise than planned."""
    audit.record("export exceptions", "report", None, actor=actor, at=at, format=file_format, **_told(scope))


def export_works(scope: Scope, file_format: Format, *, actor: Actor, at: datetime) -> None:
    """Record that somebody takes the report of works away."""
    audit.record("export works", "report", None, actor=actor, at=at, format=file_format, **_told(scope))


def export_log(scope: Scope, file_format: Format, *, rows: int, actor: Actor, at: datetime) -> None:
    """Record that somebody takes this many rows of the log away. Raises TooManyRows."""
    if file_format is Format.XLSX and rows >= EXCEL_ROWS:
        raise TooManyRows(rows=rows)
    audit.record("export log", "report", None, actor=actor, at=at, format=file_format, rows=rows, **_told(scope))


def _told(scope: Scope) -> dict[str, object]:
    """What the file is about, as far as it was narrowed."""
    asked = {name: getattr(scope, name) for name in scope.__dataclass_fields__}
    return {name: value for name, value in asked.items() if value is not None}
