"""What is true of households and cards without looking anything up."""

import pytest

from app.core.codes import CodeKind
from app.households import rules
from app.households.models import PersonRole
from app.households.rules import HouseholdDraft, HouseholdFacts, PersonDraft, StreetDraft
from app.hubs.models import StreetKind

FACTS = HouseholdFacts(settlement_id=1)
HEAD = PersonDraft(surname="Шевченко", given="Олена", role=PersonRole.HEAD)
SON = PersonDraft(surname="Шевченко", given="Іван", role=PersonRole.CHILD)


@pytest.mark.parametrize(
    ("draft", "is_whole"),
    [
        (HouseholdDraft(FACTS, (HEAD, SON)), True),
        (HouseholdDraft(FACTS, (SON,)), False),
        (HouseholdDraft(FACTS, (HEAD, HEAD)), False),
        (HouseholdDraft(FACTS), False),
        (HouseholdDraft(FACTS, declared_size=3), True),
        (HouseholdDraft(FACTS, (HEAD,), declared_size=3), True),  # of a list, in which not everybody is named
    ],
)
def test_a_household_has_one_head_or_is_minimal(draft: HouseholdDraft, is_whole: bool) -> None:
    assert draft.is_whole is is_whole


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("21", "21"),
        ("21а", "21А"),
        ("21 а", "21А"),
        ("21-A", "21А"),  # the Latin letter
        ("№ 7", "7"),
        ("12/3", "12/3"),
        ("12б/3", "12Б/3"),
    ],
)
def test_a_house_number_has_one_spelling(typed: str, kept: str) -> None:
    assert rules.clean_house(typed) == kept


@pytest.mark.parametrize("typed", ["", "а", "Садова 21", "٢١", "12345", "21;", "1234А/1234А", "x" * 10_000])
def test_what_is_no_house_number(typed: str) -> None:
    with pytest.raises(ValueError, match="house"):
        rules.clean_house(typed)


@pytest.mark.parametrize(
    ("typed", "street"),
    [
        ("Садова", StreetDraft("Садова")),
        ("вул. Садова", StreetDraft("Садова", StreetKind.STREET)),
        ("пров. Миру", StreetDraft("Миру", StreetKind.LANE)),
        ("вулиця Лесі Українки", StreetDraft("Лесі Українки", StreetKind.STREET)),
        ("Садова 21", None),
        ("вул. Садова, кв. 3", None),
        ("с. Верболози, вул. Садова", None),
        ("", None),
    ],
)
def test_only_a_street_is_a_street(typed: str, street: StreetDraft | None) -> None:
    assert rules.read_street(typed) == street


@pytest.mark.parametrize("name", ["Шевченко", "Нечуй-Левицький", "Лук’яненко", "О.", "Алі огли", "Ґудзь"])
def test_names(name: str) -> None:
    assert rules.is_name(name)


@pytest.mark.parametrize("name", ["Шевченко 1954", "<b>", "a_b", "=cmd", "-", "'; --"])
def test_what_is_no_name(name: str) -> None:
    assert not rules.is_name(name)


@pytest.mark.parametrize(
    ("name", "masked"),
    [("Ковальчук Ганна Петрівна", "К▪▪▪▪▪ Г."), ("Лі О", "Л▪▪▪▪▪ О."), ("", "")],
)
def test_a_masked_name_is_known_to_its_owner_only(name: str, masked: str) -> None:
    assert rules.masked(name) == masked


def test_a_masked_name_tells_little() -> None:
    assert rules.masked_name("Коваленко", "Галина") == "К▪▪▪▪▪ Г."
    assert rules.masked_name("Ян", "") == "Я▪▪▪▪▪"
    assert rules.masked_phone("+380207852503") == "▪▪▪ 03"
    assert rules.initials("Коваленко", "Галина") == "К. Г."


def test_the_qr_holds_the_address_only_where_there_is_one() -> None:
    assert rules.qr_content("12345678901234567890", "") == "12345678901234567890"
    assert rules.qr_content("12345678901234567890", "https://hub.example/") == (
        "https://hub.example/c/12345678901234567890"
    )


# ---- the search box


def test_a_scan_is_a_token_whatever_stands_before_it() -> None:
    for typed in ("12345678901234567890", "https://hub.example/c/12345678901234567890"):
        question = rules.read_question(typed)
        assert question.code is not None
        assert question.code.kind is CodeKind.TOKEN


def test_digits_may_be_a_card_and_the_end_of_a_phone() -> None:
    question = rules.read_question("1234 5671")
    assert question.code is not None
    assert question.code.digits == "12345671"
    assert question.last_digits == "12345671"
    assert rules.read_question("12345678").is_mistyped_card_no


@pytest.mark.parametrize("typed", ["067 123 45 67", "+38 (067) 123-45-67", "80671234567", "671234567"])
def test_a_whole_phone(typed: str) -> None:
    assert rules.read_question(typed).phone == "+380671234567"


@pytest.mark.parametrize(("typed", "digits"), [("45 67", "4567"), ("123-45-67", "1234567"), ("567", "")])
def test_the_end_of_a_phone(typed: str, digits: str) -> None:
    assert rules.read_question(typed).last_digits == digits


@pytest.mark.parametrize(
    ("typed", "street", "house", "flat"),
    [
        ("Садова 21", "Садова", "21", ""),
        ("вул. Садова, 21 кв 3", "Садова", "21", "3"),
        ("Садова 21 3", "Садова", "21", "3"),
        ("садова, 21-а", "садова", "21а", ""),
        ("провулок Миру", "Миру", "", ""),
    ],
)
def test_an_address(typed: str, street: str, house: str, flat: str) -> None:
    address = rules.read_question(typed).address
    assert address is not None
    assert (address.street, address.house, address.flat) == (street, house, flat)


def test_names_and_a_year() -> None:
    assert rules.read_question("Шевченко Ол").words == ("шевченко", "ол")
    question = rules.read_question("Шевченко, 1954")
    assert (question.words, question.birth_year) == (("шевченко",), 1954)


@pytest.mark.parametrize("typed", ["", "   ", "\x00", "١٢٣", "'\"><", "%", "_", "\u202e", "я" * 10_000, str(2**63)])
def test_nonsense_is_read_without_a_stumble(typed: str) -> None:
    rules.read_question(typed)
