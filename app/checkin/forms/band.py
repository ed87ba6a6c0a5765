"""What is entered at the desk."""

from collections.abc import Sequence

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    Field,
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    SelectField,
    ValidationError,
)
from wtforms.validators import InputRequired, NumberRange, Optional, Regexp

from app.accounts.forms import SecondPersonFields
from app.checkin.models import RefusedReason
from app.checkin.operations import MOST_REFUSED, Refused, Taker
from app.checkin.rules import Reference
from app.core.errors import N_
from app.distributions.models import EntitledKit
from app.households import proxies
from app.households.forms import NamedFields
from app.households.models import ProxyBasis, ProxyRelation
from app.hubs.models import Location
from app.stock.labels import kit_name
from app.web.forms import DayField, Form, NonceForm, TextField, at_most, is_ascii_number, needed
from app.web.labels import choices

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

    is_stranger = False

    @property
    def taker(self) -> Taker:
        """Who takes the aid."""
        return Taker(
            is_stranger=self.is_stranger,
            named=proxies.for_today(
                self.name.data,
                self.birth_year.data or 0,
                ProxyRelation(self.relation.data),
                ProxyBasis(self.basis.data),
                today=self.today,
            ),
        )


class StrangerForm(NonceForm, NewcomerForm, SecondPersonFields):
    """Somebody with a card who is not among those who may collect: given once, with a lead who stands by."""

    is_stranger = True
    band = HiddenField()
    entitlement = HiddenField(validators=[InputRequired(), is_ascii_number])


class RefusedRow(Form):
    """One thing that is not taken. Empty rows are left out."""

    class Meta:
        csrf = False

    what = SelectField(_("What was not taken?"), choices=[], default="", validate_choice=False)
    quantity = IntegerField(
        _("Out of how many kits?"),
        default=1,
        validators=[Optional(), is_ascii_number, NumberRange(1, 500, message=_("Write a number from 1 to 500."))],
    )
    reason = SelectField(_("Why?"), choices=lambda: choices(RefusedReason, empty=N_("choose")), validate_choice=False)

    def validate_reason(self, field: Field) -> None:
        if self.what.data and field.data not in set(RefusedReason):
            raise ValidationError(_("Choose why it was not taken."))

    def told(self, note: str) -> Refused:
        """What this row says; of one that is right and not empty."""
        version, _dot, line = self.what.data.partition(".")
        reason = RefusedReason(self.reason.data)
        return Refused(int(version), int(line) if line else None, self.quantity.data or 1, reason, note)


class RefusedForm(Form):
    """What of a promise is not taken, and why."""

    MARK = "rows-0-what"
    """A field that stands in every form of this kind."""

    rows = FieldList(FormField(RefusedRow), min_entries=MOST_REFUSED, max_entries=MOST_REFUSED)
    note = TextField(_("In a few words, if that does not say it"), [at_most(120)])

    def offer(self, kits: Sequence[EntitledKit]) -> None:
        """Let whole kits be chosen, and the lines of their contents."""
        offered = [("", gettext("nothing"))]
        for kit in kits:
            version = kit.kit_version
            offered.append((str(version.id), gettext("%(kit)s: the whole kit", kit=kit_name(version.kit))))
            offered += [(f"{version.id}.{line.id}", f"– {line.name} {line.amount}") for line in version.lines]
        self._offered = {value for value, _words in offered}
        for row in self.rows:
            row.form.what.choices = offered

    def validate_rows(self, field: Field) -> None:
        if any(row.form.what.data not in self._offered for row in self.rows):
            raise ValidationError(_("Choose from the list."))

    @property
    def told(self) -> list[Refused]:
        """Everything that was not taken."""
        return [row.form.told(self.note.data) for row in self.rows if row.form.what.data]


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
