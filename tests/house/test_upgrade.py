"""A hub of the first release, with its people and its history, is brought up to date without losing a row."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import MetaData, Table, inspect, select, text

from app import create_app
from app.config import ROOT, Config
from app.core.db import db

MIGRATIONS = str(ROOT / "migrations")
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC).replace(tzinfo=None)


def first_release(app: Flask) -> dict[str, int]:
    """One family with everything that hangs on it, as 0001 wrote it; how many rows each table has."""
    upgrade(directory=MIGRATIONS, revision="0001")
    metadata = MetaData()
    metadata.reflect(db.engine)
    tables = metadata.tables
    for name, row in ROWS:
        table = tables[name]
        db.session.execute(table.insert().values(_whole(table, row)))
    db.session.commit()
    return count(tables)


def _whole(table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
    """The row with plain values for whatever must not be empty."""
    plain = {"BOOLEAN": False, "INTEGER": 1, "SMALLINT": 1, "DATETIME": NOW, "TIMESTAMP": NOW}
    needed = {
        column.name: plain.get(str(column.type).split("(")[0], "")
        for column in table.columns
        if not column.nullable and column.computed is None and column.server_default is None
    }
    return {**needed, **row}


ROWS: tuple[tuple[str, Mapping[str, Any]], ...] = (
    ("hubs", {"id": 1, "code": "HUB", "name": "Хаб"}),
    ("settlements", {"id": 1, "kind": "village", "name": "Тихе Плесо"}),
    ("streets", {"id": 1, "kind": "street", "name": "Садова", "name_key": "садова", "settlement_id": 1}),
    ("locations", {"id": 1, "kind": "school", "name": "Ліцей", "visibility": "public", "capacity_on_site": 20}),
    ("staff", {"id": 1, "login": "oksana", "name": "Оксана"}),
    ("households", {
        "id": 1, "pseudonym": "ABC123", "status": "active", "residence": "resident", "source": "desk",
        "street_id": 1, "phone1": "+380501112233", "registered_at": NOW,
    }),
    ("people", {"id": 1, "household_id": 1, "role": "head", "sex": "female", "document": "not_asked",
                "surname": "Коваль", "given": "Ганна", "name_key": "ковал гана", "birth_year": 1954}),
    ("consents", {"id": 1, "household_id": 1, "kind": "notice", "method": "signature", "text_version": "1"}),
    ("cards", {"id": 1, "household_id": 1, "card_no": "12345674", "token": "1" * 20}),
    ("cards", {"id": 2, "household_id": 1, "card_no": "22345674", "token": "2" * 20,
               "blocked_at": NOW, "block_reason": "lost"}),
    ("partners", {"id": 1, "name": "Фонд"}),
    ("kits", {"id": 1, "code": "FOOD", "name": "Продуктовий набір"}),
    ("kit_versions", {"id": 1, "kit_id": 1, "number": 1}),
    ("programmes", {"id": 1, "title": "Харчі", "rule_text": "усім", "unit": "household", "proxy_rule": "family",
                    "starts_on": date(2026, 11, 1), "cycle_days": 30}),
    ("programmes", {"id": 2, "title": "Гігієна", "rule_text": "усім", "unit": "size_table", "proxy_rule": "family",
                    "starts_on": date(2026, 11, 1), "cycle_days": 30}),
    ("programme_sizes", {"id": 1, "programme_id": 2, "people_from": 1, "quantity": 1}),
    ("programme_sizes", {"id": 2, "programme_id": 2, "people_from": 4, "quantity": 2}),
    ("cycles", {"id": 1, "number": 1, "starts_on": date(2026, 11, 1), "ends_on": date(2026, 11, 30)}),
    ("distributions", {"id": 1, "number": "HUB-2026-0001", "held_on": date(2026, 11, 20), "opens_at": time(9),
                       "closes_at": time(12), "slot_minutes": 15, "state": "published"}),
    ("slots", {"id": 1, "starts_at": NOW, "ends_at": NOW.replace(minute=15), "capacity": 8}),
    ("entitlements", {"id": 1, "household_id": 1, "place": 1, "quantity": 3}),
    ("hand_overs", {"id": 1, "nonce": "n1", "card_id": 1, "method": "scan", "collector_kind": "member",
                    "collector_person_id": 1}),
)  # fmt: skip


def count(tables: Mapping[str, Table]) -> dict[str, int]:
    with db.engine.connect() as connection:
        return {name: connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one() for name in tables}


def nothing_is_lost(app: Flask) -> None:
    with app.app_context():
        before = first_release(app)
        upgrade(directory=MIGRATIONS)
        before["programme_kit_sizes"] = before.pop("programme_sizes")
        after = count({name: Table(name, MetaData()) for name in before})
        assert after == before
        what_was_promised_has_its_kits()
        found = inspect(db.engine)
        households, cards = (Table(name, MetaData(), autoload_with=db.engine) for name in ("households", "cards"))
        [household] = db.session.execute(select(households)).mappings()
        assert (household["phone1_backwards"], household["merged_into_id"]) == ("332211105", None)
        assert [card["is_alias"] for card in db.session.execute(select(cards)).mappings()] == [False, False]
        assert {key["referred_table"] for key in found.get_foreign_keys("people")} == {"households"}
        db.session.rollback()
        db.engine.dispose()


def what_was_promised_has_its_kits() -> None:
    """Programmes and promises of one kit each have it in a row of its own now; and going back gives it back."""
    promised = "SELECT entitlement_id, kit_version_id, position, quantity FROM entitled_kits"
    assert db.session.execute(text(promised)).all() == [(1, 1, 1, 3)]
    of_programmes = "SELECT programme_id, position, kit_id, unit, target FROM programme_kits ORDER BY programme_id"
    assert db.session.execute(text(of_programmes)).all() == [
        (1, 1, 1, "household", "{}"),
        (2, 1, 1, "size_table", "{}"),
    ]
    sizes = "SELECT people_from, quantity FROM programme_kit_sizes ORDER BY people_from"
    assert db.session.execute(text(sizes)).all() == [(1, 1), (4, 2)]
    assert db.session.execute(text("SELECT heating FROM households")).all() == [("unknown",)]
    db.session.rollback()
    downgrade(directory=MIGRATIONS, revision="0002")
    assert db.session.execute(text("SELECT kit_version_id, quantity FROM entitlements")).all() == [(1, 3)]
    before = "SELECT kit_id, unit, quantity FROM programmes ORDER BY id"
    assert db.session.execute(text(before)).all() == [(1, "household", 1), (1, "size_table", 1)]
    assert db.session.execute(text("SELECT count(*) FROM programme_sizes")).scalar_one() == 2
    db.session.rollback()
    upgrade(directory=MIGRATIONS)


def test_an_upgrade_of_sqlite_loses_nothing_and_wakes_the_references_again(tmp_path: Path) -> None:
    app = create_app(Config(instance=tmp_path))
    nothing_is_lost(app)
    with app.app_context(), db.engine.connect() as connection:
        assert connection.execute(text("PRAGMA foreign_keys")).scalar_one() == 1
        assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
        db.engine.dispose()


@pytest.mark.postgres
def test_an_upgrade_of_postgresql_loses_nothing(postgres_empty: str, tmp_path: Path) -> None:
    nothing_is_lost(create_app(Config(instance=tmp_path, database_url=postgres_empty)))
