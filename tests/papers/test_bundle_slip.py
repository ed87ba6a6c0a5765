"""The slip of a bundle as it leaves a printer: one page for six kits, and nothing that harms if it is lost."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser

from app.core import clock
from app.core.db import db
from tests import cast, make
from tests.households.test_cards import print_paper
from tests.make.bundles import send
from tests.make.distributions import make_cycle
from tests.make.staff import actor_of, make_staff
from tests.papers.conftest import Paper
from tests.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.poppler]
SECRETS = ("Їжакевич", "Степанівна", "1954", "000 00 42")


@pytest.fixture
def slip(app: Flask, visit: Callable[..., Visitor], browser: Browser, tmp_path: Path) -> Paper:
    with app.app_context():
        hub, settlement = make.make_hub(), make.make_settlement()
        street = make.make_street(settlement=settlement, name="Академіка Володимира Вернадського")
        location, today = make.make_location(hub=hub, settlement=settlement), clock.local_date(clock.now())
        programme = make.make_programme(kit=make.make_kit(name="Продуктовий набір на місяць"), starts_on=today)
        day = make.make_distribution(cycle=make_cycle(programme=programme), location=location, held_on=today)
        promises = []
        for place in range(1, 7):
            household = make.make_household(
                settlement=settlement, street=street, house=f"{place}А/{place}", flat=str(100 + place),
                phone1="+380000000042",
            )  # fmt: skip
            make.make_person(
                household=household,
                surname="Їжакевич",
                given="Святослава-Єлизавета",
                patronymic="Степанівна",
                born=1954,
            )
            promises.append(make.make_entitlement(household=household, slot=day.slots[0], place=place, quantity=2))
        db.session.commit()
        lead = actor_of(make_staff(cast.Colleague("inna", "Інна Лемішко", cast.OKSANA.roles)))
        bundle = send(promises, carrier="Пономаренко Тамара", actor=lead, at=clock.now())
        bundle_id = bundle.id
    return print_paper(app, browser, visit(cast.OKSANA), f"/bundles/{bundle_id}/slip", tmp_path)


def test_six_kits_are_one_page_with_one_signature_for_all(slip: Paper) -> None:
    assert slip.sizes() == ["portrait"]
    (page,) = slip.pages()
    assert "Разом 12 наборів" in " ".join(page.split())
    assert page.count("Прийняв(ла) всі набори") == 1
    assert "свідок" in page
    assert "Повернути до" in page


def test_its_number_can_be_scanned(slip: Paper) -> None:
    ((code,),) = slip.qr_codes()
    assert code[0] == f"PD-{clock.local_date(clock.now()).year}-0001"


def test_a_lost_slip_tells_little(slip: Paper) -> None:
    words = " ".join(" ".join(slip.pages()).split())
    assert [secret for secret in SECRETS if secret in words] == []
