"""Every entry of the trace can be read."""

import ast
from pathlib import Path

from flask import Flask
from flask_babel import force_locale

from app.config import ROOT
from app.distributions.models import Programme
from app.households.models import Household, Person
from app.hubs.models import Hub, Location, Settlement, Street
from app.merging.rules.choosing import HouseholdField, PersonField
from app.reports.columns import COLUMNS
from app.reports.labels import ACTIONS, DETAILS, SUBJECTS, VALUES, details
from app.web.labels import label


def calls_in(path: Path) -> list[ast.Call]:
    """The places of this file that write into the trace."""
    nodes = (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call))
    return [node for node in nodes if ast.unparse(node.func) == "audit.record"]


def recorded_in(path: Path) -> set[str]:
    """The actions that this file writes into the trace."""
    recorded = (call.args[0] for call in calls_in(path))
    return {action.value for action in recorded if isinstance(action, ast.Constant)}


def test_every_recorded_action_has_its_words() -> None:
    """A new action gets its words in ``app/reports/labels.py``."""
    recorded = set().union(*(recorded_in(path) for path in (ROOT / "app").rglob("*.py")))
    assert recorded == set(ACTIONS)


def test_every_subject_and_detail_has_its_words() -> None:
    calls = [call for path in (ROOT / "app").rglob("*.py") for call in calls_in(path)]
    subjects = {call.args[1].value for call in calls if isinstance(call.args[1], ast.Constant)}
    assert subjects <= set(SUBJECTS)
    names = {keyword.arg for call in calls for keyword in call.keywords if keyword.arg} - {"actor", "at"}
    assert names <= set(DETAILS)


def test_an_entry_reads_in_the_language_of_the_page(app: Flask) -> None:
    with app.test_request_context("/?lang=uk"), force_locale("uk"):
        assert details('{"collector":"warden","desk":2,"is_minimal":true}') == (
            "отримав(ла): старший по вулиці, стіл: 2, без імен: так"
        )
        assert details('{"first_on":"2026-11-01","source":"import"}') == "з дня: 01.11.2026, звідки: зі списку"
        assert details('{"not_placed":{"no_location":3},"roles":["reviewer"],"streets":[]}') == (
            "без часу: пункт видачі не записано – 3, ролі: Представник органу влади"
        )


def test_what_was_changed_reads_in_words(app: Flask) -> None:
    """A reviewer does not know the columns of tables."""
    with app.test_request_context("/?lang=uk"), force_locale("uk"):
        assert details('{"changed":["phone1","phone1_backwards","street_id"]}') == "змінено: телефон, вулиця"
        assert details(
            '{"changed":{"proxy_rule":["family","none"],"rule_text":null,"ends_on":[null,"2026-12-31"]}}'
        ) == (
            "змінено: хто може отримувати: члени домогосподарства й родина → лише члени домогосподарства; "
            "правило словами; останній день: – → 31.12.2026"
        )
        assert details('{"changed":12}') == "змінено: 12"


def test_every_column_whose_change_is_told_has_its_words() -> None:
    """Apart from ids, stamps and what follows from other columns."""
    silent = {"id", "pseudonym", "merged_into_id", "source", "import_key", "nonce", "code", "name_key", "hub_id"}
    tables = (Household, Person, Hub, Settlement, Street, Location, Programme)
    columns = {column.name for table in tables for column in table.__table__.columns} - silent
    told = {name for name in columns if not name.endswith(("_at", "_by_id", "_backwards", "is_minimal", "is_training"))}
    assert told - {"household_id", "partner_id"} <= set(COLUMNS)
    assert {*HouseholdField, *PersonField} <= set(COLUMNS)


def test_every_kind_of_value_has_words(app: Flask) -> None:
    with app.test_request_context():
        assert all(label(value) for kinds in VALUES.values() for kind in kinds for value in kind)
