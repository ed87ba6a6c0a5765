"""How long a list of 5,000 households takes on its way through the screen, on an empty and on a full register.

``python -m bench.imports [households]`` uploads an invented list, loads the progress page again and again as a browser
does, writes it, uploads it again unchanged and then with ten corrections. The longest load is what others who share
the process may have to wait for between two of its moments of giving way; ``write`` is the one transaction in which no
desk can write.
"""

import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import TypeVar

import xlsxwriter
from flask import Flask
from flask_migrate import upgrade

from app import create_app
from app.config import ROOT, Config
from app.core import clock
from app.core.actors import KEEPER
from app.core.db import db, transaction
from app.demo.community import VILLAGES
from app.demo.people import Family, families
from app.imports import operations, queries
from bench.ratio import load
from tests import cast
from tests.make.places import make_hub
from tests.make.staff import make_staff
from tests.visitor import Visitor

HOUSEHOLDS = 5_000
CORRECTIONS = 10
TODAY = date(2026, 11, 20)
TITLES = ("№", "ПІБ голови", "Дата народження", "Адреса", "Телефон", "Члени родини", "Примітка")
Result = TypeVar("Result")


def line(number: int, family: Family) -> tuple[object, ...]:
    """A family as lists write it."""
    head, *others = family.people
    flat = f", кв. {family.flat}" if family.flat else ""
    members = (f"{one.surname} {one.given} {one.patronymic}, {one.born.year}" for one in others)
    return (
        number, f"{head.surname} {head.given} {head.patronymic}", f"{head.born:%d.%m.%Y}",
        f"вул. {family.street + 1}-а Польова, {family.house}{flat}", family.phone, "; ".join(members), "",
    )  # fmt: skip


def as_file(lines: Sequence[tuple[object, ...]]) -> bytes:
    sink = BytesIO()
    with xlsxwriter.Workbook(sink, {"in_memory": True}) as book:
        sheet = book.add_worksheet(f"с. {VILLAGES[0].name}")
        for number, cells in enumerate((TITLES, *lines)):
            sheet.write_row(number, 0, cells)
    return sink.getvalue()


def timed(act: Callable[[], Result]) -> tuple[float, Result]:
    start = time.perf_counter()
    result = act()
    return time.perf_counter() - start, result


def take_through(app: Flask, visitor: Visitor, name: str, content: bytes) -> None:
    """Upload, preview, write and search; prints what each took."""
    visitor.open("/imports/new")
    upload, _page = timed(lambda: visitor.press("Завантажити", {"Який файл?": (BytesIO(content), "список.xlsx")}))
    begun = time.process_time()
    loads = [timed(lambda: visitor.press("Показати попередній перегляд"))[0], *wait(visitor)]
    cpu = time.process_time() - begun
    assert visitor.page is not None
    import_id = int(visitor.page.path.split("/")[2])
    with app.app_context():
        counts = ", ".join(f"{outcome} {sum(n.values())}" for outcome, n in queries.count_choices(import_id).items())
        plan, ready = timed(lambda: operations.make_plan(import_id, in_year=TODAY.year))
        write, _written = timed(lambda: _write(ready))
    visitor.open(f"/imports/{import_id}/progress")
    search = wait(visitor)
    figures = (
        f"{upload:>8.2f}{sum(loads):>9.1f}{cpu:>8.1f}{max(loads):>9.2f}{plan:>7.2f}{write:>7.2f}{sum(search):>8.1f}"
    )
    print(f"{name:<28}{figures}  {counts}", flush=True)


def wait(visitor: Visitor) -> list[float]:
    """The loads of the progress page until it leads on."""
    loads = []
    while visitor.page is not None and visitor.page.path.endswith("/progress"):
        loads.append(timed(partial(visitor.open, visitor.page.path))[0])
    return loads


def _write(plan: operations.Plan) -> None:
    with transaction():
        operations.write(plan, actor=KEEPER, at=clock.now())


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else HOUSEHOLDS
    lines = [line(number, one) for number, one in enumerate(families(count, seed=7, today=TODAY), 1)]
    others = [line(number, one) for number, one in enumerate(families(count, seed=8, today=TODAY), 1)]
    step = count // CORRECTIONS
    corrected = [(*cells[:6], "виправлено") if number % step == 0 else cells for number, cells in enumerate(lines)]
    with tempfile.TemporaryDirectory(prefix="poriad-imports-") as folder:
        app = create_app(Config(instance=Path(folder)))
        app.config["TESTING"] = True
        with app.app_context():
            upgrade(directory=str(ROOT / "migrations"))
            make_hub()
            make_staff(cast.HALYNA)
            db.session.commit()
        visitor = Visitor(app).sign_in(cast.HALYNA)
        print(f"{count} households, seconds: {load()}; {clock.local(clock.now()):%d.%m.%Y %H:%M}")
        print(f"{'':<28}{'upload':>8}{'preview':>9}{'of CPU':>8}{'longest':>9}{'plan':>7}{'write':>7}{'search':>8}")
        take_through(app, visitor, "into an empty register", as_file(lines))
        take_through(app, visitor, "the same again", as_file(lines))
        take_through(app, visitor, "ten corrections", as_file(corrected))
        take_through(app, visitor, "another list of this size", as_file(others))


if __name__ == "__main__":
    main()
