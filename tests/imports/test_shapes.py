"""From rows to households: both usual shapes, members on a sheet of their own, and every row accounted for."""

import time
from collections.abc import Sequence
from datetime import date
from io import BytesIO

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from app.households.models import DocumentKind, PersonRole, Residence, Sex
from app.households.parsing.findings import Field, Finding, Reason
from app.households.parsing.persons import Cell
from app.imports.columns import propose
from app.imports.files import read_file
from app.imports.lines import SkippedKind
from app.imports.mapping import Layout, Mapping
from app.imports.reading import RowReading, read
from app.imports.shapes import Listing, NothingToRead, group
from app.imports.tables import Fault, Workbook
from tests.make.files import make_csv
from tests.make.lists import make_reading, make_workbook

TODAY = date(2026, 11, 20)


def households(book: Workbook, mapping: Mapping | None = None) -> list[RowReading]:
    return list(read(book, mapping or propose(book), TODAY))


def of(lines: Sequence[Sequence[Cell | None]], sheet: str = "с. Степове") -> list[RowReading]:
    return households(make_workbook({sheet: lines}))


def names(reading: RowReading) -> list[str]:
    return [person.name.given for person in (reading.head, *reading.members)]


def reasons(reading: RowReading) -> list[Reason]:
    return [doubt.reason for doubt in reading.doubts]


def skipped(listing: Listing) -> dict[str, dict[int, SkippedKind]]:
    return {sheet.name: {row.number: row.kind for row in sheet.skipped} for sheet in listing.sheets}


# ---- one row for every person

PERSONS = [
    ["№", "ПІБ", "Дата народження", "Адреса", "Телефон"],
    [1, "Кравчук Іван Петрович", date(1959, 3, 2), "Миру, 5", "0207852503"],
    [None, "Кравчук Олена Іванівна", "1961"],
    [None, "Кравчук Петро", 2010, None, "0207852504"],
    [2, "Гончар Уляна", "02.03.59", "Миру, 6"],
    [3, "Голуб Назар", "1990", "Миру, 7"],
    [None, "Голуб Світлана", "2015"],
]


def test_people_below_an_address_belong_to_it():
    first, second, third = of(PERSONS)
    assert [names(one) for one in (first, second, third)] == [
        ["Іван", "Олена", "Петро"],
        ["Уляна"],
        ["Назар", "Світлана"],
    ]
    assert (first.address.street, first.address.house) == ("Миру", "5")
    assert first.phones == ("+380207852503", "+380207852504")
    assert first.rows == (("с. Степове", 2), ("с. Степове", 3), ("с. Степове", 4))
    assert [one.number for one in (first, second, third)] == [2, 5, 6]
    assert not any(one.doubts for one in (first, second, third))


def test_rows_with_the_same_number_of_the_household_are_one_household():
    lines = [
        ["№ сім’ї", "Прізвище", "Ім’я", "Стать", "Село", "Вулиця", "Буд.", "Кв."],
        ["А-1", "Кравчук", "Іван", "ч", "с. Степове", "Миру", 5, 2],
        ["А-1", "Кравчук", "Олена", "жін.", "с. Степове", "Миру", 5, 2],
        ["А-2", "Гончар", "Уляна", "ж", "с. Степове", "Миру", 6],
        ["А-1", "Кравчук", "Петро", "чол", "с. Степове", "Миру", 5, 2],
        ["А-2", "Гончар", "Марія", "x", "с. Степове", "Миру", 6],
    ]
    first, second = of(lines, "Аркуш1")
    assert (names(first), names(second)) == (["Іван", "Олена", "Петро"], ["Уляна", "Марія"])
    assert [person.sex for person in (first.head, *first.members)] == [Sex.MALE, Sex.FEMALE, Sex.MALE]
    assert (first.address.settlement, first.address.street, first.address.house, first.address.flat) == (
        *("Степове", "Миру", "5", "2"),
    )
    sex = next(doubt for doubt in second.doubts if doubt.field is Field.SEX)
    assert (sex.reason, sex.cell) == (Reason.SEX_UNREADABLE, "Аркуш1!D6")


GIVEN = ["Іван", "Олена", "Петро", "Уляна", "Марія", "Назар", "Світлана", "Злата", "Ганна"]


def test_a_running_number_that_stays_the_same_is_that_of_the_household():
    lines = [["№", "ПІБ", "Адреса"], *([n // 3, f"Кравчук {name}", "Миру, 5"] for n, name in enumerate(GIVEN))]
    assert [len(one.members) for one in of(lines)] == [2, 2, 2]


def test_the_head_is_whoever_is_called_so():
    lines = [
        ["ПІБ", "Ким доводиться голові", "Вік", "Адреса"],
        ["Кравчук Іван", "голова", "67 років", "Миру, 5"],
        ["Кравчук Олена", "дружина", 60, "Миру, 5"],
        ["Кравчук Петро", "син", 16, "Миру, 5"],
        ["Кравчук Ганна", "мати", 90, "Миру, 5"],
        ["Кравчук Оля", "онука", "8 міс.", "Миру, 5"],
        ["Кравчук Хтось", "хрещений", None, "Миру, 5"],
        ["Гончар Уляна", "заявник", 40, "Миру, 6"],
    ]
    first, second = of(lines)
    assert [person.role for person in first.members] == [
        *(PersonRole.SPOUSE, PersonRole.CHILD, PersonRole.PARENT, PersonRole.OTHER, PersonRole.OTHER)
    ]
    assert first.set_aside == (Finding(Field.ROLE, Reason.ROLE_UNKNOWN, "хрещений"),)
    assert first.members[3].birth.year == TODAY.year
    assert (first.head.birth.year, reasons(first)[0]) == (1959, Reason.BIRTH_BY_AGE)
    assert names(second) == ["Уляна"]


def test_two_heads_or_none_are_told():
    lines = [
        ["№ сім’ї", "ПІБ", "Роль", "Адреса"],
        [1, "Кравчук Іван", "голова", "Миру, 5"],
        [1, "Кравчук Олена", "голова", None],
        [2, "Гончар Уляна", "дочка", "Миру, 6"],
        [2, "Гончар Марія", "мати", None],
    ]
    first, second = of(lines)
    assert (first.head.name.given, Reason.SEVERAL_HEADS in reasons(first)) == ("Іван", True)
    assert (second.head.name.given, Reason.NO_HEAD in reasons(second)) == ("Уляна", True)


def test_a_household_of_very_many_people_is_told():
    lines = [
        ["№ сім’ї", "ПІБ", "Адреса"],
        *([1, f"Кравчук Марія{'абвгд'[n % 5]}{'єжзик'[n // 5]}", "Миру"] for n in range(25)),
    ]
    lines += [[1, f"Гончар Марія{'абвгд'[n]}", "Миру"] for n in range(5)]
    [reading] = of(lines)
    assert (len(reading.members), Reason.PEOPLE_MANY in reasons(reading)) == (29, False)
    [reading] = of([*lines, [1, "Жук Злата", "Миру"]])
    assert (len(reading.members), Reason.PEOPLE_MANY in reasons(reading)) == (30, True)


def merged_list() -> bytes:
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        persons = book.add_worksheet("с. Степове")
        persons.write_row(0, 0, ["ПІБ", "Рік народження", "Адреса"])
        for row, name in enumerate(["Кравчук Іван", "Кравчук Олена", "Гончар Уляна", "Гончар Марія"], 1):
            persons.write_row(row, 0, [name, 1959])
        persons.merge_range("C2:C3", "Миру, 5")
        persons.merge_range("C4:C5", "Миру, 6")
        households = book.add_worksheet("Лист2")
        households.write_row(0, 0, ["Село", "ПІБ", "Вулиця", "Буд"])
        households.merge_range("A2:A3", "с. Заплавне")
        households.write_row(1, 1, ["Бойко Назар", "Тиха", "1"])
        households.write_row(2, 1, ["Жук Злата", "Тиха", "2"])
    return buffer.getvalue()


def test_merged_cells_count_for_every_row_they_cover():
    found = households(read_file("список", merged_list()))
    assert [names(one) for one in found] == [["Іван", "Олена"], ["Уляна", "Марія"], ["Назар"], ["Злата"]]
    assert [one.address.settlement for one in found] == ["Степове", "Степове", "Заплавне", "Заплавне"]


def test_addresses_missing_here_and_there_do_not_make_a_list_of_people():
    lines = [["№", "ПІБ", "Адреса", "Телефон"]]
    lines += [[n, f"Кравчук {GIVEN[n % 9]}", None if n % 3 == 2 else f"Миру, {n}", 207852500 + n] for n in range(1, 20)]
    assert len(of(lines)) == 19


def test_a_person_decides_otherwise_and_is_obeyed():
    lines = [["ПІБ", "Адреса"], ["Кравчук Іван", "Миру, 5"], ["Кравчук Олена", "Миру, 5"], ["Гончар Уляна", "Миру, 6"]]
    book = make_workbook({"с. Степове": lines})
    mapping = propose(book)
    assert len(households(book, mapping)) == 3
    decided = mapping.corrected(mapping.parts[0].corrected({}, Layout.PERSONS))
    assert [names(one) for one in households(book, decided)] == [["Іван", "Олена"], ["Уляна"]]
    with pytest.raises(NothingToRead):
        group(book, mapping.corrected(mapping.parts[0].corrected({}, Layout.LEFT_OUT)))
    with pytest.raises(NothingToRead):
        group(book, mapping.corrected(mapping.parts[0].corrected({0: Field.NOTE})))


# ---- members on a sheet of their own

KOBO = {
    "Реєстрація": [
        ["start", "head_name", "head_sex", "village", "street", "house", "_id", "_index"],
        ["2026", "Кравчук Іван Петрович", "male", "с. Степове", "Миру", "5", 901, 1],
        ["2026", "Гончар Уляна", "female", "с. Степове", "Миру", "6", 902, 2],
    ],
    "members": [
        ["member_name", "member_year", "member_sex", "relation", "_index", "_parent_table_name", "_parent_index"],
        ["Кравчук Олена", 1960, "female", "wife", 1, "Реєстрація", 1],
        ["Кравчук Іван Петрович", 1959, "male", "head", 2, "Реєстрація", 1],
        ["Гончар Петро", 2014, "male", "son", 3, "Реєстрація", 2],
        ["Хтось Зайвий", 2014, "male", "son", 4, "Реєстрація", 9],
    ],
}
KOBO["members"][0][1] = "member_birth_year"


def test_members_of_a_repeat_group_find_their_household():
    book = make_workbook(KOBO)
    mapping = propose(book)
    assert [part.layout for part in mapping.parts] == [Layout.HOUSEHOLDS, Layout.MEMBERS]
    first, second = households(book, mapping)
    assert (names(first), names(second)) == (["Іван", "Олена"], ["Уляна", "Петро"])
    assert first.head.birth.year == 1959  # the head's row does not say it, the repeated one does
    assert first.set_aside == (Finding(Field.HEAD, Reason.HEAD_REPEATED, "Кравчук Іван Петрович"),)
    assert Reason.NO_BIRTH not in reasons(first)
    assert first.rows == (("Реєстрація", 2), ("members", 2), ("members", 3))
    assert skipped(group(book, mapping))["members"][5] is SkippedKind.NO_HOUSEHOLD


def test_a_household_whose_people_all_stand_on_the_other_sheet_has_a_head():
    book = make_workbook(
        {
            "hh": [["village", "street", "house", "phone", "_index"], ["с. Степове", "Миру", "5", "0207852503", 1]],
            "people": [
                ["full_name", "birth_year", "relation", "_parent_index"],
                ["Кравчук Олена", "1960", "wife", 1],
                ["Кравчук Іван", "1959", "head", 1],
            ],
        }
    )
    [one] = households(book)
    assert (one.sheet, one.number, names(one)) == ("hh", 2, ["Іван", "Олена"])
    assert (one.phones, one.doubts) == (("+380207852503",), ())


def test_a_form_exported_as_text_is_read():
    titles = "start hh/head_name hh/birth_year hh/village hh/street hh/house hh/phone hh_size needs needs/wheelchair"
    lines = [
        [*titles.split(), "needs/deaf", "_id", "_uuid", "_index"],
        ["2026-11-01", "Кравчук Іван", "1959", "с. Степове", "Миру", "5", "380207852503", "4", "wheelchair deaf"],
        ["2026-11-01", "Гончар Уляна", "1960", "с. Степове", "Миру", "6", "", "1", ""],
    ]
    lines[1] += ["1", "1", "123", "aaaa", "1"]
    lines[2] += ["0", "0", "124", "bbbb", "2"]
    content = make_csv(lines, separator=",")
    first, second = households(read_file("kobo.csv", content))
    assert first.needs == {"needs_step_free", "needs_sign_or_loud"}
    assert (first.declared, first.phones, first.set_aside) == (4, ("+380207852503",), ())
    assert (second.needs, second.declared, second.doubts) == (frozenset(), None, ())


# ---- what else stands in rows


def one(**columns: Cell) -> RowReading:
    """A list of one household, with columns called as the keys."""
    filled = {"ПІБ": "Кравчук Іван", "Рік народження": 1959, "Адреса": "Миру, 5"} | columns
    [reading] = of([list(filled), list(filled.values())])
    return reading


@pytest.mark.parametrize(
    ("columns", "declared", "reason"),
    [
        ({"Кількість осіб": 4}, 4, Reason.DECLARED_ONLY),
        ({"Кількість осіб": "4 особи"}, 4, Reason.DECLARED_ONLY),
        ({"Кількість дітей": 2}, 3, Reason.DECLARED_ONLY),
        ({"Дорослих": 2, "Дітей": 3}, 5, Reason.DECLARED_ONLY),
        ({"Кількість осіб": 5, "Дітей": 3}, 5, Reason.DECLARED_ONLY),
        ({"Кількість осіб": 3, "Члени родини": "Кравчук Олена, 1960"}, None, Reason.PEOPLE_DIFFER),
        ({"Кількість осіб": 2, "Члени родини": "Кравчук Олена, 1960"}, None, None),
        ({"Кількість осіб": 1}, None, None),
        ({"Дітей": 0}, None, None),
        ({"Дітей": "-"}, None, None),
    ],
)
def test_people_told_of_by_number_only_are_declared(columns, declared, reason):
    reading = one(**columns)
    assert reading.declared == declared
    assert reasons(reading) == ([reason] if reason else [])


@pytest.mark.parametrize(
    ("columns", "residence", "needs"),
    [
        ({"Категорія": "ВПО"}, Residence.IDP, set()),
        ({"Категорія": "внутрішньо переміщена особа"}, Residence.IDP, set()),
        ({"Категорія": "місцевий, на візку"}, Residence.RESIDENT, {"needs_step_free"}),
        ({"Статус": "тимчасово проживає"}, Residence.TEMPORARY, set()),
        ({"ВПО": "так", "Лежачий": "+"}, Residence.IDP, {"needs_delivery"}),
        ({"ВПО": "ні", "Лежачий": "0"}, Residence.RESIDENT, set()),
        ({"Категорія": "не чує; маломобільна"}, Residence.RESIDENT, {"needs_sign_or_loud", "needs_seat"}),
        ({"Категорія": "незрячий"}, Residence.RESIDENT, {"cannot_sign"}),
        ({"Категорія": "не ВПО"}, Residence.RESIDENT, set()),
        ({"Категорія": True, "ВПО": True}, Residence.IDP, set()),
    ],
)
def test_categories_become_residence_and_needs(columns, residence, needs):
    reading = one(**columns)
    assert (reading.residence, reading.needs) == (residence, needs)


@pytest.mark.parametrize("category", ["інвалід II гр.", "діабет", "багатодітна", "пенсіонер", "онкохвора"])
def test_a_diagnosis_or_a_group_of_disability_is_no_need(category):
    reading = one(Категорія=category)
    assert (reading.needs, reading.residence) == (frozenset(), Residence.RESIDENT)
    assert reading.set_aside == (Finding(Field.CATEGORY, Reason.NO_SUCH_FIELD, category),)


@pytest.mark.parametrize(
    ("written", "people"),
    [
        ("Кравчук Олена (дружина) 1960", [("Олена", PersonRole.SPOUSE, 1960)]),
        (
            "дружина Кравчук Олена, 1960; син - Петро, 2010",
            [("Олена", PersonRole.SPOUSE, 1960), ("Петро", PersonRole.CHILD, 2010)],
        ),
        (
            "1) Кравчук Олена 1960\n2) Кравчук Ганна - мати, 1930",
            [("Олена", PersonRole.OTHER, 1960), ("Ганна", PersonRole.PARENT, 1930)],
        ),
        ("Олена, Петро, син", [("Олена", PersonRole.OTHER, None), ("Петро", PersonRole.CHILD, None)]),
        ("Синенко Олег, 1960", [("Олег", PersonRole.OTHER, 1960)]),
        ("немає", []),
    ],
)
def test_members_in_a_cell_keep_their_places(written, people):
    members = one(**{"Члени родини": written}).members
    assert [(person.name.given, person.role, person.birth.year) for person in members] == people


def test_a_cell_with_very_many_members_is_read_as_far_as_a_household_goes():
    reading = one(**{"Члени родини": "; ".join(f"Кравчук Марія, {1950 + n % 50}" for n in range(500))})
    assert len(reading.members) == 60
    assert Reason.CELL_TOO_LONG in reasons(reading)


def test_members_in_columns_of_their_own_are_read_with_their_years():
    lines = [
        ["ПІБ", "Адреса", "Член сім’ї 1", "Рік нар. члена 1", "Член сім’ї 2", "Рік нар. члена 2"],
        ["Кравчук Іван", "Миру, 5", "Кравчук Олена", 1960, "Кравчук Петро", "12.05.2010"],
        ["Гончар Уляна", "Миру, 6", "Гончар Марія", None, None, None],
    ]
    first, second = of(lines)
    assert [(person.name.given, person.birth.year) for person in first.members] == [("Олена", 1960), ("Петро", 2010)]
    assert names(second) == ["Уляна", "Марія"]


@pytest.mark.parametrize(
    ("column", "written", "kind", "last4"),
    [
        ("Паспорт", "ВР 123456", DocumentKind.PASSPORT_BOOK, "3456"),
        ("Документ", "001234567", DocumentKind.ID_CARD, "4567"),
        ("Довідка ВПО", "1234-5000123456", DocumentKind.IDP_CERTIFICATE, "3456"),
        ("Документ", 12345, DocumentKind.NOT_ASKED, "2345"),
        ("Документ", "немає", DocumentKind.NOT_ASKED, ""),
    ],
)
def test_of_a_document_only_the_last_digits_are_kept(column, written, kind, last4):
    reading = one(**{column: written})
    assert (reading.head.document, reading.head.document_last4) == (kind, last4)
    assert not any(str(written) in finding.text for finding in reading.set_aside)


@pytest.mark.parametrize(
    ("cell", "birth", "reason"),
    [
        (21611, date(1959, 3, 2), Reason.BIRTH_SERIAL),
        ("21611", date(1959, 3, 2), Reason.BIRTH_SERIAL),
        (date(1905, 5, 13), None, Reason.BIRTH_PERHAPS_YEAR),
        ("02.03.1959 р.н.", date(1959, 3, 2), None),
    ],
)
def test_births_are_read_through_what_spreadsheets_make_of_them(cell, birth, reason):
    reading = one(**{"Рік народження": cell})
    assert reading.head.birth.on == birth
    assert reasons(reading) == ([reason] if reason else [])
    assert reading.head.birth.year == (1960 if reason is Reason.BIRTH_PERHAPS_YEAR else 1959)


def test_an_error_in_a_cell_is_no_value():
    lines = [["ПІБ", "Рік народження", "Адреса", "Телефон"], ["Кравчук Іван", Fault("#N/A"), "Миру, 5", Fault("=")]]
    [reading] = of(lines)
    assert [(doubt.reason, doubt.cell) for doubt in reading.doubts] == [
        (Reason.CELL_ERROR, "с. Степове!B2"),
        (Reason.CELL_ERROR, "с. Степове!D2"),
        (Reason.NO_BIRTH, "с. Степове!B2"),
    ]


def test_codes_and_phones_stay_text_from_end_to_end():
    reading = one(Телефон=380671234567.0)
    assert reading.phones == ("+380671234567",)


@pytest.mark.parametrize(
    ("written", "phones", "beside"),
    [
        ("0671234567, 050 123 45 67 моб", ("+380671234567", "+380501234567"), ["моб"]),
        ("0671234567/0501234567", ("+380671234567", "+380501234567"), []),
        ("067-123-45-67 050-123-45-67", ("+380671234567", "+380501234567"), []),
        ("+38 (067) 123-45-67 (сусідка)", ("+380671234567",), ["сусідка"]),
        ("тел. 80671234567", ("+380671234567",), ["тел"]),
        ("06712345678", (), []),
    ],
)
def test_several_phones_in_a_cell_are_told_apart_from_the_words_beside(written, phones, beside):
    reading = one(Телефон=written)
    assert reading.phones == phones
    assert [finding.text for finding in reading.set_aside] == beside


@pytest.mark.parametrize(
    ("sheet", "above", "settlement"),
    [
        ("с. Степове", "Список", "Степове"),
        ("Степове", "Список", "Степове"),
        ("Аркуш1", "Список мешканців с. Степове", "Степове"),
        ("Sheet1", "СПИСОК жителів с-ще Тихе Плесо (станом на 01.11.2026)", "Тихе Плесо"),
        ("Лист1", "Список", ""),
        ("реєстр_2026", "Список", ""),
    ],
)
def test_the_settlement_is_that_of_the_address_the_sheet_or_the_title_above(sheet, above, settlement):
    [reading] = of([[above], ["ПІБ", "Адреса", "Телефон"], ["Кравчук Іван", "Миру, 5", "-"]], sheet)
    assert reading.address.settlement == settlement


# ---- the same rows again


def test_the_digest_changes_only_with_what_is_written():
    lines = [["№", "ПІБ", "Адреса", "Корова", "_id"], [1, "Кравчук Іван", "Миру, 5", "є", 7]]
    [first] = of(lines)
    moved = [["Список"], [], lines[0], [2, " Кравчук  Іван", "Миру, 5 ", "є", 8]]
    assert of(moved)[0].digest == first.digest
    for at, changed in ((1, "Кравчук Івана"), (2, "Миру, 6"), (3, "немає")):
        line = [*lines[1]]
        line[at] = changed
        assert of([lines[0], line])[0].digest != first.digest


def test_reading_can_go_on_where_it_stopped():
    book = make_workbook({"с. Степове": PERSONS})
    mapping = propose(book)
    assert list(read(book, mapping, TODAY, start=1)) == households(book, mapping)[1:]


CELL = st.none() | st.text(max_size=10) | st.integers(0, 10**10) | st.dates(date(1900, 1, 1)) | st.booleans()
CELL |= st.sampled_from(["Кравчук Іван", "Миру, 5", "голова", "син", "-", "ВПО", "Разом", 1, 2]) | st.just(
    Fault("#N/A")
)


@settings(deadline=None)
@given(st.lists(st.lists(CELL, min_size=8, max_size=8), max_size=10), st.sampled_from(list(Layout)))
def test_every_row_of_any_list_is_read_or_named_as_skipped(lines, layout):
    titles = ["№ сім’ї", "ПІБ", "Роль", "Рік народження", "Адреса", "Телефон", "Категорія", "Члени родини"]
    book = make_workbook({"с. Степове": [titles, *lines]})
    mapping = propose(book)
    meant = [
        *(Field.HOUSEHOLD, Field.HEAD, Field.ROLE, Field.BIRTH, Field.ADDRESS),
        *(Field.PHONE, Field.CATEGORY, Field.MEMBERS),
    ]
    mapping = mapping.corrected(mapping.parts[0].corrected(dict(enumerate(meant)), layout))
    if layout is Layout.LEFT_OUT:
        return
    listing = group(book, mapping)
    read_from = [number for one in read(book, mapping, TODAY) for _sheet, number in one.rows]
    numbers = sorted([*read_from, *skipped(listing)["с. Степове"]])
    filled = [line.number for line in book.tables[0].lines]
    assert len(set(read_from)) == len(read_from)
    assert set(filled) <= set(numbers)
    assert [sheet.households for sheet in listing.sheets] == [len(listing.groups)]


@pytest.mark.parametrize(
    "text", ["Я" * 30_000, "Я я" * 10_000, "1 " * 15_000, "Миру, " * 5_000, "(, –" * 8_000, "0 0" * 9_000]
)
def test_a_text_that_fills_a_cell_is_told_and_not_puzzled_over(text):
    began = time.process_time()
    for field in Field:
        reading = make_reading({Field.GIVEN: "Іван", field: text}, today=TODAY, sheet="с. Степове")
        assert reading.rows == (("с. Степове", 4),)
    propose(make_workbook({"с. Степове": [["ПІБ", "Адреса"], *([text, text] for _line in range(9))]}))
    assert time.process_time() - began < 5
