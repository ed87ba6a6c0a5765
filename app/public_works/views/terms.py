"""How turns are shared, and the lowest pay that the law allows."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core import clock
from app.core.actors import Permission
from app.core.db import transaction
from app.hubs import queries as hubs
from app.public_works import operations, queries
from app.public_works.forms import MinimumForm, SharingForm
from app.public_works.views.blueprint import blueprint
from app.web.access import access, current_actor


@blueprint.get("/works/terms")
@access(Permission.PLAN_WORKS)
def terms() -> ResponseReturnValue:
    """Caps, holds, standby; the table of lowest pay."""
    return _page(_kept_sharing(), MinimumForm(formdata=None))


def _kept_sharing() -> SharingForm:
    return SharingForm.of(queries.rules_of_turns(hubs.get_hub().id))


@blueprint.post("/works/terms")
@access(Permission.PLAN_WORKS)
def set_terms() -> ResponseReturnValue:
    """Share turns like this from now on."""
    form = SharingForm()
    if form.is_sent:
        with transaction():
            operations.set_work_rules(form.sharing, actor=current_actor(), at=clock.now())
        flash(_("Saved."), "good")
        return redirect(url_for(".terms"), 303)
    return _page(form, MinimumForm(formdata=None))


@blueprint.post("/works/terms/minimum")
@access(Permission.PLAN_WORKS)
def add_minimum() -> ResponseReturnValue:
    """From a day on, an hour is paid at least so much."""
    form = MinimumForm()
    if form.is_sent:
        with form.refusing("valid_from"):
            with transaction():
                operations.add_minimum_wage(
                    form.valid_from.data, form.hour.kopiykas, source=form.source.data,
                    actor=current_actor(), at=clock.now(),
                )  # fmt: skip
            flash(_("Saved."), "good")
            return redirect(url_for(".terms"), 303)
    return _page(_kept_sharing(), form)


def _page(sharing: SharingForm, minimum: MinimumForm) -> ResponseReturnValue:
    page = render_template(
        "public_works/terms.html", sharing=sharing, minimum=minimum, minimums=queries.list_minimum_wages(),
        today=clock.local_date(clock.now()),
    )  # fmt: skip
    return page, max(sharing.status, minimum.status) if sharing.errors or minimum.errors else 200
