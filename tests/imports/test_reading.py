"""One row of a list at a time, and what is made of it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.households.models import Residence
from app.households.parsing.findings import Field, Finding, Reason
from app.households.parsing.persons import Cell, Name
from app.imports.reading import RowReading
from tests.make.lists import make_reading

TODAY = date(2026, 11, 1)
SHEET = "с. Верболози"


def reading(**cells: Cell) -> RowReading:
    """A clear row with some cells changed; an empty one is left out."""
    clear: dict[str, Cell] = {
        "number": 1,
        "head": "Кравчук Іван Петрович",
        "birth": date(1959, 3, 2),
        "address": "с. Верболози, вул. Миру, буд. 5",
        "people": 1,
        "phone": "0207852503",
    }
    filled = {Field(name): cell for name, cell in (clear | cells).items() if cell != ""}
    return make_reading(filled, today=TODAY, sheet=SHEET)


def test_a_clear_row_leaves_no_doubt():
    row = reading()
    assert (row.sheet, row.number) == (SHEET, 4)
    assert row.head.name == Name("Кравчук", "Іван", "Петрович")
    assert row.phones == ("+380207852503",)
    assert row.residence is Residence.RESIDENT
    assert (row.members, row.note, row.doubts, row.set_aside) == ((), "", (), ())


def test_members_keep_their_own_surnames():
    row = reading(
        people=4, members="Голуб Назар Сергійович, 1930; Прокопенко Світлана, 2021;\nПрокопенко Михайло, 2005"
    )
    assert [member.name.surname for member in row.members] == ["Голуб", "Прокопенко", "Прокопенко"]
    assert row.doubts == ()


def test_members_may_stand_between_commas():
    row = reading(people=3, members="Голуб Назар, 1930, Голуб Світлана, 2021")
    assert [(member.name.given, member.birth.year) for member in row.members] == [("Назар", 1930), ("Світлана", 2021)]


def test_the_head_listed_again_among_the_members_is_one_person():
    row = reading(people=2, members="КРАВЧУК Іван Петрович, 1959; Кравчук Олена, 1960")
    assert [member.name.given for member in row.members] == ["Олена"]
    assert row.set_aside == (Finding(Field.MEMBERS, Reason.HEAD_REPEATED, "КРАВЧУК Іван Петрович, 1959"),)
    assert row.doubts == ()


@pytest.mark.parametrize("members", ["", "-", "немає"])
def test_a_person_alone_has_no_members(members):
    assert reading(members=members).members == ()


@pytest.mark.parametrize(
    ("people", "reason"),
    [
        (3, Reason.DECLARED_ONLY),
        (0, Reason.PEOPLE_DIFFER),
        (99, Reason.PEOPLE_DIFFER),
        ("двоє", Reason.PEOPLE_UNREADABLE),
        (1.5, Reason.PEOPLE_UNREADABLE),
    ],
)
def test_a_number_of_people_other_than_listed_is_a_doubt(people, reason):
    assert reading(people=people).doubts == (Finding(Field.PEOPLE, reason, str(people)),)


def test_a_number_of_people_may_carry_its_word():
    assert reading(people="1 чол.").doubts == ()


@pytest.mark.parametrize(
    ("cell", "phones"),
    [
        (207852503, ("+380207852503",)),
        ("80207852503", ("+380207852503",)),
        ("(020) 785-25-03", ("+380207852503",)),
        ("0207852503, 0207852504", ("+380207852503", "+380207852504")),
        ("0207852503 / +380207852504", ("+380207852503", "+380207852504")),
        ("0207852503; 80207852503", ("+380207852503",)),
        ("-", ()),
        ("немає", ()),
        ("", ()),
    ],
)
def test_telephones_are_read(cell, phones):
    row = reading(phone=cell)
    assert row.phones == phones
    assert row.doubts == row.set_aside == ()


def test_a_number_of_zeros_is_put_aside():
    row = reading(phone="0205055944, 0000000000")
    assert row.phones == ("+380205055944",)
    assert row.set_aside == (Finding(Field.PHONE, Reason.NOT_A_PHONE, "0000000000"),)


def test_a_third_telephone_and_one_that_cannot_be_read_are_named():
    row = reading(phone="0207852503, 0207852504, 0207852505, 12-34")
    assert row.phones == ("+380207852503", "+380207852504")
    assert row.set_aside == (Finding(Field.PHONE, Reason.THIRD_PHONE, "+380207852505"),)
    assert row.doubts == (Finding(Field.PHONE, Reason.PHONE_UNREADABLE, "12-34"),)


def test_categories_become_fields_or_are_put_aside():
    row = reading(category="ВПО, одинокі, лежачий, інв. III гр.")
    assert row.residence is Residence.IDP
    assert row.needs_delivery
    assert [finding.text for finding in row.set_aside] == ["одинокі", "інв. III гр."]
    assert {finding.reason for finding in row.set_aside} == {Reason.NO_SUCH_FIELD}


@pytest.mark.parametrize("number", [177714, "0000177714"])
def test_a_tax_number_is_named_but_never_repeated(number):
    assert reading(tax_number=number).set_aside == (Finding(Field.TAX_NUMBER, Reason.NOT_COLLECTED),)


def test_a_note_is_kept_and_what_does_not_fit_is_named():
    assert reading(note="заява  від 12.10").note == "заява від 12.10"
    row = reading(note="я" * 200 + "кінець")
    assert row.note == "я" * 200
    assert row.set_aside == (Finding(Field.NOTE, Reason.NOTE_TOO_LONG, "кінець"),)


def test_a_column_that_says_nothing_to_us_is_put_aside_with_its_title():
    cells = {Field.HEAD: "Кравчук Іван", Field.OTHER: "є"}
    row = make_reading(cells, today=TODAY, sheet=SHEET, titles={Field.OTHER: "Корова"})
    assert row.set_aside == (Finding(Field.OTHER, Reason.NO_SUCH_FIELD, "Корова: є"),)


@given(
    st.dictionaries(st.sampled_from([field.value for field in Field]), st.text(min_size=1) | st.floats() | st.dates())
)
def test_any_cells_can_be_read(cells):
    assert reading(**cells).number == 4
