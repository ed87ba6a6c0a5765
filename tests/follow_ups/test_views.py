"""A week later: five questions, thirty interviews on paper, and what they say without pointing at anybody."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from app.audit import operations as audit
from app.audit.models import AuditEntry
from app.checkin import aid_log
from app.core import clock
from app.core.actors import KEEPER
from app.core.db import db, transaction
from app.distributions.models import DistributionState, Entitlement
from app.distributions.operations import no_shows
from app.follow_ups.models import AfterCheck, Answer, Interview, InterviewState, Question
from tests import cast
from tests.desk_day import TODAY, Clock, World
from tests.make import make_kit
from tests.visitor import Page, Visitor

Visit = Callable[..., Visitor]


@pytest.fixture
def held(visit: Visit, open_day: World, wall_clock: Clock) -> World:
    """Six households were promised something last week."""
    for number in range(6):
        household = open_day.household(phone1=f"+38000000000{number}")
        open_day.promise(household, open_day.slot(10))
    db.session.commit()
    wall_clock.turn(12, day=TODAY + timedelta(days=7))
    return open_day


def after(visitor: Visitor, world: World) -> Page:
    return visitor.open(f"/distributions/{world.today.id}/follow-up")


def draw(visitor: Visitor, world: World) -> Page:
    after(visitor, world)
    return visitor.press("Обрати жеребом, кого питати")


def answer(visitor: Visitor, interview_id: int, **digits: str) -> Page:
    visitor.open(f"/interviews/{interview_id}")
    return visitor.press("Зберегти й узяти наступний", {"state": "answered", **digits})


def typed_in(page: Page) -> dict[str, object]:
    form, _button = page.form_with("Зберегти")
    return page.values(form)


def stored(kind: type) -> list:  # type: ignore[type-arg]
    db.session.rollback()
    db.session.expire_all()
    return list(db.session.scalars(db.select(kind)))


def test_five_questions_are_answered_and_answered_anew(visit: Visit, held: World) -> None:
    halyna = visit(cast.HALYNA)
    assert after(halyna, held).says("П’ять коротких питань")
    halyna.follow("Відповісти на п’ять питань")
    assert halyna.press("Зберегти", status=422).says("Оберіть відповідь.")
    said = dict.fromkeys(("is_completed", "is_done_well", "is_within_budget", "is_open_to_all"), "yes")
    page = halyna.press("Зберегти", {**said, "is_on_time": "partly", "note": "почати о дев’ятій"})
    assert page.says("частково")
    assert page.says("почати о дев’ятій")
    halyna.follow("Відповісти наново")
    assert not halyna.press("Зберегти", {"is_on_time": "yes"}).says("частково")
    assert len(stored(AfterCheck)) == 2


def test_a_day_that_was_not_held_yet_has_no_answers(visit: Visit, open_day: World) -> None:
    oksana = visit(cast.OKSANA)
    page = oksana.open(f"/distributions/{open_day.next_week.id}/follow-up")
    assert page.says("ще не відбулася")
    assert not page.says("Обрати жеребом, кого питати")
    oksana.open(f"/distributions/{open_day.next_week.id}/after-check")
    said = dict.fromkeys(("is_completed", "is_done_well", "is_on_time", "is_within_budget", "is_open_to_all"), "yes")
    page = oksana.press("Зберегти", said | {"note": "нічого"}, status=422)
    assert page.says("ще не відбулася")
    assert typed_in(page)["note"] == "нічого"


def test_chance_draws_once_and_whoever_did_not_come_is_asked_too(visit: Visit, held: World) -> None:
    halyna = visit(cast.HALYNA)
    page = draw(halyna, held)
    assert page.says("Обрано 6 з 6 домогосподарств")
    assert page.says("Зерно жеребкування:")
    halyna.post(f"/distributions/{held.today.id}/interviews", {}, status=400)
    assert len(stored(Interview)) == 6


def test_who_missed_the_day_is_asked_about_it_though_they_have_another_time_by_now(visit: Visit, held: World) -> None:
    """Closing gives those who did not come another day; a sample of those who came would not tell why."""
    with transaction():
        moved = no_shows.re_slot_no_shows(held.today.id, aid_log=aid_log, actor=KEEPER, at=clock.now())
        audit.record("confirm closing", "closing", None, actor=KEEPER, at=clock.now())
    assert moved.placed + moved.waiting == 6
    page = draw(visit(cast.HALYNA), held)
    assert page.says("Обрано 6 з 6 домогосподарств")


def test_the_sheet_has_a_card_and_a_phone_and_no_name(visit: Visit, held: World) -> None:
    oksana = visit(cast.OKSANA)
    draw(oksana, held)
    page = oksana.press("Друкувати 6 аркушів")
    assert "Ковальчук" not in page.text
    assert page.says("+380 00 000 00 01")
    assert page.says("Чи просив хтось за це гроші або послугу?")
    assert page.says("1 особисто · 2")
    printed = [one for one in stored(AuditEntry) if one.action == "print interviews"]
    assert len(printed) == 1


def test_a_sheet_is_typed_digit_by_digit_and_the_next_one_follows(visit: Visit, held: World) -> None:
    halyna = visit(cast.HALYNA)
    draw(halyna, held)
    first = stored(Interview)[0]
    page = answer(halyna, first.id, came="1", waited="20", paid="2", change="коротша черга", asked_on="01.12.2026")
    assert page.says("Опитування, аркуш 2")
    told = {one.question: one.value for one in stored(Answer)}
    assert told == {
        Question.CAME: "yes", Question.WAITED: "20", Question.PAID: "yes", Question.CHANGE: "коротша черга",
    }  # fmt: skip
    assert halyna.press("Зберегти й узяти наступний", {"state": "not_reached"}).says("аркуш 3")
    assert halyna.press("Зберегти й узяти наступний", {"came": "7"}, status=422).says("обведену цифру")
    assert halyna.press("Зберегти й узяти наступний", {"came": "1", "asked_on": "01.01.2026"}, status=422)
    assert halyna.open(f"/interviews/{first.id}").says("відповіли")


def test_what_points_at_somebody_is_covered_and_the_sensitive_one_is_for_the_lead(visit: Visit, held: World) -> None:
    halyna, oksana = visit(cast.HALYNA), visit(cast.OKSANA)
    draw(halyna, held)
    for number, interview in enumerate(stored(Interview)):
        answer(halyna, interview.id, quality="1" if number else "3", paid="1", polite="1", waited=str(10 * number))
    page = halyna.open(f"/distributions/{held.today.id}/follow-up/results")
    assert page.says("Відповіли 6 з 6 обраних домогосподарств.")
    assert page.says("добра – •")
    assert page.says("погана – <5")
    assert page.says("так – 6")
    assert page.says("половина – не більше 30 хвилин")
    assert not page.says("гроші або послугу")
    assert oksana.open(f"/distributions/{held.today.id}/follow-up/results").says("гроші або послугу")


def test_results_without_answers_say_what_will_be_here(visit: Visit, held: World) -> None:
    oksana = visit(cast.OKSANA)
    draw(oksana, held)
    assert oksana.open(f"/distributions/{held.today.id}/follow-up/results").says("коли внесуть перший аркуш")


def test_who_gives_aid_at_the_desk_does_not_ask_how_it_was(visit: Visit, held: World) -> None:
    visit(cast.DMYTRO).open(f"/distributions/{held.today.id}/follow-up", status=403)


def test_who_does_not_want_to_answer_is_not_asked_again(visit: Visit, held: World) -> None:
    halyna = visit(cast.HALYNA)
    draw(halyna, held)
    first = stored(Interview)[0]
    halyna.open(f"/interviews/{first.id}")
    halyna.press("Зберегти й узяти наступний", {"state": "declined", "came": "1"})
    assert stored(Interview)[0].state is InterviewState.DECLINED
    assert stored(Answer) == []


def test_a_sheet_without_any_answer_is_not_one_that_was_answered(visit: Visit, held: World) -> None:
    halyna = visit(cast.HALYNA)
    draw(halyna, held)
    first = stored(Interview)[0]
    halyna.open(f"/interviews/{first.id}")
    page = halyna.press("Зберегти й узяти наступний", {"asked_on": "01.12.2026"}, status=422)
    assert page.says("Не внесено жодної відповіді.")
    assert typed_in(page)["asked_on"] == "01.12.2026"
    assert stored(Interview)[0].state is InterviewState.WAITING


def test_what_was_typed_stays_when_one_digit_is_wrong(visit: Visit, held: World) -> None:
    halyna = visit(cast.HALYNA)
    draw(halyna, held)
    typed = {"asked_on": "01.12.2026", "came": "1", "waited": "20", "how": "9", "change": "лавка для старших"}
    halyna.open(f"/interviews/{stored(Interview)[0].id}")
    page = halyna.press("Зберегти й узяти наступний", typed, status=422)
    assert typed_in(page).items() >= typed.items()


def test_a_button_pressed_twice_enters_one_sheet(visit: Visit, held: World) -> None:
    halyna = visit(cast.HALYNA)
    draw(halyna, held)
    first = stored(Interview)[0]
    answer(halyna, first.id, came="1", polite="1")
    again = halyna.open(f"/interviews/{stored(Interview)[1].id}")
    sent = typed_in(again) | {"came": "1", "polite": "1"}
    page = halyna.post(f"/interviews/{first.id}", sent)
    assert page.says("Опитування 1 внесено: 2 відповіді.")
    page = halyna.post(f"/interviews/{first.id}", sent | {"polite": "2"})
    assert page.says("Цей аркуш уже внесено.")
    assert {one.question: one.value for one in stored(Answer)}[Question.POLITE] == "yes"


def test_who_was_reached_later_is_typed_in_anew(visit: Visit, held: World) -> None:
    halyna = visit(cast.HALYNA)
    draw(halyna, held)
    first = stored(Interview)[0]
    halyna.open(f"/interviews/{first.id}")
    halyna.press("Зберегти й узяти наступний", {"state": "not_reached"})
    for digits in ({"came": "1", "safe": "2"}, {"came": "2"}):
        halyna.open(f"/interviews/{first.id}")
        halyna.follow("Внести цей аркуш наново")
        page = halyna.press("Зберегти й узяти наступний", {"state": "answered", **digits})
        assert page.says("Опитування 1 внесено")
    assert {one.question: one.value for one in stored(Answer)} == {Question.CAME: "no"}
    assert len([one for one in stored(AuditEntry) if one.action == "enter interview"]) == 3


def test_the_pile_is_typed_in_from_where_one_began(visit: Visit, held: World) -> None:
    halyna = visit(cast.HALYNA)
    draw(halyna, held)
    sheets = stored(Interview)
    assert answer(halyna, sheets[3].id, came="1").says("Опитування, аркуш 5")
    answer(halyna, sheets[4].id, came="1")
    assert answer(halyna, sheets[5].id, came="1").says("Опитування, аркуш 1"), "the ones left out come last"


def test_the_results_of_a_kit_do_not_give_away_the_few_who_had_another(visit: Visit, held: World) -> None:
    """All answers less those about one kit would be the answers of the two households without it."""
    food = held.today.cycle.programme.kits[0].kit
    stove = make_kit(code="STOVE", name="Піч")
    for promise in stored(Entitlement)[:2]:
        promise.kits[0].kit_version = stove.versions[0]
    for number in range(6, 12):
        held.promise(held.household(phone1=f"+3800000001{number:02}"), held.slot(10))
    db.session.commit()
    halyna = visit(cast.HALYNA)
    draw(halyna, held)
    for interview in stored(Interview):
        answer(halyna, interview.id, polite="1")
    page = halyna.open(f"/distributions/{held.today.id}/follow-up/results")
    assert page.says("так – 12")
    assert halyna.open(f"/distributions/{held.today.id}/follow-up/results?kit={stove.id}").says("так – <5")
    page = halyna.open(f"/distributions/{held.today.id}/follow-up/results?kit={food.id}")
    assert not page.says("так – 10")


def remembered(visitor: Visitor) -> bool:
    return visitor.open("/").says("Спитати, як пройшло:")


def test_the_first_page_reminds_of_a_closed_day_until_all_is_asked(
    visit: Visit, held: World, wall_clock: Clock
) -> None:
    halyna = visit(cast.HALYNA)
    assert not remembered(halyna), "the day is not closed yet"
    held.today.state = DistributionState.CLOSED
    db.session.commit()
    assert not remembered(visit(cast.DMYTRO)), "the desk asks nobody"
    wall_clock.turn(12, day=TODAY + timedelta(days=6))
    assert not remembered(halyna), "they did not use it up yet"
    wall_clock.turn(12, day=TODAY + timedelta(days=7))
    assert halyna.open("/").says("Спитати, як пройшло: вівторок, 24 листопада, Ліцей – п’ять питань, опитування")
    draw(halyna, held)
    assert halyna.open("/").says("– п’ять питань, 6 аркушів внести")
    halyna.open(f"/distributions/{held.today.id}/after-check")
    said = ("is_completed", "is_done_well", "is_on_time", "is_within_budget", "is_open_to_all")
    halyna.press("Зберегти", dict.fromkeys(said, "yes"))
    assert halyna.open("/").says("Ліцей – 6 аркушів внести")
    for interview in stored(Interview):
        answer(halyna, interview.id, came="1")
    assert not remembered(halyna)


def test_what_nobody_remembers_any_more_is_no_longer_asked(visit: Visit, held: World, wall_clock: Clock) -> None:
    held.today.state = DistributionState.CLOSED
    db.session.commit()
    wall_clock.turn(12, day=TODAY + timedelta(days=42))
    assert remembered(visit(cast.HALYNA))
    wall_clock.turn(12, day=TODAY + timedelta(days=43))
    assert not remembered(visit(cast.HALYNA))
