"""``flask --app wsgi draw verify FILE``: one sentence, and an exit code for scripts."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from app.core.actors import KEEPER
from app.core.db import db
from app.draws import operations, queries
from tests.make.draws import hold_draw, make_draw

AT = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)
NAMES = ("0345", "1877", "20912", "5550", "90012")
TRUE = "Файл правдивий"


@pytest.fixture
def held(app: Flask, tmp_path: Path) -> Path:
    """The file of a draw that was held in this hub."""
    with app.app_context():
        draw = hold_draw(make_draw(names=NAMES, places=2, at=AT))
        return written(tmp_path, queries.text_of(queries.get_draw(draw.id)))


def written(folder: Path, text: str) -> Path:
    path = folder / "draw.txt"
    path.write_text(text, encoding="utf-8", newline="")
    return path


def verify(app: Flask, file: Path, *more: str) -> Result:
    return app.test_cli_runner().invoke(args=["draw", "verify", str(file), *more])


def list_code_of(app: Flask) -> str:
    with app.app_context():
        return queries.list_draws()[0].list_code


def test_a_true_file_is_called_true(app: Flask, held: Path) -> None:
    result = verify(app, held)
    assert result.exit_code == 0
    assert TRUE in result.output
    assert "461352" in result.output


def test_the_code_from_the_wall_is_compared(app: Flask, held: Path) -> None:
    code = list_code_of(app)
    assert verify(app, held, "--posted", f"{code[:8]} {code[8:16]}".upper()).exit_code == 0
    assert verify(app, held, "--posted", "0" * 16).exit_code == 1
    assert verify(app, held, "--posted", code[:6]).exit_code == 1, "six digits can be hit by trying"


@pytest.mark.parametrize(("was", "becomes"), [("Проведено: 22", "Проведено: 23"), ("Місць: 2", "Місць: 3"),
                                              ("Ліцей", "Клуб"), ("число: 461352", "число: 461353")])  # fmt: skip
def test_what_the_hub_has_not_recorded_is_called_untrue(app: Flask, held: Path, was: str, becomes: str) -> None:
    text = held.read_text(encoding="utf-8")
    assert was in text
    result = verify(app, written(held.parent, text.replace(was, becomes, 1)))
    assert result.exit_code == 1
    assert TRUE not in result.output


def test_the_list_that_hangs_before_the_draw_is_checked_too(app: Flask, tmp_path: Path) -> None:
    with app.app_context():
        draw = make_draw(names=NAMES, places=2, at=AT)
        file = written(tmp_path, queries.text_of(queries.get_draw(draw.id)))
        assert verify(app, file).exit_code == 0
        hold_draw(draw)
    assert verify(app, file).exit_code == 0, "it still is what was posted"


def test_an_annulled_draw_says_so(app: Flask, tmp_path: Path) -> None:
    with app.app_context():
        draw = make_draw(names=NAMES, places=2, at=AT)
        operations.annul(draw.id, why="Бракує вулиці Садової", actor=KEEPER, at=AT)
        db.session.commit()
        file = written(tmp_path, queries.text_of(queries.get_draw(draw.id)))
    assert "Бракує вулиці Садової" in verify(app, file).output


def test_a_file_of_another_hub_needs_the_code_from_its_wall(app: Flask, held: Path) -> None:
    code = list_code_of(app)
    with app.app_context():
        for table in ("draw_entries", "draws"):
            db.session.execute(db.text(f"DELETE FROM {table}"))
        db.session.commit()
    assert verify(app, held).exit_code == 2
    assert verify(app, held, "--posted", code).exit_code == 0


def test_a_picture_is_not_a_draw(app: Flask, tmp_path: Path) -> None:
    picture = tmp_path / "photo.jpg"
    picture.write_bytes(b"\xff\xd8\xff\xe0")
    assert verify(app, picture).exit_code == 1
