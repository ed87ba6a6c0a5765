"""Words for entries of the trace that public works, pay and passes write. :mod:`app.reports.labels` reads them."""

from enum import StrEnum

from app.attendance.models import CallHow
from app.core.errors import N_
from app.public_works.models import Channel, StopCause, WorkKind

ACTIONS = {
    "issue pass": N_("pass issued"),
    "withdraw pass": N_("pass withdrawn"),
    "let in": N_("visitors let in with a pass"),
    "let out": N_("visitors with a pass left"),
    "make work order": N_("work order made"),
    "change work order": N_("work order changed"),
    "add shifts": N_("shifts added to a work"),
    "remove shifts": N_("shifts removed from a work"),
    "change places": N_("places of a shift changed"),
    "set safety of a work": N_("safety of a work written down"),
    "publish work order": N_("work order published"),
    "cancel work order": N_("work order cancelled"),
    "stop work": N_("work stopped"),
    "tell incident": N_("incident written down"),
    "release work": N_("work allowed to go on"),
    "set minimum wage": N_("lowest pay for an hour written down"),
    "set rules of turns": N_("rules of turns changed"),
    "annul pay sheet": N_("pay sheet annulled"),
    "answer about pay": N_("question about pay answered"),
    "approve pay sheet": N_("pay sheet approved"),
    "ask about pay": N_("question about pay asked"),
    "make pay sheet": N_("pay sheet made"),
    "mark pay sheet paid": N_("pay sheet paid"),
    "send pay sheet": N_("pay sheet sent to the accountant"),
    "brief workers": N_("workers briefed on safety"),
    "call worker": N_("worker called"),
    "call workers": N_("roll call typed in from paper"),
    "check working day": N_("looked whether a working day may begin"),
    "close work order": N_("work order closed"),
    "confirm attendance": N_("attendance sheet confirmed"),
    "correct attendance": N_("row of an attendance sheet corrected"),
    "issue certificate": N_("certificate of participation issued"),
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
    "pass": N_("pass"),
    "work stop": N_("stop of works"),
    "pay question": N_("question about pay"),
    "pay sheet": N_("pay sheet"),
    "work order": N_("work order"),
}

DETAILS = {
    "visitors": N_("visitors"),
    "work": N_("kind of work"),
    "shifts": N_("shifts"),
    "skipped": N_("days left out"),
    "briefing_version": N_("number of the briefing text"),
    "clearance_until": N_("clearance holds until"),
    "incident": N_("what happened"),
    "order": N_("order"),
    "orders": N_("orders"),
    "valid_from": N_("holds from"),
    "hour_minor": N_("kopiykas an hour"),
    "days_cap": N_("most days of a household"),
    "cap_period": N_("counted over days"),
    "lately_days": N_("days in which somebody has worked lately"),
    "hold_hours": N_("hours of a held place"),
    "standby_minutes": N_("paid minutes of standby"),
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
    "work": (WorkKind,),
    "incident": (StopCause,),
    "channel": (Channel,),
    "called": (CallHow,),
}
