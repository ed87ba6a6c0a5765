"""Forms of the public door. None has a CSRF token, which would need a cookie: what changes anything needs a key."""

from collections.abc import Sequence
from typing import Any

from flask_babel import force_locale, gettext
from flask_babel import lazy_gettext as _
from wtforms import RadioField, SelectField, ValidationError

from app.core import codes
from app.core.errors import N_
from app.pay.models import PayQuestionKind
from app.public_works import rules
from app.public_works.models import SignUpDay, Skill
from app.residents.queries import OpenWork
from app.web import filters
from app.web.forms import (
    Form,
    MultiCheckboxField,
    NameField,
    NonceForm,
    TextField,
    at_most,
    is_ascii_number,
    needed,
)
from app.web.labels import choices, label

NO_LIFTING, NO_HEIGHTS, IS_SEATED = "no_lifting", "no_heights", "is_seated"
EVERY_DAY = "all"
OTHER_REASON = "other"
REASONS = {
    "busy": N_("cannot come that day"),
    "work": N_("found other work"),
    "family": N_("must look after family"),
    "way": N_("have no way to get there"),
    OTHER_REASON: N_("another reason"),
}
"""Why somebody gives up a day. Nobody has to tell more, and of health nothing is asked."""


class LookForm(Form):
    """Card number and PIN."""

    class Meta:
        csrf = False

    card_no = TextField(_("Card number"), validators=[needed(_("Write the card number.")), at_most(200)])
    pin = TextField(_("PIN"), validators=[needed(_("Write the PIN: four digits on the card.")), at_most(20)])

    @property
    def code(self) -> codes.Code:
        """What was typed into the card number, with spaces and dashes taken out."""
        return codes.read_code(self.card_no.data or "")

    @property
    def pin_digits(self) -> str:
        return codes.read_code(self.pin.data or "").digits

    def validate_card_no(self, field: Any) -> None:
        """A slip of the finger is told at once: the check digit says so without a look into the register."""
        if self.code.kind is not codes.CodeKind.CARD_NO:
            raise ValidationError(_("Check the card number: 8 digits, as on the card."))


class SignUpForm(NonceForm):
    """Who wants to work on which days. The page lists nobody: whoever signs up writes who they are."""

    class Meta:
        csrf = False

    given = NameField(_("First name"), validators=[needed(_("Write the first name.")), at_most(60)])
    birth_year = TextField(
        _("Year of birth"), validators=[needed(_("Write the year of birth, for example 1980.")), is_ascii_number]
    )
    days = MultiCheckboxField(_("For which days?"), validators=[needed(_("Choose at least one day."))])
    limits = MultiCheckboxField(
        _("What suits me"),
        choices=[
            (NO_LIFTING, _("no lifting")),
            (NO_HEIGHTS, _("no heights")),
            (IS_SEATED, _("only work that is done sitting")),
        ],
    )
    skills = MultiCheckboxField(_("What I can do"))

    def offer(self, work: OpenWork) -> "SignUpForm":
        """Let it choose among the days of this work, and the skills that are wanted there."""
        self.days.choices = [
            (str(shift.id), f"{filters.day(shift.held_on)}, {filters.window(shift)}") for shift in work.shifts
        ]
        self.skills.choices = [(one.skill.value, label(one.skill)) for one in work.order.skills]
        if not work.order.skills:
            del self.skills
        return self

    @property
    def shift_ids(self) -> Sequence[int]:
        return [int(value) for value in self.days.data or []]

    @property
    def chosen_skills(self) -> Sequence[Skill]:
        return [Skill(value) for value in self.skills.data or []] if "skills" in self else []

    @property
    def told_limits(self) -> rules.Limits:
        told = self.limits.data or []
        return rules.Limits(NO_LIFTING in told, NO_HEIGHTS in told, IS_SEATED in told)


class AnswerForm(Form):
    """Yes or no to a place that is held."""

    class Meta:
        csrf = False

    answer = SelectField(choices=[("yes", ""), ("no", "")], validators=[needed()])


class GiveUpForm(Form):
    """A day on which somebody cannot come, and why."""

    class Meta:
        csrf = False

    day = SelectField(_("Day"))
    reason = SelectField(_("Why"), choices=[(key, _(words)) for key, words in REASONS.items()])
    more = TextField(_("In your own words, if you like"), validators=[at_most(80)])

    def offer(self, days: Sequence[SignUpDay]) -> "GiveUpForm":
        """Let it choose among these days, or all of them at once."""
        each = [(str(day.id), f"{filters.day_month(day.shift.held_on)}, {filters.window(day.shift)}") for day in days]
        self.day.choices = [*each, (EVERY_DAY, _("all my days of this work"))] if len(days) > 1 else each
        return self

    @property
    def words(self) -> str:
        """The reason as staff read it, in the language of the hub's papers."""
        with force_locale("uk"):
            told = gettext(REASONS[self.reason.data])
        return f"{told}: {self.more.data}" if self.more.data else told


class QuestionForm(NonceForm):
    """What is wrong with hours or money."""

    class Meta:
        csrf = False

    kind = RadioField(
        _("What is it about?"),
        choices=lambda: choices(PayQuestionKind),
        validators=[needed(_("Choose what it is about."))],
    )
    text = TextField(_("Tell it in short"), validators=[at_most(240)])
