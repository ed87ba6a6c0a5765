"""Cells as they stand in real files, and what is made of them."""

from datetime import date

import pytest

from app.households.models import Sex
from app.households.parsing.addresses import AddressReading, parse_address
from app.households.parsing.findings import Reason
from app.households.parsing.persons import Birth, Name, parse_birth, parse_member, parse_name, sex_of
from app.hubs.models import SettlementKind, StreetKind

TODAY = date(2026, 11, 1)
SHEET = "с. Верболози"


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Савченко Віктор Анатолійович", Name("Савченко", "Віктор", "Анатолійович")),
        (" Ткачук  Єва Васильівна ", Name("Ткачук", "Єва", "Васильівна")),
        ("КРАВЧУК Андрій Миколайович", Name("КРАВЧУК", "Андрій", "Миколайович")),
        ("В'юник Поліна Вікторівна", Name("В’юник", "Поліна", "Вікторівна")),
        ("Олійник В`ячеслав Олегович", Name("Олійник", "В’ячеслав", "Олегович")),
        ("Хоменко Уляна", Name("Хоменко", "Уляна")),
        ("Софія Олегівна Клименко", Name("Клименко", "Софія", "Олегівна")),
        ("Їжакевич Степан Юрійович", Name("Їжакевич", "Степан", "Юрійович")),
        ("Степан Юрійович Їжакевич", Name("Їжакевич", "Степан", "Юрійович")),
        ("Стрилець Валентина Сергиївна", Name("Стрилець", "Валентина", "Сергиївна")),
        ("Семенюк Татьяна Михайливна", Name("Семенюк", "Татьяна", "Михайливна")),
        ("Бойко Назар Ілліч", Name("Бойко", "Назар", "Ілліч")),
        ("Нечуй–Левицький Іван Семенович", Name("Нечуй-Левицький", "Іван", "Семенович")),
        ("Мамедов Алі Гусейн огли", Name("Мамедов", "Алі", "Гусейн огли")),
    ],
)
def test_a_name_is_put_in_order(written, name):
    assert parse_name(written) == (name, ())


@pytest.mark.parametrize(
    ("written", "name", "doubts"),
    [
        ("Петренко К.І.", Name("Петренко", "К.", "І."), (Reason.INITIALS_ONLY,)),
        ("Петренко К. І.", Name("Петренко", "К.", "І."), (Reason.INITIALS_ONLY,)),
        ("К.І. Петренко", Name("Петренко", "К.", "І."), (Reason.INITIALS_ONLY,)),
        ("Hayмeнкo Назар Павлович", Name("Hayмeнкo", "Назар", "Павлович"), (Reason.MIXED_SCRIPT,)),
        ("Нечуй Левицький Іван Семенович", Name("Нечуй Левицький", "Іван", "Семенович"), (Reason.UNUSUAL_NAME,)),
        ("Коваль Марія Степан", Name("Коваль", "Марія", "Степан"), (Reason.NAME_ORDER,)),
        ("Кравчук 2 Іванович", Name("Кравчук", "2", "Іванович"), (Reason.INITIALS_ONLY, Reason.UNUSUAL_NAME)),
        ("Марія Іванівна", Name("", "Марія", "Іванівна"), (Reason.NO_SURNAME,)),
        ("Петренко", Name("Петренко"), (Reason.NO_GIVEN,)),
        ("", Name(), (Reason.NO_NAME,)),
        ("А" * 61 + " Іван", Name("А" * 61, "Іван"), (Reason.NAME_TOO_LONG,)),
    ],
)
def test_what_is_doubtful_about_a_name_is_told(written, name, doubts):
    assert parse_name(written) == (name, doubts)


@pytest.mark.parametrize(
    ("patronymic", "sex"),
    [
        ("Анатолійович", Sex.MALE),
        ("Ілліч", Sex.MALE),
        ("Гусейн огли", Sex.MALE),
        ("Олегівна", Sex.FEMALE),
        ("Юріївна", Sex.FEMALE),
        ("Михайливна", Sex.FEMALE),
        ("Гусейн кизи", Sex.FEMALE),
        ("", Sex.NOT_STATED),
        ("І.", Sex.NOT_STATED),
    ],
)
def test_the_sex_is_read_off_the_patronymic_or_not_stated(patronymic, sex):
    assert sex_of(patronymic) is sex


@pytest.mark.parametrize(
    ("cell", "birth"),
    [
        (date(1963, 1, 27), Birth(date(1963, 1, 27), 1963)),
        ("22.07.1972", Birth(date(1972, 7, 22), 1972)),
        ("19.11.1955 р.", Birth(date(1955, 11, 19), 1955)),
        ("19.11.1955 р.н.", Birth(date(1955, 11, 19), 1955)),
        ("1955-11-19", Birth(date(1955, 11, 19), 1955)),
        ("20/08/55", Birth(date(1955, 8, 20), 1955)),
        ("20/08/07", Birth(date(2007, 8, 20), 2007)),
        ("20.12.26", Birth(date(1926, 12, 20), 1926)),
        (1959, Birth(year=1959)),
        ("1959", Birth(year=1959)),
        ("1959.0", Birth(year=1959)),
        ("1959 року", Birth(year=1959)),
        (" 1959 р. н. ", Birth(year=1959)),
    ],
)
def test_a_birth_is_read_in_every_form(cell, birth):
    assert parse_birth(cell, TODAY) == birth


@pytest.mark.parametrize(
    ("cell", "birth"),
    [
        (None, Birth(doubt=Reason.NO_BIRTH)),
        ("  ", Birth(doubt=Reason.NO_BIRTH)),
        ("05.06.23", Birth(doubt=Reason.BIRTH_CENTURY)),
        ("31.02.1950", Birth(year=1950, doubt=Reason.NO_SUCH_DAY)),
        ("12.31.1950", Birth(year=1950, doubt=Reason.NO_SUCH_DAY)),
        ("02.11.2026", Birth(doubt=Reason.BIRTH_IN_FUTURE)),
        (2027, Birth(doubt=Reason.BIRTH_IN_FUTURE)),
        (1900, Birth(doubt=Reason.BIRTH_UNREADABLE)),
        (23037, Birth(doubt=Reason.BIRTH_UNREADABLE)),
        (19.59, Birth(doubt=Reason.BIRTH_UNREADABLE)),
        ("давно", Birth(doubt=Reason.BIRTH_UNREADABLE)),
        ("١٩٥٩", Birth(doubt=Reason.BIRTH_UNREADABLE)),
    ],
)
def test_what_is_doubtful_about_a_birth_is_told(cell, birth):
    assert parse_birth(cell, TODAY) == birth


STREET = {"street_kind": StreetKind.STREET}
VERBOLOZY = {"settlement_kind": SettlementKind.VILLAGE, "settlement": "Верболози"}


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("с. Верболози, вул.Миру, буд. 21", STREET | {"street": "Миру", "house": "21"}),
        ("с. Верболози, ул. Джерельна, буд. 83", STREET | {"street": "Джерельна", "house": "83"}),
        ("с. Верболози, Вишнева, б.6, кв. 40", {"street": "Вишнева", "house": "6", "flat": "40"}),
        ("с. Верболози, Миру, 12/1", {"street": "Миру", "house": "12/1"}),
        ("с. Верболози, ул. Лесі Українки, б.59/1", STREET | {"street": "Лесі Українки", "house": "59/1"}),
        ("с. Верболози, ул. Тараса Шевченка, б.4а", STREET | {"street": "Тараса Шевченка", "house": "4а"}),
        ("с.Верболози, провулок Криничний, 3", {"street_kind": StreetKind.LANE, "street": "Криничний", "house": "3"}),
        ("Набережна, б.27а", {"street": "Набережна", "house": "27а"}),
        ("вул. Миру 21", STREET | {"street": "Миру", "house": "21"}),
        ("вул. Миру 21 а", STREET | {"street": "Миру", "house": "21а"}),
        ("вул. Миру буд. 21 кв. 5", STREET | {"street": "Миру", "house": "21", "flat": "5"}),
        ("вул. Миру, 21 А", STREET | {"street": "Миру", "house": "21А"}),
        ("вул. Миру, буд. № 21-б", STREET | {"street": "Миру", "house": "21б"}),
        ("вул. 8 Березня, 4", STREET | {"street": "8 Березня", "house": "4"}),
        ("вул. Б. Хмельницького, 4", STREET | {"street": "Б. Хмельницького", "house": "4"}),
        ("Б. Хмельницького, 4", {"street": "Б. Хмельницького", "house": "4"}),
        ("Миру вул., 4", STREET | {"street": "Миру", "house": "4"}),
        ("с. Верболози вул Миру 4", STREET | {"street": "Миру", "house": "4"}),
        ("с.Верболози вул. Миру, буд. 4", STREET | {"street": "Миру", "house": "4"}),
        ("с. Верболози ул. 8 Березня 4 кв 2", STREET | {"street": "8 Березня", "house": "4", "flat": "2"}),
        ("Верболози, вул. Миру, 4", STREET | {"street": "Миру", "house": "4"}),
        ("Верболози вул. Миру 4", STREET | {"street": "Миру", "house": "4"}),
        ("Верболози, Миру вул., 4", STREET | {"street": "Миру", "house": "4"}),
        ("Миру вул. буд. 4", STREET | {"street": "Миру", "house": "4"}),
        ("пл. Соборна, 1", {"street_kind": StreetKind.SQUARE, "street": "Соборна", "house": "1"}),
        ("узвіз Тихий, 1", {"street_kind": StreetKind.OTHER, "street": "узвіз Тихий", "house": "1"}),
    ],
)
def test_an_address_is_taken_apart(written, parts):
    assert parse_address(written, SHEET) == (AddressReading(**VERBOLOZY, **parts), ())


@pytest.mark.parametrize(
    ("sheet", "kind", "settlement"),
    [
        ("с-ще Тихе Плесо", SettlementKind.TOWNSHIP, "Тихе Плесо"),
        ("смт Тихе Плесо", SettlementKind.TOWNSHIP, "Тихе Плесо"),
        ("с Нова Криниця", SettlementKind.VILLAGE, "Нова Криниця"),
        ("м. Херсон", SettlementKind.CITY, "Херсон"),
        ("Заплавне", None, "Заплавне"),
    ],
)
def test_the_sheet_names_the_settlement_where_the_address_does_not(sheet, kind, settlement):
    address, doubts = parse_address("Миру, 5", sheet)
    assert (address.settlement_kind, address.settlement) == (kind, settlement)
    assert doubts == ()


def test_a_street_without_commas_is_not_taken_for_the_name_of_the_settlement():
    address, doubts = parse_address("с. Заплавне вул. Миру", SHEET)
    assert (address.settlement, address.street) == ("Заплавне", "Миру")
    assert doubts == ((Reason.SETTLEMENT_DIFFERS, "Заплавне"), (Reason.NO_HOUSE, ""))


@pytest.mark.parametrize(
    ("written", "kept", "doubts"),
    [
        ("с. Заплавне, Миру, 5", ("Миру", "5", ""), [(Reason.SETTLEMENT_DIFFERS, "Заплавне")]),
        ("", ("", "", ""), [(Reason.NO_STREET, ""), (Reason.NO_HOUSE, "")]),
        ("вул. Миру, б/н", ("Миру", "", ""), [(Reason.ADDRESS_UNREAD, "б/н"), (Reason.NO_HOUSE, "")]),
        ("Миру, 28, 5", ("Миру", "28", "5"), [(Reason.FLAT_ASSUMED, "5")]),
        ("Миру, буд. 28-5", ("Миру", "28-5", ""), [(Reason.UNUSUAL_HOUSE, "28-5")]),
        ("Миру, буд. 28a", ("Миру", "28a", ""), [(Reason.UNUSUAL_HOUSE, "28a")]),
        (
            "Миру, буд. 28 за магазином",
            ("Миру", "", ""),
            [(Reason.UNUSUAL_HOUSE, "28 за магазином"), (Reason.NO_HOUSE, "")],
        ),
        ("Миру, 5, кв. перша ліворуч", ("Миру", "5", ""), [(Reason.ADDRESS_UNREAD, "кв. перша ліворуч")]),
        ("75000, Миру, 5", ("Миру", "5", ""), [(Reason.ADDRESS_UNREAD, "75000")]),
        ("Херсонська обл., с. Верболози, Миру, 5", ("Миру", "5", ""), [(Reason.REGION, "Херсонська обл.")]),
        ("Х" * 81 + ", 5", ("Х" * 81, "5", ""), [(Reason.NAME_TOO_LONG, "")]),
    ],
)
def test_what_is_doubtful_about_an_address_is_told(written, kept, doubts):
    address, found = parse_address(written, SHEET)
    assert (address.street, address.house, address.flat) == kept
    assert list(found) == doubts


@pytest.mark.parametrize(
    ("written", "name", "birth", "doubts"),
    [
        ("Хоменко Ілля Степанович, 1974", Name("Хоменко", "Ілля", "Степанович"), Birth(year=1974), ()),
        ("Кравченко Злата, 1963 р.н.", Name("Кравченко", "Злата"), Birth(year=1963), ()),
        ("Кравченко Злата (1963)", Name("Кравченко", "Злата"), Birth(year=1963), ()),
        ("Кравченко Злата – 05.06.1963", Name("Кравченко", "Злата"), Birth(date(1963, 6, 5), 1963), ()),
        ("Кравченко Злата", Name("Кравченко", "Злата"), Birth(doubt=Reason.NO_BIRTH), (Reason.NO_BIRTH,)),
        ("Злата, 1963", Name("Жук", "Злата"), Birth(year=1963), (Reason.SURNAME_OF_HEAD,)),
        ("Злата Іванівна, 1963", Name("Жук", "Злата", "Іванівна"), Birth(year=1963), (Reason.SURNAME_OF_HEAD,)),
        ("Жук Злата (дочка), 1963", Name("Жук", "Злата"), Birth(year=1963), (Reason.UNUSUAL_NAME,)),
        ("1963", Name(), Birth(), (Reason.NO_NAME,)),
    ],
)
def test_a_member_is_read(written, name, birth, doubts):
    member, found = parse_member(written, "Жук", TODAY)
    assert (member.name, member.birth, found) == (name, birth, doubts)
