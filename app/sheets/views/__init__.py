"""Typing in what was signed while the power was out, and deciding about what contradicts."""

from app.sheets.views import conflicts, entry, listing
from app.sheets.views.blueprint import blueprint

__all__ = ["blueprint", "conflicts", "entry", "listing"]
