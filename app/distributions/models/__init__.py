"""Programmes, cycles, distributions and slots; what each household is entitled to and what became of it."""

from app.distributions.models.bundles import Bundle, BundleKind, BundleLine, LineOutcome, bundle_number
from app.distributions.models.criteria import CriteriaVersion, DecisionDocument, FileKind
from app.distributions.models.moves import MoveCause, MoveList, SlotMove, ToldHow, WaitingEntry, WaitState
from app.distributions.models.plans import Assignment, Cycle, Distribution, DistributionState, Slot
from app.distributions.models.programmes import (
    Programme,
    ProgrammeBar,
    ProgrammeKit,
    ProgrammeKitSize,
    ProgrammeSettlement,
    ProxyRule,
    Unit,
)
from app.distributions.models.promises import AgeBand, CoveredPerson, EntitledKit, EntitledPeople, Entitlement
from app.distributions.models.sheets import RowNote, Sheet, SheetRow
from app.distributions.models.shortage import FirstTo, ShortageDecision, ShortageWay, ShortKit
from app.distributions.models.templates import TemplateDay

__all__ = [
    "AgeBand",
    "Assignment",
    "Bundle",
    "BundleKind",
    "BundleLine",
    "CoveredPerson",
    "CriteriaVersion",
    "Cycle",
    "DecisionDocument",
    "Distribution",
    "DistributionState",
    "EntitledKit",
    "EntitledPeople",
    "Entitlement",
    "FileKind",
    "FirstTo",
    "LineOutcome",
    "MoveCause",
    "MoveList",
    "Programme",
    "ProgrammeBar",
    "ProgrammeKit",
    "ProgrammeKitSize",
    "ProgrammeSettlement",
    "ProxyRule",
    "RowNote",
    "Sheet",
    "SheetRow",
    "ShortKit",
    "ShortageDecision",
    "ShortageWay",
    "Slot",
    "SlotMove",
    "TemplateDay",
    "ToldHow",
    "Unit",
    "WaitState",
    "WaitingEntry",
    "bundle_number",
]
