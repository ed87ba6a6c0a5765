"""Bundles that are out, one of them, and who carried how much."""

from datetime import timedelta

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from app.bundles import operations, queries, rules
from app.bundles.forms import NumberForm, SharesForm
from app.bundles.views.blueprint import blueprint
from app.core import clock
from app.core.actors import Permission
from app.core.db import transaction
from app.distributions.models import BundleKind
from app.web.access import access, current_actor
from app.web.forms import Form
from app.web.paging import asked_key

SHARES = timedelta(days=30)


@blueprint.get("/bundles")
@access(Permission.SEND_BUNDLES, Permission.ENTER_PAPER)
def index() -> ResponseReturnValue:
    """The field for a slip that came back, what is out, and the latest bundles."""
    return _index(NumberForm())


@blueprint.post("/bundles/find")
@access(Permission.SEND_BUNDLES, Permission.ENTER_PAPER)
def find() -> ResponseReturnValue:
    """From the number on the slip to the page for typing it in."""
    form = NumberForm()
    if not form.is_sent:
        return _index(form)
    number = rules.read_number(form.number.data, today=clock.local_date(clock.now()))
    bundle = queries.find_by_number(number, current_actor()) if number else None
    if bundle is None:
        form.refuse("number", _("There is no such bundle. Look at the number in its corner again."))
        return _index(form)
    endpoint = "bundles.show" if bundle.settled_at or bundle.kind is BundleKind.LAPTOP else "bundles.entry"
    return redirect(url_for(endpoint, bundle_id=bundle.id), 303)


def _index(form: NumberForm) -> ResponseReturnValue:
    page = queries.list_bundles(asked_key())
    today = clock.local_date(clock.now())
    return render_template(
        "bundles/index.html", form=form, page=page, out=queries.open_bundles(), today=today
    ), form.status  # fmt: skip


@blueprint.get("/my-bundles")
@access(Permission.WALK_ROUNDS)
def mine() -> ResponseReturnValue:
    """What a warden has to bring back, in numbers and without anybody's name."""
    carried = queries.list_carried_by(current_actor().staff_id)
    return render_template("bundles/mine.html", carried=carried, today=clock.local_date(clock.now()))


@blueprint.get("/bundles/<int:bundle_id>")
@access(Permission.SEND_BUNDLES, Permission.ENTER_PAPER, Permission.WALK_ROUNDS)
def show(bundle_id: int) -> ResponseReturnValue:
    """One bundle, line by line. Every look is recorded, because addresses stand on it."""
    actor = current_actor()
    bundle = queries.get_bundle(bundle_id, actor)
    with transaction():
        operations.look_at_bundle(bundle_id, "page", actor=actor, at=clock.now())
    return render_template(
        "bundles/show.html",
        bundle=bundle,
        kits=queries.sum_kits(bundle),
        count_kits=queries.count_kits,
        conflicts=queries.list_conflicts(bundle_id),
        notes=queries.notes_of(bundle),
        given_at=queries.given_times(bundle) if bundle.kind is BundleKind.LAPTOP else {},
        off_hours=rules.off_hours,
        form=Form(),
        at=clock.now(),
        today=clock.local_date(clock.now()),
    )


@blueprint.get("/bundles/<int:bundle_id>/slip")
@access(Permission.SEND_BUNDLES, Permission.ENTER_PAPER, Permission.WALK_ROUNDS)
def slip(bundle_id: int) -> ResponseReturnValue:
    """The slip on paper, always in Ukrainian. That it was printed is recorded."""
    actor = current_actor()
    bundle = queries.get_bundle(bundle_id, actor)
    with transaction():
        operations.look_at_bundle(bundle_id, "print", actor=actor, at=clock.now())
    with force_locale("uk"):
        return render_template(
            "bundles/slip.html",
            language=lambda: "uk",
            bundle=bundle,
            kits=queries.sum_kits(bundle),
            qr=rules.qr_content(bundle.number),
        )


@blueprint.get("/bundles/shares")
@access(Permission.MANAGE_WARDENS)
def shares() -> ResponseReturnValue:
    """What each carrier took and brought back; households with the carrier's own name are marked."""
    today = clock.local_date(clock.now())
    form = SharesForm(today - SHARES, today)
    return render_template("bundles/shares.html", form=form, shares=queries.list_shares(*form.days))
