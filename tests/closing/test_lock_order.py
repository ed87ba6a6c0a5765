"""On PostgreSQL everybody takes what they hold in one order: no two wait for each other for ever.

Every lock is followed by a pause, so that acts that would cross do cross. Each act is done to its end and then undone:
all of its locks were taken, and the same evening can be played again.
"""

import time
from collections.abc import Callable, Iterator
from datetime import time as clock_time
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select
from sqlalchemy.exc import OperationalError

from app.accounts.approving import Approval
from app.checkin import aid_log, queries
from app.checkin import operations as checkin
from app.checkin.models import EmergencyReason, Method
from app.checkin.operations import Need, Taker, emergencies
from app.checkin.queries import Place
from app.closing import operations
from app.closing.rules import Counted
from app.core import clock
from app.core.db import db, transaction
from app.core.errors import Refusal
from app.distributions import operations as distributions
from app.sheets import operations as sheets
from app.sheets.models import RowOutcome
from app.sheets.rules import Mark
from app.stock.models import KitVersion
from tests import cast
from tests.closing.test_operations import nonces
from tests.competing import compete
from tests.desk_day import TEN, TODAY, build_world
from tests.make.sheets import print_sheets
from tests.make.staff import actor_of, make_staff

pytestmark = pytest.mark.postgres

EVENING = clock.instant(TODAY, clock_time(16))
PAUSE_S = 0.03
ROUNDS = 2


class Undone(Refusal):
    """It came to its end."""

    message = ""


class Evening:
    """Two programmes at the lyceum today. Коваль took of one and is expected at both; Мельник did not come at all."""

    def __init__(self, app: Flask) -> None:
        self.app, self.done = app, set[str]()
        with app.app_context():
            self.lead, self.storekeeper, self.clerk = (
                actor_of(make_staff(who)) for who in (cast.OKSANA, cast.IVAN, cast.DMYTRO)
            )
            world = build_world()
            other = world.second_programme()
            self.came, self.absent = world.household("Коваль"), world.household("Мельник")
            self.late = world.household("Шевченко")
            self.given = world.promise(self.came, world.slot(10)).id
            self.missed = world.promise(self.absent, world.slot(10)).id
            for household in (self.came, self.absent):
                world.promise(household, world.slot(11, of=other))
            world.promise(world.household("Їжакевич"), world.slot(10, of=world.at_village))
            db.session.commit()
            self.today, self.place = world.today, Place(world.lyceum.id, 1)
            self.next_slot = world.slot(12, of=world.next_week).id
            self.card_no = self.absent.cards[0].card_no
            self.sheet_id = print_sheets(world.at_village, actor=self.lead, at=TEN)[0].id
            with transaction():
                self.hand_over_id = self._hand_over(self.given, self.came.people[0].id)
            self.versions = list(db.session.scalars(select(KitVersion.id)))
            with transaction():
                closing = self.count()
                self.closing = closing.id, closing.digest
            self.need = Need(
                distribution_id=self.today.id, programme_id=self.today.cycle.programme_id,
                kit_version_id=queries.list_emergency_kits(world.lyceum.id, TEN)[0].kit_version_id, quantity=1,
                reason=EmergencyReason.HOME_DAMAGED, household_id=self.absent.id,
            )  # fmt: skip
            self.absent_person = self.absent.people[0].id

    def _hand_over(self, promise_id: int, person_id: int) -> int:
        return checkin.hand_over(
            promise_id, place=self.place, taker=Taker(person_id=person_id), method=Method.TYPED, card_id=None,
            nonce=next(nonces), actor=self.lead, at=TEN,
        )  # fmt: skip

    # ---- what everybody does at once

    def count(self) -> Any:
        counted = {one: Counted(sent=9, received=9, reason="перевірка") for one in self.versions}
        return operations.count_up(
            self.place.location_id, TODAY, counted, nonce=next(nonces), actor=self.lead, at=EVENING
        )

    def confirm(self) -> object:
        return operations.confirm(self.closing[0], digest=self.closing[1], by=self.storekeeper, at=EVENING)

    def give(self) -> object:
        return self._hand_over(self.missed, self.absent_person)

    def take_back(self) -> object:
        return checkin.reverse_hand_over(self.hand_over_id, reason="помилка", actor=self.lead, at=EVENING)

    def give_emergency_kit(self) -> object:
        return checkin.give_emergency_kit(
            self.need, place=self.place, approval=Approval(self.lead, "пожежа"), nonce=next(nonces),
            actor=self.clerk, at=TEN,
        )  # fmt: skip

    def move(self) -> object:
        return self._book(self.absent.id)

    def book(self) -> object:
        return self._book(self.late.id)

    def _book(self, household_id: int) -> object:
        return distributions.book_place(
            household_id, self.next_slot, aid_log=aid_log, actor=self.lead, at=EVENING - timedelta(hours=1)
        )

    def type_in(self) -> object:
        return sheets.save_sheet(
            self.sheet_id, [Mark(2, RowOutcome.GIVEN, card_no=self.card_no)], signed_at=clock_time(11),
            is_finished=False, saves=0, nonce=next(nonces), actor=self.lead, at=EVENING,
        )  # fmt: skip

    # ----

    def at_once(self, *acts: Callable[[], object]) -> None:
        """Raises OperationalError when two of them wait for each other."""

        def undo(act: Callable[[], object]) -> None:
            act()
            self.done.add(act.__name__)
            raise Undone

        compete(self.app, [lambda act=act: undo(act) for act in acts])  # type: ignore[misc]


@pytest.fixture
def evening(postgres_app: Flask) -> Iterator[Evening]:
    evening = Evening(postgres_app)

    def pause(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if " FOR " in statement or statement.startswith(("INSERT", "UPDATE")):
            time.sleep(PAUSE_S)

    with postgres_app.app_context():
        engine = db.engine
    event.listen(engine, "after_cursor_execute", pause)
    yield evening
    event.remove(engine, "after_cursor_execute", pause)


def test_whoever_confirms_and_whoever_still_works_never_wait_for_each_other(evening: Evening) -> None:
    others = (
        evening.count, evening.give, evening.take_back, evening.give_emergency_kit, evening.move, evening.book,
        evening.type_in,
    )  # fmt: skip
    for other in others:
        for _ in range(ROUNDS):
            evening.at_once(evening.confirm, other)
    for _ in range(ROUNDS):
        evening.at_once(evening.confirm, *others)
    assert evening.done == {"confirm", *(other.__name__ for other in others)}


def test_with_the_household_before_the_day_they_do(evening: Evening, monkeypatch: pytest.MonkeyPatch) -> None:
    """The positive control: the order that emergency kits once had."""

    def hold_the_other_way_round(need: Need) -> None:
        assert need.household_id is not None
        assert need.distribution_id is not None
        emergencies._hold_household(need.household_id)
        queries.hold_distribution(need.distribution_id)

    monkeypatch.setattr(emergencies, "_hold", hold_the_other_way_round)

    def try_again() -> None:
        """On a busy machine one of them may have ended before the other one begins."""
        for _ in range(9):
            evening.at_once(evening.confirm, evening.give_emergency_kit)

    with pytest.raises(OperationalError, match="deadlock"):
        try_again()
