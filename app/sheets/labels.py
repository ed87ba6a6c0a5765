"""What the marks on a sheet, the contradictions and the decisions are called."""

from flask_babel import gettext

from app.checkin.models import CollectorKind
from app.core.errors import N_
from app.sheets.models import Concern, ConflictKind, RowOutcome, Settlement
from app.web import labels

OUTCOMES = labels.register(
    {
        RowOutcome.GIVEN: N_("given"),
        RowOutcome.NOT_GIVEN: N_("not given"),
        RowOutcome.REFUSED: N_("refused"),
    }
)
CONCERNS = labels.register(
    {
        Concern.UNNAMED: N_("was not named by the household before"),
        Concern.AGAINST_RULE: N_("may not collect by the rule of the programme"),
        Concern.MANY: N_("collected for many households that day"),
    }
)
CONFLICTS = labels.register(
    {
        ConflictKind.ALREADY_GIVEN: N_("already given"),
        ConflictKind.OUT_WITH_BUNDLE: N_("out with a bundle"),
        ConflictKind.CARD_BLOCKED: N_("card blocked"),
        ConflictKind.NOT_PROMISED: N_("nothing promised"),
        ConflictKind.ELSEWHERE: N_("promised elsewhere"),
        ConflictKind.WITHDRAWN: N_("waits for a new time"),
        ConflictKind.MOVED: N_("moved to another time"),
    }
)
SETTLEMENTS = labels.register(
    {
        Settlement.HUB_IS_RIGHT: N_("the hub is right"),
        Settlement.PAPER_IS_RIGHT: N_("the paper is right"),
        Settlement.SECOND_KIT: N_("given once more"),
        Settlement.WRONG_ROW: N_("signed in the wrong row"),
    }
)
SETTLEMENTS_LONG = {
    Settlement.HUB_IS_RIGHT: N_("The hub is right. The row on the paper is a slip: nothing was given by it."),
    Settlement.PAPER_IS_RIGHT: N_("The paper is right. It was given then; what the hub wrote since is undone."),
    Settlement.SECOND_KIT: N_("Both are right. It was given once more; the closing shows the difference."),
    Settlement.WRONG_ROW: N_("Another household signed in this row."),
}

_ALWAYS = (Settlement.HUB_IS_RIGHT, Settlement.SECOND_KIT, Settlement.WRONG_ROW)
_MAYBE = (Settlement.PAPER_IS_RIGHT, Settlement.HUB_IS_RIGHT, Settlement.WRONG_ROW)
OFFERED = {
    **dict.fromkeys(ConflictKind, _MAYBE),
    ConflictKind.ALREADY_GIVEN: _ALWAYS,
    ConflictKind.NOT_PROMISED: _ALWAYS,
    ConflictKind.OUT_WITH_BUNDLE: (*_MAYBE, Settlement.SECOND_KIT),
}
"""Which decisions can be right, the most likely first."""

SELF, PROXY = "self", "proxy"
ROWS = {
    SELF: (RowOutcome.GIVEN, CollectorKind.MEMBER, N_("signed, took it themselves")),
    PROXY: (RowOutcome.GIVEN, CollectorKind.PROXY, N_("proxy took it")),
    "warden": (RowOutcome.GIVEN, CollectorKind.WARDEN, N_("street warden took it")),
    "not_given": (RowOutcome.NOT_GIVEN, CollectorKind.MEMBER, N_("not given")),
    "refused": (RowOutcome.REFUSED, CollectorKind.MEMBER, N_("refused it")),
}
"""What one field of a row says: its outcome and who took it. The first letters tell them apart by keyboard."""


def choices_of_row() -> list[tuple[str, str]]:
    """For the field beside a row; nothing chosen is as the sheet says."""
    return [("", gettext("as printed")), *((key, gettext(row[2])) for key, row in ROWS.items())]
