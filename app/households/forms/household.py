"""Where a household lives, how to reach it, what makes coming hard, and whether it is assigned aid."""

import re
from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, Field, RadioField, SelectField, ValidationError
from wtforms.widgets import TextArea

from app.core.errors import N_
from app.households import labels, rules
from app.households.forms.fields import Filled, choice_of
from app.households.models import ACCESS_NEEDS, Heating, Household, HouseholdStatus, PhoneKind, Residence, StatusReason
from app.households.rules import HouseholdFacts, MinimalFacts
from app.hubs.labels import settlement_name
from app.hubs.models import Location, Settlement
from app.web.forms import Form, NoteField, PhoneField, TextField, at_most
from app.web.labels import choices


class PlaceFields(Form):
    """Where a household belongs. The choices come from the hub's places."""

    no_location = N_("the place that serves the street")
    settlement = SelectField(_("Settlement"), choices=[], default="")
    default_location = SelectField(_("Where you collect aid"), choices=[], default="")

    def offer(self, settlements: Sequence[Settlement], locations: Sequence[Location]) -> None:
        """Fill the choices. Where there is one place of a kind, it is the answer."""
        own = [(str(settlement.id), settlement_name(settlement)) for settlement in settlements]
        self.settlement.choices = own if len(own) == 1 else [("", _("choose")), *own]
        places = [(str(location.id), location.name) for location in locations]
        self.default_location.choices = places if len(places) == 1 else [("", _(self.no_location)), *places]

    def validate_settlement(self, field: Field) -> None:
        if not field.data:
            raise ValidationError(_("Choose the settlement."))

    @property
    def settlement_id(self) -> int:
        return int(self.settlement.data)

    @property
    def default_location_id(self) -> int | None:
        return int(self.default_location.data) if self.default_location.data else None


class FactsForm(PlaceFields):
    """Where a household lives, how to reach it and what makes coming hard."""

    street = TextField(_("Street"), [at_most(80)])
    is_new_street = BooleanField(_("This is a new street, write it down"))
    house = TextField(_("House"), [at_most(12)])
    flat = TextField(_("Flat"), [at_most(6)])
    landmark = TextField(_("Landmark"), [at_most(80)])
    phone1 = PhoneField(_("Phone"))
    phone2 = PhoneField(_("Second phone"))
    phone_kind = choice_of(_("What phone is it"), PhoneKind, empty=N_("not stated"))
    needs_delivery, needs_carrying, needs_seat, needs_step_free, needs_sign_or_loud, cannot_sign = (
        BooleanField(_(labels.NEEDS[need])) for need in ACCESS_NEEDS
    )
    residence = RadioField(
        _("How do you live here?"), choices=lambda: choices(Residence), default=Residence.RESIDENT.value
    )
    heating = RadioField(_("How is the home heated?"), choices=lambda: choices(Heating), default=Heating.UNKNOWN.value)
    notes = NoteField(_("Note"), [at_most(200)], widget=TextArea())

    def validate_street(self, field: Field) -> None:
        if not field.data and not self.landmark.data:
            raise ValidationError(_("Write the street. Where there are no streets, write a landmark."))
        if field.data and rules.read_street(field.data) is None:
            raise ValidationError(_("Write only the name of the street here; house and flat have their own places."))

    def validate_house(self, field: Field) -> None:
        if not field.data:
            if self.street.data and not self.landmark.data:
                raise ValidationError(_("Write the house number. If it has none, write a landmark."))
            return
        try:
            rules.clean_house(field.data)
        except ValueError as error:
            raise ValidationError(_("Write the house as 21, 21А or 21/2.")) from error

    @property
    def facts(self) -> HouseholdFacts:
        return HouseholdFacts(
            settlement_id=self.settlement_id,
            street=rules.read_street(self.street.data) if self.street.data else None,
            house=rules.clean_house(self.house.data) if self.house.data else "",
            flat=self.flat.data,
            landmark=self.landmark.data,
            default_location_id=self.default_location_id,
            phone1=self.phone1.data,
            phone2=self.phone2.data,
            phone_kind=PhoneKind(self.phone_kind.data) if self.phone_kind.data else None,
            residence=Residence(self.residence.data),
            heating=Heating(self.heating.data),
            needs=frozenset(need for need in ACCESS_NEEDS if self[need].data),
            notes=self.notes.data,
        )

    @property
    def facts_so_far(self) -> HouseholdFacts:
        """What of the place and the phones can be read while the form is not finished."""
        phones = [field.data if re.fullmatch(r"\+380\d{9}", field.data) else "" for field in (self.phone1, self.phone2)]
        return HouseholdFacts(
            settlement_id=int(self.settlement.data) if str(self.settlement.data).isdecimal() else 0,
            street=rules.read_street(self.street.data) if self.street.data else None,
            house=self.house.data,
            flat=self.flat.data,
            phone1=phones[0],
            phone2=phones[1],
        )

    @staticmethod
    def values_of(household: Household) -> dict[str, Any]:
        """What stands in the fields before anything is changed."""
        as_they_are = ("house", "flat", "landmark", "notes", "residence", "heating", *ACCESS_NEEDS)
        return {
            **{name: getattr(household, name) for name in as_they_are},
            "settlement": str(household.settlement_id),
            "street": household.street.name if household.street else "",
            "default_location": str(household.default_location_id or ""),
            "phone1": household.phone1,
            "phone2": household.phone2,
            "phone_kind": household.phone_kind or "",
        }


class MinimalFactsForm(PlaceFields):
    """Of a card without a name: how many they are and where."""

    no_location = N_("choose")
    """There is no street to take it from."""
    size = TextField(_("How many people are you?"))

    def validate_default_location(self, field: SelectField) -> None:
        if not field.data and len(list(field.choices or ())) > 1:
            raise ValidationError(_("Choose where they collect aid."))

    def validate_size(self, field: Field) -> None:
        if not re.fullmatch(r"[1-9]|[12][0-9]|30", field.data or "", re.ASCII):
            raise ValidationError(_("Write a number from 1 to 30."))

    @property
    def facts(self) -> MinimalFacts:
        return MinimalFacts(self.settlement_id, self.default_location_id, size=int(self.size.data))

    @staticmethod
    def values_of(household: Household) -> dict[str, Any]:
        """What stands in the fields before anything is changed."""
        return {
            "settlement": str(household.settlement_id),
            "default_location": str(household.default_location_id or ""),
            "size": str(household.declared_size),
        }


class StatusForm(Form):
    """Out of the assignment, or back into it."""

    new_status = RadioField(
        _("From now on this household"),
        choices=lambda: [choice for choice in choices(HouseholdStatus) if choice[0] != HouseholdStatus.MERGED],
    )
    reason = choice_of(_("Why?"), StatusReason, empty=N_("choose"), validators=[Filled(_("Choose the reason."))])
