"""Macros and drawings that every template has at hand: ``ui.field(form.name)``, ``qr_svg('…')``."""

from typing import Any

from flask import Flask
from flask_babel import gettext
from wtforms import Field

from app.web.forms import ClockField, DayField
from app.web.printing import qr_svg


class _Macros:
    """The macros of ``macros/ui.html``, loaded at first use so that blocks rendered alone have them too."""

    def __init__(self, app: Flask) -> None:
        self._environment = app.jinja_env

    def __getattr__(self, name: str) -> Any:
        return getattr(self._environment.get_template("macros/ui.html").module, name)


def input_attributes(field: Field, hint: str, asked: dict[str, Any]) -> dict[str, Any]:
    """What the input of ``field`` says to a reader of the screen, and how days and times are to be written."""
    remarks = [f"{field.id}-hint"] * bool(hint) + [f"{field.id}-error"] * bool(field.errors)
    attributes: dict[str, Any] = {"aria-describedby": " ".join(remarks)} if remarks else {}
    if field.errors:
        attributes["aria-invalid"] = "true"
    if isinstance(field, DayField | ClockField):
        written = gettext("dd.mm.yyyy") if isinstance(field, DayField) else gettext("hh:mm")
        attributes |= {"class": "short", "autocomplete": "off", "placeholder": written}
    return attributes | asked


def init_app(app: Flask) -> None:
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(ui=_Macros(app), qr_svg=qr_svg, input_attributes=input_attributes)
