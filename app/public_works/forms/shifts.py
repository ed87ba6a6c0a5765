"""Several shifts at once."""

from datetime import time
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import Field, ValidationError

from app.distributions.forms.plans import WEEKDAY_NAMES
from app.public_works import rules
from app.web.forms import ClockField, DayField, Form, MultiCheckboxField, needed, number_field

MOST_DAYS = 92
WORKING_WEEK = [0, 1, 2, 3, 4]


class ShiftsForm(Form):
    """From day to day, weekdays, hours; a second pair of hours makes two half-day shifts a day."""

    first_on = DayField(_("From which day?"), [needed(_("Write the first day."))])
    last_on = DayField(_("To which day?"), [needed(_("Write the last day."))])
    weekdays = MultiCheckboxField(
        _("On which weekdays?"), [needed(_("Choose at least one weekday."))], coerce=int, default=WORKING_WEEK,
        choices=lambda: [(n, _(name)) for n, name in enumerate(WEEKDAY_NAMES)],
    )  # fmt: skip
    starts_at = ClockField(_("From what time?"), [needed(_("Write when work begins."))], default=time(9))
    ends_at = ClockField(_("Until what time?"), [needed(_("Write when work ends."))], default=time(17))
    break_minutes = number_field(_("Break, minutes"), 0, 240, default=60)
    second_starts_at = ClockField(_("Second shift of the same day: from"))
    second_ends_at = ClockField(_("Second shift: until"))
    places = number_field(_("How many work in one shift?"), 1, 200)

    def validate_last_on(self, field: Field) -> None:
        first = self.first_on.data
        if first and field.data and not 0 <= (field.data - first).days < MOST_DAYS:
            raise ValidationError(_("The last day comes after the first one, within three months."))

    def validate_ends_at(self, field: Field) -> None:
        _check(self._hours(self.starts_at.data, field.data, self.break_minutes.data or 0))

    def validate_second_ends_at(self, field: Field) -> None:
        if bool(self.second_starts_at.data) != bool(field.data):
            raise ValidationError(_("Write from when to when the second shift lasts, or leave both empty."))
        _check(self._hours(self.second_starts_at.data, field.data, self.break_minutes.data or 0))

    @staticmethod
    def _hours(starts_at: Any, ends_at: Any, break_minutes: int) -> rules.Hours | None:
        return rules.Hours(starts_at, ends_at, break_minutes) if starts_at and ends_at else None

    @property
    def plan(self) -> rules.Plan:
        """Call when the form is right."""
        pairs = ((self.starts_at.data, self.ends_at.data), (self.second_starts_at.data, self.second_ends_at.data))
        hours = (self._hours(*pair, self.break_minutes.data or 0) for pair in pairs)
        return rules.Plan(
            self.first_on.data, self.last_on.data, frozenset(self.weekdays.data or ()),
            tuple(one for one in hours if one), self.places.data,
        )  # fmt: skip


def _check(hours: rules.Hours | None) -> None:
    if hours is not None and not hours.is_sound:
        raise ValidationError(
            _("A shift ends after it begins, is at most 12 hours long, and is longer than its break.")
        )


class RemoveShiftsForm(Form):
    """Which shifts go."""

    shifts = MultiCheckboxField(_("Shifts"), [needed(_("Tick the shifts to be removed."))], coerce=int, choices=[])


class PlacesForm(Form):
    """How many work in a shift."""

    places = number_field(_("Places"), 1, 200)
