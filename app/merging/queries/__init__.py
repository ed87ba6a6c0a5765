"""Looking at records that may be one family, and at what was merged."""

from app.merging.queries.merges import (
    Facing,
    count_with_people,
    face,
    find_pair,
    get_merge,
    list_ids_with_people,
    list_merges_of,
    list_open_pairs_of,
    what_moved,
)
from app.merging.queries.promises import OnTheWay, Prospect, list_to_call_back, look_ahead, which_give_way
from app.merging.queries.splitting import Counted, counted_in

__all__ = [
    "Counted",
    "Facing",
    "OnTheWay",
    "Prospect",
    "count_with_people",
    "counted_in",
    "face",
    "find_pair",
    "get_merge",
    "list_ids_with_people",
    "list_merges_of",
    "list_open_pairs_of",
    "list_to_call_back",
    "look_ahead",
    "what_moved",
    "which_give_way",
]
