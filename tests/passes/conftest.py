"""A hub with two settlements on one road."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count

import pytest
from flask import Flask

from app.core import clock
from app.core.actors import KEEPER
from app.core.db import db, transaction
from app.passes import operations
from app.passes.models import Pass
from app.passes.operations import Draft
from tests import make

Issue = Callable[..., Pass]
HOUR = timedelta(hours=1)
_nonces = count(1)


def new_nonce() -> str:
    return f"{next(_nonces):032x}"


@pytest.fixture
def at() -> datetime:
    return clock.now()


@pytest.fixture
def road(app: Flask) -> list[int]:
    """Ids of Тихе Плесо and Верболози."""
    with app.app_context():
        make.make_hub(public_address="https://hub.example")
        ids = [make.make_settlement(name=name).id for name in ("Тихе Плесо", "Верболози")]
        db.session.commit()
    return ids


@pytest.fixture
def issue(app: Flask, road: list[int], at: datetime) -> Issue:
    """``issue(**changed)`` writes a pass that has been valid for an hour, for five people of «Добрі руки»."""

    def write(*, begins: timedelta = -HOUR, hours: float = 8, **changed: object) -> Pass:
        draft = Draft(
            organisation="Добрі руки",
            leader_name="Ірина Гук",
            leader_phone="+380207852599",
            people=5,
            names="Павло Гук\nОлег Рись",
            vehicle="білий бус",
            plate="АА1234ВВ",
            starts_at=at + begins,
            ends_at=at + begins + timedelta(hours=hours),
            settlement_ids=road,
        )
        with app.app_context(), transaction():
            wanted = replace(draft, **changed)  # type: ignore[arg-type]
            return operations.issue(wanted, nonce=new_nonce(), actor=KEEPER, at=min(at, at + begins))

    return write
