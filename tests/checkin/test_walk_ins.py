"""Whoever comes without a time for now: the next free place in two key presses."""

from collections.abc import Callable
from datetime import time, timedelta

import pytest
from sqlalchemy import select

from app.audit.models import AuditEntry
from app.checkin import operations
from app.checkin.models import Method, Verdict
from app.checkin.operations import NotGiven
from app.checkin.queries import Place
from app.checkin.rules import Opening, Reference, offer
from app.core import clock
from app.core.actors import Actor
from app.core.db import db, transaction
from app.distributions.models import DistributionState, Entitlement, Slot
from app.distributions.operations import SlotFull
from app.households.models import BlockReason, Household, HouseholdStatus
from tests import cast
from tests.desk_day import TEN, TODAY, Clock, World, sit_down
from tests.make import make_distribution
from tests.visitor import Page, Visitor


def scan(desk: Visitor, code: str) -> Page:
    desk.open("/check-in")
    return desk.press("Перевірити", {"code": code})


def promise_of(household: Household) -> Entitlement | None:
    db.session.commit()
    found = select(Entitlement).where(Entitlement.household_id == household.id, Entitlement.stands)
    return db.session.scalar(found.execution_options(populate_existing=True))


def starts(household: Household) -> str:
    promise = promise_of(household)
    assert promise is not None
    return f"{clock.local(promise.slot.starts_at):%d.%m %H:%M}"


def focused(page: Page) -> list[str]:
    return ["".join(button.itertext()) for button in page.root.iter("button") if "data-focus" in button.attrib]


def fill(world: World, *, until: Slot | None = None) -> None:
    """Every slot of today up to this one has one place, and somebody has it."""
    for slot in world.today.slots:
        if until is None or slot.starts_at < until.starts_at:
            slot.capacity = 1
            world.promise(world.household("Мельник"), slot)
    db.session.commit()


def opening(hour: int, minute: int = 0, *, slot_id: int = 1) -> Opening:
    starts_at = clock.instant(TODAY, time(hour, minute))
    return Opening(slot_id, "Продукти", starts_at, starts_at + timedelta(minutes=15))


# ---- what is offered


def test_nothing_is_offered_where_nothing_is_free() -> None:
    assert offer([], verdict=Verdict.NOT_LISTED, at=TEN) is None


def test_the_next_place_is_the_first_whose_time_has_not_begun() -> None:
    made = offer(
        [opening(13, slot_id=3), opening(10, slot_id=1), opening(11, slot_id=2)], verdict=Verdict.NOT_LISTED, at=TEN
    )
    assert made is not None
    assert made.first == opening(11, slot_id=2)
    assert made.now == opening(10, slot_id=1)
    assert made.others == (opening(13, slot_id=3),)


def test_who_came_too_early_is_given_now_on_the_band_itself() -> None:
    assert offer([opening(10)], verdict=Verdict.TOO_EARLY, at=TEN) is None


# ---- at the desk


def test_a_family_without_a_time_is_booked_by_one_press_and_takes_a_slip_home(desk: Visitor, open_day: World) -> None:
    unlisted = open_day.household("Шевченко")
    fill(open_day, until=open_day.slot(13, 45))
    page = scan(desk, unlisted.cards[0].token)
    assert page.verdict() == "NOT_LISTED"
    assert page.says("Наступне вільне місце: 13:45")
    assert focused(page) == ["Записати на 13:45"]
    page = desk.press("Записати на 13:45")
    assert page.says("Записано")
    assert page.says("13:45–14:00")
    assert starts(unlisted) == "24.11 13:45"
    assert desk.follow("Надрукувати талон").says("13:45")


def test_who_is_booked_into_the_time_that_runs_is_served_with_the_next_press(desk: Visitor, open_day: World) -> None:
    unlisted = open_day.household("Шевченко")
    db.session.commit()
    scan(desk, unlisted.cards[0].token)
    page = desk.press("Видати зараз")
    assert starts(unlisted) == "24.11 10:00"
    assert page.says("Записано")
    assert page.verdict() == "GIVE"
    assert desk.press("Видано").verdict() == "GIVEN"


def test_the_same_press_twice_is_one_booking(desk: Visitor, open_day: World) -> None:
    unlisted = open_day.household("Шевченко")
    db.session.commit()
    scan(desk, unlisted.cards[0].token)
    band = desk.page
    desk.press("Записати на 10:15")
    desk.page = band
    assert desk.press("Записати на 10:15").says("Записано")
    db.session.commit()
    assert db.session.scalars(select(AuditEntry.action).where(AuditEntry.subject_kind == "entitlement")).all() == [
        "book slot"
    ]


def test_who_came_on_the_wrong_day_may_have_a_place_today_and_loses_the_other(desk: Visitor, open_day: World) -> None:
    later = open_day.household("Бондаренко")
    promise = open_day.promise(later, open_day.slot(9, 15, of=open_day.next_week))
    db.session.commit()
    page = scan(desk, later.cards[0].token)
    assert page.verdict() == "WRONG_DAY"
    assert page.says("вівторок, 1 грудня")
    desk.press("Записати на 10:15")
    assert starts(later) == "24.11 10:15"
    assert promise_of(later) is not None
    assert promise_of(later).id == promise.id  # type: ignore[union-attr]


def test_who_missed_the_day_is_given_another_time(desk: Visitor, open_day: World) -> None:
    missed = make_distribution(
        cycle=open_day.today.cycle, location=open_day.lyceum, held_on=TODAY - timedelta(days=2)
    )  # fmt: skip
    family = open_day.household("Бондаренко")
    open_day.promise(family, missed.slots[0])
    missed.state = DistributionState.CLOSED
    db.session.commit()
    assert scan(desk, family.cards[0].token).verdict() == "WRONG_DAY"
    desk.press("Записати на 10:15")
    assert starts(family) == "24.11 10:15"


def test_who_came_too_early_keeps_the_time_unless_they_want_an_earlier_one(desk: Visitor, open_day: World) -> None:
    card, _ = open_day.expected(13)
    fill(open_day, until=open_day.slot(10, 15))
    page = scan(desk, card.token)
    assert page.verdict() == "TOO_EARLY"
    assert focused(page) == []
    desk.press("Записати на 10:15")
    assert starts(card.household) == "24.11 10:15"  # type: ignore[arg-type]


def test_who_came_too_early_and_can_be_served_now_is_offered_nothing_else(desk: Visitor, open_day: World) -> None:
    card, _ = open_day.expected(13)
    page = scan(desk, card.token)
    assert page.says("Видати зараз")
    assert not page.says("Наступне вільне місце")


def test_another_time_is_chosen_from_the_list(desk: Visitor, open_day: World) -> None:
    unlisted = open_day.household("Шевченко")
    db.session.commit()
    page = scan(desk, unlisted.cards[0].token)
    desk.press("Призначити цей час", {"Вільний час": page.option("Вільний час", "11:30")})
    assert starts(unlisted) == "24.11 11:30"


def test_on_a_full_day_the_next_day_here_is_offered(desk: Visitor, open_day: World) -> None:
    unlisted = open_day.household("Шевченко")
    fill(open_day)
    assert scan(desk, unlisted.cards[0].token).says("Наступне вільне місце: вівторок, 1 грудня, 09:00")


@pytest.mark.parametrize("verdict", ["NOT_LISTED", "BLOCKED_CARD"])
def test_who_is_not_entitled_or_under_check_is_offered_no_place(desk: Visitor, open_day: World, verdict: str) -> None:
    family = open_day.household("Шевченко", status=HouseholdStatus.UNDER_CHECK)
    if verdict == "BLOCKED_CARD":
        family.cards[0].blocked_at, family.cards[0].block_reason = TEN, BlockReason.UNDER_CHECK
    db.session.commit()
    page = scan(desk, family.cards[0].token)
    assert page.verdict() == verdict
    assert not page.says("вільне місце")


def test_the_last_place_goes_to_one_of_two_desks(
    desk: Visitor, open_day: World, visit: Callable[..., Visitor], wall_clock: Clock
) -> None:
    families = [open_day.household(name) for name in ("Шевченко", "Мельник")]
    slot = open_day.slot(10, 15)
    slot.capacity = 1
    db.session.commit()
    other = sit_down(visit(cast.OKSANA), open_day.lyceum, 3)
    for visitor, family in zip((desk, other), families, strict=True):
        assert scan(visitor, family.cards[0].token).says("Наступне вільне місце: 10:15")
    desk.press("Записати на 10:15")
    page = other.press("Записати на 10:15", status=409)
    assert page.says("вже заповнено") or page.says("заповнено")
    assert page.says("Наступне вільне місце: 10:30")


# ---- the operation


def test_a_card_that_was_blocked_meanwhile_books_nothing(world: World, dmytro: Actor) -> None:
    family = world.household()
    card = family.cards[0]
    reference, slot_id = Reference(family.id, card.id, Method.SCAN), world.slot(11).id
    card.blocked_at, card.block_reason = TEN, BlockReason.UNDER_CHECK
    db.session.commit()
    with pytest.raises(NotGiven) as refused, transaction():
        operations.book_here(reference, slot_id, place=Place(world.lyceum.id, 2), actor=dmytro, at=TEN)
    assert refused.value.verdict is Verdict.BLOCKED_CARD


def test_a_place_of_another_location_is_not_given_here(world: World, dmytro: Actor) -> None:
    family = world.household()
    reference = Reference(family.id, family.cards[0].id, Method.SCAN)
    elsewhere = world.slot(11, of=world.at_village).id
    db.session.commit()
    with pytest.raises(SlotFull), transaction():
        operations.book_here(reference, elsewhere, place=Place(world.lyceum.id, 2), actor=dmytro, at=TEN)
