"""What is typed about the hub and its places."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, Field, IntegerField, SelectField, TextAreaField, ValidationError
from wtforms.validators import NumberRange, Optional

from app.accounts import rules as accounts
from app.accounts.forms import NewPasswordFields
from app.core.names import has_mixed_script
from app.hubs import rules
from app.hubs.labels import street_name
from app.hubs.models import Location, LocationKind, Settlement, SettlementKind, Street, StreetKind, Visibility
from app.hubs.operations import FirstLead, HubDetails, LocationDetails, SettlementDetails
from app.web import labels
from app.web.forms import (
    Form,
    MultiCheckboxField,
    NameField,
    PhoneField,
    TextField,
    at_most,
    clean_text,
    is_ascii_number,
    needed,
)


def one_script(form: Form, field: Field) -> None:
    """A Latin letter inside a Ukrainian word looks right and is never found. Raises ValidationError."""
    if has_mixed_script(field.data or ""):
        raise ValidationError(_("There are Latin letters inside a Ukrainian word. Type the word again."))


def number_between(least: int, most: int) -> list[Any]:
    """A whole number within limits that the column has too."""
    message = _("Write a number from %(min)d to %(max)d.")
    return [is_ascii_number, NumberRange(least, most, message)]


class CodeForm(Form):
    """The code that only the person at the hub's own machine can read."""

    code = TextField(_("Set-up code"), [needed(_("Write the code from the terminal.")), at_most(20)])

    @property
    def digits(self) -> str:
        """What was typed without spaces and dashes."""
        return "".join(sign for sign in str(self.code.data) if sign.isascii() and sign.isdigit())


class HubForm(Form):
    """How the hub stands on screens and papers."""

    name = TextField(_("Name of the hub"), [needed(_("Write the name of the hub.")), at_most(120)])
    organisation = TextField(
        _("Organisation that runs the hub"), [needed(_("Write the name of the organisation.")), at_most(160)]
    )
    phone = PhoneField(_("Phone of the hub"), [needed(_("Write the phone that residents call.")), at_most(20)])

    def details(self) -> HubDetails:
        return HubDetails(name=self.name.data or "", organisation=self.organisation.data or "", phone=self.phone.data)


class HubSettingsForm(HubForm):
    """The same, and what is known later."""

    edrpou = TextField(_("Code of the organisation (EDRPOU)"), [at_most(8)])
    public_address = TextField(_("Public address of residents’ pages"), [at_most(120)])

    def validate_edrpou(self, field: Field) -> None:
        if field.data and not (len(field.data) == 8 and field.data.isascii() and field.data.isdigit()):
            raise ValidationError(_("The code has 8 digits."))

    def validate_public_address(self, field: Field) -> None:
        field.data = (field.data or "").rstrip("/")
        if field.data and not rules.is_public_address(field.data):
            raise ValidationError(_("Write it as https://hub.example.org, without a path."))

    def details(self) -> HubDetails:
        return HubDetails(
            name=self.name.data or "",
            organisation=self.organisation.data or "",
            phone=self.phone.data,
            edrpou=self.edrpou.data or "",
            public_address=self.public_address.data or "",
        )


class OpenHubForm(HubForm, NewPasswordFields):
    """A new hub and its first lead."""

    code = TextField(_("Letters for numbers of distributions"), [needed(_("Write two to eight letters.")), at_most(8)])
    lead_name = TextField(_("Your given name and surname"), [needed(_("Write your name.")), at_most(80)])
    login = TextField(_("Your login"), [needed(_("Write your login.")), at_most(accounts.LONGEST_LOGIN)])

    def validate_code(self, field: Field) -> None:
        field.data = field.data.upper()
        if not rules.is_hub_code(field.data):
            raise ValidationError(_("Use two to eight Latin letters, for example HUB."))

    def validate_login(self, field: Field) -> None:
        self.taken_login = accounts.fold_login(field.data)
        if not accounts.is_login(self.taken_login):
            raise ValidationError(_("Use small Latin letters, digits, dots and dashes; begin with a letter."))

    def lead(self) -> FirstLead:
        return FirstLead(name=self.lead_name.data or "", login=self.login.data or "", password=self.password.data or "")


class WipeForm(Form):
    """Typed to show that it is meant."""

    name = TextField(_("Name of the hub"), [needed(_("Write the name of the hub.")), at_most(120)])


class SettlementForm(Form):
    """A settlement."""

    kind = SelectField(_("Kind"), coerce=SettlementKind)
    name = NameField(_("Name of the place"), [needed(_("Write the name.")), at_most(80), one_script])
    katottg = TextField(_("Code in the national register (KATOTTG)"), [at_most(19)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = labels.choices(SettlementKind)

    def validate_katottg(self, field: Field) -> None:
        if field.data and not rules.is_katottg(field.data):
            raise ValidationError(_("Write UA and 17 digits, or leave it empty."))

    def details(self) -> SettlementDetails:
        return SettlementDetails(kind=self.kind.data, name=self.name.data or "", katottg=self.katottg.data or "")


def location_choices(locations: Sequence[Location], empty: str) -> list[tuple[str, str]]:
    """Locations to choose from; ``empty`` says what none means."""
    return [("", empty), *((str(location.id), location.name) for location in locations)]


def _location_id(value: str | None) -> int | None:
    return int(value) if value else None


class StreetsForm(Form):
    """New streets of a settlement, one a line."""

    streets = TextAreaField(
        _("New streets, one on each line"), [needed(_("Write at least one street."))], filters=[clean_text]
    )
    location_id = SelectField(_("Location that serves them"), coerce=_location_id)

    def __init__(self, locations: Sequence[Location], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.location_id.choices = location_choices(locations, _("none yet"))

    def validate_streets(self, field: Field) -> None:
        read = rules.read_streets(field.data)
        if not read:
            raise ValidationError(_("Write at least one street."))
        if len(read) > rules.MOST_STREETS_AT_ONCE:
            raise ValidationError(_("Add at most %(most)d streets at once.", most=rules.MOST_STREETS_AT_ONCE))
        if long := rules.too_long(read.values()):
            raise ValidationError(_("This name is too long: %(name)s…", name=long[0][:30]))


class AssignForm(Form):
    """Which streets a location serves."""

    street_ids = MultiCheckboxField(_("Streets"), [needed(_("Tick at least one street."))], coerce=int)
    location_id = SelectField(_("Location that serves the ticked streets"), coerce=_location_id)

    def __init__(self, streets: Sequence[Street], locations: Sequence[Location], **kwargs: Any) -> None:
        super().__init__(prefix="assign-", **kwargs)
        self.street_ids.choices = [(street.id, street_name(street)) for street in streets]
        self.location_id.choices = location_choices(locations, _("none"))


class StreetForm(Form):
    """One street."""

    kind = SelectField(_("Kind"), coerce=StreetKind)
    name = NameField(_("Name of the place"), [needed(_("Write the name.")), at_most(rules.LONGEST_STREET), one_script])
    location_id = SelectField(_("Location that serves it"), coerce=_location_id)

    def __init__(self, locations: Sequence[Location], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.kind.choices = labels.choices(StreetKind)
        self.location_id.choices = location_choices(locations, _("none"))


class LocationForm(Form):
    """A place where aid is given (field guide 3.4)."""

    name = NameField(_("Name of the place"), [needed(_("Write the name.")), at_most(80), one_script])
    kind = SelectField(_("What kind of place is it?"), coerce=LocationKind)
    settlement_id = SelectField(_("Settlement"), coerce=int)
    address = NameField(_("Street and house"), [needed(_("Write the address.")), at_most(120), one_script])
    landmark = TextField(_("Landmark: how to find the entrance"), [at_most(80)])
    phone = PhoneField(_("Phone of the location"), [at_most(20)])
    desks = IntegerField(_("How many desks?"), [needed(_("Write how many desks.")), *number_between(1, 50)])
    capacity_on_site = IntegerField(
        _("How many people may be on site at once?"),
        [needed(_("Write how many people.")), *number_between(1, 1000)],
    )
    has_shelter = BooleanField(_("There is a shelter"))
    shelter_note = TextField(_("Where is the shelter?"), [at_most(80)])
    shelter_distance_m = IntegerField(_("How far is it, in metres?"), [Optional(), *number_between(0, 20_000)])
    shelter_capacity = IntegerField(_("How many people fit into it?"), [Optional(), *number_between(1, 20_000)])
    is_step_free = BooleanField(_("One can get in without steps"))
    outage_queue = SelectField(_("Power-cut queue"))
    visibility = SelectField(_("Who may read the exact place and hours?"), coerce=Visibility)
    is_active = BooleanField(_("Aid is given here"), default=True)

    def __init__(self, settlements: Sequence[Settlement], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.kind.choices = labels.choices(LocationKind)
        self.visibility.choices = labels.choices(Visibility)
        self.settlement_id.choices = [(settlement.id, settlement.name) for settlement in settlements]
        self.outage_queue.choices = [("", _("not known")), *((queue, queue) for queue in rules.OUTAGE_QUEUES)]

    def details(self) -> LocationDetails:
        return LocationDetails(**{name: value for name, value in self.data.items() if name != "csrf_token"})
