"""Lists as they come: title rows, totals, blank rows, one sheet for each settlement."""

from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from app.households.parsing.findings import Field
from app.imports.spreadsheet import (
    NoColumnTitles,
    NoSuchFile,
    NotASpreadsheet,
    Row,
    Sheet,
    SkippedKind,
    read,
    text_of,
)

REAL_LIST = Path(__file__).parent.parent / "data" / "registry-tykhe-pleso.xlsx"
TITLES = ["№ з/п", "ПІБ голови родини", "Дата народж.", "Адреса", "Телефон"]


@pytest.fixture
def sheet_of(tmp_path):
    """Write the lines into the first sheet of a file and read it back; the second sheet is a list without rows."""

    def write_and_read(*lines: list[object]) -> Sheet:
        path = tmp_path / "list.xlsx"
        with xlsxwriter.Workbook(path) as book:
            sheet = book.add_worksheet("с Степове")
            for number, line in enumerate(lines):
                for column, value in enumerate(line):
                    if isinstance(value, date):
                        sheet.write_datetime(number, column, value, book.add_format({"num_format": "dd.mm.yyyy"}))
                    elif value is not None:
                        sheet.write(number, column, value)
            book.add_worksheet("с Малий Яр").write_row(0, 0, TITLES)
        return read(path)[0]

    return write_and_read


def kinds(sheet: Sheet) -> dict[int, SkippedKind]:
    return {row.number: row.kind for row in sheet.skipped}


def test_the_real_list_is_read_whole():
    sheets = read(REAL_LIST)
    assert [(sheet.name, len(sheet.rows)) for sheet in sheets] == [
        ("с-ще Тихе Плесо", 593),
        ("с Верболози", 253),
        ("с Нова Криниця", 204),
        ("с Дубовий Гай", 145),
        ("с Заплавне", 104),
        ("с Степове", 63),
        ("с Малий Яр", 26),
    ]


def test_every_row_of_the_real_list_is_a_household_or_named_as_skipped():
    for sheet in read(REAL_LIST):
        numbers = sorted([row.number for row in sheet.rows] + [row.number for row in sheet.skipped])
        assert numbers == list(range(1, len(numbers) + 1))
        totals = [row.text for row in sheet.skipped if row.kind is SkippedKind.TOTALS]
        assert totals == [f"ВСЬОГО: {len(sheet.rows)}"]


def test_a_row_keeps_the_number_it_has_in_the_spreadsheet():
    first = read(REAL_LIST)[0].rows[0]
    assert first == Row(
        "с-ще Тихе Плесо",
        4,
        {
            Field.NUMBER: 1,
            Field.HEAD: "Савченко Віктор Анатолійович",
            Field.BIRTH: date(1963, 1, 27),
            Field.ADDRESS: "с-ще Тихе Плесо, ул. Молодіжна, 16, кв. 29",
            Field.PEOPLE: 1,
            Field.PHONE: 200035333,
            Field.TAX_NUMBER: 177714,
            Field.NOTE: "не отримувала у вересні",
        },
    )


def test_titles_totals_and_blank_rows_are_named(sheet_of):
    sheet = sheet_of(
        ["Список мешканців", "станом на 01.11.2026"],
        [],
        TITLES,
        [1, 2, 3, 4, 5],
        [1, "Кравчук Іван", 1959, "Миру, 5"],
        [None, "  "],
        TITLES,
        [None, "Разом:", None, None, 1],
    )
    assert [row.number for row in sheet.rows] == [5]
    assert kinds(sheet) == {
        1: SkippedKind.TITLE,
        2: SkippedKind.EMPTY,
        3: SkippedKind.HEADER,
        4: SkippedKind.HEADER,
        6: SkippedKind.EMPTY,
        7: SkippedKind.HEADER,
        8: SkippedKind.TOTALS,
    }


def test_a_list_that_does_not_begin_in_the_first_cell_keeps_its_row_numbers(sheet_of):
    sheet = sheet_of([], [], [None, None, *TITLES], [None, None, 1, "Кравчук Іван", 1959, "Миру, 5"])
    assert [(row.number, row.cells[Field.HEAD]) for row in sheet.rows] == [(4, "Кравчук Іван")]


def test_dates_stay_dates_and_whole_numbers_come_back_from_floats(sheet_of):
    sheet = sheet_of(
        TITLES,
        [1, "Кравчук Іван", date(1959, 3, 2), "Миру, 5", 207852503],
        [2, "Гончар Уляна", "02.03.59", 21, "0207852503"],
    )
    assert [row.cells[Field.BIRTH] for row in sheet.rows] == [date(1959, 3, 2), "02.03.59"]
    assert [row.cells[Field.PHONE] for row in sheet.rows] == [207852503, "0207852503"]
    assert [text_of(row.cells[Field.BIRTH]) for row in sheet.rows] == ["02.03.1959", "02.03.59"]


def test_a_name_and_telephones_may_stand_in_several_columns(sheet_of):
    sheet = sheet_of(
        ["Прізвище", "Ім’я", "По батькові", "Адреса", "Телефон 1", "Телефон 2"],
        ["Кравчук", "Іван", "Петрович", "Миру, 5", 207852503, "0207852504"],
    )
    assert sheet.rows[0].cells[Field.HEAD] == "Кравчук Іван Петрович"
    assert sheet.rows[0].cells[Field.PHONE] == "207852503, 0207852504"


def test_columns_that_say_nothing_to_us_are_handed_on_with_their_titles(sheet_of):
    sheet = sheet_of([*TITLES, "Корова", None], [1, "Кравчук Іван", 1959, "Миру, 5", "-", "є", "ще щось"])
    assert sheet.rows[0].others == (("Корова", "є"), ("G", "ще щось"))


def test_a_row_without_a_name_is_no_reason_to_drop_it(sheet_of):
    sheet = sheet_of(TITLES, [None, None, None, "Миру, 5"])
    assert [row.cells for row in sheet.rows] == [{Field.ADDRESS: "Миру, 5"}]


def test_a_sheet_without_titles_is_named_and_not_guessed_at(sheet_of):
    sheet = sheet_of(["Кравчук Іван", 1959], [], ["Гончар Уляна", 1960])
    assert not sheet.has_header
    assert not sheet.has_header
    assert sheet.rows == ()
    assert kinds(sheet) == {1: SkippedKind.NO_HEADER, 2: SkippedKind.EMPTY, 3: SkippedKind.NO_HEADER}


def test_an_empty_sheet_has_no_rows(sheet_of):
    assert sheet_of() == Sheet("с Степове", (), ())


def test_a_missing_file_is_told_as_that(tmp_path):
    with pytest.raises(NoSuchFile):
        read(tmp_path / "no.xlsx")
    with pytest.raises(NoSuchFile):
        read(tmp_path)


def test_a_file_without_any_column_titles_is_told_as_that(tmp_path):
    path = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet().write_row(0, 0, ["Кравчук Іван", 1959])
    with pytest.raises(NoColumnTitles):
        read(path)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 torn", b"surname;given\n", bytes(range(256)) * 40])
@pytest.mark.parametrize("name", ["list.xlsx", "list.xls", "list.ods", "list.txt"])
def test_what_is_no_spreadsheet_is_told_as_that(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(NotASpreadsheet):
        read(path)
