"""The day that papers are printed for, and the printer: a real Chromium that prints to PDF."""

import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
import zxingcpp
from flask import Flask
from PIL import Image
from playwright.sync_api import Browser, Page

from tests import cast, live
from tests.papers.day import PaperDay, hold_day
from tests.visitor import Visitor

TUESDAY = date(2026, 11, 24)


@pytest.fixture
def day(request: pytest.FixtureRequest, app: Flask, staff: dict[str, int]) -> PaperDay:
    """Three full slots of eight, or what the test asks for."""
    asked = getattr(request, "param", {"per_slot": 8, "slots": 3})
    with app.app_context():
        return hold_day(held_on=TUESDAY, **asked)


@dataclass(frozen=True)
class Paper:
    """What came out of the printer."""

    path: Path

    def pages(self) -> list[str]:
        """The words of each page, laid out."""
        text = subprocess.run(["pdftotext", "-layout", self.path, "-"], capture_output=True, text=True, check=True)
        return text.stdout.split("\f")[:-1]

    def sizes(self) -> list[str]:
        """Of each page: portrait or landscape, when it is A4."""
        info = subprocess.run(["pdfinfo", "-l", "999", self.path], capture_output=True, text=True, check=True).stdout
        named = {(595, 842): "portrait", (842, 595): "landscape"}
        found = re.findall(r"size:\s+([\d.]+) x ([\d.]+) pts", info)
        return [named.get((round(float(width)), round(float(height))), "not A4") for width, height in found]

    def pictures(self, *, dpi: int = 150, grey: bool = True) -> list[Image.Image]:
        """Each page, in shades of grey as a laser printer draws it or in its own colours."""
        stem = self.path.with_suffix("")
        shades = ["-gray"] if grey else []
        subprocess.run(["pdftoppm", "-r", str(dpi), *shades, "-png", self.path, stem], check=True)
        return [Image.open(picture) for picture in sorted(stem.parent.glob(f"{stem.name}-*.png"))]

    def qr_codes(self) -> list[list[tuple[str, tuple[int, int]]]]:
        """On each page: what every QR code says, and its corner in millimetres from the right and the top."""
        return [
            [(code.text, _corner(code.position, picture)) for code in zxingcpp.read_barcodes(picture)]
            for picture in self.pictures()
        ]


def _corner(position: zxingcpp.Position, picture: Image.Image) -> tuple[int, int]:
    mm = 25.4 / 150
    return round((picture.width - position.top_right.x) * mm), round(position.top_right.y * mm)


class Printer:
    """Opens pages as the lead does, presses buttons, and prints."""

    def __init__(self, page: Page, address: str, folder: Path) -> None:
        self.page, self.address, self.folder = page, address, folder
        self._count = 0

    def open(self, path: str) -> None:
        self.page.goto(self.address + path)

    def press(self, button: str) -> None:
        self.page.get_by_role("button", name=button).first.click()
        self.page.wait_for_load_state()

    def print(self) -> Paper:
        self._count += 1
        path = self.folder / f"paper{self._count}.pdf"
        self.page.pdf(path=path, prefer_css_page_size=True)
        return Paper(path)


@pytest.fixture
def printer(
    app: Flask, day: PaperDay, visit: Callable[..., Visitor], browser: Browser, tmp_path: Path
) -> Iterator[Printer]:
    """The lead's own browser, signed in."""
    if shutil.which("pdftoppm") is None:
        pytest.skip("poppler-utils are not installed: apt install poppler-utils")
    with live.serving(app) as address:
        context = live.signed_in(browser.new_context(), visit(cast.OKSANA), address)
        yield Printer(context.new_page(), address, tmp_path)
        context.close()
