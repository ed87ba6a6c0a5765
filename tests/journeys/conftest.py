"""Each day at the hub is lived twice: on SQLite and on PostgreSQL."""

import pytest
from flask import Flask


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def app(app: Flask, request: pytest.FixtureRequest) -> Flask:
    """The application on a database of its own, of either kind."""
    chosen: Flask = request.getfixturevalue("postgres_app") if request.param == "postgresql" else app
    return chosen
