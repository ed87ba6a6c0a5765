"""What is typed on a working day."""

from app.attendance.forms.day import (
    BackForm,
    BackWholeForm,
    BriefingForm,
    CallForm,
    CardForm,
    CheckForm,
    LendForm,
    ReplaceForm,
)
from app.attendance.forms.sheets import CorrectionForm, EntryForm

__all__ = [
    "BackForm",
    "BackWholeForm",
    "BriefingForm",
    "CallForm",
    "CardForm",
    "CheckForm",
    "CorrectionForm",
    "EntryForm",
    "LendForm",
    "ReplaceForm",
]
