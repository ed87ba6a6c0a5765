"""May it begin, who was briefed, who is there, which tools are out."""

from collections.abc import Sequence
from datetime import date, datetime

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, Field, IntegerField, RadioField, ValidationError
from wtforms.validators import InputRequired, NumberRange, Optional

from app.attendance.operations import Ticks
from app.attendance.queries import Worker
from app.core import clock
from app.public_works.models import NotChosenWhy, SignUp, SignUpDay
from app.web.forms import (
    ClockField,
    Form,
    MultiCheckboxField,
    NonceForm,
    TextField,
    at_most,
    is_ascii_number,
    needed,
    number_field,
)

MOST_TOOLS = 100


def name_of(sign_up: SignUp) -> str:
    """The person, or the code where the name is forgotten."""
    return sign_up.person.full_name if sign_up.person else sign_up.code


class CheckForm(NonceForm):
    """The foreman's look in the morning."""

    is_clear = BooleanField(_("The clearance of the site holds, and nothing new was found"))
    is_weather_fit = BooleanField(_("The weather is fit for this work"))
    is_quiet = BooleanField(_("There is no alarm now"))
    has_gear = BooleanField(_("Protective gear is here, for everybody"))
    has_first_aider = BooleanField(_("The first-aider is here, with the kit"))
    has_shelter = BooleanField(_("The shelter is open, and everybody knows the way"))
    reason = TextField(_("Why not?"), [at_most(120)])

    @property
    def ticks(self) -> Ticks:
        return Ticks(**{name: bool(self[name].data) for name in Ticks.__dataclass_fields__})


class _AtForm(NonceForm):
    """When something was, on the day of a shift."""

    at = ClockField(_("Time"), [InputRequired(_("Write the time, for example 09:00."))])
    day: date
    now: datetime

    def validate_at(self, field: Field) -> None:
        if field.data and clock.instant(self.day, field.data) > self.now:
            raise ValidationError(gettext("This time is still to come."))

    def on(self, day: date, now: datetime) -> None:
        """Which day it is about, and what is the future."""
        self.day, self.now = day, now

    @property
    def moment(self) -> datetime:
        return clock.instant(self.day, self.at.data)


class BriefingForm(_AtForm):
    """Who has signed the journal."""

    people = MultiCheckboxField(_("Who has signed the journal?"), coerce=int)
    instructor = TextField(
        _("Who read the text and answered questions?"), [needed(_("Write who read it.")), at_most(80)]
    )

    def offer(self, workers: Sequence[Worker]) -> None:
        """Those who are not briefed on the text as it is; what is sent may also be about whoever was meanwhile."""
        is_sent = self.is_submitted()
        self.people.choices = [
            (worker.day.sign_up_id, name_of(worker.day.sign_up))
            for worker in workers
            if is_sent or not worker.is_briefed
        ]


class CardForm(Form):
    """A card that is held to the scanner, or its number."""

    code = TextField(_("Card"), [needed(_("Scan the card or type its 8 digits.")), at_most(200)])


class CallForm(_AtForm):
    """Everybody who is ticked on the paper."""

    people = MultiCheckboxField(_("Who is ticked on the paper?"), coerce=int)

    def offer(self, workers: Sequence[Worker], round_: int | None = None) -> None:
        """Those who were not called in this round yet; without one everybody, for what is sent."""
        self.people.choices = [
            (worker.day.id, name_of(worker.day.sign_up))
            for worker in workers
            if round_ is None or (round_ not in worker.calls and worker.attendance is None)
        ]


class ReplaceForm(Form):
    """Who comes instead of whom, and why."""

    instead = RadioField(_("Who comes instead?"), [InputRequired(_("Choose who comes instead."))], coerce=int)
    reason = TextField(_("Why is the other one absent?"), [needed(_("Write why they are absent.")), at_most(120)])

    def offer(self, waiting: Sequence[SignUpDay]) -> None:
        """In the order of the queue, without those whom the work would harm; the next one is proposed."""
        able = [day for day in waiting if day.why is not NotChosenWhy.LIMITS]
        self.instead.choices = [(day.id, name_of(day.sign_up)) for day in able]
        if able and not self.is_submitted():
            self.instead.data = able[0].id


class LendForm(NonceForm):
    """A tool for everybody who is ticked."""

    people = MultiCheckboxField(_("Who takes it?"), [needed(_("Tick who takes the tool."))], coerce=int)
    tool = TextField(_("Tool"), [at_most(60)])
    other = TextField(_("Tool"), [at_most(60)])
    quantity = number_field(_("How many to each?"), 1, MOST_TOOLS, default=1)

    def offer(self, workers: Sequence[Worker]) -> None:
        """Everybody of the shift; whoever is here and has nothing in hand yet is ticked."""
        self.people.choices = [(worker.day.id, name_of(worker.day.sign_up)) for worker in workers]
        if not self.is_submitted():
            self.people.data = [worker.day.id for worker in workers if worker.is_here and not worker.loans]

    def validate_other(self, field: Field) -> None:
        if not (self.tool.data or field.data):
            raise ValidationError(gettext("Choose a tool or write which one."))

    @property
    def name(self) -> str:
        return self.other.data or self.tool.data


class BackWholeForm(Form):
    """What came back whole."""

    loans = MultiCheckboxField(_("What came back?"), coerce=int)

    def offer(self, workers: Sequence[Worker]) -> None:
        """Everything that was handed out on the day."""
        self.loans.choices = [(loan.id, loan.tool) for worker in workers for loan in worker.loans]


class BackForm(Form):
    """How much came back, and how much is lost."""

    returned = IntegerField(_("Came back"), [Optional(), is_ascii_number, NumberRange(0, MOST_TOOLS)], default=0)
    lost = IntegerField(_("Lost or broken"), [Optional(), is_ascii_number, NumberRange(0, MOST_TOOLS)], default=0)
