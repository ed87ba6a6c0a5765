"""Pages of distributions: programmes, plans, days, and the times of one household."""

from app.distributions.views import days, households, plans, programmes
from app.distributions.views.blueprint import blueprint

__all__ = ["blueprint", "days", "households", "plans", "programmes"]
