"""The house itself: its rooms, its settings, its words."""

import re
import subprocess
import sys
from pathlib import Path

from app.config import ROOT, SETTINGS

TOP = {
    ".ci", ".dockerignore", ".gitignore", "app", "babel.cfg", "bench", "bin", "CONTRIBUTING.md", "Dockerfile", "docs",
    "gunicorn.conf.py", "instance", "LICENSE", "Makefile", "migrations", "pyproject.toml", "README.md",
    "requirements.in", "requirements.txt", "requirements-dev.in", "requirements-dev.txt", "tests", "wsgi.py",
}  # fmt: skip


def tracked() -> list[str]:
    listing = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    return listing.stdout.splitlines()


def test_nothing_strange_stands_at_the_top() -> None:
    assert {path.split("/")[0] for path in tracked()} == TOP


def test_instance_is_kept_empty() -> None:
    assert [path for path in tracked() if path.startswith("instance/")] == ["instance/.gitkeep"]


def test_import_contracts_hold() -> None:
    checked = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"], cwd=ROOT, capture_output=True, text=True
    )
    assert checked.returncode == 0, checked.stdout


def test_every_setting_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text()
    for setting in SETTINGS:
        assert f"`{setting.name}`" in readme, setting.name


def test_the_environment_is_read_in_one_place() -> None:
    for path in (ROOT / "app").rglob("*.py"):
        if path.name != "config.py":
            assert "os.environ" not in path.read_text(), path


def test_the_clock_is_read_in_one_place() -> None:
    for path in (ROOT / "app").rglob("*.py"):
        if path.name != "clock.py":
            assert not re.search(r"datetime\.now\(|date\.today\(|utcnow\(|func\.now\(", path.read_text()), path


def test_commits_happen_only_in_transaction() -> None:
    for path in (ROOT / "app").rglob("*.py"):
        if path != ROOT / "app" / "core" / "db.py":
            assert "session.commit(" not in path.read_text(), path


def test_no_attic() -> None:
    names = {path.stem for path in (ROOT / "app").rglob("*.py")}
    assert not names & {"utils", "helpers", "common", "misc"}
