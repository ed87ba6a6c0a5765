"""What is typed about a pass."""

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import FieldList, IntegerField, SelectField
from wtforms.validators import NumberRange, Optional
from wtforms.widgets import TextArea

from app.core import clock
from app.hubs import queries as hubs
from app.hubs.labels import settlement_name
from app.passes.models import Pass
from app.passes.operations import Draft
from app.passes.rules import MOST_SETTLEMENTS, hours_of
from app.web.forms import (
    ClockField,
    DayField,
    Form,
    NameField,
    NonceForm,
    NoteField,
    PhoneField,
    TextField,
    at_most,
    is_ascii_number,
    needed,
)

MOST_PEOPLE = 60


def _people(label: Any, *validators: Any) -> IntegerField:
    between = NumberRange(1, MOST_PEOPLE, _("Write how many people, from 1 to %(max)d.", max=MOST_PEOPLE))
    return IntegerField(label, [*validators, is_ascii_number, between])


def _stop(choices: Any = ()) -> SelectField:
    return SelectField(_("Settlement"), choices=choices, validators=[Optional()], filters=[lambda value: value or None])


class PassForm(NonceForm):
    """Everything that stands on a pass."""

    organisation = TextField(_("Organisation"), [needed(_("Write who comes: the organisation.")), at_most(120)])
    purpose = TextField(_("What they come for"), [at_most(160)])
    leader_name = NameField(
        _("Who leads them: name and surname"), [needed(_("Write who answers for the group.")), at_most(80)]
    )
    leader_phone = PhoneField(_("Their phone"))
    people = _people(_("How many people, with the driver"), needed(_("Write how many people come.")))
    names = NoteField(_("The others, a name on each line"), [at_most(1200)], widget=TextArea())
    vehicle = TextField(_("Vehicle: make and colour"), [at_most(60)])
    plate = TextField(_("Number plate"), [at_most(16)], filters=[str.upper])
    day = DayField(_("Day"), [needed(_("Write the day on which it begins."))])
    begins = ClockField(_("From what time"), [needed(_("Write from what time it is valid."))])
    ends = ClockField(_("Until what time"), [needed(_("Write until what time it is valid."))])
    route = FieldList(_stop(), label=_("Settlements in the order of the route"), min_entries=MOST_SETTLEMENTS)

    def __init__(self, *, copied: Pass | None = None, at: datetime, **kwargs: Any) -> None:
        super().__init__(data=_usual(at) | (_copy(copied) if copied else {}), **kwargs)
        choices = [("", "–"), *((str(one.id), settlement_name(one)) for one in hubs.list_settlements())]
        for stop in self.route:
            stop.choices = choices

    @property
    def draft(self) -> Draft:
        """What was typed; only of a form that is right."""
        starts_at, ends_at = hours_of(self.day.data, self.begins.data, self.ends.data)
        return Draft(
            organisation=self.organisation.data,
            purpose=self.purpose.data,
            leader_name=self.leader_name.data,
            leader_phone=self.leader_phone.data,
            people=self.people.data or 1,
            names=self.names.data,
            vehicle=self.vehicle.data,
            plate=self.plate.data,
            starts_at=starts_at,
            ends_at=ends_at,
            settlement_ids=[int(stop.data) for stop in self.route if stop.data],
        )


def _usual(at: datetime) -> dict[str, Any]:
    """From now until the evening."""
    now = clock.local(at)
    return {"day": now.date(), "begins": now.time().replace(second=0, microsecond=0)}


def _copy(earlier: Pass) -> dict[str, Any]:
    """What a group that comes again has in common with the last time; forgotten people are typed anew."""
    fields = ("organisation", "purpose", "leader_name", "leader_phone", "people", "names", "vehicle", "plate")
    route = [str(stop.settlement_id) for stop in earlier.route]
    return {name: getattr(earlier, name) for name in fields} | {
        "route": [*route, *[""] * (MOST_SETTLEMENTS - len(route))],
        "ends": clock.local(earlier.ends_at).time(),
    }


class RevokeForm(Form):
    """Why nobody is let in with it any more."""

    why = TextField(_("Why is it withdrawn?"), [needed(_("Write why, in a few words.")), at_most(120)])


class LetInForm(NonceForm):
    """How many came, where it is not all of them."""

    people = _people(_("How many came"), Optional())


class FindForm(Form):
    """An organisation, a number, or what a scanner reads."""

    code = TextField(_("Code, number or organisation"), [needed(_("Scan the code or write a number.")), at_most(200)])
