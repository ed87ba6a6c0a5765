"""Pages of the hub: set-up, settings, places."""

from app.hubs.views import calendar, locations, set_up, settings, settlements
from app.hubs.views.blueprint import blueprint

__all__ = ["blueprint", "calendar", "locations", "set_up", "settings", "settlements"]
