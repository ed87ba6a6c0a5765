"""What stands in somebody's way on a drawn page."""

from pathlib import Path

from playwright.sync_api import Page

AXE = Path(__file__).with_name("axe-4.14.1.min.js").read_text()


def problems(page: Page, width: int) -> list[str]:
    """Serious violations by axe, with the elements they are about, and whether the page scrolls sideways."""
    page.evaluate(AXE)
    found = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    serious = [
        f"{violation['id']}: {node['html']}"
        for violation in found["violations"]
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"]
    ]
    needed = page.evaluate("document.documentElement.scrollWidth")
    return serious + ([f"scrolls sideways: {needed} px"] if needed > width else [])
