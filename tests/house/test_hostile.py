"""Hostile input over every form that the lead can reach: never a 5xx, never a crash."""

from collections.abc import Callable, Iterator
from urllib.parse import urlencode
from xml.etree.ElementTree import Element

import pytest
from flask import Flask

from tests import cast
from tests.house.crawl import pages, shape
from tests.house.hub import busy_hub
from tests.make import make_staff
from tests.visitor import Visitor

HOSTILE = {
    "NUL": "a\x00b",
    "lone surrogate": "\ud800",
    "right-to-left": "\u202eevil\u202c\u200f",
    "10 kB": "я" * 10_000,
    "2^63": str(2**63),
    "minus": "-1",
    "arabic digits": "١٢٣",
    "quote": "'\"><script>alert(1)</script>{{7*7}}%s",
    "letters that fold into many": "ﷺ" * 60,
    "the longest house": "1234А/1234А",
    "nothing": "",
}
ON_POSTGRES = ("NUL", "2^63", "letters that fold into many", "the longest house")
"""What SQLite takes without a word, and PostgreSQL does not."""
LEAVE_ALONE = ("csrf_token", "back")
NOT_PRESSED = ("/sign-out", "/language/", "wipe")


def forms(visitor: Visitor) -> Iterator[tuple[str, dict[str, object]]]:
    """Each POST form once: where it goes and what it would send."""
    seen: set[str] = set()
    for page in pages(visitor):
        for form in page.root.iter("form"):
            action = form.get("action") or page.path
            if is_worth_trying(form, action) and shape(action) not in seen:
                seen.add(shape(action))
                yield action, page.values(form)


def is_worth_trying(form: Element, action: str) -> bool:
    is_post = (form.get("method") or "").lower() == "post"
    return is_post and not any(part in action for part in NOT_PRESSED)


@pytest.fixture
def lead(app: Flask, visit: Callable[..., Visitor]) -> Visitor:
    with app.app_context():
        busy_hub()
    return visit(cast.OKSANA)


def test_there_are_many_forms_to_try(lead: Visitor) -> None:
    assert len(list(forms(lead))) >= 10


@pytest.mark.parametrize("kind", HOSTILE)
def test_no_form_breaks(lead: Visitor, kind: str) -> None:
    for action, values in list(forms(lead)):
        poisoned = {k: v if k in LEAVE_ALONE else HOSTILE[kind] for k, v in values.items()}
        answer = send(lead, action, poisoned)
        assert answer < 500, f"{action} with {kind}"


@pytest.mark.parametrize("kind", HOSTILE)
def test_no_single_field_breaks_an_otherwise_right_form(lead: Visitor, kind: str) -> None:
    for action, values in list(forms(lead)):
        for name in values:
            if name not in LEAVE_ALONE:
                answer = send(lead, action, {**values, name: HOSTILE[kind]})
                assert answer < 500, f"{action}: {name} with {kind}"


@pytest.mark.postgres
@pytest.mark.parametrize("kind", ON_POSTGRES)
def test_no_field_breaks_a_form_on_postgres(postgres_app: Flask, kind: str) -> None:
    with postgres_app.app_context():
        make_staff(cast.OKSANA)
        busy_hub()
    lead = Visitor(postgres_app)
    lead.sign_in(cast.OKSANA)
    for action, values in list(forms(lead)):
        for name in values:
            if name not in LEAVE_ALONE:
                answer = send(lead, action, {**values, name: HOSTILE[kind]})
                assert answer < 500, f"{action}: {name} with {kind}"


def test_hostile_addresses_are_only_not_found(lead: Visitor) -> None:
    for path in (
        "/households/99999999999999999999",
        "/c/١٢٣",
        "/c/%00",
        "/c/" + "1" * 5000,
        "/distributions/0",
        "/%ff",
    ):
        assert lead.client.get(path).status_code < 500, path


def send(visitor: Visitor, action: str, values: dict[str, object]) -> int:
    """As bytes of our own making: the test client refuses to send what a hostile one would."""
    body = urlencode(values, doseq=True, encoding="utf-8", errors="surrogatepass")
    answer = visitor.client.post(action, data=body, content_type="application/x-www-form-urlencoded")
    return answer.status_code
