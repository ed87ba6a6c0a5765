"""Lists for tests, and taking them through an import without the screen."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import xlsxwriter
from python_calamine import CalamineWorkbook
from sqlalchemy import func, select

from app.core import clock
from app.core.actors import KEEPER
from app.core.db import db, transaction
from app.imports import operations, working
from app.imports.models import Choice, Import, ImportRow, Outcome
from app.imports.operations import Plan

REAL_LIST = Path(__file__).parent.parent / "data" / "registry-tykhe-pleso.xlsx"
NOVEMBER = datetime(2026, 11, 20, 8, tzinfo=UTC)
TITLES = ("ПІБ", "Дата народження", "Адреса", "Телефон", "Члени сім’ї", "Примітка", "Категорія")
HEAD = ("Кравчук Іван Петрович", "02.03.1959", "вул. Миру, 5", "0207852503", "Кравчук Олена Іванівна, 1960", "", "")
"""A clear row."""


def row(**cells: str) -> tuple[str, ...]:
    """A clear row with some cells changed, by ``name``, ``birth``, ``address``, ``phone``, ``members``, ``note``."""
    names = ("name", "birth", "address", "phone", "members", "note", "category")
    return tuple(cells.get(name, usual) for name, usual in zip(names, HEAD, strict=True))


def xlsx(sheets: Mapping[str, Sequence[Sequence[object]]]) -> bytes:
    """A spreadsheet with these sheets."""
    sink = BytesIO()
    with xlsxwriter.Workbook(sink, {"in_memory": True}) as book:
        for name, lines in sheets.items():
            sheet = book.add_worksheet(name)
            for number, line in enumerate(lines):
                sheet.write_row(number, 0, line)
    return sink.getvalue()


def a_list(*rows: Sequence[str], sheet: str = "с. Верболози") -> bytes:
    """One sheet with titles and these rows: the first is row 2."""
    return xlsx({sheet: [TITLES, *rows]})


def corrected(changes: Mapping[tuple[str, int, int], object]) -> bytes:
    """The real list with other values in some cells: by sheet, row as the spreadsheet numbers it, column from 0."""
    sink, left = BytesIO(), dict(changes)
    read = CalamineWorkbook.from_path(str(REAL_LIST))
    with xlsxwriter.Workbook(sink, {"in_memory": True, "default_date_format": "dd.mm.yyyy"}) as book:
        for name in read.sheet_names:
            sheet = book.add_worksheet(name)
            for number, line in enumerate(read.get_sheet_by_name(name).to_python(skip_empty_area=False)):
                values = [left.pop((name, number + 1, column), value) for column, value in enumerate(line)]
                for column, value in enumerate(values):
                    if value != "":
                        sheet.write(number, column, value)
    assert not left, f"no such cells: {left}"
    return sink.getvalue()


def take_in(content: bytes, name: str = "список.xlsx", *, at: datetime = NOVEMBER) -> int:
    """Upload a list whose columns are taken as they are proposed; its id."""
    file = operations.open_upload(name, content)
    with transaction():
        return operations.upload(file, nonce=None, actor=KEEPER, at=at, is_sure=True).id


def work(import_id: int, *, at: datetime = NOVEMBER) -> None:
    """All the work that the progress page would do."""
    for piece in working.sit(import_id, today=clock.local_date(at), seconds=600):
        with transaction(audited=piece.is_a_change):
            operations.keep(piece, actor=KEEPER, at=at)


def preview(content: bytes, name: str = "список.xlsx", *, at: datetime = NOVEMBER) -> int:
    """Take a list as far as its preview; its id."""
    import_id = take_in(content, name, at=at)
    work(import_id, at=at)
    return import_id


def outcomes(import_id: int) -> dict[Outcome, int]:
    """How many rows came to each outcome."""
    counted = select(ImportRow.outcome, func.count()).where(ImportRow.import_id == import_id)
    return {outcome: count for outcome, count in db.session.execute(counted.group_by(ImportRow.outcome)) if outcome}


def rows_of(import_id: int, outcome: Outcome | None = None) -> Sequence[ImportRow]:
    """The rows of a preview, in their order."""
    found = select(ImportRow).where(ImportRow.import_id == import_id).order_by(ImportRow.position)
    found = found if outcome is None else found.where(ImportRow.outcome == outcome)
    return db.session.scalars(found.execution_options(populate_existing=True)).all()


def choose_all(import_id: int, outcome: Outcome, choice: Choice | None) -> None:
    with transaction():
        operations.choose_all(import_id, outcome, choice, actor=KEEPER, at=NOVEMBER)


def plan(import_id: int) -> Plan:
    return operations.make_plan(import_id, in_year=2026)


def write(import_id: int, *, at: datetime = NOVEMBER) -> Import:
    """Write a previewed list, with what follows after it."""
    ready = plan(import_id)
    with transaction():
        one = operations.write(ready, actor=KEEPER, at=at)
    work(import_id, at=at)
    return one


def bring_in(content: bytes, *, at: datetime = NOVEMBER, perhaps: Choice | None = None) -> int:
    """A list from the file to the register; its id."""
    import_id = preview(content, at=at)
    if perhaps is not None:
        choose_all(import_id, Outcome.PERHAPS, perhaps)
    write(import_id, at=at)
    return import_id
