"""What is asked on the pages of public works. Labels are questions, errors are instructions."""

from app.public_works.forms.orders import CancelForm, OrderForm, PublishedForm
from app.public_works.forms.safety import SafetyForm
from app.public_works.forms.shifts import PlacesForm, RemoveShiftsForm, ShiftsForm
from app.public_works.forms.stops import IncidentForm, ReleaseForm, StopForm
from app.public_works.forms.terms import MinimumForm, SharingForm

__all__ = [
    "CancelForm",
    "IncidentForm",
    "MinimumForm",
    "OrderForm",
    "PlacesForm",
    "PublishedForm",
    "ReleaseForm",
    "RemoveShiftsForm",
    "SafetyForm",
    "SharingForm",
    "ShiftsForm",
    "StopForm",
]
