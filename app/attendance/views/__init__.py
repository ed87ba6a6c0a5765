"""Pages of a working day: go or no-go, briefing, roll call, tools, stop."""

from app.attendance import labels, models
from app.attendance.views.blueprint import blueprint

__all__ = ["blueprint", "labels", "models"]
