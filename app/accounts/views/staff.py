"""The staff of the hub: taking on, roles, first passwords, retiring."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts import operations, queries, rules
from app.accounts.forms import RolesForm, StaffForm
from app.accounts.labels import PERMISSIONS, ROLE_LINES
from app.accounts.models import Staff
from app.accounts.views.blueprint import blueprint
from app.core import clock
from app.core.actors import Permission
from app.core.db import transaction
from app.web.access import access, current_actor
from app.web.forms import Form


@blueprint.get("/staff")
@access(Permission.MANAGE_STAFF)
def index() -> ResponseReturnValue:
    return render_template("accounts/index.html", staff=queries.list_staff())


@blueprint.get("/roles")
@access(Permission.MANAGE_STAFF)
def roles() -> ResponseReturnValue:
    return render_template(
        "accounts/roles.html", table=rules.ROLE_PERMISSIONS, permissions=PERMISSIONS, lines=ROLE_LINES
    )


@blueprint.route("/staff/new", methods=["GET", "POST"])
@access(Permission.MANAGE_STAFF)
def create() -> ResponseReturnValue:
    """The first password is shown on the answer itself, because it is kept nowhere."""
    form, password = StaffForm(), operations.new_first_password()
    if form.is_sent:
        with form.refusing("login"), transaction():
            staff = operations.create_staff(
                login=form.login.data or queries.free_login(form.name.data or ""),
                name=form.name.data or "",
                password=password,
                roles=form.roles.data or [],
                actor=current_actor(),
                at=clock.now(),
            )
        if not form.errors:
            return _first_password(staff, password)
    return render_template("accounts/create.html", form=form, lines=ROLE_LINES), form.status


@blueprint.get("/staff/<int:staff_id>")
@access(Permission.MANAGE_STAFF)
def show(staff_id: int) -> ResponseReturnValue:
    staff = queries.get_staff(staff_id)
    return _person(staff, RolesForm(formdata=None, roles=[role.role for role in staff.roles]))


@blueprint.post("/staff/<int:staff_id>/roles")
@access(Permission.MANAGE_STAFF)
def change_roles(staff_id: int) -> ResponseReturnValue:
    form = RolesForm()
    if form.is_sent:
        with form.refusing("roles"), transaction():
            operations.change_roles(staff_id, form.roles.data or [], actor=current_actor(), at=clock.now())
    if form.errors:
        return _person(queries.get_staff(staff_id), form, form.status)
    flash(_("The roles are changed. They hold from the next sign-in."), "good")
    return redirect(url_for("accounts.show", staff_id=staff_id), 303)


@blueprint.post("/staff/<int:staff_id>/password")
@access(Permission.MANAGE_STAFF)
def reset_password(staff_id: int) -> ResponseReturnValue:
    with transaction():
        staff, password = operations.reset_password(staff_id, actor=current_actor(), at=clock.now())
    return _first_password(staff, password)


@blueprint.route("/staff/<int:staff_id>/retirement", methods=["GET", "POST"])
@access(Permission.MANAGE_STAFF)
def retire(staff_id: int) -> ResponseReturnValue:
    """What will happen in numbers first; then it happens."""
    form = Form()
    if not form.is_sent:
        staff, count = queries.get_staff(staff_id), queries.count_sessions(staff_id)
        return render_template("accounts/retire.html", staff=staff, sessions=count, form=form)
    with transaction():
        staff = operations.retire(staff_id, actor=current_actor(), at=clock.now())
    flash(_("%(name)s is retired and signed out everywhere.", name=staff.name), "good")
    return redirect(url_for("accounts.index"), 303)


def _person(staff: Staff, form: RolesForm, status: int = 200) -> ResponseReturnValue:
    is_me = staff.id == current_actor().staff_id
    page = render_template("accounts/show.html", staff=staff, form=form, lines=ROLE_LINES, is_me=is_me)
    return page, status


def _first_password(staff: Staff, password: str) -> ResponseReturnValue:
    return render_template("accounts/first_password.html", staff=staff, password=rules.show_first_password(password))
