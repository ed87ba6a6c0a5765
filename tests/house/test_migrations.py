"""Migrations are numbered, have one head, and give the models' schema on both databases."""

import re
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect

from app import create_app
from app.config import ROOT, Config
from app.core.db import Base, db

VERSIONS = sorted((ROOT / "migrations" / "versions").glob("*.py"))


def test_migrations_are_numbered_in_one_line() -> None:
    previous = None
    for number, path in enumerate(VERSIONS, start=1):
        text = path.read_text()
        assert path.name.startswith(f"{number:04d}_")
        assert f'revision = "{number:04d}"' in text
        down = re.search(r"^down_revision = (.+)$", text, re.MULTILINE)
        assert down is not None
        assert down[1] == (f'"{previous}"' if previous else "None")
        previous = f"{number:04d}"


def differences(app: Flask) -> list[object]:
    with app.app_context(), db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, Base.metadata))


def test_migrated_sqlite_has_the_models_schema(app: Flask) -> None:
    assert differences(app) == []


def test_every_check_and_partial_index_is_in_the_file(app: Flask) -> None:
    """Alembic does not compare CHECK constraints, so they are counted."""
    with app.app_context():
        found = inspect(db.engine)
        for table in Base.metadata.tables.values():
            wanted = {str(c.name) for c in table.constraints if type(c).__name__ == "CheckConstraint"}
            assert {c["name"] for c in found.get_check_constraints(table.name)} == wanted, table.name


def test_a_migration_can_be_taken_back(app: Flask) -> None:
    with app.app_context():
        downgrade(directory=str(ROOT / "migrations"), revision="base")
        assert set(inspect(db.engine).get_table_names()) == {"alembic_version"}
        upgrade(directory=str(ROOT / "migrations"))
    assert differences(app) == []


@pytest.mark.postgres
def test_migrated_postgresql_has_the_models_schema(postgres_empty: str, tmp_path: Path) -> None:
    app = create_app(Config(instance=tmp_path, database_url=postgres_empty))
    with app.app_context():
        upgrade(directory=str(ROOT / "migrations"))
    assert differences(app) == []
    with app.app_context():
        db.engine.dispose()
