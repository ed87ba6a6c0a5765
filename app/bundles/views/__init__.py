"""Pages of bundles: deliveries to homes, what came back, and the field laptop."""

from app.bundles.views import field, listing, returns, rounds, sending
from app.bundles.views.blueprint import blueprint

__all__ = ["blueprint", "field", "listing", "returns", "rounds", "sending"]
