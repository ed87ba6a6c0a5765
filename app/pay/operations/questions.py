"""Questions about hours and money: asked by whoever worked, answered within five working days."""

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.audit import operations as audit
from app.core import clock
from app.core.actors import Actor
from app.core.db import db, violates
from app.core.errors import N_, NotFound, Refusal
from app.pay.models import PayQuestion, PayQuestionKind
from app.public_works.models import SignUp

WORKING_DAYS = 5
"""Field guide 3.9: an answer is due within so many days, Monday to Friday."""


class AskedAlready(Refusal):
    message = N_("This was asked already. We will answer by %(day)s.")


class AnsweredAlready(Refusal):
    message = N_("This question was answered already.")


class AnswerMissing(Refusal):
    message = N_("Write the answer.")
    status = 422


def ask(sign_up_id: int, kind: PayQuestionKind, text: str, *, nonce: str, actor: Actor, at: datetime) -> PayQuestion:
    """Write a question down. It touches nobody's turn. Raises AskedAlready, NotFound."""
    if db.session.get(SignUp, sign_up_id) is None:
        raise NotFound
    question = PayQuestion(
        sign_up_id=sign_up_id, kind=kind, text=text, asked_at=at, asked_by_id=actor.staff_id,
        answer_by=answer_by(clock.local_date(at)), nonce=nonce,
    )  # fmt: skip
    db.session.add(question)
    try:
        db.session.flush()
    except IntegrityError as error:
        if violates(error, "uq_pay_questions_open", "pay_questions.sign_up_id", "pay_questions.kind"):
            raise AskedAlready(day=answer_by(clock.local_date(at)).strftime("%d.%m.%Y")) from error
        raise
    audit.record("ask about pay", "pay question", question.id, actor=actor, at=at, kind=kind)
    return question


def answer(question_id: int, text: str, *, actor: Actor, at: datetime) -> PayQuestion:
    """Answer in words that the asker reads on their page. Raises AnswerMissing, AnsweredAlready, NotFound."""
    question = db.session.scalar(
        select(PayQuestion)
        .where(PayQuestion.id == question_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if question is None:
        raise NotFound
    if question.answered_at is not None:
        raise AnsweredAlready
    if not text.strip():
        raise AnswerMissing
    question.answer, question.answered_at, question.answered_by_id = text.strip(), at, actor.staff_id
    db.session.flush()
    audit.record("answer about pay", "pay question", question.id, actor=actor, at=at)
    return question


def answer_by(asked_on: date) -> date:
    """The day by which an answer is due."""
    day, left = asked_on, WORKING_DAYS
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < 5
    return day
