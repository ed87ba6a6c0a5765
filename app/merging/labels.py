"""The words of merging: what is chosen between, and what two records say."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from app.core.errors import N_
from app.households import rules as households
from app.households.labels import DIFFICULTIES, FUNCTIONAL, NEEDS, home_address
from app.households.models import FUNCTIONAL_NEEDS, Household
from app.hubs.labels import settlement_name
from app.merging.rules.choosing import Field, HouseholdField, PersonField, Side, Values
from app.web import labels
from app.web.filters import dmy, phone

HOUSEHOLD_FIELDS = labels.register(
    {
        HouseholdField.ADDRESS: N_("Address and where they collect"),
        HouseholdField.PHONES: N_("Phone"),
        HouseholdField.RESIDENCE: N_("Lives here as"),
        HouseholdField.HEATING: N_("Heating"),
        HouseholdField.NEEDS: N_("Needs"),
        HouseholdField.SIZE: N_("How many were told of"),
        HouseholdField.NOTES: N_("Note"),
        HouseholdField.STATUS: N_("Aid"),
    }
)
PERSON_FIELDS = labels.register(
    {
        PersonField.NAME: N_("Name"),
        PersonField.BIRTH: N_("Born"),
        PersonField.SEX: N_("Sex"),
        PersonField.DOCUMENT: N_("Document"),
        PersonField.HEALTH: N_("Difficulties"),
    }
)
SIDES = labels.register(
    {
        Side.KEPT: N_("of the record that stays"),
        Side.MERGED: N_("of the other record"),
        Side.BOTH: N_("both"),
    }
)


def address_of(household: Household) -> str:
    """вул. Садова, 21, смт Тихе; забирають: Ліцей."""
    location = household.default_location
    parts = [home_address(household), settlement_name(household.settlement)]
    where = ", ".join(part for part in parts if part)
    return _("%(address)s; collects at: %(place)s", address=where, place=location.name) if location else where


def told(field: Field, values: Values, *, is_revealed: bool) -> str:
    """What a record says about a field, masked where names and numbers are."""
    return _TELLERS[field](values, is_revealed) or "–"


def _phones(values: Values, is_revealed: bool) -> str:
    numbers = [number for number in (values["phone1"], values["phone2"]) if number]
    return ", ".join(phone(number) if is_revealed else households.masked_phone(number) for number in numbers)


def _needs(values: Values, is_revealed: bool) -> str:
    return "; ".join(_(words) for need, words in NEEDS.items() if values[need])


def _name(values: Values, is_revealed: bool) -> str:
    if not is_revealed:
        return households.masked_name(values["surname"], values["given"])
    return " ".join(part for part in (values["surname"], values["given"], values["patronymic"]) if part)


def _birth(values: Values, is_revealed: bool) -> str:
    if is_revealed and values["birth_on"]:
        return str(dmy(values["birth_on"]))
    return str(values["birth_year"] or "")


def _document(values: Values, is_revealed: bool) -> str:
    parts = [labels.label(values["document"])]
    if is_revealed and values["document_last4"]:
        parts.append(f"…{values['document_last4']}")
    if is_revealed and values["vouched_by"]:
        parts.append(_("confirmed by: %(name)s", name=values["vouched_by"]))
    return ", ".join(parts)


def _health(values: Values, is_revealed: bool) -> str:
    """Answers to the six questions; covered like a name."""
    answered = [need for need in FUNCTIONAL_NEEDS if values[need] is not None]
    if not is_revealed:
        return "▪▪▪▪▪" if answered else ""
    return "; ".join(f"{_(FUNCTIONAL[need])} {_(DIFFICULTIES[str(values[need])])}" for need in answered)


_TELLERS: Mapping[Field, Any] = {
    HouseholdField.PHONES: _phones,
    HouseholdField.RESIDENCE: lambda values, _revealed: labels.label(values["residence"]),
    HouseholdField.HEATING: lambda values, _revealed: labels.label(values["heating"]),
    HouseholdField.NEEDS: _needs,
    HouseholdField.SIZE: lambda values, _revealed: str(values["declared_size"] or ""),
    HouseholdField.NOTES: lambda values, revealed: values["notes"] if revealed else "▪▪▪▪▪" * bool(values["notes"]),
    HouseholdField.STATUS: lambda values, _revealed: labels.label(values["status"]),
    PersonField.NAME: _name,
    PersonField.BIRTH: _birth,
    PersonField.SEX: lambda values, _revealed: labels.label(values["sex"]),
    PersonField.DOCUMENT: _document,
    PersonField.HEALTH: _health,
}
