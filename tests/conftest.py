"""One application a run on a fresh copy of one migrated database a test; the strict visitor; what may be left out."""

import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser

from app import create_app
from app.config import ROOT, Config
from app.core.db import db
from tests import cast
from tests.lending import lent
from tests.live import chromium
from tests.make.staff import make_staff
from tests.visitor import Visitor

pytest_plugins = ["tests.postgres", "tests.desk_day"]


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An instance folder whose database has just been migrated; made once a run and copied for each test."""
    instance = tmp_path_factory.mktemp("migrated")
    app = create_app(Config(instance=instance))
    with app.app_context():
        from flask_migrate import upgrade

        upgrade(directory=str(ROOT / "migrations"))
        db.session.execute(db.text("PRAGMA wal_checkpoint(TRUNCATE)"))
        db.session.remove()
        db.engine.dispose()
    return instance


@pytest.fixture(scope="session")
def house(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application of all tests of a run: putting it together takes longer than most of them."""
    folder = tmp_path_factory.mktemp("hub") / "instance"
    shutil.copytree(migrated, folder)
    return create_app(Config(instance=folder))


@pytest.fixture
def instance(migrated: Path, house: Flask) -> Path:
    """The instance folder as this test alone has it."""
    folder = Path(house.instance_path)
    shutil.rmtree(folder, ignore_errors=True)  # a browser that was closed in mid-page may still have it written to
    return shutil.copytree(migrated, folder, dirs_exist_ok=True)


@pytest.fixture
def app(instance: Path, house: Flask) -> Iterator[Flask]:
    """The application on a database of its own. What adds a page puts one together for itself."""
    with lent(house):
        yield house


@pytest.fixture
def database(app: Flask) -> Iterator[None]:
    """An application context for tests without HTTP."""
    with app.app_context():
        yield


@pytest.fixture
def staff(app: Flask) -> dict[str, int]:
    """The cast signed up: login to id."""
    with app.app_context():
        ids = {colleague.login: make_staff(colleague).id for colleague in cast.STAFF}
        db.session.commit()
    return ids


@pytest.fixture
def visit(app: Flask, staff: dict[str, int]) -> Callable[..., Visitor]:
    """``visit()`` is a stranger; ``visit(cast.OKSANA)`` has signed in."""

    def start(colleague: cast.Colleague | None = None) -> Visitor:
        visitor = Visitor(app)
        if colleague is not None:
            visitor.sign_in(colleague)
        return visitor

    return start


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The one Chromium of a run (two at a time are refused by its driver); skips where there is none."""
    with chromium() as started:
        yield started


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say plainly at the end what this machine could not try, and how to get it."""
    reports = terminalreporter.stats.get("skipped", [])
    reasons = Counter(report.longrepr[2].removeprefix("Skipped: ") for report in reports)
    if reasons:
        terminalreporter.section("left out on this machine")
        for reason, tests in reasons.most_common():
            terminalreporter.line(f"{tests} tests: {reason}")


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """In CI a skipped test is a failed run: there everything a test needs is installed."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    if os.environ.get("CI") and skipped and exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
