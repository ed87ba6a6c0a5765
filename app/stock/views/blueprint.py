"""What the pages of stock are registered on, and how they write kits, lots, stores and sums."""

from flask import Blueprint

from app.stock import labels, rules

blueprint = Blueprint("stock", __name__)
for _function in (
    labels.kit_name, labels.kg, labels.item_name, labels.item_with_unit, labels.lot_name, labels.lot_unit,
    labels.store_name, labels.paper_name,
):  # fmt: skip
    blueprint.add_app_template_filter(_function)
blueprint.add_app_template_global(rules.line_value)
blueprint.add_app_template_global(rules.days_left)
