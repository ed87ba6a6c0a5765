"""Answers that several of these pages give."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.db import transaction
from app.imports import operations
from app.imports.models import Import, ImportState
from app.web.access import current_actor


def to_list(one: Import) -> ResponseReturnValue:
    """On to the page that this list waits on."""
    if one.is_working:
        page = "imports.progress"
    elif one.is_written:
        page = "imports.report"
    else:
        page = "imports.columns" if one.state is ImportState.COLUMNS else "imports.rows"
    return redirect(url_for(page, import_id=one.id), 303)


def leave_trace(import_id: int) -> None:
    """Whoever sees the names of a list leaves a trace."""
    with transaction():
        operations.look_at_list(import_id, actor=current_actor(), at=clock.now())
