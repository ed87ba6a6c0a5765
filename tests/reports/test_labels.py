"""Every entry of the trace can be read."""

import ast
from pathlib import Path

from app.config import ROOT
from app.reports.labels import ACTIONS


def recorded_in(path: Path) -> set[str]:
    """The actions that this file writes into the trace."""
    calls = (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call))
    recorded = (call.args[0] for call in calls if ast.unparse(call.func) == "audit.record")
    return {action.value for action in recorded if isinstance(action, ast.Constant)}


def test_every_recorded_action_has_its_words() -> None:
    """A new action gets its words in ``app/reports/labels.py``."""
    recorded = set().union(*(recorded_in(path) for path in (ROOT / "app").rglob("*.py")))
    assert recorded == set(ACTIONS)
