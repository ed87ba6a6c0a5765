"""The word for every coded value of a working day."""

from app.attendance.models import CallHow, Mark
from app.attendance.queries.steps import Step
from app.attendance.rules import BriefingKind
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
BRIEFINGS = labels.register(
    {
        BriefingKind.FIRST: N_("first briefing"),
        BriefingKind.UNPLANNED: N_("unplanned briefing"),
        BriefingKind.REPEATED: N_("repeated briefing"),
    }
)
STEPS = labels.register(
    {
        Step.AHEAD: N_("still ahead"),
        Step.STOPPED: N_("the work stands still"),
        Step.CHECK: N_("look whether the day may begin"),
        Step.BRIEF: N_("brief on safety"),
        Step.CALL: N_("first roll call"),
        Step.SECOND_CALL: N_("second roll call"),
        Step.RUNNING: N_("the work goes on"),
        Step.WRITE: N_("fill in the attendance sheet"),
        Step.CONFIRM: N_("somebody else confirms the sheet"),
        Step.DONE: N_("done"),
        Step.NOBODY: N_("nobody has a place"),
    }
)
