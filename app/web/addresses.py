"""Numbers in addresses: only what can be a row's number. Anything larger is no such page, and never a crash."""

from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

from app.web.forms import LARGEST_NUMBER


class RowNumber(IntegerConverter):
    """``<int:…>`` of every route: ASCII digits, bounded by what an integer column holds."""

    regex = "[0-9]{1,10}"

    def __init__(self, map: Map, *args: Any, **options: Any) -> None:
        super().__init__(map, *args, **{"max": LARGEST_NUMBER, **options})


def init_app(app: Flask) -> None:
    """Before any route is made, because a route keeps the converter it was made with."""
    app.url_map.converters["int"] = RowNumber
