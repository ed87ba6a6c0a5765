"""One sign-up of a household: its days, what happens next, hours and money, questions."""

from collections.abc import Sequence
from datetime import datetime

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.db import transaction
from app.core.errors import Refusal
from app.pay import operations as pay
from app.pay.models import PayQuestionKind
from app.public_works import operations
from app.public_works.models import DayState, HelpRequest, SignUpDay
from app.residents import queries
from app.residents.forms import EVERY_DAY, AnswerForm, GiveUpForm, QuestionForm
from app.residents.queries import Holder, MyWork
from app.residents.queries.my_works import GONE
from app.residents.views.blueprint import blueprint
from app.residents.views.frame import RESIDENT, holding_key, not_here, render_card_page
from app.web.access import OPEN, access
from app.web.errors import tell


@blueprint.post("/c/sign-ups/<int:sign_up_id>")
@access(OPEN)
@holding_key
def my_work(card: Holder, at: datetime, sign_up_id: int) -> ResponseReturnValue:
    """Everything about one sign-up."""
    return _page(card, at, sign_up_id)


@blueprint.post("/c/sign-ups/<int:sign_up_id>/days/<int:day_id>/answer")
@access(OPEN)
@holding_key
def answer_offer(card: Holder, at: datetime, sign_up_id: int, day_id: int) -> ResponseReturnValue:
    """Take the place that is held, or let the next one have it."""
    day, form = queries.find_my_day(card.household_id, sign_up_id, day_id), AnswerForm()
    if day is None:
        return not_here(card, at)
    if not form.is_sent:
        return _page(card, at, sign_up_id)
    is_yes = form.answer.data == "yes"
    if day.state is (DayState.CHOSEN if is_yes else DayState.LAPSED):
        return _page(card, at, sign_up_id)  # the same form a second time
    try:
        with transaction():
            (operations.accept if is_yes else operations.decline)(day_id, actor=RESIDENT, at=at)
    except Refusal as refusal:
        return _page(card, at, sign_up_id, notice=tell(refusal), status=refusal.status)
    told = _("The day is yours. Come in time.") if is_yes else _("Thank you. The place goes to the next.")
    return _page(card, at, sign_up_id, notice=told)


@blueprint.post("/c/sign-ups/<int:sign_up_id>/give-up")
@access(OPEN)
@holding_key
def give_up(card: Holder, at: datetime, sign_up_id: int) -> ResponseReturnValue:
    """Give up one day, or all that are left; the next is offered the place at once."""
    work = queries.find_my_work(card.household_id, sign_up_id, at)
    if work is None:
        return not_here(card, at)
    # Every day is a choice, so that the same form sent twice is answered like the first.
    form = GiveUpForm().offer([one.day for one in work.days if one.day.shift.starts_at > at])
    if not form.is_sent:
        return _page(card, at, sign_up_id, give_up=form, status=422)
    ahead = [one.day for one in work.ahead(at)]
    meant = [day for day in ahead if form.day.data in (str(day.id), EVERY_DAY)]
    try:
        _let_go(work, ahead, meant, form.words, at)
    except Refusal as refusal:
        return _page(card, at, sign_up_id, notice=tell(refusal), status=refusal.status)
    return _page(card, at, sign_up_id, notice=_("Written down: you do not come. Thank you for telling us in time."))


def _let_go(work: MyWork, ahead: list[SignUpDay], meant: list[SignUpDay], why: str, at: datetime) -> None:
    """The last day of all takes the whole sign-up back, so that the person may sign up anew."""
    if not meant:
        return
    has_others = any(one.day not in meant and one.day.state not in GONE for one in work.days)
    with transaction():
        if len(meant) == len(ahead) and (len(meant) > 1 or not has_others):
            operations.withdraw(work.sign_up.id, why=why, actor=RESIDENT, at=at)
        else:
            operations.cancel_day(meant[0].id, reason=why, actor=RESIDENT, at=at)


@blueprint.post("/c/sign-ups/<int:sign_up_id>/questions")
@access(OPEN)
@holding_key
def ask_about_pay(card: Holder, at: datetime, sign_up_id: int) -> ResponseReturnValue:
    """Ask about hours or money. The same form sent twice asks once."""
    work, form = queries.find_my_work(card.household_id, sign_up_id, at), QuestionForm()
    if work is None:
        return not_here(card, at)
    if any(question.nonce == form.nonce.data for question in work.questions):
        return _page(card, at, sign_up_id)
    if not form.is_sent:
        return _page(card, at, sign_up_id, question=form, status=422)
    try:
        with transaction():
            pay.ask(
                sign_up_id, PayQuestionKind(form.kind.data), form.text.data,
                nonce=str(form.nonce.data), actor=RESIDENT, at=at,
            )  # fmt: skip
    except Refusal as refusal:
        return _page(card, at, sign_up_id, notice=tell(refusal), status=refusal.status)
    return _page(card, at, sign_up_id, notice=_("Your question is written down."))


def _page(
    card: Holder,
    at: datetime,
    sign_up_id: int,
    *,
    notice: str = "",
    give_up: GiveUpForm | None = None,
    question: QuestionForm | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    work = queries.find_my_work(card.household_id, sign_up_id, at)
    if work is None:
        return not_here(card, at)
    ahead = [one.day for one in work.ahead(at)]
    page = render_card_page(
        "residents/my_work.html", card, at, work=work, notice=notice,
        give_up=give_up or (GiveUpForm(formdata=None).offer(ahead) if ahead else None),
        question=question or QuestionForm(formdata=None),
        next_draw=_next_draw(work), neighbours=_neighbours(work, at),
    )  # fmt: skip
    return page, status


def _neighbours(work: MyWork, at: datetime) -> Sequence[HelpRequest]:
    """To whom they go today. That they looked leaves a trace."""
    if not work.goes_out(at):
        return ()
    with transaction():
        return operations.open_help_at_door(work.sign_up.id, actor=RESIDENT, at=at)


def _next_draw(work: MyWork) -> object:
    """The draw that is still to be held for this work."""
    order = work.sign_up.order
    return order.draw if order.chosen_at is None and order.draw and order.draw.annulled_at is None else None
