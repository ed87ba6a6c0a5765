"""What the screen of an import calls states, outcomes, choices and fields."""

from enum import StrEnum

from app.core.errors import N_
from app.households.models import DocumentKind, Residence, Sex
from app.imports import labels as _of_files  # noqa: F401 (its words are registered when it is imported)
from app.imports.differing import Aspect
from app.imports.models import Choice, ImportState, Outcome
from app.imports.reporting import Fate
from app.web import labels

STATES = labels.register(
    {
        ImportState.COLUMNS: N_("columns to be looked at"),
        ImportState.READING: N_("rows are being read"),
        ImportState.PAIRING: N_("rows are being compared with the register"),
        ImportState.COMPARING: N_("rows are being compared with the register"),
        ImportState.SETTLING: N_("the preview is being put together"),
        ImportState.READY: N_("preview to be looked at"),
        ImportState.SEARCHING: N_("written; duplicates are being looked for"),
        ImportState.DONE: N_("written"),
    }
)
OUTCOMES = labels.register(
    {
        Outcome.NEW: N_("New"),
        Outcome.UNCHANGED: N_("Already here, unchanged"),
        Outcome.DIFFERS: N_("Already here, differs"),
        Outcome.PERHAPS: N_("Perhaps the same"),
        Outcome.UNCLEAR: N_("Unclear"),
    }
)
CHOICES = labels.register(
    {
        Choice.CREATE: N_("Create"),
        Choice.TAKE_OVER: N_("Take over"),
        Choice.KEEP: N_("Leave the register as it is"),
        Choice.LEAVE_OUT: N_("Leave out"),
    }
)
FATES = labels.register(
    {
        Fate.CREATED: N_("created"),
        Fate.TAKEN_OVER: N_("corrected by the list"),
        Fate.JOINED: N_("the same household as another row"),
        Fate.KEPT: N_("the same household, left as it is in the register"),
        Fate.UNCHANGED: N_("already here, unchanged"),
        Fate.LEFT_OUT: N_("left out"),
        Fate.UNDECIDED: N_("nothing chosen, left as it was"),
        Fate.UNCLEAR: N_("unclear, to be registered at the desk"),
    }
)
ASPECTS = labels.register(
    {
        Aspect.ADDRESS: N_("address"),
        Aspect.PHONES: N_("phone"),
        Aspect.RESIDENCE: N_("lives here as"),
        Aspect.NEEDS: N_("what makes coming hard"),
        Aspect.NOTE: N_("note"),
        Aspect.DECLARED: N_("number of people"),
        Aspect.NAME: N_("name"),
        Aspect.BIRTH: N_("birth"),
        Aspect.SEX: N_("sex"),
        Aspect.DOCUMENT: N_("document"),
        Aspect.PERSON_MORE: N_("one person more"),
        Aspect.PERSON_LESS: N_("no longer in the list"),
    }
)

CODES: dict[str, StrEnum] = {member.value: member for kind in (Residence, Sex, DocumentKind) for member in kind}
"""Coded values that a difference may show, by their codes, which differ among these kinds."""
