"""A PostgreSQL server of our own for the run: own folder, own port, loopback only, gone afterwards."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from flask import Flask

from app import create_app
from app.config import ROOT, Config
from app.core.db import db

WHY_NOT = "PostgreSQL is not installed: apt-get install postgresql"


def find_binaries() -> Path | None:
    """Debian keeps the server's programs off the PATH, one folder a version."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


def as_postgres(*command: object) -> list[str]:
    """PostgreSQL refuses to run as root."""
    words = [str(word) for word in command]
    return ["runuser", "-u", "postgres", "--", *words] if os.geteuid() == 0 else words


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """Address of the server without a database name; skipped with the reason where it is not installed."""
    binaries = find_binaries()
    if binaries is None:
        pytest.skip(WHY_NOT)
    folder = Path(tempfile.mkdtemp(prefix="poriad-pg-"))
    folder.chmod(0o777)
    port = free_port()
    initdb = [binaries / "initdb", "-D", folder / "data", "-U", "hub", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
    subprocess.run(as_postgres(*initdb), check=True, capture_output=True)
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c max_connections=120"
    control = [binaries / "pg_ctl", "-D", folder / "data", "-w"]
    subprocess.run(as_postgres(*control, "-o", options, "-l", folder / "log", "start"), check=True, capture_output=True)
    yield f"postgresql://hub@127.0.0.1:{port}"
    subprocess.run(as_postgres(*control, "-m", "immediate", "stop"), check=False, capture_output=True)
    shutil.rmtree(folder, ignore_errors=True)


_serial = iter(range(1, 1_000_000))


@pytest.fixture
def postgres_url(postgres_server: str) -> str:
    """A new empty database."""
    name = f"hub{next(_serial)}"
    with psycopg.connect(f"{postgres_server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return f"{postgres_server}/{name}"


@pytest.fixture
def postgres_app(postgres_url: str, tmp_path: Path) -> Iterator[Flask]:
    """The application on a migrated PostgreSQL database of its own."""
    from flask_migrate import upgrade

    app = create_app(Config(instance=tmp_path / "pg", database_url=postgres_url))
    app.config["TESTING"] = True
    with app.app_context():
        upgrade(directory=str(ROOT / "migrations"))
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
