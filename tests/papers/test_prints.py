"""The papers as they leave a printer: A4, black and white, every page with its head, every code readable."""

import re

import pytest
from flask import Flask
from PIL import Image, ImageChops

from app.core import clock
from app.core.db import db
from app.hubs.models import Hub, Location
from app.stock.models import Kit
from tests.papers.conftest import Paper, Printer
from tests.papers.day import PaperDay

pytestmark = [pytest.mark.browser, pytest.mark.poppler]

ONE_THIN_LINE = 300_000
"""Bytes that a pack may have."""
CSS_PIXELS_IN_A_MM = 96 / 25.4
ROW = re.compile(r"^\s*(\d{1,2})\s+\d{4}\s\d{4}\s", re.MULTILINE)


def print_sheets(printer: Printer, day: PaperDay, *, with_addresses: bool = False, spare: int = 0) -> Paper:
    printer.open(f"/distributions/{day.distribution_id}/papers")
    printer.page.get_by_label("Запасні відомості").fill(str(spare))
    if with_addresses:
        printer.page.get_by_label("Друкувати у відомостях і адреси").check()
    printer.press("Лише відомості")
    return printer.print()


def number(serial: str) -> str:
    """As a scanner reads it on a sheet that was printed now."""
    return f"VD-{clock.local(clock.now()).year}-{serial}"


@pytest.mark.parametrize("with_addresses", [False, True], ids=["without addresses", "with addresses"])
@pytest.mark.parametrize("day", [{"per_slot": 10, "slots": 3}], indirect=True)
def test_a_full_slot_of_ten_with_the_longest_kit_is_one_sheet(
    printer: Printer, day: PaperDay, with_addresses: bool
) -> None:
    paper = print_sheets(printer, day, with_addresses=with_addresses)
    assert paper.sizes() == ["landscape"] * 3
    for page in paper.pages():
        assert [int(number) for number in ROW.findall(page)] == list(range(1, 11))
        assert "Рибні консерви" in page
        assert "Перевірив (перевірила)" in page
    assert re.search("1 ?/ ?3", paper.pages()[0])


def test_every_row_leaves_the_pen_nine_millimetres(printer: Printer, day: PaperDay) -> None:
    print_sheets(printer, day)
    rows = printer.page.locator(".pen tr:not(.foot)").evaluate_all("all => all.map(row => row.offsetHeight)")
    assert len(rows) == 3 * (8 + 2)
    assert min(rows) >= 9 * CSS_PIXELS_IN_A_MM - 1


def test_columns_are_named_right_above_their_rows(printer: Printer, day: PaperDay) -> None:
    page = print_sheets(printer, day).pages()[0]
    said = (
        "Відомість видачі",
        "Благодійник",
        "Борошно 3 кг",
        "Декларація №",
        "Прізвище, ім’я",
        "Їжакевич",
        "Видано наборів",
    )
    places = [page.index(words) for words in said]
    assert places == sorted(places)


@pytest.mark.parametrize("day", [{"per_slot": 18, "slots": 1}], indirect=True)
def test_a_long_sheet_repeats_its_head_on_the_second_page(printer: Printer, day: PaperDay) -> None:
    paper = print_sheets(printer, day)
    first, second = paper.pages()
    rows = [[int(number) for number in ROW.findall(page)] for page in (first, second)]
    assert rows[0] + rows[1] == list(range(1, 19))
    for page in (first, second):
        assert "Відомість видачі гуманітарної допомоги" in page
        assert "Прізвище, ім’я, по батькові" in page
    assert "Видано наборів" not in first
    assert "Видано наборів" in second
    assert [[text for text, _corner in page] for page in paper.qr_codes()] == [[number("0001")]] * 2


def test_every_code_says_its_sheet_and_stands_in_one_corner(printer: Printer, day: PaperDay) -> None:
    codes = print_sheets(printer, day).qr_codes()
    assert [[text for text, _corner in page] for page in codes] == [[number(f"000{slot}")] for slot in (1, 2, 3)]
    corners = {corner for page in codes for _text, corner in page}
    assert len(corners) == 1
    right, top = corners.pop()
    assert right < 20
    assert top < 20


def test_a_spare_sheet_is_one_page_of_ten_rows_for_the_pen(printer: Printer, day: PaperDay) -> None:
    paper = print_sheets(printer, day, spare=1)
    assert paper.sizes() == ["landscape"] * 4
    spare = paper.pages()[-1]
    assert re.findall(r"^ +(\d{1,2})$", spare, re.MULTILINE) == [str(row) for row in range(1, 11)]
    assert "Їжакевич" not in spare
    assert paper.qr_codes()[-1][0][0] == number("0004")
    rows = printer.page.locator(".sheet").last.locator(".pen tr:not(.foot)")
    assert min(rows.evaluate_all("all => all.map(row => row.offsetHeight)")) >= 9 * CSS_PIXELS_IN_A_MM - 1


def test_slips_are_four_on_a_sheet_and_nothing_runs_over(printer: Printer, day: PaperDay) -> None:
    printer.open(f"/distributions/{day.distribution_id}/papers/time-slips")
    paper = printer.print()
    assert paper.sizes() == ["portrait"] * 6
    assert all(page.count("Талон на час") == 4 for page in paper.pages())
    assert all(page.count("Скарга на неї") == 4 for page in paper.pages())


def test_the_longest_names_of_places_still_fit_on_a_slip(printer: Printer, day: PaperDay, app: Flask) -> None:
    with app.app_context():
        place = db.session.scalars(db.select(Location)).one()
        place.name, place.address, place.landmark = (
            ("Опорний заклад " * 6)[:80],
            ("вул. Нова, " * 12)[:120],
            "двір " * 16,
        )
        db.session.scalars(db.select(Kit)).one().name = "Зимовий набір " * 5
        db.session.commit()
    printer.open(f"/slots/{day.slot_ids[0]}/time-slips")
    printer.page.emulate_media(media="print")
    runs_over = printer.page.eval_on_selector_all(".slip", "all => all.map(one => one.scrollHeight - one.clientHeight)")
    assert runs_over == [0] * 8


def test_the_day_plan_is_one_page_when_it_fits(printer: Printer, day: PaperDay) -> None:
    printer.open(f"/distributions/{day.distribution_id}/papers/day-plan")
    paper = printer.print()
    assert paper.sizes() == ["portrait"]
    assert re.search("1 ?/ ?1", paper.pages()[0])


@pytest.mark.parametrize("day", [{"per_slot": 1, "slots": 36}], indirect=True)
def test_the_plan_of_a_long_day_names_itself_and_its_columns_on_both_pages(printer: Printer, day: PaperDay) -> None:
    printer.open(f"/distributions/{day.distribution_id}/papers/day-plan")
    paper = printer.print()
    assert paper.sizes() == ["portrait"] * 2
    for page in paper.pages():
        assert f"План дня {day.number}" in page
        assert "Очікуємо" in page
    assert "Усього" not in paper.pages()[0]


def test_the_pack_is_the_plan_then_the_sheets_then_spare_ones(printer: Printer, day: PaperDay) -> None:
    printer.open(f"/distributions/{day.distribution_id}/papers")
    printer.press("Друк на день")
    paper = printer.print()
    assert paper.sizes() == ["portrait", *["landscape"] * 5]
    firsts = [re.sub(r"\s+", " ", page) for page in paper.pages()]
    assert "План дня" in firsts[0]
    assert "Відомість видачі" in firsts[1]
    assert "запасна відомість" in firsts[4]
    assert all(is_black_and_white(picture) for picture in paper.pictures(dpi=40, grey=False))


def is_black_and_white(picture: Image.Image) -> bool:
    red, green, blue = picture.convert("RGB").split()
    return ImageChops.difference(red, green).getbbox() is None and ImageChops.difference(red, blue).getbbox() is None


def test_training_papers_are_marked_on_every_page(printer: Printer, day: PaperDay, app: Flask) -> None:
    with app.app_context():
        db.session.scalars(db.select(Hub)).one().is_training = True
        db.session.commit()
    printer.open(f"/distributions/{day.distribution_id}/papers")
    printer.press("Друк на день")
    marked = printer.print()
    assert all(has_watermark(picture) for picture in marked.pictures(dpi=72))
    printer.open(f"/distributions/{day.distribution_id}/papers/time-slips")
    assert sum(page.count("Талон на час · НАВЧАННЯ") for page in printer.print().pages()) == 24


@pytest.mark.parametrize("day", [{"per_slot": 9, "slots": 20}], indirect=True)
def test_a_pack_for_180_households_is_a_small_file(printer: Printer, day: PaperDay) -> None:
    printer.open(f"/distributions/{day.distribution_id}/papers")
    printer.press("Друк на день")
    assert printer.print().path.stat().st_size < ONE_THIN_LINE


def test_real_papers_have_no_mark(printer: Printer, day: PaperDay) -> None:
    printer.open(f"/distributions/{day.distribution_id}/papers/time-slips")
    assert not any(has_watermark(picture) for picture in printer.print().pictures(dpi=72))


def has_watermark(picture: Image.Image) -> bool:
    """Whether a large part of the page is of the mark's one light grey, and not only the edges of letters."""
    shades = picture.convert("L").histogram()
    return sum(shades[222:227]) > picture.width * picture.height / 100
