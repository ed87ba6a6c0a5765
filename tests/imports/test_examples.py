"""The four example lists, from bytes to households: the same street, whoever kept the list."""

from datetime import date

import pytest

from app.households.models import PersonRole, Residence
from app.households.parsing.findings import Reason
from app.imports.columns import propose
from app.imports.files import read_file
from app.imports.lines import SkippedKind
from app.imports.reading import RowReading, read_group
from app.imports.shapes import Listing, group
from tests.imports.examples import EXAMPLES, broken_list, household_list, kobo_form, person_list

TODAY = date(2026, 11, 20)


def read(content: bytes) -> tuple[Listing, list[RowReading]]:
    book = read_file("список", content)
    listing = group(book, propose(book))
    return listing, [read_group(one, TODAY) for one in listing.groups]


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_row_of_an_example_is_a_household_or_named_as_skipped(name):
    book = read_file(name, EXAMPLES[name]())
    listing = group(book, propose(book))
    for table, outline in zip(book.tables, listing.sheets, strict=True):
        found = [row.number for one in listing.groups for row in one.rows if row.sheet == table.name]
        assert sorted([*found, *(row.number for row in outline.skipped)]) == list(range(1, table.lines[-1].number + 1))


@pytest.mark.parametrize("make", [household_list, person_list, kobo_form])
def test_the_same_street_is_read_from_every_list(make):
    _listing, readings = read(make())
    here = [one for one in readings if one.address.settlement == "Степове"]
    assert [(one.head.name.surname.capitalize(), one.head.birth.year) for one in here][:3] == [
        *(("Кравчук", 1959), ("Гончар", 1948), ("Бойко", 1990))
    ]
    assert [(one.address.street, one.address.house) for one in here][:3] == [
        ("Миру", "5"),
        ("Миру", "7а"),
        ("Тиха", "1"),
    ]
    assert [one.phones[:1] for one in here][:3] == [("+380207852503",), ("+380207852504",), ("+380207852505",)]
    assert [one.declared or 1 + len(one.members) for one in here][:3] == [3, 1, 2]


def test_a_list_of_households_keeps_its_members_and_categories():
    _listing, readings = read(household_list())
    assert [one.residence for one in readings][:2] == [Residence.IDP, Residence.RESIDENT]
    assert readings[1].needs == {"needs_delivery"}
    assert readings[5].needs == {"needs_step_free"}
    assert not any(one.doubts for one in readings)


def test_a_list_of_people_keeps_their_places_and_sexes():
    _listing, [first, _second, third] = read(person_list())
    assert [(person.name.given, person.role) for person in first.members] == [
        *(("Олена", PersonRole.SPOUSE), ("Петро", PersonRole.CHILD))
    ]
    assert third.address.flat == "2"
    assert first.doubts == third.doubts == ()


def test_a_broken_list_tells_every_break_by_its_cell():
    listing, readings = read(broken_list())
    told = {(doubt.cell.partition("!")[2], doubt.reason) for one in readings for doubt in one.doubts}
    assert told == {
        ("B6", Reason.NO_NAME),
        ("B7", Reason.NO_GIVEN),
        ("C7", Reason.NO_SUCH_DAY),
        ("D7", Reason.NO_HOUSE),
        ("E7", Reason.PHONE_UNREADABLE),
        ("B8", Reason.MIXED_SCRIPT),
        ("C8", Reason.BIRTH_UNREADABLE),
        ("D8", Reason.NO_STREET),
        ("D8", Reason.NO_HOUSE),
        ("B11", Reason.INITIALS_ONLY),
        ("C11", Reason.BIRTH_IN_FUTURE),
        ("D11", Reason.SETTLEMENT_DIFFERS),
        ("E11", Reason.PHONE_SHORTENED),
    }
    kinds = {row.number: row.kind for row in listing.sheets[0].skipped}
    assert kinds == {
        **dict.fromkeys((1,), SkippedKind.TITLE),
        **dict.fromkeys((2, 9), SkippedKind.EMPTY),
        **dict.fromkeys((3, 4, 10), SkippedKind.HEADER),
        **dict.fromkeys((13,), SkippedKind.TOTALS),
    }
    assert {one.address.settlement for one in readings} == {"Степове", "Київ"}
