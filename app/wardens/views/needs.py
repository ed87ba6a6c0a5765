"""What people asked wardens for."""

from flask import render_template
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.actors import Permission
from app.wardens import queries, rules
from app.wardens.forms import PeriodForm
from app.wardens.views.blueprint import blueprint
from app.web.access import access


@blueprint.get("/asked-needs")
@access(Permission.MANAGE_WARDENS)
def asked_needs() -> ResponseReturnValue:
    """Households that asked for each thing, by settlement."""
    today = clock.local_date(clock.now())
    form = PeriodForm(today.replace(day=1), today)
    table = queries.count_needs(*form.days)
    return render_template("wardens/asked_needs.html", form=form, table=table, codes=rules.CODES)
