"""The word for every coded value of public works."""

from app.core.errors import N_
from app.public_works.models import (
    AlarmRule,
    Channel,
    ContractForm,
    DayState,
    Demand,
    HelpKind,
    HelpOutcome,
    NotChosenWhy,
    OrderState,
    Skill,
    StopCause,
    WorkKind,
)
from app.public_works.queries import Stage
from app.public_works.rules import Need, NoShift
from app.web import labels

WORK_KINDS = labels.register(
    {
        WorkKind.CLEANUP: N_("community clean-up"),
        WorkKind.DEBRIS: N_("clearing small rubble"),
        WorkKind.REPAIR: N_("repairs"),
        WorkKind.GREENING: N_("planting and greening"),
        WorkKind.FIREWOOD: N_("firewood"),
        WorkKind.HELP: N_("help for households"),
        WorkKind.SORTING: N_("sorting of aid"),
        WorkKind.SEWING_COOKING: N_("sewing and cooking"),
        WorkKind.TRAINING: N_("training"),
    }
)
DEMANDS = labels.register({Demand.LIGHT: N_("light"), Demand.MEDIUM: N_("medium"), Demand.HEAVY: N_("heavy")})
ALARM_RULES = labels.register(
    {
        AlarmRule.PAID: N_("time of an alarm is paid"),
        AlarmRule.HALF: N_("half the time of an alarm is paid"),
        AlarmRule.UNPAID: N_("time of an alarm is not paid"),
    }
)
CONTRACT_FORMS = labels.register(
    {
        ContractForm.FIXED_TERM: N_("fixed-term employment contract"),
        ContractForm.CIVIL: N_("civil-law contract"),
        ContractForm.VOLUNTEER: N_("volunteer agreement"),
    }
)
SKILLS = labels.register(
    {
        Skill.DRIVER: N_("driving"),
        Skill.ELECTRICIAN: N_("electrical work"),
        Skill.BUILDER: N_("building"),
        Skill.SEWING: N_("sewing"),
        Skill.COOKING: N_("cooking"),
        Skill.CARE: N_("caring for people"),
        Skill.COMPUTER: N_("computer"),
        Skill.FIRST_AID: N_("first aid"),
    }
)
ORDER_STATES = labels.register(
    {
        OrderState.DRAFT: N_("draft"),
        OrderState.PUBLISHED: N_("published"),
        OrderState.CLOSED: N_("closed"),
        OrderState.CANCELLED: N_("cancelled"),
    }
)
STOP_CAUSES = labels.register(
    {
        StopCause.EXPLOSIVE: N_("explosive object found"),
        StopCause.SHELLING: N_("shelling"),
        StopCause.INJURY: N_("somebody is hurt"),
        StopCause.CLEARANCE: N_("the site clearance no longer holds"),
        StopCause.WEATHER: N_("weather"),
        StopCause.OTHER: N_("another reason"),
    }
)
CHANNELS = labels.register(
    {
        Channel.DOOR: N_("on the residents’ page"),
        Channel.DESK: N_("at the hub"),
        Channel.PHONE: N_("by phone"),
        Channel.WARDEN: N_("through the warden"),
    }
)
DAY_STATES = labels.register(
    {
        DayState.WANTED: N_("signed up"),
        DayState.CHOSEN: N_("works"),
        DayState.WAITING: N_("on the waiting list"),
        DayState.OFFERED: N_("place offered"),
        DayState.LAPSED: N_("offer not taken"),
        DayState.CANCELLED: N_("does not come"),
    }
)
NOT_CHOSEN = labels.register(
    {
        NotChosenWhy.HOUSEHOLD_CAP: N_("your household has worked its days of this period while others wait"),
        NotChosenWhy.HOUSEHOLD_ONE: N_("somebody of your household works that day while others wait"),
        NotChosenWhy.WORKED_LATELY: N_("first come those whose households have not worked lately"),
        NotChosenWhy.FIRST_SHARE: N_("a share of the places goes first to women and to people with limits"),
        NotChosenWhy.BY_DRAW: N_("there were more people than places, and the draw decided"),
        NotChosenWhy.LIMITS: N_("this work has no task that suits what you told us"),
        NotChosenWhy.CLASH: N_("at that time you work elsewhere or receive aid"),
        NotChosenWhy.CAME_LATER: N_("the places were shared out before you signed up"),
    }
)
HELP_KINDS = labels.register(
    {
        HelpKind.FIREWOOD: N_("firewood"),
        HelpKind.WATER: N_("water"),
        HelpKind.SHOPPING: N_("shopping"),
        HelpKind.REPAIR: N_("a small repair"),
        HelpKind.OTHER: N_("other help"),
    }
)
HELP_OUTCOMES = labels.register(
    {
        HelpOutcome.DONE: N_("done"),
        HelpOutcome.NOT_HOME: N_("nobody at home"),
        HelpOutcome.NOT_DONE: N_("not done"),
    }
)
STAGES = labels.register(
    {
        Stage.DRAFT: N_("draft"),
        Stage.OPEN: N_("open for signing up"),
        Stage.DECIDING: N_("turns to be decided"),
        Stage.CHOSEN: N_("turns decided"),
        Stage.RUNNING: N_("running"),
        Stage.FROZEN: N_("stands still"),
        Stage.CLOSED: N_("closed"),
        Stage.CANCELLED: N_("cancelled"),
    }
)
NO_SHIFTS = labels.register(
    {
        NoShift.PAST: N_("over already"),
        NoShift.HOLIDAY: N_("a day off of the hub"),
        NoShift.CURFEW: N_("too near to curfew"),
        NoShift.TAKEN: N_("there is a shift at these hours already"),
    }
)
NEEDS = labels.register(
    {
        Need.SHIFTS: N_("there are shifts"),
        Need.AHEAD: N_("every shift is still to come"),
        Need.CLEARANCE: N_("the site was searched: number of the clearance, who searched it, until when it holds"),
        Need.CLEARED_DAYS: N_("the clearance holds on every day of the work"),
        Need.BRIEFING: N_("text of the safety briefing"),
        Need.GEAR: N_("protective gear"),
        Need.SHELTER: N_("the nearest shelter"),
        Need.FIRST_AIDER: N_("who gives first aid"),
        Need.EMERGENCY_PHONE: N_("phone for an emergency"),
        Need.FOREMAN: N_("the foreman"),
        Need.SIGN_UP_UNTIL: N_("signing up ends after now and before the first shift"),
        Need.WAGE: N_("the rate is not below the lowest pay that the law allows"),
        Need.QUIET_AREA: N_("no works of the settlement stand still because of what was found or hit"),
    }
)
