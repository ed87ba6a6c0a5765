"""What the coded values of distributions are called, and the rule of a programme in words for the public."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.errors import N_
from app.distributions.models import DistributionState, ProxyRule, Unit
from app.distributions.operations import Terms
from app.distributions.rules import NotPlaced
from app.hubs.labels import settlement_name
from app.hubs.models import Settlement
from app.web import labels

UNITS = labels.register(
    {
        Unit.HOUSEHOLD: N_("per household"),
        Unit.PERSON: N_("per person"),
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
        NotPlaced.NO_AMOUNT: N_("the rule gives nothing to a household of this size"),
        NotPlaced.ALREADY_ENTITLED: N_("already has a time in this cycle"),
    }
)


def proposed_rule(terms: Terms, kit_name: str, settlements: Sequence[Settlement]) -> str:
    """The rule of these terms in words for the public, to be edited by whoever knows the people."""
    turn = ngettext("every day", "every %(num)s days", terms.cycle_days)
    return " ".join(
        (_("%(kit)s: %(amount)s, %(turn)s.", kit=kit_name, amount=_amount(terms), turn=turn), _whom(settlements))
    )


def _amount(terms: Terms) -> str:
    if terms.unit is Unit.SIZE_TABLE:
        return "; ".join(
            ngettext("from %(num)s person – %(kits)s", "from %(num)s people – %(kits)s", people, kits=_kits(kits))
            for people, kits in terms.sizes
        )
    return f"{_kits(terms.quantity)} {labels.label(terms.unit)}"


def _kits(number: int) -> str:
    return str(ngettext("%(num)s kit", "%(num)s kits", number))


def _whom(settlements: Sequence[Settlement]) -> str:
    if not settlements:
        return str(_("For every registered household."))
    return str(_("For households of %(places)s.", places=", ".join(map(settlement_name, settlements))))
