"""Two records of one family are told from two families, whatever way they were written down."""

from dataclasses import replace
from datetime import date

import pytest

from app.households.matching import (
    Family,
    Reason,
    Record,
    Verdict,
    compare,
    keys_of,
    measure,
    place_keys,
    read_family,
)
from app.households.models import Sex

LIKELY = (Verdict.SURELY, Verdict.PROBABLY)
UNLIKELY = (Verdict.PERHAPS, Verdict.DIFFERENT)

BORN = date(1964, 3, 17)


def person(name: str, born: date | int | None = BORN, sex: Sex = Sex.NOT_STATED) -> Record:
    """Somebody by "surname given patronymic"; a dash stands for a part that is missing."""
    surname, given, patronymic = (["" if part == "-" else part for part in name.split()] + ["", ""])[:3]
    on = born if isinstance(born, date) else None
    return Record(surname, given, patronymic, sex, on, on.year if on else born)


def home(*people: Record, phone: str = "", address: str = "Верболози, Садова, 21") -> Family:
    """A household at "settlement, street, house, flat"."""
    settlement, street, house, flat = ([*address.split(", "), "", "", "", ""])[:4]
    return Family(people, None, (phone,) if phone else (), settlement, street, house, flat)


ELSEWHERE = "Степове, Миру, 4"
PHONE = "+380200000001"


# ---- one person in two spellings

OTHER_SPELLINGS = [
    ("Ковальчук Олександр Миколайович", "Ковальчук Александр Николаевич"),
    ("Ковальчук Олександр Миколайович", "Kovalchuk Oleksandr Mykolaiovych"),
    ("Ковальчук Олександр Миколайович", "Kovalchuk Alexandr Nikolaevich"),
    ("Ковальчук Александр Николаевич", "Kovalchuk Oleksandr -"),
    ("Шевченко Наталія Юріївна", "Шевченко Наталья Юрьевна"),
    ("Шевченко Наталія Юріївна", "Shevchenko Natalya Yuriyivna"),
    ("Бойко Ганна Іллівна", "Бойко Анна Ильинична"),
    ("Бойко Ганна Іллівна", "Boyko Hanna Illivna"),
    ("Їжакевич В’ячеслав Євгенович", "Yizhakevych Viacheslav Yevhenovych"),
    ("Їжакевич В’ячеслав Євгенович", "Їжакевич Вячеслав Євгенович"),
    ("Їжакевич В'ячеслав Євгенович", "Їжакевич В`ячеслав Євгенович"),
    ("Григоренко Галина Сергіївна", "Grigorenko Galina Sergeevna"),
    ("Щербина Юлія Василівна", "Shcherbyna Yuliia Vasylivna"),
    ("Цимбал Євгенія Андріївна", "Tsymbal Evgeniya Andreevna"),
    ("Жук Дмитро Павлович", "Zhuk Dmitriy Pavlovich"),
    ("Коваль Оксана Петрівна", "Кoваль Oкcана Пeтpiвна"),
    ("Петренко Олександр Іванович", "Gtnhtyrj Jktrcfylh Sdfyjdbx"),
    ("Хоменко Надія Яківна", "Хоменко Надежда Яковлевна"),
    ("Хоменко Людмила Петрівна", "Хоменко Люда Петрівна"),
    ("Хоменко Михайло Петрович", "Хоменко Миша -"),
    ("Лисенко Микола Олегович", "Микола Лисенко Олегович"),
    ("Лисенко Микола Олегович", "Lysenko Mykola -"),
    ("Кравчук Людмила Михайлівна", "Кравчук Л. М."),
    ("Кравчук Юрій Михайлович", "Кравчук Ю. -"),
    ("Кравчук Людмила Михайлівна", "Карвчук Людмила Михайлівна"),
    ("Кравчук Людмила Михайлівна", "Кравчук Людмла Михайлівна"),
    ("Кравчук Людмила Михайлівна", "Кравчюк Людмила Михайлівна"),
    ("Ковальський Петро Іванович", "Ковальська Петро Іванович"),
    ("Ткачов Петро Іванович", "Ткачёв Пётр Иванович"),
    ("Нечуй-Левицька Олена Іванівна", "Левицька Олена Іванівна"),
]


@pytest.mark.parametrize(("one", "other"), OTHER_SPELLINGS)
def test_a_person_is_recognised_in_another_spelling(one: str, other: str) -> None:
    assert compare(home(person(one)), home(person(other))).verdict in LIKELY


@pytest.mark.parametrize(("one", "other"), OTHER_SPELLINGS)
def test_a_person_in_another_spelling_shares_a_key_also_without_an_address(one: str, other: str) -> None:
    assert keys_of(person(one)) & keys_of(person(other))


@pytest.mark.parametrize(("one", "other"), OTHER_SPELLINGS)
def test_comparing_does_not_mind_the_order(one: str, other: str) -> None:
    forth, back = compare(home(person(one)), home(person(other))), compare(home(person(other)), home(person(one)))
    assert (forth.strength, forth.agrees, forth.differs) == (back.strength, back.agrees, back.differs)


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        (1964, BORN, Reason.SAME_BIRTH_YEAR),
        (1965, BORN, Reason.BIRTH_YEAR_OFF_BY_ONE),
        (date(1964, 3, 12), date(1964, 12, 3), Reason.BIRTH_DAY_MONTH_SWAPPED),
        (date(1964, 3, 17), date(1964, 3, 11), Reason.BIRTH_SLIP),
        (date(1964, 3, 17), date(1946, 3, 17), Reason.BIRTH_SLIP),
        (date(1964, 3, 17), date(1965, 3, 17), Reason.BIRTH_SLIP),
        (date(1964, 1, 1), BORN, Reason.SAME_BIRTH_YEAR),
    ],
)
def test_a_birth_may_be_known_in_part_or_wrong_by_a_digit(one: date | int, other: date | int, reason: Reason) -> None:
    name = "Кравчук Людмила Михайлівна"
    comparison = compare(home(person(name, one), phone=PHONE), home(person(name, other), phone=PHONE))
    assert comparison.verdict in LIKELY
    assert reason in comparison.agrees


def test_a_married_woman_is_recognised_by_given_name_patronymic_and_birth() -> None:
    maiden = home(person("Сорока Валентина Вікторівна"), address="Верболози, Садова, 21")
    married = home(person("Яременко Валентина Вікторівна"), address="Верболози, Миру, 4")
    comparison = compare(maiden, married)
    assert comparison.verdict in (*LIKELY, Verdict.PERHAPS)
    assert Reason.MAIDEN_NAME in comparison.agrees
    assert compare(replace(maiden, phones=(PHONE,)), replace(married, phones=(PHONE,))).verdict in LIKELY


def test_a_family_that_moved_is_recognised_by_its_people() -> None:
    people = (person("Жук Микола Степанович", 1960), person("Жук Раїса Степанівна", 1957))
    comparison = compare(home(*people), home(*people, address=ELSEWHERE))
    assert comparison.verdict in LIKELY
    assert Reason.OTHERS_TOO in comparison.agrees
    assert Reason.OTHER_SETTLEMENT in comparison.differs


def test_a_household_registered_by_the_wife_is_that_of_the_husband() -> None:
    husband, wife = person("Жук Микола Степанович"), person("Жук Раїса Петрівна", 1957)
    comparison = compare(home(husband, wife), home(wife, husband))
    assert comparison.verdict in LIKELY
    assert set(comparison.matched) == {(0, 1), (1, 0)}


# ---- people who only look like one

NEAR = (
    ("a twin", "Бойко Марина Петрівна", BORN, "Бойко Марія Петрівна", BORN),
    ("a twin brother", "Бойко Іван Петрович", BORN, "Бойко Олег Петрович", BORN),
    ("twins, son and daughter", "Бойко Олександр Петрович", BORN, "Бойко Олександра Петрівна", BORN),
    ("father and son", "Бойко Іван Петрович", BORN, "Бойко Іван Іванович", date(1988, 5, 2)),
    ("father and son, years only", "Бойко Іван -", 1964, "Бойко Іван -", 1988),
    ("grandfather and grandson", "Бойко Іван Петрович", 1930, "Бойко Іван Петрович", 1988),
    ("husband and wife", "Бойко Іван Петрович", 1964, "Бойко Ніна Степанівна", 1964),
    ("sisters", "Бойко Олена Петрівна", 1964, "Бойко Олеся Петрівна", 1965),
    ("brothers without dates", "Бойко Павло Петрович", None, "Бойко Петро Петрович", None),
    ("a neighbour", "Бойко Іван Петрович", BORN, "Ткачук Семен Ілліч", date(1971, 1, 8)),
    ("a neighbour of the same year", "Бойко Іван Петрович", 1964, "Ткачук Семен Ілліч", 1964),
)


@pytest.mark.parametrize(("_who", "one", "born", "other", "other_born"), NEAR)
def test_who_shares_a_phone_and_an_address_is_not_the_same(
    _who: str, one: str, born: date | int | None, other: str, other_born: date | int | None
) -> None:
    comparison = compare(home(person(one, born), phone=PHONE), home(person(other, other_born), phone=PHONE))
    assert comparison.verdict in UNLIKELY


@pytest.mark.parametrize(
    ("born", "other_born"), [(BORN, date(1978, 9, 2)), (1964, 1978), (BORN, date(1964, 9, 2)), (None, None)]
)
def test_a_namesake_elsewhere_is_not_the_same(born: date | int | None, other_born: date | int | None) -> None:
    name = "Шевченко Олександр Іванович"
    here = home(person(name, born), phone=PHONE)
    there = home(person(name, other_born), phone="+380200000009", address=ELSEWHERE)
    assert compare(here, there).verdict in UNLIKELY


def test_a_sons_family_in_the_same_house_is_another_household() -> None:
    old = home(person("Бойко Іван Петрович", 1950), person("Бойко Ніна Павлівна", 1952), phone=PHONE)
    young = home(
        person("Бойко Іван Іванович", 1980), person("Бойко Юлія Олегівна", 1983), person("Бойко Іван Іванович", 2010),
        phone=PHONE,
    )  # fmt: skip
    assert compare(old, young).verdict in UNLIKELY


def test_somebody_who_stands_in_two_households_is_worth_a_look() -> None:
    """A grown-up son counted with his parents and by himself."""
    son = person("Бойко Олег Іванович", date(1990, 2, 3))
    with_parents = home(person("Бойко Іван Петрович", 1960), person("Бойко Ніна Павлівна", 1962), son)
    own = home(son, address="Верболози, Миру, 4")
    comparison = compare(with_parents, own)
    assert comparison.verdict in (Verdict.PROBABLY, Verdict.PERHAPS)
    assert comparison.matched == ((2, 0),)
    assert Reason.NOT_BOTH_HEADS in comparison.differs


# ---- what is told


def test_what_agrees_and_what_differs_is_told() -> None:
    one = home(person("Ковальчук Олена Миколаївна"), phone=PHONE)
    other = home(person("Ковальчук Елена Николаевна", 1964), phone=PHONE, address=ELSEWHERE)
    comparison = compare(one, other)
    assert comparison.agrees == (
        Reason.NAME_FORM, Reason.NAME_OTHER_SPELLING, Reason.SAME_BIRTH_YEAR, Reason.SAME_PHONE,
    )  # fmt: skip
    assert comparison.differs == (Reason.OTHER_SETTLEMENT,)


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        ("Ковальчук Олена Миколаївна", Reason.SAME_NAME),
        ("Kovalchuk Olena Mykolaivna", Reason.NAME_OTHER_SPELLING),
        ("Ковальчук О. М.", Reason.NAME_INITIALS),
        ("Ковальчук Лена Миколаївна", Reason.NAME_FORM),
        ("Ковалчкук Олена Миколаївна", Reason.NAME_SLIP),
        ("Олена Ковальчук Миколаївна", Reason.NAME_PARTS_SWAPPED),
        ("Яременко Олена Миколаївна", Reason.MAIDEN_NAME),
    ],
)
def test_how_the_name_agrees_is_told(other: str, reason: Reason) -> None:
    comparison = compare(home(person("Ковальчук Олена Миколаївна")), home(person(other)))
    assert reason in comparison.agrees


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("Верболози, Тараса Шевченка, 21, 4", Reason.SAME_ADDRESS),
        ("Верболози, Т. Шевченка, 21, 4", Reason.SAME_ADDRESS),
        ("Верболози, Шевченка Тараса, 21", Reason.SAME_ADDRESS),
        ("Verbolozy, Shevchenka Tarasa, 21, 4", Reason.SAME_ADDRESS),
        ("Верболозы, Тараса Шевченко, 21, 4", Reason.SAME_ADDRESS),
        ("Верболози, Тараса Шевченка, 21, 5", Reason.SAME_HOUSE),
        ("Верболози, Тараса Шевченка, 4", Reason.SAME_STREET),
    ],
)
def test_an_address_is_recognised_in_another_spelling(address: str, reason: Reason) -> None:
    somebody = person("Ковальчук Олена Миколаївна")
    comparison = compare(home(somebody, address="Верболози, Тараса Шевченка, 21, 4"), home(somebody, address=address))
    assert reason in comparison.agrees


def test_an_address_shares_a_key_with_itself_in_another_spelling() -> None:
    one, other = (
        home(address=address) for address in ("Верболози, Тараса Шевченка, 21а", "Verbolozy, Т. Шевченко, 21-А")
    )
    assert place_keys(read_family(one)) & place_keys(read_family(other))


def test_the_more_agrees_the_stronger_it_is() -> None:
    somebody = person("Ковальчук Олена Миколаївна", 1964)
    here = home(somebody, phone=PHONE)
    strengths = [
        compare(here, other).strength
        for other in (
            home(person("Ковальчук Олена Миколаївна", 1999), address=ELSEWHERE),
            home(somebody, address=ELSEWHERE),
            home(somebody),
            home(somebody, phone=PHONE),
        )
    ]
    assert strengths == sorted(strengths)


def test_families_without_people_are_not_compared() -> None:
    assert compare(home(phone=PHONE), home(phone=PHONE)).verdict is Verdict.DIFFERENT


# ---- what kind of register it is


def test_relatives_side_by_side_make_a_phone_worth_less() -> None:
    """Among many brothers and sisters at one door, a name without a date proves less."""
    given = "Іван Петро Семен Павло Олег Роман Тарас Марко Яків Юрій".split()
    brothers = [
        read_family(home(person(f"Бойко {name} Петрович", 1950 + at), phone=PHONE)) for at, name in enumerate(given)
    ]
    pairs = [(one, other) for one in brothers for other in brothers if one is not other]
    one, other = (home(person("Бойко Іван -", None), phone=PHONE) for _ in range(2))
    crowded = compare(one, other, measure(brothers, pairs))
    assert crowded.strength < compare(one, other).strength
