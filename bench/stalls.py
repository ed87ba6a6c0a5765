"""Do the desks stall? The shipped start command among phones that vanish, and with eight writers on a slow disk.

``python -m bench.stalls [gevent gthread sync]`` prints for each worker class how long desks wait for an answer in
quiet and in trouble. The desks are an open-loop client: a request is due at its time whether or not the last one
was answered, and it waits from the moment it was due. A lost request counts as the time-out; a wrong answer ends
the run.
"""

import asyncio
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from app.config import ROOT
from bench.desk import Desk

WORKERS = {
    "gevent": "",  # what gunicorn.conf.py says
    "gthread": "--worker-class gthread --threads 8",
    "sync": "--worker-class sync",
}
SECONDS = 10
TIME_OUT = 5.0
SCANS = 15
HAND_OVERS = 5
"""A second, of all desks together, in quiet: ten desks that hurry."""
HALF_SENT = 60
VANISHING = 4
"""Phones a second that ask and lose signal before they have closed."""
WRITERS = 8
WRITER_RATE = 2
"""Hand-overs a second of each writer: many times faster than people carry kits away."""
FLUSH_MS = 5


@dataclass
class Waits:
    """Seconds that desks waited for an answer."""

    scans: list[float] = field(default_factory=list)
    hand_overs: list[float] = field(default_factory=list)


async def quiet(desk: Desk, waits: Waits) -> None:
    """Ten desks that hurry, and nobody else."""
    await asyncio.gather(
        ask_in_time(SCANS, desk.scan, waits.scans), ask_in_time(HAND_OVERS, desk.hand_over, waits.hand_overs)
    )


async def with_broken_phones(desk: Desk, waits: Waits) -> None:
    """The same among half-sent requests and phones that vanish."""
    lost = [await leave(desk.port, b"POST /c/ HTTP/1.1\r\nHost: hub\r\nContent-Le") for _ in range(HALF_SENT)]

    async def vanish() -> None:
        lost.append(await leave(desk.port, b"GET /healthz HTTP/1.1\r\nHost: hub\r\nConnection: close\r\n\r\n"))

    await asyncio.gather(quiet(desk, waits), ask_in_time(VANISHING, vanish, []))
    for connection in lost:
        connection.close()


async def with_writers(desk: Desk, waits: Waits) -> None:
    """The same beside eight writers who hand over at a steady pace."""
    await asyncio.gather(quiet(desk, waits), ask_in_time(WRITERS * WRITER_RATE, desk.hand_over, waits.hand_overs))


async def with_flood(desk: Desk, waits: Waits) -> None:
    """The same beside eight writers of whom each sends the next hand-over once the last one is kept."""
    writers = (ask_without_pause(desk.hand_over, waits.hand_overs) for _ in range(WRITERS))
    await asyncio.gather(quiet(desk, waits), *writers)


Situation = Callable[[Desk, Waits], Coroutine[Any, Any, None]]
NAMES: dict[Situation, str] = {
    quiet: "quiet",
    with_broken_phones: f"{HALF_SENT} half-sent, {VANISHING}/s vanish",
    with_writers: f"{WRITERS} writers, {WRITERS * WRITER_RATE}/s",
    with_flood: f"{WRITERS} writers without a pause",
}


async def ask_in_time(rate: float, ask: Callable[[], Awaitable[None]], waits: list[float]) -> None:
    """Ask ``rate`` times a second, whether or not there are answers."""
    start, under_way = time.perf_counter(), []
    for number in range(int(rate * SECONDS)):
        due = start + number / rate
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        under_way.append(asyncio.create_task(wait_for(ask, due, waits)))
    await asyncio.gather(*under_way)


async def ask_without_pause(ask: Callable[[], Awaitable[None]], waits: list[float]) -> None:
    """Ask again as soon as there is an answer."""
    end = time.perf_counter() + SECONDS
    while time.perf_counter() < end:
        await wait_for(ask, time.perf_counter(), waits)


async def wait_for(ask: Callable[[], Awaitable[None]], due: float, waits: list[float]) -> None:
    try:
        async with asyncio.timeout(TIME_OUT):
            await ask()
        waits.append(time.perf_counter() - due)
    except OSError:  # also TimeoutError
        waits.append(TIME_OUT)


async def leave(port: int, words: bytes) -> asyncio.StreamWriter:
    """Say ``words`` and keep the connection without a sign of life."""
    _, connection = await asyncio.open_connection("127.0.0.1", port)
    connection.write(words)
    return connection


@contextmanager
def serving(template: Path, port: int, gunicorn: str, disk: dict[str, str]) -> Iterator[int]:
    """The shipped start command on a fresh copy of the hub; the number of its process group."""
    instance = template.with_name("instance")
    shutil.copytree(template, instance)
    settings = {"HUB_INSTANCE": str(instance), "PORT": str(port), "GUNICORN_CMD_ARGS": gunicorn, **disk}
    command = [sys.executable, "bin/serve"]
    hub = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **settings}, stdout=subprocess.DEVNULL, process_group=0
    )
    try:
        while not answers(port):
            assert hub.poll() is None, "the hub did not start"
            time.sleep(0.1)
        yield hub.pid
    finally:
        os.killpg(hub.pid, signal.SIGKILL)
        hub.wait()
        shutil.rmtree(instance)


def answers(port: int) -> bool:
    """Whether the hub is up."""
    with suppress(OSError), urlopen(f"http://127.0.0.1:{port}/healthz", timeout=60) as answer:
        return bool(answer.status == 200)
    return False


def busy(group: int) -> tuple[float, float, float]:
    """CPU seconds that were to be had, those used, and those used by this process and the hub's ``group``."""
    tick = os.sysconf("SC_CLK_TCK")
    ticks = [int(number) for number in Path("/proc/stat").read_text().split("\n")[0].split()[1:8]]
    idle = sum(ticks[3:5])  # idle, and waiting for the disk
    ours = sum(os.times()[:2])
    for process in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = process.read_text().rpartition(")")[2].split()
            ours += (int(fields[11]) + int(fields[12])) / tick if int(fields[2]) == group else 0
    return sum(ticks) / tick, (sum(ticks) - idle) / tick, ours


def compare(kind: str, desk: Desk, template: Path, situations: list[Situation], disk: dict[str, str]) -> None:
    """Print a line for each situation; the first one is the quiet that the others are measured against."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    before: Waits | None = None
    with serving(template, port, WORKERS[kind], disk) as group:
        desk.open(port)
        asyncio.run(quiet(desk, Waits()))  # both workers warm
        for situation in situations:
            waits, start = Waits(), busy(group)
            asyncio.run(situation(desk, waits))
            there, used, ours = (after - ago for after, ago in zip(busy(group), start, strict=True))
            before = before or waits
            print(
                f"{kind:<9}{disk.get('SLOW_DISK_MS', '0') + ' ms':<7}{NAMES[situation]:<28}"
                f"{line(waits.scans, before.scans)}{line(waits.hand_overs, before.hand_overs)}"
                f"{(used - ours) / there:>9.0%}",
                flush=True,
            )


def line(waits: list[float], before: list[float]) -> str:
    """Median and 99th percentile in milliseconds, and the latter in times of ``before``."""
    p99 = percentile(waits)
    return f"{statistics.median(waits) * 1000:>9.0f}{p99 * 1000:>8.0f}{p99 / percentile(before):>8.1f}×"


def percentile(waits: list[float]) -> float:
    return statistics.quantiles(waits, n=100, method="inclusive")[98]


def slow_disk(folder: Path) -> dict[str, str]:
    """Settings under which a flush takes FLUSH_MS; empty where there is no C compiler."""
    library = folder / "slow_disk.so"
    if shutil.which("cc") is None:
        return {}
    source = Path(__file__).with_name("slow_disk.c")
    subprocess.run(["cc", "-shared", "-fPIC", "-O2", "-o", library, source], check=True)
    return {"LD_PRELOAD": str(library), "SLOW_DISK_MS": str(FLUSH_MS)}


def main(kinds: list[str]) -> None:
    """Print the table. The database is in memory, so that a flush costs what it is told to."""
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:
        template = Path(folder, "template")
        desk, disk = Desk(template), slow_disk(Path(folder))
        columns = f"{'p50':>9}{'p99':>8}{'quiet':>9}" * 2
        print(f"{'worker':<9}{'flush':<7}{'ms: scan, then hand-over':<28}{columns}{'others':>9}")
        for kind in kinds:
            compare(kind, desk, template, [quiet, with_broken_phones], {})
            if disk:
                compare(kind, desk, template, [quiet, with_writers, with_flood], disk)
    print("A line is void where others used over 30 % of the processors.")
    if not disk:
        print("The slow disk was left out: it needs a C compiler (apt install gcc libc6-dev).")


if __name__ == "__main__":
    main(sys.argv[1:] or list(WORKERS))
