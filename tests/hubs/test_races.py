"""Two who set up at once, on both databases."""

from functools import partial

import pytest
from flask import Flask

from app.accounts.models import Staff
from app.core import clock
from app.core.actors import KEEPER
from app.core.db import db
from app.hubs import operations
from app.hubs.models import Hub
from app.hubs.operations import FirstLead, HubDetails
from tests.competing import compete


def open_at_once(app: Flask) -> None:
    """However many press the button, there is one hub and one first lead."""
    acts = [
        partial(
            operations.open_hub,
            HubDetails(name=f"Хаб {number}", organisation="ГО «Поряд»", phone="+380000000099"),
            code=f"HUB{'ABCDEF'[number]}",
            lead=FirstLead(name="Оксана Руденко", login=f"oksana{number}", password="тихе-плесо-2026"),
            actor=KEEPER,
            at=clock.now(),
        )
        for number in range(6)
    ]
    assert sorted(compete(app, acts)) == ["AlreadySetUp"] * 5 + ["done"]
    with app.app_context():
        assert (db.session.query(Hub).count(), db.session.query(Staff).count()) == (1, 1)


def test_a_hub_is_opened_once(app: Flask) -> None:
    open_at_once(app)


@pytest.mark.postgres
def test_a_hub_is_opened_once_on_postgres(postgres_app: Flask) -> None:
    open_at_once(postgres_app)
