"""Fields that several pages of public works ask for: money, tools, lists."""

import re
from typing import Any

from flask_babel import gettext
from wtforms.widgets import TextArea

from app.core.money import read_money, write_money
from app.web.forms import NoteField, TextField

MOST_TOOLS = 20
LONGEST_TOOL = 60
LONGEST_LINE = 80
"""With its number. The pattern is tried on nothing longer: a page of spaces would hold it up for half a minute."""
_TOOL = re.compile(r"(.*?[^\W\d_].*?)(?:[\s–—:xх×-]+([0-9]{1,3}))?")


class AreaField(NoteField):
    """Several lines, shown as several lines."""

    widget = TextArea()


class MoneyField(TextField):
    """Hryvnias, kept as kopiykas in ``kopiykas``; empty is nothing."""

    kopiykas: int = 0

    def process_data(self, value: Any) -> None:
        super().process_data(write_money(value) if value else "")
        self.kopiykas = value or 0

    def process_formdata(self, valuelist: Any) -> None:
        super().process_formdata(valuelist)
        self.kopiykas = 0
        try:
            self.kopiykas = read_money(self.data) if self.data else 0
        except ValueError:
            raise ValueError(gettext("Write hryvnias in digits, for example 760 or 760,50.")) from None


class ToolsField(AreaField):
    """Tools, one a line with how many; kept as pairs in ``tools``."""

    tools: tuple[tuple[str, int], ...] = ()

    def process_data(self, value: Any) -> None:
        super().process_data("\n".join(f"{name} – {quantity}" for name, quantity in value or ()))
        self.tools = tuple(value or ())

    def process_formdata(self, valuelist: Any) -> None:
        super().process_formdata(valuelist)
        self.tools = tuple(map(_tool, filter(None, (line.strip() for line in self.data.split("\n")))))
        if len(self.tools) > MOST_TOOLS:
            raise ValueError(gettext("Write at most %(most)d kinds of tools.", most=MOST_TOOLS))


def _tool(line: str) -> tuple[str, int]:
    """«Лопата – 5»; one where no number stands. Raises ValueError."""
    found = _TOOL.fullmatch(line) if len(line) <= LONGEST_LINE else None
    quantity = int(found[2] or 1) if found else 0
    if not found or len(found[1]) > LONGEST_TOOL or not 1 <= quantity <= 500:
        raise ValueError(gettext("Write each tool on its line with how many: Spade – 5."))
    return found[1], quantity


def row_key(value: Any) -> int:
    """The number of a row as a form sends it. Raises ValueError for what no row can have."""
    text = str(value)
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise ValueError(text)
    return int(text)
