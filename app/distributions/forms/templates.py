"""What is typed about the usual week of a location."""

from collections.abc import Sequence
from datetime import date

from flask_babel import lazy_gettext as _
from wtforms import Field, HiddenField, RadioField, SelectField, ValidationError
from wtforms.validators import Regexp

from app.distributions.forms.plans import WEEKDAY_NAMES, DayHours
from app.distributions.models import Programme, TemplateDay
from app.distributions.operations.templates import WeekDay
from app.hubs.models import Location
from app.web.forms import DayField, Form, MultiCheckboxField, NonceForm, needed, number_field

LONGEST_DAYS = 366


class TemplateForm(DayHours):
    """One day of the usual week."""

    programme = SelectField(_("What is given?"), coerce=int)
    location = SelectField(_("Where?"), coerce=int)
    weekday = RadioField(
        _("On which weekday?"), [needed(_("Choose a weekday."))], coerce=int,
        choices=lambda: [(n, _(name)) for n, name in enumerate(WEEKDAY_NAMES)],
    )  # fmt: skip
    every_weeks = RadioField(
        _("How often?"), coerce=int, default=1,
        choices=lambda: [(1, _("every week")), (2, _("every second week")), (4, _("every fourth week"))],
    )  # fmt: skip
    begins_on = DayField(_("From which day on?"), [needed(_("Write the day."))])
    desks = number_field(_("How many desks?"), 1, 50, optional=True)

    def offer(self, programmes: Sequence[Programme], locations: Sequence[Location]) -> None:
        """What there is to choose from."""
        self.programme.choices = [(one.id, one.title) for one in programmes]
        self.location.choices = [(one.id, f"{one.name}, {one.address}") for one in locations]
        self.desks_there = {one.id: one.desks for one in locations}

    def fill(self, template: TemplateDay) -> None:
        """Begin with a day as it stands."""
        for name in ("weekday", "every_weeks", "begins_on", "opens_at", "closes_at", "slot_minutes", "desks"):
            self[name].data = getattr(template, name)
        self.service_minutes.data = template.service_minutes
        self.kept.data, self.kept_until.data = template.kept, template.kept_until
        self.programme.data, self.location.data = template.programme_id, template.location_id

    @property
    def details(self) -> WeekDay:
        """Call when the form is right."""
        return WeekDay(
            programme_id=self.programme.data, location_id=self.location.data, weekday=self.weekday.data,
            every_weeks=self.every_weeks.data, begins_on=self.begins_on.data, opens_at=self.opens_at.data,
            closes_at=self.closes_at.data, slot_minutes=self.slot_minutes.data,
            service_minutes=self.service_minutes.data, kept=self.kept.data or 0, kept_until=self.kept_until.data,
            desks=self.desks.data or self.desks_there[self.location.data],
        )  # fmt: skip


class StampForm(Form):
    """Which weeks are laid over which part of the calendar. Sent by GET: it only looks."""

    templates = MultiCheckboxField(_("Which days of the week?"), [needed(_("Choose at least one."))], coerce=int)
    first = DayField(_("From which day?"), [needed(_("Write the day."))])
    last = DayField(_("To which day?"), [needed(_("Write the day."))])

    def validate_last(self, field: Field) -> None:
        if self.first.data and field.data and not 0 <= (field.data - self.first.data).days <= LONGEST_DAYS:
            raise ValidationError(_("The last day must come after the first, within a year."))

    @property
    def span(self) -> tuple[date, date]:
        return self.first.data, self.last.data


class StampNowForm(StampForm, NonceForm):
    """The days that were looked at."""

    digest = HiddenField(validators=[Regexp(r"\A[0-9a-f]{64}\Z")])
