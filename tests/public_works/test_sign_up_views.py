"""Signing people up at the hub, by phone and through a warden; the list, the turns and the waiting list."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from flask import Flask

from app.audit.models import AuditEntry
from app.core import clock
from app.core.db import db, transaction
from app.draws import operations as draws
from app.draws.models import Draw
from app.public_works import operations
from app.public_works.models import ContractForm, DayState, Demand, SignUp, SignUpDay, WorkOrder
from app.wardens import operations as wardens
from app.wardens.models import Side
from tests import cast
from tests.make import make_card, make_household, make_person, make_street
from tests.make.staff import make_staff
from tests.public_works.conftest import Gang
from tests.visitor import Visitor

NOW = clock.now()
TODAY = clock.local_date(NOW)
MONDAY = TODAY + timedelta(days=14 - TODAY.weekday())
TUESDAY = MONDAY + timedelta(days=1)


@pytest.fixture
def halyna(app: Flask, gang: Gang) -> Visitor:
    return Visitor(app).sign_in(cast.HALYNA)


@pytest.fixture
def oksana(app: Flask, gang: Gang) -> Visitor:
    make_staff(cast.OKSANA)
    db.session.commit()
    return Visitor(app).sign_in(cast.OKSANA)


def lay(gang: Gang, *days: date, **changed: object) -> WorkOrder:
    """Two places a day, in two weeks; signing up is open until the evening before."""
    usual: dict[str, Any] = {"at": NOW - timedelta(minutes=5), "sign_up_until": None, "places": 2}
    return gang.order(*(days or (MONDAY,)), **{**usual, **changed})


def close_signing_up(made: WorkOrder) -> None:
    made.sign_up_until = clock.now() - timedelta(minutes=1)
    db.session.commit()


def days_in(state: DayState) -> list[SignUpDay]:
    db.session.expire_all()
    return list(db.session.scalars(db.select(SignUpDay).where(SignUpDay.state == state).order_by(SignUpDay.id)))


def only(order: WorkOrder) -> SignUp:
    db.session.expire_all()
    found: SignUp = db.session.scalars(db.select(SignUp).where(SignUp.order_id == order.id)).one()
    return found


def shared(gang: Gang, order: WorkOrder, people: int) -> list[SignUp]:
    """So many signed up, were drawn where need be, and have their turns."""
    made = [gang.sign_up(gang.person(), order, at=NOW) for _ in range(people)]
    close_signing_up(order)
    if gang.propose(order).needs_draw:
        with transaction():
            operations.post_draw(
                order.id, held_at=clock.now() + timedelta(minutes=5), held_where="Ліцей", nonce="draw",
                actor=gang.registrar, at=clock.now(),
            )  # fmt: skip
        assert order.draw_id is not None
        with transaction():
            draws.hold(
                order.draw_id, public_number="314159", witnesses=("Ганна",), nonce="hold", actor=gang.registrar,
                at=clock.now() + timedelta(minutes=6),
            )  # fmt: skip
    with transaction():
        operations.share_out(order.id, digest=gang.propose(order).digest, actor=gang.registrar, at=clock.now())
    return made


def find(visitor: Visitor, order: WorkOrder, words: str = "Гончар") -> None:
    visitor.open(f"/works/{order.id}")
    visitor.follow("Записати людину")
    visitor.press("Знайти", {"q": words})


# ---- signing up


def test_the_desk_signs_somebody_up_from_the_order_and_promises_nothing(gang: Gang, halyna: Visitor) -> None:
    order, person = lay(gang, MONDAY, TUESDAY), gang.person()
    find(halyna, order)
    assert halyna.page is not None
    card = halyna.page.rows()[1][0]
    page = halyna.follow(card)
    shifts = [str(shift.id) for shift in order.shifts]
    page = halyna.press(
        "Записати",
        {"person": str(person.id), "shifts": shifts, "без висоти": "y", "skills": ["driver"], "channel": "phone"},
    )
    made = only(order)
    assert (made.channel, made.no_heights, len(made.days), made.skills[0].skill) == ("phone", True, 2, "driver")
    assert page.says(f"Записано: код {made.code}. Це ще не місце.")
    assert page.says("Ще записуються до")
    slip = halyna.follow("Роздрукувати талон із кодом")
    assert slip.says(made.code)
    assert slip.says("Це ще не обіцянка місця.")
    assert not slip.says("Гончар")


def test_a_card_leads_straight_to_its_household(gang: Gang, halyna: Visitor) -> None:
    order, person = lay(gang), gang.person()
    find(halyna, order)
    assert halyna.page is not None
    card = halyna.page.rows()[1][0]
    find(halyna, order, card)
    assert halyna.page.path == f"/works/{order.id}/households/{person.household_id}/sign-up"


def test_the_same_form_sent_twice_signs_up_once(gang: Gang, halyna: Visitor) -> None:
    order, person = lay(gang), gang.person()
    page = halyna.open(f"/works/{order.id}/households/{person.household_id}/sign-up")
    form, _button = page.form_with("Записати")
    data = {**page.values(form), "person": str(person.id), "shifts": str(order.shifts[0].id), "channel": "desk"}
    for _ in range(2):
        page = halyna.post(f"/works/{order.id}/households/{person.household_id}/sign-up", data)  # type: ignore[arg-type]
        assert page.says(only(order).code)


def test_whoever_has_signed_up_is_not_signed_up_again_and_nothing_typed_is_lost(gang: Gang, halyna: Visitor) -> None:
    order, person = lay(gang), gang.person()
    gang.sign_up(person, order, at=NOW)
    halyna.open(f"/works/{order.id}/households/{person.household_id}/sign-up")
    fields: dict[str, object] = {
        "person": str(person.id),
        "shifts": [str(order.shifts[0].id)],
        "лише робота сидячи": "y",
    }
    page = halyna.press("Записати", fields, status=409)
    assert page.says("вже записан")
    kept = page.values(page.form_with("Записати")[0])
    assert (kept["person"], kept["shifts"], kept["is_seated"]) == (
        str(person.id), [str(order.shifts[0].id)], ["y"],
    )  # fmt: skip


def test_somebody_of_sixteen_needs_a_guardian(gang: Gang, halyna: Visitor) -> None:
    order = lay(gang, min_age=16, rate_minor=0, contract=ContractForm.VOLUNTEER, payer="", demand=Demand.LIGHT)
    young = gang.person("Матвій", born=date(TODAY.year - 17, 1, 1))
    halyna.open(f"/works/{order.id}/households/{young.household_id}/sign-up")
    fields: dict[str, object] = {"person": str(young.id), "shifts": [str(order.shifts[0].id)]}
    page = halyna.press("Записати", fields, status=422)
    assert page.says("згоди")
    assert 'href="#guardian_name"' in page.html, "the sentence leads to the field it speaks of"
    halyna.press("Записати", {"Ім’я когось із батьків або опікуна": "Ольга Гончар", "consented_on": "01.11.2026"})
    made = only(order)
    assert (made.guardian_name, made.consented_on) == ("Ольга Гончар", date(2026, 11, 1))


def test_at_the_hour_of_aid_another_day_is_shown_and_the_way_to_move_the_aid(gang: Gang, halyna: Visitor) -> None:
    order, person = lay(gang, MONDAY, TUESDAY), gang.person()
    gang.aid_at(person, MONDAY, time(10))
    page = halyna.open(f"/works/{order.id}/households/{person.household_id}/sign-up")
    assert page.says("домогосподарство отримує допомогу о 10:00")
    page = halyna.press("Записати", {"person": str(person.id), "shifts": [str(order.shifts[0].id)]}, status=409)
    assert page.says("Дні цієї роботи без накладень")
    assert f"/households/{person.household_id}/slots" in page.links()
    halyna.press("Записати", {"shifts": [str(order.shifts[1].id)]})
    assert [day.shift_id for day in only(order).days] == [order.shifts[1].id]


def test_a_small_overlap_is_told_before_it_is_written_down(gang: Gang, halyna: Visitor) -> None:
    order, person = lay(gang, hours=(time(9, 5), time(17))), gang.person()
    gang.aid_at(person, MONDAY, time(9))
    halyna.open(f"/works/{order.id}/households/{person.household_id}/sign-up")
    fields: dict[str, object] = {"person": str(person.id), "shifts": [str(order.shifts[0].id)]}
    page = halyna.press("Записати", fields, status=422)
    assert page.says("на самому краю зміни")
    halyna.press("Записати", {"Людина про це знає і встигне": "y"})
    assert only(order).person_id == person.id


def test_a_warden_signs_up_whoever_lives_on_their_streets_and_nobody_else(app: Flask, gang: Gang) -> None:
    tamara = make_staff(cast.TAMARA)
    mine = make_household(settlement=gang.settlement, street=make_street(settlement=gang.settlement, name="Садова"))
    make_card(household=mine)
    olha = make_person(household=mine, surname="Ковальчук", given="Ольга", born=1990)
    stranger = gang.person()
    order = lay(gang)
    with transaction():
        wardens.give_streets(
            tamara.id, [(mine.street_id or 0, side) for side in Side], actor=gang.registrar, at=NOW
        )  # fmt: skip
    visitor = Visitor(app).sign_in(cast.TAMARA)
    visitor.open(f"/my-streets/households/{mine.id}")
    visitor.follow("Записати на роботу")
    page = visitor.follow(order.title)
    assert page.says("Ольга К.")
    assert not page.says("1990")
    page = visitor.press("Записати", {"person": str(olha.id), "shifts": [str(order.shifts[0].id)]})
    made = only(order)
    assert (made.channel, made.signed_by_id) == ("warden", tamara.id)
    assert page.says(made.code)
    other = gang.sign_up(stranger, order, at=NOW)
    for path in (
        f"/works/{order.id}/households/{stranger.household_id}/sign-up",
        f"/households/{stranger.household_id}/works",
        f"/sign-ups/{other.id}",
        f"/sign-ups/{other.id}/slip",
    ):
        visitor.open(path, status=404)
    visitor.open(f"/works/{order.id}/sign-ups", status=403)


# ---- turns


def test_with_places_for_all_turns_are_shared_after_a_look(gang: Gang, oksana: Visitor) -> None:
    order = lay(gang)
    pair = [gang.sign_up(gang.person(), order, at=NOW) for _ in range(2)]
    page = oksana.open(f"/works/{order.id}/turns")
    assert page.says("Ще записуються до")
    assert "Розподілити так" not in page.buttons()
    assert days_in(DayState.WANTED) != []
    close_signing_up(order)
    page = oksana.open(f"/works/{order.id}/turns")
    assert page.says("Жеребкування не потрібне")
    oksana.press("Розподілити так")
    assert {day.sign_up_id for day in days_in(DayState.CHOSEN)} == {one.id for one in pair}


def test_a_list_that_has_changed_is_looked_at_again(gang: Gang, oksana: Visitor) -> None:
    order = lay(gang)
    first, _second = (gang.sign_up(gang.person(), order, at=NOW) for _ in range(2))
    close_signing_up(order)
    oksana.open(f"/works/{order.id}/turns")
    with transaction():
        operations.withdraw(first.id, why="не може", actor=gang.registrar, at=clock.now())
    page = oksana.press("Розподілити так", status=409)
    assert not page.says(first.code)
    oksana.press("Розподілити так")
    assert len(days_in(DayState.CHOSEN)) == 1


def test_one_too_many_is_drawn_first(gang: Gang, oksana: Visitor) -> None:
    order = lay(gang)
    three = [gang.sign_up(gang.person(), order, at=NOW) for _ in range(3)]
    close_signing_up(order)
    page = oksana.open(f"/works/{order.id}/turns")
    assert page.says("Потрібне жеребкування")
    tomorrow = TODAY + timedelta(days=1)
    facts: dict[str, object] = {"held_on": tomorrow.strftime("%d.%m.%Y"), "held_from": "", "held_where": "Ліцей"}
    oksana.press("Оприлюднити список", facts, status=422)
    page = oksana.press("Оприлюднити список", {"held_from": "10:00"})
    assert page.says("ЖР-")
    for one in three:
        assert page.says(one.code)
    draw = db.session.scalars(db.select(Draw)).one()
    page = oksana.open(f"/works/{order.id}/turns")
    assert f"/draws/{draw.id}/list" in page.links()
    with transaction():
        draws.hold(
            draw.id, public_number="314159", witnesses=("Ганна",), nonce="hold", actor=gang.registrar,
            at=clock.instant(tomorrow, time(10, 1)),
        )  # fmt: skip
    page = oksana.open(f"/works/{order.id}/turns")
    assert page.says("draw verify")
    assert page.says("жеребкування")
    page = oksana.press("Розподілити так")
    assert page.says("резерв")
    (waits,) = days_in(DayState.WAITING)
    assert page.says(waits.sign_up.code)


# ---- after turns


def test_a_day_that_is_given_up_goes_to_the_next_and_staff_read_who(gang: Gang, halyna: Visitor) -> None:
    order = lay(gang)
    shared(gang, order, 3)
    first, (waits,) = days_in(DayState.CHOSEN)[0], days_in(DayState.WAITING)
    page = halyna.open(f"/sign-ups/{waits.sign_up_id}")
    assert page.says("Місце в черзі: 1; на цей день чекає: 1.")
    halyna.open(f"/works/{order.id}/sign-ups")
    page = halyna.open(f"/sign-ups/{first.sign_up_id}")
    page = halyna.follow("Цього дня не прийде")
    assert page.says("Вільним стає 1 місце")
    assert halyna.press("Записати", {"reason": ""}, status=422).says("Напишіть чому")
    page = halyna.press("Записати", {"reason": "не може"})
    assert page.says(waits.sign_up.code)
    assert page.says("Зателефонуйте")
    halyna.open(f"/sign-ups/{waits.sign_up_id}")
    page = halyna.press("Погодилися")
    assert page.says("Місце за людиною.")
    assert len(days_in(DayState.CHOSEN)) == 2


def test_an_offer_that_nobody_answers_moves_up_with_one_press(gang: Gang, halyna: Visitor) -> None:
    order = lay(gang, places=1)
    shared(gang, order, 3)
    (chosen,) = days_in(DayState.CHOSEN)
    with transaction():
        operations.withdraw(chosen.sign_up_id, why="не може", actor=gang.registrar, at=clock.now())
    (offered,) = days_in(DayState.OFFERED)
    offered.held_until = clock.now() - timedelta(minutes=1)
    db.session.commit()
    page = halyna.open(f"/works/{order.id}/sign-ups")
    assert page.says("На 1 пропозицію вчасно не відповіли")
    page = halyna.press("Запропонувати місце наступним")
    (now_offered,) = days_in(DayState.OFFERED)
    assert now_offered.id != offered.id
    assert page.says(now_offered.sign_up.code)
    page = halyna.open(f"/sign-ups/{now_offered.sign_up_id}")
    halyna.press("Відмовилися")
    assert now_offered.id in {day.id for day in days_in(DayState.LAPSED)}


def test_who_was_told_is_noted(gang: Gang, halyna: Visitor) -> None:
    order = lay(gang)
    shared(gang, order, 3)
    first = days_in(DayState.CHOSEN)[0]
    page = halyna.open(f"/works/{order.id}/sign-ups")
    assert not page.says("Гончар")
    assert halyna.press("Позначених повідомлено", status=422).says("Позначте, кого ви повідомили")
    page = halyna.press("Позначених повідомлено", {"days": [str(first.id)]})
    assert page.says("повідомлено 1 людину")
    assert days_in(DayState.CHOSEN)[0].told_at is not None


def test_the_lead_reads_names_and_prints_phones_with_a_trace(gang: Gang, oksana: Visitor) -> None:
    order = lay(gang)
    shared(gang, order, 3)
    page = oksana.open(f"/works/{order.id}/sign-ups")
    assert page.says("Гончар Олег")
    page = oksana.press("Роздрукувати список із телефонами")
    assert page.says("Кому телефонувати")
    assert page.says("резерв")
    last = db.session.scalars(db.select(AuditEntry).order_by(AuditEntry.number.desc())).first()
    assert last is not None
    assert (last.action, last.subject_id) == ("print phones of workers", order.id)


def test_withdrawing_says_what_it_frees(gang: Gang, halyna: Visitor) -> None:
    order = lay(gang, MONDAY, TUESDAY)
    made, *_others = shared(gang, order, 2)
    halyna.open(f"/sign-ups/{made.id}")
    page = halyna.follow("Не прийде зовсім")
    assert page.says("Звільняються 2 дні.")
    page = halyna.press("Записати", {"reason": "не може"})
    assert page.says("Запис знято")
    halyna.open(f"/sign-ups/{made.id}/withdrawal")
    page = halyna.press("Записати", {"reason": "вдруге"})
    assert only_withdrawn().withdrawn_why == "не може"


def only_withdrawn() -> SignUp:
    db.session.expire_all()
    found: SignUp = db.session.scalars(db.select(SignUp).where(SignUp.withdrawn_at.is_not(None))).one()
    return found


def test_whoever_comes_when_turns_are_shared_reads_what_is_left(gang: Gang, halyna: Visitor) -> None:
    order = lay(gang, places=1)
    shared(gang, order, 1)
    late = gang.person()
    halyna.open(f"/works/{order.id}/households/{late.household_id}/sign-up")
    page = halyna.press("Записати", {"person": str(late.id), "shifts": [str(order.shifts[0].id)]})
    assert page.says("Чергу вже розподілено")
    assert page.says("Місце в черзі: 1")
    page = halyna.press("Дати вільне місце поза чергою", status=409)
    assert page.says("зайняті") or page.says("зайнято")


def test_a_foreman_reaches_no_list_of_names(app: Flask, gang: Gang) -> None:
    order = lay(gang)
    foreman = Visitor(app).sign_in(cast.MYKOLA)
    for path in (f"/works/{order.id}/sign-ups", f"/works/{order.id}/turns", f"/works/{order.id}/sign-up"):
        foreman.open(path, status=403)


def test_nobody_signs_up_for_what_stands_still(gang: Gang, halyna: Visitor) -> None:
    order = lay(gang, MONDAY, TUESDAY)
    order.clearance_until = MONDAY
    db.session.commit()
    person = gang.person()
    page = halyna.open(f"/works/{order.id}/households/{person.household_id}/sign-up")
    assert page.says("Зараз на цю роботу не записатися")
    assert "Записати" not in page.buttons()


def test_between_the_end_of_signing_up_and_the_sharing_nobody_joins(gang: Gang, halyna: Visitor) -> None:
    order, person = lay(gang), gang.person()
    path = f"/works/{order.id}/households/{person.household_id}/sign-up"
    halyna.open(path)
    close_signing_up(order)
    page = halyna.press("Записати", {"person": str(person.id), "shifts": [str(order.shifts[0].id)]}, status=409)
    assert page.says("Запис закінчено, а чергу ще не розподілено")
    assert days_in(DayState.WANTED) == []
    assert halyna.open(f"/works/{order.id}/sign-up").says("Запис закінчено, а чергу ще не розподілено")
