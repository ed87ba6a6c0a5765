"""Words for the states of passes."""

from app.core.errors import N_
from app.passes.rules import PassState
from app.web import labels

STATES = labels.register(
    {
        PassState.VALID: N_("valid now"),
        PassState.COMING: N_("not valid yet"),
        PassState.EXPIRED: N_("its time is over"),
        PassState.WITHDRAWN: N_("withdrawn"),
    }
)
LOOKS = {PassState.VALID: "go", PassState.COMING: "wait", PassState.EXPIRED: "stop", PassState.WITHDRAWN: "stop"}
"""The band of the check."""
