"""Pay sheets, from made to paid, and the questions of those who worked."""

from flask import Blueprint

from app.pay import labels, models

blueprint = Blueprint("pay", __name__)

__all__ = ["blueprint", "labels", "models"]
