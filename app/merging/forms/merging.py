"""What is chosen before two records become one."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import SelectField, ValidationError
from wtforms.validators import InputRequired

from app.households.forms import described
from app.households.models import Household
from app.merging.operations import Choices
from app.merging.rules.choosing import HouseholdField, PersonField, Side
from app.web.forms import Form, NonceForm, TextField, at_most, needed


class MergeForm(NonceForm):
    """Only that it is sent, and once; what is chosen about fields and people is read by :func:`read_choices`."""


class FindForm(Form):
    """Which other record is of the same family."""

    q = TextField(
        _("Which other record? Card number, or surname and year of birth"),
        [needed(_("Write a card number, or a surname and a year of birth.")), at_most(200)],
    )


class SamePersonForm(NonceForm):
    """Who was written down twice: the record of the person that stays, and the one that goes into it."""

    kept = SelectField(_("Which record of the person stays?"), choices=[], validators=[InputRequired()])
    merged = SelectField(_("Which record is the same person?"), choices=[], validators=[InputRequired()])

    def offer(self, home: Household, other: Household) -> None:
        """The people of both households, masked; of one household the same people twice."""
        self.kept.choices = [("", gettext("choose")), *_people(home)]
        self.merged.choices = [("", gettext("choose")), *_people(other)]

    def validate_merged(self, field: Any) -> None:
        if field.data and field.data == self.kept.data:
            raise ValidationError(_("Choose two different lines."))

    @property
    def ids(self) -> tuple[int, int]:
        return int(self.kept.data), int(self.merged.data)


def _people(household: Household) -> list[tuple[str, str]]:
    return [(str(person.id), described(person)) for person in household.people]


def read_choices(sent: Mapping[str, str], merged: Household, proposed: Mapping[int, int | None]) -> Choices:
    """What was chosen: ``take-address``, ``same-57`` (who is 57), ``take-57-name``; the rest is as proposed."""
    return Choices(
        pairs={
            person.id: _person_in(sent.get(f"same-{person.id}"), proposed.get(person.id)) for person in merged.people
        },
        fields=_sides(sent, "take", HouseholdField),
        people={person.id: _sides(sent, f"take-{person.id}", PersonField) for person in merged.people},
    )


def read_person_choices(sent: Mapping[str, str], merged_id: int) -> Mapping[PersonField, Side]:
    """The same about one person."""
    return _sides(sent, f"take-{merged_id}", PersonField)


def _sides(sent: Mapping[str, str], prefix: str, fields: Any) -> dict[Any, Side]:
    told = {field: sent.get(f"{prefix}-{field}") for field in fields}
    return {field: Side(side) for field, side in told.items() if side in set(Side)}


def _person_in(told: str | None, proposed: int | None) -> int | None:
    """The number that was chosen; an empty choice is somebody else, nothing sent is what was proposed."""
    if told is None:
        return proposed
    return int(told) if told.isascii() and told.isdigit() and len(told) < 10 else None
