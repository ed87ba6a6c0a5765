"""Templates keep to the content security policy and to plain forms."""

import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.templating import Environment

from app import create_app
from app.config import ROOT, Config

TEMPLATES = sorted((ROOT / "app" / "templates").rglob("*.html"))


def name(path: Path) -> str:
    return str(path.relative_to(ROOT / "app" / "templates"))


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_nothing_is_inline(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"\sstyle\s*=", text), "inline style"
    assert not re.search(r"\son[a-z]+\s*=", text), "inline handler"
    assert not re.search(r"<script(?![^>]*\bsrc=)", text), "inline script"
    assert "hx-on" not in text
    assert "hx-boost" not in text
    assert "|safe" not in text
    if not name(path).startswith("resident"):
        assert "<style" not in text, "a style sheet inside the page"


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_smooth_form_is_a_plain_form_first(path: Path) -> None:
    """``hx-post`` stands only on a form that has an action and a method; triggers have no filters."""
    text = path.read_text()
    for tag in re.findall(r"<[^>]*\bhx-post=[^>]*>", text):
        assert tag.startswith("<form"), tag
        assert "action=" in tag, tag
        assert 'method="post"' in tag, tag
    for trigger in re.findall(r'hx-trigger="([^"]*)"', text):
        assert "[" not in trigger, "a trigger filter fails open when eval is off"


def test_there_are_templates() -> None:
    assert len(TEMPLATES) > 20


def test_style_sheets_stay_small() -> None:
    static = ROOT / "app" / "static"
    assert (static / "app.css").stat().st_size <= 8_192
    assert (static / "paper.css").stat().st_size <= 8_192


class _Once(dict[str, Any]):
    """Names for templates, each given by one hand: a second one would put the first out of sight without a word."""

    def __setitem__(self, name: str, value: object) -> None:
        assert self.get(name, value) == value, f"{name} has two meanings"
        super().__setitem__(name, value)

    def update(self, *more: Any, **named: Any) -> None:
        for name, value in dict(*more, **named).items():
            self[name] = value


def test_no_two_rooms_give_one_name_to_templates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make = Flask.create_jinja_environment

    def strict(app: Flask) -> Environment:
        found = make(app)
        found.filters, found.globals = _Once(found.filters), _Once(found.globals)
        return found

    monkeypatch.setattr(Flask, "create_jinja_environment", strict)
    names = create_app(Config(instance=tmp_path)).jinja_env.filters
    assert {"signed_name", "worker_name", "called"} <= names.keys(), "filters of the rooms were looked at"
    with pytest.raises(AssertionError, match="worker_name"):
        names["worker_name"] = str.upper
