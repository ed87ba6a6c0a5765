"""Long work in the process that serves the desks."""

import subprocess
import sys

WORK = """
from gevent import monkey; monkey.patch_all()
import time
import gevent
from gevent.server import StreamServer
from app.core.pace import give_way

def answer(desk, _address):
    while desk.recv(1):
        desk.sendall(b"!")

desks = StreamServer(("127.0.0.1", 0), answer)
desks.start()
print(desks.server_port, flush=True)
gevent.sleep(0.5)
for _ in range(100):
    until = time.perf_counter() + 0.01
    while time.perf_counter() < until:
        pass
    give_way()
"""
DESK = """
import socket, sys, time
desk, waited = socket.create_connection(("127.0.0.1", int(sys.argv[1]))), []
until = time.time() + 1.2
while time.time() < until:
    asked = time.time()
    desk.sendall(b"?"); desk.recv(1)
    waited.append(time.time() - asked)
    time.sleep(0.002)
print(max(waited))
"""


def test_a_desk_is_served_while_a_long_file_is_made() -> None:
    with subprocess.Popen([sys.executable, "-c", WORK], stdout=subprocess.PIPE, text=True) as work:
        assert work.stdout is not None
        port = work.stdout.readline().strip()
        desk = subprocess.run([sys.executable, "-c", DESK, port], capture_output=True, text=True, check=True)
    assert float(desk.stdout) < 0.5, "it waited for the whole second"
