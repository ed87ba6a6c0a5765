"""What is promised of a day with an alarm, held against the simulation with fixed dice (field guide 5.4)."""

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask

from app.core.db import db
from bench import alarm
from tests import cast, make
from tests.visitor import Visitor

RUNS = 60
QUIET, REFILL, AT_ONCE = 8.0, "free later places are filled", "everybody comes back at once"


@pytest.mark.parametrize(("minutes", "put_off"), [(45, 5), (104, 33)])
def test_after_an_alarm_the_site_stays_as_calm_as_on_a_quiet_day(minutes: int, put_off: float) -> None:
    result = alarm.simulate(REFILL, minutes, runs=RUNS)
    assert round(result.peak) <= QUIET
    assert result.put_off <= put_off
    assert result.wait < 3


def test_to_call_everybody_at_once_is_what_makes_the_crowd() -> None:
    assert alarm.simulate(AT_ONCE, 104, runs=RUNS).peak > 30


def test_the_advice_on_the_planning_page_is_what_the_simulation_says(app: Flask, visit: Callable[..., Visitor]) -> None:
    with app.app_context():
        make.make_location(hub=make.make_hub(), settlement=make.make_settlement())
        programme = make.make_programme(kit=make.make_kit(), starts_on=date(2026, 11, 1))
        db.session.commit()
        path = f"/programmes/{programme.id}/plan"
    rows = [row for row in visit(cast.OKSANA).open(path).rows() if len(row) == 4 and row[0].endswith("хв")]
    told = [(int(minutes.split()[0]), int(peak), int(put_off)) for minutes, _, peak, put_off in rows]
    simulated = [alarm.simulate(way, minutes, runs=RUNS) for minutes in (45, 104) for way in alarm.WAYS]
    assert [minutes for minutes, _, _ in told] == [result.minutes for result in simulated]
    for (_, peak, put_off), result in zip(told, simulated, strict=True):
        assert peak == pytest.approx(result.peak, abs=2)
        assert put_off == pytest.approx(result.put_off, abs=2)
