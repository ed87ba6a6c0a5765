"""Words for entries of the trace that public works, pay and passes write. :mod:`app.reports.labels` reads them."""

from enum import StrEnum

from app.attendance.models import CallHow
from app.core.errors import N_
from app.public_works.models import Channel

ACTIONS = {
    "annul pay sheet": N_("pay sheet annulled"),
    "answer about pay": N_("question about pay answered"),
    "approve pay sheet": N_("pay sheet approved"),
    "ask about pay": N_("question about pay asked"),
    "make pay sheet": N_("pay sheet made"),
    "mark pay sheet paid": N_("pay sheet paid"),
    "send pay sheet": N_("pay sheet sent to the accountant"),
    "brief workers": N_("workers briefed on safety"),
    "call worker": N_("worker called"),
    "check working day": N_("looked whether a working day may begin"),
    "close work order": N_("work order closed"),
    "confirm attendance": N_("attendance sheet confirmed"),
    "correct attendance": N_("row of an attendance sheet corrected"),
    "hand out tool": N_("tool handed out"),
    "replace worker": N_("worker replaced from the waiting list"),
    "take tool back": N_("tool taken back"),
    "write attendance": N_("attendance written"),
    "accept working day": N_("offered working day accepted"),
    "cancel working day": N_("working day given up"),
    "decline working day": N_("offered working day declined"),
    "move up waiting list": N_("waiting list of a work moved up"),
    "post draw of works": N_("list for the draw of a work posted"),
    "share turns": N_("turns of a work shared out"),
    "sign up worker": N_("signed up for a work"),
    "take from waiting list": N_("taken from the waiting list of a work"),
    "withdraw worker": N_("sign-up for a work withdrawn"),
}
"""Every action of these rooms."""

SUBJECTS = {
    "pay question": N_("question about pay"),
    "pay sheet": N_("pay sheet"),
    "work order": N_("work order"),
}

DETAILS = {
    "paid_on": N_("paid on"),
    "sum_minor": N_("sum in kopiykas"),
    "called": N_("how"),
    "instead": N_("instead"),
    "round": N_("call"),
    "is_go": N_("may begin"),
    "text_version": N_("version of the text"),
    "tool": N_("tool"),
    "channel": N_("how"),
    "chosen": N_("working days given"),
    "offered": N_("working days offered"),
    "sign_up": N_("sign-up"),
}

VALUES: dict[str, tuple[type[StrEnum], ...]] = {
    "channel": (Channel,),
    "called": (CallHow,),
}
