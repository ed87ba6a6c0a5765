"""What stock decides without looking anywhere: contents and weights of kits, lots to take, numbers, clocks."""

from app.stock.rules.goods import (
    PREFIXES,
    REPORT_DAYS,
    Available,
    Pick,
    days_left,
    first_expiring,
    line_value,
    moment,
    next_number,
    shared_donor,
    unit_value_of,
)
from app.stock.rules.kits import (
    HEAVIEST_G,
    MOST_LINES,
    Line,
    clean_code,
    keep_items,
    lines_of,
    read_lines,
    read_weight,
    too_long,
    write_lines,
    write_weight,
)

__all__ = [
    "HEAVIEST_G", "MOST_LINES", "PREFIXES", "REPORT_DAYS", "Available", "Line", "Pick", "clean_code", "days_left",
    "first_expiring", "keep_items", "line_value", "lines_of", "moment", "next_number", "read_lines",
    "read_weight", "shared_donor", "too_long", "unit_value_of", "write_lines", "write_weight",
]  # fmt: skip
