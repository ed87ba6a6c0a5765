"""What the kinds of kept data are called, and what goes with each."""

from flask_babel import gettext, ngettext

from app.core.errors import N_
from app.privacy.models import Kept
from app.web import labels

KINDS = labels.register(
    {
        Kept.HOUSEHOLDS: N_("Households that receive no aid any more"),
        Kept.DOCUMENTS: N_("Last digits of documents"),
        Kept.NOTES: N_("Free notes"),
        Kept.COLLECTORS: N_("Names of proxies and of those who collected"),
        Kept.ROUNDS: N_("Wardens’ rounds and what they reported"),
        Kept.IMPORTED_ROWS: N_("Rows of imported lists"),
        Kept.MERGES: N_("What it takes to undo a merge"),
        Kept.INTERVIEWS: N_("Interviews after distributions"),
        Kept.REFUSED_SCANS: N_("Scans that did not end in aid"),
        Kept.WORKER_NAMES: N_("Names of those who worked"),
        Kept.PASSES: N_("People and vehicles on passes"),
    }
)
MEANINGS = {
    Kept.HOUSEHOLDS: N_(
        "Since they became inactive: names, address, phones and cards go. What was given stays without names."
    ),
    Kept.DOCUMENTS: N_("Since the household was last seen: the digits, and who confirmed somebody without a document."),
    Kept.NOTES: N_("Since the note was written."),
    Kept.COLLECTORS: N_("Since a proxy’s time was over or since the day of collecting. That it was collected stays."),
    Kept.ROUNDS: N_("Since the sheet was made. What waits for a registrar stays."),
    Kept.IMPORTED_ROWS: N_("Since the list came into the register. A later version of it is then compared anew."),
    Kept.MERGES: N_("Since the merge. Then it cannot be undone, and what is left of the merged record goes."),
    Kept.INTERVIEWS: N_("Since the sheets were drawn. Earlier results then are not counted any more."),
    Kept.REFUSED_SCANS: N_("Since the scan. Earlier reports then do not count them."),
    Kept.WORKER_NAMES: N_(
        "Since the work was over and paid, closed or not. Goes by itself; a code, hours and money stay. "
        "The household goes too as soon as no turn rests on it."
    ),
    Kept.PASSES: N_("Since the pass ended. Goes by itself; organisation, route and hours stay."),
}
"""From when on the days are counted, and what goes."""

PARTS = {
    "worker_names": N_("Names of those who worked"),
    "worker_households": N_("Households of those who worked"),
    "passes": N_("People and vehicles on passes"),
}
"""What goes by itself, as the trace and the command count it."""


def term(days: int | None) -> str:
    """How long that is, in words."""
    if days is None:
        return str(gettext("as long as the hub works"))
    if days % 365 == 0:
        return str(ngettext("%(num)d year", "%(num)d years", days // 365))
    return str(ngettext("%(num)d day", "%(num)d days", days))
