"""Words for entries of the trace that public works, pay and passes write. :mod:`app.reports.labels` reads them."""

from enum import StrEnum

from app.core.errors import N_
from app.public_works.models import Channel

ACTIONS = {
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
    "work order": N_("work order"),
}

DETAILS = {
    "channel": N_("how"),
    "chosen": N_("working days given"),
    "offered": N_("working days offered"),
    "sign_up": N_("sign-up"),
    "waiting": N_("working days waited for"),
}

VALUES: dict[str, tuple[type[StrEnum], ...]] = {
    "channel": (Channel,),
}
