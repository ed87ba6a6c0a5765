"""What is asked at the desk."""

from app.checkin.forms.band import (
    DeskForm,
    GiveForm,
    NewcomerForm,
    PlaceForm,
    RefusedForm,
    ReversalForm,
    StrangerForm,
    WeekForm,
)
from app.checkin.forms.emergencies import MOST_OF_A_CODE, EmergencyForm

__all__ = [
    "MOST_OF_A_CODE", "DeskForm", "EmergencyForm", "GiveForm", "NewcomerForm", "PlaceForm", "RefusedForm",
    "ReversalForm", "StrangerForm", "WeekForm",
]  # fmt: skip
