"""What the desk's answers are called, and how they look: a word, a shape and a colour each."""

from app.checkin.models import CollectorKind, EmergencyReason, Method, RefusedReason, Verdict
from app.checkin.rules import WhyApproved
from app.core.errors import N_
from app.web import labels

VERDICTS = labels.register(
    {
        Verdict.GIVE: N_("Give"),
        Verdict.ALREADY_GIVEN: N_("Already received"),
        Verdict.TOO_EARLY: N_("Too early"),
        Verdict.WRONG_DAY: N_("Not today"),
        Verdict.WRONG_LOCATION: N_("Another location"),
        Verdict.NOT_LISTED: N_("Not on the list"),
        Verdict.BLOCKED_CARD: N_("The card does not work"),
        Verdict.UNKNOWN_CARD: N_("Unknown card"),
        Verdict.PAUSED: N_("Paused"),
        Verdict.OUT_WITH_BUNDLE: N_("Out for delivery"),
    }
)
COLLECTORS = labels.register(
    {
        CollectorKind.MEMBER: N_("member of the household"),
        CollectorKind.PROXY: N_("proxy"),
        CollectorKind.WARDEN: N_("street warden"),
    }
)
METHODS = labels.register(
    {
        Method.SCAN: N_("scan"),
        Method.TYPED: N_("typed"),
        Method.SEARCH: N_("found by name"),
        Method.PAPER: N_("from paper"),
        Method.BUNDLE: N_("delivered"),
        Method.FIELD: N_("from a field laptop"),
    }
)
EMERGENCY_REASONS = labels.register(
    {
        EmergencyReason.NOT_REGISTERED: N_("not in the register, without food"),
        EmergencyReason.JUST_ARRIVED: N_("just arrived here"),
        EmergencyReason.HOME_DAMAGED: N_("the home was damaged"),
        EmergencyReason.LOST_SUPPLIES: N_("lost what they had"),
        EmergencyReason.MORE_PEOPLE: N_("took in other people"),
        EmergencyReason.OTHER: N_("another reason"),
    }
)
WHY_APPROVED = labels.register(
    {
        WhyApproved.OVER_QUOTA: N_("the emergency share of this day is used up"),
        WhyApproved.REPEATED: N_("this household had an emergency kit within this cycle"),
        WhyApproved.ALREADY_GIVEN: N_("this household has received its aid in this cycle"),
    }
)
REFUSED_REASONS = labels.register(
    {
        RefusedReason.NOT_NEEDED: N_("not needed"),
        RefusedReason.UNFAMILIAR: N_("unfamiliar"),
        RefusedReason.WRONG_SIZE: N_("wrong size"),
        RefusedReason.DAMAGED: N_("damaged"),
        RefusedReason.EXPIRED: N_("expired"),
        RefusedReason.NOT_SUITABLE: N_("not suitable"),
        RefusedReason.OTHER: N_("another reason"),
    }
)
LOOKS = {
    Verdict.GIVE: "go",
    Verdict.ALREADY_GIVEN: "stop",
    Verdict.BLOCKED_CARD: "stop",
    Verdict.TOO_EARLY: "wait",
    Verdict.WRONG_DAY: "wait",
    Verdict.WRONG_LOCATION: "wait",
    Verdict.NOT_LISTED: "ask",
    Verdict.UNKNOWN_CARD: "ask",
    Verdict.PAUSED: "wait",
    Verdict.OUT_WITH_BUNDLE: "stop",
}
"""Tick on green, square on red, triangle on amber, question mark on grey."""
