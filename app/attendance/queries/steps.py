"""What is to be done next on a working day."""

from datetime import datetime
from enum import StrEnum

from app.attendance.queries.days import WorkDay
from app.core import clock


class Step(StrEnum):
    """The one thing that a foreman does next."""

    AHEAD = "ahead"
    STOPPED = "stopped"
    CHECK = "check"
    BRIEF = "brief"
    CALL = "call"
    SECOND_CALL = "second_call"
    RUNNING = "running"
    WRITE = "write"
    CONFIRM = "confirm"
    DONE = "done"
    NOBODY = "nobody"


def next_step(day: WorkDay, at: datetime) -> Step:
    """What is next; after the shift and on a day that is called off only the paper is left, which begins with the
    foreman's six ticks."""
    if not day.workers:
        return Step.NOBODY
    if not day.missing:
        return Step.CONFIRM if day.unconfirmed else Step.DONE
    if day.shift.held_on > clock.local_date(at):
        return Step.AHEAD
    if day.shift.ends_at <= at or day.is_called_off:
        return Step.WRITE if day.check else Step.CHECK
    return Step.STOPPED if day.is_frozen else _of_running(day, at)


def _of_running(day: WorkDay, at: datetime) -> Step:
    if day.check is None:
        return Step.CHECK
    if any(not worker.is_briefed for worker in day.missing):
        return Step.BRIEF
    if any(1 not in worker.calls for worker in day.missing):
        return Step.CALL
    is_after_break = at >= day.shift.starts_at + (day.shift.ends_at - day.shift.starts_at) / 2
    if is_after_break and any(2 not in worker.calls for worker in day.missing):
        return Step.SECOND_CALL
    return Step.RUNNING
