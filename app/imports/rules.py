"""What is usually done with a row, and what may be."""

from collections.abc import Sequence
from datetime import timedelta

from app.imports.differing import Aspect, Difference
from app.imports.models import Choice, Outcome

FORGOTTEN = timedelta(days=3)
"""A list that nobody touched for so long is removed with everything that was read of it."""

MAY = {
    Outcome.NEW: (Choice.CREATE, Choice.LEAVE_OUT),
    Outcome.UNCHANGED: (),
    Outcome.DIFFERS: (Choice.TAKE_OVER, Choice.LEAVE_OUT),
    Outcome.PERHAPS: (Choice.TAKE_OVER, Choice.KEEP, Choice.CREATE, Choice.LEAVE_OUT),
    Outcome.UNCLEAR: (),
}
"""What may be chosen for a row."""


def usual_choice(outcome: Outcome, differences: Sequence[Difference], *, is_old_list: bool = False) -> Choice | None:
    """What becomes of a row unless a person chooses otherwise; None leaves it as it is until somebody chooses.

    A value that somebody wrote into the register is never replaced unasked: only what the list itself corrected
    since it was last imported, and what the register left empty. Nobody leaves a household unasked, for that removes
    what is written about them, and a cell may have been emptied by mistake. An old list corrects nothing unasked: it
    would undo what the newer one said.
    """
    if outcome is Outcome.NEW:
        return Choice.CREATE
    if outcome is Outcome.DIFFERS and not is_old_list and all(map(_is_harmless, differences)):
        return Choice.TAKE_OVER
    return None


def _is_harmless(one: Difference) -> bool:
    return one.aspect is not Aspect.PERSON_LESS and not one.is_conflict and (one.was is not None or not one.held)
