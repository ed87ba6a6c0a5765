"""What is typed about the hub's calendar."""

import re
from datetime import date, time

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import Field, ValidationError
from wtforms.widgets import TextArea

from app.hubs.calendar import OutageHours
from app.web.forms import ClockField, DayField, Form, NoteField, TextField, at_most, needed, read_day

_LINE = re.compile(
    r"(?P<queue>[1-6][.,][12])\s+(?P<day>[0-9.\-]{8,10})\s+"
    r"(?P<begin>[0-9]{1,2}[:.][0-9]{2})\s*[-–—]\s*(?P<end>[0-9]{1,2}[:.][0-9]{2})",
    re.ASCII | re.VERBOSE,
)
MOST_LINES = 100


class CurfewForm(Form):
    """From when to when; both empty where there is none."""

    begins = ClockField(_("Curfew begins at"))
    ends = ClockField(_("Curfew ends at"))

    def validate_ends(self, field: Field) -> None:
        if (self.begins.data is None) != (field.data is None):
            raise ValidationError(_("Write both, or leave both empty."))


class HolidayForm(Form):
    """A day on which nothing is given out."""

    held_on = DayField(_("Day"), [needed(_("Write the day."))])
    name = TextField(_("What day it is"), [at_most(80)])


class OutagesForm(Form):
    """Announced hours without power, one line each, as they are copied from the announcement."""

    lines = NoteField(
        _("Queue, day and hours"), [needed(_("Write at least one line.")), at_most(4000)], widget=TextArea()
    )

    def validate_lines(self, field: Field) -> None:
        written = _written(field.data)
        if len(written) > MOST_LINES:
            raise ValidationError(gettext("Write at most %(most)d lines at once.", most=MOST_LINES))
        for number, line in enumerate(written, 1):
            try:
                _read(line)
            except ValueError:
                raise ValidationError(
                    gettext("Line %(number)d: write it like 3.1 24.11.2026 11:00–15:00.", number=number)
                ) from None

    @property
    def hours(self) -> list[OutageHours]:
        """Every line. Call when the form is right."""
        return [_read(line) for line in _written(self.lines.data)]


def _written(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _read(line: str) -> OutageHours:
    """Raises ValueError for what is no such line."""
    found = _LINE.fullmatch(line)
    if found is None:
        raise ValueError(line)
    day: date = read_day(found["day"])
    begins, ends = _clock(found["begin"]), _clock(found["end"])
    if ends <= begins:
        raise ValueError(line)
    return OutageHours(found["queue"].replace(",", "."), day, begins, ends)


def _clock(text: str) -> time:
    """24:00 is the last minute of the day."""
    hours, minutes = map(int, re.split("[:.]", text))
    return time(23, 59) if (hours, minutes) == (24, 0) else time(hours, minutes)
