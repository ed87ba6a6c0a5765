"""Templates keep to the content security policy and to plain forms."""

import re
from pathlib import Path

import pytest

from app.config import ROOT

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
