"""Finding a household by whatever its visitor can say, and how the database goes about it."""

from datetime import date, time, timedelta

import pytest

from app.core import clock
from app.core.db import db
from app.core.errors import NotFound
from app.households import queries, rules
from app.households.models import Card, Household, HouseholdStatus, PersonRole, Sex
from app.households.queries import CardFilter, finding
from app.hubs.models import Settlement, Street
from tests.make import make_card, make_household, make_person, make_settlement, make_street
from tests.statements import statements_of

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def settlement() -> Settlement:
    return make_settlement()


@pytest.fixture
def sadova(settlement: Settlement) -> Street:
    return make_street(settlement=settlement, name="Садова")


@pytest.fixture
def olena(settlement: Settlement, sadova: Street) -> Household:
    """Olena Shevchenko, Садова 21, flat 3, with her husband Їжакевич and a phone."""
    household = make_household(
        settlement=settlement, street=sadova, house="21", flat="3", phone1="+380207852503", phone2="+380671234567"
    )
    make_person(household=household, surname="Шевченко", given="Олена", patronymic="Іванівна", born=1954)
    make_person(
        household=household, surname="Їжакевич", given="Дмитро", role=PersonRole.SPOUSE, sex=Sex.MALE, born=1950
    )
    make_card(household=household, card_no="12345671", token="12345678901234567890")
    db.session.commit()
    return household


@pytest.fixture
def neighbours(settlement: Settlement, sadova: Street) -> list[Household]:
    """Eight more families Шевченко, one Шевченкова, on the same street."""
    found = []
    for place in range(9):
        household = make_household(settlement=settlement, street=sadova, house=str(40 + place))
        surname = "Шевченкова" if place == 0 else "Шевченко"
        make_person(household=household, surname=surname, given="Надія", born=1940 + place)
        make_card(household=household)
        found.append(household)
    db.session.commit()
    return found


def found(text: str, limit: int = 10) -> list[int]:
    return [hit.household.id for hit in queries.search(text, limit)]


@pytest.mark.parametrize(
    "said",
    [
        "12345671", "1234 5671", "1234-5671", "https://hub.example/c/12345678901234567890", "12345678901234567890",
        "+380207852503", "020 785 25 03", "0671234567", "25 03", "4567", "785-25-03",
        "Шевченко", "шевченко", "Шевч", "ШЕВЧЕНКО ОЛЕНА", "Олена Шевченко", "шевч ол", "ол шевч",
        "Шевченко Олена Іванівна", "Шевченко О",
        "Шевченко 1954", "Олена Шевченко, 1954", "Їжакевич", "Ижакевич", "їжакевич дмитро",
        "Садова 21", "вул. Садова, 21 кв 3", "садова 21 3", "вулиця Садова",
    ],
)  # fmt: skip
def test_a_household_is_found_by(olena: Household, said: str) -> None:
    assert found(said) == [olena.id]


@pytest.mark.parametrize(
    "said",
    [
        "Shevchenko", "Shevchenko Olena", "Елена Шевченко", "Шевченко Елена Ивановна", "Шевченко Лена",
        "Shevchenko 1954", "Itdxtyrj Jktyf", "Шевчнеко", "Шевчинко Олена", "Шевенко",
        "Yizhakevych Dmytro", "Ижакевич Дмитрий", "Діма Їжакевич",
    ],
)  # fmt: skip
def test_a_household_is_found_under_another_spelling_and_with_a_letter_wrong(olena: Household, said: str) -> None:
    assert found(said) == [olena.id]


def test_who_was_found_under_another_spelling_is_named(olena: Household) -> None:
    (hit,) = queries.search("Yizhakevych")
    assert hit.by is not None
    assert hit.by.surname == "Їжакевич"


def test_the_spelling_that_was_typed_comes_first(olena: Household, settlement: Settlement) -> None:
    other = make_household(settlement=settlement)
    make_person(household=other, surname="Shevchenko", given="Olena")
    assert found("Shevchenko Olena") == [other.id, olena.id]
    assert found("Шевченко Олена") == [olena.id, other.id]


@pytest.mark.parametrize(
    "said",
    ["", "  ", "12345678", "Шевченко 1955", "Садова 22", "Коваленко", "0000", "99", "%", "_", "\x00", "١٢٣", "'\"",
     "я" * 10_000, str(2**63), "\u202e", "вул. 21", "Шевченко Петро"],
)  # fmt: skip
def test_nobody_is_found_by(olena: Household, said: str) -> None:
    assert found(said) == []


def test_whole_surnames_come_before_longer_ones(olena: Household, neighbours: list[Household]) -> None:
    ids = found("шевченко", 20)
    assert len(ids) == 10
    assert ids[-1] == neighbours[0].id  # Шевченкова


def test_the_right_flat_comes_first(olena: Household, settlement: Settlement, sadova: Street) -> None:
    other = make_household(settlement=settlement, street=sadova, house="21", flat="4")
    db.session.commit()
    assert found("Садова 21 кв. 4") == [other.id, olena.id]


def test_a_list_is_never_longer_than_asked(olena: Household, neighbours: list[Household]) -> None:
    assert len(found("шевченко", 4)) == 4


def test_it_is_told_when_somebody_else_of_the_household_was_meant(olena: Household) -> None:
    (hit,) = queries.search("Їжакевич")
    assert hit.by is not None
    assert hit.by.given == "Дмитро"
    assert queries.search("Шевченко")[0].by is None


def test_a_replaced_card_still_leads_to_its_household(olena: Household) -> None:
    card = olena.cards[0]
    card.blocked_at, card.block_reason = clock.now(), "lost"  # type: ignore[assignment]
    db.session.commit()
    assert found("12345671") == [olena.id]


def test_a_page_of_hits_takes_five_statements(olena: Household, neighbours: list[Household]) -> None:
    db.session.expunge_all()
    with statements_of(db.engine) as statements:
        hits = queries.search("шевченко", 26)
        for hit in hits:
            assert hit.household.head is not None
            assert hit.household.settlement.name
            assert hit.household.live_card
    assert len(statements) <= 5


@pytest.mark.parametrize(
    "said",
    ["12345671", "12345678901234567890", "0671234567", "4567", "шевченко", "ол шевч", "Садова 21", "вул. Садова"],
)
def test_no_question_reads_a_whole_table(olena: Household, said: str) -> None:
    for statement in queries.statements(rules.read_question(said), 26):
        sql = str(statement.compile(db.engine, compile_kwargs={"literal_binds": True}))
        plan = [row.detail for row in db.session.execute(db.text("EXPLAIN QUERY PLAN " + sql.replace(":", "\\:")))]
        assert plan
        assert not [step for step in plan if step.startswith("SCAN")], (said, plan)


# ---- one card, one household


def test_what_is_not_there() -> None:
    for look in (queries.get_household, queries.get_person, queries.get_card, queries.get_live_card):
        with pytest.raises(NotFound):
            look(99)


def test_a_phone_in_many_households_is_counted(olena: Household, settlement: Settlement) -> None:
    for _ in range(3):
        make_household(settlement=settlement, phone2="+380207852503")
    db.session.commit()
    assert queries.count_sharing(olena) == 4


def test_streets_that_sound_alike_are_offered(settlement: Settlement, sadova: Street) -> None:
    assert queries.list_similar_streets(settlement.id, "Садовая") == ["Садова"]
    assert queries.list_similar_streets(settlement.id, "Космонавтів") == []


# ---- lists


def test_a_settlement_is_paged_by_key(settlement: Settlement) -> None:
    ids = [make_household(settlement=settlement, house=str(n)).id for n in range(1, 54)]
    db.session.commit()
    first = queries.list_settlement(settlement.id, None)
    second = queries.list_settlement(settlement.id, first.next_key)
    assert [h.id for h in (*first.rows, *second.rows)] == ids
    assert second.next_key is None


def test_a_street_goes_from_house_to_house(settlement: Settlement, sadova: Street) -> None:
    for house, flat in (("10", ""), ("2", "11"), ("2А", ""), ("2", "3"), ("", "")):
        make_household(settlement=settlement, street=sadova, house=house, flat=flat)
    db.session.commit()
    walked = [(h.house, h.flat) for h in queries.list_street(sadova.id)]
    assert walked == [("", ""), ("2", "3"), ("2", "11"), ("2А", ""), ("10", "")]


def test_who_was_registered_today(settlement: Settlement) -> None:
    today = clock.local_date(clock.now())
    household = make_household(settlement=settlement)
    household_of_yesterday = make_household(settlement=settlement)
    household_of_yesterday.registered_at -= timedelta(days=1)
    db.session.commit()
    assert [h.id for h in queries.list_registered_on(today)] == [household.id]


def test_the_night_when_clocks_go_back_is_an_hour_longer(settlement: Settlement) -> None:
    """25 October 2026: the last hour of the day is still that day, and the next day begins after it."""
    sunday = date(2026, 10, 25)
    household = make_household(settlement=settlement)
    household.registered_at = clock.instant(sunday, time(23, 30))
    db.session.commit()
    assert [h.id for h in queries.list_registered_on(sunday)] == [household.id]
    assert list(queries.list_registered_on(sunday + timedelta(days=1))) == []


# ---- cards for the printer


def test_cards_are_printed_by_place_and_day_and_once(olena: Household, neighbours: list[Household]) -> None:
    card = neighbours[1].cards[0]
    card.printed_at = clock.now()
    neighbours[2].status = HouseholdStatus.MOVED
    neighbours[3].registered_at -= timedelta(days=30)
    db.session.commit()
    today = clock.local_date(clock.now())

    def count(wanted: CardFilter) -> int:
        return sum(part.count for part in queries.list_card_ranges(wanted))

    assert count(CardFilter()) == 8
    assert count(CardFilter(printed_too=True)) == 9
    assert count(CardFilter(registered_from=today)) == 7
    assert count(CardFilter(registered_to=date(2020, 1, 1))) == 0
    assert count(CardFilter(street_id=neighbours[0].street_id)) == 8
    assert count(CardFilter(settlement_id=99)) == 0


def test_prints_are_cut_into_parts_of_two_hundred(settlement: Settlement, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "CARDS_PER_PRINT", 2)
    ids = [make_card(household=make_household(settlement=settlement)).id for _ in range(5)]
    db.session.commit()
    ranges = queries.list_card_ranges(CardFilter())
    assert [part.count for part in ranges] == [2, 2, 1]
    printed = [card.id for part in ranges for card in queries.list_cards(CardFilter(), part.first, part.last)]
    assert printed == ids


def test_a_blocked_card_is_never_printed(olena: Household) -> None:
    card: Card = olena.cards[0]
    card.blocked_at, card.block_reason = clock.now(), "lost"  # type: ignore[assignment]
    db.session.commit()
    assert queries.list_card_ranges(CardFilter(printed_too=True)) == []
    with pytest.raises(NotFound):
        queries.get_live_card(card.id)
