"""Passes: the list, a new one, one of them, and taking it back."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core import clock
from app.core.actors import Permission
from app.core.db import transaction
from app.core.errors import NotFound
from app.passes import operations, queries, rules
from app.passes.forms import FindForm, LetInForm, PassForm, RevokeForm
from app.passes.models import Pass
from app.passes.operations import SentTwice
from app.passes.queries import Tab
from app.passes.views.blueprint import blueprint
from app.web.access import access, current_actor
from app.web.paging import asked_key


@blueprint.get("/passes")
@access(Permission.CHECK_PASSES)
def index() -> ResponseReturnValue:
    """Who is in now, and the other parts of the list (``?tab=``)."""
    at = clock.now()
    asked = request.args.get("tab", "")
    tab = Tab(asked) if asked in set(Tab) else Tab.IN
    return render_template(
        "passes/index.html",
        tab=tab,
        counts=queries.count_tabs(at=at),
        inside=queries.see_inside(at=at),
        page=None if tab is Tab.IN else queries.list_passes(tab, asked_key(), at=at),
        form=FindForm(formdata=None),
        let_in=LetInForm(formdata=None),
    )


@blueprint.post("/passes")
@access(Permission.CHECK_PASSES)
def search() -> ResponseReturnValue:
    """Passes of an organisation or with a number. Posted, so that nobody's name stands in an address."""
    at, form = clock.now(), FindForm()
    rows = queries.search(form.code.data, rules.read_code(form.code.data), at=at) if form.is_sent else ()
    page = render_template("passes/found.html", form=form, rows=rows, let_in=LetInForm(formdata=None))
    return page, form.status if form.errors else 200


@blueprint.get("/passes/new")
@access(Permission.ISSUE_PASSES)
def new() -> ResponseReturnValue:
    """A new pass; ``?copy=`` is an earlier one of the same group."""
    number = asked_key("copy")
    copied = None if number is None else queries.get_pass(number)
    return _form_page(PassForm(copied=copied, at=clock.now(), formdata=None))


@blueprint.post("/passes/new")
@access(Permission.ISSUE_PASSES)
def issue() -> ResponseReturnValue:
    """Issue it, and show what is to be printed."""
    at = clock.now()
    form = PassForm(at=at)
    if not form.is_sent:
        return _form_page(form)
    with form.refusing("organisation"):
        try:
            with transaction():
                operations.issue(form.draft, nonce=str(form.nonce.data), actor=current_actor(), at=at)
        except SentTwice:
            pass  # what the form made the first time is shown
    made = queries.find_by_nonce(str(form.nonce.data))
    return _form_page(form) if form.errors or made is None else _to(made)


def _form_page(form: PassForm) -> ResponseReturnValue:
    return render_template("passes/new.html", form=form), form.status


@blueprint.get("/passes/<int:pass_id>")
@access(Permission.CHECK_PASSES)
def show(pass_id: int) -> ResponseReturnValue:
    """One pass: how it stands, who came with it, what can be done."""
    return _page(queries.get_pass(pass_id), RevokeForm(formdata=None))


@blueprint.post("/passes/<int:pass_id>/withdraw")
@access(Permission.ISSUE_PASSES)
def revoke(pass_id: int) -> ResponseReturnValue:
    """Let nobody in with it any more."""
    form = RevokeForm()
    if form.is_sent:
        with form.refusing("why"), transaction():
            operations.revoke(pass_id, why=form.why.data, actor=current_actor(), at=clock.now())
    one = queries.get_pass(pass_id)
    if form.errors:
        return _page(one, form)
    flash(_("The pass is withdrawn: its code says so from now on."), "good")
    return _to(one)


def _page(one: Pass, form: RevokeForm) -> ResponseReturnValue:
    row = queries.row_of(one, at=clock.now())
    return render_template("passes/show.html", row=row, form=form, let_in=LetInForm(formdata=None)), form.status


def _to(one: Pass | None) -> ResponseReturnValue:
    if one is None:
        raise NotFound
    return redirect(url_for("passes.show", pass_id=one.id), 303)
