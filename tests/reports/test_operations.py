"""What reading leaves behind."""

from datetime import date

import pytest

from app.audit import queries as audit
from app.core import clock
from app.core.actors import KEEPER
from app.core.db import transaction
from app.reports import operations
from app.reports.operations import EXCEL_ROWS, Format, TooManyRows
from app.reports.rules import Scope

NOVEMBER = Scope(date(2026, 11, 1), date(2026, 11, 30))

pytestmark = pytest.mark.usefixtures("database")


def test_an_excel_file_that_would_keep_the_desks_waiting_is_refused_and_leaves_no_trace() -> None:
    with pytest.raises(TooManyRows), transaction():
        operations.export_log(NOVEMBER, Format.XLSX, rows=EXCEL_ROWS, actor=KEEPER, at=clock.now())
    assert audit.list_entries() == []


def test_csv_holds_any_number_of_rows() -> None:
    with transaction():
        operations.export_log(NOVEMBER, Format.CSV, rows=EXCEL_ROWS, actor=KEEPER, at=clock.now())
    assert [entry.action for entry in audit.list_entries()] == ["export log"]
