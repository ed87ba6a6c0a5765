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
from tests.lending import lent

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
    settings = {
        "listen_addresses": "127.0.0.1", "unix_socket_directories": folder, "max_connections": 120, "autovacuum": "off",
        "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off",  # nothing of it outlives the run
    }  # fmt: skip
    options = " ".join([f"-p {port}", *(f"-c {name}={value}" for name, value in settings.items())])
    control = [binaries / "pg_ctl", "-D", folder / "data", "-w"]
    subprocess.run(as_postgres(*control, "-o", options, "-l", folder / "log", "start"), check=True, capture_output=True)
    yield f"postgresql://hub@127.0.0.1:{port}"
    subprocess.run(as_postgres(*control, "-m", "immediate", "stop"), check=False, capture_output=True)
    shutil.rmtree(folder, ignore_errors=True)


def _ask(server: str, *statements: str) -> None:
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


def copy_database(server: str, pattern: str, name: str) -> None:
    """Nobody may be connected to ``pattern``; whatever was called ``name`` is thrown away."""
    _ask(server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)", f"CREATE DATABASE {name} TEMPLATE {pattern}")


@pytest.fixture
def postgres_empty(postgres_server: str) -> str:
    """Address of a database without a table."""
    copy_database(postgres_server, "template1", "empty")
    return f"{postgres_server}/empty"


@pytest.fixture(scope="session")
def postgres_house(postgres_server: str, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application of all tests on PostgreSQL; its database is migrated once and is then the pattern of theirs."""
    from flask_migrate import upgrade

    _ask(postgres_server, "CREATE DATABASE hub")
    app = create_app(Config(instance=tmp_path_factory.mktemp("pg"), database_url=f"{postgres_server}/hub"))
    with app.app_context():
        upgrade(directory=str(ROOT / "migrations"))
        db.session.remove()
        db.engine.dispose()
    _ask(postgres_server, "ALTER DATABASE hub RENAME TO migrated")
    return app


@pytest.fixture
def postgres_url(postgres_server: str, postgres_house: Flask) -> str:
    """Address of a migrated database of this test's own."""
    copy_database(postgres_server, "migrated", "hub")
    return f"{postgres_server}/hub"


@pytest.fixture
def postgres_app(postgres_url: str, postgres_house: Flask) -> Iterator[Flask]:
    """The application on that database."""
    with lent(postgres_house):
        yield postgres_house


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def either_app(request: pytest.FixtureRequest) -> Flask:
    """The application on each of the two databases in turn."""
    app: Flask = request.getfixturevalue("app" if request.param == "sqlite" else "postgres_app")
    return app


def is_postgres(app: Flask) -> bool:
    return str(app.config["SQLALCHEMY_DATABASE_URI"]).startswith("postgresql")
