"""What the pages of a working day are registered on, and the way to the one that somebody has in hand."""

from datetime import datetime

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from app.attendance import queries, rules
from app.attendance.forms.day import name_of
from app.attendance.labels import MARK_LETTERS
from app.attendance.models import Mark
from app.core import clock
from app.public_works.models import Shift
from app.web.access import current_actor

blueprint = Blueprint("attendance", __name__)
blueprint.add_app_template_filter(name_of, "worker_name")


@blueprint.app_template_filter()
def mark_letter(mark: Mark) -> str:
    """Р, З, Н…: as on the paper."""
    return MARK_LETTERS[mark]


@blueprint.app_template_filter()
def as_days(half_days: int) -> str:
    """3 or 2,5"""
    return f"{half_days // 2},5" if half_days % 2 else str(half_days // 2)


@blueprint.app_template_filter()
def as_hours(minutes: int) -> str:
    """7:30, so that nothing is rounded."""
    return f"{minutes // 60}:{minutes % 60:02d}"


@blueprint.app_template_filter()
def minutes_late(called_at: datetime, shift: Shift) -> int:
    """0 for who came in time."""
    return rules.minutes_late(shift.starts_at, called_at)


def day_in_hand(shift_id: int) -> queries.WorkDay:
    """The shift, if the one signed in has it in hand. Raises NotFound otherwise."""
    return queries.get_work_day(shift_id, actor=current_actor(), at=clock.now())


def to_day(shift_id: int) -> ResponseReturnValue:
    """Back to the page of the day."""
    return redirect(url_for("attendance.show", shift_id=shift_id), 303)
