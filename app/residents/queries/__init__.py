"""What the public door may know: of a card, of the works of its household, and of works that anybody may read of."""

from app.residents.queries.aid import (
    FoundCard,
    Holder,
    find_card_by_number,
    find_card_by_token,
    find_live_card,
    find_news,
    outlook,
)
from app.residents.queries.my_works import (
    MyDay,
    MyWork,
    find_member,
    find_my_day,
    find_my_sign_up,
    find_my_work,
    free_days,
    list_my_works,
    small_overlaps,
)
from app.residents.queries.open_works import Done, DoneTotals, OpenWork, find_open, list_done, list_open

__all__ = [
    "Done",
    "DoneTotals",
    "FoundCard",
    "Holder",
    "MyDay",
    "MyWork",
    "OpenWork",
    "find_card_by_number",
    "find_card_by_token",
    "find_live_card",
    "find_member",
    "find_my_day",
    "find_my_sign_up",
    "find_my_work",
    "find_news",
    "find_open",
    "free_days",
    "list_done",
    "list_my_works",
    "list_open",
    "outlook",
    "small_overlaps",
]
