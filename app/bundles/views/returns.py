"""What stands on a slip that came back, and which of two facts holds."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.bundles import operations, queries
from app.bundles.forms import EntryForm, RulingForm
from app.bundles.models import Ruling
from app.bundles.operations import BundleChanged, Entered, EnteredTwice
from app.bundles.views.blueprint import approve, blueprint
from app.core import clock
from app.core.actors import Permission
from app.core.db import transaction
from app.core.errors import NotFound, Refusal
from app.web.access import access, current_actor
from app.web.errors import tell


@blueprint.get("/bundles/<int:bundle_id>/entry")
@access(Permission.SEND_BUNDLES, Permission.ENTER_PAPER)
def entry(bundle_id: int) -> ResponseReturnValue:
    """The rows as on the paper; ``?given=all`` begins with every row given."""
    bundle = queries.get_bundle(bundle_id, current_actor())
    if bundle.settled_at is not None:
        return redirect(url_for("bundles.show", bundle_id=bundle_id), 303)
    today = clock.local_date(clock.now())
    form = EntryForm.of(bundle, day=today, all_given=request.args.get("given") == "all")
    return _entry_page(bundle_id, form)


@blueprint.post("/bundles/<int:bundle_id>/entry")
@access(Permission.SEND_BUNDLES, Permission.ENTER_PAPER)
def enter(bundle_id: int) -> ResponseReturnValue:
    """Save what was marked; the rest stays out."""
    form, actor = EntryForm(), current_actor()
    if not form.is_sent:
        return _entry_page(bundle_id, form)
    try:
        with transaction():
            entered = operations.enter_lines(
                bundle_id, form.marks, saves=form.saves.data or 0, nonce=str(form.nonce.data),
                actor=actor, at=clock.now(),
            )  # fmt: skip
        _tell(entered)
    except EnteredTwice:
        pass  # the same form twice
    except BundleChanged as refusal:
        flash(tell(refusal), "bad")
        return _entry_page(bundle_id, form, 409)
    except Refusal as refusal:
        form.refuse("day", tell(refusal))
        return _entry_page(bundle_id, form, refusal.status)
    return redirect(url_for("bundles.show", bundle_id=bundle_id), 303)


def _tell(entered: Entered) -> None:
    """What the saving did, and what it could not."""
    saved = ngettext("%(num)s row is saved.", "%(num)s rows are saved.", entered.given + entered.back)
    if entered.given + entered.back:
        flash(saved, "good")
    if entered.conflicts:
        flash(
            ngettext(
                "%(num)s row contradicts what is known: look at both facts below.",
                "%(num)s rows contradict what is known: look at both facts below.",
                entered.conflicts,
            ),
            "bad",
        )


def _entry_page(bundle_id: int, form: EntryForm, status: int | None = None) -> ResponseReturnValue:
    actor = current_actor()
    bundle = queries.get_bundle(bundle_id, actor)
    with transaction():
        operations.look_at_bundle(bundle_id, "entry", actor=actor, at=clock.now())
    return render_template("bundles/entry.html", bundle=bundle, form=form), status or form.status


@blueprint.route("/bundles/<int:bundle_id>/reports/<int:report_id>", methods=["GET", "POST"])
@access(Permission.SEND_BUNDLES)
def decide(bundle_id: int, report_id: int) -> ResponseReturnValue:
    """Two facts about one line side by side; a person says which holds."""
    bundle, form = queries.get_bundle(bundle_id, current_actor()), RulingForm()
    found = [one for one in queries.list_conflicts(bundle_id) if one.report.id == report_id]
    if not found:
        raise NotFound
    if form.is_sent:
        with form.refusing("ruling"):
            approval = approve(form) if form.is_needed else None
            with transaction():
                operations.rule_report(
                    report_id, Ruling(form.ruling.data), approval=approval, actor=current_actor(), at=clock.now()
                )  # fmt: skip
            flash(_("Decided."), "good")
            return redirect(url_for("bundles.show", bundle_id=bundle_id), 303)
    return render_template("bundles/decide.html", bundle=bundle, conflict=found[0], form=form), form.status
