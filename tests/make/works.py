"""Work orders with shifts, safe and published unless a test says otherwise."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from app.accounts.models import Staff
from app.core import clock
from app.core.actors import KEEPER, Actor
from app.core.db import db, transaction
from app.households.models import Person
from app.hubs.models import Settlement
from app.public_works import operations, rules
from app.public_works.models import Channel, ContractForm, DayState, SignUp, SignUpDay, WorkKind, WorkOrder
from app.public_works.operations import Clearance, Draft, Safety
from tests import cast
from tests.make.staff import make_staff

_serial = iter(range(1, 1_000_000))

BRIEFING = "Не торкайтеся невідомих предметів. Побачили – зупиніться, відійдіть своїм слідом, покличте бригадира."


def draft_of(*, settlement: Settlement, foreman: Staff | None = None, **changed: object) -> Draft:
    """What a lead writes: a cleaning of the park, paid 760 UAH a day."""
    plain = Draft(
        title="Прибирання парку",
        kind=WorkKind.CLEANUP,
        settlement_id=settlement.id,
        place="Парк біля школи",
        customer="Тихоплесівська сільська рада",
        payer="Центр зайнятості",
        contract=ContractForm.FIXED_TERM,
        rate_minor=76_000,
        foreman_id=foreman.id if foreman else None,
    )
    return replace(plain, **changed)  # type: ignore[arg-type]


def safety_of(*, cleared_on: date, until: date, number: str = "ДСНС-114/26", **changed: object) -> Safety:
    """Everything that keeps people safe, with a clearance for certain days."""
    whole = Safety(
        clearance=Clearance(number=number, by="ДСНС, загін розмінування", cleared_on=cleared_on, until=until),
        briefing=BRIEFING,
        gear="рукавиці\nжилет",
        shelter="Підвал школи, 150 м",
        first_aider="Медсестра Ганна",
        emergency_phone="+380 44 000 00 99",
    )
    return replace(whole, **changed)  # type: ignore[arg-type]


def make_order(
    *,
    settlement: Settlement,
    days: Collection[date],
    foreman: Staff | None = None,
    at: datetime | None = None,
    places: int = 10,
    hours: tuple[time, time] = (time(9), time(17)),
    break_minutes: int = 60,
    is_published: bool = True,
    cleared_until: date | None = None,
    sign_up_until: datetime | None = None,
    actor: Actor = KEEPER,
    **changed: object,
) -> WorkOrder:
    """An order with one shift on each of ``days``, ten places from nine to five with an hour's break.

    Commits. A hub must be there. ``at`` is when it is made and published, a week before the first day if not given;
    the clearance holds until the last day, signing up ends the evening before the first one. Mykola is the foreman when
    none is given. Further arguments are fields of :class:`app.public_works.operations.Draft`.
    """
    first, last = min(days), max(days)
    at = at or clock.instant(first - timedelta(days=7), time(10))
    foreman = foreman or _mykola()
    until = sign_up_until or clock.instant(first - timedelta(days=1), time(18))
    draft = draft_of(settlement=settlement, foreman=foreman, sign_up_until=until, **changed)
    safety = safety_of(cleared_on=clock.local_date(at), until=cleared_until or last)
    db.session.commit()
    with transaction():
        order = operations.make_order(draft, nonce=f"{next(_serial):032x}", actor=actor, at=at)
    for day in sorted(days):
        plan = rules.Plan(day, day, frozenset({day.weekday()}), (rules.Hours(*hours, break_minutes),), places)
        with transaction():
            operations.add_shifts(order.id, plan, actor=actor, at=at)
    with transaction():
        operations.set_safety(order.id, safety, actor=actor, at=at)
    if is_published:
        with transaction():
            operations.publish(order.id, actor=actor, at=at)
    return order


def make_sign_up(*, order: WorkOrder, person: Person, place: int | None, at: datetime) -> SignUp:
    """Somebody with this place on every shift of an order, or waiting for one; turns are over. Flushes."""
    number = next(_serial)
    state = DayState.CHOSEN if place else DayState.WAITING
    made = SignUp(
        order_id=order.id, code=f"Z{number:05d}", person_id=person.id, household_id=person.household_id,
        sex=person.sex, age=40, channel=Channel.DESK, signed_at=at, position=None if place else 1,
        nonce=f"{number:032x}",
    )  # fmt: skip
    made.days = [SignUpDay(shift_id=shift.id, state=state, place=place, changed_at=at) for shift in order.shifts]
    db.session.add(made)
    db.session.flush()
    return made


def _mykola() -> Staff:
    """He runs all works of a test whose foreman does not matter."""
    found = db.session.scalar(db.select(Staff).where(Staff.login == cast.MYKOLA.login))
    return found or make_staff(cast.MYKOLA)
