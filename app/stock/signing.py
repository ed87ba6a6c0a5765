"""Two names: what takes goods away from the books is never one person's word."""

from dataclasses import dataclass

from app.accounts.approving import Approval
from app.core.actors import Actor
from app.core.errors import N_, Refusal


class SecondNameNeeded(Refusal):
    """Who posts and who stands by are two people."""

    message = N_("Write the name of the second person: whoever counted with you and signs the act.")
    status = 422


class ReasonNeeded(Refusal):
    message = N_("Write why the figures differ: what happened and how you know.")
    status = 422


@dataclass(frozen=True, slots=True)
class Signed:
    """Why it is so, and who stood by; ``approver_id`` where that person signed with their password."""

    reason: str
    second_name: str
    approver_id: int | None = None


def stood_by(approval: Approval, witness: str, *, actor: Actor) -> Signed:
    """The second person of an act: whoever approved it, or for one who may approve alone, the witness on paper.

    Raises SecondNameNeeded where that would be the one who posts.
    """
    if approval.by.staff_id != actor.staff_id:
        return Signed(approval.reason, approval.by.name, approval.by.staff_id)
    return on_paper(approval.reason, witness, actor=actor)


def on_paper(reason: str, second_name: str, *, actor: Actor) -> Signed:
    """Two names on the paper: the one who posts and ``second_name``. Raises ReasonNeeded, SecondNameNeeded."""
    if not reason:
        raise ReasonNeeded
    if not second_name or second_name.casefold() == actor.name.casefold():
        raise SecondNameNeeded
    return Signed(reason, second_name)
