"""Pages of kits and goods."""

from app.stock.views import kits
from app.stock.views.blueprint import blueprint

__all__ = ["blueprint", "kits"]
