"""Lists as four organisations would hand them over: what the screen is tried with, from a file to the register.

All four hold the same street. Names are invented, phones are of the range that is given to nobody.
"""

from collections.abc import Sequence
from datetime import date
from io import BytesIO

import xlsxwriter

from tests.make.files import make_csv

Line = Sequence[object]


def household_list() -> bytes:
    """One row per household, titles under a heading, two sheets called like their settlements, totals below."""
    titles = ["№ з/п", "ПІБ голови родини", "Дата народж.", "Адреса", "К-ть чол.", "Члени родини (ПІБ, р.н.)"]
    titles += ["Телефон", "Категорія", "РНОКПП", "Примітка"]
    family = "Кравчук Олена Іванівна, 1961; Кравчук Петро Іванович, 2010"
    more = (207852503, "ВПО", 1234567890, "заява від 12.10")
    steppe: list[Line] = [
        [1, "Кравчук Іван Петрович", date(1959, 3, 2), "вул. Миру, буд. 5", 3, family, *more],
        [2, "Гончар Уляна Степанівна", "12.05.1948 р.", "ул. Миру, 7а", 1, "-", "80207852504", "лежача", None, None],
        [3, "БОЙКО Назар Олегович", 1990, "Тиха 1", 2, "Бойко Світлана, 1992", "0207852505, 0207852506"],
        [4, "В'юник Марія", "05/06/71", "пров. Садовий, б.3, кв. 2", 1],
    ]
    yar: list[Line] = [
        [1, "Жук Злата Іванівна", date(1985, 7, 1), "Миру, 2", 2, "Жук Іван, 2015", "+380207852507"],
        [2, "Голуб Степан Юрійович", "1939", "Миру, 4", 1, None, "немає", "самотній, на візку"],
    ]
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"default_date_format": "dd.mm.yyyy"}) as book:
        for name, lines in (("с. Степове", steppe), ("с. Малий Яр", yar)):
            sheet = book.add_worksheet(name)
            sheet.merge_range("A1:J1", f"СПИСОК мешканців, які потребують допомоги: {name}")
            sheet.write_row("A3", titles)
            for row, line in enumerate(lines, 3):
                sheet.write_row(row, 0, line)
            sheet.write(len(lines) + 3, 1, f"ВСЬОГО: {len(lines)}")
    return buffer.getvalue()


def person_list() -> bytes:
    """One row per person; number, address and phone stand with the head only, titles take two rows."""
    lines: list[Line] = [
        [
            1,
            "Кравчук",
            "Іван",
            "Петрович",
            "ч",
            date(1959, 3, 2),
            "голова",
            "с. Степове",
            "Миру",
            5,
            None,
            "020 785 25 03",
        ],
        [None, "Кравчук", "Олена", "Іванівна", "ж", 1961, "дружина"],
        [None, "Кравчук", "Петро", "Іванович", "ч", date(2010, 9, 9), "син"],
        [
            2,
            "Гончар",
            "Уляна",
            "Степанівна",
            "ж",
            date(1948, 5, 12),
            "голова",
            "с. Степове",
            "Миру",
            "7а",
            None,
            207852504,
        ],
        [3, "Бойко", "Назар", "Олегович", "ч", 1990, "голова", "с. Степове", "Тиха", 1, 2, "0207852505"],
        [None, "Бойко", "Світлана", None, "ж", 1992, "дружина"],
    ]
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"default_date_format": "dd.mm.yyyy"}) as book:
        sheet = book.add_worksheet("Лист1")
        sheet.merge_range("A1:L1", "Реєстр осіб")
        sheet.merge_range("A2:A3", "№ сім’ї")
        sheet.merge_range("B2:D2", "Особа")
        sheet.write_row("E2", ["Стать", "Дата народження", "Родинний зв’язок"])
        sheet.merge_range("H2:K2", "Місце проживання")
        sheet.write("L2", "Телефон")
        sheet.write_row("B3", ["Прізвище", "Ім’я", "По батькові"])
        sheet.write_row("H3", ["Населений пункт", "Вулиця", "Будинок", "Квартира"])
        for row, line in enumerate(lines, 3):
            sheet.write_row(row, 0, line)
    return buffer.getvalue()


def kobo_form() -> bytes:
    """What KoBo gives out as CSV: groups in the titles, choices as codes, counts in place of members."""
    titles = (
        "start,end,group_hh/head_name,group_hh/head_sex,group_hh/head_birth_year,group_addr/village,group_addr/street,"
        "group_addr/house,group_addr/phone,hh_size,children_count,residence_status,needs,needs/wheelchair,"
        "needs/bedridden,_id,_uuid,_submission_time,_index"
    )
    lines = (
        "Кравчук Іван Петрович,male,1959,с. Степове,Миру,5,380207852503,3,1,idp,,0,0",
        "Гончар Уляна Степанівна,female,1948,с. Степове,Миру,7а,207852504,1,0,resident,wheelchair bedridden,1,1",
        "Бойко Назар Олегович,male,1990,с. Степове,Тиха,1,0207852505,2,0,resident,,0,0",
    )
    whole = [
        f"2026-11-01T10:00:00,2026-11-01T10:15:00,{line},{900 + at},u-{at},2026-11-01T10:16:00,{at}"
        for at, line in enumerate(lines, 1)
    ]
    return make_csv([line.split(",") for line in (titles, *whole)], separator=",", encoding="utf-8-sig")


def broken_list() -> bytes:
    """Everything that goes wrong in a list kept by hand, saved as text by an old Excel."""
    lines: list[Line] = [
        ["Список вул. Миру, с. Степове", "", "", "", ""],
        ["", "", "", "", ""],
        ["№", "ПІБ", "Рік нар.", "Адреса", "Телефон", "Корова"],
        ["1", "2", "3", "4", "5", "6"],
        ["1", "Кравчук Іван Петрович", "02.03.1959", "Миру, 5", "0207852503", "є"],
        ["2", "", "1948", "Миру, 7", "0207852504", ""],
        ["3", "Бойко", "31.02.1990", "Тиха", "12-34", ""],
        ["4", "Hayмeнкo Назар", "колись", "", "0000000000", ""],
        ["", "", "", "", "", ""],
        ["№", "ПІБ", "Рік нар.", "Адреса", "Телефон", "Корова"],
        ["5", "К.І. Петренко", "2031", "м. Київ, вул. Миру, 9", "2,07853E+08", ""],
        ["6", "Кравчук Іван Петрович", "02.03.1959", "Миру, 5", "0207852503", "є"],
        ["Разом", "6", "", "", "", ""],
    ]
    return make_csv(lines, encoding="cp1251")


EXAMPLES = {
    "household-list.xlsx": household_list,
    "person-list.xlsx": person_list,
    "kobo-form.csv": kobo_form,
    "broken-list.csv": broken_list,
}
