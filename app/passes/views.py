"""Access passes: issue, check, in and out."""

from flask import Blueprint

from app.passes import models

blueprint = Blueprint("passes", __name__)

__all__ = ["blueprint", "models"]
