"""Every page that the lead and a warden can reach, drawn at the width of a phone and of a laptop."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Browser

from tests import cast
from tests.browser.accessibility import problems
from tests.house.crawl import pages
from tests.house.hub import busy_hub
from tests.live import serving, signed_in
from tests.visitor import Page, Visitor

pytestmark = pytest.mark.browser


WIDTHS = (320, 1280)


@pytest.mark.parametrize(("colleague", "fewest"), [(cast.OKSANA, 80), (cast.TAMARA, 6)])
def test_everybody_can_use_every_page(
    app: Flask, visit: Callable[..., Visitor], browser: Browser, colleague: cast.Colleague, fewest: int
) -> None:
    with app.app_context():
        busy_hub()
    visitor = visit(colleague)
    paths = [page.path for page in pages(visitor) if not is_paper(page)]
    assert len(paths) >= fewest
    found: dict[tuple[str, int], list[str]] = {}
    with serving(app) as address:
        context = signed_in(browser.new_context(), visitor, address)
        window = context.new_page()
        for path in paths:
            window.goto(address + path)
            for width in WIDTHS:
                window.set_viewport_size({"width": width, "height": 800})
                if standing := problems(window, width):
                    found[path, width] = standing
        context.close()
    assert found == {}


def is_paper(page: Page) -> bool:
    """Papers are as wide as a sheet; tests/papers looks at them as they are printed."""
    return "paper.css" in page.html
