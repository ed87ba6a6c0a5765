"""Five works of the example story (field guide 5.7), as the hub's own verbs have written them.

A week in the park that an alarm and a found shell interrupted, and that is paid; a roof that stands still because its
clearance has run out; trees planted by volunteers, one of them sixteen; a schoolyard with more people than places; and
wood for neighbours who cannot fetch it.
"""

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from app.accounts import queries as accounts
from app.accounts import rules as accounts_rules
from app.attendance import operations as attendance
from app.attendance import queries as site
from app.attendance.models import CallHow, Mark
from app.attendance.operations import Row, Ticks
from app.core import clock
from app.core.actors import Actor
from app.core.db import db, transaction
from app.core.errors import Refusal
from app.draws import operations as draws
from app.households.models import Household, Person
from app.hubs import pausing
from app.hubs import queries as hubs
from app.hubs.models import PauseCause, Settlement
from app.pay import operations as pay
from app.public_works import operations as works
from app.public_works import queries, rules
from app.public_works.models import (
    Channel,
    ContractForm,
    DayState,
    Demand,
    HelpKind,
    Shift,
    SignUp,
    StopCause,
    WorkKind,
    WorkOrder,
)
from app.public_works.operations import Clearance, Draft, Incident, Safety, Wish

FOREMAN = "mykola"
WANTED = (HelpKind.FIREWOOD, HelpKind.FIREWOOD, HelpKind.WATER, HelpKind.FIREWOOD, HelpKind.SHOPPING)
GROWN = range(22, 62)
"""Ages of those who sign up for paid work in the story."""
BRIEFING = (
    "Не торкайтеся невідомих предметів. Побачили – зупиніться, відійдіть своїм слідом, покличте бригадира.\n"
    "Під час тривоги – в укриття разом з усіма. Працюйте в рукавицях. Важке піднімайте вдвох."
)
ALL_WELL = Ticks(
    is_clear=True, is_weather_fit=True, is_quiet=True, has_gear=True, has_first_aider=True, has_shelter=True
)


@dataclass(frozen=True, slots=True)
class Cast:
    """Who acts, where, and what day it is."""

    lead: Actor
    foreman: Actor
    settlement: Settlement
    today: date

    def at(self, days: int, hour: int, minute: int = 0) -> datetime:
        """An hour some days from today, on the hub's wall clock."""
        return clock.instant(self.today + timedelta(days=days), time(hour, minute))


def tell(settlements: Sequence[Settlement], lead: Actor, at: datetime) -> None:
    """All five. In a small register some have fewer people."""
    foreman = accounts.find_staff(FOREMAN)
    if foreman is None:
        raise LookupError(FOREMAN)
    actor = Actor(foreman.id, foreman.name, accounts_rules.permissions_of(role.role for role in foreman.roles))
    story = Cast(lead, actor, settlements[0], clock.local_date(at))
    people = _people(GROWN, story.today)
    _clean_park(story, people)
    _mend_roof(replace(story, settlement=settlements[1]))
    _plant_trees(story, people)
    _clear_schoolyard(story, people)
    _fetch_wood(story, people)


def _clean_park(story: Cast, people: Iterator[Person]) -> None:
    """Five days, six people, an alarm on the third and a shell on the fourth; closed, counted and paid."""
    draft = _draft(
        story, "Прибирання парку", WorkKind.CLEANUP, "Парк біля ліцею", rate_minor=600_00,
        sign_up_until=story.at(-11, 18), norm="200 м² на особу", tools=(("Граблі", 6), ("Мішки", 60)),
    )  # fmt: skip
    order = _publish(story, draft, range(-9, -4), rules.Hours(time(9), time(15), 30), places=6, made=-20)
    _sign_up(story, order, people, 6, at=story.at(-15, 10))
    _share_out(story, order, story.at(-10, 10))
    for shift in order.shifts:
        _work(story, order, shift)
    with transaction():
        attendance.close_order(order.id, actor=story.lead, at=story.at(-5, 17))
    with transaction():
        sheet = pay.make_sheet(
            order.id, until=order.shifts[-1].held_on, nonce=_nonce(), actor=story.lead, at=story.at(-4, 10)
        )
    with transaction():
        pay.approve(sheet.id, actor=story.lead, at=story.at(-4, 11))
    with transaction():
        pay.send(sheet.id, actor=story.lead, at=story.at(-4, 12))
    with transaction():
        pay.mark_paid(sheet.id, paid_on=story.today - timedelta(days=2), actor=story.lead, at=story.at(-1, 9))


def _work(story: Cast, order: WorkOrder, shift: Shift) -> None:
    """One day of the week in the park."""
    number = order.shifts.index(shift)
    if number == 4:
        _release(story, order, shift.starts_at - timedelta(minutes=30))
    with transaction():
        attendance.check_day(shift.id, ALL_WELL, reason="", nonce=_nonce(), actor=story.foreman, at=shift.starts_at)
    days = [worker.day for worker in site.list_workers(shift)]
    if number == 0:
        with transaction():
            attendance.brief(
                shift.id, [day.sign_up_id for day in days], instructor=story.foreman.name, held_at=shift.starts_at,
                nonce=_nonce(), actor=story.foreman, at=shift.starts_at,
            )  # fmt: skip
    for day in days:
        with transaction():
            attendance.call(
                day.id, 1, how=CallHow.SCAN, called_at=shift.starts_at, actor=story.foreman, at=shift.starts_at
            )
    alarm = _alarm(story, shift) if number == 2 else 0
    left_at = _find_shell(story, order, shift) if number == 3 else shift.ends_at
    mark, why = (Mark.WORKED, "") if left_at == shift.ends_at else (Mark.LEFT_EARLY, "Знайдено снаряд, роботу зупинено")
    row = Row(mark, shift.starts_at, left_at, break_minutes=30 if not why else 0, alarm_minutes=alarm, reason=why)
    written_at = shift.ends_at + timedelta(minutes=30)
    with transaction():
        attendance.write_rows(shift.id, {day.id: row for day in days}, actor=story.foreman, at=written_at)
    with transaction():
        attendance.confirm(shift.id, actor=story.lead, at=written_at + timedelta(minutes=30))


def _alarm(story: Cast, shift: Shift) -> int:
    """Forty-seven minutes in the shelter, paid as the order says."""
    began, minutes = shift.starts_at + timedelta(hours=1, minutes=12), 47
    with transaction():
        pause = pausing.start_pause(None, PauseCause.ALARM, nonce=_nonce(), actor=story.foreman, at=began)
    with transaction():
        pausing.end_pause(pause.id, actor=story.foreman, at=began + timedelta(minutes=minutes))
    return minutes


def _find_shell(story: Cast, order: WorkOrder, shift: Shift) -> datetime:
    """Everything stops; when that was."""
    at = shift.starts_at + timedelta(hours=2, minutes=20)
    told = Incident(StopCause.EXPLOSIVE, "Схоже на снаряд під листям біля східної лави", "101, огороджено стрічкою")
    with transaction():
        works.stop_work(order.id, told, nonce=_nonce(), actor=story.foreman, at=at)
    return at


def _release(story: Cast, order: WorkOrder, at: datetime) -> None:
    (held,) = queries.open_stops(order.id)
    today = clock.local_date(at)
    again = Clearance("ДСНС-131/26", "ДСНС, загін розмінування", today, today + timedelta(days=30))
    with transaction():
        works.release(
            held.stop_id, [order.id], reason="Снаряд вилучено, парк перевірено ще раз", clearance=again,
            actor=story.lead, at=at,
        )  # fmt: skip


def _mend_roof(story: Cast) -> None:
    """Its clearance was cut short: nobody gets a place until there is a new one."""
    draft = _draft(
        story, "Ремонт даху клубу", WorkKind.REPAIR, "Клуб, вул. Миру, 3", rate_minor=760_00, demand=Demand.HEAVY,
        sign_up_until=story.at(0, 18),
    )  # fmt: skip
    order = _publish(story, draft, range(1, 4), rules.Hours(time(8), time(16), 60), places=4, made=-7)
    short = replace(_safety(story, until=-1), shelter="Погріб клубу, 40 м")
    with transaction():
        works.set_safety(order.id, short, actor=story.lead, at=story.at(-1, 15))


def _plant_trees(story: Cast, people: Iterator[Person]) -> None:
    """Volunteers, one of them sixteen with her mother's consent."""
    draft = _draft(
        story, "Висаджування дерев", WorkKind.GREENING, "Сквер на вул. Центральній", demand=Demand.LIGHT, min_age=14,
        fits_limits=True, sign_up_until=story.at(0, 20), note="Садіння сидячи: є стільці для розсади в горщики.",
    )  # fmt: skip
    order = _publish(story, draft, range(1, 2), rules.Hours(time(10), time(13)), places=8, made=-6)
    _sign_up(story, order, people, 4, at=story.at(-3, 12))
    for young in _people(range(16, 17), story.today):
        wish = Wish(
            [shift.id for shift in order.shifts], guardian_name=f"{young.surname} Ганна", consented_on=story.today
        )
        if _try(story, order, young, wish, channel=Channel.DESK, at=story.at(-1, 11)):
            break


def _clear_schoolyard(story: Cast, people: Iterator[Person]) -> None:
    """Three places, seven people: drawn yesterday; one gave up, and the next has until tomorrow to answer."""
    draft = _draft(
        story, "Розчищення двору школи", WorkKind.CLEANUP, "Двір школи на вул. Шкільній", rate_minor=600_00,
        sign_up_until=story.at(-2, 18),
    )  # fmt: skip
    order = _publish(story, draft, range(2, 4), rules.Hours(time(9), time(15), 30), places=3, made=-8)
    signed = _sign_up(story, order, people, 7, at=story.at(-4, 11))
    if len(signed) <= 3:
        return
    with transaction():
        works.post_draw(
            order.id, held_at=story.at(-1, 12), held_where="Хаб «Ліцей», перший поверх", nonce=_nonce(),
            actor=story.lead, at=story.at(-2, 19),
        )  # fmt: skip
    assert order.draw_id is not None  # noqa: S101 (it was posted a line above)
    with transaction():
        draws.hold(
            order.draw_id, public_number="4152638", witnesses=("Пономаренко Т.", "Лисенко С."), nonce=_nonce(),
            actor=story.lead, at=story.at(-1, 12, 10),
        )  # fmt: skip
    _share_out(story, order, story.at(-1, 12, 30))
    chosen = next(one for one in signed if any(day.state is DayState.CHOSEN for day in one.days))
    with transaction():
        works.withdraw(chosen.id, why="Захворіла дитина", actor=story.lead, at=story.at(-1, 17))


def _fetch_wood(story: Cast, people: Iterator[Person]) -> None:
    """Volunteers carry wood to neighbours today."""
    draft = _draft(
        story, "Дрова сусідам", WorkKind.HELP, "Вулиці Садова і Набережна", sign_up_until=story.at(-1, 18),
        demand=Demand.MEDIUM,
    )  # fmt: skip
    order = _publish(story, draft, range(1), rules.Hours(time(10), time(14)), places=4, made=-5)
    _sign_up(story, order, people, 3, at=story.at(-3, 9))
    _share_out(story, order, story.at(-1, 19))
    wanted = []
    for household_id, kind in zip(_homes_with_delivery(story), WANTED, strict=False):
        with transaction():
            asked = works.ask_for_help(household_id, kind, "", nonce=_nonce(), actor=story.lead, at=story.at(-4, 12))
        wanted.append(asked.id)
    if wanted:
        with transaction():
            works.put_on_shift(order.shifts[0].id, wanted, actor=story.lead, at=story.at(-1, 19, 10))


def _homes_with_delivery(story: Cast) -> Sequence[int]:
    """Households that cannot fetch things themselves."""
    return db.session.scalars(
        select(Household.id)
        .where(Household.settlement_id == story.settlement.id, Household.needs_delivery)
        .order_by(Household.id)
        .limit(len(WANTED))
    ).all()


def _draft(story: Cast, title: str, kind: WorkKind, place: str, **fields: object) -> Draft:
    is_paid = bool(fields.get("rate_minor"))
    plain = Draft(
        title=title, kind=kind, settlement_id=story.settlement.id, place=place, customer="Селищна рада",
        contract=ContractForm.FIXED_TERM if is_paid else ContractForm.VOLUNTEER,
        payer="Центр зайнятості" if is_paid else "", foreman_id=story.foreman.staff_id,
    )  # fmt: skip
    return replace(plain, **fields)  # type: ignore[arg-type]


def _safety(story: Cast, *, until: int) -> Safety:
    clearance = Clearance(
        "ДСНС-114/26", "ДСНС, загін розмінування", story.today - timedelta(days=30), story.today + timedelta(days=until)
    )
    return Safety(
        clearance=clearance, briefing=BRIEFING, gear="Рукавиці\nЖилет\nЧеревики з твердим носком",
        shelter="Підвал ліцею, 150 м", first_aider="Медсестра Олена Ткаченко", emergency_phone="101, 103, 112",
    )  # fmt: skip


def _publish(story: Cast, draft: Draft, days: range, hours: rules.Hours, *, places: int, made: int) -> WorkOrder:
    at = story.at(made, 9)
    first, last = (story.today + timedelta(days=number) for number in (days[0], days[-1]))
    with transaction():
        order = works.make_order(draft, nonce=_nonce(), actor=story.lead, at=at)
    plan = rules.Plan(first, last, frozenset(range(7)), (hours,), places)
    with transaction():
        works.add_shifts(order.id, plan, actor=story.lead, at=at)
    with transaction():
        works.set_safety(order.id, _safety(story, until=14), actor=story.lead, at=at)
    with transaction():
        works.publish(order.id, actor=story.lead, at=at)
    return order


def _people(ages: range, today: date) -> Iterator[Person]:
    """One of a household, in the order of the register."""
    found = db.session.scalars(
        select(Person)
        .join(Household, Household.id == Person.household_id)
        .where(Person.birth_on.between(today.replace(year=today.year - ages[-1] - 1), _years_ago(today, ages[0])))
        .order_by(Person.household_id, Person.id)
    ).all()
    seen: set[int | None] = set()
    for person in found:
        if person.household_id not in seen:
            seen.add(person.household_id)
            yield person


def _years_ago(today: date, years: int) -> date:
    return today.replace(year=today.year - years, day=min(today.day, 28))


def _sign_up(story: Cast, order: WorkOrder, people: Iterator[Person], count: int, *, at: datetime) -> list[SignUp]:
    """The next ``count`` who can come on all days."""
    signed: list[SignUp] = []
    channels = (Channel.DESK, Channel.PHONE, Channel.WARDEN)
    for person in people:
        wish = Wish([shift.id for shift in order.shifts])
        made = _try(story, order, person, wish, channel=channels[len(signed) % len(channels)], at=at)
        if made is not None:
            signed.append(made)
        if len(signed) == count:
            break
    return signed


def _try(story: Cast, order: WorkOrder, person: Person, wish: Wish, *, channel: Channel, at: datetime) -> SignUp | None:
    """None where something is in the way: the household receives aid at that hour, for example."""
    try:
        with transaction():
            return works.sign_up(order.id, person.id, wish, channel=channel, nonce=_nonce(), actor=story.lead, at=at)
    except Refusal:
        return None


def _share_out(story: Cast, order: WorkOrder, at: datetime) -> None:
    proposal = queries.propose(order, queries.rules_of_turns(hubs.get_hub().id), at)
    with transaction():
        works.share_out(order.id, digest=proposal.digest, actor=story.lead, at=at)


def _nonce() -> str:
    return secrets.token_hex(16)
