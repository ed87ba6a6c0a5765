"""The pass on paper."""

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import force_locale

from app.core import clock
from app.core.actors import Permission
from app.hubs import queries as hubs
from app.passes import queries
from app.passes.views.blueprint import blueprint
from app.web.access import access


@blueprint.get("/passes/<int:pass_id>/paper")
@access(Permission.ISSUE_PASSES)
def paper(pass_id: int) -> ResponseReturnValue:
    """Half a sheet, to be read at arm's length; with a code that says whether it is valid still."""
    row = queries.row_of(queries.get_pass(pass_id), at=clock.now())
    with force_locale("uk"):
        return render_template("passes/paper.html", row=row, qr=_address(row.one.token), language=lambda: "uk")


def _address(token: str) -> str:
    """What the code leads to; without a public address the digits, for the hub's own scanner."""
    hub = hubs.find_hub()
    return f"{hub.public_address.rstrip('/')}/p/{token}" if hub and hub.public_address else token
