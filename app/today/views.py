"""Home of every role: what is next, what waits for me."""

from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from app.attendance import queries as attendance
from app.bundles import queries as bundles
from app.checkin import queries as desk
from app.core import clock
from app.core.actors import Actor, Permission
from app.follow_ups import queries as follow_ups
from app.households.queries import cards, duplicates
from app.pauses import queries as pauses
from app.sheets import queries as sheets
from app.stock import queries as stock
from app.today import labels, queries, shift_queries
from app.wardens import queries as wardens
from app.web.access import SIGNED_IN, access, current_actor

blueprint = Blueprint("today", __name__)

BEGINNERS = (Permission.MANAGE_PLACES, Permission.MANAGE_KITS, Permission.PLAN_DISTRIBUTIONS)
"""Who is shown the first steps of a new hub."""


@blueprint.get("/")
@access(SIGNED_IN)
def show() -> ResponseReturnValue:
    """Only what this role may see is asked for."""
    actor = current_actor()
    return render_template(
        "today/show.html",
        **_days(actor),
        **_rounds(actor),
        **_goods(actor),
        **_bundles(actor),
        **_paper(actor),
        **_works(actor),
        unregistered=desk.count_unregistered() if actor.may(Permission.REGISTER_HOUSEHOLDS) else 0,
        held_cards=cards.count_under_check() if actor.may(Permission.ISSUE_CARDS) else 0,
        to_deliver=desk.count_to_deliver() if actor.may(Permission.SEND_BUNDLES) else 0,
        pairs=duplicates.count_open_pairs() if actor.may(Permission.MERGE_HOUSEHOLDS) else 0,
        **_beginnings(actor),
    )


@blueprint.get("/shift-end")
@access(Permission.REGISTER_HOUSEHOLDS)
def shift_end() -> ResponseReturnValue:
    """What the records of today still lack: one's own, or of the lead's choice everybody's."""
    actor = current_actor()
    is_everybody = actor.may(Permission.APPROVE_EXCEPTIONS) and "all" in request.args
    shift = shift_queries.see_shift(clock.local_date(clock.now()), staff_id=None if is_everybody else actor.staff_id)
    return render_template("today/shift_end.html", shift=shift, is_everybody=is_everybody, words=labels.GAPS)


def _days(actor: Actor) -> dict[str, Any]:
    today = clock.local_date(clock.now())
    sees = actor.may(Permission.SEE_DISTRIBUTIONS)
    return {
        "running": queries.list_today(today) if sees else (),
        "coming": queries.list_next(today) if sees else (),
        "unclosed": queries.list_unclosed(today) if actor.may(Permission.CLOSE_DISTRIBUTIONS) else (),
        "unasked": follow_ups.list_unasked(today) if actor.may(Permission.FOLLOW_UP) else (),
        "undecided": pauses.list_undecided(today) if actor.may(Permission.MOVE_SLOTS) else (),
    }


def _rounds(actor: Actor) -> dict[str, Any]:
    """What comes back from the streets."""
    walks, manages = actor.may(Permission.WALK_ROUNDS), actor.may(Permission.MANAGE_WARDENS)
    return {
        "checks": wardens.count_checks(actor) if manages else 0,
        "sheets_out": wardens.list_out(actor) if walks else (),
        "returns": wardens.see_returns(clock.local_date(clock.now())) if manages else None,
    }


def _bundles(actor: Actor) -> dict[str, Any]:
    """What left the desk with somebody and is late or contradicts something."""
    sends, walks = actor.may(Permission.SEND_BUNDLES), actor.may(Permission.WALK_ROUNDS)
    conflicts, losses = bundles.count_open() if sends else (0, 0)
    return {
        "carried": bundles.list_carried_by(actor.staff_id) if walks else (),
        "late_bundles": bundles.list_overdue(clock.local_date(clock.now())) if sends else (),
        "line_conflicts": conflicts,
        "line_losses": losses,
    }


def _paper(actor: Actor) -> dict[str, Any]:
    """Signature sheets of today and before that nobody typed in, and rows that contradict what is known."""
    today = clock.local_date(clock.now())
    return {"paper": sheets.see_open(until=today) if actor.may(Permission.ENTER_PAPER) else None}


def _works(actor: Actor) -> dict[str, Any]:
    """A foreman's own shifts of today with what is next; a lead has the list of all days one press away."""
    is_foreman = actor.may(Permission.RUN_WORKS) and not actor.may(Permission.PLAN_WORKS)
    if not is_foreman:
        return {"is_foreman": False}
    at = clock.now()
    shifts = attendance.list_days(actor, at, since=clock.local_date(at))
    days = [attendance.get_work_day(shift.id, actor=actor, at=at) for shift in shifts]
    return {
        "is_foreman": True,
        "working_days": [(day, attendance.next_step(day, at)) for day in days],
        "unwritten": attendance.list_unwritten(actor, at),
    }


def _goods(actor: Actor) -> dict[str, Any]:
    """What waits in the stock; transfers also for those at the desks, who count what arrives."""
    is_asked = actor.may(Permission.KEEP_STOCK) or actor.may(Permission.GIVE_AID)
    today = clock.local_date(clock.now())
    return {"goods": stock.see_waiting(today) if is_asked else None, "today": today}


def _beginnings(actor: Actor) -> dict[str, Any]:
    """The first steps, for those who take them, until all are taken; then what of the plan is not published."""
    if not any(actor.may(permission) for permission in BEGINNERS):
        return {"beginnings": None, "drafts": 0, "pay_questions": 0}
    beginnings = queries.see_beginnings()
    return {
        "beginnings": None if beginnings.are_over else beginnings,
        "pay_questions": beginnings.questions if actor.may(Permission.PLAN_WORKS) else 0,
        "drafts": beginnings.drafts if actor.may(Permission.PLAN_DISTRIBUTIONS) else 0,
    }
