"""A sheet of twelve rows after a power cut, typed in by keyboard alone."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from app.checkin.models import CollectorKind, HandOver
from app.core.db import db
from app.sheets.models import RowOutcome, SheetEntry
from tests import cast
from tests.browser.accessibility import problems
from tests.desk_day import TEN, Clock, World
from tests.live import serving, signed_in
from tests.make.sheets import print_sheets
from tests.make.staff import actor_of, make_staff
from tests.visitor import Visitor

pytestmark = pytest.mark.browser

ROWS = 12
PACE_MS = 200
"""Between two keys: sixty words a minute is twice as fast."""
LONGEST_S = 30


@dataclass
class Typist:
    """Somebody at the keyboard who never touches the mouse."""

    page: Page
    keys: int = 0
    began_at: float = field(default_factory=time.monotonic)

    def press(self, key: str, times: int = 1) -> None:
        for _time in range(times):
            self.page.keyboard.press(key)
            self.keys += 1
            self.page.wait_for_timeout(PACE_MS)

    def type(self, words: str) -> None:
        for sign in words:
            self.page.keyboard.insert_text(sign) if not sign.isascii() else self.page.keyboard.press(
                "Space" if sign == " " else sign
            )
            self.keys += 1
            self.page.wait_for_timeout(PACE_MS)

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.began_at

    @property
    def focus(self) -> str:
        return str(self.page.evaluate("document.activeElement.name || document.activeElement.tagName"))

    def tab_to(self, name: str) -> None:
        """As many tabs as it takes; each counts."""
        for _tab in range(80):
            if self.focus == name:
                return
            self.press("Tab")
        raise AssertionError(f"{name} cannot be reached by keyboard")


@pytest.fixture
def typist(
    app: Flask, open_day: World, wall_clock: Clock, browser: Browser, visit: Callable[..., Visitor]
) -> Iterator[Typist]:
    """Halyna before the field for a sheet's number; twelve households are on its sheet."""
    halyna = visit(cast.HALYNA)
    for slot in open_day.today.slots:
        slot.capacity = ROWS
    for _row in range(ROWS):
        open_day.promise(open_day.household(), open_day.slot(10))
    lead = actor_of(make_staff(cast.Colleague("inna", "Інна Лемішко", cast.OKSANA.roles)))
    db.session.commit()
    print_sheets(open_day.today, actor=lead, at=TEN)
    db.session.commit()
    wall_clock.turn(13)
    with serving(app) as address:
        context = signed_in(browser.new_context(locale="uk-UA"), halyna, address)
        page = context.new_page()
        page.goto(f"{address}/signature-sheets")
        yield Typist(page)
        context.close()


def entries() -> list[SheetEntry]:
    db.session.commit()
    return list(db.session.scalars(db.select(SheetEntry).order_by(SheetEntry.row_no)))


def test_a_sheet_of_twelve_rows_with_two_exceptions_is_under_half_a_minute(typist: Typist) -> None:
    typist.type("1")
    typist.press("Enter")
    typist.type("1005")
    typist.press("Tab")
    typist.press("Space")
    typist.tab_to("rows-3-what")
    typist.press("ArrowDown", 4)  # not given
    typist.tab_to("rows-8-what")
    typist.press("ArrowDown", 2)  # a proxy
    typist.press("Tab")
    typist.press("Enter")
    typist.press("Tab")
    typist.type("Богдан Дяк")
    typist.press("Enter")
    typist.page.get_by_text("внесено").first.wait_for()
    seconds, keys = typist.seconds, typist.keys
    print(f"{ROWS} rows: {keys} keys, {seconds:.1f} s at {PACE_MS} ms a key")
    assert seconds < LONGEST_S
    assert keys * PACE_MS / 1000 < LONGEST_S
    typed = entries()
    assert [one.row_no for one in typed if one.outcome is not RowOutcome.GIVEN] == [4]
    assert [one.row_no for one in typed if one.collector_kind is CollectorKind.PROXY] == [9]
    assert len(db.session.scalars(db.select(HandOver)).all()) == ROWS - 1


def test_a_sheet_without_exceptions_is_a_number_a_time_and_a_tick(typist: Typist) -> None:
    typist.type("1")
    typist.press("Enter")
    typist.type("1005")
    typist.press("Tab")
    typist.press("Space")
    typist.press("Enter")
    typist.page.get_by_text("внесено").first.wait_for()
    assert typist.keys == 9
    assert len(entries()) == ROWS


@pytest.mark.parametrize("width", [320, 1280])
def test_its_page_is_accessible_and_fits(typist: Typist, width: int) -> None:
    typist.page.set_viewport_size({"width": width, "height": 900})
    typist.type("1")
    typist.press("Enter")
    typist.page.wait_for_url("**/entry")
    assert problems(typist.page, width) == []
