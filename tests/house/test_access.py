"""Closed unless opened: every route with who may use it, as a snapshot that reviewers read."""

import re
import tempfile
from pathlib import Path

from flask import Flask

from app import create_app
from app.config import Config
from app.web.access import Door, declared_access

SNAPSHOT = Path(__file__).with_name("access.txt")


def routes(app: Flask) -> list[str]:
    lines = []
    for rule in app.url_map.iter_rules():
        methods = ",".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        who = declared_access(app, rule.endpoint)
        lines.append(f"{rule.rule} [{methods}] {rule.endpoint}: {who.value if who else 'NOBODY SAID'}")
    return sorted(lines)


def test_every_route_declares_who_may(app: Flask) -> None:
    silent = [rule.endpoint for rule in app.url_map.iter_rules() if declared_access(app, rule.endpoint) is None]
    assert silent == []


def test_access_is_as_reviewed(app: Flask) -> None:
    """A new or changed route is seen here. After reading it, run ``make access`` and commit the snapshot."""
    assert routes(app) == SNAPSHOT.read_text().splitlines()


def test_parts_of_addresses_are_typed(app: Flask) -> None:
    """``<name>`` without a converter takes anything; only the desk's and residents' digits may be text."""
    untyped = [rule.rule for rule in app.url_map.iter_rules() if re.search(r"<[a-z_]+>", rule.rule)]
    assert [rule for rule in untyped if not rule.startswith("/c/")] == []


def test_addresses_are_plain_kebab_case(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        fixed = re.sub(r"<[^>]+>", "", rule.rule)
        assert re.fullmatch(r"[a-z0-9/.-]*", fixed), rule.rule


def test_a_page_that_changes_something_is_never_open_to_strangers(app: Flask) -> None:
    """What a stranger may POST: signing in, set-up (also of a field laptop), language, and one's own slot."""
    allowed = {"accounts.sign_in", "accounts.sign_out", "locale.choose", "bundles.open_work"}
    for rule in app.url_map.iter_rules():
        if "POST" in (rule.methods or ()) and declared_access(app, rule.endpoint) is Door.OPEN:
            room = rule.endpoint.split(".")[0]
            assert rule.endpoint in allowed or room == "residents" or "set_up" in rule.endpoint, rule.endpoint


def test_a_view_without_a_declaration_answers_403(instance: Path) -> None:
    app = create_app(Config(instance=instance))
    app.add_url_rule("/forgotten", "forgotten", lambda: "secret")
    answer = app.test_client().get("/forgotten")
    assert answer.status_code in (302, 303, 403)
    assert "secret" not in answer.text


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        SNAPSHOT.write_text("\n".join(routes(create_app(Config(instance=Path(folder))))) + "\n")
