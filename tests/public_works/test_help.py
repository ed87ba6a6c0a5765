"""Help for households: asked at the door or on a round, put on a shift, done, and forgotten by name."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from flask import Flask

from app.core import clock
from app.core.db import db, transaction
from app.households.models import Household
from app.public_works import operations, queries
from app.public_works.models import (
    ContractForm,
    Demand,
    HelpKind,
    HelpOutcome,
    HelpRequest,
    OrderState,
    SignUp,
    StopCause,
    WorkKind,
    WorkOrder,
)
from app.public_works.operations import Incident, StandsStill
from app.public_works.operations.help import (
    AskedAlready,
    NobodyGoes,
    NobodyWentYet,
    NotForHelp,
    NothingTicked,
    NotTheDay,
    SettledAlready,
)
from app.public_works.operations.sign_ups import NotInRegister
from app.wardens.models import NeedCode, Round, RoundNeed, RoundRow
from tests import cast
from tests.make import make_card, make_household, make_person, make_street
from tests.make.staff import make_staff
from tests.make.works import make_sign_up
from tests.public_works.conftest import FRIDAY_BEFORE, MONDAY, Gang
from tests.visitor import Visitor

NOON = clock.instant(MONDAY, time(12))
TODAY = clock.local_date(clock.now())


@pytest.fixture
def zinaida(gang: Gang) -> Household:
    """She lives at Sadova 7 and cannot split wood any more."""
    home = make_household(
        settlement=gang.settlement, street=make_street(settlement=gang.settlement, name="Садова"), house="7"
    )
    make_person(household=home, surname="Лук’яненко", given="Зінаїда", born=1940)
    make_card(household=home)
    db.session.commit()
    return home


def around_now() -> tuple[time, time]:
    """Hours of a shift that runs now and ends today."""
    hour = clock.local(clock.now()).hour
    return time(hour), time(min(hour + 11, 23), 59)


def helping(gang: Gang, *days: date, **changed: object) -> WorkOrder:
    usual: dict[str, Any] = {"kind": WorkKind.HELP, "contract": ContractForm.VOLUNTEER, "rate_minor": 0, "payer": ""}
    return gang.order(*days, title="Допомога сусідам", **{**usual, **changed})


def ask(gang: Gang, home: Household, kind: HelpKind = HelpKind.FIREWOOD, nonce: str = "a") -> HelpRequest:
    with transaction():
        return operations.ask_for_help(
            home.id, kind, "2 м³ у дворі", nonce=nonce, actor=gang.registrar, at=FRIDAY_BEFORE
        )


def put(gang: Gang, order: WorkOrder, *requests: HelpRequest) -> None:
    with transaction():
        operations.put_on_shift(
            order.shifts[0].id, [one.id for one in requests], actor=gang.registrar, at=FRIDAY_BEFORE
        )


def goes(gang: Gang, order: WorkOrder) -> SignUp:
    """Oleh has the first place on every shift."""
    made = make_sign_up(order=order, person=gang.person(), place=1, at=FRIDAY_BEFORE)
    db.session.commit()
    return made


def settle(gang: Gang, one: HelpRequest, outcome: HelpOutcome = HelpOutcome.DONE, **more: bool) -> None:
    with transaction():
        operations.settle_help(one.id, outcome, actor=gang.registrar, at=NOON, **more)


def asked_on_round(home: Household, *needs: NeedCode, serial: int = 1, days_ago: int = 3) -> None:
    """The warden brought this back some days before the Friday."""
    entered = FRIDAY_BEFORE - timedelta(days=days_ago)
    tamara = db.session.scalar(db.select(Round.warden_id).limit(1)) or make_staff(cast.TAMARA).id
    sheet = Round(
        year=2026, serial=serial, warden_id=tamara, made_at=entered, return_by=clock.local_date(entered),
        entered_at=entered, nonce=f"round-{serial}",
    )  # fmt: skip
    row = RoundRow(row_no=1, household_id=home.id, is_reached=True)
    row.needs = [RoundNeed(place=place, code=code) for place, code in enumerate(needs, start=1)]
    sheet.rows = [row]
    db.session.add(sheet)
    db.session.commit()


def test_one_thing_is_asked_once_while_it_is_open(gang: Gang, zinaida: Household) -> None:
    first = ask(gang, zinaida)
    with pytest.raises(AskedAlready):
        ask(gang, zinaida, nonce="b")
    ask(gang, zinaida, HelpKind.WATER, nonce="c")
    order = helping(gang)
    put(gang, order, first)
    settle(gang, first)
    assert ask(gang, zinaida, nonce="d").id != first.id


def test_a_household_that_left_asks_for_nothing(gang: Gang, zinaida: Household) -> None:
    zinaida.status = "moved"  # type: ignore[assignment]
    db.session.commit()
    with pytest.raises(NotInRegister):
        ask(gang, zinaida)


def test_only_shifts_that_help_take_requests_on(gang: Gang, zinaida: Household) -> None:
    one, park = ask(gang, zinaida), gang.order()
    with pytest.raises(NotForHelp):
        put(gang, park, one)
    with pytest.raises(NothingTicked):
        put(gang, helping(gang))


def test_nobody_is_said_to_have_been_there_before_the_shift(gang: Gang, zinaida: Household) -> None:
    one = ask(gang, zinaida)
    with pytest.raises(NobodyWentYet):
        settle(gang, one)
    put(gang, helping(gang), one)
    with pytest.raises(NobodyWentYet), transaction():
        operations.settle_help(one.id, HelpOutcome.DONE, actor=gang.registrar, at=FRIDAY_BEFORE)
    settle(gang, one)
    with pytest.raises(SettledAlready):
        settle(gang, one)


def test_what_was_not_done_stands_on_the_list_again(gang: Gang, zinaida: Household) -> None:
    one = ask(gang, zinaida)
    put(gang, helping(gang), one)
    settle(gang, one, HelpOutcome.NOT_HOME, is_asked_again=True)
    (anew,) = queries.list_open_help(None, None).rows
    assert (anew.kind, anew.note, anew.shift_id, anew.id != one.id) == (one.kind, one.note, None, True)
    (gone,) = queries.list_settled_help(None).rows
    assert gone.id == one.id


def test_nobody_needs_it_any_more(gang: Gang, zinaida: Household) -> None:
    one = ask(gang, zinaida)
    settle(gang, one, HelpOutcome.NOT_DONE)
    assert queries.list_open_help(None, None).rows == []


def test_addresses_open_on_the_day_only(gang: Gang, zinaida: Household) -> None:
    order, one = helping(gang), ask(gang, zinaida)
    put(gang, order, one)
    with pytest.raises(NotTheDay), transaction():
        operations.open_help_sheet(order.shifts[0].id, actor=gang.registrar, at=FRIDAY_BEFORE)
    with pytest.raises(NobodyGoes), transaction():
        operations.open_help_sheet(order.shifts[0].id, actor=gang.registrar, at=NOON)
    goes(gang, order)
    with transaction():
        sheet = operations.open_help_sheet(order.shifts[0].id, actor=gang.registrar, at=NOON)
    assert [request.id for request in sheet.requests] == [one.id]
    settle(gang, one)
    with transaction():
        sheet = operations.open_help_sheet(order.shifts[0].id, actor=gang.registrar, at=NOON)
    assert sheet.requests == []
    with pytest.raises(NotTheDay), transaction():
        operations.open_help_sheet(order.shifts[0].id, actor=gang.registrar, at=NOON + timedelta(days=1))


def test_addresses_stay_shut_while_the_work_stands_still(gang: Gang, zinaida: Household) -> None:
    order = helping(gang)
    put(gang, order, ask(gang, zinaida))
    mine = goes(gang, order)
    with transaction():
        operations.stop_work(order.id, Incident(StopCause.WEATHER), nonce="5" * 32, actor=gang.registrar, at=NOON)
    with pytest.raises(StandsStill), transaction():
        operations.open_help_sheet(order.shifts[0].id, actor=gang.registrar, at=NOON)
    with pytest.raises(StandsStill), transaction():
        operations.open_help_at_door(mine.id, actor=gang.registrar, at=NOON)


def test_requests_wait_on_when_the_work_or_its_shift_is_not_held(gang: Gang, zinaida: Household) -> None:
    one, order = ask(gang, zinaida), helping(gang)
    put(gang, order, one)
    with transaction():
        operations.cancel_order(order.id, "Дощ", actor=gang.registrar, at=FRIDAY_BEFORE)
    assert [row.shift_id for row in queries.list_open_help(None, None).rows] == [None]
    draft = helping(gang, is_published=False)
    put(gang, draft, one)
    with transaction():
        operations.remove_shifts(draft.id, [draft.shifts[0].id], actor=gang.registrar, at=FRIDAY_BEFORE)
    assert [row.shift_id for row in queries.list_open_help(None, None).rows] == [None]


def test_what_was_asked_on_the_last_round_becomes_requests(gang: Gang, zinaida: Household) -> None:
    asked_on_round(zinaida, NeedCode.REPAIR, serial=1, days_ago=9)
    asked_on_round(zinaida, NeedCode.HEAT, NeedCode.MEDICINE, NeedCode.WATER, serial=2)
    needed = queries.list_needed(FRIDAY_BEFORE)
    assert {one.kind for one in needed} == {HelpKind.FIREWOOD, HelpKind.WATER}, "the last sheet, and nothing of health"
    with transaction():
        made = operations.ask_from_rounds(
            [f"{zinaida.id}-firewood", "999-water"], actor=gang.registrar, at=FRIDAY_BEFORE
        )
    assert made == 1
    assert [one.kind for one in queries.list_needed(FRIDAY_BEFORE)] == [HelpKind.WATER]
    settle(gang, queries.list_open_help(None, None).rows[0], HelpOutcome.NOT_DONE)
    assert [one.kind for one in queries.list_needed(FRIDAY_BEFORE)] == [HelpKind.WATER], "it was asked for since"
    with pytest.raises(NothingTicked), transaction():
        operations.ask_from_rounds(["999-water"], actor=gang.registrar, at=FRIDAY_BEFORE)
    assert queries.list_needed(FRIDAY_BEFORE + timedelta(days=70)) == []


# ---- pages


def test_the_registrar_asks_and_the_lead_puts_it_on_a_shift(app: Flask, gang: Gang, zinaida: Household) -> None:
    make_staff(cast.OKSANA)
    db.session.commit()
    oksana = Visitor(app).sign_in(cast.OKSANA)
    oksana.open(f"/households/{zinaida.id}")
    oksana.follow("Попросити про допомогу: дрова, вода, покупки")
    assert oksana.press("Записати прохання", status=422).says("Виберіть, яка допомога")
    page = oksana.press("Записати прохання", {"kind": "firewood", "note": "2 м³ у дворі"})
    assert page.says("дня ми не обіцяємо")
    page = oksana.press("Записати прохання", {"kind": "firewood"}, status=409)
    assert page.says("вже просило про таке")
    order = helping(gang, TODAY + timedelta(days=1), at=clock.now() - timedelta(minutes=5), sign_up_until=clock.now())
    page = oksana.open("/help-requests")
    assert not page.says("Лук’яненко")
    assert not page.says("Садова")
    (one,) = queries.list_open_help(None, None).rows
    page = oksana.press("Поставити позначені на зміну", status=422)
    assert page.says("Позначте хоча б одне")
    page = oksana.press("Поставити позначені на зміну", {"requests": [str(one.id)]})
    assert page.path == f"/works/{order.id}/help"
    assert page.says("дрова")
    assert not page.says("Садова")
    assert "Роздрукувати аркуші помічників" not in page.buttons(), "not before the day"
    page = oksana.post(f"/shifts/{order.shifts[0].id}/help-sheet", _token(oksana), status=409)
    assert page.says("лише в день зміни")
    oksana.open("/help-requests")
    oksana.press("Зняти зі зміни")
    page = oksana.press("Уже не потрібно")
    assert page.says("Тут будуть прохання домогосподарств")
    assert oksana.follow("Чим закінчилися попередні прохання").says("не зроблено")


def test_out_of_chosen_requests_a_draft_is_made(app: Flask, gang: Gang, zinaida: Household) -> None:
    make_staff(cast.OKSANA)
    one = ask(gang, zinaida)
    oksana = Visitor(app).sign_in(cast.OKSANA)
    oksana.open("/help-requests")
    oksana.press("Зробити наряд із позначених", {"requests": [str(one.id)]})
    page = oksana.press("Зробити наряд", status=422)
    assert page.says("Напишіть, якого дня підуть помічники")
    page = oksana.press("Зробити наряд", {"held_on": f"{TODAY + timedelta(days=4):%d.%m.%Y}", "places": "2"})
    assert page.says("чернетка. Зміна і 1 прохання вже в ньому")
    order = db.session.scalars(db.select(WorkOrder)).one()
    assert (order.kind, order.state, order.settlement_id) == (WorkKind.HELP, OrderState.DRAFT, zinaida.settlement_id)
    assert "дрова – 1" in order.purpose
    assert order.demand is Demand.MEDIUM
    (shift,) = order.shifts
    assert (shift.held_on, shift.places) == (TODAY + timedelta(days=4), 2)
    db.session.expire_all()
    assert [row.shift_id for row in queries.list_open_help(None, None).rows] == [shift.id]


def test_on_the_day_the_foreman_prints_sheets_and_writes_what_came_of_it(
    app: Flask, gang: Gang, zinaida: Household
) -> None:
    at = clock.now()
    order = helping(gang, TODAY, at=at - timedelta(days=2), sign_up_until=at - timedelta(days=1), hours=around_now())
    one = ask(gang, zinaida)
    with transaction():
        operations.put_on_shift(order.shifts[0].id, [one.id], actor=gang.registrar, at=clock.now())
    goes(gang, order)
    mykola = Visitor(app).sign_in(cast.MYKOLA)
    page = mykola.open(f"/works/{order.id}/help")
    assert not page.says("Зінаїда")
    sheet = mykola.press("Роздрукувати аркуші помічників")
    assert sheet.says("Зінаїда")
    assert sheet.says("Садова, 7")
    assert not sheet.says("Лук’яненко")
    mykola.open(f"/works/{order.id}/help")
    page = mykola.press("нікого немає вдома", {"is_asked_again": "y"})
    assert page.says("нікого немає вдома")
    db.session.expire_all()
    assert [row.outcome for row in db.session.scalars(db.select(HelpRequest).order_by(HelpRequest.id))] == [
        HelpOutcome.NOT_HOME, None,
    ]  # fmt: skip


def test_a_foreman_of_another_order_sees_nothing_of_it(app: Flask, gang: Gang, zinaida: Household) -> None:
    petro = make_staff(cast.Colleague("petro", "Петро Швець", cast.MYKOLA.roles))
    order = helping(gang, foreman=petro)
    one = ask(gang, zinaida)
    put(gang, order, one)
    mykola = Visitor(app).sign_in(cast.MYKOLA)
    mykola.open(f"/works/{order.id}/help", status=404)
    mykola.open("/works")
    token = _token(mykola)
    mykola.post(f"/shifts/{order.shifts[0].id}/help-sheet", token, status=404)
    mykola.post(f"/help-requests/{one.id}/outcome", {**token, "outcome": "done"}, status=404)


def _token(visitor: Visitor) -> dict[str, str]:
    assert visitor.page is not None
    return {"csrf_token": str(visitor.page.values(visitor.page.form_with("Вийти")[0])["csrf_token"])}


def test_numbers_that_no_row_has_are_refused_in_a_sentence(app: Flask, gang: Gang, zinaida: Household) -> None:
    make_staff(cast.OKSANA)
    one, order = ask(gang, zinaida), helping(gang)
    oksana = Visitor(app).sign_in(cast.OKSANA)
    oksana.open("/help-requests")
    token = _token(oksana)
    for shift, request in (
        ("9" * 19, str(one.id)),
        ("", str(one.id)),
        (str(order.shifts[0].id), "9" * 19),
        ("9", "-1"),
    ):
        oksana.post("/help-requests/shift", {**token, "shift": shift, "requests": request}, status=422)
    oksana.post("/help-requests/draft", {**token, "requests": "9" * 19}, status=422)
    oksana.post("/help-requests/draft", {**token, "requests": "99999"}, status=422)
    oksana.post(f"/works/{order.id}/sign-ups/told", {**token, "days": "9" * 19}, status=422)
