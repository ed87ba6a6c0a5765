"""Home of every role: what is next, what waits for me."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app.web.access import SIGNED_IN, access

blueprint = Blueprint("today", __name__)


@blueprint.get("/")
@access(SIGNED_IN)
def show() -> ResponseReturnValue:
    return render_template("today/show.html")
