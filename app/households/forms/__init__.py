"""What is asked of a household, in the order of talk. Labels are questions, errors are instructions."""

from app.households.forms.cards import BlankCardsForm, CardFilterForm, CheckForm, ReplaceForm, StrikeOffForm
from app.households.forms.consents import ConsentForm
from app.households.forms.events import ArrivalForm, BirthForm, DayForm, LeavingForm, described
from app.households.forms.household import FactsForm, MinimalFactsForm, StatusForm
from app.households.forms.people import PersonForm
from app.households.forms.proxies import NamedFields, ProxyForm
from app.households.forms.registering import MinimalForm, RegisterForm

__all__ = [
    "ArrivalForm",
    "BirthForm",
    "BlankCardsForm",
    "CardFilterForm",
    "CheckForm",
    "ConsentForm",
    "DayForm",
    "FactsForm",
    "LeavingForm",
    "MinimalFactsForm",
    "MinimalForm",
    "NamedFields",
    "PersonForm",
    "ProxyForm",
    "RegisterForm",
    "ReplaceForm",
    "StatusForm",
    "StrikeOffForm",
    "described",
]
