"""A phone at the public door."""

import base64
import gzip
import hashlib
import re
import shutil
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, time, timedelta
from time import sleep

import pytest
from flask import Flask

from app.core import clock
from app.core.db import db, transaction
from app.distributions.models import DistributionState
from app.households.models import BlockReason
from app.residents import views
from app.web import limits
from tests import cast
from tests.residents.conftest import TODAY, Community
from tests.statements import statements_of
from tests.visitor import RESIDENT_BYTES, Page, Visitor

TUESDAY = date(2026, 11, 24)
THIN = 4_096
"""Most bytes of a page on a thin line."""

Visit = Callable[..., Visitor]
OpenPage = Callable[..., Page]


def test_the_card_tells_when_where_what_and_what_to_bring(community: Community, page: OpenPage) -> None:
    community.promise(TUESDAY)
    told = page()
    for words in (
        "Картка 1234 5671",
        "Наступна видача",
        "вівторок, 24 листопада",
        "09:15–09:30",
        "Ліцей",
        "вул. Шкільна, 12",
        "вхід з двору, навпроти пошти",
        "Продуктовий набір × 3",
        "Візьміть: картку, торбу або візок.",
        "Під час тривоги не виходьте. Ваше місце збережено.",
        "підвал ліцею",
        "Видачі немає до 1 грудня.",
        "Запитати чи поскаржитися: +380 00 000 00 99",
        "Станом на 20.11.2026, 14:05",
    ):
        assert told.says(words), words


def test_the_page_never_tells_who_or_where_from(community: Community, page: OpenPage) -> None:
    community.promise(TUESDAY)
    told = page()
    for word in ("Їжакевич", "Зінаїда", "Матвій", "Садова", "77а", "осіб", community.household.pseudonym):
        assert word not in told.html


def test_the_following_date_is_told_when_it_is_published(community: Community, page: OpenPage) -> None:
    community.promise(TUESDAY)
    community.promise(date(2026, 12, 8), cycle=2)
    assert page().says("Потім вівторок, 8 грудня 09:15–09:30, Ліцей")


def test_on_the_day_it_says_today(community: Community, page: OpenPage) -> None:
    community.promise(TODAY, at=time(14))
    assert page().says("Ваша видача сьогодні")


def test_whoever_is_late_today_is_still_expected(community: Community, page: OpenPage) -> None:
    community.promise(TODAY, at=time(9))
    assert page().says("Ваш час минув, але сьогодні видача триває до 15:00. Підійдіть до столу.")


def test_aid_that_was_received_is_told_with_its_day_and_what_comes_next(community: Community, page: OpenPage) -> None:
    community.give(community.promise(TODAY, at=time(10)), on=TODAY)
    told = page()
    assert told.says("Цю допомогу вже отримано 20.11.2026")
    assert told.says("Видачі немає до 1 грудня. Чекати біля хабу не потрібно.")


def test_a_missed_time_is_not_lost(community: Community, page: OpenPage) -> None:
    community.promise(TODAY - timedelta(days=2))
    told = page()
    assert told.says("Ваш час минув")
    assert told.says("середа, 18 листопада")
    assert told.says("вам призначать інший час")


def test_with_nothing_planned_nobody_waits_at_the_hub(community: Community, page: OpenPage) -> None:
    assert page().says("Видачі поки немає")
    assert page().says("Дату наступної видачі повідомимо. Чекати біля хабу не потрібно.")


def test_a_plan_that_is_not_published_is_not_told(community: Community, page: OpenPage) -> None:
    community.promise(TUESDAY, state=DistributionState.DRAFT)
    assert page().says("Видачі поки немає")


def test_a_blocked_card_is_told_so_in_neutral_words(community: Community, page: OpenPage) -> None:
    community.promise(TUESDAY)
    community.keep(community.card, blocked_at=clock.now(), block_reason=BlockReason.UNDER_CHECK)
    told = page()
    assert told.says("Ця картка зараз не діє")
    assert told.says("Підійдіть до столу або зателефонуйте нам")
    assert not told.says("24 листопада")


def test_the_number_and_the_pin_open_the_same_page(community: Community, visit: Visit) -> None:
    community.promise(TUESDAY)
    phone = visit()
    phone.open("/c/")
    told = phone.press("Показати", {"Номер картки": "1234-5671", "PIN-код": f" {community.pin} "})
    assert told.says("вівторок, 24 листопада")
    assert community.card.token not in told.html
    assert community.pin not in told.html


def test_a_card_number_in_the_address_asks_for_the_pin(community: Community, visit: Visit) -> None:
    community.promise(TUESDAY)
    phone = visit()
    asked = phone.open("/c/12345671")
    assert not asked.says("24 листопада")
    assert phone.press("Показати", {"PIN-код": community.pin}).says("24 листопада")


@pytest.mark.parametrize("typed", ["12345679", "1234", "abc", "١٢٣", "%00", "1" * 500])
def test_anything_else_in_the_address_gets_the_form_and_a_sentence(visit: Visit, typed: str) -> None:
    asked = visit().open(f"/c/{typed}", status=404)
    assert asked.says("Це не весь код картки")
    assert asked.buttons() == ["Показати"]


def test_an_unknown_card_and_a_wrong_pin_are_told_in_the_same_words(community: Community, visit: Visit) -> None:
    answers = []
    for number in ("12345671", "76543216"):
        phone = visit()
        phone.open("/c/")
        asked = phone.press("Показати", {"Номер картки": number, "PIN-код": "00001"}, status=422)
        answers.append(asked.html.replace(number, "NUMBER"))
    assert answers[0] == answers[1]
    assert "Номер картки або PIN-код не підходить" in answers[0]


def test_a_slip_in_the_number_is_told_and_is_no_guess(community: Community, visit: Visit) -> None:
    phone = visit()
    phone.open("/c/")
    assert phone.press("Показати", {"Номер картки": "12345678", "PIN-код": "1234"}, status=422).says("Перевірте номер")
    with community.app.app_context():
        assert db.session.get(limits.Throttle, views.GUESSES) is None


def guess_but_once(community: Community, *, window: timedelta = views.GUESSES_WINDOW) -> None:
    """All wrong guesses that are allowed in a window, except for the last one."""
    ends_at = clock.now() + window
    community.keep(limits.Throttle(bucket=views.GUESSES, window_ends_at=ends_at, failures=views.GUESSES_ALLOWED - 1))


def test_wrong_guesses_of_all_kinds_stop_guessing_for_the_whole_hub(community: Community, visit: Visit) -> None:
    guess_but_once(community)
    visit().open("/c/" + "9" * 20, status=404)
    phone = visit()
    phone.open("/c/")
    stopped = phone.press("Показати", {"Номер картки": "12345671", "PIN-код": community.pin}, status=429)
    assert stopped.says("Зачекайте 10 хвилин")
    assert stopped.says("+380 00 000 00 99")
    assert visit().open("/c/" + "8" * 20, status=429).says("Забагато спроб")


def test_the_square_code_works_while_guessing_is_stopped(community: Community, visit: Visit, page: OpenPage) -> None:
    community.promise(TUESDAY)
    guess_but_once(community)
    visit().open("/c/" + "9" * 20, status=404)
    assert page().says("24 листопада")


def test_guesses_at_the_same_moment_wait_for_each_other(community: Community, visit: Visit) -> None:
    """A thousand PINs sent at once are no more than sixty sent in turn: a right one among them is not answered."""
    guess_but_once(community)
    with community.app.app_context(), ThreadPoolExecutor() as pool:
        with transaction(audited=False):
            limits.count_failure(views.GUESSES, window=views.GUESSES_WINDOW, at=clock.now())
            right = {"card_no": "12345671", "pin": community.pin}
            answer = pool.submit(visit().client.post, "/c/", data=right)
            sleep(0.3)  # time enough to be answered, were it not made to wait
        assert answer.result().status_code == 429


def test_looking_again_and_again_with_the_right_pin_is_no_guessing(community: Community, visit: Visit) -> None:
    guess_but_once(community)
    for _ in range(3):
        phone = visit()
        phone.open("/c/")
        phone.press("Показати", {"Номер картки": "12345671", "PIN-код": community.pin})


def test_guessing_is_open_again_ten_minutes_later(community: Community, visit: Visit) -> None:
    guess_but_once(community, window=timedelta())
    visit().open("/c/" + "9" * 20, status=404)
    visit().open("/c/" + "9" * 20, status=404)


def every_page(community: Community, visit: Visit) -> list[Page]:
    """One of each kind, the fullest one first."""
    community.promise(TUESDAY)
    community.promise(date(2026, 12, 8), cycle=2)
    community.give(community.promise(TODAY, at=time(10), cycle=3), on=TODAY)
    return [
        visit().open(f"/c/{community.card.token}"),
        visit().open("/c/"),
        visit().open("/c/12345671?lang=en"),
        visit().open("/c/1", status=404),
        visit().post("/c/", {}, status=422),
    ]


def test_no_page_sets_a_cookie_or_loads_anything(community: Community, visit: Visit) -> None:
    for told in every_page(community, visit):
        headers = told.response.headers
        assert "Set-Cookie" not in headers
        assert "Cookie" not in headers.get("Vary", "")
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Robots-Tag"] == "noindex, nofollow"
        assert not re.search(r"<script|<img|<link(?! rel=\"icon\" href=\"data:,\")|src=|@import|url\(", told.html)


def test_the_style_inside_the_page_is_the_one_the_policy_allows(community: Community, visit: Visit) -> None:
    for told in every_page(community, visit):
        style = re.search(r"<style>(.*?)</style>", told.html, re.S)[1]
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        assert f"style-src 'sha256-{digest}'" in told.response.headers["Content-Security-Policy"]
        assert "script-src" not in told.response.headers["Content-Security-Policy"]


def test_every_page_is_small_enough_for_a_thin_line(community: Community, visit: Visit) -> None:
    for told in every_page(community, visit):
        plain = told.html.encode()
        assert len(plain) <= RESIDENT_BYTES
        assert len(gzip.compress(plain, 6)) <= THIN


def test_the_page_leaves_compressed(community: Community, app: Flask) -> None:
    community.promise(TUESDAY)
    sent = app.test_client().get(f"/c/{community.card.token}", headers={"Accept-Encoding": "gzip"})
    assert sent.headers["Content-Encoding"] == "gzip"
    assert len(sent.get_data()) <= THIN


def test_a_cookie_of_staff_changes_nothing_here(community: Community, visit: Visit) -> None:
    community.promise(TUESDAY)
    ours = visit(cast.OKSANA).open(f"/c/{community.card.token}")
    assert ours.html == visit().open(f"/c/{community.card.token}").html


def test_the_page_is_there_in_english_and_stays_english(community: Community, visit: Visit) -> None:
    community.promise(TUESDAY)
    phone = visit()
    phone.open(f"/c/{community.card.token}")
    told = phone.follow("English")
    for words in ("Next distribution", "Tuesday, 24 November", "There is no distribution before 1 December.", "As of"):
        assert told.says(words), words
    assert phone.follow("Another card").says("My distribution")
    told = phone.press("Show", {"Card number": "12345671", "PIN": community.pin})
    assert told.says("Tuesday, 24 November")
    assert phone.follow("Українська").says("Номер картки")


def test_the_page_costs_four_statements(community: Community, app: Flask) -> None:
    community.promise(TUESDAY)
    community.give(community.promise(date(2026, 12, 8), cycle=2), on=TODAY)
    client = app.test_client()
    client.get("/c/")  # the first request of a day also forgets what is due
    with app.app_context(), statements_of(db.engine) as statements:
        client.get(f"/c/{community.card.token}")
    assert len(statements) == 4, statements


@pytest.mark.lynx
@pytest.mark.parametrize("browser", [["lynx", "-dump", "-stdin", "-width=40"], ["w3m", "-dump", "-T", "text/html"]])
def test_the_page_reads_well_as_plain_text(community: Community, page: OpenPage, browser: list[str]) -> None:
    if shutil.which(browser[0], path="/usr/bin") is None:
        pytest.skip(f"{browser[0]} is not installed: apt install {browser[0]}")
    community.promise(TUESDAY)
    shown = subprocess.run(
        browser,
        input=page().html.encode(),
        capture_output=True,
        check=True,
        env={"LANG": "C.UTF-8", "PATH": "/usr/bin"},
    )
    lines = [line.strip() for line in shown.stdout.decode().splitlines() if line.strip()]
    start = lines.index("вівторок, 24 листопада")
    assert lines[start + 1] == "09:15–09:30"
    assert lines[start + 2] == "Ліцей"
    assert "{" not in shown.stdout.decode(), "the style is not shown"


def test_an_error_is_told_on_a_page_of_the_same_door(visit: Visit) -> None:
    told = visit().post("/c/", {"card_no": "1" * 7_000_000}, status=413)
    assert told.says("Надішліть менший файл")
    assert "Set-Cookie" not in told.response.headers
    assert 'class="resident"' in told.html


def test_the_hub_in_training_says_so(community: Community, page: OpenPage) -> None:
    community.keep(community.hub, is_training=True)
    assert page().says("НАВЧАННЯ")


def test_the_form_is_there_before_the_hub_is_set_up(visit: Visit) -> None:
    assert visit().open("/c/").says("Моя видача")
