"""Work orders with their shifts, sign-ups, stops, and the help that households asked for."""

from app.public_works.models.help import HelpKind, HelpOutcome, HelpRequest
from app.public_works.models.orders import (
    ADULT,
    OLDEST,
    YOUNGEST,
    AlarmRule,
    ContractForm,
    Demand,
    MinimumWage,
    OrderSkill,
    OrderState,
    OrderTool,
    Shift,
    Skill,
    WorkKind,
    WorkOrder,
    WorkRules,
)
from app.public_works.models.sign_ups import Channel, DayState, NotChosenWhy, SignUp, SignUpDay, SignUpSkill
from app.public_works.models.stops import IncidentNote, StopCause, StoppedOrder, WorkStop

__all__ = [
    "ADULT",
    "OLDEST",
    "YOUNGEST",
    "AlarmRule",
    "Channel",
    "ContractForm",
    "DayState",
    "Demand",
    "HelpKind",
    "HelpOutcome",
    "HelpRequest",
    "IncidentNote",
    "MinimumWage",
    "NotChosenWhy",
    "OrderSkill",
    "OrderState",
    "OrderTool",
    "Shift",
    "SignUp",
    "SignUpDay",
    "SignUpSkill",
    "Skill",
    "StopCause",
    "StoppedOrder",
    "WorkKind",
    "WorkOrder",
    "WorkRules",
    "WorkStop",
]
