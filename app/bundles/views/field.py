"""The field laptop. At the hub: its file is made and comes back. On the laptop: work is opened and given back."""

from flask import Response, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.accounts import sessions
from app.bundles import operations, queries, sealing
from app.bundles.forms import FileForm, OpenWorkForm, SealForm
from app.bundles.operations import Merged
from app.bundles.sealing import Content
from app.bundles.views.blueprint import blueprint
from app.core import clock
from app.core.actors import KEEPER, Permission
from app.core.db import forget_deleted, transaction
from app.core.errors import NotFound
from app.distributions.models import BundleKind
from app.hubs import queries as hubs
from app.hubs import setting_up
from app.web.access import OPEN, access, current_actor
from app.web.forms import Form


@blueprint.route("/bundles/<int:bundle_id>/file", methods=["GET", "POST"])
@access(Permission.SEND_BUNDLES)
def field_file(bundle_id: int) -> ResponseReturnValue:
    """The work of a laptop as one encrypted file. Its passphrase is shown on this page and kept nowhere."""
    bundle, form = queries.get_bundle(bundle_id, current_actor()), SealForm()
    if bundle.kind is not BundleKind.LAPTOP or bundle.settled_at is not None:
        raise NotFound
    if form.is_sent:
        with transaction():
            body = operations.load_work(bundle_id, actor=current_actor(), at=clock.now())
        return _download(sealing.seal(body, Content.WORK, form.digits), f"{_file_no(bundle.number)}-work")
    return _passphrase_page("bundles/field_file.html", form, bundle=bundle)


def _passphrase_page(template: str, form: SealForm, **shown: object) -> ResponseReturnValue:
    """What was sent and is no passphrase of ours is never shown again."""
    form = SealForm(formdata=None) if form.is_submitted() else form
    page = render_template(template, form=form, digits=sealing.show_passphrase(form.digits), **shown)
    return page, {"Cache-Control": "no-store"}


def _file_no(number: str) -> str:
    """A file name in ASCII: header values are."""
    return "poriad-field-" + number.split("-", 1)[1]


def _download(sealed: bytes, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}.bin"', "Cache-Control": "no-store"}
    return Response(sealed, mimetype="application/octet-stream", headers=headers)


@blueprint.route("/bundles/files/new", methods=["GET", "POST"])
@access(Permission.SEND_BUNDLES)
def bring_back() -> ResponseReturnValue:
    """What was done on a laptop comes back to the hub; the same file twice changes nothing."""
    form = FileForm()
    if form.is_sent:
        with form.refusing("file"):
            body = form.open(Content.RESULTS)
            with transaction():
                merged = operations.merge_results(body, actor=current_actor(), at=clock.now())
            _tell(merged)
            return redirect(url_for("bundles.show", bundle_id=merged.bundle.id), 303)
    return render_template("bundles/bring_back.html", form=form), form.status


def _tell(merged: Merged) -> None:
    flash(
        _(
            "From the laptop: %(given)s given, %(back)s not given and back, %(known)s known before.",
            given=merged.given, back=merged.back, known=merged.known,
        ),
        "good",
    )  # fmt: skip
    if merged.off_hours:
        flash(
            ngettext(
                "%(num)s was given before its time or after it.",
                "%(num)s were given before their time or after it.",
                merged.off_hours,
            ),
            "good",
        )
    if merged.urgent:
        given = ngettext(
            "%(num)s emergency kit was given in the field: its registration follows.",
            "%(num)s emergency kits were given in the field: their registration follows.",
            merged.urgent,
        )
        flash(given, "warn")
    if merged.lost:
        lost = ngettext(
            "At %(num)s door kits are said to be lost: two people look at it below.",
            "At %(num)s doors kits are said to be lost: two people look at them below.",
            merged.lost,
        )
        flash(lost, "bad")
    if merged.conflicts:
        flash(_("%(count)s contradict what is known: look at both facts below.", count=merged.conflicts), "bad")


@blueprint.route("/field-work/open", methods=["GET", "POST"])
@access(OPEN)
def open_work() -> ResponseReturnValue:
    """On an empty machine, for whoever told the code of its terminal: begin to work in the field."""
    if not setting_up.may_set_up():
        return redirect(url_for("hubs.set_up"), 303)
    form = OpenWorkForm()
    if form.is_sent:
        with form.refusing("file"):
            body = form.open(Content.WORK)
            at = clock.now()
            with transaction():
                staff = operations.open_work(body, password=str(form.password.data), actor=KEEPER, at=at)
                sessions.begin(staff, at=at)
            setting_up.forget_code()
            flash(
                _("The bundle is open. The desk works here without a link. You are %(name)s.", name=staff.name), "good"
            )
            return redirect(url_for("checkin.choose_desk"), 303)
    return render_template("bundles/open_work.html", form=form), form.status


@blueprint.route("/field-work/return", methods=["GET", "POST"])
@access(Permission.GIVE_AID)
def give_back() -> ResponseReturnValue:
    """Stop giving here, and take what was done as one encrypted file."""
    hub, form = hubs.get_hub(), SealForm()
    if hub.field_bundle is None:
        raise NotFound
    if form.is_sent:
        with transaction():
            body = operations.close_work(actor=current_actor(), at=clock.now())
        return _download(sealing.seal(body, Content.RESULTS, form.digits), f"{_file_no(hub.field_bundle)}-done")
    return _passphrase_page("bundles/give_back.html", form, hub=hub)


@blueprint.route("/field-work/end", methods=["GET", "POST"])
@access(Permission.GIVE_AID)
def forget() -> ResponseReturnValue:
    """Empty the laptop when the hub has what was done on it; nothing stays in the pages of its file either."""
    hub, form = hubs.get_hub(), Form()
    if hub.field_bundle is None:
        raise NotFound
    if form.is_sent:
        with transaction():
            operations.forget_work(actor=current_actor(), at=clock.now())
        forget_deleted()
        session.clear()
        return redirect(url_for("hubs.set_up"), 303)
    return render_template("bundles/forget.html", form=form, hub=hub), form.status
