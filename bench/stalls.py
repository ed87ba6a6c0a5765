"""Do the desks stall? The shipped start command under phones that vanish and under eight writers on a slow disk.

``python bench/stalls.py [gevent gthread sync]`` prints, for each worker class, how long a desk waits for an answer
in quiet and in trouble. The desk is an open-loop client: a request is due at its time whether or not the last one
was answered, and it waits from the moment it was due. An error counts as the time-out.
"""

import asyncio
import contextlib
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).resolve().parent
WORKERS = {"gevent": "", "gthread": "--worker-class gthread --threads 8", "sync": "--worker-class sync"}
TIME_OUT = 10.0
SECONDS = 12
DESK_RATE = 25
"""Scans a second of all desks together: ten desks that hurry."""
WRITERS = 8
WRITER_RATE = 4
"""Hand-overs a second of each writer: many times faster than people carry kits away."""
FLUSH_MS = 5
HALF_SENT = 60
VANISHING_RATE = 4

async def ask(port, path, form="x=1", cookie=""):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        body = form.encode()
        head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\nCookie: {cookie}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
        writer.write(head.encode() + body)
        answer = await reader.read()
        assert answer.startswith((b"HTTP/1.1 200", b"HTTP/1.1 303")), answer[:200]
        return answer
    finally:
        writer.close()

async def open_loop(rate, seconds, job, waits):
    start = time.perf_counter()
    tasks = []
    for number in range(int(rate * seconds)):
        due = start + number / rate
        await asyncio.sleep(max(0, due - time.perf_counter()))
        tasks.append(asyncio.create_task(timed(due, job, waits)))
    await asyncio.gather(*tasks)

async def timed(due, job, waits):
    try:
        async with asyncio.timeout(TIME_OUT):
            await job()
        waits.append(time.perf_counter() - due)
    except (OSError, AssertionError, TimeoutError) as e:
        waits.append(TIME_OUT)

async def half_sent(port):
    sockets = []
    for _ in range(HALF_SENT):
        r, w = await asyncio.open_connection("127.0.0.1", port)
        w.write(b"POST /check-in HTTP/1.1\r\nHost: x\r\nX-A: ")
        sockets.append(w)
    return sockets

async def vanish(port, kept):
    r, w = await asyncio.open_connection("127.0.0.1", port)
    w.write(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    kept.append(w)

async def closed_loop(job, until, done):
    while time.perf_counter() < until:
        await job(); done.append(1)

async def measure(port, trouble, seconds=SECONDS):
    waits, background = [], []
    keep = []
    writes = []
    if "phones" in trouble:
        keep += await half_sent(port)
        background.append(asyncio.create_task(open_loop(VANISHING_RATE, seconds, lambda: vanish(port, keep), [])))
        await asyncio.sleep(1)
    if "writers" in trouble:
        background.append(asyncio.create_task(open_loop(WRITERS * WRITER_RATE, seconds, lambda: ask(port, "/check-in/give"), writes)))
    if "flood" in trouble:
        done = []
        background += [asyncio.create_task(closed_loop(lambda: ask(port, "/check-in/give"), time.perf_counter() + seconds, done)) for _ in range(WRITERS)]
    await open_loop(DESK_RATE, seconds, lambda: ask(port, "/check-in"), waits)
    await asyncio.gather(*background)
    for w in keep: w.close()
    waits.sort()
    extra = ""
    if writes: writes.sort(); extra = f"writes p50 {writes[len(writes)//2]*1000:.1f} p99 {writes[int(len(writes)*.99)]*1000:.1f}"
    if "flood" in trouble: extra = f"{len(done)/seconds:.0f} writes/s"
    return waits[len(waits) // 2] * 1000, waits[int(len(waits) * 0.99)] * 1000, extra

def serve(kind, port, flush):
    folder = tempfile.mkdtemp(dir="/dev/shm")
    env = dict(os.environ, PORT=str(port), HUB_INSTANCE=folder, GUNICORN_CMD_ARGS=WORKERS[kind])
    if flush: env |= {"LD_PRELOAD": "/tmp/boot/slow.so", "SLOW_DISK_MS": str(FLUSH_MS)}
    p = subprocess.Popen([".venv/bin/python", "bin/serve"], env=env, start_new_session=True)
    while True:
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", port), 1).close(); break
        time.sleep(.05)
    time.sleep(2)
    return p, folder

for kind in sys.argv[1].split(","):
    for flush in (0, 1):
        port = 8100 + flush + 2*list(WORKERS).index(kind)
        p, folder = serve(kind, port, flush)
        try:
            base = None
            for trouble in sys.argv[2].split(","):
                r = asyncio.run(measure(port, trouble, float(sys.argv[3])))
                base = base or r[1]
                print(f"{kind:8} flush {flush*FLUSH_MS} {trouble:10} p50 {r[0]:8.1f} p99 {r[1]:8.1f}  {r[1]/base:6.2f}x {r[2]}", flush=True)
        finally:
            os.killpg(p.pid, signal.SIGKILL); p.wait(); shutil.rmtree(folder)
