"""What is entered at the desk."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, HiddenField, IntegerField, SelectField
from wtforms.validators import InputRequired, NumberRange, Optional, Regexp

from app.checkin.collecting import Taker
from app.checkin.rules import Reference
from app.households import proxies
from app.households.forms import NamedFields
from app.households.models import ProxyBasis, ProxyRelation
from app.hubs.models import Location
from app.web.forms import DayField, Form, NonceForm, TextField, at_most, is_ascii_number, needed

MOST_DESKS = 50


class DeskForm(Form):
    """Where this desk stands."""

    location = SelectField(_("At which location do you give aid?"), coerce=int)
    desk = IntegerField(
        _("What is the number of your desk?"),
        default=1,
        validators=[
            is_ascii_number,
            needed(_("Write the number of your desk, for example 2.")),
            NumberRange(1, MOST_DESKS, message=_("Write a number from 1 to 50.")),
        ],
    )
    is_masked = BooleanField(_("Hide names until somebody asks to see them"), default=True)

    def offer(self, locations: Sequence[Location]) -> None:
        """Let one of these be chosen."""
        self.location.choices = [(location.id, location.name) for location in locations]


NEWCOMER = "new"
"""Instead of a number: somebody whom the household names at this desk."""


class GiveForm(NonceForm):
    """The band: what is confirmed, and who takes it."""

    entitlement = HiddenField(validators=[InputRequired(), is_ascii_number])
    household = HiddenField(validators=[InputRequired()])
    collector = HiddenField(default="member", validators=[Regexp(r"\A(member|new|((proxy|warden)-)?[0-9]{1,9})\Z")])
    """The number of a member, a proxy or the street's warden; ``member`` alone is whoever holds the card."""
    is_early = HiddenField()

    @property
    def reference(self) -> Reference | None:
        """Whom the band is about."""
        return Reference.read(self.household.data or "")

    @property
    def is_newcomer(self) -> bool:
        """Whether somebody is named at this desk."""
        return self.collector.data == NEWCOMER

    @property
    def taker(self) -> Taker:
        """Who takes the aid, unless it is a newcomer."""
        kind, _dash, number = (self.collector.data or "").rpartition("-")
        if not number.isdigit():
            return Taker()
        takers = {"": Taker(person_id=int(number)), "proxy": Taker(proxy_id=int(number))}
        return takers.get(kind, Taker(warden_id=int(number)))


class NewcomerForm(NamedFields):
    """Somebody whom the household names at this desk, for this once. Read only when one is chosen."""

    @property
    def taker(self) -> Taker:
        """Who takes the aid."""
        return Taker(
            named=proxies.for_today(
                self.name.data,
                self.birth_year.data or 0,
                ProxyRelation(self.relation.data),
                ProxyBasis(self.basis.data),
                today=self.today,
            )
        )


class PlaceForm(Form):
    """Which free place of this location a household takes: the one of the button, else the one that was chosen."""

    household = HiddenField(validators=[InputRequired()])
    slot = HiddenField(validators=[is_ascii_number])
    other = HiddenField(validators=[is_ascii_number])

    @property
    def reference(self) -> Reference | None:
        """Whom the band is about."""
        return Reference.read(self.household.data or "")

    @property
    def slot_id(self) -> int:
        """0 where none was chosen, which no slot is."""
        return int(self.slot.data or self.other.data or 0)


class WeekForm(Form):
    """Which seven days. Asked in the address, which holds no names."""

    class Meta:
        csrf = False

    until = DayField(_("Seven days that end on"), [Optional()])


class ReversalForm(Form):
    """Why a hand-over is taken back."""

    reason = TextField(
        _("Why is the hand-over taken back?"),
        validators=[needed(_("Write the reason in a few words, for example: wrong card.")), at_most(200)],
    )
