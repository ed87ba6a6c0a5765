"""A community's list becomes the register: every row accounted for, nothing twice, nothing before it is asked for."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import xlsxwriter
from sqlalchemy import func, select

from app.audit import queries as audit
from app.core import clock
from app.core.actors import KEEPER
from app.core.codes import is_card_no
from app.core.db import db, transaction
from app.households.models import (
    Card,
    ConsentKind,
    ConsentMethod,
    Household,
    Person,
    PersonRole,
    Residence,
    Sex,
    Source,
)
from app.households.parsing.findings import Field, Reason
from app.households.parsing.persons import Cell
from app.hubs.models import Settlement, SettlementKind, Street, StreetKind
from app.imports.columns import propose
from app.imports.deciding import Outcome, Plan, Register, decide
from app.imports.files import read_file
from app.imports.reading import RowReading
from app.imports.shapes import group
from app.imports.writing import import_households
from tests.make.households import make_household, make_person
from tests.make.lists import make_reading
from tests.make.places import make_hub, make_location, make_settlement, make_street

REAL_LIST = Path(__file__).parent.parent / "data" / "registry-tykhe-pleso.xlsx"
NOVEMBER = datetime(2026, 11, 1, 8, tzinfo=UTC)
HOUSEHOLDS = 1388


def row(number: int = 4, sheet: str = "с. Верболози", **cells: Cell) -> RowReading:
    """A clear row with some cells changed; an empty one is left out."""
    clear: dict[str, Cell] = {
        "head": "Кравчук Іван Петрович",
        "birth": date(1959, 3, 2),
        "address": "вул. Миру, буд. 5",
        "phone": "0207852503",
    }
    filled = {Field(name): cell for name, cell in (clear | cells).items() if cell != ""}
    return make_reading(filled, today=NOVEMBER.date(), sheet=sheet, number=number)


def outcomes(plan: Plan) -> list[Outcome]:
    return [decision.outcome for decision in plan.decisions]


def reasons(plan: Plan) -> list[Reason]:
    return [doubt.reason for decision in plan.decisions for doubt in decision.doubts]


def bring_in(*readings: RowReading) -> Plan:
    with transaction():
        return import_households(readings, actor=KEEPER, at=NOVEMBER)


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


# ---- deciding


def test_a_clear_row_is_new_and_brings_its_places():
    plan = decide([row()], Register())
    assert outcomes(plan) == [Outcome.NEW]
    assert reasons(plan) == []
    assert list(plan.new_settlements.values()) == ["Верболози"]
    assert list(plan.new_streets.values()) == ["Миру"]


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"head": ""}, Reason.NO_NAME),
        ({"head": "Кравчук"}, Reason.NO_GIVEN),
        ({"head": "Іван Петрович"}, Reason.NO_SURNAME),
        ({"head": "К" * 61 + " Іван"}, Reason.NAME_TOO_LONG),
        ({"address": "вул. " + "М" * 81 + ", 5"}, Reason.NAME_TOO_LONG),
        ({"sheet": "Аркуш1"}, Reason.NO_SETTLEMENT),
        ({"birth": "", "address": "", "phone": ""}, Reason.ONLY_A_NAME),
    ],
)
def test_what_cannot_be_written_down_is_refused_with_its_reason(cells, reason):
    plan = decide([row(**cells)], Register())
    assert outcomes(plan) == [Outcome.REFUSED]
    assert reason in reasons(plan)
    assert not plan.new_settlements
    assert not plan.new_streets


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"birth": ""}, Reason.NO_BIRTH),
        ({"birth": "05.06.23"}, Reason.BIRTH_CENTURY),
        ({"address": "вул. Миру, б/н"}, Reason.NO_HOUSE),
        ({"address": ""}, Reason.NO_STREET),
        ({"head": "Кравчук І.П."}, Reason.INITIALS_ONLY),
        ({"people": 3}, Reason.PEOPLE_DIFFER),
        ({"phone": "12-34"}, Reason.PHONE_UNREADABLE),
        ({"members": "К" * 61 + " Олена, 1960"}, Reason.NAME_TOO_LONG),
    ],
)
def test_a_household_with_a_doubt_is_created_and_the_doubt_told(cells, reason):
    plan = decide([row(**cells)], Register())
    assert outcomes(plan) == [Outcome.NEW]
    assert reason in reasons(plan)


def test_two_equal_rows_are_two_households_each_with_a_key_that_stays():
    first = decide([row(4), row(5)], Register())
    again = decide([row(9), row(12)], Register())
    keys = [decision.import_key for decision in first.decisions]
    assert len(set(keys)) == 2
    assert keys == [decision.import_key for decision in again.decisions]


@pytest.mark.parametrize(
    "cells",
    [
        {"phone": "0209999999"},
        {"note": "заява"},
        {"members": "Кравчук Олена, 1960"},
        {"birth": 1959},
        {"head": "КРАВЧУК  Іван Петрович"},
        {"address": "с. Верболози, ул. Миру, б.5"},
        {"address": "Миру 5"},
    ],
)
def test_a_row_stays_the_same_row_when_the_rest_of_it_changes(cells):
    [before], [after] = (decide([reading], Register()).decisions for reading in (row(), row(**cells)))
    assert before.import_key == after.import_key


@pytest.mark.parametrize(
    "cells", [{"head": "Кравчук Іван"}, {"address": "вул. Миру, 5, кв. 2"}, {"birth": 1958}, {"sheet": "с. Степове"}]
)
def test_a_row_that_means_somebody_else_is_another_row(cells):
    [before], [after] = (decide([reading], Register()).decisions for reading in (row(), row(**cells)))
    assert before.import_key != after.import_key


VERBOLOZY = (SettlementKind.VILLAGE, "верболози")


def test_a_settlement_without_its_kind_is_the_one_the_register_knows():
    plan = decide([row(sheet="Верболози")], Register(settlements={VERBOLOZY}))
    assert outcomes(plan) == [Outcome.NEW]
    assert not plan.new_settlements


def test_a_settlement_without_its_kind_that_could_be_two_is_not_guessed():
    register = Register(settlements={VERBOLOZY, (SettlementKind.TOWNSHIP, "верболози")})
    assert outcomes(decide([row(sheet="Верболози")], register)) == [Outcome.REFUSED]


def test_a_street_without_its_kind_is_the_only_one_of_its_name():
    plan = decide([row(address="Тихий, 5"), row(address="провулок Тихий, 6")], Register())
    assert [key[1] for key in plan.new_streets] == [StreetKind.LANE]
    assert reasons(plan) == []


def test_a_street_without_its_kind_that_could_be_two_is_told():
    plan = decide([row(address="Тиха, 5"), row(address="провулок Тиха, 6"), row(address="вул. Тиха, 7")], Register())
    assert reasons(plan) == [Reason.STREET_KIND]
    assert plan.decisions[0].place.street == (VERBOLOZY, StreetKind.STREET, "тиха")


# ---- writing


def test_a_household_comes_with_its_people_its_card_and_the_notice_still_to_be_given(database):
    bring_in(
        row(
            address="с. Верболози, вул. Миру, б.5а, кв. 7",
            people=3,
            members="Кравчук Олена Іванівна, 1960; Голуб Назар, 1990",
            phone="0207852503, 0207852504",
            category="ВПО, лежачий",
            note="заява від 12.10",
        )
    )
    household = db.session.scalars(select(Household)).one()
    assert (household.settlement.name, household.settlement.kind) == ("Верболози", SettlementKind.VILLAGE)
    assert (household.street.name, household.street.kind) == ("Миру", StreetKind.STREET)
    assert (household.house, household.flat) == ("5А", "7")
    assert (household.phone1, household.phone2) == ("+380207852503", "+380207852504")
    assert (household.residence, household.needs_delivery) == (Residence.IDP, True)
    assert (household.notes, household.source, household.registered_at) == ("заява від 12.10", Source.IMPORT, NOVEMBER)
    assert [(p.full_name, p.role, p.sex, p.birth_on, p.birth_year) for p in household.people] == [
        ("Кравчук Іван Петрович", PersonRole.HEAD, Sex.MALE, date(1959, 3, 2), 1959),
        ("Кравчук Олена Іванівна", PersonRole.OTHER, Sex.FEMALE, None, 1960),
        ("Голуб Назар", PersonRole.OTHER, Sex.NOT_STATED, None, 1990),
    ]
    assert [is_card_no(card.card_no) for card in household.cards] == [True]
    assert [(c.kind, c.method) for c in household.consents] == [(ConsentKind.NOTICE, ConsentMethod.LIST)]


def test_a_street_of_the_register_is_used_in_any_spelling_and_with_its_location(database):
    settlement = make_settlement(name="Верболози", kind=SettlementKind.VILLAGE)
    location = make_location(hub=make_hub(), settlement=settlement)
    street = make_street(settlement=settlement, name="Лесі Українки", location=location)
    db.session.commit()
    bring_in(row(address="ул. ЛЕСИ УКРАИНКИ, 5"), row(address="Лесі Українки, 6"))
    assert {household.street_id for household in db.session.scalars(select(Household))} == {street.id}
    assert {household.default_location_id for household in db.session.scalars(select(Household))} == {location.id}
    assert (count(Settlement), count(Street)) == (1, 1)


def test_a_household_registered_at_the_desk_is_not_created_again(database):
    settlement = make_settlement(name="Верболози", kind=SettlementKind.VILLAGE)
    household = make_household(
        settlement=settlement, street=make_street(settlement=settlement, name="Миру"), house="5А"
    )
    make_person(household=household, surname="Кравчук", given="Іван", patronymic="Петрович", born=1959)
    db.session.commit()
    plan = bring_in(row(address="Миру, 5а"), row(address="Миру, 5а", phone="-"))
    assert outcomes(plan) == [Outcome.ALREADY_HERE, Outcome.NEW]
    assert outcomes(bring_in(row(address="Миру, 5а"), row(address="Миру, 5а"))) == [Outcome.ALREADY_HERE] * 2


def test_a_longer_list_brings_only_what_is_new(database):
    bring_in(row())
    plan = bring_in(row(), row(5, head="Гончар Уляна"))
    assert outcomes(plan) == [Outcome.ALREADY_HERE, Outcome.NEW]
    assert count(Household) == 2


def test_an_import_leaves_one_line_in_the_trace_without_names(database):
    bring_in(row(), row(5, head=""))
    entry = db.session.execute(db.text("SELECT action, details FROM audit_entries")).one()
    assert entry.action == "import households"
    assert entry.details == '{"already_here":0,"created":1,"refused":1,"settlements":1,"streets":1}'
    assert audit.check_chain().broken_at is None


# ---- the command, on the real list


@pytest.fixture
def run(app):
    """``households import`` as typed at the laptop."""

    def invoke(*arguments: object):
        return app.test_cli_runner().invoke(args=["households", "import", *map(str, arguments)])

    return invoke


def test_a_dry_run_tells_everything_and_writes_nothing(app, run):
    result = run(REAL_LIST)
    assert result.exit_code == 0
    assert f"буде створено: {HOUSEHOLDS} домогосподарств, 2950 осіб, 7 населених пунктів, 65 вулиць" in result.output
    assert "Це була проба, нічого не записано." in result.output
    with app.app_context():
        assert (count(Household), count(Settlement), count(Street), count(Card)) == (0, 0, 0, 0)


def test_the_real_list_is_imported_once_however_often_it_is_run(app, run):
    first, second = run(REAL_LIST, "--commit"), run(REAL_LIST, "--commit")
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert f"створено: {HOUSEHOLDS} домогосподарств" in first.output
    assert "створено: 0 домогосподарств" in second.output
    assert f"уже в реєстрі: {HOUSEHOLDS}" in second.output
    with app.app_context():
        assert (count(Household), count(Card), count(Person)) == (HOUSEHOLDS, HOUSEHOLDS, 2950)
        assert (count(Settlement), count(Street)) == (7, 65)
        assert audit.check_chain().broken_at is None


def test_every_row_of_the_real_list_is_in_the_report(run):
    book = read_file("list.xlsx", REAL_LIST.read_bytes())
    listing = group(book, propose(book))
    rows = {(one.head.sheet, one.head.number) for one in listing.groups}
    rows |= {(sheet.name, row.number) for sheet in listing.sheets for row in sheet.skipped}
    assert told_rows(run(REAL_LIST).output) == rows


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


def test_a_row_that_cannot_be_created_is_named_with_its_reason(run, tmp_path):
    path = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("с. Степове")
        sheet.write_row(0, 0, ["ПІБ", "Рік народження", "Адреса", "РНОКПП"])
        sheet.write_row(1, 0, ["", 1959, "Миру, 5", "0000177714"])
        sheet.write_row(2, 0, ["Кравчук Іван", "колись", "Миру, 5"])
        book.add_worksheet("Нотатки").write(0, 0, "зателефонувати")
    output = run(path).output
    assert "НЕ створено, зареєструйте за столом: 1 (рядок 2)" in output
    assert "рядок 2: голова домогосподарства: немає імені" in output
    assert "рядок 3: дата народження «колись»: не вдалося прочитати, залишено порожнім" in output
    assert "рядок 1 (не прочитано, на аркуші немає назв стовпців)" in output
    assert "177714" not in output


@pytest.mark.parametrize("commit", [(), ("--commit",)])
def test_a_missing_file_gets_one_clear_sentence(run, tmp_path, commit):
    result = run(tmp_path / "немає.xlsx", *commit)
    assert result.exit_code == 1
    assert result.output == f"Файлу {tmp_path / 'немає.xlsx'} немає.\n"


def test_a_file_that_is_no_spreadsheet_gets_one_clear_sentence(run, tmp_path):
    path = tmp_path / "list.xlsx"
    path.write_text("Кравчук;Іван")
    result = run(path)
    assert result.exit_code == 1
    assert result.output.startswith(f"{path} не вдалося прочитати як таблицю.")
    assert len(result.output.splitlines()) == 1


def test_a_file_without_column_titles_gets_one_clear_sentence(run, tmp_path):
    path = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet().write_row(0, 0, ["Кравчук Іван", 1959])
    result = run(path)
    assert result.exit_code == 1
    assert result.output.startswith(f"На жодному аркуші {path} немає рядка з назвами стовпців")


def test_small_children_of_a_list_do_not_collect(app, run):
    run(REAL_LIST, "--commit")
    this_year = clock.now().year
    with app.app_context():
        people = db.session.scalars(select(Person)).all()
    small = [person for person in people if person.birth_year and this_year - person.birth_year < 14]
    assert small
    assert not any(person.may_collect for person in small)
    assert all(person.may_collect for person in people if person not in small)
