"""The one application of a run, lent to one test after the other."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask

from app.core.db import db
from app.imports import working


@contextmanager
def lent(app: Flask) -> Iterator[None]:
    """For one test; afterwards it is as it was: nothing set, nothing remembered, no connection open."""
    config, extensions, serve = dict(app.config), dict(app.extensions), app.wsgi_app
    app.config["TESTING"] = True
    try:
        yield
    finally:
        app.wsgi_app = serve  # type: ignore[method-assign]
        _put_back(app.config, config)
        _put_back(app.extensions, extensions)
        working._resting.clear()
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def _put_back(now: dict[str, object], before: dict[str, object]) -> None:
    now.clear()
    now.update(before)
