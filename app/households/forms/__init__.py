"""What is asked of a household, in the order of talk. Labels are questions, errors are instructions."""

from app.households.forms.cards import CardFilterForm, ReplaceForm
from app.households.forms.consents import ConsentForm
from app.households.forms.household import FactsForm, MinimalFactsForm, StatusForm
from app.households.forms.people import PersonForm
from app.households.forms.registering import MinimalForm, RegisterForm

__all__ = [
    "CardFilterForm",
    "ConsentForm",
    "FactsForm",
    "MinimalFactsForm",
    "MinimalForm",
    "PersonForm",
    "RegisterForm",
    "ReplaceForm",
    "StatusForm",
]
