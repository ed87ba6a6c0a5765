"""Hostile input over every form that the lead can reach: never a 5xx, never a crash."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode
from xml.etree.ElementTree import Element

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.audit.models import AuditEntry
from app.core.db import db
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
NEVER_OFFERED = ("nobody-offered-this", str(2**31 - 1))
READS_ON = ("/columns",)
"""Where a choice that was not offered is passed over, and the rest of the form counts as it stands."""


@dataclass(frozen=True)
class Asked:
    """A POST form: where it goes, what it would send as it stands, and among what its fields let one choose."""

    action: str
    values: Mapping[str, object]
    choices: Mapping[str, frozenset[str]]


def forms(visitor: Visitor) -> Iterator[Asked]:
    """Each POST form once."""
    seen: set[str] = set()
    for page in pages(visitor):
        for form in page.root.iter("form"):
            action = form.get("action") or page.path
            if is_worth_trying(form, action) and shape(action) not in seen:
                seen.add(shape(action))
                yield Asked(action, page.values(form), choices(form))


def choices(form: Element) -> dict[str, frozenset[str]]:
    """What each box, radio, list and named button of a form offers, ticked or not."""
    offered: dict[str, frozenset[str]] = {}
    for field in form.iter():
        name = field.get("name")
        if name and (field.tag == "button" or field.get("type") in ("checkbox", "radio")):
            offered[name] = offered.get(name, frozenset()) | {field.get("value", "")}
        elif name and field.tag == "select":
            offered[name] = frozenset(option.get("value", "") for option in field.iter("option"))
    return offered


def real_choices(form: Asked) -> list[str]:
    """Those with more than one answer: a single box or button says yes with whatever is sent for it."""
    if form.action.endswith(READS_ON):
        return []
    return [name for name, offered in form.choices.items() if len(offered) > 1]


def last_entry() -> int:
    """Everything that is written ends in the trace: a number that stays says that nothing was changed.

    A page with names that is shown once more is in the trace too, as a look.
    """
    db.session.rollback()
    changes = select(func.max(AuditEntry.number)).where(~AuditEntry.action.startswith("look at"))
    return db.session.scalar(changes) or 0


def is_worth_trying(form: Element, action: str) -> bool:
    is_post = (form.get("method") or "").lower() == "post"
    return is_post and not any(part in action for part in NOT_PRESSED)


@pytest.fixture
def lead(app: Flask, visit: Callable[..., Visitor]) -> Iterator[Visitor]:
    with app.app_context():
        busy_hub()
    visitor = visit(cast.OKSANA)
    with app.app_context():
        yield visitor


def test_there_are_many_forms_to_try(lead: Visitor) -> None:
    assert len(list(forms(lead))) >= 10


@pytest.mark.parametrize("kind", HOSTILE)
def test_no_form_breaks(lead: Visitor, kind: str) -> None:
    for form in list(forms(lead)):
        poisoned = {k: v if k in LEAVE_ALONE else HOSTILE[kind] for k, v in form.values.items()}
        answer = send(lead, form.action, poisoned)
        assert answer < 500, f"{form.action} with {kind}"


@pytest.mark.parametrize("kind", HOSTILE)
def test_no_single_field_breaks_an_otherwise_right_form(lead: Visitor, kind: str) -> None:
    for form in list(forms(lead)):
        for name in {**form.values, **form.choices}:
            if name not in LEAVE_ALONE:
                answer = send(lead, form.action, {**form.values, name: HOSTILE[kind]})
                assert answer < 500, f"{form.action}: {name} with {kind}"


@pytest.mark.parametrize("value", NEVER_OFFERED)
def test_what_the_page_did_not_offer_is_not_taken(lead: Visitor, value: str) -> None:
    for form in list(forms(lead)):
        for name in real_choices(form):
            before = last_entry()
            answer = send(lead, form.action, {**form.values, name: value})
            assert answer < 500, f"{form.action}: {name}"
            assert last_entry() == before, f"{form.action}: {name} was taken, with {answer}"


def test_a_field_that_was_not_sent_breaks_nothing_and_a_refused_form_changes_nothing(lead: Visitor) -> None:
    for form in list(forms(lead)):
        for name in form.values:
            before = last_entry()
            answer = send(lead, form.action, {k: v for k, v in form.values.items() if k != name})
            assert answer < 500, f"{form.action} without {name}"
            assert answer < 400 or last_entry() == before, f"{form.action} without {name}: {answer}, and written"


@pytest.mark.postgres
@pytest.mark.parametrize("kind", ON_POSTGRES)
def test_no_field_breaks_a_form_on_postgres(postgres_app: Flask, kind: str) -> None:
    with postgres_app.app_context():
        make_staff(cast.OKSANA)
        busy_hub()
    lead = Visitor(postgres_app)
    lead.sign_in(cast.OKSANA)
    for form in list(forms(lead)):
        for name in {**form.values, **form.choices}:
            if name not in LEAVE_ALONE:
                answer = send(lead, form.action, {**form.values, name: HOSTILE[kind]})
                assert answer < 500, f"{form.action}: {name} with {kind}"


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


def send(visitor: Visitor, action: str, values: Mapping[str, object]) -> int:
    """As bytes of our own making: the test client refuses to send what a hostile one would."""
    body = urlencode(values, doseq=True, encoding="utf-8", errors="surrogatepass")
    answer = visitor.client.post(action, data=body, content_type="application/x-www-form-urlencoded")
    return answer.status_code
