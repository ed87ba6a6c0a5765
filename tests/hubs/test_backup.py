"""A copy on a stick, taken while the hub serves."""

from pathlib import Path

from flask import Flask

from app import create_app
from app.config import Config
from app.core.db import db
from app.hubs import queries
from tests.make import make_hub


def backup(app: Flask, path: Path) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["hubs", "backup", str(path)])
    return result.exit_code, result.output


def test_the_copy_is_a_whole_hub(app: Flask, tmp_path: Path) -> None:
    with app.app_context():
        make_hub(name="Хаб «Ліцей»")
        db.session.commit()
    copied = tmp_path / "copy" / "hub.sqlite3"
    copied.parent.mkdir()
    assert backup(app, copied)[0] == 0
    assert copied.stat().st_mode & 0o077 == 0
    with create_app(Config(instance=copied.parent)).app_context():
        assert queries.get_hub().name == "Хаб «Ліцей»"
        db.engine.dispose()


def test_what_is_there_is_not_overwritten(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "important"
    path.write_text("кошторис")
    code, said = backup(app, path)
    assert code == 1
    assert "вже є" in said
    assert path.read_text() == "кошторис"


def test_a_stick_that_is_not_there_is_told_in_a_sentence(app: Flask, tmp_path: Path) -> None:
    code, said = backup(app, tmp_path / "no-stick" / "hub.sqlite3")
    assert code == 1
    assert "Traceback" not in said
    assert "носій" in said
