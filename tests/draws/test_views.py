"""The pages of a draw, as the lead uses them in front of everyone, and the papers on the wall."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from markupsafe import escape

from app.core import clock
from app.core.db import db
from app.draws import document, queries, rules
from app.draws.models import Draw
from tests import cast
from tests.make import make_hub
from tests.make.draws import hold_draw, make_draw
from tests.visitor import Visitor

Visit = Callable[..., Visitor]
NAMES = tuple(f"{n:04d}" for n in range(1000, 1240, 3))


@pytest.fixture
def draw_id(app: Flask) -> int:
    """Announced for an hour that has come."""
    with app.app_context():
        make_hub()
        return make_draw(names=NAMES, places=50, at=clock.now() - timedelta(hours=2)).id


SAID = {
    "Яке число склали присутні?": "4613 5261 42",
    "Перший свідок: ім’я та прізвище": "Галина Бондаренко",
    "Другий свідок: ім’я та прізвище": "Юрій Дяченко",
}
DRAW = "Провести зараз, при всіх"


def test_the_lead_posts_the_list_and_draws_in_front_of_everyone(app: Flask, visit: Visit, draw_id: int) -> None:
    lead = visit(cast.OKSANA)
    poster = lead.open(f"/draws/{draw_id}/list")
    with app.app_context():
        draw = queries.get_draw(draw_id)
        assert " ".join(rules.in_groups(draw.seed_code)) in poster.text
        assert all(entry.pseudonym in poster.text for entry in draw.entries)
    lead.open(f"/draws/{draw_id}")
    assert "Жеребкування проведено" in lead.press(DRAW, SAID).text
    record = lead.open(f"/draws/{draw_id}/record").text
    assert "4613526142" in record
    assert "Юрій Дяченко" in record


def test_the_same_form_sent_twice_is_one_draw(app: Flask, visit: Visit, draw_id: int) -> None:
    lead = visit(cast.OKSANA)
    form = lead.open(f"/draws/{draw_id}")
    lead.press(DRAW, SAID)
    lead.page = form
    assert "4613526142" in lead.press(DRAW, SAID).text
    lead.page = form
    again = lead.press(DRAW, SAID | {"nonce": "0" * 32}, status=409)
    assert "другого не буде" in again.text


def test_the_same_person_cannot_be_both_witnesses(visit: Visit, draw_id: int) -> None:
    lead = visit(cast.OKSANA)
    lead.open(f"/draws/{draw_id}")
    twice = {**SAID, "Яке число склали присутні?": "461", "Другий свідок: ім’я та прізвище": "галина бондаренко"}
    page = lead.press(DRAW, twice, status=422)
    assert "від 6 до 40 цифр" in page.text
    assert "Підписують двоє різних людей" in page.text


def test_before_the_hour_there_is_no_button_and_a_wrong_list_can_be_annulled(app: Flask, visit: Visit) -> None:
    with app.app_context():
        make_hub()
        draw_id = make_draw(names=NAMES, places=50, at=clock.now()).id
    lead = visit(cast.OKSANA)
    assert DRAW not in lead.open(f"/draws/{draw_id}").text
    why = {"Чому його не проводять? Це зможе прочитати кожен.": "Бракує вулиці Садової"}
    assert "Бракує вулиці Садової" in lead.press("Скасувати жеребкування", why).text
    assert "скасовано" in lead.open("/draws").text


def test_nothing_of_the_outcome_can_be_seen_before_it(app: Flask, visit: Visit, draw_id: int) -> None:
    lead = visit(cast.OKSANA)
    with app.app_context():
        seed = db.session.scalars(db.select(Draw.seed)).one()
    for page in (f"/draws/{draw_id}", f"/draws/{draw_id}/list", f"/draws/{draw_id}/file", "/draws"):
        assert seed not in lead.client.get(page).text
    for page in ("record", "how-to-check"):
        assert lead.client.get(f"/draws/{draw_id}/{page}").status_code == 404


def test_the_ten_lines_stand_on_the_page_as_they_run(app: Flask, visit: Visit, draw_id: int) -> None:
    with app.app_context():
        hold_draw(queries.get_draw(draw_id))
    lead = visit(cast.OKSANA)
    page = lead.open(f"/draws/{draw_id}/how-to-check")
    assert all(line in page.html for line in map(str, map(escape, document.TEN_LINES.splitlines())))
    file = lead.client.get(f"/draws/{draw_id}/file")
    assert file.mimetype == "text/plain"
    assert re.fullmatch(r'attachment; filename="draw-\d{4}-0001\.txt"', file.headers["Content-Disposition"])


def test_whoever_does_not_plan_does_not_draw(visit: Visit, draw_id: int) -> None:
    assert visit(cast.DMYTRO).client.get(f"/draws/{draw_id}").status_code == 403


def test_a_draw_for_work_puts_in_order_and_gives_no_places(app: Flask, visit: Visit) -> None:
    """Places of a work are shared out by the rule of turns: a signed record that names others would call it a lie."""
    with app.app_context():
        make_hub()
        draw = hold_draw(make_draw(names=("4X89XJ", "6YTTVF", "123456"), places=2, at=clock.now() - timedelta(hours=2)))
        draw_id = draw.id
    lead = visit(cast.OKSANA)
    for page in ("", "/record"):
        told = lead.open(f"/draws/{draw_id}{page}")
        assert told.says("Місця розподіляють за правилом черги")
        assert not told.says("Мають місце")
    assert lead.open(f"/draws/{draw_id}/list").says("Ваш знак у списку – код, який вам дали під час запису")
