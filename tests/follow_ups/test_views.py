"""A week later: five questions, thirty interviews on paper, and what they say without pointing at anybody."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from app.audit.models import AuditEntry
from app.core.db import db
from app.follow_ups.models import AfterCheck, Answer, Interview, InterviewState, Question
from tests import cast
from tests.desk_day import TODAY, Clock, World
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
    oksana.open(f"/distributions/{open_day.next_week.id}/follow-up")
    assert oksana.press("Обрати жеребом, кого питати").says("ще не відбулася")


def test_chance_draws_once_and_whoever_did_not_come_is_asked_too(visit: Visit, held: World) -> None:
    halyna = visit(cast.HALYNA)
    page = draw(halyna, held)
    assert page.says("Обрано 6 з 6 домогосподарств")
    assert page.says("Зерно жеребкування:")
    halyna.post(f"/distributions/{held.today.id}/interviews", {}, status=400)
    assert len(stored(Interview)) == 6


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
