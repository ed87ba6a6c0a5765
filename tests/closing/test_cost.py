"""A closing costs as much as its day, however much was given at the place before: it looks only at what waits."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import Select, text
from sqlalchemy.dialects import postgresql, sqlite

from app.closing.queries import facts
from app.closing.queries.facts import EMERGENCIES, HAND_OVERS
from app.core.db import db
from tests.desk_day import TODAY


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def hub(request: pytest.FixtureRequest) -> Flask:
    app: Flask = request.getfixturevalue("app" if request.param == "sqlite" else "postgres_app")
    return app


def plan(found: Select[int]) -> str:
    """How the database would look it up, were the tables large."""
    is_sqlite = db.engine.dialect.name == "sqlite"
    dialect = sqlite.dialect() if is_sqlite else postgresql.dialect()  # type: ignore[no-untyped-call]
    sql = str(found.compile(dialect=dialect, compile_kwargs={"literal_binds": True})).replace("%%", "%")
    if not is_sqlite:
        sql = re.sub(r"(THEN|ELSE) '", r"\1 timestamptz '", sql)
        db.session.execute(text("SET LOCAL enable_seqscan = off"))
    rows = db.session.execute(text(f"EXPLAIN {'QUERY PLAN' if is_sqlite else ''} {sql}"))
    return "\n".join(str(row[-1]) for row in rows)


def test_what_waits_is_looked_up_and_not_looked_for(hub: Flask) -> None:
    with hub.app_context():
        for kind, table in ((HAND_OVERS, "hand_overs"), (EMERGENCIES, "emergency_issues")):
            nothing = facts.since_when(1, TODAY)
            since = replace(nothing, by_version={1: nothing.else_at - timedelta(days=9)})
            late = (facts.late(kind, 1, TODAY + timedelta(days=1), one) for one in (nothing, since))
            for found in (facts.own(kind, 1, TODAY), *late):
                assert f"ix_{table}_uncounted" in plan(found)
                assert "location_day" not in plan(found)
                assert f"SCAN {table}" not in plan(found)
            assert f"ix_{table}_uncounted_back" in plan(facts.taken_back(kind, 1))
        assert "ix_hand_overs_uncounted_carried" in plan(facts.own(HAND_OVERS, 1, TODAY))
