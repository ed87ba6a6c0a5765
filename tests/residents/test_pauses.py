"""What a resident reads while hand-over stands still, and right after it."""

from collections.abc import Callable
from datetime import date, time, timedelta

from app.core import clock
from app.core.db import db
from app.hubs.models import Pause, PauseCause
from app.pauses.models import AllClear
from tests.make import make_location
from tests.residents.conftest import TODAY, Community
from tests.visitor import Page

OpenPage = Callable[..., Page]
NOW = clock.instant(TODAY, time(14, 5))
STOPPED = "Видачу призупинено через тривогу. Ваше місце збережено."


def stop(
    community: Community, *, minutes: int = 5, cause: PauseCause = PauseCause.ALARM, location_id: int | None = None
) -> Pause:
    """Stopped so many minutes ago."""
    pause = Pause(
        hub_id=community.hub.id, location_id=location_id, cause=cause, started_at=NOW - timedelta(minutes=minutes),
        started_by_id=community.clerk_id, nonce=f"{minutes:032x}",
    )  # fmt: skip
    community.keep(pause)
    return pause


def end(community: Community, pause: Pause) -> None:
    community.keep(pause, ended_at=NOW, ended_by_id=pause.started_by_id)


def test_whoever_is_due_today_reads_that_the_place_is_kept(community: Community, page: OpenPage) -> None:
    community.promise(TODAY)
    assert not page().says(STOPPED)
    stop(community)
    told = page()
    assert told.says(STOPPED)
    assert told.says("Не виходьте. Після відбою відкрийте цю сторінку ще раз.")
    assert not told.says("Підійдіть до столу")
    assert told.response.headers["Cache-Control"] == "no-store"


def test_the_alarm_of_today_does_not_worry_whoever_is_due_next_week(community: Community, page: OpenPage) -> None:
    community.promise(date(2026, 11, 24))
    stop(community)
    assert not page().says("Видачу призупинено")


def test_a_pause_of_this_location_is_told_and_one_of_another_is_not(community: Community, page: OpenPage) -> None:
    community.promise(TODAY)
    stop(community, cause=PauseCause.POWER, location_id=community.location.id)
    assert page().says("Видачу зараз призупинено. Ваше місце збережено.")


def test_at_another_location_aid_is_given_on(community: Community, page: OpenPage) -> None:
    community.promise(TODAY)
    with community.app.app_context():
        elsewhere = make_location(hub=community.hub, settlement=community.location.settlement, name="Садова")
        db.session.commit()
    stop(community, location_id=elsewhere.id)
    assert not page().says("призупинено")


def test_until_new_times_are_decided_nobody_is_called_out_for_nothing(community: Community, page: OpenPage) -> None:
    community.promise(TODAY)
    pause = stop(community, minutes=600)
    end(community, pause)
    assert page().says("Поки не виходьте: за кілька хвилин тут буде ваш новий час.")
    community.keep(AllClear(pause_id=pause.id, decided_at=NOW))
    assert not page().says("новий час")
