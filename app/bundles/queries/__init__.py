"""Looking at bundles: what may leave, what is out, what came back."""

from app.bundles.queries.bundles import (
    KitSum,
    Summary,
    count_conflicts,
    count_kits,
    count_outcomes,
    find_by_nonce,
    find_by_number,
    get_bundle,
    list_bundles,
    list_carried_by,
    list_overdue,
    list_reports,
    may_open,
    open_bundles,
    sum_kits,
    sum_promises,
)
from app.bundles.queries.conflicts import Conflict, Standing, list_conflicts
from app.bundles.queries.proposals import Source, list_deliveries, list_for_laptop, list_slots, list_sources
from app.bundles.queries.shares import Share, list_shares

__all__ = [
    "Conflict",
    "KitSum",
    "Share",
    "Source",
    "Standing",
    "Summary",
    "count_conflicts",
    "count_kits",
    "count_outcomes",
    "find_by_nonce",
    "find_by_number",
    "get_bundle",
    "list_bundles",
    "list_carried_by",
    "list_conflicts",
    "list_deliveries",
    "list_for_laptop",
    "list_overdue",
    "list_reports",
    "list_shares",
    "list_slots",
    "list_sources",
    "may_open",
    "open_bundles",
    "sum_kits",
    "sum_promises",
]
