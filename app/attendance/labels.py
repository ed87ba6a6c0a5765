"""The word for every coded value of a working day."""

from app.attendance.models import CallHow, Mark
from app.core.errors import N_
from app.web import labels

MARKS = labels.register(
    {
        Mark.WORKED: N_("worked"),
        Mark.LATE: N_("came late"),
        Mark.LEFT_EARLY: N_("left early"),
        Mark.ABSENT: N_("absent"),
        Mark.ILL: N_("ill"),
        Mark.STANDBY: N_("standby"),
    }
)
MARK_LETTERS = {
    Mark.WORKED: "Р",
    Mark.LATE: "З",
    Mark.LEFT_EARLY: "РП",
    Mark.ABSENT: "Н",
    Mark.ILL: "Т",
    Mark.STANDBY: "П",
}
"""As they stand on the attendance sheet, in both languages (field guide 3.7)."""
CALLS = labels.register(
    {CallHow.SCAN: N_("by card"), CallHow.LIST: N_("from the list"), CallHow.PAPER: N_("from paper")}
)
