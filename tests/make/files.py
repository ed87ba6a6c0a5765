"""Files as people upload them: workbooks of every kind, whole and hand-made in the parts that matter."""

import csv
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from io import BytesIO, StringIO
from xml.sax.saxutils import escape, quoteattr

import xlsxwriter
import xlwt

Lines = Sequence[Sequence[object]]


def make_xlsx(sheets: Mapping[str, Lines]) -> bytes:
    """A workbook as Excel writes it; None leaves a cell out, dates are dates."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "default_date_format": "dd.mm.yyyy"}) as book:
        for name, lines in sheets.items():
            sheet = book.add_worksheet(name)
            for row, line in enumerate(lines):
                for column, value in enumerate(line):
                    if isinstance(value, str):
                        sheet.write_string(row, column, value)
                    elif value is not None:
                        sheet.write(row, column, value)
    return buffer.getvalue()


def make_xls(sheets: Mapping[str, Lines]) -> bytes:
    """The same as Excel 97 wrote it."""
    book = xlwt.Workbook()
    day = xlwt.easyxf(num_format_str="DD.MM.YYYY")
    for name, lines in sheets.items():
        sheet = book.add_sheet(name)
        for row, line in enumerate(lines):
            for column, value in enumerate(line):
                if isinstance(value, (date, datetime)):
                    sheet.write(row, column, value, day)
                elif value is not None:
                    sheet.write(row, column, value)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def make_csv(lines: Lines, *, encoding: str = "utf-8", separator: str = ";") -> bytes:
    """The same as plain text."""
    buffer = StringIO(newline="")
    writer = csv.writer(buffer, delimiter=separator)
    writer.writerows([["" if value is None else _shown(value) for value in line] for line in lines])
    return buffer.getvalue().encode(encoding)


def _shown(value: object) -> str:
    return f"{value:%d.%m.%Y}" if isinstance(value, date) else str(value)


def make_ods(sheets: Mapping[str, Lines]) -> bytes:
    """The same as LibreOffice writes it."""
    tables = (
        f"<table:table table:name={quoteattr(name)}>{''.join(map(_ods_row, lines))}</table:table>"
        for name, lines in sheets.items()
    )
    return make_ods_of("".join(tables))


def _ods_row(line: Sequence[object]) -> str:
    return f"<table:table-row>{''.join(map(_ods_cell, line))}</table:table-row>"


def _ods_cell(value: object) -> str:
    shown = f"<text:p>{escape(_shown(value))}</text:p>"
    match value:
        case None:
            return "<table:table-cell/>"
        case bool():
            kind = f'boolean" office:boolean-value="{str(value).lower()}'
        case date():
            kind = f'date" office:date-value="{value:%Y-%m-%d}'
        case int() | float():
            kind = f'float" office:value="{value}'
        case _:
            kind = "string"
            shown = "".join(f"<text:p>{escape(part)}</text:p>" for part in str(value).split("\n"))
    return f'<table:table-cell office:value-type="{kind}">{shown}</table:table-cell>'


def make_ods_of(tables: str, *, styles: str = "", manifest: str = "<manifest/>") -> bytes:
    """A spreadsheet of OpenDocument around hand-written tables."""
    spaces = " ".join(
        f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{prefix}:1.0"'
        for prefix in ("office", "table", "text", "style")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces}>'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    return make_zip(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": content,
            "META-INF/manifest.xml": manifest,
        }
    )


def make_xlsx_of(
    *sheets: str, strings: str = "", styles: str = "", sheet_attributes: Sequence[str] = (), properties: str = ""
) -> bytes:
    """A workbook around hand-written worksheets (what stands inside ``<worksheet>``)."""
    attributes = [*sheet_attributes, *("" for _sheet in sheets)]
    listed = "".join(
        f'<sheet name="S{at}" sheetId="{at}" r:id="rId{at}" {attributes[at - 1]}/>' for at in range(1, len(sheets) + 1)
    )
    return make_zip(
        {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": _relations([("rId1", "officeDocument", "xl/workbook.xml")]),
            "xl/workbook.xml": f'<workbook xmlns:r="r"><workbookPr {properties}/><sheets>{listed}</sheets></workbook>',
            "xl/_rels/workbook.xml.rels": _relations(
                [
                    *((f"rId{at}", "worksheet", f"worksheets/s{at}.xml") for at in range(1, len(sheets) + 1)),
                    ("rId901", "sharedStrings", "sharedStrings.xml"),
                    ("rId902", "styles", "/xl/styles.xml"),
                ]
            ),
            "xl/sharedStrings.xml": f"<sst>{strings}</sst>",
            "xl/styles.xml": f"<styleSheet>{styles}</styleSheet>",
            **{f"xl/worksheets/s{at}.xml": f"<worksheet>{sheet}</worksheet>" for at, sheet in enumerate(sheets, 1)},
        }
    )


def _relations(related: Iterable[tuple[str, str, str]]) -> str:
    of_office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    listed = (
        f'<Relationship Id="{key}" Type="{of_office}/{kind}" Target="{target}"/>' for key, kind, target in related
    )
    return f"<Relationships>{''.join(listed)}</Relationships>"


def make_zip(parts: Mapping[str, str | bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive of these parts."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()
