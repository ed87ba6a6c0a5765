"""A small working hub with something on every page."""

from datetime import datetime, time, timedelta

from sqlalchemy import select

from app.accounts.approving import Approval
from app.accounts.models import Staff
from app.attendance import operations as attendance
from app.attendance import queries as working_days
from app.attendance.models import CallHow
from app.attendance.models import Mark as DayMark
from app.bundles.models import DoorNote, LineReport, NoteKind
from app.checkin import aid_log
from app.checkin import operations as desk
from app.checkin import queries as desk_queries
from app.checkin.models import CollectorKind, EmergencyReason, Method
from app.closing import operations as closing
from app.core import clock
from app.core.actors import Actor
from app.core.db import db, transaction
from app.distributions import operations as distributions
from app.distributions import queries as plans
from app.distributions.models import (
    BundleKind,
    Cycle,
    Distribution,
    Entitlement,
    FirstTo,
    Programme,
    ShortageWay,
    WaitingEntry,
)
from app.distributions.operations import calling_off, moving, waiting
from app.distributions.queries import calling_off as calling_off_plans
from app.distributions.rules import Choice
from app.follow_ups import operations as follow_ups
from app.follow_ups.models import InterviewState, Judgement, Question
from app.follow_ups.operations import FiveAnswers
from app.households import operations as households
from app.households.models import BlockReason, Household, HouseholdStatus, Person
from app.hubs import calendar, pausing
from app.hubs.models import Location, PauseCause, Settlement
from app.merging import operations as merging
from app.passes import operations as passes
from app.pay import operations as pay
from app.pay.models import PayQuestionKind
from app.public_works import operations as works
from app.public_works import queries as works_queries
from app.public_works.models import StopCause
from app.sheets import operations as sheets
from app.sheets.models import RowOutcome
from app.sheets.rules import Mark
from app.stock import ledger
from app.stock import operations as stock
from app.stock.models import DocumentKind, Kit
from app.stock.rules import Pick
from app.stock.signing import Signed
from app.wardens import operations as wardens
from app.wardens.models import ChangeKind, Side, WardenCheck
from app.wardens.rules import Change
from tests import cast
from tests.imports.lists import a_list, preview, row
from tests.make import (
    make_card,
    make_distribution,
    make_entitlement,
    make_household,
    make_hub,
    make_kit,
    make_location,
    make_person,
    make_programme,
    make_settlement,
    make_street,
)
from tests.make.bundles import send
from tests.make.distributions import make_cycle
from tests.make.draws import hold_draw, make_draw
from tests.make.households import make_proxy
from tests.make.sheets import print_sheets
from tests.make.staff import actor_of, make_staff
from tests.make.stock import make_item, make_lot
from tests.make.works import make_order, make_sign_up


def open_hub() -> None:
    """A hub in its second week: places, a kit, a programme, one distribution today and three households."""
    today = clock.local_date(clock.now())
    hub, settlement = make_hub(), make_settlement()
    location = make_location(hub=hub, settlement=settlement)
    street = make_street(settlement=settlement, name="Садова", location=location)
    programme = make_programme(kit=make_kit(), starts_on=today - timedelta(days=7))
    distribution = make_distribution(cycle=make_cycle(programme=programme), location=location, held_on=today)
    for place, surname in enumerate(("Їжакевич", "Лук’яненко", "Ґудзь"), start=1):
        household = make_household(settlement=settlement, street=street, house=str(place))
        make_person(household=household, surname=surname, given="Мар’яна", born=1954)
        make_card(household=household)
        if place < 3:
            make_entitlement(household=household, slot=distribution.slots[0], place=place)
    db.session.commit()


def busy_hub() -> None:
    """The same hub weeks later: something waits in every room. Needs the fixture ``staff``."""
    open_hub()
    at = clock.now()
    lead, warden = actor_of(_colleague(cast.OKSANA)), actor_of(make_staff(cast.TAMARA))
    first = db.session.scalars(select(Household).order_by(Household.id)).first()
    assert first is not None
    twin, copy = _again(first), _again(first)
    make_proxy(household=first, name="Богдан Дяк")
    db.session.commit()
    with transaction():
        households.find_pairs(None, actor=lead, at=at)
    with transaction():
        who_is_who = merging.Choices(pairs={copy.people[0].id: first.people[0].id})
        merging.merge_households(first.id, copy.id, who_is_who, nonce="merge", actor=lead, at=at)
    with transaction():
        households.make_blank_cards(10, actor=lead, at=at, nonce="blank")
    with transaction():
        households.replace_card(twin.id, BlockReason.LOST, actor=lead, at=at, nonce="lost")
    _walk(first, warden, lead, at)
    _give_in_need(lead, at)
    _carry(warden, lead, at)
    _live_through_an_alarm(lead, at)
    _keep_stock(lead, actor_of(_colleague(cast.IVAN)), at)
    _run_short(lead, at)
    _cancel_a_day(lead, at)
    _close_a_day(lead, actor_of(_colleague(cast.IVAN)), at)
    _write_a_week(lead, at)
    _come_back_with_paper(lead, at)
    _ask_how_it_went(lead, at)
    _work(lead, at)
    _work_today(lead, at)
    _pay(lead, at)
    _visit(lead, at)
    preview(a_list(row(), row(name="Ґудзь", phone="12")), at=at)


def _work(lead: Actor, at: datetime) -> None:
    """Next week a park is cleaned and a kindergarten repaired; a storm stopped the second one. A third is a draft."""
    settlement = db.session.scalars(select(Settlement).order_by(Settlement.id)).first()
    assert settlement is not None
    days = [clock.local_date(at) + timedelta(days=days) for days in (7, 8)]
    made_at = at - timedelta(minutes=5)
    make_order(settlement=settlement, days=days, at=made_at, title="Чернетка", is_published=False)
    make_order(settlement=settlement, days=days, at=made_at)
    stopped = make_order(settlement=settlement, days=days, at=made_at, title="Ремонт дитсадка")
    with transaction():
        works.stop_work(stopped.id, works.Incident(StopCause.WEATHER), nonce="9" * 32, actor=lead, at=at)


ALL_WELL = attendance.Ticks(
    is_clear=True, is_weather_fit=True, is_quiet=True, has_gear=True, has_first_aider=True, has_shelter=True
)


def _work_today(lead: Actor, at: datetime) -> None:
    """A gang of two is at work with a rake, a third waits; of yesterday one row is written, the other one is not."""
    settlement = db.session.scalars(select(Settlement).order_by(Settlement.id)).first()
    assert settlement is not None
    today = clock.local_date(at)
    order = make_order(
        settlement=settlement, days=[today - timedelta(days=1), today], hours=(time(8), time(18)), places=2,
        at=at - timedelta(days=9), title="Дрова",
    )  # fmt: skip
    people = db.session.scalars(
        select(Person).where(Person.household_id.is_not(None)).order_by(Person.id).limit(3)
    ).all()  # fmt: skip
    for number, person in enumerate(people, 1):
        make_sign_up(order=order, person=person, place=number if number < 3 else None, at=at - timedelta(days=4))
    db.session.commit()
    yesterday, shift = order.shifts
    foreman = actor_of(_colleague(cast.MYKOLA))
    ids = [sign_up.id for sign_up in works_queries.list_active(order.id) if sign_up.days[0].place]
    for held, begun_at in ((yesterday, at - timedelta(days=1)), (shift, at)):
        with transaction():
            attendance.check_day(held.id, ALL_WELL, reason="", nonce=f"go-{held.id}", actor=foreman, at=begun_at)
    with transaction():
        attendance.brief(
            yesterday.id, ids, instructor="Микола", held_at=at - timedelta(days=1), nonce="brief", actor=foreman, at=at
        )  # fmt: skip
    first = working_days.list_workers(yesterday)[0].day
    with transaction():
        absent = attendance.Row(DayMark.ABSENT, reason="Захворів")
        attendance.write_rows(yesterday.id, {first.id: absent}, actor=foreman, at=at)
    here = working_days.list_workers(shift)[0].day
    with transaction():
        attendance.call(here.id, 1, how=CallHow.LIST, called_at=at, actor=foreman, at=at)
    with transaction():
        attendance.lend(shift.id, [here.id], "Граблі", 1, nonce="lend", actor=foreman, at=at)


def _pay(lead: Actor, at: datetime) -> None:
    """Last week was worked and is on a sheet; a row of it was wrong since, and somebody asks where the money is."""
    settlement = db.session.scalars(select(Settlement).order_by(Settlement.id)).first()
    people = db.session.scalars(
        select(Person).where(Person.household_id.is_not(None)).order_by(Person.id).limit(2)
    ).all()  # fmt: skip
    assert settlement is not None
    day = clock.local_date(at) - timedelta(days=7)
    order = make_order(settlement=settlement, days=[day], at=at - timedelta(days=15), title="Сортування")
    for place, person in enumerate(people, 1):
        make_sign_up(order=order, person=person, place=place, at=at - timedelta(days=9))
    db.session.commit()
    (shift,), foreman, evening = order.shifts, actor_of(_colleague(cast.MYKOLA)), clock.instant(day, time(19))
    with transaction():
        attendance.check_day(shift.id, ALL_WELL, reason="", nonce="go-week", actor=foreman, at=shift.starts_at)
    workers = working_days.list_workers(shift)
    with transaction():
        attendance.brief(
            shift.id, [one.day.sign_up_id for one in workers], instructor="Микола", held_at=shift.starts_at,
            nonce="brief-week", actor=foreman, at=evening,
        )  # fmt: skip
    whole = attendance.Row(DayMark.WORKED, shift.starts_at, shift.ends_at, break_minutes=60)
    with transaction():
        attendance.write_rows(shift.id, {one.day.id: whole for one in workers}, actor=foreman, at=evening)
    with transaction():
        attendance.confirm(shift.id, actor=lead, at=evening)
    with transaction():
        pay.make_sheet(order.id, until=day, nonce="sheet", actor=lead, at=evening)
    wrong = working_days.list_workers(shift)[0].attendance
    assert wrong is not None
    half = attendance.Row(DayMark.LEFT_EARLY, shift.starts_at, shift.starts_at + timedelta(hours=3), reason="Лікар")
    with transaction():
        attendance.correct(wrong.id, half, reason="Не той час", actor=lead, at=evening)
    with transaction():
        attendance.confirm(shift.id, actor=foreman, at=evening)
    with transaction():
        pay.ask(wrong.day.sign_up_id, PayQuestionKind.NOT_PAID, "Де гроші?", nonce="ask", actor=foreman, at=at)


def _visit(lead: Actor, at: datetime) -> None:
    """Volunteers came for the day with a pass and are in."""
    ids = list(db.session.scalars(select(Settlement.id).order_by(Settlement.id)))[:2]
    until = at + timedelta(hours=8)
    draft = passes.Draft("Добрі руки", "Ірина Гук", "+380207852599", 3, at, until, ids, vehicle="бус", plate="АА1234ВВ")
    with transaction():
        made = passes.issue(draft, nonce="5" * 32, actor=lead, at=at)
    with transaction():
        passes.let_in(made.id, nonce="6" * 32, actor=lead, at=at)


def _give_in_need(lead: Actor, at: datetime) -> None:
    """Somebody came who stands on no list; the registration has not followed yet."""
    location = db.session.scalars(select(Location).order_by(Location.id)).first()
    assert location is not None
    kit = desk_queries.list_emergency_kits(location.id, at)[0]
    need = desk.Need(
        distribution_id=kit.distribution_id, programme_id=kit.programme_id, kit_version_id=kit.kit_version_id,
        quantity=1, reason=EmergencyReason.JUST_ARRIVED,
    )  # fmt: skip
    db.session.commit()
    with transaction():
        desk.give_emergency_kit(
            need, place=desk_queries.Place(location.id, 1), approval=Approval(lead, "приїхали вночі"),
            nonce="e" * 32, actor=lead, at=at,
        )  # fmt: skip


def _close_a_day(lead: Actor, storekeeper: Actor, at: datetime) -> None:
    """Two days ago is closed, yesterday is counted up and waits for a second person."""
    cycle = db.session.scalars(select(Cycle).order_by(Cycle.id)).first()
    location = db.session.scalars(select(Location).order_by(Location.id)).first()
    assert cycle is not None
    assert location is not None
    location_id, today = location.id, clock.local_date(at)
    for days in (2, 1):
        make_distribution(cycle=cycle, location=location, held_on=today - timedelta(days=days), closes_at=time(10))
    db.session.commit()
    for days in (2, 1):
        with transaction():
            made = closing.count_up(
                location_id, today - timedelta(days=days), {}, nonce=f"day {days}", actor=lead, at=at
            )
            made_id, digest = made.id, made.digest
        if days == 2:
            with transaction():
                closing.confirm(made_id, digest=digest, by=storekeeper, at=at)


def _write_a_week(lead: Actor, at: datetime) -> None:
    """Every second Tuesday, around a day off and a power cut."""
    programme = db.session.scalars(select(Programme).order_by(Programme.id)).first()
    location = db.session.scalars(select(Location).order_by(Location.id)).first()
    assert programme is not None
    assert location is not None
    tomorrow = clock.local_date(at) + timedelta(days=1)
    week = distributions.WeekDay(
        programme_id=programme.id, location_id=location.id, weekday=1, every_weeks=2, begins_on=tomorrow,
        opens_at=time(9), closes_at=time(15), slot_minutes=15, desks=1, service_minutes=3, kept=1, kept_until=time(13),
    )  # fmt: skip
    db.session.commit()
    with transaction():
        distributions.add_template_day(week, nonce="week", actor=lead, at=at)
    with transaction():
        calendar.add_holiday(tomorrow, "День пам’яті", actor=lead, at=at)
    with transaction():
        calendar.announce_outages(
            [calendar.OutageHours("3.1", tomorrow, time(11), time(15))], actor=lead, at=at
        )  # fmt: skip


def _come_back_with_paper(lead: Actor, at: datetime) -> None:
    """A sheet of today was signed by somebody who is on no list, another one lies there still."""
    today = db.session.scalars(select(Distribution).order_by(Distribution.id)).first()
    stranger = db.session.scalars(select(Household).order_by(Household.id).offset(2)).first()
    assert today is not None
    assert stranger is not None
    printed = print_sheets(today, actor=lead, at=at, spare=2)
    marks = [Mark(1, RowOutcome.GIVEN, card_no=stranger.cards[0].card_no)]
    with transaction():
        sheets.save_sheet(
            printed[-1].id, marks, signed_at=time(0), is_finished=True, saves=0, nonce="paper", actor=lead, at=at
        )  # fmt: skip


def _ask_how_it_went(lead: Actor, at: datetime) -> None:
    """The five questions about today are answered, and one of two households has been asked."""
    today = db.session.scalars(select(Distribution).order_by(Distribution.id)).first()
    assert today is not None
    said = FiveAnswers(*[Judgement.YES] * 4, Judgement.PARTLY, note="Поставити лавки")
    with transaction():
        follow_ups.fill_after_check(today.id, said, nonce="after", actor=lead, at=at)
    with transaction():
        sample = follow_ups.draw_interviews(today.id, nonce="draw", actor=lead, at=at)
    told = {Question.CAME: "yes", Question.WAITED: "20", Question.CHANGE: "коротша черга"}
    with transaction():
        follow_ups.enter_interview(
            sample.interviews[0].id, InterviewState.ANSWERED, told, asked_on=None, actor=lead, at=at
        )


def _cancel_a_day(lead: Actor, at: datetime) -> None:
    """A day of winter aid is not held: one household has a place held for it, two wait, one is looked after."""
    location = db.session.scalars(select(Location)).one()
    kit = db.session.scalars(select(Kit).order_by(Kit.id)).first()
    assert kit is not None
    held_on = clock.local_date(at) + timedelta(days=9)
    cycle = make_cycle(programme=make_programme(kit=kit, starts_on=clock.local_date(at), title="Зимова допомога"))
    day = make_distribution(cycle=cycle, location=location, held_on=held_on)
    homes = db.session.scalars(
        select(Household).where(Household.status == HouseholdStatus.ACTIVE).order_by(Household.id).limit(3)
    ).all()
    for place, home in enumerate(homes, start=1):
        make_entitlement(household=home, slot=day.slots[0], place=place)
    db.session.commit()
    plan = calling_off_plans.cancelled(day.id, aid_log=aid_log, at=at)
    reason = moving.Reason(cause=plan.cause, words="Машина не приїхала.")
    with transaction():
        calling_off.call_off(
            plan, digest=plan.proposal.digest, reason=reason, nonce="cancel", aid_log=aid_log, actor=lead, at=at
        )  # fmt: skip
    other = make_distribution(cycle=cycle, location=location, held_on=held_on + timedelta(days=1))
    db.session.commit()
    entry = db.session.scalars(select(WaitingEntry).where(WaitingEntry.cycle_id == cycle.id)).first()
    assert entry is not None
    with transaction():
        waiting.offer_place(
            entry.id, other.slots[0].id, held_until=at + timedelta(days=1), aid_log=aid_log, actor=lead, at=at
        )
    db.session.add(WardenCheck(household_id=entry.household_id, asked_at=at, asked_by_id=lead.staff_id))
    db.session.commit()


def _colleague(colleague: cast.Colleague) -> Staff:
    """The fixture ``staff`` has signed them up; where it is not used, they are signed up now."""
    return db.session.scalars(select(Staff).where(Staff.login == colleague.login)).first() or make_staff(colleague)


def _again(household: Household) -> Household:
    """The same family written down a second time, in another spelling."""
    again = make_household(settlement=household.settlement, street=household.street, house=household.house)
    person = household.people[0]
    make_person(household=again, surname=person.surname, given="Марьяна", born=person.birth_year)
    make_card(household=again)
    return again


def _walk(household: Household, warden: Actor, lead: Actor, at: datetime) -> None:
    """The street has a warden, who carries a sheet and has told of a change."""
    assert warden.staff_id is not None
    assert household.street_id is not None
    street = [(household.street_id, side) for side in Side]
    with transaction():
        wardens.give_streets(warden.staff_id, street, actor=lead, at=at)
    with transaction():
        wardens.make_round(
            warden.staff_id, street, return_by=clock.local_date(at), nonce="round", actor=warden, at=at
        )  # fmt: skip
    with transaction():
        change = Change(ChangeKind.BIRTH, "дівчинка")
        wardens.report_change(household.id, change, nonce="change", actor=warden, at=at)


def _carry(warden: Actor, lead: Actor, at: datetime) -> None:
    """The warden brought a kit to a household that paper says was given one; a laptop is in the field."""
    second, third = db.session.scalars(select(Household).order_by(Household.id)).all()[1:3]
    promise = db.session.scalars(select(Entitlement).where(Entitlement.household_id == second.id)).one()
    other = make_entitlement(household=third, slot=promise.slot, place=3)
    db.session.commit()
    bundle = send([promise], carrier=warden.name, actor=lead, at=at - timedelta(minutes=9))
    laptop = send([other], carrier=_colleague(cast.DMYTRO), actor=lead, at=at, kind=BundleKind.LAPTOP)
    lost = DoorNote(
        bundle_id=laptop.id, entitlement_id=other.id, nonce="lost", kind=NoteKind.LOST, words="упало з воза",
        happened_at=at, received_at=at, staff_id=lead.staff_id, is_open=True,
    )  # fmt: skip
    report = LineReport(
        line_id=bundle.lines[0].id, nonce="told", method=Method.BUNDLE, happened_at=at, received_at=at,
        collector_kind=CollectorKind.MEMBER, staff_id=lead.staff_id,
    )  # fmt: skip
    db.session.add_all([report, lost])
    db.session.commit()


def _live_through_an_alarm(lead: Actor, at: datetime) -> None:
    """It took the time of those who were due, and what becomes of them is not decided yet."""
    with transaction():
        pause = pausing.start_pause(None, PauseCause.ALARM, nonce="pause", actor=lead, at=at - timedelta(hours=1))
        pause_id = pause.id
    with transaction():
        pausing.end_pause(pause_id, actor=lead, at=at)


def _keep_stock(lead: Actor, keeper: Actor, at: datetime) -> None:
    """A truck that was short of kits and has to be reported, an expired lot, kits put together, goods on the road."""
    today, item = clock.local_date(at), make_item()
    kit, loose = db.session.scalars(select(Kit)).first(), make_kit(code="HYG-F", contents=(("Борошно", "1 кг"),))
    location = db.session.scalars(select(Location)).first()
    assert kit is not None
    assert location is not None
    make_lot(item=item, quantity=5, expires_on=today - timedelta(days=1))
    flour = make_lot(item=item, quantity=20)
    lines = [stock.LineDraft(kit_id=kit.id, documented=180, counted=150, damaged=2, unit_value_minor=412_50)]
    delivery = stock.Delivery(
        partner_name="Фонд «Спільний стіл»", happened_at=at, lines=lines, received_by=keeper.name, witness="Олена",
        customs_on=today - timedelta(days=71),
    )  # fmt: skip
    with transaction():
        food = stock.receive(delivery, nonce="truck", actor=keeper, at=at).lines[0].lot
    with transaction():
        stock.name_items(kit_id=loose.id, based_on=1, items=[(item.id, 2)], nonce="named", actor=keeper, at=at)
    with transaction():
        stock.assemble(
            kit_id=loose.id, quantity=3, picks=[Pick(flour.id, 6)], happened_at=at, nonce="made", actor=keeper, at=at
        )
    _send_and_count(food.id, location.id, lead, keeper, at)


def _run_short(lead: Actor, at: datetime) -> None:
    """Three kits for four households of next week: it was decided who is first, and stoves were drawn by lot."""
    loose = db.session.scalars(select(Kit).where(Kit.code == "HYG-F")).one()
    location = db.session.scalars(select(Location)).one()
    programme = make_programme(kit=loose, starts_on=clock.local_date(at), title="Гігієна")
    db.session.commit()
    with transaction():
        (draft,) = distributions.plan_distributions(
            programme.id, days=[clock.local_date(at) + timedelta(days=7)], location_ids=[location.id],
            opens_at=time(9), closes_at=time(10), slot_minutes=15, actor=lead, at=at,
        )  # fmt: skip
    first_to = Choice(ShortageWay.FIRST_TO_SOME, first_to=(FirstTo.OLDER,))
    full, tried = (
        plans.draft_plan(draft.cycle_id, seed=None, aid_log=aid_log, at=at, undecided=True, trying=choice)
        for choice in (None, first_to)
    )
    with transaction():
        distributions.decide_shortage(
            full, tried, digest=tried.digest, reason="Привезли менше", nonce="short", actor=lead, at=at
        )
    names = ("1001", "1002", "1003")
    hold_draw(make_draw(names=names, places=1, at=at - timedelta(hours=2), nonce="drawn"))
    make_draw(names=names, places=2, at=at - timedelta(hours=2), nonce="to draw")


def _send_and_count(lot_id: int, location_id: int, lead: Actor, keeper: Actor, at: datetime) -> None:
    """One transfer is counted with a loss, one is under way; something was written off, counted and taken back."""
    here = ledger.warehouse().id
    signed = Signed("намокло", "Олена Свідок")
    for nonce in ("sent", "road"):
        with transaction():
            sent = stock.send(
                from_store_id=here, to_location_id=location_id, picks=[Pick(lot_id, 20)], carrier="Петро Водій",
                happened_at=at, nonce=nonce, actor=keeper, at=at,
            )  # fmt: skip
        if nonce == "sent":
            with transaction():
                stock.arrive(
                    sent.id, counted={lot_id: 19}, reason="впало", second_name="Петро Водій", happened_at=at,
                    nonce="came", actor=lead, at=at,
                )  # fmt: skip
    lyman = stock.Addressee(partner_name="Хаб «Лиман»", received_by="Марія Бойко", carrier="Петро Водій")
    with transaction():
        stock.dispatch(
            lyman, from_store_id=here, picks=[Pick(lot_id, 3)], signed=signed, happened_at=at, nonce="lyman",
            actor=keeper, at=at,
        )  # fmt: skip
    with transaction():
        wrong = stock.write_off(
            DocumentKind.DAMAGE, store_id=here, picks=[Pick(lot_id, 1)], signed=signed, happened_at=at, nonce="wet",
            actor=keeper, at=at,
        )  # fmt: skip
    with transaction():
        stock.reverse_document(wrong.id, signed=signed, happened_at=at, nonce="dry", actor=keeper, at=at)
    with transaction():
        counts = [stock.Count(lot_id, 105, 104)]
        stock.take_stock(here, counts, signed=signed, happened_at=at, nonce="count", actor=keeper, at=at)
