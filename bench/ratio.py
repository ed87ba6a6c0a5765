"""How a cost is measured here: against a bare Flask route that does one durable commit, in turns, as ratios.

A machine's absolute times say little; the ratio of two things measured in the same seconds says more. Each round runs
A, B, B, A (so that a machine growing slower hurts both), takes the median CPU time of one call, and gives one ratio;
the table shows the median ratio and its range over the rounds.
"""

import os
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask

from app.core.db import engine_options

Call = Callable[[], Any]
ROUNDS = 7
CALLS = 40


@dataclass(frozen=True, slots=True)
class Ratio:
    """What ``name`` costs: milliseconds of CPU and of wall time, and how many times the bare route."""

    name: str
    cpu_ms: float
    wall_ms: float
    bare_cpu_ms: float
    median: float
    low: float
    high: float

    def __str__(self) -> str:
        spread = f"{self.low:.2f}–{self.high:.2f}"
        return (
            f"{self.name:<28}{self.cpu_ms:>9.2f}{self.wall_ms:>10.2f}{self.bare_cpu_ms:>11.2f}"
            f"{self.median:>9.2f}{spread:>18}"
        )


HEAD = f"{'what':<28}{'CPU ms':>9}{'wall ms':>10}{'bare CPU':>11}{'ratio':>9}{'range':>18}"


def bare_route(folder: Path) -> Call:
    """One call of a Flask route that inserts a row into SQLite with the hub's durability and answers ``ok``."""
    connect = engine_options("sqlite://")["module"].connect
    database = connect(str(folder / "bare.sqlite3"), isolation_level=None, check_same_thread=False)
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        database.execute(f"PRAGMA {pragma}")
    database.execute("CREATE TABLE facts (id INTEGER PRIMARY KEY, happened REAL)")
    app = Flask("bare")

    @app.post("/")
    def insert() -> str:
        database.execute("BEGIN IMMEDIATE")
        database.execute("INSERT INTO facts (happened) VALUES (?)", (time.time(),))
        database.execute("COMMIT")
        return "ok"

    client = app.test_client()
    return lambda: client.post("/")


def compare(name: str, call: Call, bare: Call, *, rounds: int = ROUNDS, calls: int = CALLS) -> Ratio:
    """Measure ``call`` against ``bare``, warmed up, in rounds of A B B A."""
    for warm in (call, bare):
        for _ in range(5):
            warm()
    results = [_round(call, bare, calls) for _ in range(rounds)]
    ratios = [a[0] / b[0] for a, b in results]
    return Ratio(
        name,
        statistics.median(a[0] for a, _ in results) * 1000,
        statistics.median(a[1] for a, _ in results) * 1000,
        statistics.median(b[0] for _, b in results) * 1000,
        statistics.median(ratios),
        min(ratios),
        max(ratios),
    )


def _round(call: Call, bare: Call, calls: int) -> tuple[tuple[float, float], tuple[float, float]]:
    """Median (CPU, wall) seconds of one call of each, from A B B A."""
    samples: dict[Call, list[tuple[float, float]]] = {call: [], bare: []}
    for which in (call, bare, bare, call):
        samples[which] += [_once(which) for _ in range(calls)]
    return _middle(samples[call]), _middle(samples[bare])


def _once(call: Call) -> tuple[float, float]:
    cpu, wall = time.process_time(), time.perf_counter()
    call()
    return time.process_time() - cpu, time.perf_counter() - wall


def _middle(samples: list[tuple[float, float]]) -> tuple[float, float]:
    return statistics.median(cpu for cpu, _ in samples), statistics.median(wall for _, wall in samples)


def load() -> str:
    """One line about the machine; a run is void when others use more than a third of it."""
    share = os.getloadavg()[0] / (os.cpu_count() or 1)
    verdict = "void: others use the machine" if share > 1.3 else "fair"
    return f"load {os.getloadavg()[0]:.2f} on {os.cpu_count()} cores ({verdict})"
