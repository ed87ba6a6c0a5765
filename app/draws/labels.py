"""What the states of a draw and the flaws of its file are called."""

from app.core.errors import N_
from app.draws.document import Flaw
from app.draws.models import DrawState
from app.web import labels

STATES = labels.register(
    {
        DrawState.POSTED: N_("the list is posted"),
        DrawState.DRAWN: N_("held"),
        DrawState.ANNULLED: N_("annulled"),
    }
)
FLAWS = labels.register(
    {
        Flaw.SHAPE: N_("The file is not true: it is not whole, or something was added to it."),
        Flaw.LIST: N_("The file is not true: its list is not in order, or holds a name twice, or its count is wrong."),
        Flaw.SEED: N_("The file is not true: the secret number does not have the code that was posted."),
        Flaw.ORDER: N_("The file is not true: another order follows from its two numbers."),
    }
)
