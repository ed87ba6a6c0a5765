"""Signing somebody up, and taking it back."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, HiddenField, RadioField
from wtforms.validators import InputRequired, Optional, Regexp

from app.public_works.forms.fields import row_key
from app.public_works.models import Channel, Skill
from app.public_works.operations import Wish
from app.public_works.rules import Limits
from app.web import labels
from app.web.forms import (
    DayField,
    Form,
    MultiCheckboxField,
    NameField,
    NonceForm,
    TextField,
    at_most,
    needed,
)

AT_STAFF = (Channel.DESK, Channel.PHONE)


class SignUpForm(NonceForm):
    """Who, for which days, and what they can do. Nothing about health: what cannot be done, not why."""

    person = RadioField(_("Who signs up?"), [InputRequired(_("Choose who signs up."))], coerce=int)
    shifts = MultiCheckboxField(
        _("For which days?"), [InputRequired(_("Choose at least one day that has not begun yet."))], coerce=int
    )
    no_lifting = BooleanField(_("no lifting"))
    no_heights = BooleanField(_("no heights"))
    is_seated = BooleanField(_("only work that is done sitting"))
    skills = MultiCheckboxField(_("What can this person do?"), choices=lambda: labels.choices(Skill))
    guardian_name = NameField(_("Name of the parent or guardian"), [at_most(80)])
    consented_on = DayField(_("Day of their consent"), [Optional()])
    channel = RadioField(
        _("How did they ask?"), choices=lambda: [(one.value, labels.label(one)) for one in AT_STAFF], default="desk"
    )
    is_sure = BooleanField(_("They know about it and will manage"))

    def offer(self, people: Iterable[tuple[int, str]], shifts: Iterable[tuple[int, str]], *, is_warden: bool) -> None:
        """What there is to choose from. A warden asks at the door, so there is no question how."""
        self.person.choices = list(people)
        self.shifts.choices = list(shifts)
        if is_warden:
            del self.channel

    @property
    def wish(self) -> Wish:
        """Call when the form is right."""
        return Wish(
            self.shifts.data or (),
            skills=[Skill(skill) for skill in self.skills.data or ()],
            limits=Limits(self.no_lifting.data, self.no_heights.data, self.is_seated.data),
            guardian_name=self.guardian_name.data or "",
            consented_on=self.consented_on.data,
        )

    @property
    def asked_by(self) -> Channel:
        """How they asked."""
        return Channel(self.channel.data) if "channel" in self else Channel.WARDEN


class LeaveForm(Form):
    """Why somebody does not come. Their reason may be that they do not want to: nobody has to explain more."""

    reason = TextField(
        _("Why? In a few words, without anything about health."), [needed(_("Write why.")), at_most(120)]
    )


class ToldForm(Form):
    """Who was told what became of their day."""

    days = MultiCheckboxField(_("Told"), coerce=row_key, validate_choice=False)


class ShareForm(Form):
    """The list that was looked at: another one is not shared out."""

    digest = HiddenField(validators=[needed(), Regexp(r"\A[0-9a-f]{64}\Z")])
