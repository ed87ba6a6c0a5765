"""A browser without a browser: finds the form by its button, fills by label, follows 303, strict on every page."""

import re
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import html5lib
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.accounts import sessions
from app.accounts.models import Staff
from app.core import clock
from app.core.db import db, transaction
from tests import cast

RESIDENT_BYTES = 10_000


class Visitor:
    """Opens pages and presses buttons as a person does, with JavaScript off."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client: FlaskClient = app.test_client()
        self.page: Page | None = None

    def sign_in(self, colleague: cast.Colleague) -> "Visitor":
        """Signed in without the cost of the password; signing in itself has its own tests."""
        with self.app.test_request_context(), self.client.session_transaction() as cookie:
            from flask import session

            staff = db.session.scalars(db.select(Staff).where(Staff.login == colleague.login)).one()
            with transaction(audited=False):
                sessions.begin(staff, at=clock.now())
            cookie["token"] = session["token"]
        return self

    def open(self, path: str, *, status: int = 200) -> "Page":
        return self._arrive(self.client.get(path), status)

    def post(self, path: str, data: dict[str, str] | None = None, *, status: int = 200) -> "Page":
        """A bare POST; for what no form on a page would send."""
        return self._arrive(self.client.post(path, data=data or {}), status)

    def press(self, button: str, fields: dict[str, object] | None = None, *, status: int = 200) -> "Page":
        """Fill the form that has ``button`` by its labels (or names) and send it."""
        assert self.page is not None, "open a page first"
        form, submit = self.page.form_with(button)
        data = self.page.values(form)
        for label, value in (fields or {}).items():
            name = self.page.name_of(form, label)
            data[name] = value  # type: ignore[assignment]
        if submit.get("name"):
            data[submit.attrib["name"]] = submit.get("value", "")
        action = submit.get("formaction") or form.get("action") or self.page.path
        if (form.get("method") or "get").lower() == "get":
            return self._arrive(self.client.get(action, query_string=data), status)
        return self._arrive(self.client.post(action, data=data), status)

    def follow(self, link: str, *, status: int = 200) -> "Page":
        """Follow the link with these words."""
        assert self.page is not None
        return self.open(self.page.href(link), status=status)

    def _arrive(self, response: TestResponse, status: int) -> "Page":
        hops = 0
        while response.status_code in (302, 303) and hops < 5:
            location = urlsplit(response.headers["Location"])
            response = self.client.get(location.path + (f"?{location.query}" if location.query else ""))
            hops += 1
        assert response.status_code == status, f"{response.status_code}: {response.text[:600]}"
        self.page = Page(response)
        return self.page


class Page:
    """A page that has been looked at strictly."""

    def __init__(self, response: TestResponse) -> None:
        self.response = response
        self.path = response.request.path
        self.is_html = response.mimetype == "text/html"
        self.html = response.get_data(as_text=True) if self.is_html else ""
        self.root = html5lib.parse(self.html, namespaceHTMLElements=False) if self.is_html else Element("html")
        if self.is_html:
            self.text = " ".join("".join(_words(self.root)).split())
            self._check()

    def _check(self) -> None:
        headings = ["".join(h.itertext()).strip() for h in self.root.iter("h1")]
        assert len(headings) == 1, f"{self.path}: one h1, not {headings}"
        title = "".join(next(self.root.iter("title")).itertext()).strip()
        assert _plain(title).startswith(_plain(headings[0])), f"{self.path}: {title!r} begins with {headings[0]!r}"
        ids = [element.attrib["id"] for element in self.root.iter() if "id" in element.attrib]
        assert len(ids) == len(set(ids)), f"{self.path}: duplicate ids {[i for i in ids if ids.count(i) > 1]}"
        for element in self.root.iter():
            assert "style" not in element.attrib, f"{self.path}: inline style"
            assert not any(name.startswith(("on", "hx-on")) for name in element.attrib), f"{self.path}: inline script"
        for script in self.root.iter("script"):
            assert script.get("src"), f"{self.path}: inline script"
        self._check_forms(set(ids))

    def _check_forms(self, ids: set[str]) -> None:
        labelled = {label.get("for") for label in self.root.iter("label")}
        assert labelled - {None} <= ids, f"{self.path}: labels of nothing {labelled - ids}"
        is_resident = self.root.find(".//body") is not None and "resident" in (
            self.root.find(".//body").get("class") or ""
        )  # type: ignore[union-attr]
        for form in self.root.iter("form"):
            is_post = (form.get("method") or "get").lower() == "post"
            names = {field.get("name") for field in form.iter("input")}
            assert not is_post or is_resident or "csrf_token" in names, f"{self.path}: POST form without a CSRF token"
            assert "hx-post" not in form.attrib or (form.get("action") and is_post), f"{self.path}: hx-post alone"
            for tag in ("input", "select", "textarea"):
                for field in form.iter(tag):
                    hidden = field.get("type") in ("hidden", "submit")
                    named = field.get("id") in labelled or field.get("aria-label") or field.get("aria-labelledby")
                    assert hidden or named, f"{self.path}: no label for {field.attrib}"

    def form_with(self, button: str) -> tuple[Element, Element]:
        for form in self.root.iter("form"):
            for tag in ("button", "input"):
                for submit in form.iter(tag):
                    words = " ".join("".join(submit.itertext()).split()) or submit.get("value", "")
                    is_submit = tag == "button" or submit.get("type") == "submit"
                    if is_submit and (words == button or words.startswith(button)):
                        return form, submit
        raise AssertionError(f"{self.path}: no button «{button}» among {self.buttons()}")

    def buttons(self) -> list[str]:
        return [" ".join("".join(button.itertext()).split()) for button in self.root.iter("button")]

    def values(self, form: Element) -> dict[str, object]:
        """What the form would send as it stands."""
        data: dict[str, object] = {}
        for field in form.iter():
            name = field.get("name")
            if name and field.tag == "select":
                data[name] = _chosen(field)
            elif name and field.tag == "textarea":
                data[name] = "".join(field.itertext())
            elif name and field.tag == "input":
                _add_input(data, name, field)
        return data

    def name_of(self, form: Element, label: str) -> str:
        """The name of the field with this label; a name itself is taken too."""
        for found in self.root.iter("label"):
            words = " ".join("".join(found.itertext()).split())
            if words == label:
                for field in form.iter():
                    if field.get("id") == found.get("for") and field.get("name"):
                        return field.attrib["name"]
        names = [field.get("name") for field in form.iter()]
        assert label in names, f"{self.path}: no field «{label}» among {[n for n in names if n]}"
        return label

    def href(self, words: str) -> str:
        for link in self.root.iter("a"):
            if " ".join("".join(link.itertext()).split()).strip("← →") == words.strip("← →") and link.get("href"):
                return link.attrib["href"]
        raise AssertionError(f"{self.path}: no link «{words}»")

    def links(self) -> list[str]:
        return [link.attrib["href"] for link in self.root.iter("a") if link.get("href")]

    def rows(self) -> list[list[str]]:
        """The cells of every table row, as words."""
        return [
            [" ".join("".join(cell.itertext()).split()) for cell in row if cell.tag in ("td", "th")]
            for row in self.root.iter("tr")
        ]

    def option(self, label: str, words: str) -> str:
        """The value of the choice that has these words in the list with this label."""
        name = self.name_of(self.root, label)
        for option in (o for s in self.root.iter("select") if s.get("name") == name for o in s.iter("option")):
            if words in "".join(option.itertext()):
                return option.attrib["value"]
        raise AssertionError(f"{self.path}: no «{words}» in «{label}»")

    def box(self, label: str) -> str:
        """The value of the box or button to tick with this label."""
        marked = {found.get("for") for found in self.root.iter("label") if _plain("".join(found.itertext())) == label}
        for field in self.root.iter("input"):
            if field.get("id") in marked:
                return field.get("value", "on")
        raise AssertionError(f"{self.path}: no box «{label}»")

    def fact(self, term: str) -> str:
        """What stands beside this term in a list of facts."""
        for facts in self.root.iter("dl"):
            cells = [_plain("".join(cell.itertext())) for cell in facts if cell.tag in ("dt", "dd")]
            if term in cells:
                return cells[cells.index(term) + 1]
        raise AssertionError(f"{self.path}: no fact «{term}»")

    def verdict(self) -> str | None:
        for element in self.root.iter():
            if "data-verdict" in element.attrib:
                return element.attrib["data-verdict"]
        return None

    def says(self, words: str) -> bool:
        return _plain(words) in _plain(self.text)


def _words(element: Element) -> list[str]:
    if element.tag in ("script", "style", "title") or "hidden" in element.attrib:
        return [element.tail or ""]
    parts = [element.text or ""]
    for child in element:
        parts += _words(child)
    return [*parts, " ", element.tail or ""]


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("\u00a0", " ")).strip()


def _chosen(select: Element) -> object:
    """What a list would send: the marked options, or the first one when only one may be marked."""
    options = [option.get("value", "") for option in select.iter("option")]
    marked = [option.get("value", "") for option in select.iter("option") if "selected" in option.attrib]
    return marked if "multiple" in select.attrib else (marked or options or [""])[0]


def _add_input(data: dict[str, object], name: str, field: Element) -> None:
    kind, value = field.get("type", "text"), field.get("value", "")
    if kind == "checkbox" and "checked" in field.attrib:
        data[name] = [*data.get(name, []), value or "on"]  # type: ignore[misc]
    elif kind == "radio" and "checked" in field.attrib:
        data[name] = value
    elif kind == "hidden" and name in data:
        before = data[name]
        data[name] = [*before, value] if isinstance(before, list) else [before, value]
    elif kind not in ("checkbox", "radio", "submit", "file", "button"):
        data[name] = value
