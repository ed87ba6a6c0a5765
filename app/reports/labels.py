"""What reports call people, outcomes and the entries of the trace."""

import json

from flask_babel import gettext

from app.core.errors import N_
from app.distributions.models import AgeBand
from app.households.models import Sex
from app.reports.rules import CollectedBy, Outcome
from app.web import labels

COLLECTORS = labels.register(
    {
        CollectedBy.HEAD: N_("head of the household"),
        CollectedBy.MEMBER: N_("another member"),
        CollectedBy.PROXY: N_("proxy"),
        CollectedBy.WARDEN: N_("street warden"),
    }
)
OUTCOMES = labels.register(
    {
        Outcome.GIVEN: N_("given"),
        Outcome.REVERSED: N_("reversed"),
    }
)
AGE_BANDS = labels.register(
    {
        AgeBand.UNDER_3: N_("0–2"),
        AgeBand.UNDER_6: N_("3–5"),
        AgeBand.UNDER_12: N_("6–11"),
        AgeBand.UNDER_18: N_("12–17"),
        AgeBand.ADULT: N_("18–59"),
        AgeBand.OLDER: N_("60+"),
        AgeBand.UNKNOWN: N_("age not known"),
    }
)
SEXES: dict[Sex, str] = {
    Sex.FEMALE: N_("Women and girls"),
    Sex.MALE: N_("Men and boys"),
    Sex.NOT_STATED: N_("Not stated"),
}
"""Rows of the table of people (field guide 4.5)."""

ACTIONS = {
    "add location": N_("location added"),
    "add person": N_("person added"),
    "add settlement": N_("settlement added"),
    "add streets": N_("streets added"),
    "assign streets": N_("streets assigned to a location"),
    "block card": N_("card blocked"),
    "book slot": N_("time given"),
    "change household": N_("household changed"),
    "change hub": N_("hub changed"),
    "change kit contents": N_("kit contents changed"),
    "change location": N_("location changed"),
    "change password": N_("password changed"),
    "change person": N_("person changed"),
    "change roles": N_("roles changed"),
    "change settlement": N_("settlement changed"),
    "change slot length": N_("slot length changed"),
    "change status of household": N_("status of a household changed"),
    "change street": N_("street changed"),
    "close distribution": N_("distribution closed"),
    "create kit": N_("kit created"),
    "create programme": N_("programme created"),
    "create staff": N_("staff created"),
    "drop draft": N_("draft dropped"),
    "edit draft": N_("draft changed"),
    "edit programme": N_("programme changed"),
    "export log": N_("log exported"),
    "export totals": N_("totals exported"),
    "give consent": N_("consent given"),
    "hand over": N_("aid handed over"),
    "import households": N_("households imported"),
    "load example households": N_("example households loaded"),
    "mark cards printed": N_("cards marked as printed"),
    "move slot": N_("time moved"),
    "open hub": N_("hub opened"),
    "open names": N_("names uncovered at a desk"),
    "plan distributions": N_("distributions planned"),
    "print names": N_("names printed"),
    "publish slots": N_("times published"),
    "register household": N_("household registered"),
    "remove person": N_("person removed"),
    "remove settlement": N_("settlement removed"),
    "remove street": N_("street removed"),
    "replace card": N_("card replaced"),
    "reset password": N_("password reset"),
    "restore kit": N_("kit restored"),
    "retire kit": N_("kit retired"),
    "retire staff": N_("staff retired"),
    "reveal household": N_("record of a household uncovered"),
    "reveal names": N_("names of a household uncovered"),
    "reverse hand-over": N_("hand-over reversed"),
    "sign in": N_("signed in"),
    "unblock card": N_("card unblocked"),
    "wipe training": N_("training community wiped"),
    "withdraw consent": N_("consent withdrawn"),
}
"""Every action that an operation writes into the trace, as a reviewer reads it."""


def action(words: str) -> str:
    """What was done, in the language of the page."""
    return str(gettext(ACTIONS[words])) if words in ACTIONS else words


def details(recorded: str) -> str:
    """Ids, counts and reasons of an entry as a line: ``desk: 2, quantity: 3``."""
    return ", ".join(f"{name}: {value}" for name, value in json.loads(recorded).items() if value not in (None, ""))
