"""The button and the all-clear, without HTTP."""

from datetime import timedelta

import pytest

from app.core.actors import Actor
from app.core.db import transaction
from app.core.errors import NotFound
from app.hubs import pausing, queries
from app.hubs.models import Pause, PauseCause
from tests.desk_day import TEN, World, dmytro, world

__all__ = ["dmytro", "world"]


def stop(actor: Actor, location_id: int | None, *, nonce: str = "a") -> Pause:
    with transaction():
        return pausing.start_pause(location_id, PauseCause.ALARM, nonce=nonce, actor=actor, at=TEN)


def test_a_pause_of_one_location_leaves_the_others_at_work(world: World, dmytro: Actor) -> None:
    pause = stop(dmytro, world.lyceum.id)
    assert queries.find_pause(world.lyceum.id) is pause
    assert queries.find_pause(world.village.id) is None
    assert queries.find_pause(None) is None
    assert queries.hub_now().pause_at(world.lyceum.id) is pause
    assert queries.hub_now().pause_at(world.village.id) is None


def test_the_pause_of_the_hub_stops_every_location_and_is_told_first(world: World, dmytro: Actor) -> None:
    stop(dmytro, world.lyceum.id)
    whole = stop(dmytro, None, nonce="b")
    assert queries.find_pause(world.village.id) is whole
    assert queries.find_pause(world.lyceum.id) is whole
    assert len(queries.hub_now().pauses) == 2


@pytest.mark.parametrize("nonce", ["a", "b"])
def test_the_second_press_is_led_to_the_pause_that_runs(world: World, dmytro: Actor, nonce: str) -> None:
    first = stop(dmytro, world.lyceum.id)
    with pytest.raises(pausing.AlreadyPaused) as refused:
        stop(dmytro, world.lyceum.id, nonce=nonce)
    assert refused.value.pause_id == first.id


def test_the_all_clear_is_given_once(world: World, dmytro: Actor) -> None:
    pause, later = stop(dmytro, None), TEN + timedelta(minutes=47)
    with transaction():
        pausing.end_pause(pause.id, actor=dmytro, at=later)
    assert queries.find_pause(None) is None
    with pytest.raises(pausing.AlreadyEnded), transaction():
        pausing.end_pause(pause.id, actor=dmytro, at=later)
    assert stop(dmytro, None, nonce="b").id != pause.id, "and the next alarm is another one"


def test_a_pause_lasts_as_long_as_the_clock_beside_it_says() -> None:
    pause = Pause(started_at=TEN + timedelta(minutes=24, seconds=50), ended_at=TEN + timedelta(minutes=128, seconds=5))
    assert pause.minutes(TEN) == 104


def test_an_unknown_place_is_not_paused(world: World, dmytro: Actor) -> None:
    with pytest.raises(NotFound):
        stop(dmytro, 999)
    with pytest.raises(NotFound), transaction():
        pausing.end_pause(999, actor=dmytro, at=TEN)
