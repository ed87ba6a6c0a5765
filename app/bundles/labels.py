"""What bundles, their lines and what is decided about them are called."""

from app.bundles.models import NoteKind, Ruling
from app.bundles.rules import TakenBy
from app.core.errors import N_
from app.distributions.models import BundleKind, LineOutcome
from app.web import labels

labels.register(
    {
        BundleKind.WARDEN: N_("delivery to homes"),
        BundleKind.LAPTOP: N_("field laptop"),
        BundleKind.SHEET: N_("signature sheet"),
    }
)
labels.register(
    {
        LineOutcome.GIVEN: N_("given"),
        LineOutcome.RETURNED: N_("brought back"),
        LineOutcome.REFUSED: N_("refused"),
        LineOutcome.LOST: N_("lost"),
        LineOutcome.TWICE: N_("given a second time"),
    }
)
labels.register(
    {
        TakenBy.HOUSEHOLD: N_("the household itself"),
        TakenBy.FAMILY: N_("somebody of the family"),
        TakenBy.NEIGHBOUR: N_("a neighbour"),
        TakenBy.WITNESS: N_("cannot sign: carrier and witness"),
    }
)
labels.register(
    {
        Ruling.TAKEN: N_("recorded as given"),
        Ruling.NOT_GIVEN: N_("not given, the kits came back"),
        Ruling.TWICE: N_("given twice"),
    }
)
labels.register(
    {
        NoteKind.NOT_AT_HOME: N_("nobody at home"),
        NoteKind.REFUSED: N_("they did not take it"),
        NoteKind.DAMAGED: N_("kits damaged"),
        NoteKind.LOST: N_("kits lost"),
    }
)
