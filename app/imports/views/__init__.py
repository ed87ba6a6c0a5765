"""Pages of lists: uploading one, its columns, its preview, writing it, and what became of it."""

from app.imports.views import lists, preview, report, uploading
from app.imports.views.blueprint import blueprint

__all__ = ["blueprint", "lists", "preview", "report", "uploading"]
