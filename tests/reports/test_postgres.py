"""Reports on PostgreSQL: the same numbers, the same rows."""

from dataclasses import replace
from datetime import date

import pytest
from flask import Flask

from app.reports import queries
from app.reports.rules import CollectedBy, Outcome, Scope
from tests import cast
from tests.make import make_staff
from tests.reports.conftest import write_down

pytestmark = pytest.mark.postgres

NOVEMBER = Scope(date(2026, 11, 1), date(2026, 11, 30))


def test_postgresql_counts_and_pages_alike(postgres_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.reports.queries.log.PER_PAGE", 4)
    monkeypatch.setattr("app.reports.queries.log.CHUNK", 4)
    with postgres_app.app_context():
        records = write_down(make_staff(cast.DMYTRO).id)
        report = queries.report(NOVEMBER)
        assert report.whole == queries.Totals(entitled=12, served=8, promised_kits=22, given_kits=15)
        assert report.people == {("female", "60+"): 8, ("male", "6-11"): 8}
        assert report.collected[CollectedBy.HEAD] == 5
        assert (report.reversals, report.new_cards) == (1, 0)
        willows = replace(NOVEMBER, settlement_id=records.ids["willows"], outcome=Outcome.GIVEN)
        assert queries.report(willows).whole.served == queries.page_of_log(willows, after=None).total == 1
        first = queries.page_of_log(NOVEMBER, after=None)
        second = queries.page_of_log(NOVEMBER, after=first.next_key)
        assert len({row.id for row in (*first.rows, *second.rows)}) == 8
        assert len(list(queries.iterate_log(NOVEMBER, up_to=queries.last_of_log()))) == 9
        assert len(queries.list_choices()["settlement"]) == 2
