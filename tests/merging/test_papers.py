"""Signature sheets and interviews of a family that was written down twice: on paper both records still stand."""

from datetime import datetime, time, timedelta

import pytest

from app.checkin.models import HandOver
from app.core import clock
from app.core.actors import Actor
from app.core.db import db, transaction
from app.distributions.models import Entitlement, Sheet
from app.follow_ups import operations as follow_ups
from app.follow_ups import queries as interviews
from app.follow_ups.models import Interview, InterviewState, Question, Sample
from app.households.models import Household
from app.merging.models import Merge
from app.privacy import queries as privacy
from app.sheets import operations, queries
from app.sheets.models import RowOutcome
from app.sheets.rules import Mark
from tests.desk_day import TEN, World
from tests.make.sheets import print_sheets
from tests.merging.acts import MINUTE, merge, nonce, undo

EVENING = TEN - timedelta(hours=15)
NOON = TEN + timedelta(hours=2)
NEXT_WEEK = TEN + timedelta(days=7)

Twins = tuple[Household, Household]


@pytest.fixture
def twins(world: World) -> Twins:
    """One woman, written down twice, and promised twice at ten."""
    pair = world.household("Ковальчук", "Ганна"), world.household("Ковальчук", "Анна")
    for household in pair:
        world.promise(household, world.slot(10))
    db.session.commit()
    return pair


@pytest.fixture
def sheet(twins: Twins, world: World, oksana: Actor) -> Sheet:
    """Printed the evening before, with a row for each record."""
    (printed,) = print_sheets(world.today, actor=oksana, at=EVENING)
    return printed


def join(twins: Twins, oksana: Actor, *, at: datetime = TEN) -> Merge:
    kept, merged = twins
    return merge(kept, merged, oksana, same={merged.people[0]: kept.people[0]}, at=at)


def whose(sheet: Sheet) -> list[int]:
    """The household of each row, as the page for typing in shows it."""
    db.session.expire_all()
    lines = queries.list_lines(queries.get_sheet(sheet.id))
    return [line.row.entitlement.household_id for line in lines if line.row]


def type_in(sheet: Sheet, *rows: int, actor: Actor) -> operations.Entered:
    with transaction():
        return operations.save_sheet(
            sheet.id, [Mark(row_no, RowOutcome.GIVEN) for row_no in rows], signed_at=time(10), is_finished=True,
            saves=0, nonce=nonce(), actor=actor, at=NOON,
        )  # fmt: skip


def given_to() -> list[int]:
    found = db.select(Entitlement.household_id).join(HandOver).where(~HandOver.is_reversed).order_by(HandOver.id)
    return list(db.session.scalars(found))


# ---- signature sheets


def test_rows_of_a_sheet_follow_the_kept_record_and_come_back(sheet: Sheet, twins: Twins, oksana: Actor) -> None:
    kept, merged = twins
    assert whose(sheet) == [kept.id, merged.id]
    made = join(twins, oksana)
    assert whose(sheet) == [kept.id, kept.id]
    undo(made, oksana)
    assert whose(sheet) == [kept.id, merged.id]


def test_a_family_that_signed_both_its_rows_is_a_matter_for_a_person(sheet: Sheet, twins: Twins, oksana: Actor) -> None:
    """The merge withdrew one of the two promises while the paper lay on the table."""
    join(twins, oksana)
    type_in(sheet, 1, 2, actor=oksana)
    assert given_to() == [twins[0].id], "one kit to one household once"
    assert [conflict.entry.row_no for conflict in queries.list_conflicts()] == [2]


def test_what_was_typed_in_before_follows_and_comes_back(sheet: Sheet, twins: Twins, oksana: Actor) -> None:
    kept, merged = twins
    type_in(sheet, 2, actor=oksana)
    assert given_to() == [merged.id]
    made = join(twins, oksana, at=NOON + MINUTE)
    assert given_to() == [kept.id]
    lines = queries.list_lines(queries.get_sheet(sheet.id))
    assert [line.row_no for line in lines if line.entry] == [2], "the paper says what was signed on it"
    undo(made, oksana, at=NOON + 2 * MINUTE)
    assert given_to() == [merged.id]
    assert whose(sheet) == [kept.id, merged.id]


# ---- interviews


@pytest.fixture
def sample(twins: Twins, world: World, oksana: Actor) -> Sample:
    """Chance drew both records; the first sheet is typed in."""
    with transaction():
        drawn = follow_ups.draw_interviews(world.today.id, nonce=nonce(), actor=oksana, at=NEXT_WEEK)
    of_kept = next(one for one in drawn.interviews if one.entitlement.household_id == twins[0].id)
    tell(of_kept, {Question.CAME: "yes"}, actor=oksana)
    return drawn


def tell(interview: Interview, answers: dict[Question, str], *, actor: Actor) -> None:
    db.session.commit()
    with transaction():
        follow_ups.enter_interview(
            interview.id, InterviewState.ANSWERED, answers,
            asked_on=clock.local_date(NEXT_WEEK), actor=actor, at=NEXT_WEEK,
        )  # fmt: skip


def told_by(household: Household) -> list[dict[Question, str]]:
    """The interviews that stand on the paper of what is held about this household."""
    db.session.expire_all()
    held = privacy.get_held(household.id, at=NEXT_WEEK)
    return [{answer.question: answer.value for answer in one.answers} for one in held.interviews]


def test_what_a_family_told_follows_the_kept_record_and_comes_back(sample: Sample, twins: Twins, oksana: Actor) -> None:
    kept, merged = twins
    assert (told_by(kept), told_by(merged)) == ([{Question.CAME: "yes"}], [{}])
    made = join(twins, oksana)
    assert sorted(told_by(kept), key=len) == [{}, {Question.CAME: "yes"}]
    assert told_by(merged) == []
    undo(made, oksana)
    assert (told_by(kept), told_by(merged)) == ([{Question.CAME: "yes"}], [{}])


def test_the_waiting_sheet_of_the_merged_record_carries_the_card_of_the_kept_one(
    sample: Sample, twins: Twins, oksana: Actor
) -> None:
    kept, merged = twins
    cards = kept.cards[0].card_no, merged.cards[0].card_no
    made = join(twins, oksana)
    assert [page.card_no for page in interviews.list_pages(sample)] == [cards[0]]
    undo(made, oksana)
    assert [page.card_no for page in interviews.list_pages(sample)] == [cards[1]]


def test_an_answer_given_between_the_merge_and_its_undoing_stays_with_its_sheet(
    sample: Sample, twins: Twins, oksana: Actor
) -> None:
    kept, merged = twins
    made = join(twins, oksana)
    (page,) = interviews.list_pages(sample)
    tell(page.interview, {Question.POLITE: "yes"}, actor=oksana)
    undo(made, oksana)
    assert (told_by(kept), told_by(merged)) == ([{Question.CAME: "yes"}], [{Question.POLITE: "yes"}])


def test_a_family_is_drawn_once_when_it_was_merged_before(twins: Twins, world: World, oksana: Actor) -> None:
    join(twins, oksana)
    with transaction():
        drawn = follow_ups.draw_interviews(world.today.id, nonce=nonce(), actor=oksana, at=NEXT_WEEK)
    assert [one.entitlement.household_id for one in drawn.interviews] == [twins[0].id]
