"""Naming who else may collect."""

from datetime import date

from flask_babel import lazy_gettext as _
from wtforms import Field, IntegerField, RadioField, ValidationError
from wtforms.validators import Optional

from app.core.errors import N_
from app.households import proxies, rules
from app.households.forms.fields import choice_of
from app.households.models import ProxyBasis, ProxyRelation
from app.households.proxies import HowLong, ProxyDraft
from app.web import labels
from app.web.forms import DayField, Form, NameField, NonceForm, PhoneField, at_most, is_ascii_number, needed


class NamedFields(Form):
    """Who is named to collect for a household, and on what the hub relies."""

    today: date

    name = NameField(_("Surname and given name"), [needed(_("Write the surname and the given name.")), at_most(80)])
    birth_year = IntegerField(_("Year of birth"), [is_ascii_number, needed(_("Write the year of birth, as 1980."))])
    relation = choice_of(
        _("Who is this to the household?"), ProxyRelation, empty=N_("choose"),
        validators=[needed(_("Choose who this is to the household."))],
    )  # fmt: skip
    basis = choice_of(
        _("How is that known?"), ProxyBasis, empty=N_("choose"), validators=[needed(_("Choose how that is known."))]
    )

    def validate_name(self, field: Field) -> None:
        if not rules.is_name(field.data) or " " not in field.data:
            raise ValidationError(_("Write the surname and the given name, in letters."))

    def validate_birth_year(self, field: Field) -> None:
        if not proxies.EARLIEST_BIRTH <= field.data <= self.today.year - proxies.YOUNGEST:
            raise ValidationError(_("Look at the year again: who collects is at least 14 years old."))


class ProxyForm(NamedFields, NonceForm):
    """The same on the page of the household, where there is time to ask for how long."""

    phone = PhoneField(_("Phone"), [at_most(40)])
    how_long = RadioField(
        _("For how long?"), [needed(_("Choose for how long."))],
        choices=lambda: labels.choices(HowLong), default=HowLong.USUAL,
    )  # fmt: skip
    until = DayField(_("The last day"), [Optional()])

    def validate_how_long(self, field: Field) -> None:
        if field.data != HowLong.UNTIL or self.until.errors:
            return
        if self.until.data is None or self.until.data < self.today:
            raise ValidationError(_("Write the last day, today or later."))
        if self.until.data > proxies.latest_end(self.today):
            raise ValidationError(_("A proxy is named for a year at most. Write an earlier day."))

    @property
    def draft(self) -> ProxyDraft:
        """What was told."""
        usual = proxies.usual_end(self.today)
        return ProxyDraft(
            name=self.name.data,
            birth_year=self.birth_year.data or 0,
            relation=ProxyRelation(self.relation.data),
            basis=ProxyBasis(self.basis.data),
            valid_from=self.today,
            valid_to=self.until.data if self.how_long.data == HowLong.UNTIL else usual,
            is_one_time=self.how_long.data == HowLong.ONCE,
            phone=self.phone.data,
        )
