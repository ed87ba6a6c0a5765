"""The deputy head of the community reads, takes away and checks."""

import csv
import io
import json
from collections.abc import Callable

import pytest
from flask import Flask
from python_calamine import CalamineWorkbook

from app.audit import operations as audit_operations
from app.audit import queries as audit
from app.core import clock
from app.core.actors import KEEPER
from app.core.db import db, transaction
from tests import cast
from tests.reports.conftest import Records
from tests.statements import statements_of
from tests.visitor import Page, Visitor

PERSONAL = ("Їжакевич", "Зінаїда", "Матвій", "Бондаренко")


def fact(page: Page, words: str) -> str:
    """The value beside these words in a list of facts."""
    terms = [term for term in page.root.iter() if term.tag in ("dt", "dd")]
    texts = [" ".join("".join(term.itertext()).split()) for term in terms]
    return texts[texts.index(words) + 1]


def test_totals_come_first_with_their_denominators(reviewer: Visitor) -> None:
    page = reviewer.open("/reports")
    assert page.says("з 01.11.2026 по 30.11.2026 · усі пункти видачі · усі програми · усі набори")
    assert fact(page, "Зареєстровано домогосподарств зараз") == "13"
    assert fact(page, "Домогосподарств, яким призначено") == "12"
    assert fact(page, "Домогосподарств, які отримали") == "8 · 67 %"
    assert fact(page, "Видано наборів") == "15 з 22 призначених"
    assert fact(page, "Аварійні набори") == "0"
    assert ["10.11.2026", "10", "7", "70 %", "0", "0", "20", "14", "0"] in page.rows()
    assert ["Клуб", "2", "1", "50 %", "0", "0", "2", "1", "0"] in page.rows()
    assert ["село Верболози", "3", "2", "1", "50 %", "0", "0", "2", "1", "0"] in page.rows()
    assert fact(page, "Видачі, скасовані як помилкові") == "1"
    assert fact(page, "Відмова столу: Невідома картка") == "2"


def test_small_counts_of_people_are_not_shown(reviewer: Visitor) -> None:
    women = next(row for row in reviewer.open("/reports").rows() if row[0] == "Жінки та дівчата")
    assert women == ["Жінки та дівчата", "0", "0", "0", "0", "0", "8", "0", "8", "<5"]


def test_every_number_leads_to_the_rows_behind_it(reviewer: Visitor) -> None:
    for words, rows in (("7", 7), ("15", 8)):
        reviewer.open("/reports")
        assert reviewer.follow(words).says(f"{rows} видач")


def test_the_report_is_narrowed_by_a_sentence(reviewer: Visitor, records: Records) -> None:
    reviewer.open("/reports")
    page = reviewer.press("Показати", {"Пункт видачі": str(records.ids["club"]), "По день": "2026-11-15"})
    assert page.says("з 01.11.2026 по 15.11.2026 · Клуб")
    assert fact(page, "Домогосподарств, яким призначено") == "2"
    log = reviewer.follow("Журнал видачі")
    assert log.says("1 видача")


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("?first=завтра", "Напишіть дату як день.місяць.рік, наприклад 24.11.2026."),
        ("?first=0001-01-01", "Напишіть дату як день.місяць.рік, наприклад 24.11.2026."),
        ("?first=2026-11-20&last=2026-11-10", "Останній день раніший за перший."),
        ("?location=99999999999999999999", "Виберіть зі списку."),
        ("?kit=%00", "Виберіть зі списку."),
    ],
)
def test_what_is_not_understood_is_told_and_does_not_count(reviewer: Visitor, address: str, sentence: str) -> None:
    for path in ("/reports", "/reports/log"):
        assert reviewer.open(path + address).says(sentence)


def test_the_log_shows_pseudonyms_and_no_names(reviewer: Visitor, records: Records) -> None:
    page = reviewer.open("/reports/log")
    assert page.says("9 видач")
    assert records.pseudonyms[0] in page.html
    assert page.says("старший по вулиці")
    assert page.says("скасовано =не та картка")
    for word in PERSONAL:
        assert word not in page.html


def test_the_log_goes_on_after_a_page(reviewer: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.reports.queries.log.PER_PAGE", 5)
    reviewer.open("/reports/log?outcome=given")
    second = reviewer.follow("Далі →")
    assert len(second.rows()) == 1 + 3
    assert second.says("8 видач")


def take(reviewer: Visitor, path: str, button: str) -> Page:
    reviewer.open(path)
    return reviewer.press(button)


def test_the_log_as_csv_opens_in_excel_and_runs_nothing(reviewer: Visitor, records: Records) -> None:
    taken = take(reviewer, "/reports/log", "Вивантажити журнал – CSV")
    assert taken.response.headers["Content-Disposition"] == (
        'attachment; filename="poriad-log-2026-11-01-2026-11-30.csv"'
    )
    body = taken.response.get_data()
    assert body.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig")), delimiter=";"))
    assert rows[0][:3] == ["Дата і час", "Видача", "Пункт видачі"]
    assert len(rows) == 1 + 9
    assert rows[1][0] == "10.11.2026 08:59"
    assert rows[1][-2:] == ["скасовано", "'=не та картка"]
    assert rows[1][6] == records.pseudonyms[0]
    for word in PERSONAL:
        assert word.encode() not in body


def test_the_log_as_xlsx_holds_the_same(reviewer: Visitor, records: Records) -> None:
    taken = take(reviewer, "/reports/log", "Вивантажити журнал – Excel")
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(taken.response.get_data())).get_sheet_by_name("Журнал видачі")
    rows = sheet.to_python()
    assert len(rows) == 1 + 9
    assert rows[1][0].strftime("%d.%m.%Y %H:%M") == "10.11.2026 08:59"
    assert rows[1][5] == 2
    assert rows[1][-1] == "'=не та картка"


def test_the_totals_as_csv_are_numbers_one_below_the_other(reviewer: Visitor) -> None:
    body = take(reviewer, "/reports", "Вивантажити підсумки – CSV").response.get_data().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(body), delimiter=";"))
    assert ["За днями", "10.11.2026", "Домогосподарств, які отримали", "7"] in rows
    assert ["Люди, які отримали допомогу", "Жінки та дівчата", "з інвалідністю", "<5"] in rows
    assert ["Підсумки", "Видано наборів", "Скільки", "15"] in rows


def test_the_totals_as_xlsx_have_a_sheet_for_each_table(reviewer: Visitor) -> None:
    taken = take(reviewer, "/reports", "Вивантажити підсумки – Excel")
    book = CalamineWorkbook.from_filelike(io.BytesIO(taken.response.get_data()))
    assert book.sheet_names == [
        "Підсумки",
        "За днями",
        "За пунктами видачі",
        "За населеними пунктами",
        "Люди, які отримали допомогу",
    ]
    villages = book.get_sheet_by_name("За населеними пунктами").to_python()
    assert villages[1] == ["село Верболози", 3, 2, 1, 2, 1, 0, 0, 0]


def test_every_export_is_in_the_trace_by_what_it_holds(app: Flask, reviewer: Visitor, staff: dict[str, int]) -> None:
    take(reviewer, "/reports/log?outcome=given", "Вивантажити журнал – CSV")
    take(reviewer, "/reports", "Вивантажити підсумки – Excel")
    with app.app_context():
        totals, log = audit.list_entries(most=2)
        assert (log.action, totals.action) == ("export log", "export totals")
        assert log.staff_id == totals.staff_id == staff["liubov"]
        assert json.loads(log.details) == {
            "format": "csv", "rows": 8, "first_on": "2026-11-01", "last_on": "2026-11-30", "outcome": "given",
        }  # fmt: skip
        assert audit.check_chain().broken_at is None


def test_the_trace_is_read_and_checked(app: Flask, reviewer: Visitor) -> None:
    with app.app_context(), transaction():
        audit_operations.record("create kit", "kit", 7, actor=KEEPER, at=clock.now(), version=1)
    page = reviewer.open("/reports/trace")
    assert ["1", "20.11.2026, 14:05", "комп’ютер хабу", "створено набір", "набір 7 · версія: 1"] in page.rows()
    assert reviewer.follow("Перевірити весь ланцюг").says("записів: 1")
    with app.app_context(), transaction(audited=False):
        db.session.execute(db.text("UPDATE audit_entries SET action = 'retire kit'"))
    assert reviewer.open("/reports/trace?check=1").says("пошкоджено на записі 1")


def test_who_does_not_review_sees_nothing_of_this(visit: Callable[..., Visitor], records: Records) -> None:
    for colleague in (cast.HALYNA, cast.DMYTRO, cast.IVAN):
        for path in ("/reports", "/reports/log", "/reports/trace"):
            visit(colleague).open(path, status=403)


def test_reading_costs_a_fixed_number_of_statements(app: Flask, reviewer: Visitor) -> None:
    app.extensions["tidied_on"] = clock.local_date(clock.now())  # only the first request of a day looks what to forget
    for path, most in (("/reports", 20), ("/reports/works", 9), ("/reports/log", 7), ("/reports/trace", 4)):
        with app.app_context(), statements_of(db.engine) as seen:
            reviewer.client.get(path)
        assert len(seen) <= most, seen


def test_reports_are_there_in_english(reviewer: Visitor) -> None:
    page = reviewer.open("/reports?lang=en")
    assert page.says("from 01.11.2026 to 30.11.2026 · all locations · all programmes · all kits · all settlements")
    assert page.says("Women and girls")
