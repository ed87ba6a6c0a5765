"""What keeps people safe at a work, written down."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core import clock
from app.core.actors import Permission
from app.core.db import transaction
from app.public_works import operations, queries
from app.public_works.forms import SafetyForm
from app.public_works.models import OrderState
from app.public_works.views.blueprint import blueprint
from app.web.access import access, current_actor


@blueprint.route("/works/<int:order_id>/safety", methods=["GET", "POST"])
@access(Permission.PLAN_WORKS)
def safety(order_id: int) -> ResponseReturnValue:
    """Clearance, briefing, gear, shelter, first aid, phone: of a draft in parts, of a published order whole."""
    order = queries.get_order(order_id)
    form = SafetyForm() if request.method == "POST" else SafetyForm.of(order)
    if form.is_sent:
        with form.refusing("clearance_no"):
            version = order.briefing_version
            with transaction():
                order = operations.set_safety(order_id, form.safety, actor=current_actor(), at=clock.now())
            if order.state is OrderState.PUBLISHED and order.briefing_version > version:
                flash(_("Saved. The briefing is another one: everybody is briefed again."), "warn")
            else:
                flash(_("Saved."), "good")
            return redirect(url_for(".show", order_id=order_id), 303)
    page = render_template(
        "public_works/safety.html", form=form, order=order, standing=queries.standing_of(order, clock.now())
    )
    return page, form.status
