"""The desk in a real Chromium: a scanner that types, the focus, a cut line, accessibility, bytes."""

import gzip
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import func, select

from app.checkin.models import HandOver, RefusedItem
from app.core import codes
from app.core.db import db
from app.households.models import BlockReason, ProxyRelation
from app.households.proxies import MOST_HOUSEHOLDS_A_DAY
from tests import cast
from tests.browser.accessibility import problems
from tests.desk_day import TEN, TODAY, World
from tests.live import serving, signed_in
from tests.make import make_proxy
from tests.served import Answer
from tests.visitor import Visitor

pytestmark = pytest.mark.browser

WIDTHS = (320, 1280)
COLD_BYTES = 45_000
STEP_BYTES = 3_000


@dataclass
class Desk:
    """Dmytro's desk, open in a browser window."""

    page: Page
    address: str
    world: World
    visitor: Visitor

    def open(self, path: str = "/check-in") -> None:
        self.page.goto(self.address + path)

    def wedge(self, text: str, ends: tuple[str, ...] = ("Enter",)) -> None:
        """A keyboard-wedge scanner: key events into whatever has the focus, as fast as they go, Enter at the end.

        Sent as raw key events, because Playwright's own typing pastes letters that no American keyboard has.
        """
        session = self.page.context.new_cdp_session(self.page)
        keys = [{"key": sign, "text": sign} for sign in text]
        keys += [{"key": end, "text": "\r", "windowsVirtualKeyCode": 13} for end in ends]
        for key in keys:
            session.send("Input.dispatchKeyEvent", {"type": "keyDown", **key})
            session.send("Input.dispatchKeyEvent", {"type": "keyUp", **key})
        session.detach()

    def expect_verdict(self, verdict: str) -> None:
        expect(self.page.locator("[data-verdict]").first).to_have_attribute("data-verdict", verdict)

    def given(self) -> int:
        db.session.commit()
        return db.session.scalar(select(func.count()).select_from(HandOver)) or 0


@pytest.fixture
def window(app: Flask, browser: Browser, desk: Visitor, open_day: World) -> Iterator[Callable[..., Desk]]:
    """``window(320)`` opens Dmytro's desk in a browser window of that width."""
    with serving(app) as address:
        opened = []

        def start(width: int = 1280, **options: Any) -> Desk:
            context = browser.new_context(viewport={"width": width, "height": 800}, **options)
            opened.append(context)
            page = signed_in(context, desk, address).new_page()
            shown = Desk(page, address, open_day, desk)
            shown.open()
            return shown

        yield start
        for context in opened:
            context.close()


def mistyped() -> str:
    number = codes.new_card_no()
    return number[:-1] + str((int(number[-1]) + 1) % 10)


def verdict_codes(world: World) -> dict[str, str]:
    """One card for each verdict."""
    later, elsewhere, unlisted = (world.household(name) for name in ("Бондаренко", "Мельник", "Шевченко"))
    world.promise(later, world.slot(9, 15, of=world.next_week))
    world.promise(elsewhere, world.slot(10, of=world.at_village))
    blocked, _ = world.expected(10, surname="Гончар")
    blocked.blocked_at, blocked.block_reason = TEN, BlockReason.REPLACED
    db.session.commit()
    return {
        "GIVE": world.expected(10)[0].token,
        "TOO_EARLY": world.expected(11, 15, surname="Олійник")[0].token,
        "WRONG_DAY": later.cards[0].token,
        "WRONG_LOCATION": elsewhere.cards[0].token,
        "NOT_LISTED": unlisted.cards[0].token,
        "BLOCKED_CARD": blocked.token,
        "UNKNOWN_CARD": "11111111111111111111",
    }


# ---- the scanner


def test_a_scanner_and_enter_serve_twenty_households(window: Callable[..., Desk], open_day: World) -> None:
    tokens = [open_day.expected(9, 15 * (n // 8), surname=f"Мельник{chr(1072 + n)}")[0].token for n in range(20)]
    shown = window()
    for served, token in enumerate(tokens, start=1):
        shown.wedge(token)
        shown.expect_verdict("GIVE")
        expect(shown.page.locator("#give")).to_be_focused()
        shown.page.keyboard.press("Enter")
        shown.expect_verdict("GIVEN")
        expect(shown.page.locator("#code")).to_be_focused()
        expect(shown.page.locator("#code")).to_have_value("")
        assert shown.given() == served


def test_a_family_without_a_time_is_booked_by_a_scan_and_one_key(window: Callable[..., Desk], open_day: World) -> None:
    families = [open_day.household(name) for name in ("Шевченко", "Мельник")]
    for slot in open_day.today.slots:
        if slot.starts_at < open_day.slot(13, 45).starts_at:
            slot.capacity = 1
            open_day.promise(open_day.household("Бондаренко"), slot)
    db.session.commit()
    shown = window()
    for family in families:
        shown.wedge(family.cards[0].token)
        shown.expect_verdict("NOT_LISTED")
        expect(shown.page.locator("#places [data-focus]")).to_be_focused()
        shown.page.keyboard.press("Enter")
        expect(shown.page.locator("[data-booked]")).to_contain_text("13:45")
        expect(shown.page.locator("#code")).to_be_focused()
        expect(shown.page.locator("#code")).to_have_value("")


def test_a_part_is_left_by_the_keyboard_alone(window: Callable[..., Desk], open_day: World) -> None:
    token = open_day.expected(10)[0].token
    shown = window()
    shown.wedge(token)
    expect(shown.page.locator("#give")).to_be_focused()
    shown.page.keyboard.press("Tab")
    shown.page.keyboard.press("Enter")
    expect(shown.page.locator("#rows-0-what")).to_be_focused()
    shown.page.keyboard.press("ArrowDown")
    shown.page.locator("#rows-0-reason").select_option("not_needed")
    shown.page.locator("#rows-0-quantity").press("Enter")
    shown.expect_verdict("GIVEN")
    db.session.commit()
    assert db.session.scalars(select(RefusedItem)).one().kit_line_id is None


@pytest.mark.parametrize("shape", ["http://hub.ua/c/{}", "реезі:..хаб.укр.с.{}", "{}"])
def test_a_scan_is_read_in_any_layout_wherever_the_focus_is(
    window: Callable[..., Desk], open_day: World, shape: str
) -> None:
    first, second = (open_day.expected(10, surname=name)[0].token for name in ("Бондаренко", "Мельник"))
    shown = window()
    shown.wedge(shape.format(first))
    expect(shown.page.locator("#give")).to_be_focused()
    shown.wedge(shape.format(second))  # blindly, while the button has the focus
    expect(shown.page.get_by_text("не підтверджено")).to_be_visible()
    shown.expect_verdict("GIVE")
    assert shown.given() == 0, "a scan confirms nothing"


def test_a_scanner_that_ends_with_two_enters_confirms_nothing(window: Callable[..., Desk], open_day: World) -> None:
    shown = window()
    shown.wedge(open_day.expected(10)[0].token, ends=("Enter", "Enter"))
    shown.expect_verdict("GIVE")
    expect(shown.page.locator("#give")).to_be_focused()
    shown.page.wait_for_timeout(100)
    assert shown.given() == 0


def test_an_enter_that_is_held_down_confirms_nothing(window: Callable[..., Desk], open_day: World) -> None:
    shown = window()
    shown.page.locator("#code").fill(open_day.expected(10)[0].token)
    shown.page.keyboard.down("Enter")
    for _ in range(20):  # a second down of a key that was not let go is a repetition
        shown.page.keyboard.down("Enter")
        shown.page.wait_for_timeout(30)
    shown.page.keyboard.up("Enter")
    shown.expect_verdict("GIVE")
    assert shown.given() == 0


def test_escape_and_an_empty_enter_find_their_way(window: Callable[..., Desk], open_day: World) -> None:
    shown = window()
    shown.wedge(open_day.expected(10)[0].token)
    expect(shown.page.locator("#give")).to_be_focused()
    shown.page.keyboard.press("Escape")
    expect(shown.page.locator("#code")).to_be_focused()
    shown.page.keyboard.press("Enter")
    expect(shown.page.locator("#give")).to_be_focused()
    assert shown.given() == 0, "it only went back to the button"
    shown.page.wait_for_timeout(60)
    shown.page.keyboard.press("Enter")
    shown.expect_verdict("GIVEN")


def test_the_collector_is_chosen_with_the_keyboard_alone(window: Callable[..., Desk], open_day: World) -> None:
    shown = window()
    shown.wedge(open_day.expected(10)[0].token)
    expect(shown.page.locator("#give")).to_be_focused()
    expect(shown.page.locator("#name")).to_be_hidden()
    shown.page.keyboard.press("Shift+Tab")
    shown.page.keyboard.press("ArrowDown")
    expect(shown.page.locator("#name")).to_be_visible()
    for told in ("Дяк Богдан", "1980"):
        shown.page.keyboard.press("Tab")
        shown.page.keyboard.insert_text(told)
    for _ in ("relation", "basis"):
        shown.page.keyboard.press("Tab")
        shown.page.keyboard.press("ArrowDown")
    shown.page.keyboard.press("Tab")
    expect(shown.page.locator("#give")).to_be_focused()
    shown.page.keyboard.press("Enter")
    shown.expect_verdict("GIVEN")
    db.session.commit()
    assert db.session.scalars(select(HandOver.collector_name)).one() == "Дяк Богдан"


def test_a_lead_signs_at_the_desk_and_the_password_stays_nowhere(
    window: Callable[..., Desk], open_day: World, visit: Callable[..., Visitor]
) -> None:
    visit(cast.OKSANA)
    shown = window()
    for number in range(MOST_HOUSEHOLDS_A_DAY + 1):
        send_bohdan(shown, open_day.expected(10, surname=f"Лисенко{chr(1072 + number)}")[0].token)
    expect(shown.page.locator("#approver_login")).to_be_focused()
    assert shown.given() == MOST_HOUSEHOLDS_A_DAY
    shown.page.keyboard.insert_text("oksana")
    shown.page.locator("#approver_password").fill("не те слово")
    shown.page.locator("#approval_reason").fill("сусідка двох лежачих")
    shown.page.locator("#give").click()
    expect(shown.page.get_by_text("Логін або пароль неправильний")).to_be_visible()
    expect(shown.page.locator("#approver_password")).to_have_value("")
    expect(shown.page.locator("#approval_reason")).to_have_value("сусідка двох лежачих")
    shown.page.locator("#approver_password").fill(cast.PASSWORD)
    shown.page.keyboard.press("Enter")
    shown.expect_verdict("GIVEN")
    assert cast.PASSWORD not in shown.page.content()


def send_bohdan(shown: Desk, token: str) -> None:
    """Scan a card; the household sends Bohdan, who is named at the desk."""
    shown.page.locator("#code").fill(token)
    shown.page.keyboard.press("Enter")
    expect(shown.page.locator("#give")).to_be_focused()
    shown.page.locator("#collector-new").check()
    shown.page.locator("#name").fill("Дяк Богдан")
    shown.page.locator("#birth_year").fill("1980")
    shown.page.locator("#relation").select_option("family")
    shown.page.locator("#basis").select_option("spoken")
    shown.page.locator("#give").click()
    expect(shown.page.locator(".done, #approver_login")).to_be_visible()


def test_what_is_typed_while_an_answer_comes_is_kept(window: Callable[..., Desk], open_day: World) -> None:
    token = open_day.expected(10)[0].token
    shown = window()
    held: list[Any] = []
    shown.page.route("**/check-in", lambda route: held.append(route))  # noqa: PLW0108 (a built-in is refused)
    shown.wedge(token)
    shown.page.wait_for_timeout(100)
    shown.page.keyboard.type("5555")
    held[0].continue_()
    shown.expect_verdict("GIVE")
    expect(shown.page.locator("#code")).to_have_value("5555")
    expect(shown.page.locator("#code")).to_be_focused()


# ---- the line


def test_a_cut_line_says_so_and_keeps_what_was_typed(window: Callable[..., Desk], open_day: World) -> None:
    token = open_day.expected(10)[0].token
    shown = window()
    shown.page.context.set_offline(True)
    shown.wedge(token)
    expect(shown.page.locator("#offline")).to_be_visible()
    expect(shown.page.locator("#code")).to_have_value(token)
    shown.page.context.set_offline(False)
    shown.page.keyboard.press("Enter")
    shown.expect_verdict("GIVE")
    expect(shown.page.locator("#offline")).to_be_hidden()


def test_a_lost_answer_is_asked_for_again_and_is_the_original_success(
    window: Callable[..., Desk], open_day: World
) -> None:
    shown = window()
    shown.wedge(open_day.expected(10)[0].token)
    expect(shown.page.locator("#give")).to_be_focused()

    def lose_the_answer(route: Any) -> None:
        route.fetch(max_redirects=0)
        route.abort()

    shown.page.route("**/check-in/give", lose_the_answer)
    shown.page.keyboard.press("Enter")
    expect(shown.page.locator("#offline")).to_be_visible()
    assert shown.given() == 1, "it was recorded, only the answer was lost"
    shown.page.unroute("**/check-in/give")
    shown.page.locator("#give").press("Enter")
    shown.expect_verdict("GIVEN")
    assert shown.given() == 1


# ---- everybody can use it


@pytest.mark.parametrize("width", WIDTHS)
def test_every_answer_is_accessible_and_fits(window: Callable[..., Desk], open_day: World, width: int) -> None:
    shown = window(width)
    check(shown, width, "empty")
    for verdict, code in verdict_codes(open_day).items():
        shown.page.locator("#code").fill(code)
        shown.page.keyboard.press("Enter")
        shown.expect_verdict(verdict)
        check(shown, width, verdict)
    check_collectors(shown, open_day, width)
    shown.page.locator("#code").fill("Мельник")
    shown.page.keyboard.press("Enter")
    expect(shown.page.locator(".hit")).to_have_count(1)
    check(shown, width, "search")
    shown.open(f"/distributions/{open_day.today.id}/day")
    check(shown, width, "checklist")
    shown.open("/check-in/desk")
    check(shown, width, "choice of the desk")


def check_collectors(shown: Desk, world: World, width: int) -> None:
    """Proxies, somebody else, what is wrong about them, and a card under check."""
    card, promise = world.expected(10, surname="Юхименко")
    held, _ = world.expected(10, surname="Яременко")
    for name in ("Пономаренко-Криничанська Єлизавета", "Дяк Богдан"):
        make_proxy(household=promise.household, name=name, relation=ProxyRelation.FAMILY, since=TODAY)
    held.blocked_at, held.block_reason = TEN, BlockReason.UNDER_CHECK
    db.session.commit()
    for token, verdict, what in ((card.token, "GIVE", "proxies"), (held.token, "BLOCKED_CARD", "check")):
        shown.page.locator("#code").fill(token)
        shown.page.keyboard.press("Enter")
        shown.expect_verdict(verdict)
        check(shown, width, what)
    shown.page.locator("#code").fill(card.token)
    shown.page.keyboard.press("Enter")
    shown.page.locator("#collector-new").check()
    check(shown, width, "somebody else")
    shown.page.locator("#give").click()
    expect(shown.page.get_by_text("Запишіть прізвище та ім’я.")).to_be_visible()
    check(shown, width, "somebody else, wrong")


def check(shown: Desk, width: int, what: str) -> None:
    """No serious violation by axe, and nothing scrolls sideways."""
    assert problems(shown.page, width) == [], f"{what} at {width}"


@pytest.mark.parametrize("verdict", ["GIVE", "TOO_EARLY", "BLOCKED_CARD", "UNKNOWN_CARD"])
def test_the_verdict_is_large_and_of_high_contrast(window: Callable[..., Desk], open_day: World, verdict: str) -> None:
    shown = window()
    shown.wedge(verdict_codes(open_day)[verdict])
    shown.expect_verdict(verdict)
    ink, paper, size = shown.page.locator("[data-verdict] h2").evaluate(
        "word => [getComputedStyle(word).color, getComputedStyle(word.parentElement).backgroundColor,"
        " parseFloat(getComputedStyle(word).fontSize)]"
    )
    assert contrast(ink, paper) >= 7
    assert size >= 40
    assert shown.page.locator("[data-verdict] .shape").count() == 1


def contrast(ink: str, paper: str) -> float:
    """Ratio of relative luminances as WCAG defines it."""
    light, dark = sorted((luminance(ink), luminance(paper)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(part) / 255 for part in colour.removeprefix("rgb(").removesuffix(")").split(",")]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_without_a_script_the_field_has_the_focus_and_a_scan_is_answered(
    window: Callable[..., Desk], open_day: World
) -> None:
    shown = window(java_script_enabled=False)
    shown.wedge(open_day.expected(10)[0].token)
    shown.expect_verdict("GIVE")
    shown.wedge(open_day.expected(10, surname="Мельник")[0].token)
    expect(shown.page.get_by_text("не підтверджено")).to_be_visible()
    assert shown.given() == 0
    shown.page.locator("#give").click()
    shown.expect_verdict("GIVEN")


# ---- thin lines


def fetch(shown: Desk, path: str, data: dict[str, object] | None = None) -> tuple[int, str]:
    """Bytes on the wire of one answer, headers left out, and its text."""
    cookie = shown.visitor.client.get_cookie("poriad")
    assert cookie is not None
    headers = {"Accept-Encoding": "gzip", "Cookie": f"poriad={cookie.value}"}
    if data is not None:
        headers["HX-Request"] = "true"
    body = None if data is None else urllib.parse.urlencode(data).encode()
    with urllib.request.urlopen(urllib.request.Request(shown.address + path, body, headers)) as answer:
        sent = answer.read()
        is_packed = answer.headers.get("Content-Encoding") == "gzip"
        return len(sent), (gzip.decompress(sent) if is_packed else sent).decode()


def test_the_desk_opens_within_its_budget(window: Callable[..., Desk], open_day: World) -> None:
    shown = window()
    wanted = ["/check-in", *shown.page.evaluate("performance.getEntriesByType('resource').map(one => one.name)")]
    icon = shown.page.locator("link[rel=icon]").get_attribute("href")
    paths = {path.removeprefix(shown.address) for path in [*wanted, str(icon)]}
    sizes = {path: fetch(shown, path)[0] for path in paths}
    assert len(sizes) >= 5
    assert sum(sizes.values()) <= COLD_BYTES, sizes
    print(f"\ncold desk: {sum(sizes.values())} bytes in {len(sizes)} requests")


def test_each_step_is_within_its_budget(window: Callable[..., Desk], open_day: World) -> None:
    household = open_day.household(needs_carrying=True, needs_seat=True, needs_step_free=True, cannot_sign=True)
    open_day.promise(household, open_day.slot(10), quantity=3)
    db.session.commit()
    tokens = verdict_codes(open_day) | {"GIVE": household.cards[0].token, "mistyped": mistyped()}
    shown = window()
    for number in range(5):  # a desk that has worked for a while
        shown.wedge(open_day.expected(10, surname=f"Лисенко{chr(1072 + number)}")[0].token)
        expect(shown.page.locator("#give")).to_be_focused()
        shown.page.keyboard.press("Enter")
        shown.expect_verdict("GIVEN")
    page = shown.visitor.open("/check-in")
    csrf_token = page.values(page.form_with("Перевірити")[0])["csrf_token"]
    sizes = {}
    for verdict, code in tokens.items():
        sizes[verdict], _ = fetch(shown, "/check-in", {"code": code, "csrf_token": csrf_token})
    _, band = fetch(shown, "/check-in", {"code": tokens["GIVE"], "csrf_token": csrf_token})
    sizes["GIVEN"], _ = fetch(shown, "/check-in/give", dict(Answer(200, "", band).form("confirm")))
    assert max(sizes.values()) <= STEP_BYTES, sizes
    print(f"\nlargest step: {max(sizes.values())} bytes")
