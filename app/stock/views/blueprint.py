"""What the pages of stock are registered on, how they write kits, lots, stores and sums, and whom they ask."""

from collections.abc import Sequence

from flask import Blueprint, current_app

from app.stock import labels, queries, rules
from app.stock.queries import Shelf
from app.stock.unposted import UnpostedLog

blueprint = Blueprint("stock", __name__)
for _function in (
    labels.kit_name, labels.kg, labels.item_name, labels.item_with_unit, labels.lot_name, labels.lot_unit,
    labels.version_name, labels.store_name, labels.paper_name,
):  # fmt: skip
    blueprint.add_app_template_filter(_function)
blueprint.add_app_template_global(rules.line_value)
blueprint.add_app_template_global(rules.days_left)


def shelves(*, store_id: int | None = None, kit_id: int | None = None) -> Sequence[Shelf]:
    """Where the shelf differs from the books, because what left it is not posted yet."""
    log: UnpostedLog = current_app.extensions["unposted_log"]
    return queries.see_shelves(log.kits_gone(), store_id=store_id, kit_id=kit_id)
