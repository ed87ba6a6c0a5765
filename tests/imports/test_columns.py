"""Which row holds the titles, and what every column is taken for: in any language, under any title row, without one."""

import json
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from app.households.parsing.findings import Field
from app.imports.columns import propose
from app.imports.files import read_file
from app.imports.mapping import Confidence, Layout, Mapping, Part
from app.imports.titles import field_of
from tests.make.files import make_csv
from tests.make.lists import make_workbook

REAL_LIST = Path(__file__).parent.parent / "data" / "registry-tykhe-pleso.xlsx"


@pytest.mark.parametrize(
    ("title", "field"),
    [
        ("№ з/п", Field.NUMBER),
        ("ПІБ голови родини", Field.HEAD),
        ("Прізвище, ім'я, по батькові", Field.HEAD),
        ("Прізв. та ініціали", Field.HEAD),
        ("ФИО", Field.HEAD),
        ("Full name of head", Field.HEAD),
        ("Як звати голову домогосподарства?", Field.HEAD),
        ("group_hh/head_name", Field.HEAD),
        ("Прізвище", Field.SURNAME),
        ("Фамилия", Field.SURNAME),
        ("head_surname", Field.SURNAME),
        ("Ім`я", Field.GIVEN),
        ("По батькові", Field.PATRONYMIC),
        ("Отчество", Field.PATRONYMIC),
        ("Дата народж.", Field.BIRTH),
        ("Год рождения", Field.BIRTH),
        ("group_hh/head_birth_year", Field.BIRTH),
        ("Чисельність сім’ї", Field.PEOPLE),
        ("No. of family members", Field.PEOPLE),
        ("Місце фактичного проживання", Field.ADDRESS),
        ("ПІП", Field.HEAD),
        ("Засоби зв’язку", Field.PHONE),
        ("Вік", Field.AGE),
        ("Возраст", Field.AGE),
        ("Стать", Field.SEX),
        ("Пол", Field.SEX),
        ("Ступінь споріднення", Field.ROLE),
        ("Родинний зв’язок", Field.ROLE),
        ("Місце проживання", Field.ADDRESS),
        ("Вулиця, будинок, квартира", Field.ADDRESS),
        ("Населений пункт", Field.SETTLEMENT),
        ("Улица", Field.STREET),
        ("№ будинку", Field.HOUSE),
        ("House number", Field.HOUSE),
        ("Кв.", Field.FLAT),
        ("Громада", Field.REGION),
        ("Моб. тел.", Field.PHONE),
        ("К-ть чол.", Field.PEOPLE),
        ("Кількість членів сім’ї", Field.PEOPLE),
        ("Скільки людей живе разом з вами?", Field.PEOPLE),
        ("hh_size", Field.PEOPLE),
        ("Дітей до 18", Field.CHILDREN),
        ("Number of children", Field.CHILDREN),
        ("Дорослих", Field.ADULTS),
        ("Члени родини (ПІБ, р.н.)", Field.MEMBERS),
        ("Член родини 1 / Рік народження", Field.MEMBERS),
        ("Категорія", Field.CATEGORY),
        ("needs/wheelchair", Field.CATEGORY),
        ("Лежачий", Field.CATEGORY),
        ("№ сім’ї", Field.HOUSEHOLD),
        ("Household ID", Field.HOUSEHOLD),
        ("_index", Field.HOUSEHOLD),
        ("_parent_index", Field.PARENT),
        ("_submission_time", Field.SERVICE),
        ("group/start", Field.SERVICE),
        ("РНОКПП", Field.TAX_NUMBER),
        ("Серія та номер паспорта", Field.DOCUMENT),
        ("Паспорт / Номер", Field.DOCUMENT),
        ("Примітка", Field.NOTE),
        ("Місце народження", Field.OTHER),
        ("Діагноз", Field.OTHER),
        ("_gps_latitude", Field.SERVICE),
        ("Корова", None),
        ("", None),
    ],
)
def test_titles_in_three_languages_are_understood(title, field):
    assert field_of(title) is field


@settings(deadline=None)
@given(st.text(max_size=40))
def test_any_title_can_be_read(title):
    assert field_of(title) is None or field_of(title) in Field


def fields(part: Part) -> dict[str, Field]:
    return {column.title or column.letter: column.field for column in part.columns}


def only_part(mapping: Mapping) -> Part:
    [part] = mapping.parts
    return part


def test_sheets_with_the_same_titles_are_decided_on_together():
    part = only_part(propose(read_file("реєстр.xlsx", REAL_LIST.read_bytes())))
    assert len(part.sheets) == 7
    assert set(part.headers.values()) == {(3,)}
    assert part.layout is Layout.HOUSEHOLDS
    assert list(fields(part).values()) == [
        *(Field.NUMBER, Field.HEAD, Field.BIRTH, Field.ADDRESS, Field.PEOPLE, Field.MEMBERS, Field.PHONE),
        *(Field.CATEGORY, Field.TAX_NUMBER, Field.NOTE),
    ]
    head = part.columns[1]
    assert (head.letter, head.title, head.confidence) == ("B", "ПІБ голови родини", Confidence.SURE)
    assert head.samples == ("Савченко Віктор Анатолійович", "Пономаренко Сергій Анатолійович", "Хоменко Уляна")


def test_numbers_of_documents_are_no_samples():
    book = make_workbook({"А": [["ПІБ", "Паспорт", "ІПН"], ["Кравчук Іван", "ВР 123456", 1234567890]]})
    assert [column.samples for column in only_part(propose(book)).columns] == [("Кравчук Іван",), (), ()]


@pytest.mark.parametrize(
    "above",
    [
        [],
        [["Список мешканців, які потребують допомоги"]],
        [["Список"], [], ["станом на 01.11.2026", None, "Тел. для довідок 0501234567"]],
        [["Громада:", "Зарічненська"], ["Відповідальний:", "Іваненко І. І."]],
    ],
)
def test_the_titles_are_found_under_whatever_stands_above(above):
    lines = [*above, ["№", "ПІБ", "Адреса", "Телефон"], [1, "Кравчук Іван", "Миру, 5", "0207852503"]]
    assert only_part(propose(make_workbook({"А": lines}))).headers == {"А": (len(above) + 1,)}


def with_groups(merged: bool) -> bytes:
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet("Лист1")
        if merged:
            sheet.merge_range("A1:H1", "Реєстр домогосподарств")
            sheet.merge_range("A2:A3", "№ сім’ї")
            sheet.merge_range("B2:D2", "Голова родини")
            sheet.merge_range("E2:G2", "Місце проживання")
            sheet.merge_range("H2:H3", "Контакт")
        else:
            sheet.write_row(1, 0, ["№ сім’ї", "Голова родини", None, None, "Місце проживання", None, None, "Контакт"])
        sheet.write_row(2, 1, ["Прізвище", "Ім’я", "По батькові", "Село", "Вулиця", "Буд."])
        sheet.write_row(3, 0, [1, "Кравчук", "Іван", "Петрович", "Степове", "Миру", 5, "0207852503"])
    return buffer.getvalue()


@pytest.mark.parametrize("merged", [True, False])
def test_titles_in_two_rows_are_read_together(merged):
    part = only_part(propose(read_file("список", with_groups(merged))))
    assert part.headers == {"Лист1": (2, 3)}
    assert fields(part) == {
        "№ сім’ї": Field.HOUSEHOLD,
        "Голова родини / Прізвище": Field.SURNAME,
        "Голова родини / Ім’я": Field.GIVEN,
        "Голова родини / По батькові": Field.PATRONYMIC,
        "Місце проживання / Село": Field.SETTLEMENT,
        "Місце проживання / Вулиця": Field.STREET,
        "Місце проживання / Буд.": Field.HOUSE,
        "Контакт": Field.PHONE,
    }


def test_a_list_without_titles_is_known_by_what_stands_in_it():
    lines = [
        [1, "Кравчук Іван Петрович", "02.03.1959", "вул. Миру, 5", "0207852503", "ВПО"],
        [2, "Гончар Уляна Іванівна", "1960", "вул. Миру, 6", "0207852504", "лежачий"],
    ]
    part = only_part(propose(make_workbook({"А": lines})))
    assert part.headers == {"А": ()}
    assert [column.field for column in part.columns] == [
        *(Field.NUMBER, Field.HEAD, Field.BIRTH, Field.ADDRESS, Field.PHONE, Field.CATEGORY)
    ]
    assert {column.confidence for column in part.columns} == {Confidence.LIKELY}


def test_names_in_three_columns_without_titles_are_known_by_the_patronymics():
    lines = [["Кравчук", "Іван", "Петрович", "вул. Миру, 5"], ["Гончар", "Уляна", "Іванівна", "вул. Миру, 6"]]
    part = only_part(propose(make_workbook({"А": lines})))
    assert [column.field for column in part.columns] == [*(Field.SURNAME, Field.GIVEN, Field.PATRONYMIC, Field.ADDRESS)]


def test_a_title_is_not_believed_against_what_stands_below():
    lines = [
        ["ПІБ", "Телефон", "Кількість дітей", "Вік", "Корова"],
        ["Кравчук Іван", "так", "Петро, Марія", 1959, "є"],
        ["Гончар Уляна", "ні", "Олег", 1960, ""],
    ]
    part = only_part(propose(make_workbook({"А": lines})))
    assert list(fields(part).values()) == [Field.HEAD, Field.OTHER, Field.MEMBERS, Field.BIRTH, Field.OTHER]
    assert [column.confidence for column in part.columns] == [
        *(Confidence.SURE, Confidence.NONE, Confidence.LIKELY, Confidence.LIKELY, Confidence.NONE)
    ]


def test_where_people_live_goes_before_where_they_are_registered():
    lines = [["ПІБ", "Адреса реєстрації", "Адреса фактичного проживання"], ["Кравчук Іван", "м. Київ", "Миру, 5"]]
    part = only_part(propose(make_workbook({"А": lines})))
    assert list(fields(part).values()) == [Field.HEAD, Field.OTHER, Field.ADDRESS]


def test_a_column_of_surnames_with_whole_names_holds_whole_names():
    lines = [["Прізвище", "Адреса"], ["Кравчук Іван Петрович", "Миру, 5"]]
    assert only_part(propose(make_workbook({"А": lines}))).columns[0].field is Field.HEAD


def test_a_sheet_that_is_no_list_is_left_out():
    book = make_workbook({"А": [["ПІБ", "Адреса"], ["Кравчук Іван", "Миру, 5"]], "Нотатки": [["зателефонувати"]]})
    assert [part.layout for part in propose(book).parts] == [Layout.HOUSEHOLDS, Layout.LEFT_OUT]


# ---- what a person decides


LINES = [["ПІБ", "Телефон", "Корова"], ["Кравчук Іван", "0207852503", "заява"]]


def test_a_decision_is_remembered_for_the_same_titles():
    part = only_part(propose(make_workbook({"Степове": LINES})))
    decided = part.corrected({2: Field.NOTE}, Layout.PERSONS).decided
    remembered = json.loads(json.dumps({part.shape: decided}))
    again = only_part(propose(make_workbook({"Заплавне": [["Список"], *LINES]}), remembered))
    assert (again.shape, again.layout) == (part.shape, Layout.PERSONS)
    assert again.columns[2].field is Field.NOTE
    assert {column.confidence for column in again.columns} == {Confidence.REMEMBERED}


def test_a_decision_for_other_titles_says_nothing():
    part = only_part(propose(make_workbook({"А": LINES})))
    other = make_workbook({"А": [["ПІБ", "Корова", "Телефон"], *LINES[1:]]})
    assert (
        only_part(propose(other, {part.shape: part.corrected({1: Field.NOTE}).decided})).columns[1].field is Field.OTHER
    )


@pytest.mark.parametrize(
    "decided", [{}, {"fields": {"1": "horse"}, "layout": "persons"}, {"fields": 7}, {"layout": "x"}]
)
def test_a_decision_that_no_longer_makes_sense_is_forgotten(decided):
    part = only_part(propose(make_workbook({"А": LINES})))
    assert only_part(propose(make_workbook({"А": LINES}), {part.shape: decided})) == part


def test_the_shape_of_a_file_does_not_depend_on_how_many_sheets_it_has():
    one, two = make_workbook({"А": LINES}), make_workbook({"Б": LINES, "В": [["Список"], *LINES]})
    assert propose(one).shape == propose(two).shape
    assert propose(one).shape != propose(make_workbook({"А": [LINES[0][:2], LINES[1]]})).shape


def test_a_mapping_comes_back_from_json():
    mapping = propose(make_workbook({"А": LINES, "Б": [["x"]]}))
    assert Mapping.from_plain(json.loads(json.dumps(mapping.to_plain()))) == mapping


def test_titles_of_a_form_are_read_with_their_groups():
    content = make_csv(
        [["start", "hh/head_name", "hh/village", "_id", "_index"], ["2026-11-01", "Кравчук Іван", "с. Степове", 7, 1]],
        separator=",",
    )
    part = only_part(propose(read_file("kobo.csv", content)))
    assert list(fields(part).values()) == [Field.SERVICE, Field.HEAD, Field.SETTLEMENT, Field.SERVICE, Field.HOUSEHOLD]


CELL = (
    st.none()
    | st.text(max_size=12)
    | st.integers(0, 10**12)
    | st.dates(date(1900, 1, 1))
    | st.sampled_from(["ПІБ", "Адреса", "Телефон", "Кравчук Іван", "№", "_parent_index", "голова", "Роль", "Разом"])
)


@settings(deadline=None)
@given(st.lists(st.lists(CELL, max_size=6), max_size=12))
def test_any_table_gets_a_proposal(lines):
    book = make_workbook({"А": lines})
    mapping = propose(book)
    assert {sheet for part in mapping.parts for sheet in part.sheets} == {"А"}
    assert Mapping.from_plain(mapping.to_plain()) == mapping
