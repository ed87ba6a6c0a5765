"""The pay sheet on paper (field guide 4.4)."""

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import force_locale

from app.core.actors import Permission
from app.core.money import money_in_words
from app.pay import operations, queries
from app.pay.exports import called, in_days, in_hours
from app.pay.views.blueprint import blueprint
from app.web.access import access

blueprint.add_app_template_filter(called)
blueprint.add_app_template_filter(in_days)
blueprint.add_app_template_filter(in_hours)
blueprint.add_app_template_filter(money_in_words)


@blueprint.get("/pay-sheets/<int:sheet_id>/print")
@access(Permission.PLAN_WORKS, Permission.APPROVE_PAY)
def print_sheet(sheet_id: int) -> ResponseReturnValue:
    """To be signed by the head, the accountant and the cashier, and by everybody who is paid; always in Ukrainian."""
    sheet = queries.get_sheet(sheet_id)
    with force_locale("uk"):
        return render_template(
            "pay/print_sheet.html", language=lambda: "uk", sheet=sheet, total=operations.total(sheet)
        )  # fmt: skip
