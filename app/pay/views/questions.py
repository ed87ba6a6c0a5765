"""Questions about hours and money: the list, the answer, and writing one down for somebody."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core import clock
from app.core.actors import Permission
from app.core.db import transaction
from app.pay import operations, queries
from app.pay.forms import AnswerForm, AskerForm, QuestionForm
from app.pay.models import PayQuestionKind
from app.pay.views.blueprint import blueprint
from app.public_works.models import SignUp
from app.web.access import access, current_actor


@blueprint.get("/pay-questions")
@access(Permission.PLAN_WORKS, Permission.SIGN_UP_WORKERS)
def questions() -> ResponseReturnValue:
    """Open ones by the day on which an answer is due; answered ones on demand."""
    return _questions(AskerForm(formdata=None))


@blueprint.post("/pay-questions/search")
@access(Permission.PLAN_WORKS, Permission.SIGN_UP_WORKERS)
def find_asker() -> ResponseReturnValue:
    """Whose question is to be written down. A POST: cards do not stand in addresses."""
    form = AskerForm()
    if not form.is_sent:
        return _questions(form)
    return _questions(form, found=queries.find_askers(form.who.data))


def _questions(form: AskerForm, found: Sequence[SignUp] | None = None) -> ResponseReturnValue:
    is_open = "answered" not in request.args
    page = render_template(
        "pay/questions.html", form=form, found=found, is_open=is_open,
        questions=queries.list_questions(is_open=is_open), today=clock.local_date(clock.now()),
    )  # fmt: skip
    return page, form.status if found is None else 200


@blueprint.route("/sign-ups/<int:sign_up_id>/pay-questions", methods=["GET", "POST"])
@access(Permission.SIGN_UP_WORKERS)
def ask(sign_up_id: int) -> ResponseReturnValue:
    """Write down what somebody who worked asks."""
    form, sign_up = QuestionForm(), queries.get_asker(sign_up_id)
    if made := queries.find_question_by_nonce(form.nonce.data):
        return _written(made.id)
    if form.is_sent:
        with form.refusing("kind"):
            with transaction():
                made = operations.ask(
                    sign_up_id, PayQuestionKind(form.kind.data), form.text.data,
                    nonce=form.nonce.data or "", actor=current_actor(), at=clock.now(),
                )  # fmt: skip
            return _written(made.id)
    page = render_template("pay/ask.html", form=form, sign_up=sign_up, account=queries.account_of(sign_up))
    return page, form.status


def _written(question_id: int) -> ResponseReturnValue:
    question = queries.get_question(question_id)
    flash(_("Written down. The answer is due by %(day)s.", day=question.answer_by.strftime("%d.%m.%Y")), "good")
    return redirect(url_for(".questions"), 303)


@blueprint.route("/pay-questions/<int:question_id>", methods=["GET", "POST"])
@access(Permission.PLAN_WORKS)
def answer(question_id: int) -> ResponseReturnValue:
    """What was asked, the hours and the money that it is about, and the answer."""
    form = AnswerForm()
    if form.is_sent:
        with form.refusing("answer"):
            with transaction():
                operations.answer(question_id, form.answer.data, actor=current_actor(), at=clock.now())
            flash(_("Answered. They read it on their page."), "good")
            return redirect(url_for(".questions"), 303)
    question = queries.get_question(question_id)
    page = render_template(
        "pay/answer.html", form=form, question=question, account=queries.account_of(question.sign_up),
        today=clock.local_date(clock.now()),
    )  # fmt: skip
    return page, form.status
