"""Files of every kind become tables, whatever they are called; hostile and broken ones end in one sentence."""

import contextlib
import zipfile
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import pytest
import xlsxwriter
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st

from app.imports.files import LARGEST, UnreadableFile, read_file
from app.imports.files.refusals import (
    DamagedFile,
    EmptyFile,
    FileTooLarge,
    LockedFile,
    NotAList,
    PackedFile,
    TooManyCells,
    TooManyColumns,
    TooManyRows,
    UnpacksTooLarge,
    WebPage,
)
from app.imports.tables import Fault, FileKind, NoticeKind, Table, Workbook, letters, place
from tests.make.files import make_csv, make_ods, make_ods_of, make_xls, make_xlsx, make_xlsx_of, make_zip

REAL_LIST = Path(__file__).parent.parent / "data" / "registry-tykhe-pleso.xlsx"
TITLES = ["№", "ПІБ", "Дата народження", "Адреса", "Телефон", "Примітка"]
BIRTHDAY = date(1959, 3, 2)
LINES = [
    ["Список мешканців"],
    [],
    TITLES,
    [1, "Кравчук Іван", BIRTHDAY, "вул. Миру; 5", "0207852503", 'каже: "прийду"'],
    [2, "Гончар Уляна", "02.03.59", "Миру, 6", None, "перший рядок\nдругий рядок"],
]


def lines(content: bytes, name: str = "список") -> list[list[object]]:
    """The rows of the first sheet, with None for what is not filled, from the first row to the last."""
    return rows_of(read_file(name, content).tables[0])


def rows_of(table: Table) -> list[list[object]]:
    found = {line.number: line.cells for line in table.lines}
    return [
        [found[number].get(at) for at in range(max(found[number]) + 1)] if number in found else []
        for number in range(1, max(found) + 1)
    ]


def cell(content: bytes) -> object:
    """The only cell of the first sheet."""
    [line] = read_file("список", content).tables[0].lines
    [value] = line.cells.values()
    return value


def rows(book: Workbook, kind: NoticeKind) -> tuple[int, ...] | None:
    return next((notice.rows for notice in book.notices if notice.kind is kind), None)


def ods_table(name: str, cells: str, row_before: str = "", attributes: str = "") -> str:
    rows = f"{row_before}<table:table-row>{cells}</table:table-row>"
    return f'<table:table table:name="{name}" {attributes}>{rows}</table:table>'


def ods_text(text: str, attributes: str = "") -> str:
    return f'<table:table-cell office:value-type="string" {attributes}><text:p>{text}</text:p></table:table-cell>'


# ---- the four kinds


@pytest.mark.parametrize("make", [make_xlsx, make_xls, make_ods])
def test_a_workbook_of_every_kind_gives_the_same_table(make):
    assert lines(make({"с. Степове": LINES})) == LINES


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1251"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_a_text_gives_the_same_table_in_all_its_letters_and_separators(encoding, separator):
    as_text = [["1" if value == 1 else "2" if value == 2 else value for value in line] for line in LINES]
    as_text[3][2] = "02.03.1959"
    content = make_csv(LINES, encoding=encoding, separator=separator)
    assert lines(content) == [line[:1] if len(line) == 1 else line for line in as_text]


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        (FileKind.XLSX, make_xlsx({"А": LINES})),
        (FileKind.XLS, make_xls({"А": LINES})),
        (FileKind.ODS, make_ods({"А": LINES})),
        (FileKind.CSV, make_csv(LINES)),
    ],
)
@pytest.mark.parametrize("name", ["list.xlsx", "list.xls", "list.ods", "list.csv", "list"])
def test_the_kind_is_told_by_the_content_and_not_by_the_name(kind, content, name):
    book = read_file(name, content)
    assert (book.kind, book.name) == (kind, name)


def test_the_real_list_is_read_whole():
    book = read_file("реєстр.xlsx", REAL_LIST.read_bytes())
    assert [(table.name, len(table.lines)) for table in book.tables] == [
        ("с-ще Тихе Плесо", 596),
        ("с Верболози", 256),
        ("с Нова Криниця", 207),
        ("с Дубовий Гай", 148),
        ("с Заплавне", 107),
        ("с Степове", 66),
        ("с Малий Яр", 29),
    ]


def test_a_sheet_without_anything_on_it_is_left_out():
    book = read_file("список", make_xlsx({"А": [], "Б": LINES}))
    assert [table.name for table in book.tables] == ["Б"]


def test_the_table_of_a_text_is_called_like_the_file():
    assert read_file("Степове.csv", make_csv(LINES)).tables[0].name == "Степове"


def test_a_cell_is_named_as_people_name_it():
    assert [letters(at) for at in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
    assert place("Лист1", 3, 17) == "Лист1!D17"


# ---- cells


@pytest.mark.parametrize("make", [make_xlsx, make_xls, make_ods])
@pytest.mark.parametrize(
    ("written", "read"),
    [
        (380671234567, 380671234567),
        (671234567, 671234567),
        ("0671234567", "0671234567"),
        ("+380671234567", "+380671234567"),
        (1959, 1959),
        (1.5, 1.5),
        (True, True),
        (False, False),
        (date(1900, 3, 1), date(1900, 3, 1)),
        (date(2026, 11, 1), date(2026, 11, 1)),
        ("  ", None),
    ],
)
def test_numbers_days_and_texts_come_back_as_written(make, written, read):
    [line] = read_file("список", make({"А": [["x", written, "x"]]})).tables[0].lines
    value = line.cells.get(1)
    assert (value, type(value)) == (read, type(read))


def test_a_number_shown_with_leading_zeros_keeps_them():
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        book.add_worksheet().write(0, 0, 671234567, book.add_format({"num_format": "0000000000"}))
    assert cell(buffer.getvalue()) == "0671234567"
    old = xlwt.Workbook()
    old.add_sheet("А").write(0, 0, 671234567, xlwt.easyxf(num_format_str="0000000000"))
    old.save(buffer := BytesIO())
    assert cell(buffer.getvalue()) == "0671234567"
    shown = '<table:table-cell office:value-type="float" office:value="671234567"><text:p>0671234567</text:p>'
    assert cell(
        make_ods_of(f"<table:table><table:table-row>{shown}</table:table-cell></table:table-row></table:table>")
    )


def sheet(cells: str) -> bytes:
    """A workbook with one row of hand-written cells; style 1 is a day, 2 a time, 3 a length of time."""
    styles = '<numFmts><numFmt numFmtId="164" formatCode="[h]:mm"/></numFmts>'
    styles += '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
    styles += "<cellXfs>" + "".join(f'<xf numFmtId="{key}"/>' for key in (0, 14, 20, 164)) + "</cellXfs>"
    strings = (
        '<si><t>Кравчук</t></si><si><r><t>Кра</t></r><r><t xml:space="preserve">вчук </t></r><rPh><t>к</t></rPh></si>'
    )
    return make_xlsx_of(f"<sheetData><row r='1'>{cells}</row></sheetData>", strings=strings, styles=styles)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ('<c t="s"><v>0</v></c>', "Кравчук"),
        ('<c t="s"><v>1</v></c>', "Кравчук "),
        ('<c t="inlineStr"><is><r><t>Кра</t></r><r><t>вчук</t></r></is></c>', "Кравчук"),
        ('<c t="str"><f>A2</f><v>Крав_x000D_чук</v></c>', "Крав\rчук"),
        ("<c><v>380671234567</v></c>", 380671234567),
        ("<c><v>3.80671234567E11</v></c>", 380671234567),
        ("<c><v>1E+400</v></c>", Fault("inf")),
        ('<c t="b"><v>1</v></c>', True),
        ('<c t="e"><v>#N/A</v></c>', Fault("#N/A")),
        ("<c><f>1+1</f></c>", Fault("=")),
        ('<c s="1"><v>21611</v></c>', date(1959, 3, 2)),
        ('<c s="1"><v>1</v></c>', date(1900, 1, 1)),
        ('<c s="1"><v>-5</v></c>', -5),
        ('<c s="1"><v>99999999</v></c>', 99999999),
        ('<c s="2"><v>0.5</v></c>', "12:00"),
        ('<c s="3"><v>1.5</v></c>', "36:00"),
        ('<c t="d"><v>1959-03-02T00:00:00</v></c>', date(1959, 3, 2)),
    ],
)
def test_every_type_of_cell_is_read(written, read):
    value = cell(sheet(written))
    assert (value, type(value)) == (read, type(read))


def test_days_of_old_macintosh_files_are_four_years_later():
    content = make_xlsx_of(
        '<sheetData><row><c s="0"><v>20149</v></c></row></sheetData>',
        styles='<cellXfs><xf numFmtId="14"/></cellXfs>',
        properties='date1904="1"',
    )
    assert cell(content) == date(1959, 3, 2)


def test_cells_without_their_address_follow_each_other():
    content = make_xlsx_of("<sheetData><row/><row><c><v>1</v></c><c/><c><v>2</v></c></row></sheetData>")
    [line] = read_file("список", content).tables[0].lines
    assert (line.number, line.cells) == (2, {0: 1, 2: 2})


def test_a_comment_on_a_cell_and_a_formula_without_value_are_no_text_of_it():
    cells = (
        '<table:table-cell office:value-type="string"><office:annotation><text:p>спитати</text:p></office:annotation>'
        '<text:p>Кра<text:span>вчук</text:span><text:s text:c="2"/>Іван</text:p></table:table-cell>'
        '<table:table-cell table:formula="of:=[.A1]"/>'
        '<table:table-cell table:formula="of:=[.A1]" office:value-type="string">'
        "<text:p>#N/A</text:p></table:table-cell>"
    )
    content = make_ods_of(ods_table("А", cells))
    assert lines(content) == [["Кравчук  Іван", Fault("="), Fault("#N/A")]]


def test_repeated_cells_and_rows_stand_as_often_as_they_are_repeated():
    name = ods_text("а", 'table:number-columns-repeated="2"')
    content = make_ods_of(
        '<table:table table:name="А"><table:table-row table:number-rows-repeated="3"><table:table-cell/>'
        '</table:table-row><table:table-row table:number-rows-repeated="2">'
        f'<table:table-cell table:number-columns-repeated="3"/>{name}'
        '<table:table-cell table:number-columns-repeated="16379"/></table:table-row>'
        '<table:table-row table:number-rows-repeated="1048571"><table:table-cell/></table:table-row></table:table>'
    )
    assert [(line.number, line.cells) for line in read_file("список", content).tables[0].lines] == [
        (4, {3: "а", 4: "а"}),
        (5, {3: "а", 4: "а"}),
    ]


# ---- what is to be known about a file


def test_hidden_rows_and_sheets_are_read_and_told():
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        book.add_worksheet("Титул").write(0, 0, "x")
        hidden = book.add_worksheet("Схований")
        hidden.write_column(0, 0, ["а", "б", "в"])
        hidden.set_row(1, None, None, {"hidden": True})
        hidden.set_row(7, None, None, {"hidden": True})
        hidden.hide()
    book = read_file("список", buffer.getvalue())
    assert [table.name for table in book.tables] == ["Титул", "Схований"]
    assert rows(book, NoticeKind.HIDDEN_ROWS) == (2,)
    assert rows(book, NoticeKind.HIDDEN_SHEET) == ()


def test_hidden_rows_and_sheets_are_told_of_old_and_open_files_too():
    old = xlwt.Workbook()
    old.add_sheet("Титул").write(0, 0, "x")
    hidden = old.add_sheet("Схований")
    hidden.visibility = 1
    hidden.write(0, 0, "а")
    hidden.row(0).hidden = True
    hidden.write_merge(1, 2, 0, 0, "б")
    old.save(buffer := BytesIO())
    hidden_row = f'<table:table-row table:visibility="collapse">{ods_text("а")}</table:table-row>'
    open_document = make_ods_of(
        ods_table("Титул", ods_text("x"))
        + ods_table("Схований", ods_text("б", 'table:number-rows-spanned="2"'), hidden_row, 'table:style-name="ta2"'),
        styles='<style:style style:name="ta2"><style:table-properties table:display="false"/></style:style>',
    )
    for content in (buffer.getvalue(), open_document):
        book = read_file("список", content)
        assert [notice.sheet for notice in book.notices] == ["Схований"] * 3
        assert (rows(book, NoticeKind.HIDDEN_SHEET), rows(book, NoticeKind.HIDDEN_ROWS)) == ((), (1,))
        assert rows(book, NoticeKind.MERGED_CELLS) == (2,)


def test_cells_with_errors_and_formulas_without_values_are_told():
    content = make_xlsx_of(
        '<sheetData><row><c t="e"><v>#N/A</v></c></row><row/><row><c><f>A1</f></c></row></sheetData>'
        '<mergeCells><mergeCell ref="A3:B4"/><mergeCell ref="A1:B1"/></mergeCells>'
    )
    book = read_file("список", content)
    assert {notice.kind: notice.rows for notice in book.notices} == {
        NoticeKind.MERGED_CELLS: (3,),
        NoticeKind.ERROR_CELLS: (1,),
        NoticeKind.FORMULAS: (3,),
    }
    assert book.tables[0].merges[0].bottom == 4


# ---- texts


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#Н/Д", "#ЗНАЧ!", "#ДІЛ/0!", "#ССЫЛКА!", "#ІМ’Я?", "#NAME?"])
def test_errors_saved_as_text_are_errors(error):
    book = read_file("список.csv", f"ПІБ;Телефон\nКравчук Іван;{error}\n".encode())
    assert rows_of(book.tables[0])[1] == ["Кравчук Іван", Fault(error)]
    assert isinstance(rows_of(book.tables[0])[1][1], Fault)
    assert rows(book, NoticeKind.ERROR_CELLS) == (2,)


def test_the_separator_that_excel_was_told_of_is_no_row():
    assert lines("sep=,\r\nПІБ,Адреса\r\n".encode()) == [[], ["ПІБ", "Адреса"]]


def test_a_quotation_mark_without_its_pair_does_not_swallow_the_list():
    content = 'ПІБ;Адреса;Примітка\n"Кравчук Іван;Миру, 5;x\nГончар Уляна;"Миру";x\n'.encode("cp1251")
    book = read_file("список", content)
    assert rows_of(book.tables[0])[1:] == [['"Кравчук Іван', "Миру, 5", "x"], ["Гончар Уляна", "Миру", "x"]]
    assert [notice.kind for notice in book.notices] == [NoticeKind.LOOSE_QUOTES]


def test_quotation_marks_inside_a_cell_change_nothing_else():
    content = 'ПІБ;Адреса\nКравчук "Ваня" Іван;"Миру" 5\nГончар;"Миру; 5"\n'.encode()
    assert lines(content)[1:] == [['Кравчук "Ваня" Іван', "Миру 5"], ["Гончар", "Миру; 5"]]


def test_one_torn_letter_does_not_spoil_the_others():
    content = make_csv([TITLES, *([str(n), "Кравчук Іван", "", "Миру, 5"] for n in range(40))])
    torn = content.replace("Іван".encode(), b"\xd0\xff" + "ван".encode(), 1)
    assert lines(torn)[2][1] == "Кравчук Іван"
    assert "\ufffd" in str(lines(torn)[1][1])


def test_a_list_of_one_column_is_a_list():
    assert lines("ПІБ\nКравчук Іван\nГончар Уляна\n".encode()) == [["ПІБ"], ["Кравчук Іван"], ["Гончар Уляна"]]


WRITTEN = st.text(st.sampled_from("абвгґєії0123456789 .,;\t|\"'\n№"), max_size=12).map(lambda text: text.strip() or "-")


@settings(deadline=None)
@given(
    st.lists(st.lists(WRITTEN, min_size=6, max_size=6), min_size=4, max_size=12),
    st.sampled_from([";", ",", "\t"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1251"]),
)
def test_any_list_comes_back_from_any_text(written, separator, encoding):
    if encoding == "cp1251":
        written = [[text.replace("ґ", "г") for text in line] for line in written]
    content = make_csv([TITLES, *written], encoding=encoding, separator=separator)
    # the commas of texts may by chance part every row as evenly as the separator does
    read = lines(content)
    if len(read[0]) == len(TITLES):
        assert read == [TITLES, *written]


# ---- broken and foreign files


PICTURE = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(100)
PROTECTED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600)
XLSX = make_xlsx({"А": LINES})


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", EmptyFile),
        (b"\n\n \n", EmptyFile),
        (b"\xef\xbb\xbf", EmptyFile),
        (b";;;\r\n;;;\r\n", EmptyFile),
        (make_xlsx({"А": []}), EmptyFile),
        (make_xls({"А": []}), EmptyFile),
        (make_ods({"А": []}), EmptyFile),
        (b"x" * (LARGEST + 1), FileTooLarge),
        (PICTURE, NotAList),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(100), NotAList),
        (b"BM\x36\x00\x0c\x00\x00\x00" + bytes(100), NotAList),
        (b"%PDF-1.7\n", NotAList),
        (rb"{\rtf1\ansi", NotAList),
        (bytes(range(256)) * 40, NotAList),
        (b"\x98" * 40, NotAList),
        (make_zip({"word/document.xml": "<x/>", "[Content_Types].xml": "<Types/>"}), NotAList),
        (make_zip({"Index/Document.iwa": "x", "preview.jpg": "x"}), NotAList),
        (make_zip({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"}), NotAList),
        (make_zip({"список.xlsx": XLSX}), PackedFile),
        (make_zip({}), PackedFile),
        (b"Rar!\x1a\x07\x00", PackedFile),
        (b"<html><table><tr><td>x</td></tr></table></html>", WebPage),
        ("\ufeff\r\n<!DOCTYPE html>".encode(), WebPage),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', WebPage),
        (PROTECTED, LockedFile),
        (make_ods_of("", manifest="<m:manifest xmlns:m='m'><m:encryption-data/></m:manifest>"), LockedFile),
        (b"PK\x03\x04 torn", DamagedFile),
        (XLSX[: len(XLSX) // 2], DamagedFile),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), DamagedFile),
        (make_xls({"А": LINES})[:3000], DamagedFile),
        (make_xlsx_of("<sheetData><row>"), DamagedFile),
        (make_xlsx_of('<sheetData><row><c t="s"><v>7</v></c></row></sheetData>'), DamagedFile),
        (make_xlsx_of("<sheetData><row><c><v>много</v></c></row></sheetData>"), DamagedFile),
        (make_xlsx_of("<sheetData><row r='x'/></sheetData>"), DamagedFile),
        (make_xlsx_of("<sheetData><row><c r='XFE1'><v>1</v></c></row></sheetData>"), DamagedFile),
        (make_ods_of('<table:table><table:table-row table:number-rows-repeated="0"/></table:table>'), DamagedFile),
    ],
)
def test_what_is_no_list_ends_in_one_sentence(content, refusal):
    with pytest.raises(UnreadableFile) as caught:
        read_file("список.xlsx", content)
    assert type(caught.value) is refusal
    assert "список.xlsx" in caught.value.message % caught.value.values


def test_an_old_workbook_with_a_password_is_told_as_that():
    content = bytearray(make_xls({"А": LINES}))
    at = content.index(b"\x09\x08\x10\x00\x00\x06\x05\x00") + 20
    content[at : at + 2] = b"\x2f\x00"  # the record behind the first becomes FILEPASS
    with pytest.raises(LockedFile):
        read_file("список.xls", bytes(content))


@settings(deadline=None)
@given(st.binary(max_size=200), st.integers(0, 10_000), st.sampled_from([make_xlsx, make_xls, make_ods]))
def test_a_file_with_any_damage_is_read_or_refused(damage, at, make):
    content = bytearray(make({"А": LINES}))
    at %= len(content)
    content[at : at + len(damage)] = damage
    with contextlib.suppress(UnreadableFile):
        read_file("список", bytes(content))


# ---- limits


def row_of(count: int, first: int = 1) -> str:
    return "".join(f'<row r="{number}"><c><v>1</v></c></row>' for number in range(first, first + count))


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (make_xlsx_of(f"<sheetData>{row_of(20_101)}</sheetData>"), TooManyRows),
        (make_csv([["а", "б"]] * 20_101), TooManyRows),
        (make_xlsx_of("<sheetData><row>" + "<c><v>1</v></c>" * 1_001 + "</row></sheetData>"), TooManyColumns),
        (
            make_xlsx_of("<sheetData>" + ("<row>" + "<c><v>1</v></c>" * 900 + "</row>") * 700 + "</sheetData>"),
            TooManyCells,
        ),
        (make_xlsx_of("", strings="<si><t>" + "я" * 40_000 + "</t></si>"), TooManyCells),
        (make_csv([["а", "б" * 40_000]]), TooManyCells),
        (b"a;" * 300_000, TooManyCells),
    ],
)
def test_too_much_is_refused(content, refusal):
    with pytest.raises(refusal):
        read_file("список", content)


def test_twenty_thousand_rows_and_their_titles_are_not_too_many():
    book = read_file("список", make_xlsx({"А": [TITLES, *([number] for number in range(20_000))]}))
    assert len(book.tables[0].lines) == 20_001


def test_a_stray_cell_at_the_far_corner_is_one_cell():
    stray = '<row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
    content = make_xlsx_of(f"<sheetData>{row_of(1)}{stray}</sheetData>")
    [_first, last] = read_file("список", content).tables[0].lines
    assert (last.number, last.cells) == (1_048_576, {16_383: 2})


@pytest.mark.parametrize(
    "part",
    [
        '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><worksheet>&b;</worksheet>',
        '<!DOCTYPE a SYSTEM "file:///etc/passwd"><worksheet/>',
    ],
)
def test_a_document_type_is_refused_before_it_means_anything(part):
    with zipfile.ZipFile(BytesIO(make_xlsx_of(""))) as whole:
        others = {name: whole.read(name) for name in whole.namelist()}
    with pytest.raises(DamagedFile):
        read_file("список.xlsx", make_zip(others | {"xl/worksheets/s1.xml": part}))


def test_parts_packed_so_that_they_only_unpack_in_one_go_are_refused():
    with zipfile.ZipFile(BytesIO(XLSX)) as whole:
        parts = {name: whole.read(name) for name in whole.namelist()}
    with pytest.raises(DamagedFile):
        read_file("список.xlsx", make_zip(parts, method=zipfile.ZIP_BZIP2))


def test_a_directory_of_very_many_parts_is_refused():
    with pytest.raises(UnpacksTooLarge):
        read_file("список.xlsx", make_zip({"[Content_Types].xml": ""} | {str(part): "" for part in range(2_500)}))


def test_the_time_of_a_day_is_left_out():
    assert cell(make_xlsx({"А": [[datetime(1959, 3, 2, 14, 30)]]})) == BIRTHDAY  # noqa: DTZ001
