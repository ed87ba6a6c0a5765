"""Papers of a programme with several kits: each row says which of them it is for, and the sums agree."""

from collections.abc import Callable

import pytest
from flask import Flask

from app.core.db import db
from app.distributions.models import EntitledKit, Entitlement
from tests import cast
from tests.make import make_kit
from tests.papers.conftest import Printer
from tests.papers.day import PaperDay
from tests.papers.test_prints import ROW, print_sheets
from tests.visitor import Visitor

WOMEN = (("Прокладки", "4 уп."), ("Білизна", "2 шт."), ("Мило", "2 шт."), ("Серветки", "1 уп."))


@pytest.fixture
def two_kits(app: Flask, day: PaperDay) -> PaperDay:
    """Every other household is promised a second kit."""
    with app.app_context():
        version = make_kit(code="HYG-W", name="Набір жіночий", weight_g=1_500, contents=WOMEN).versions[-1]
        for promise in db.session.query(Entitlement).order_by(Entitlement.id):
            if promise.place % 2:
                promise.kits.append(EntitledKit(kit_version_id=version.id, position=2, quantity=1))
        db.session.commit()
    return day


def test_a_row_of_the_sheet_says_how_many_of_which_kit(
    two_kits: PaperDay, visit: Callable[..., Visitor]
) -> None:  # fmt: skip
    oksana = visit(cast.OKSANA)
    oksana.open(f"/distributions/{two_kits.distribution_id}/papers")
    page = oksana.press("Лише відомості")
    rows = [row for row in page.rows() if len(row) == 10]
    assert rows[1][4:6] == ["FOOD30 HYG-W", "2 1"]
    assert rows[2][4:6] == ["FOOD30", "2"]
    for words in (
        "Продуктовий набір (FOOD30, версія 1, 13 кг)",
        "Набір жіночий (HYG-W, версія 1, 1,5 кг)",
        "20 наборів. (FOOD30 – 16, HYG-W – 4)",
    ):
        assert page.says(words), words


def test_the_day_plan_counts_each_kit(two_kits: PaperDay, visit: Callable[..., Visitor]) -> None:
    oksana = visit(cast.OKSANA)
    oksana.open(f"/distributions/{two_kits.distribution_id}/papers")
    page = oksana.follow("План дня")
    assert page.says("Набір жіночий, 1,5 кг – 12")
    assert page.says("16 + 4")


@pytest.mark.browser
@pytest.mark.poppler
@pytest.mark.parametrize("day", [{"per_slot": 8, "slots": 3}], indirect=True)
def test_a_slot_with_two_kits_is_one_sheet(printer: Printer, two_kits: PaperDay) -> None:
    paper = print_sheets(printer, two_kits)
    assert paper.sizes() == ["landscape"] * 3
    for page in paper.pages():
        assert [int(number) for number in ROW.findall(page)] == list(range(1, 9))
        assert "Прокладки" in page
