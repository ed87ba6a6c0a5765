"""What is promised of a day with an alarm, held against the simulation with fixed dice (field guide 5.4)."""

import pytest

from bench import alarm

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
