"""After a distribution: five questions, interviews on paper and back, and what they say."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from app.core import clock
from app.core.actors import Permission
from app.core.db import transaction
from app.core.errors import Refusal
from app.distributions import queries as distributions
from app.follow_ups import labels, operations, queries, rules
from app.follow_ups.forms import AfterCheckForm, InterviewForm
from app.follow_ups.models import Interview, InterviewState, Question
from app.follow_ups.operations import AlreadyDrawn, AlreadyEntered, NothingAnswered, SentTwice
from app.web.access import access, current_actor
from app.web.errors import tell
from app.web.forms import NonceForm
from app.web.labels import label

blueprint = Blueprint("follow_ups", __name__)


@blueprint.app_template_filter()
def answer_word(value: str, question: Question) -> str:
    """A choice of an answer in words."""
    return str(_(labels.answer_word(question, value)))


@blueprint.get("/distributions/<int:distribution_id>/follow-up")
@access(Permission.FOLLOW_UP)
def show(distribution_id: int) -> ResponseReturnValue:
    """What was asked after a distribution, and what waits."""
    return _page(distribution_id, NonceForm())


@blueprint.route("/distributions/<int:distribution_id>/after-check", methods=["GET", "POST"])
@access(Permission.FOLLOW_UP)
def after_check(distribution_id: int) -> ResponseReturnValue:
    """The five questions."""
    form = AfterCheckForm.of(queries.find_after_check(distribution_id))
    distribution = distributions.get_distribution(distribution_id)
    if form.is_sent:
        try:
            with transaction():
                operations.fill_after_check(
                    distribution_id, form.answers, nonce=str(form.nonce.data), actor=current_actor(), at=clock.now()
                )
        except SentTwice:
            pass
        except Refusal as refusal:
            form.refuse("is_completed", tell(refusal))
        if not form.errors:
            flash(_("The five questions are answered."), "good")
            return redirect(url_for("follow_ups.show", distribution_id=distribution_id), 303)
    return render_template("follow_ups/after_check.html", distribution=distribution, form=form), form.status


@blueprint.post("/distributions/<int:distribution_id>/interviews")
@access(Permission.FOLLOW_UP)
def draw(distribution_id: int) -> ResponseReturnValue:
    """Draw who is asked, once."""
    form = NonceForm()
    if not form.is_sent:
        return _page(distribution_id, form)
    try:
        with transaction():
            operations.draw_interviews(
                distribution_id, nonce=str(form.nonce.data), actor=current_actor(), at=clock.now()
            )
    except (SentTwice, AlreadyDrawn):
        pass
    except Refusal as refusal:
        flash(tell(refusal), "bad")
    return redirect(url_for("follow_ups.show", distribution_id=distribution_id), 303)


@blueprint.post("/interview-samples/<int:sample_id>/sheets")
@access(Permission.FOLLOW_UP)
def print_sheets(sample_id: int) -> ResponseReturnValue:
    """The sheets on paper, a household each, always in Ukrainian. That they were printed is recorded."""
    with transaction():
        sample, pages = operations.open_interview_sheets(sample_id, actor=current_actor(), at=clock.now())
    with force_locale("uk"):
        return render_template(
            "follow_ups/print_sheets.html", language=lambda: "uk", sample=sample, pages=pages, **_questions()
        )


@blueprint.route("/interviews/<int:interview_id>", methods=["GET", "POST"])
@access(Permission.FOLLOW_UP)
def interview(interview_id: int) -> ResponseReturnValue:
    """One sheet, typed in digit by digit; the next one follows."""
    found, form, is_anew = queries.get_interview(interview_id), InterviewForm(), "anew" in request.args
    if form.is_sent:
        state, answers = InterviewState(form.state.data), form.answers
        try:
            with transaction():
                operations.enter_interview(
                    interview_id, state, answers,
                    asked_on=form.day, is_anew=is_anew, actor=current_actor(), at=clock.now(),
                )  # fmt: skip
        except SentTwice:
            pass
        except AlreadyEntered as refusal:
            flash(tell(refusal), "bad")
            return _to_next(found)
        except Refusal as refusal:
            form.refuse("state" if isinstance(refusal, NothingAnswered) else "asked_on", tell(refusal))
        if not form.errors:
            flash(_entered(found.position, state, answers), "good")
            return _to_next(found)
    card_no = queries.find_card_no(found.entitlement.household_id)
    page = render_template(
        "follow_ups/interview.html", interview=found, card_no=card_no, form=form, is_anew=is_anew, **_questions()
    )
    return page, form.status


@blueprint.get("/distributions/<int:distribution_id>/follow-up/results")
@access(Permission.FOLLOW_UP)
def results(distribution_id: int) -> ResponseReturnValue:
    """What the answers say, of all or of one kit. The sensitive one only for the lead."""
    distribution, sample = distributions.get_distribution(distribution_id), queries.find_sample(distribution_id)
    if sample is None:
        return redirect(url_for("follow_ups.show", distribution_id=distribution_id), 303)
    asked = request.args.get("kit", "")
    kits = queries.list_kits(sample)
    kit = next((kit for kit in kits if str(kit.id) == asked), None)
    is_lead = current_actor().may(Permission.APPROVE_EXCEPTIONS)
    found = queries.see_results(sample, kit_id=kit.id if kit else None, with_sensitive=is_lead)
    return render_template(
        "follow_ups/results.html", distribution=distribution, sample=sample, results=found, kits=kits, kit=kit,
        changes=queries.list_changes(sample) if is_lead else (), sensitive=rules.SENSITIVE,
    )  # fmt: skip


def _to_next(interview: Interview) -> ResponseReturnValue:
    following = queries.find_next(interview)
    if following is not None:
        return redirect(url_for("follow_ups.interview", interview_id=following.id), 303)
    return redirect(url_for("follow_ups.results", distribution_id=interview.sample.distribution_id), 303)


def _entered(number: int, state: InterviewState, answers: Mapping[Question, str]) -> str:
    """So many answers that a sheet sent off half way is noticed."""
    if state is not InterviewState.ANSWERED:
        return str(_("Interview %(number)d is entered: %(state)s.", number=number, state=label(state)))
    told = sum(1 for value in answers.values() if value)
    return str(
        ngettext(
            "Interview %(number)d is entered: %(num)s answer.",
            "Interview %(number)d is entered: %(num)s answers.",
            told,
            number=number,
        )
    )


def _page(distribution_id: int, form: NonceForm) -> ResponseReturnValue:
    distribution = distributions.get_distribution(distribution_id)
    page = render_template(
        "follow_ups/show.html",
        distribution=distribution,
        is_held=rules.is_held(distribution, clock.local_date(clock.now())),
        check=queries.find_after_check(distribution_id),
        sample=queries.find_sample(distribution_id),
        form=form,
    )
    return page, form.status


def _questions() -> dict[str, Any]:
    return {"questions": tuple(Question), "choices": rules.CHOICES, "minutes": rules.MINUTES}
