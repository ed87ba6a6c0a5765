"""A month of a whole community: 1,310 households, nine days, alarms, power cuts, no-shows, and not a kit astray.

Everything goes through the hub's own operations, with dice of a fixed seed. At the end every kit that came with the
trucks was given, lost, spoilt or lies on a shelf; nobody got twice what was promised once; nobody is forgotten.
"""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts.approving import Approval
from app.audit import queries as audits
from app.bundles import operations as bundles
from app.bundles.rules import Mark as SlipMark
from app.checkin import aid_log
from app.checkin import operations as checkin
from app.checkin.models import EmergencyIssue, EmergencyReason, HandOver, Method, RefusedItem, RefusedReason
from app.checkin.operations import Need, NotGiven, Refused, Taker
from app.checkin.queries import Place
from app.closing import operations as closing
from app.closing import queries as closings
from app.closing.models import ClosingLine
from app.closing.rules import Counted, left_over
from app.core import clock
from app.core.actors import Actor
from app.core.db import db, transaction
from app.distributions import operations, queries, rules
from app.distributions.models import (
    Bundle,
    BundleKind,
    BundleLine,
    Cycle,
    Distribution,
    Entitlement,
    LineOutcome,
    Sheet,
    Slot,
    SlotMove,
    Unit,
    WaitingEntry,
    WaitState,
)
from app.distributions.operations import papers
from app.hubs import pausing
from app.hubs.models import Location, Pause, PauseCause
from app.pauses import operations as pauses
from app.pauses import queries as pause_queries
from app.sheets import operations as sheets
from app.sheets.models import RowOutcome
from app.sheets.rules import Mark as SheetMark
from app.stock import ledger
from app.stock import operations as stock
from app.stock.models import Balance, Lot, Movement
from app.stock.operations import Delivery, LineDraft
from app.stock.rules import Pick
from tests import cast, make
from tests.make.community import add_households
from tests.make.staff import actor_of, make_staff

HOUSEHOLDS, DAYS, WARDENS = 1_310, 9, 34
FIRST = date(2026, 11, 23)
MORNING, NIGHT = time(7), time(19)
ALARMS = {1: 104, 4: 47, 6: 20}
"""Minutes of alarm, by day of the month."""
POWER_CUTS = {2, 5}
SHORT_TRUCK = 3
"""The day on which the truck brings less than its waybill says."""


@dataclass
class Month:
    """The hub and its dice, and what the world outside knows of every kit."""

    programme_id: int
    kit_id: int
    location_ids: Sequence[int]
    lead: Actor
    storekeeper: Actor
    clerk: Actor
    wardens: Sequence[int]
    dice: random.Random = field(default_factory=lambda: random.Random(2026))
    received: int = 0
    _serial: Iterator[int] = field(default_factory=lambda: iter(range(1, 10**9)))

    def nonce(self) -> str:
        return f"{next(self._serial):032x}"


@pytest.fixture
def month(app: Flask) -> Iterator[Month]:
    with app.app_context():
        hub, settlement = make.make_hub(), make.make_settlement()
        places = [
            make.make_location(hub=hub, settlement=settlement, name=name, desks=desks)
            for name, desks in (("Ліцей", 1), ("Будинок культури", 1), ("Старостат", 1))
        ]
        for place in places:
            place.capacity_on_site = 40
        streets = [
            make.make_street(settlement=settlement, name=f"Вулиця {n}", location=places[n % 3]) for n in range(WARDENS)
        ]
        add_households(HOUSEHOLDS, streets, random.Random(7))
        kit = make.make_kit()
        colleagues = [actor_of(make_staff(who)) for who in (cast.OKSANA, cast.IVAN, cast.DMYTRO)]
        wardens = [
            make_staff(cast.Colleague(f"warden{n}", f"Старша {n}", cast.TAMARA.roles)).id for n in range(WARDENS)
        ]
        db.session.commit()
        with transaction():
            programme = operations.create_programme(
                operations.Terms(
                    title="Продукти щомісяця", partner_name="Фонд", starts_on=FIRST, rule_text="Один набір кожному.",
                    kits=(rules.KitTerms(kit.id, Unit.HOUSEHOLD),),
                ),
                actor=colleagues[0], at=_at(FIRST - timedelta(days=3), MORNING),
            )  # fmt: skip
        yield Month(programme.id, kit.id, [place.id for place in places], *colleagues, wardens)


def _at(day: date, hour: time) -> datetime:
    return clock.instant(day, hour)


def test_a_month_ends_balanced_to_the_last_kit(month: Month) -> None:
    publish(month)
    for number in range(DAYS):
        live_through(month, number, FIRST + timedelta(days=number))
    check_kits(month)
    check_households()
    assert audits.check_chain().broken_at is None


def publish(month: Month) -> None:
    """The plan of all nine days."""
    at = _at(FIRST - timedelta(days=2), MORNING)
    with transaction():
        drafts = operations.plan_distributions(
            month.programme_id, days=[FIRST + timedelta(days=n) for n in range(DAYS)],
            location_ids=month.location_ids, opens_at=time(9), closes_at=time(13), slot_minutes=15,
            actor=month.lead, at=at,
        )  # fmt: skip
        cycle_id = drafts[0].cycle_id
    plan = queries.draft_plan(cycle_id, seed=1, aid_log=aid_log, at=at)
    with transaction():
        operations.publish(plan, digest=plan.digest, aid_log=aid_log, actor=month.lead, at=at)


def live_through(month: Month, number: int, day: date) -> None:
    truck(month, number, day)
    held = [
        one
        for one in db.session.scalars(select(Distribution).where(Distribution.held_on == day))
        if db.session.scalar(select(func.count()).select_from(Entitlement).join(Slot).where(
            Slot.distribution_id == one.id, Entitlement.stands))
    ]  # fmt: skip
    for distribution in held:
        supply(month, distribution, day)
        out = send_wardens(month, distribution, day)
        if number in POWER_CUTS:
            work_on_paper(month, distribution, day)
        else:
            serve(month, distribution, day, alarm=ALARMS.get(number, 0))
        come_back(month, out, day)
    for location_id in {one.location_id for one in held}:
        close(month, location_id, day)


def truck(month: Month, number: int, day: date) -> None:
    """Kits of two lots; once fewer than the waybill says, and some wet."""
    short = 30 if number == SHORT_TRUCK else 0
    lines = [
        LineDraft(kit_id=month.kit_id, documented=100, counted=100 - short, expires_on=day + timedelta(days=200)),
        LineDraft(kit_id=month.kit_id, documented=90, counted=90, damaged=2, expires_on=day + timedelta(days=90)),
    ]
    with transaction():
        stock.receive(
            Delivery(
                partner_name="Фонд", happened_at=_at(day, MORNING), lines=lines, received_by="Іван", witness="Оксана"
            ),
            nonce=month.nonce(), actor=month.storekeeper, at=_at(day, MORNING),
        )  # fmt: skip
    month.received += 188 - short


def supply(month: Month, distribution: Distribution, day: date) -> None:
    """What the day needs and a little more goes to the point; sometimes one kit is lost on the way."""
    needed = db.session.scalar(
        select(func.count()).select_from(Entitlement).join(Slot).where(
            Slot.distribution_id == distribution.id, Entitlement.stands)
    ) or 0  # fmt: skip
    warehouse = ledger.warehouse()
    there = db.session.execute(
        select(Balance.lot_id, Balance.quantity).where(Balance.store_id == warehouse.id, Balance.quantity > 0)
        .order_by(Balance.lot_id)
    ).all()  # fmt: skip
    picks, left = [], needed + 5
    for lot_id, quantity in there:
        if left:
            picks.append(Pick(lot_id, min(left, quantity)))
            left -= picks[-1].quantity
    db.session.commit()
    with transaction():
        sent = stock.send(
            from_store_id=warehouse.id, to_location_id=distribution.location_id, picks=picks, carrier="Петро",
            happened_at=_at(day, MORNING), nonce=month.nonce(), actor=month.storekeeper, at=_at(day, MORNING),
        )  # fmt: skip
        sent_id = sent.id
    lost = month.dice.random() < 0.2
    counted = {pick.lot_id: pick.quantity - (lost and number == 0) for number, pick in enumerate(picks)}
    with transaction():
        stock.arrive(
            sent_id, counted=counted, reason="зник у дорозі" if lost else "", second_name="Петро" if lost else "",
            happened_at=_at(day, MORNING), nonce=month.nonce(), actor=month.lead, at=_at(day, MORNING),
        )  # fmt: skip


def rows_of(distribution: Distribution) -> list[Entitlement]:
    db.session.expire_all()
    rows = queries.day_of(distribution)
    given = aid_log.given_of([row.id for row in rows])
    return [row for row in rows if row.id not in given]


def out_now() -> set[int]:
    """Promises that are on their way with a warden."""
    return set(db.session.scalars(select(BundleLine.entitlement_id).where(BundleLine.outcome.is_(None))))


def send_wardens(month: Month, distribution: Distribution, day: date) -> list[int]:
    """Kits for those who cannot come, each warden a few."""
    ids = [row.id for row in rows_of(distribution) if row.household.needs_delivery]
    out = []
    for start in range(0, len(ids), 6):
        warden = bundles.find_carrier(month.dice.choice(month.wardens))
        db.session.commit()
        with transaction():
            bundle = bundles.send_bundle(
                ids[start : start + 6], kind=BundleKind.WARDEN, carrier=warden, return_by=day,
                nonce=month.nonce(), actor=month.storekeeper, at=_at(day, time(8)),
            )  # fmt: skip
            out.append(bundle.id)
    return out


def come_back(month: Month, bundle_ids: Sequence[int], day: date) -> None:
    for bundle_id in bundle_ids:
        bundle = db.session.get_one(Bundle, bundle_id)
        marks = [
            SlipMark(line.row_no, LineOutcome.GIVEN, at=_at(day, time(13)))
            if month.dice.random() < 0.9
            else SlipMark(line.row_no, LineOutcome.RETURNED, note="немає вдома")
            for line in bundle.lines
        ]
        db.session.commit()
        with transaction():
            bundles.enter_lines(
                bundle_id, marks, saves=0, nonce=month.nonce(), actor=month.storekeeper, at=_at(day, time(16))
            )


def serve(month: Month, distribution: Distribution, day: date, *, alarm: int) -> None:
    """Slot by slot at the desk; an alarm at 10:12 stops it, and its all-clear moves whoever lost their time."""
    place = Place(distribution.location_id, 1)
    if alarm:
        _give_until(month, distribution, place, day, until=_at(day, time(10, 12)))
        _live_through_alarm(month, place, day, alarm)
    _give_until(month, distribution, place, day, until=_at(day, time(13)))
    if month.dice.random() < 0.5:
        _emergency(month, distribution, place, day)


def _give_until(month: Month, distribution: Distribution, place: Place, day: date, *, until: datetime) -> None:
    out = out_now()
    for row in rows_of(distribution):
        if row.slot.starts_at >= until or row.id in out or month.dice.random() < 0.08:
            continue
        hand_over_id = _give(month, row, place, max(row.slot.starts_at, _at(day, time(9))))
        if month.dice.random() < 0.01:
            with transaction():
                checkin.reverse_hand_over(hand_over_id, reason="помилка", actor=month.lead, at=row.slot.ends_at)


def _give(month: Month, row: Entitlement, place: Place, at: datetime) -> int:
    whole = Refused(row.kits[0].kit_version_id, None, row.kits[0].quantity, RefusedReason.NOT_NEEDED)
    refused = (whole,) if month.dice.random() < 0.01 else ()
    entitlement_id, person_id, card_id = row.id, row.household.people[0].id, row.household.cards[0].id
    db.session.commit()
    with transaction():
        return checkin.hand_over(
            entitlement_id, place=place, taker=Taker(person_id=person_id), method=Method.SCAN, card_id=card_id,
            refused=refused, nonce=month.nonce(), actor=month.clerk, at=at,
        )  # fmt: skip


def _live_through_alarm(month: Month, place: Place, day: date, minutes: int) -> None:
    begins = _at(day, time(10, 12))
    with transaction():
        pause = pausing.start_pause(
            place.location_id, PauseCause.ALARM, nonce=month.nonce(), actor=month.clerk, at=begins
        )
        pause_id = pause.id
    waiting = next(iter(rows_of(db.session.scalars(select(Distribution).where(
        Distribution.held_on == day, Distribution.location_id == place.location_id)).one())), None)  # fmt: skip
    if waiting is not None:
        with pytest.raises(NotGiven):
            _give(month, waiting, place, begins + timedelta(minutes=1))
    after = begins + timedelta(minutes=minutes)
    with transaction():
        pausing.end_pause(pause_id, actor=month.clerk, at=after)
    proposal = pause_queries.propose(db.session.get_one(Pause, pause_id), after)
    digest = proposal.digest
    db.session.commit()
    with transaction():
        pauses.accept(pause_id, digest=digest, words="Тривога", nonce=month.nonce(), actor=month.lead, at=after)


def _emergency(month: Month, distribution: Distribution, place: Place, day: date) -> None:
    """Somebody hungry who stands on no list."""
    version_id = db.session.scalars(select(Lot.kit_version_id).where(Lot.kit_version_id.is_not(None)).limit(1)).one()
    need = Need(
        distribution_id=distribution.id, programme_id=month.programme_id, kit_version_id=version_id or 0, quantity=1,
        reason=next(iter(EmergencyReason)),
    )  # fmt: skip
    db.session.commit()
    with transaction():
        checkin.give_emergency_kit(
            need, place=place, approval=Approval(month.lead, "голодна людина"), nonce=month.nonce(),
            actor=month.clerk, at=_at(day, time(14, 30)),
        )  # fmt: skip


def work_on_paper(month: Month, distribution: Distribution, day: date) -> None:
    """Printed the evening before, signed in the yard, typed in at night; some had been given on the screen already."""
    with transaction():
        printed = papers.print_signature_sheets(
            queries.get_distribution(distribution.id), slot_id=None, with_addresses=False, aid_log=aid_log,
            actor=month.lead, at=_at(day - timedelta(days=1), NIGHT),
        )  # fmt: skip
        numbers = {each.sheet.id: [row.row_no for row in each.sheet.rows] for each in printed}
    out = out_now()
    for sheet_id, row_numbers in numbers.items():
        of_sheet = {row.row_no: row.entitlement_id for row in db.session.get_one(Sheet, sheet_id).rows}
        marks = [
            SheetMark(
                row_no,
                RowOutcome.NOT_GIVEN if of_sheet[row_no] in out or month.dice.random() < 0.08 else RowOutcome.GIVEN,
            )
            for row_no in row_numbers
        ]
        db.session.commit()
        with transaction():
            sheets.save_sheet(
                sheet_id, marks, signed_at=time(12), is_finished=True, saves=0, nonce=month.nonce(),
                actor=month.clerk, at=_at(day, time(17)),
            )  # fmt: skip


def close(month: Month, location_id: int, day: date) -> None:
    """Counted by the lead, confirmed by the storekeeper; now and then something is wet, lost, or one too many."""
    at = _at(day, NIGHT)
    known = closings.look_at_day(location_id, day).known
    counted = {}
    for version_id, kits in known.items():
        left = left_over(kits)
        wrong = month.dice.choice(("none", "none", "damaged", "missing", "too many")) if left else "none"
        stays = left - (wrong in ("damaged", "missing")) + (wrong == "too many")
        back = stays // 2
        counted[version_id] = Counted(
            stays=stays - back, returned=back, damaged=int(wrong == "damaged"), reason="" if wrong == "none" else wrong
        )
    db.session.commit()
    with transaction():
        made = closing.count_up(location_id, day, counted, nonce=month.nonce(), actor=month.lead, at=at)
        made_id, digest = made.id, made.digest
    with transaction():
        closing.confirm(made_id, digest=digest, by=month.storekeeper, at=at + timedelta(minutes=5))


def check_kits(month: Month) -> None:
    """Received = given + emergency + damaged + lost (less what was too many) + on the shelves; the ledger agrees."""
    shelves = db.session.scalar(select(func.sum(Balance.quantity))) or 0
    moved = db.session.scalar(select(func.sum(Movement.quantity))) or 0
    assert shelves == moved
    given = db.session.scalar(select(func.count()).select_from(HandOver).where(~HandOver.is_reversed)) or 0
    refused = db.session.scalar(
        select(func.coalesce(func.sum(RefusedItem.quantity), 0)).join(HandOver).where(~HandOver.is_reversed)
    ) or 0  # fmt: skip
    emergency = db.session.scalar(select(func.count()).select_from(EmergencyIssue)) or 0
    sums = db.session.execute(
        select(
            func.sum(ClosingLine.given), func.sum(ClosingLine.emergency), func.sum(ClosingLine.damaged),
            func.sum(ClosingLine.difference), func.sum(ClosingLine.corrected),
        )
    ).one()  # fmt: skip
    assert sums[0] - sums[4] == given - refused
    assert sums[1] == emergency
    on_the_road = db.session.scalar(
        select(func.sum(ClosingLine.sent) - func.sum(ClosingLine.received))
    ) or 0  # fmt: skip
    assert month.received == given - refused + emergency + sums[2] + sums[3] + on_the_road + shelves


def check_households() -> None:
    """Everyone has it, has a time still, waits for one, or missed it twice; nobody has it twice."""
    twice = Counter(
        db.session.scalars(
            select(Entitlement.household_id)
            .join(HandOver, HandOver.entitlement_id == Entitlement.id)
            .where(~HandOver.is_reversed)
        )
    )
    assert max(twice.values()) == 1
    promised = set(db.session.scalars(select(Entitlement.household_id)))
    waiting = set(
        db.session.scalars(
            select(WaitingEntry.household_id).where(WaitingEntry.state.in_((WaitState.WAITING, WaitState.OFFERED)))
        )
    )
    standing = set(db.session.scalars(select(Entitlement.household_id).where(Entitlement.stands)))
    assert len(promised | waiting) == HOUSEHOLDS
    assert promised <= standing | waiting
    assert len(twice) > HOUSEHOLDS * 0.85
    assert db.session.scalar(select(func.count()).select_from(SlotMove)) > 0
    assert db.session.scalar(select(func.count()).select_from(Cycle)) == 1
    assert db.session.scalar(select(func.count()).select_from(Location)) == 3
