"""What the coded values of distributions are called."""

from app.core.errors import N_
from app.distributions.models import DistributionState, MoveCause, ProxyRule, RowNote, ToldHow, Unit, WaitState
from app.distributions.rules import LeftOver, NotPlaced
from app.web import labels

UNITS = labels.register(
    {
        Unit.HOUSEHOLD: N_("per household"),
        Unit.PERSON: N_("per person"),
        Unit.MATCHING: N_("per person whom it is for"),
        Unit.SIZE_TABLE: N_("by household size"),
    }
)
PROXY_RULES = labels.register(
    {
        ProxyRule.NONE: N_("members of the household only"),
        ProxyRule.FAMILY: N_("members and family"),
        ProxyRule.FAMILY_AND_WARDEN: N_("members, family and the street warden"),
        ProxyRule.ANY_NAMED: N_("any person whom the household names"),
    }
)
STATES = labels.register(
    {
        DistributionState.DRAFT: N_("draft"),
        DistributionState.PUBLISHED: N_("published"),
        DistributionState.CLOSED: N_("closed"),
        DistributionState.CANCELLED: N_("cancelled"),
    }
)
ROW_NOTES = labels.register(
    {
        RowNote.GIVEN: N_("given already"),
        RowNote.OUT: N_("with a bundle"),
    }
)
MOVE_CAUSES = labels.register(
    {
        MoveCause.ASKED: N_("asked for another time"),
        MoveCause.ALARM: N_("air-raid alarm"),
        MoveCause.POSTPONED: N_("the day was postponed"),
        MoveCause.CANCELLED: N_("the day was cancelled"),
        MoveCause.LOCATION_CLOSED: N_("the location is closed"),
        MoveCause.NO_SHOW: N_("did not come"),
        MoveCause.TAKEN_BACK: N_("the hand-over was taken back"),
        MoveCause.WAITING: N_("not enough places"),
        MoveCause.SHORTAGE: N_("not enough kits"),
    }
)
TOLD_HOW = labels.register(
    {
        ToldHow.SLIP: N_("by a time slip"),
        ToldHow.CALL: N_("by phone"),
        ToldHow.SMS: N_("by a text message"),
        ToldHow.WARDEN: N_("by the street warden"),
    }
)
WAIT_STATES = labels.register(
    {
        WaitState.WAITING: N_("waits"),
        WaitState.OFFERED: N_("a place is held"),
        WaitState.PLACED: N_("has a place"),
        WaitState.DECLINED: N_("declined"),
        WaitState.ENDED: N_("the cycle is over"),
    }
)
LEFT_OVER = labels.register(
    {
        LeftOver.NO_DAY: N_("nothing more is planned where they may collect"),
        LeftOver.NO_STEP_FREE: N_("no place without steps"),
        LeftOver.NO_PLACE: N_("no free place"),
    }
)
NOT_PLACED = labels.register(
    {
        NotPlaced.NO_CAPACITY: N_("no free place at their location"),
        NotPlaced.NO_LOCATION: N_("no location is written down"),
        NotPlaced.NOT_IN_PLAN: N_("their location has no day in this plan"),
        NotPlaced.UNDER_CHECK: N_("the household is under check"),
        NotPlaced.INACTIVE: N_("the household is inactive"),
        NotPlaced.MOVED: N_("the household has moved away"),
        NotPlaced.NO_PEOPLE: N_("nobody is written down in the household"),
        NotPlaced.TOO_MANY_PEOPLE: N_("more than 30 people: check the record"),
        NotPlaced.COVERED: N_("its people were counted in another household in this cycle"),
        NotPlaced.NO_KITS: N_("there are not enough kits: they wait"),
        NotPlaced.NOT_TARGETED: N_("no kit of this programme is meant for them"),
        NotPlaced.BARRED: N_("another programme gave them aid lately, and the rule does not add to it yet"),
        NotPlaced.TOO_SOON: N_("this programme gave them aid lately: it would be too soon by its rule"),
        NotPlaced.NO_AMOUNT: N_("the rule gives nothing to a household of this size"),
        NotPlaced.DECLINED: N_("declined a place in this cycle"),
        NotPlaced.ALREADY_ENTITLED: N_("already has a time in this cycle"),
    }
)
