"""Partners: whose aid it is."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core import clock
from app.core.actors import Permission
from app.core.db import transaction
from app.hubs import partners as hub_partners
from app.stock.forms import PartnerForm
from app.stock.views.blueprint import blueprint
from app.web.access import access, current_actor


@blueprint.get("/partners")
@access(Permission.KEEP_STOCK)
def partners() -> ResponseReturnValue:
    """Every organisation whose aid came or is given."""
    return render_template("stock/partners.html", partners=hub_partners.list_partners())


@blueprint.get("/partners/<int:partner_id>")
@access(Permission.KEEP_STOCK)
def edit_partner(partner_id: int) -> ResponseReturnValue:
    """What is known of it."""
    partner = hub_partners.get_partner(partner_id)
    return render_template("stock/edit_partner.html", partner=partner, form=PartnerForm(obj=partner))


@blueprint.post("/partners/<int:partner_id>")
@access(Permission.KEEP_STOCK)
def change_partner(partner_id: int) -> ResponseReturnValue:
    """Describe it."""
    form, partner = PartnerForm(), hub_partners.get_partner(partner_id)
    if form.is_sent:
        with form.refusing("name"):
            with transaction():
                hub_partners.change_partner(partner_id, form.details, actor=current_actor(), at=clock.now())
            flash(_("Saved: %(name)s.", name=form.name.data))
            return redirect(url_for("stock.partners"), 303)
    return render_template("stock/edit_partner.html", partner=partner, form=form), form.status
