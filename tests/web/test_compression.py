"""Thin lines: what is text leaves packed, for every browser."""

import gzip
from collections.abc import Callable

import pytest

from app.config import ROOT
from tests.visitor import Visitor


@pytest.mark.parametrize("name", ["app.css", "desk.js", "vendor/htmx-2.0.11.min.js"])
def test_a_file_is_packed_for_a_browser_that_knows_gzip_only(visit: Callable[..., Visitor], name: str) -> None:
    answer = visit().client.get(f"/static/{name}", headers={"Accept-Encoding": "gzip"})
    whole = (ROOT / "app" / "static" / name).read_bytes()
    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.data) == whole
    assert len(answer.data) < len(whole) / 2


def test_a_file_that_is_known_already_is_not_sent_again(visit: Callable[..., Visitor]) -> None:
    client = visit().client
    first = client.get("/static/app.css", headers={"Accept-Encoding": "gzip"})
    headers = {"Accept-Encoding": "gzip", "If-None-Match": first.headers["ETag"]}
    again = client.get("/static/app.css", headers=headers)
    assert (again.status_code, again.data) == (304, b"")
