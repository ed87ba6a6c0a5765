"""The attendance sheet as it stands on paper: a row a person, filled in with what is usual."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import Field, FieldList, FormField, IntegerField, SelectField, ValidationError
from wtforms import Form as PlainForm
from wtforms.validators import InputRequired, NumberRange, Optional

from app.attendance import rules
from app.attendance.models import Attendance, Mark
from app.attendance.operations import AWAY, NEEDS_REASON, Row
from app.attendance.queries import WorkDay, Worker
from app.core import clock
from app.core.errors import N_
from app.public_works.models import Shift
from app.web import labels
from app.web.forms import ClockField, Form, TextField, at_most, is_ascii_number, needed

MOST_ROWS = 400
LONGEST_BREAK, LONGEST_ALARM = 720, 1440


class RowFields(PlainForm):
    """One person's day."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """The language of the page; the token is that of the whole form."""

        csrf = False

    day_id = IntegerField(validators=[InputRequired(), is_ascii_number])
    mark = SelectField(_("Mark"), choices=lambda: labels.choices(Mark, empty=N_("not yet")), default="")
    arrived_at = ClockField(_("Came"))
    left_at = ClockField(_("Went"))
    break_minutes = IntegerField(_("Break"), [Optional(), is_ascii_number, NumberRange(0, LONGEST_BREAK)])
    alarm_minutes = IntegerField(_("Alarm"), [Optional(), is_ascii_number, NumberRange(0, LONGEST_ALARM)])
    reason = TextField(_("Reason"), [at_most(120)])
    output = TextField(_("Done"), [at_most(60)])

    @property
    def is_told(self) -> bool:
        return bool(self.mark.data)

    def validate_reason(self, field: Field) -> None:
        if self.is_told and self.mark.data in NEEDS_REASON and not field.data:
            raise ValidationError(gettext("Write why: absent, ill, late and gone early need a reason."))

    def validate_left_at(self, field: Field) -> None:
        is_away = self.mark.data in AWAY
        if self.is_told and not is_away and (field.data is None or self.arrived_at.data is None):
            raise ValidationError(gettext("Write when they came and when they left."))

    def read(self, day: WorkDay) -> Row:
        """The row as it is kept. What stands beside somebody who was absent is left out; an empty field of minutes is
        what the shift and the alarms of the hub come to."""
        mark = Mark(self.mark.data)
        if mark in AWAY:
            return Row(mark, reason=self.reason.data)
        arrived_at, left_at = self._hours(day.shift)
        usual_break = 0 if mark is Mark.STANDBY else day.shift.break_minutes
        alarm = self.alarm_minutes.data
        return Row(
            mark,
            arrived_at,
            left_at,
            break_minutes=usual_break if self.break_minutes.data is None else self.break_minutes.data,
            alarm_minutes=day.alarm_minutes(arrived_at, left_at) if alarm is None else alarm,
            reason=self.reason.data,
            output=self.output.data,
        )

    def _hours(self, shift: Shift) -> tuple[datetime, datetime]:
        is_overnight = clock.local_date(shift.ends_at) > shift.held_on
        earliest = clock.instant(shift.held_on, clock.local(shift.starts_at).time().replace(minute=0))
        arrived_at = rules.moment(
            shift.held_on, self.arrived_at.data, after=earliest, is_overnight=is_overnight
        )  # fmt: skip
        left_at = rules.moment(shift.held_on, self.left_at.data, after=arrived_at, is_overnight=is_overnight)
        return arrived_at, left_at


class EntryForm(Form):
    """The whole sheet. A row without a mark is left for later."""

    rows = FieldList(FormField(RowFields), max_entries=MOST_ROWS)

    @classmethod
    def of(cls, day: WorkDay, at: datetime) -> "EntryForm":
        """Every row that is not written yet, with what is usual, so that only exceptions are marked."""
        return cls(formdata=None, data={"rows": [usual(day, worker, at) for worker in day.missing]})

    def complete(self, day: WorkDay, at: datetime) -> None:
        """Whoever came onto the sheet since the page was opened has fields too; who is not on it has none."""
        sent = {entry.form.day_id.data: entry for entry in self.rows.entries}
        self.rows.entries = [sent[worker.day.id] for worker in day.workers if worker.day.id in sent]
        for worker in day.missing:
            if self.row_of(worker.day.id) is None:
                self.rows.append_entry(usual(day, worker, at))

    def row_of(self, day_id: int) -> RowFields | None:
        """The fields of somebody's row."""
        return next((row for row in self._rows() if row.day_id.data == day_id), None)

    def read(self, day: WorkDay) -> Mapping[int, Row]:
        """Rows that have a mark, by place on the shift."""
        return {row.day_id.data or 0: row.read(day) for row in self._rows() if row.is_told}

    def _rows(self) -> Iterator[RowFields]:
        return (entry.form for entry in self.rows)


def usual(day: WorkDay, worker: Worker, at: datetime) -> Mapping[str, object]:
    """What a row most likely is: hours of the shift, and the mark that the roll calls speak for."""
    shift, calls = day.shift, worker.calls
    first = min((call.called_at for call in calls.values()), default=None)
    late = rules.minutes_late(shift.starts_at, first) if first else 0
    told = {"day_id": worker.day.id, "mark": _usual_mark(day, worker, at, is_late=bool(late))}
    arrived_at = first if first and late else shift.starts_at
    if day.cut_short_at:
        sent_home = _sent_home(shift, day.cut_short_at, _why_cut_short(day), has_worked=bool(calls))
        return {**told, "arrived_at": _wall(arrived_at), **sent_home}
    return {
        **told, "arrived_at": _wall(arrived_at), "left_at": _wall(shift.ends_at), "break_minutes": shift.break_minutes,
    }  # fmt: skip


def _sent_home(shift: Shift, at: datetime, why: str, *, has_worked: bool) -> Mapping[str, object]:
    """When the day was called off or stopped, and why; the break is over in the second half of a shift."""
    left_at = min(shift.ends_at, max(shift.starts_at, at))
    is_after_break = has_worked and left_at >= shift.starts_at + (shift.ends_at - shift.starts_at) / 2
    return {
        "left_at": _wall(left_at), "break_minutes": shift.break_minutes if is_after_break else 0,
        "reason": why if has_worked else "",
    }  # fmt: skip


def _why_cut_short(day: WorkDay) -> str:
    if day.check and day.is_called_off:
        return day.check.reason
    return labels.label(day.stop.cause) if day.stop else ""


def _usual_mark(day: WorkDay, worker: Worker, at: datetime, *, is_late: bool) -> str:
    has_calls = any(one.calls for one in day.workers)
    if day.cut_short_at and not has_calls:
        return Mark.STANDBY.value
    if not (worker.calls or (worker.is_briefed and not has_calls)):
        return ""
    if day.cut_short_at:
        return Mark.LEFT_EARLY.value
    if day.shift.ends_at > at:
        return ""
    return Mark.LATE.value if is_late else Mark.WORKED.value


def _wall(at: datetime) -> object:
    return clock.local(at).time().replace(second=0, microsecond=0)


class CorrectionForm(Form):
    """What is right instead, and why it was wrong."""

    row = FormField(RowFields)
    reason = TextField(_("Why is the row wrong?"), [needed(_("Write why it is wrong.")), at_most(160)])

    @classmethod
    def of(cls, wrong: Attendance) -> "CorrectionForm":
        """As it stands now."""
        told = {
            "day_id": wrong.sign_up_day_id, "mark": wrong.mark.value, "reason": wrong.reason, "output": wrong.output,
            "break_minutes": wrong.break_minutes, "alarm_minutes": wrong.alarm_minutes,
            "arrived_at": _wall(wrong.arrived_at) if wrong.arrived_at else None,
            "left_at": _wall(wrong.left_at) if wrong.left_at else None,
        }  # fmt: skip
        return cls(formdata=None, data={"row": told})
