"""Macros and drawings that every template has at hand: ``ui.field(form.name)``, ``qr_svg('…')``."""

from typing import Any

from flask import Flask

from app.web.printing import qr_svg


class _Macros:
    """The macros of ``macros/ui.html``, loaded at first use so that blocks rendered alone have them too."""

    def __init__(self, app: Flask) -> None:
        self._environment = app.jinja_env

    def __getattr__(self, name: str) -> Any:
        return getattr(self._environment.get_template("macros/ui.html").module, name)


def init_app(app: Flask) -> None:
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(ui=_Macros(app), qr_svg=qr_svg)
