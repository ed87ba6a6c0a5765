"""Several at the same moment, each on a connection of its own."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from flask import Flask

from app.core.db import transaction
from app.core.errors import Refusal


def compete(app: Flask, acts: Sequence[Callable[[], object]], *, audited: bool = True) -> list[str]:
    """Do all at the same moment, each in its own transaction; how each ended: ``done`` or the name of the refusal."""
    start = Barrier(len(acts))

    def try_it(act: Callable[[], object]) -> str:
        with app.app_context():
            start.wait()
            try:
                with transaction(audited=audited):
                    act()
            except Refusal as refusal:
                return type(refusal).__name__
            return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(try_it, acts))
