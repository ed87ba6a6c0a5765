"""The hub in processes of its own, as it is shipped: for races between real workers and for ``kill -9``."""

import http.client
import os
import re
import signal
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask

from app.config import ROOT
from tests.postgres import free_port, is_postgres
from tests.visitor import Visitor

PATIENCE_S = 60.0
_INPUT = re.compile(r"<input ([^>]*)>")
_ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')


class Served:
    """gunicorn with the shipped settings in a process group of its own, until the ``with`` block ends."""

    def __init__(self, app: Flask, *, application: str = "wsgi:app", workers: int = 2) -> None:
        """The same instance folder and database as ``app`` has."""
        instance = Path(app.instance_path)
        database_url = app.config["SQLALCHEMY_DATABASE_URI"] if is_postgres(app) else ""
        self.port = free_port()
        self._command = [sys.executable, "-m", "gunicorn", "--workers", str(workers), application]
        self._settings = {
            "HUB_INSTANCE": str(instance), "DATABASE_URL": database_url, "HOST": "", "PORT": str(self.port),
        }  # fmt: skip
        self._log = instance.with_name("served.txt")
        self._log.unlink(missing_ok=True)

    def __enter__(self) -> "Served":
        self.start()
        return self

    def __exit__(self, *_failure: object) -> None:
        self.kill()

    def start(self) -> None:
        """Start and wait until it answers."""
        with self._log.open("a") as log:
            self._process = subprocess.Popen(
                self._command, cwd=ROOT, env={**os.environ, **self._settings}, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip
        until = time.monotonic() + PATIENCE_S
        while not self._answers():
            assert self._process.poll() is None, self.said()
            assert time.monotonic() < until, "the hub did not start"
            time.sleep(0.02)

    def _answers(self) -> bool:
        try:
            return Client(self, "").get("/healthz").status == http.HTTPStatus.OK
        except OSError:
            return False

    def kill(self) -> None:
        """End the master and all its workers at once, in the middle of whatever they do."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def said(self) -> str:
        """What the server wrote to its log."""
        return self._log.read_text()


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    location: str
    text: str

    @property
    def verdict(self) -> str | None:
        found = re.search(r'data-verdict="(\w+)"', self.text)
        return found[1] if found else None

    def form(self, element_id: str) -> dict[str, str]:
        """What a form would send as it stands: its hidden fields and the choices that are made."""
        found = re.search(rf'<form id="{element_id}".*?</form>', self.text, re.DOTALL)
        assert found, f"no form {element_id} in {self.text[:300]}"
        inputs = [dict(_ATTRIBUTE.findall(tag)) | {"tag": tag} for tag in _INPUT.findall(found[0])]
        return {
            field["name"]: unescape(field.get("value", ""))
            for field in inputs
            if "form" not in field and (field.get("type") != "radio" or field["tag"].endswith(" checked"))
        }


class Client:
    """A browser that has signed in. Each request has a connection of its own: the server closes idle ones."""

    def __init__(self, served: Served, cookie: str) -> None:
        self._port = served.port
        self._headers = {"Cookie": cookie, "HX-Request": "true"}

    def get(self, path: str) -> Answer:
        return self._ask("GET", path)

    def post(self, path: str, values: dict[str, str]) -> Answer:
        return self._ask("POST", path, urlencode(values), {"Content-Type": "application/x-www-form-urlencoded"})

    def _ask(self, method: str, path: str, body: str | None = None, more: dict[str, str] | None = None) -> Answer:
        with closing(http.client.HTTPConnection("127.0.0.1", self._port, timeout=PATIENCE_S)) as connection:
            connection.request(method, path, body, {**self._headers, **(more or {})})
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers.get("Location", ""), answer.read().decode())


class DeskClient(Client):
    """A clerk at a desk: scans a card, confirms its band."""

    def __init__(self, served: Served, cookie: str, csrf_token: str) -> None:
        super().__init__(served, cookie)
        self._csrf_token = csrf_token

    def scan(self, code: str) -> Answer:
        return self.post("/check-in", {"code": code, "csrf_token": self._csrf_token})

    def give(self, band: Answer) -> Answer:
        """Confirm the band without following the redirect: 303 is the acknowledgement."""
        return self.post("/check-in/give", band.form("confirm"))


def session_of(visitor: Visitor) -> tuple[str, str]:
    """The cookie of a visitor who has signed in, and the CSRF token that goes with it."""
    page = visitor.open("/check-in")
    token = page.values(page.form_with("Перевірити")[0])["csrf_token"]
    cookie = visitor.client.get_cookie("poriad")
    assert cookie is not None
    return f"{cookie.key}={cookie.value}", str(token)
