"""The application on a real port and a real Chromium: pages as they are really sent, drawn and printed."""

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright
from werkzeug.serving import make_server

from tests.visitor import Visitor

expect.set_options(timeout=30_000)  # as long as pages and clicks are waited for: a loaded machine draws late


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """Serve ``app`` on a free port of this machine; yields its address, such as ``http://127.0.0.1:43210``."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def chromium() -> Iterator[Browser]:
    """The machine's own Chromium without a window. Use the fixture ``browser``: there is one a run."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("Chromium is not installed: apt install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        try:
            yield browser
        finally:
            browser.close()


def signed_in(context: BrowserContext, visitor: Visitor, address: str) -> BrowserContext:
    """Give the browser the session of a visitor who has signed in."""
    cookie = visitor.client.get_cookie("poriad")
    assert cookie is not None, "sign the visitor in first"
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": address}])
    return context
