"""What everybody may read of public works without a card: open ones, those that are over, the rule of turns."""

import gzip
import re
import shutil
import subprocess
from datetime import timedelta

import pytest
from flask import Flask

from app.attendance import operations as attendance
from app.attendance.models import Attendance, Mark
from app.core import clock
from app.core.actors import KEEPER
from app.core.db import db, transaction
from app.hubs.models import Visibility
from app.public_works import operations, queries
from app.public_works.models import ContractForm, OrderState
from app.residents.queries import my_works, open_works
from tests.residents.conftest import Community
from tests.residents.working import (
    EVE,
    MONDAY,
    TUESDAY,
    Phone,
    Publish,
    Visit,
    at,
    be_offered,
    join,
    neighbour,
    phone,
    publish,
    share_out,
    sign_ups,
)
from tests.statements import statements_of
from tests.visitor import RESIDENT_BYTES, Page

__all__ = ["attendance", "phone", "publish"]

THIN = 4_096
"""Most bytes of a page on a thin line."""


def test_an_open_work_tells_what_one_must_know_to_decide(community: Community, publish: Publish, visit: Visit) -> None:
    publish(note="Обід на місці")
    told = visit().open("/w/")
    for words in (
        "Прибирання парку",
        "Тихе Плесо, Парк біля школи",
        "понеділок, 23 листопада , 09:00–17:00",
        "760,00 грн",
        "платить Центр зайнятості",
        "час тривоги оплачується",
        "10 людей",
        "від 18",
        "Обід на місці",
        "Записатися до 22.11.2026, 18:00",
        "відкрите жеребкування",
        "+380 00 000 00 99",
    ):
        assert told.says(words), words


def test_a_place_that_would_be_a_target_is_not_named(community: Community, publish: Publish, visit: Visit) -> None:
    publish(visibility=Visibility.CARD_HOLDERS)
    told = visit().open("/w/")
    assert not told.says("Парк біля школи")
    assert told.says("точне місце скажуть тим, хто там працюватиме")


def test_volunteering_says_so(community: Community, publish: Publish, visit: Visit) -> None:
    publish(contract=ContractForm.VOLUNTEER, rate_minor=0, payer="", min_age=14)
    told = visit().open("/w/")
    assert told.says("волонтерство")
    assert told.says("від 14")


def test_drafts_and_works_whose_time_is_over_are_not_listed(
    community: Community, publish: Publish, visit: Visit
) -> None:
    publish(is_published=False)
    publish(MONDAY)
    with at(EVE):
        assert visit().open("/w/").says("Зараз немає робіт, на які можна записатися")


def test_many_works_come_a_page_at_a_time(community: Community, publish: Publish, visit: Visit) -> None:
    for number in range(open_works.PER_PAGE + 1):
        publish(MONDAY + timedelta(days=number), title=f"Робота {number}")
    browser = visit()
    first = browser.open("/w/")
    assert first.says("Робота 0")
    assert not first.says(f"Робота {open_works.PER_PAGE}")
    assert browser.follow("Ще роботи").says(f"Робота {open_works.PER_PAGE}")


def test_the_rule_of_turns_stands_in_plain_words(community: Community, visit: Visit) -> None:
    browser = visit()
    browser.open("/w/")
    told = browser.follow("За яким правилом настає черга")
    assert told.says("не працювали 60 днів")
    assert told.says("Скарга не вплине на вашу чергу.")
    browser.follow("Роботи, на які можна записатися")


def test_the_form_for_the_card_leads_there_and_back(community: Community, visit: Visit) -> None:
    browser = visit()
    browser.open("/c/")
    browser.follow("Роботи, на які можна записатися")
    assert browser.follow("З карткою: номер і PIN-код або квадратний код на ній").buttons() == ["Показати"]


def finish(community: Community, order_id: int, *, people: int) -> None:
    """Everybody worked a whole Monday, and the order is closed."""
    with community.app.app_context():
        for number in range(people):
            neighbour(community, order_id, f"Олег{number}")
        share_out(order_id)
        order = queries.get_order(order_id)
        begin = order.shifts[0].starts_at
        for sign in queries.list_active(order_id):
            db.session.add(
                Attendance(
                    sign_up_day_id=sign.days[0].id,
                    mark=Mark.WORKED,
                    arrived_at=begin,
                    left_at=begin + timedelta(hours=8),
                    minutes=420,
                    half_days=2,
                    entered_at=EVE,
                    entered_by_id=order.foreman_id,
                    confirmed_at=EVE,
                    confirmed_by_id=community.clerk_id,
                )
            )
        order.state, order.closed_at = OrderState.CLOSED, EVE
        db.session.commit()


def test_works_done_are_told_with_totals_and_nobody_is_pointed_at(
    community: Community, publish: Publish, visit: Visit
) -> None:
    assert visit().open("/w/done").says("Тут будуть виконані роботи")
    big, small, smaller = (publish(MONDAY, title=title) for title in ("Парк", "Дах", "Двір"))
    for order_id, people in ((big, 6), (small, 3), (smaller, 2)):
        finish(community, order_id, people=people)
    told = visit().open("/w/done")
    assert told.says("3 роботи: 3 дні, 11 осіб, 8 360,00 грн")
    assert told.says("1 день, 6 осіб, 4 560,00 грн")
    assert told.text.count("1 день, менше ніж п’ятеро людей") == 2
    for word in ("2 280", "1 520", "Олег", "Гончар"):
        assert word not in told.html


def test_one_small_work_is_not_reckoned_out_of_the_total(community: Community, publish: Publish, visit: Visit) -> None:
    big, small = publish(MONDAY, title="Парк"), publish(MONDAY, title="Дах")
    finish(community, big, people=6)
    finish(community, small, people=2)
    told = visit().open("/w/done")
    assert told.text.count("грн") <= 1, "of two sums and their total one at most is told"


# Small, quiet, and the same in both languages


def every_page(community: Community, publish: Publish, phone: Phone, visit: Visit) -> list[Page]:
    """One of each kind, as full as it comes."""
    days = [MONDAY + timedelta(days=number) for number in range(5)]
    for number in range(open_works.PER_PAGE + 1):
        publish(
            *days, title=f"Прибирання парку {number}", places=10 + number, note="Обід на місці, є куточок для дітей"
        )
    browser = phone()
    pages = [browser.page, browser.press("Дні та запис")]
    asked = pages[-1]
    assert asked is not None
    form, _ = asked.form_with("Записатися")
    data = {**asked.values(form), "given": "Зінаїда", "birth_year": "1954"}
    pages += [browser.post(form.attrib["action"], data, status=422)]  # type: ignore[arg-type]
    days_of = [field.attrib["value"] for field in asked.root.iter("input") if field.get("name") == "days"]
    pages += [browser.post(form.attrib["action"], {**data, "days": days_of})]  # type: ignore[arg-type]
    pages += [browser.press("Дні, години, гроші")]
    pages += [visit().open(f"/w/{path}{lang}") for path in ("", "done", "turns") for lang in ("", "?lang=en")]
    pages += [visit().post("/c/works", status=403)]
    return [page for page in pages if page is not None]


def test_pages_of_works_are_small_set_no_cookie_and_load_nothing(
    community: Community, publish: Publish, phone: Phone, visit: Visit
) -> None:
    for told in every_page(community, publish, phone, visit):
        plain = told.html.encode()
        assert len(plain) <= RESIDENT_BYTES, told.path
        assert len(gzip.compress(plain, 6)) <= THIN, told.path
        headers = told.response.headers
        assert "Set-Cookie" not in headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Robots-Tag"] == "noindex, nofollow"
        assert not re.search(r"<script|<img|src=|@import|url\(", told.html)


def test_works_are_there_in_english_and_stay_english(
    community: Community, publish: Publish, phone: Phone, visit: Visit
) -> None:
    publish()
    browser = visit()
    browser.open("/w/")
    assert browser.follow("English").says("Monday, 23 November")
    browser.open(f"/c/{community.card.token}?lang=en")
    browser.press("My works and signing up")
    browser.press("Days and signing up")
    told = browser.press("Sign me up", {"First name": "Зінаїда", "Year of birth": "1954", "days": ["1"]})
    assert told.says("You are signed up")
    assert browser.press("Days, hours and money").says("I cannot come")


def test_a_card_costs_no_statement_more_for_the_works_it_may_open(
    community: Community, publish: Publish, app: Flask, phone: Phone
) -> None:
    community.promise(TUESDAY)
    be_offered(community, publish(MONDAY, places=1))
    client = app.test_client()
    with at(EVE):
        client.get("/c/")  # the first request of a day also forgets what is due
        with app.app_context(), statements_of(db.engine) as statements:
            told = client.get(f"/c/{community.card.token}").get_data(as_text=True)
    assert "Вам пропонують місце в роботі" in told
    assert len(statements) == 4, statements


@pytest.mark.lynx
@pytest.mark.parametrize("browser", [["lynx", "-dump", "-stdin", "-width=40"], ["w3m", "-dump", "-T", "text/html"]])
def test_works_read_well_as_plain_text(
    community: Community, publish: Publish, phone: Phone, browser: list[str]
) -> None:
    if shutil.which(browser[0], path="/usr/bin") is None:
        pytest.skip(f"{browser[0]} is not installed: apt install {browser[0]}")
    publish()
    asked = phone().press("Дні та запис")
    shown = subprocess.run(
        browser, input=asked.html.encode(), capture_output=True, check=True,
        env={"LANG": "C.UTF-8", "PATH": "/usr/bin"},
    ).stdout.decode()  # fmt: skip
    assert "Прибирання парку" in shown
    assert "Записатися" in shown
    assert "{" not in shown, "the style is not shown"


def test_a_household_that_works_a_lot_reads_it_on_one_small_page(
    community: Community, publish: Publish, phone: Phone
) -> None:
    for number in range(my_works.MOST + 1):
        days = [MONDAY + timedelta(days=3 * number + day) for day in range(3)]
        order_id = publish(*days, title=f"Прибирання парку біля ліцею та узбіччя вулиці Шкільної {number}")
        with community.app.app_context():
            join(community, order_id, nonce=f"{number:032x}")
    told = phone().page
    assert told is not None
    assert told.buttons().count("Дні, години, гроші") == my_works.MOST
    assert len(told.html.encode()) <= RESIDENT_BYTES
    assert len(gzip.compress(told.html.encode(), 6)) <= THIN
    with community.app.app_context():
        for number in range(3):
            with transaction():
                operations.withdraw(sign_ups(community)[-1 - number].id, why="Їде", actor=KEEPER, at=clock.now())
    told = phone().page
    assert told is not None
    assert told.buttons().count("Дні, години, гроші") == my_works.MOST - 2, "what was taken back hides nothing"
