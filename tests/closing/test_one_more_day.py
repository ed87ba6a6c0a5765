"""One more distribution is published at the moment at which its place and day are closed: one of both gives way."""

import time
from collections.abc import Callable
from datetime import time as clock_time
from typing import Any

import pytest
from flask import Flask

from app.checkin import aid_log
from app.closing import operations as closing
from app.core.db import db, transaction
from app.distributions.models import Distribution, DistributionState
from app.distributions.operations import plan_distributions, publish, publishing
from tests.closing.test_operations import EVENING
from tests.closing.test_races import Evening
from tests.competing import compete
from tests.desk_day import TEN, TODAY
from tests.distributions.community import draft_plan
from tests.make import make_kit, make_programme

pytestmark = pytest.mark.postgres


class Late(Evening):
    """The day is counted up, and another programme is planned there for six o'clock."""

    def __init__(self, app: Flask) -> None:
        super().__init__(app)
        self.closing = self.counted()
        with app.app_context():
            programme = make_programme(kit=make_kit(code="HYG-F", name="Гігієна"), starts_on=TODAY, title="Гігієна")
            db.session.commit()
            with transaction():
                (draft,) = plan_distributions(
                    programme.id, days=[TODAY], location_ids=[self.location_id], opens_at=clock_time(18),
                    closes_at=clock_time(19), slot_minutes=15, actor=self.lead, at=TEN,
                )  # fmt: skip
            self.cycle_id = draft.cycle_id

    def publish(self) -> object:
        plan = draft_plan(self.cycle_id, at=EVENING)
        return publish(plan, digest=plan.digest, aid_log=aid_log, actor=self.lead, at=EVENING)

    def at_once(self) -> list[str]:
        return compete(self.app, [self.publish, lambda: self.confirm(self.closing, self.storekeeper)])

    def states(self) -> set[DistributionState]:
        """Of what was to be held at the lyceum today."""
        with self.app.app_context():
            here = db.session.query(Distribution.state).filter_by(location_id=self.location_id, held_on=TODAY)
            return {state for (state,) in here}


def slowly(look: Callable[..., bool]) -> Callable[..., bool]:
    """Time passes between looking and writing."""

    def look_and_wait(*facts: Any) -> bool:
        found = look(*facts)
        time.sleep(0.4)
        return found

    return look_and_wait


@pytest.mark.parametrize("room", [publishing, closing])
def test_a_day_is_closed_with_all_that_is_published_or_nothing_more_is_published(
    postgres_app: Flask, monkeypatch: pytest.MonkeyPatch, room: Any
) -> None:
    evening = Late(postgres_app)
    monkeypatch.setattr(room, "_is_still_so", slowly(room._is_still_so))
    ends = evening.at_once()
    assert ends in (["NotOverYet", "done"], ["ClosedThere", "done"])
    assert evening.states() in ({DistributionState.PUBLISHED}, {DistributionState.CLOSED, DistributionState.DRAFT})
