"""Two who stand in each other's way on PostgreSQL: one goes on, the other is told so in a sentence."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from flask import Flask
from flask.typing import ResponseReturnValue
from sqlalchemy import select, text

from app import create_app
from app.config import Config
from app.core.db import db, transaction
from app.hubs.models import Street
from app.web.access import OPEN, access
from tests import cast
from tests.lending import lent
from tests.make import make_hub, make_settlement, make_staff, make_street
from tests.visitor import Visitor


@pytest.fixture
def own_app(postgres_url: str, tmp_path: Path) -> Iterator[Flask]:
    """An application of its own, which takes another page."""
    app = create_app(Config(instance=tmp_path, database_url=postgres_url))
    with lent(app):
        yield app


@pytest.mark.postgres
def test_two_who_wait_for_each_other_end_in_a_sentence(own_app: Flask) -> None:
    both_hold_one = Barrier(2)

    @access(OPEN)
    def hold(first: int, second: int) -> ResponseReturnValue:
        with transaction(audited=False):
            db.session.scalars(select(Street).where(Street.id == first).with_for_update()).one()
            both_hold_one.wait()
            db.session.scalars(select(Street).where(Street.id == second).with_for_update()).one()
        return "held both"

    own_app.add_url_rule("/hold/<int:first>/<int:second>", "hold", hold)
    with own_app.app_context():
        settlement = make_settlement()
        one, other = (make_street(settlement=settlement, name=name).id for name in ("Садова", "Шкільна"))
        db.session.commit()
    with ThreadPoolExecutor() as pool:
        paths = (f"/hold/{one}/{other}", f"/hold/{other}/{one}")
        answers = list(pool.map(lambda path: own_app.test_client().get(path), paths))
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert any("Хтось змінив це тієї самої миті" in answer.text for answer in answers)


@pytest.mark.postgres
def test_what_breaks_in_a_statement_is_told_on_a_page(own_app: Flask) -> None:
    """PostgreSQL answers nothing more in a transaction that failed, and the page asks it for the name of the hub."""

    @access(OPEN)
    def fail() -> ResponseReturnValue:
        db.session.execute(text("SELECT 1 / 0"))
        return "never"

    own_app.add_url_rule("/fail", "fail", fail)
    own_app.config["TESTING"] = False
    with own_app.app_context():
        make_hub()
        make_staff(cast.OKSANA)
        db.session.commit()
    lead = Visitor(own_app)
    lead.sign_in(cast.OKSANA)
    answer = lead.client.get("/fail")
    assert answer.status_code == 500
    assert "Щось зламалося" in answer.text
