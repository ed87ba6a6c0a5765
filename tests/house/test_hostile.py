"""Hostile input over every form that the lead can reach: never a 5xx, never a crash."""

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
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
from tests.lending import lent
from tests.make import make_staff
from tests.postgres import copy_database
from tests.visitor import Visitor

HOSTILE = {
    "NUL": "a\x00b",
    "lone surrogate": "\ud800",
    "10 kB": "я" * 10_000,
    "2^63": str(2**63),
    "minus": "-1",
    "arabic digits": "١٢٣",
    "signs": "\u202eevil\u202c\u200f'\"><script>alert(1)</script>{{7*7}}%s",
    "letters that fold into many": "ﷺ" * 60,
    "the longest house": "1234А/1234А",
    "nothing": "",
}
TAKEN = ("NUL", "letters that fold into many", "the longest house")
"""What SQLite takes without a word, and PostgreSQL does not: each field is tried with it there."""
ON_POSTGRES = (*TAKEN, "2^63")
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


@dataclass(frozen=True)
class Reached:
    """What Oksana has reached in the busy hub, and the session in which she did."""

    cookie: str
    forms: list[Asked]


def look_around(app: Flask) -> Reached:
    """Lay the busy hub out and go through all of it."""
    with app.app_context():
        make_staff(cast.OKSANA), make_staff(cast.IVAN)
        busy_hub()
        lead = Visitor(app).sign_in(cast.OKSANA)
        found = list(forms(lead))
        cookie = lead.client.get_cookie("poriad")
        assert cookie is not None
        return Reached(cookie.value, found)


class Lead:
    """Oksana before all her forms, as if nobody had pressed anything."""

    def __init__(self, app: Flask, reached: Reached) -> None:
        self.client = app.test_client()
        self.client.set_cookie("poriad", reached.cookie)
        self.forms = reached.forms

    def send(self, action: str, values: Mapping[str, object]) -> int:
        """As bytes of our own making: the test client refuses to send what a hostile one would."""
        body = urlencode(values, doseq=True, encoding="utf-8", errors="surrogatepass")
        answer = self.client.post(action, data=body, content_type="application/x-www-form-urlencoded")
        return answer.status_code


@pytest.fixture(scope="module")
def reached(migrated: Path, house: Flask, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Reached]:
    """The instance folder of the busy hub, laid out and gone through once."""
    folder = Path(house.instance_path)
    shutil.copytree(migrated, folder, dirs_exist_ok=True)
    with lent(house):
        found = look_around(house)
    return shutil.copytree(folder, tmp_path_factory.mktemp("busy") / "instance"), found


@pytest.fixture
def lead(reached: tuple[Path, Reached], instance: Path, app: Flask) -> Iterator[Lead]:
    busy, found = reached
    shutil.copytree(busy, instance, dirs_exist_ok=True)
    with app.app_context():
        yield Lead(app, found)


@pytest.fixture(scope="module")
def reached_on_postgres(postgres_server: str, postgres_house: Flask) -> Reached:
    """The same on PostgreSQL: the database is kept under another name."""
    copy_database(postgres_server, "migrated", "hub")
    with lent(postgres_house):
        found = look_around(postgres_house)
    copy_database(postgres_server, "hub", "busy")
    return found


@pytest.fixture
def lead_on_postgres(reached_on_postgres: Reached, postgres_server: str, postgres_app: Flask) -> Lead:
    copy_database(postgres_server, "busy", "hub")
    return Lead(postgres_app, reached_on_postgres)


def test_there_are_many_forms_to_try(lead: Lead) -> None:
    assert len(lead.forms) >= 100


@pytest.mark.parametrize("kind", HOSTILE)
def test_no_form_breaks(lead: Lead, kind: str) -> None:
    for form in lead.forms:
        poisoned = {k: v if k in LEAVE_ALONE else HOSTILE[kind] for k, v in form.values.items()}
        answer = lead.send(form.action, poisoned)
        assert answer < 500, f"{form.action} with {kind}"


@pytest.mark.parametrize("kind", [kind for kind in HOSTILE if kind not in TAKEN])
def test_no_single_field_breaks_an_otherwise_right_form(lead: Lead, kind: str) -> None:
    for form in lead.forms:
        for name in {**form.values, **form.choices}:
            if name not in LEAVE_ALONE:
                answer = lead.send(form.action, {**form.values, name: HOSTILE[kind]})
                assert answer < 500, f"{form.action}: {name} with {kind}"


@pytest.mark.parametrize("value", NEVER_OFFERED)
def test_what_the_page_did_not_offer_is_not_taken(lead: Lead, value: str) -> None:
    for form in lead.forms:
        for name in real_choices(form):
            before = last_entry()
            answer = lead.send(form.action, {**form.values, name: value})
            assert answer < 500, f"{form.action}: {name}"
            assert last_entry() == before, f"{form.action}: {name} was taken, with {answer}"


def test_a_field_that_was_not_sent_breaks_nothing_and_a_refused_form_changes_nothing(lead: Lead) -> None:
    for form in lead.forms:
        for name in form.values:
            before = last_entry()
            answer = lead.send(form.action, {k: v for k, v in form.values.items() if k != name})
            assert answer < 500, f"{form.action} without {name}"
            assert answer < 400 or last_entry() == before, f"{form.action} without {name}: {answer}, and written"


@pytest.mark.postgres
@pytest.mark.parametrize("kind", ON_POSTGRES)
def test_no_field_breaks_a_form_on_postgres(lead_on_postgres: Lead, kind: str) -> None:
    for form in lead_on_postgres.forms:
        for name in {**form.values, **form.choices}:
            if name not in LEAVE_ALONE:
                answer = lead_on_postgres.send(form.action, {**form.values, name: HOSTILE[kind]})
                assert answer < 500, f"{form.action}: {name} with {kind}"


def test_hostile_addresses_are_only_not_found(lead: Lead) -> None:
    for path in (
        "/households/99999999999999999999",
        "/c/١٢٣",
        "/c/%00",
        "/c/" + "1" * 5000,
        "/distributions/0",
        "/%ff",
    ):
        assert lead.client.get(path).status_code < 500, path
