"""Starting the hub as a person at the laptop does: real runs of the shipped commands."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from app import create_app
from app.config import ROOT, Config
from app.core.db import db
from tests.house.test_upgrade import first_release

PATIENCE = 60.0
"""Seconds a start may take on a busy machine; how long it does take is printed, not judged."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(instance: Path, port: object, **more: str) -> dict[str, str]:
    """This machine's environment with the settings of one hub and no others."""
    chosen = {"HUB_INSTANCE": str(instance), "PORT": str(port), "HOST": "", "DATABASE_URL": ""}
    return {**os.environ, **chosen, **more}


def refused(instance: Path, port: object, **more: str) -> str:
    """What ``bin/serve`` says when it must not start."""
    done = subprocess.run(
        [sys.executable, "bin/serve"],
        cwd=ROOT,
        env=environment(instance, port, **more),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert done.returncode != 0
    assert not done.stdout
    return done.stderr


def is_one_sentence_in_each_language(said: str) -> bool:
    ukrainian, english = said.splitlines()
    return bool(re.search("[а-щьюяєіїґ]", ukrainian)) and english.isascii() and "Traceback" not in said


class RunningHub:
    """The hub as ``bin/serve`` runs it, until the ``with`` block ends."""

    def __init__(self, instance: Path) -> None:
        self.instance = instance
        self.port = free_port()
        self.output = instance.with_name("output.txt")

    def __enter__(self) -> "RunningHub":
        began = time.monotonic()
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "bin/serve"],
                cwd=ROOT,
                env=environment(self.instance, self.port),
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        while not (
            self.answers() and "http://" in self.said()
        ):  # another worker may answer before the first one speaks
            self.seconds = time.monotonic() - began
            assert self.process.poll() is None, self.said()
            assert self.seconds < PATIENCE
            time.sleep(0.02)
        return self

    def __exit__(self, *_: object) -> None:
        self.stop(signal.SIGKILL)

    def stop(self, how: signal.Signals) -> int:
        if self.process.poll() is None:
            os.killpg(self.process.pid, how)
        return self.process.wait(PATIENCE)

    def said(self) -> str:
        return self.output.read_text()

    def answers(self, host: str = "127.0.0.1") -> bool:
        try:
            with urllib.request.urlopen(f"http://{host}:{self.port}/healthz", timeout=PATIENCE) as answer:
                return bool(answer.read().strip() == b"ok")
        except OSError:
            return False

    def say(self, request: bytes) -> bytes:
        """Send raw bytes as a broken phone would; what came back."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE) as wire:
            wire.sendall(request)
            return wire.recv(4096)


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHub]:
    with RunningHub(tmp_path_factory.mktemp("hub") / "instance") as running:
        yield running


def test_a_first_start_makes_everything_and_serves(hub: RunningHub) -> None:
    assert hub.answers()


def test_the_terminal_tells_where_the_hub_is_and_its_one_time_code(hub: RunningHub) -> None:
    where, code = hub.said().splitlines()
    assert f"http://127.0.0.1:{hub.port}" in where
    assert re.search(r"One-time set-up code: \S+", code)


def test_what_the_hub_writes_is_for_its_own_user_only(hub: RunningHub) -> None:
    modes = {path.name: oct(path.stat().st_mode & 0o777) for path in hub.instance.iterdir()}
    assert modes["secret-key"] == modes["hub.sqlite3"] == "0o600"
    assert set(modes.values()) == {"0o600"}


def test_other_machines_cannot_reach_it_unless_told(hub: RunningHub) -> None:
    listening = [line.split()[1] for line in Path("/proc/net/tcp").read_text().splitlines() if " 0A " in line]
    loopback = "0100007F"  # 127.0.0.1 as Linux writes it
    assert [local for local in listening if local.endswith(f":{hub.port:04X}")] == [f"{loopback}:{hub.port:04X}"]


@pytest.mark.parametrize(
    "request_line",
    [b"GET /c/90417265 HTTP/7", b"G?T /c/90417265 HTTP/1.1", b"GET /c/90417265?pin=" + b"1" * 4000 + b" HTTP/1.1"],
)
def test_a_broken_request_is_refused_and_leaves_no_trace_of_the_card(hub: RunningHub, request_line: bytes) -> None:
    answer = hub.say(request_line + b"\r\nHost: hub\r\nX-Card: 90417265\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 4")
    assert "90417265" not in hub.said()


def test_a_second_start_serves_within_seconds_and_ctrl_c_ends_it_quietly(hub: RunningHub) -> None:
    first_key = (hub.instance / "secret-key").read_bytes()
    with RunningHub(hub.instance) as again:
        print(f"second start: {again.seconds:.1f} s")
        assert again.seconds < 15
        assert again.stop(signal.SIGINT) == 0
        assert not re.search("Traceback|failed", again.said())
    assert (hub.instance / "secret-key").read_bytes() == first_key


def test_a_taken_port_is_told_in_one_sentence(hub: RunningHub, tmp_path: Path) -> None:
    said = refused(tmp_path / "instance", hub.port)
    assert is_one_sentence_in_each_language(said)
    assert f"Port {hub.port} is already taken" in said


@pytest.mark.parametrize("port", ["http", "0", "65536", "-1", "٨٠٠٠"])
def test_a_port_that_is_no_port_is_told_in_one_sentence(tmp_path: Path, port: str) -> None:
    assert "PORT must be a number" in refused(tmp_path / "instance", port)


def test_a_host_of_another_machine_is_told_in_one_sentence(tmp_path: Path) -> None:
    assert "check HOST" in refused(tmp_path / "instance", free_port(), HOST="192.0.2.1")


@pytest.mark.parametrize("folder", ["file", "file/below", "/proc/hub"])
def test_an_unwritable_folder_is_told_in_one_sentence(tmp_path: Path, folder: str) -> None:
    (tmp_path / "file").touch()
    said = refused(tmp_path / folder, free_port())
    assert is_one_sentence_in_each_language(said)
    assert f"The folder {tmp_path / folder} cannot be written" in said


def test_an_sqlite_that_may_lose_rows_is_refused(tmp_path: Path) -> None:
    old = tmp_path / "sqlcipher3"
    old.mkdir()
    (old / "__init__.py").touch()
    (old / "dbapi2.py").write_text("sqlite_version, sqlite_version_info = '3.40.1', (3, 40, 1)")
    said = refused(tmp_path / "instance", free_port(), PYTHONPATH=str(tmp_path))
    assert is_one_sentence_in_each_language(said)
    assert "SQLite 3.40.1 may lose rows" in said


def test_who_was_registered_with_the_first_release_is_found_under_any_spelling(tmp_path: Path) -> None:
    app = create_app(Config(instance=tmp_path))
    with app.app_context():
        first_release(app)
        db.session.remove()
        db.engine.dispose()
    with RunningHub(tmp_path), closing(dbapi2.connect(str(tmp_path / "hub.sqlite3"))) as database:
        assert database.execute("SELECT count(*) FROM match_keys WHERE person_id = 1").fetchone() > (0,)


def test_a_database_of_a_later_release_is_left_alone(instance: Path) -> None:
    with closing(dbapi2.connect(str(instance / "hub.sqlite3"))) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
        database.commit()
    said = refused(instance, free_port())
    assert "later release" in said
    assert is_one_sentence_in_each_language(said)


def test_a_missing_venv_module_is_told_in_one_sentence(tmp_path: Path) -> None:
    """Debian ships Python without ensurepip: here a module of that name that cannot be imported stands for it."""
    shutil.copytree(ROOT / "bin", tmp_path / "bin")
    shutil.copy(ROOT / "requirements.txt", tmp_path)
    (tmp_path / "ensurepip.py").write_text("raise ImportError")
    done = subprocess.run(
        ["bin/setup", "requirements.txt"],
        cwd=tmp_path,
        env={**os.environ, "PYTHON": sys.executable, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert is_one_sentence_in_each_language(done.stderr)
    assert "apt install python3-venv" in done.stderr
    assert not (tmp_path / ".venv").exists()


def test_make_help_lists_every_command() -> None:
    makefile = (ROOT / "Makefile").read_text()
    listed = subprocess.run(
        ["make", "--no-print-directory"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    public = set(re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)[1].split()) - {"libraries", "tools"}
    assert {line.split()[1] for line in listed.splitlines()} == public
