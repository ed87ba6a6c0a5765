"""Every table that knows a household: which part of :class:`app.privacy.queries.Held` tells it, what a purge leaves.

A test walks the foreign keys and fails when a table is missing here, so that the next one cannot be forgotten.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum


class Fate(Enum):
    """What becomes of the rows of a household when its record is cleared."""

    GOES = "goes"
    """Deleted."""
    EMPTIED = "emptied"
    """The row stays, because the log rests on it; everything personal is taken out."""
    STAYS = "stays"
    """Holds numbers and days only, under the pseudonym: the log of what was given."""


@dataclass(frozen=True, slots=True)
class Place:
    """One table: the part of the sheet that tells of it, and its fate."""

    told_in: str
    fate: Fate


TABLES: Mapping[str, Place] = {
    "attendance_reversals": Place("works", Fate.EMPTIED),
    "attendances": Place("works", Fate.EMPTIED),
    "briefed": Place("works", Fate.STAYS),
    "bundle_lines": Place("deliveries", Fate.EMPTIED),
    "cards": Place("household", Fate.GOES),
    "certificates": Place("works", Fate.STAYS),
    "closed_emergencies": Place("emergencies", Fate.STAYS),
    "closed_hand_overs": Place("promises", Fate.STAYS),
    "consents": Place("household", Fate.GOES),
    "covered_people": Place("promises", Fate.GOES),
    "delivery_requests": Place("promises", Fate.STAYS),
    "door_notes": Place("doors", Fate.EMPTIED),
    "duplicate_pairs": Place("pairs", Fate.GOES),
    "emergency_issues": Place("emergencies", Fate.EMPTIED),
    "emergency_reversals": Place("emergencies", Fate.EMPTIED),
    "entitled_kits": Place("promises", Fate.STAYS),
    "entitled_people": Place("promises", Fate.STAYS),
    "entitlements": Place("promises", Fate.STAYS),
    "hand_overs": Place("promises", Fate.EMPTIED),
    "help_requests": Place("help_asked", Fate.EMPTIED),
    "household_events": Place("events", Fate.GOES),
    "households": Place("household", Fate.EMPTIED),
    "import_lines": Place("lines", Fate.GOES),
    "import_rows": Place("open_rows", Fate.EMPTIED),
    "insiders": Place("promises", Fate.STAYS),
    "interview_answers": Place("interviews", Fate.GOES),
    "interviews": Place("interviews", Fate.GOES),
    "line_reports": Place("deliveries", Fate.EMPTIED),
    "match_keys": Place("search_keys", Fate.GOES),
    "merges": Place("merges", Fate.EMPTIED),
    "paid_attendances": Place("works", Fate.STAYS),
    "pay_lines": Place("works", Fate.STAYS),
    "pay_questions": Place("works", Fate.EMPTIED),
    "people": Place("household", Fate.EMPTIED),
    "proxies": Place("household", Fate.EMPTIED),
    "refused_items": Place("promises", Fate.EMPTIED),
    "refused_scans": Place("refused_scans", Fate.EMPTIED),
    "reported_changes": Place("reported", Fate.GOES),
    "reversals": Place("promises", Fate.EMPTIED),
    "roll_calls": Place("works", Fate.STAYS),
    "round_needs": Place("rounds", Fate.GOES),
    "round_rows": Place("rounds", Fate.GOES),
    "sheet_conflicts": Place("papers", Fate.EMPTIED),
    "sheet_entries": Place("papers", Fate.EMPTIED),
    "sheet_rows": Place("papers", Fate.STAYS),
    "sign_up_days": Place("works", Fate.EMPTIED),
    "sign_up_skills": Place("works", Fate.GOES),
    "sign_ups": Place("works", Fate.EMPTIED),
    "slot_moves": Place("moves", Fate.STAYS),
    "tool_loans": Place("works", Fate.STAYS),
    "waiting_entries": Place("waits", Fate.STAYS),
    "warden_checks": Place("checks", Fate.GOES),
}
