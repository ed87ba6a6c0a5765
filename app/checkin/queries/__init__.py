"""What the desk looks up: one household, the desk's own day, the day as a checklist."""

from app.checkin.queries.collectors import list_collected, list_served, take_turns
from app.checkin.queries.days import Day, SlotRow, get_day
from app.checkin.queries.desks import (
    Done,
    Progress,
    find_done,
    find_place,
    find_progress,
    get_hand_over,
    list_done,
    list_locations,
)
from app.checkin.queries.scanning import (
    Found,
    Place,
    Promise,
    Scan,
    find_again,
    find_by_code,
    has_free_place,
    hold_promise,
    list_claims,
    scan,
)
from app.checkin.queries.takers import Collector

__all__ = [
    "Collector",
    "Day",
    "Done",
    "Found",
    "Place",
    "Progress",
    "Promise",
    "Scan",
    "SlotRow",
    "find_again",
    "find_by_code",
    "find_done",
    "find_place",
    "find_progress",
    "get_day",
    "get_hand_over",
    "has_free_place",
    "hold_promise",
    "list_claims",
    "list_collected",
    "list_done",
    "list_locations",
    "list_served",
    "scan",
    "take_turns",
]
