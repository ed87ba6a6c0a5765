"""Pages of a working day: go or no-go, briefing, roll call, tools, the attendance sheet, papers, certificates."""

from app.attendance import labels, models
from app.attendance.views import certificates, day, listing, papers, roll, sheets, tools
from app.attendance.views.blueprint import blueprint

__all__ = [
    "blueprint",
    "certificates",
    "day",
    "labels",
    "listing",
    "models",
    "papers",
    "roll",
    "sheets",
    "tools",
]
