"""The lead says whom a kit is for, sees who that is, and only then saves it; with JavaScript off."""

from collections.abc import Callable
from io import BytesIO

import pytest
from flask import Flask

from app.core.db import db
from app.distributions.models import ProgrammeKit
from tests import cast
from tests.distributions.community import add_household
from tests.distributions.test_views import FIRST
from tests.make import make_hub, make_kit, make_location, make_person, make_programme, make_settlement, make_street
from tests.visitor import Page, Visitor

CHILDREN = {"kit": "2", "unit": "matching", "age_to": "2"}


@pytest.fixture
def lead(app: Flask, visit: Callable[..., Visitor]) -> Visitor:
    """Оксана and a food programme; three of six households have a child of one year."""
    with app.app_context():
        hub, settlement = make_hub(), make_settlement()
        lyceum = make_location(hub=hub, settlement=settlement)
        street = make_street(settlement=settlement, name="Садова", location=lyceum)
        for n in range(6):
            household = add_household(settlement=settlement, street=street)
            if n % 2:
                make_person(household=household, surname="Гончар", given="Іванко", born=FIRST.year - 1)
        make_programme(kit=make_kit(), starts_on=FIRST)
        make_kit(code="BABY", name="Набір для немовляти")
        db.session.commit()
    return visit(cast.OKSANA)


def add_kit(lead: Visitor, **changes: object) -> Page:
    lead.open("/programmes/1")
    lead.follow("Додати набір")
    return lead.press("Подивитися, кому підходить", {**CHILDREN, **changes})


def test_who_matches_is_shown_in_words_and_numbers_before_it_is_saved(lead: Visitor) -> None:
    page = add_kit(lead)
    assert page.says("Набір для немовляти – по 1 на кожну дитину до 2 років")
    assert page.says("3 домогосподарства")
    assert page.says("3 набори")
    assert page.says("вул. Садова")
    assert not page.says("Гончар")
    with lead.app.app_context():
        assert db.session.query(ProgrammeKit).count() == 1
    page = lead.press("Зберегти набір")
    assert page.says("Набір збережено")
    assert page.says("Набір для немовляти – по 1 на кожну дитину до 2 років")


def test_what_was_changed_after_looking_is_looked_at_again(lead: Visitor) -> None:
    add_kit(lead)
    page = lead.press("Зберегти набір", {"age_to": "5", "sex": "male"})
    assert page.says("по 1 на кожного чоловіка чи хлопця до 5 років")
    assert page.says("0 домогосподарств")


def test_a_kit_is_changed_and_taken_out(lead: Visitor) -> None:
    add_kit(lead)
    lead.press("Зберегти набір")
    lead.follow("Набір для немовляти – по 1 на кожну дитину до 2 років")
    lead.press("Подивитися, кому підходить", {"quantity": "2", "size_to": "4"})
    page = lead.press("Зберегти набір")
    assert page.says("по 2 на кожну дитину до 2 років; домогосподарство до 4 осіб")
    lead.follow("Набір для немовляти – по 2 на кожну дитину до 2 років; домогосподарство до 4 осіб")
    page = lead.press("Вилучити набір із програми")
    assert page.says("Набір вилучено")
    assert not lead.open("/programmes/1").says("немовляти")


def test_people_it_is_for_have_to_be_said_where_it_is_counted_by_them(lead: Visitor) -> None:
    lead.open("/programmes/1")
    lead.follow("Додати набір")
    page = lead.press("Подивитися, кому підходить", {"kit": "2", "unit": "matching"}, status=422)
    assert page.says("Вкажіть нижче, для яких людей набір")
    page = lead.press("Подивитися, кому підходить", {"age_from": "9", "age_to": "5"}, status=422)
    assert page.says("Друге число менше за перше")


def test_versions_of_the_criteria_say_what_changed(lead: Visitor) -> None:
    add_kit(lead)
    lead.press("Зберегти набір")
    lead.follow("Змінити умови")
    lead.press("Зберегти зміни", {"days_between": "28", "decision_no": "17"})
    page = lead.open("/programmes/1/criteria")
    assert page.says("Версія 2")
    assert page.says("стало: щонайменше 28 днів від разу до разу")
    assert page.says("№ 17")
    assert page.says("чинна")


def test_a_decision_is_attached_and_comes_back_as_a_file(lead: Visitor) -> None:
    lead.open("/programmes/1")
    page = lead.press("Додати", {"file": (BytesIO(b"<html>"), "decision.pdf")}, status=422)
    assert page.says("Це не PDF")
    page = lead.press("Додати", {"file": (BytesIO(b"%PDF-1.7 x"), "рішення.exe")})
    assert page.says("Рішення додано")
    answer = lead.client.get("/programmes/1/decisions/1")
    assert answer.data == b"%PDF-1.7 x"
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="poriad-decision-1.pdf"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert lead.client.get("/programmes/1/decisions/2").status_code == 404


def test_another_programme_bars_by_the_form(lead: Visitor) -> None:
    lead.open("/programmes/1/edit")
    page = lead.press("Зберегти зміни", {"bars-0-days": "14"}, status=422)
    assert page.says("Оберіть іншу програму")


def test_a_programme_from_before_criteria_were_kept_has_a_page_of_none(lead: Visitor) -> None:
    lead.open("/programmes/1/criteria")
