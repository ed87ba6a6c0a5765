"""How places must look."""

import pytest

from app.hubs import rules
from app.hubs.models import StreetKind


@pytest.mark.parametrize(
    ("line", "kind", "name"),
    [
        ("вул. Шкільна", StreetKind.STREET, "Шкільна"),
        ("вулиця Лесі Українки", StreetKind.STREET, "Лесі Українки"),
        ("Садова", StreetKind.STREET, "Садова"),
        ("  пров.Тихий ", StreetKind.LANE, "Тихий"),
        ("ПРОВУЛОК КРИНИЧНИЙ", StreetKind.LANE, "КРИНИЧНИЙ"),
        ("просп. Миру", StreetKind.AVENUE, "Миру"),
        ("пл. Ринок", StreetKind.SQUARE, "Ринок"),
        ("узвіз Річковий", StreetKind.OTHER, "узвіз Річковий"),
        ("Вулична", StreetKind.STREET, "Вулична"),
        ("Мар'їнська", StreetKind.STREET, "Мар’їнська"),
    ],
)
def test_a_street_is_read_as_lists_write_it(line: str, kind: StreetKind, name: str) -> None:
    assert rules.read_street(line) == (kind, name)


def test_a_street_written_twice_is_one_street() -> None:
    read = rules.read_streets("вул. Садова\nСАДОВА\n\nпров. Садова\n  \n–")
    assert sorted(read) == [(StreetKind.LANE, "садова"), (StreetKind.STREET, "садова")]


@pytest.mark.parametrize("address", ["https://hub.example.org", "http://192.168.1.5:8000", "https://порядок".upper()])
def test_a_public_address_is_scheme_and_host(address: str) -> None:
    assert rules.is_public_address(address) == address.isascii()


@pytest.mark.parametrize(
    "address",
    [
        "hub.example.org",
        "https://hub.example.org/c",
        "https://",
        "javascript:1",
        "https://a b",
        "https://hub\n",
        "ftp://x",
    ],
)
def test_anything_else_is_no_public_address(address: str) -> None:
    assert not rules.is_public_address(address)


def test_letters_of_numbers_are_latin() -> None:
    assert rules.is_hub_code("TP")
    assert not any(map(rules.is_hub_code, ("ТП", "T", "tp", "TP2", "TOOLONGER", "")))


def test_a_code_of_the_national_register() -> None:
    assert rules.is_katottg("UA99010010000000001")
    assert not any(map(rules.is_katottg, ("UA9901", "ua99010010000000001", "UA٠٩010010000000001")))
