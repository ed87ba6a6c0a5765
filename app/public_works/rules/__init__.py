"""Pure decisions about public works. Values in, value out."""

from app.public_works.rules.fitness import Limits, Overlap, age_on, fits, overlaps
from app.public_works.rules.safety import Gate, Need, Tick, is_age_lawful, look, may_be_young, uncovered_days
from app.public_works.rules.shifts import Around, Hours, Laid, NoShift, Plan, Proposed, lay, meets_curfew
from app.public_works.rules.turns import Applicant, Seats, Turns, choose, is_draw_needed, share
from app.public_works.rules.wages import Table, Underpaid, lowest_rate, minimum_on, underpaid

__all__ = [
    "Applicant",
    "Around",
    "Gate",
    "Hours",
    "Laid",
    "Limits",
    "Need",
    "NoShift",
    "Overlap",
    "Plan",
    "Proposed",
    "Seats",
    "Table",
    "Tick",
    "Turns",
    "Underpaid",
    "age_on",
    "choose",
    "fits",
    "is_age_lawful",
    "is_draw_needed",
    "lay",
    "look",
    "lowest_rate",
    "may_be_young",
    "meets_curfew",
    "minimum_on",
    "overlaps",
    "share",
    "uncovered_days",
    "underpaid",
]
