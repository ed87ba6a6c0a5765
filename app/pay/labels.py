"""The word for every coded value of pay."""

from app.core.errors import N_
from app.pay.models import PayQuestionKind, PayState
from app.web import labels

PAY_STATES = labels.register(
    {
        PayState.MADE: N_("waits for approval"),
        PayState.APPROVED: N_("approved"),
        PayState.SENT: N_("with the accountant"),
        PayState.PAID: N_("paid"),
        PayState.ANNULLED: N_("sheet annulled"),
    }
)
QUESTION_KINDS = labels.register(
    {
        PayQuestionKind.NOT_PAID: N_("the money has not come"),
        PayQuestionKind.HOURS: N_("the hours are wrong"),
        PayQuestionKind.SUM: N_("the sum is wrong"),
        PayQuestionKind.OTHER: N_("something else"),
    }
)
