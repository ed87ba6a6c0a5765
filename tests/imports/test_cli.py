"""``households import`` at the laptop, on the real list: the way of the screen without the screen."""

import pytest
import xlsxwriter
from sqlalchemy import func, select

from app.audit import queries as audit
from app.core import clock
from app.core.db import db
from app.households.models import Card, DuplicatePair, Household, Person
from app.hubs.models import Settlement, Street
from app.imports.models import Import, ImportRow
from tests.imports.lists import REAL_LIST

HOUSEHOLDS = 1388


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


@pytest.fixture
def run(app):
    """``households import`` as typed at the laptop."""

    def invoke(*arguments: object):
        return app.test_cli_runner().invoke(args=["households", "import", *map(str, arguments)])

    return invoke


def test_a_dry_run_tells_everything_and_leaves_nothing(app, run):
    result = run(REAL_LIST)
    assert result.exit_code == 0, result.output
    assert f"буде створено: {HOUSEHOLDS} домогосподарств, 2950 осіб, 7 населених пунктів, 65 вулиць" in result.output
    assert "Це була проба, нічого не записано." in result.output
    with app.app_context():
        assert (count(Household), count(Settlement), count(Street), count(Card)) == (0, 0, 0, 0)
        assert (count(Import), count(ImportRow)) == (0, 0)


def test_the_real_list_is_imported_once_however_often_it_is_run(app, run):
    first, second = run(REAL_LIST, "--commit"), run(REAL_LIST, "--commit")
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert f"створено: {HOUSEHOLDS} домогосподарств" in first.output
    assert "створено: 0 домогосподарств" in second.output
    assert f"уже є, без змін: {HOUSEHOLDS}" in second.output
    with app.app_context():
        assert (count(Household), count(Card), count(Person)) == (HOUSEHOLDS, HOUSEHOLDS, 2950)
        assert (count(Settlement), count(Street)) == (7, 65)
        assert count(DuplicatePair) >= 78
        assert audit.check_chain().broken_at is None


def test_every_row_of_the_real_list_is_in_the_report(run):
    told = told_rows(run(REAL_LIST).output)
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(str(REAL_LIST))
    for name in book.sheet_names:
        lines = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        filled = {number for number, line in enumerate(lines, 1) if any(cell != "" for cell in line)}
        assert filled <= {number for sheet, number in told if sheet == name}


def told_rows(report: str) -> set[tuple[str, int]]:
    """The rows that the lines "will be created" and "no households" of each sheet name."""
    told = set()
    for sheet in report.split("\n\n")[:-1]:
        name, *lines = sheet.splitlines()
        for line in lines:
            if line.startswith(("  буде створено:", "  не домогосподарства:")):
                told |= {(name, number) for number in numbers_in(line)}
    return told


def numbers_in(line: str) -> set[int]:
    """4–14, 16 out of a line; figures that are no row numbers do not follow "рядок" or "рядки"."""
    numbers = set()
    for run_of_rows in line.replace("рядки", "рядок").split("рядок ")[1:]:
        for part in run_of_rows.split(" (")[0].strip(" ,)").split(", "):
            first, _, last = part.partition("–")
            numbers |= set(range(int(first), int(last or first) + 1))
    return numbers


def test_a_row_that_cannot_be_created_is_named_with_its_cell_and_reason(run, tmp_path):
    path = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("с. Степове")
        sheet.write_row(0, 0, ["ПІБ", "Рік народження", "Адреса", "РНОКПП"])
        sheet.write_row(1, 0, ["", 1959, "Миру, 5", "0000177714"])
        sheet.write_row(2, 0, ["Кравчук Іван", "колись", "Миру, 5"])
    output = run(path).output
    assert "незрозуміло, зареєструйте за столом: 1 (рядок 2)" in output
    assert "голова домогосподарства: немає імені" in output
    assert "с. Степове!B3: дата народження: не вдалося прочитати, залишено порожнім" in output
    assert "177714" not in output
    assert "Кравчук" not in output


@pytest.mark.parametrize("commit", [(), ("--commit",)])
def test_a_missing_file_gets_one_clear_sentence(run, tmp_path, commit):
    result = run(tmp_path / "немає.xlsx", *commit)
    assert result.exit_code == 1
    assert result.output == f"Файлу {tmp_path / 'немає.xlsx'} немає.\n"


def test_a_file_that_is_no_spreadsheet_gets_one_clear_sentence(run, tmp_path):
    path = tmp_path / "list.xlsx"
    path.write_bytes(b"%PDF-1.7 \x00")
    result = run(path)
    assert result.exit_code == 1
    assert len(result.output.splitlines()) == 1


def test_a_file_without_names_gets_one_clear_sentence_and_leaves_nothing(app, run, tmp_path):
    path = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet().write_row(0, 0, ["зателефонувати", 1959])
    result = run(path)
    assert result.exit_code == 1
    assert len(result.output.splitlines()) == 1
    with app.app_context():
        assert count(Import) == 0


def test_small_children_of_a_list_do_not_collect(app, run):
    run(REAL_LIST, "--commit")
    this_year = clock.now().year
    with app.app_context():
        people = db.session.scalars(select(Person)).all()
    small = [person for person in people if person.birth_year and this_year - person.birth_year < 14]
    assert small
    assert not any(person.may_collect for person in small)
    assert all(person.may_collect for person in people if person not in small)
