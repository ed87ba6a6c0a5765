"""Pages of pay. Importing this package registers all of them."""

from app.pay import labels, models
from app.pay.views import papers, questions, sheets
from app.pay.views.blueprint import blueprint

__all__ = ["blueprint", "labels", "models", "papers", "questions", "sheets"]
