"""What is asked when the people of a household change: the day, who, and who speaks for it afterwards."""

from collections.abc import Sequence
from datetime import date

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import Field, SelectField, ValidationError

from app.households import rules
from app.households.forms.fields import choice_of
from app.households.forms.people import PersonFields, PersonForm
from app.households.models import Household, Person, PersonRole
from app.households.parsing.persons import Birth
from app.households.rules import Occasion
from app.web.forms import DayField, MultiCheckboxField, NonceForm, needed
from app.web.labels import choices, label


class DayForm(NonceForm):
    """On which day it happened."""

    today: date
    happened_on = DayField(_("On which day?"), [needed(_("Write the day."))])

    def validate_happened_on(self, field: Field) -> None:
        if field.data and not rules.may_have_happened(field.data, self.today):
            raise ValidationError(_("Write a day that is not in the future."))

    @property
    def occasion(self) -> Occasion:
        return Occasion(self.happened_on.data, self.nonce.data)


class BirthForm(PersonFields, DayForm):
    """A child and the day of its birth."""

    birth = None  # type: ignore[assignment]  # takes the field of the parent away: the day is the birth
    happened_on = DayField(_("Born on"), [needed(_("Write the day."))])
    role = SelectField(
        _("Who is this to the head"),
        choices=lambda: [choice for choice in choices(PersonRole) if choice[0] != PersonRole.HEAD],
        default=PersonRole.CHILD.value,
    )

    def read_birth(self) -> Birth:
        return Birth(on=self.happened_on.data, year=self.happened_on.data.year)


class ArrivalForm(PersonForm, DayForm):
    """Somebody who came to live here, and since when."""


class LeavingForm(DayForm):
    """Who died or left, and who speaks for the others."""

    who = MultiCheckboxField(_("Who?"), coerce=int)
    new_head = choice_of(_("Who speaks for those who stay?"), PersonRole)

    def offer(self, household: Household) -> None:
        """The people of the household, masked; of the only one there is nothing to choose."""
        people = [(str(person.id), described(person)) for person in household.people]
        self.who.choices = [(person.id, described(person)) for person in household.people]
        self.new_head.choices = [("", gettext("nothing changes")), *people]
        if len(people) == 1 and not self.is_submitted():
            self.who.data = [household.people[0].id]

    def validate_who(self, field: Field) -> None:
        if not field.data and self.who.choices:
            raise ValidationError(_("Mark who."))

    @property
    def new_head_id(self) -> int | None:
        return int(self.new_head.data) if self.new_head.data else None


def described(person: Person) -> str:
    """К▪▪▪▪▪ Г., 1954, head of the household."""
    parts: Sequence[str] = (
        rules.masked_name(person.surname, person.given),
        str(person.birth_year or ""),
        label(person.role),
    )
    return ", ".join(part for part in parts if part)
