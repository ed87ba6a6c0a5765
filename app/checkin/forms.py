"""What is entered at the desk."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, HiddenField, IntegerField, SelectField
from wtforms.validators import InputRequired, NumberRange, Regexp

from app.checkin.models import CollectorKind
from app.checkin.operations import Taker
from app.checkin.rules import Reference
from app.hubs.models import Location
from app.web.forms import Form, NonceForm, TextField, at_most, is_ascii_number, needed

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


class GiveForm(NonceForm):
    """The band: what is confirmed, and who takes it."""

    entitlement = HiddenField(validators=[InputRequired(), is_ascii_number])
    household = HiddenField(validators=[InputRequired()])
    collector = HiddenField(default=CollectorKind.MEMBER, validators=[Regexp(r"\A(member|proxy|warden|[0-9]{1,9})\Z")])
    """The number of a member, or a kind; ``member`` alone is whoever holds the card of a minimal record."""
    name = TextField(_("Name of the proxy or warden"), validators=[at_most(80)])
    is_early = HiddenField()

    @property
    def reference(self) -> Reference | None:
        """Whom the band is about."""
        return Reference.read(self.household.data or "")

    @property
    def taker(self) -> Taker:
        """Who takes the aid."""
        chosen = self.collector.data or CollectorKind.MEMBER
        if chosen.isdigit():
            return Taker(CollectorKind.MEMBER, person_id=int(chosen))
        kind = CollectorKind(chosen)
        return Taker(kind, name="" if kind is CollectorKind.MEMBER else self.name.data or "")


class ReversalForm(Form):
    """Why a hand-over is taken back."""

    reason = TextField(
        _("Why is the hand-over taken back?"),
        validators=[needed(_("Write the reason in a few words, for example: wrong card.")), at_most(200)],
    )
