"""The hub's verbs after a distribution: answer five questions, draw who is asked, print their sheets, type them in."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, select

from app.audit import operations as audit
from app.core import clock
from app.core.actors import Actor
from app.core.db import db
from app.core.errors import N_, NotFound, Refusal
from app.distributions.models import Distribution
from app.follow_ups import queries, rules
from app.follow_ups.models import AfterCheck, Answer, Interview, InterviewState, Judgement, Question, Sample


class NotHeldYet(Refusal):
    message = N_("This distribution has not been held yet. Its questions are asked afterwards.")


class NobodyToAsk(Refusal):
    message = N_("Nobody was promised anything at this distribution.")


class AlreadyDrawn(Refusal):
    """Drawing again until the result pleases would not be a draw."""

    message = N_("The households to ask are drawn already. They stay as they are.")


class AlreadyEntered(Refusal):
    message = N_("This sheet is entered already.")


class AskedTooEarly(Refusal):
    message = N_("The day of the interview cannot be before the distribution or still to come.")
    status = 422


class NothingAnswered(Refusal):
    message = N_("No answer is typed in. Type the digits, or say that they were not reached or did not want to answer.")
    status = 422


class SentTwice(Refusal):
    """This very form has already been carried out; the view shows what it did."""

    message = N_("This form was already sent.")


@dataclass(frozen=True, slots=True)
class FiveAnswers:
    """The five questions (field guide, row 59)."""

    is_completed: Judgement
    is_done_well: Judgement
    is_on_time: Judgement
    is_within_budget: Judgement
    is_open_to_all: Judgement
    note: str = ""


def fill_after_check(
    distribution_id: int, answers: FiveAnswers, *, nonce: str, actor: Actor, at: datetime
) -> AfterCheck:
    """Answer the five questions; answered anew, the last answers count. Raises NotFound, NotHeldYet, SentTwice."""
    distribution = _hold_held(distribution_id, at)
    if db.session.scalar(select(AfterCheck.id).where(AfterCheck.nonce == nonce)) is not None:
        raise SentTwice
    check = AfterCheck(
        distribution_id=distribution.id, is_completed=answers.is_completed, is_done_well=answers.is_done_well,
        is_on_time=answers.is_on_time, is_within_budget=answers.is_within_budget,
        is_open_to_all=answers.is_open_to_all, note=answers.note, filled_at=at, filled_by_id=actor.staff_id,
        nonce=nonce,
    )  # fmt: skip
    db.session.add(check)
    db.session.flush()
    audit.record("fill after-check", "distribution", distribution.id, actor=actor, at=at)
    return check


def draw_interviews(distribution_id: int, *, nonce: str, actor: Actor, at: datetime) -> Sample:
    """Draw who is asked, out of all who were promised something, also those who did not come.

    Whoever missed the day has another time by now, or waits for one: they are asked about the day they missed.

    Raises NotFound, NotHeldYet, SentTwice, AlreadyDrawn, NobodyToAsk.
    """
    distribution = _hold_held(distribution_id, at)
    made = db.session.scalar(select(Sample).where(Sample.distribution_id == distribution_id))
    if made is not None:
        raise SentTwice if made.nonce == nonce else AlreadyDrawn
    ids = queries.list_promised(distribution.id)
    if not ids:
        raise NobodyToAsk
    seed = secrets.token_hex(16)
    drawn = rules.draw(ids, seed)
    sample = Sample(
        distribution_id=distribution.id, seed=seed, drawn_from=len(ids), drawn_at=at, drawn_by_id=actor.staff_id,
        nonce=nonce,
        interviews=[Interview(position=number, entitlement_id=each) for number, each in enumerate(drawn, start=1)],
    )  # fmt: skip
    db.session.add(sample)
    db.session.flush()
    audit.record("draw interviews", "distribution", distribution.id, actor=actor, at=at, rows=len(drawn))
    return sample


def open_interview_sheets(sample_id: int, *, actor: Actor, at: datetime) -> tuple[Sample, list[queries.SheetPage]]:
    """The sheets that still wait, with cards and phones, for printing; that they were printed is recorded.

    Raises NotFound.
    """
    sample = queries.get_sample(sample_id)
    pages = queries.list_pages(sample)
    audit.record(
        "print interviews", "distribution", sample.distribution_id, actor=actor, at=at, rows=len(pages)
    )  # fmt: skip
    return sample, pages


def enter_interview(
    interview_id: int,
    state: InterviewState,
    answers: Mapping[Question, str],
    *,
    asked_on: date | None,
    is_anew: bool = False,
    actor: Actor,
    at: datetime,
) -> Interview:
    """Type in one sheet; ``answers`` as :func:`app.follow_ups.rules.read_answer` keeps them.

    ``is_anew``: the whole sheet once more, because something was mistyped or they were reached later.
    Raises NotFound, AlreadyEntered, SentTwice, AskedTooEarly, NothingAnswered.
    """
    held = select(Interview.id).where(Interview.id == interview_id)
    if db.session.scalar(held.with_for_update()) is None:
        raise NotFound
    interview = queries.get_interview(interview_id)
    told = {question: value for question, value in answers.items() if value and state is InterviewState.ANSWERED}
    if interview.state is not InterviewState.WAITING and not is_anew:
        raise SentTwice if _says_the_same(interview, state, asked_on, told) else AlreadyEntered
    if state is InterviewState.ANSWERED and not told:
        raise NothingAnswered
    held_on = interview.sample.distribution.held_on
    if asked_on is not None and not held_on <= asked_on <= clock.local_date(at):
        raise AskedTooEarly
    interview.state, interview.asked_on = state, asked_on
    interview.entered_at, interview.entered_by_id = at, actor.staff_id
    db.session.execute(delete(Answer).where(Answer.interview_id == interview.id))
    db.session.add_all(Answer(interview_id=interview.id, question=one, value=value) for one, value in told.items())
    db.session.flush()
    audit.record("enter interview", "interview", interview.id, actor=actor, at=at, row=interview.position)
    return interview


def _says_the_same(
    interview: Interview, state: InterviewState, asked_on: date | None, told: Mapping[Question, str]
) -> bool:
    """Whether this very sheet was typed in before: a button pressed twice is no second sheet."""
    known = {answer.question: answer.value for answer in interview.answers}
    return (interview.state, interview.asked_on, known) == (state, asked_on, told)


def _hold_held(distribution_id: int, at: datetime) -> Distribution:
    """Raises NotFound, NotHeldYet."""
    distribution = db.session.scalar(
        select(Distribution).where(Distribution.id == distribution_id).with_for_update()
    )  # fmt: skip
    if distribution is None:
        raise NotFound
    if not rules.is_held(distribution, clock.local_date(at)):
        raise NotHeldYet
    return distribution
