"""Pages of wardens: the hub's side, their own streets, sheets, what they reported, what people need."""

from app.wardens.views import changes, checks, managing, needs, own, rounds
from app.wardens.views.blueprint import blueprint

__all__ = ["blueprint", "changes", "checks", "managing", "needs", "own", "rounds"]
