"""What a day comes to, which days wait, and which are closed."""

from app.closing.queries.days import (
    Day,
    Served,
    Waiting,
    corrections_after,
    distributions_of,
    find_by_nonce,
    find_closing,
    get_closing,
    list_closed,
    list_waiting,
    look_at_day,
)
from app.closing.queries.refusals import is_refused, list_refused

__all__ = [
    "Day",
    "Served",
    "Waiting",
    "corrections_after",
    "distributions_of",
    "find_by_nonce",
    "find_closing",
    "get_closing",
    "is_refused",
    "list_closed",
    "list_refused",
    "list_waiting",
    "look_at_day",
]
