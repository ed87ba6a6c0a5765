"""One's own account."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts import operations, queries, sessions
from app.accounts.forms import FirstPasswordForm, PasswordForm
from app.accounts.models import Staff
from app.accounts.views.blueprint import blueprint
from app.core import clock
from app.core.db import transaction
from app.web.access import SIGNED_IN, access, current_actor

OPEN_BEFORE_OWN_PASSWORD = ("accounts.password", "accounts.sign_out")


@blueprint.before_app_request
def ask_for_own_password() -> ResponseReturnValue | None:
    """A first password is known to whoever made it: nothing else opens until it is changed."""
    if sessions.must_change_password() and request.endpoint not in OPEN_BEFORE_OWN_PASSWORD:
        return redirect(url_for("accounts.password"), 303)
    return None


@blueprint.get("/me")
@access(SIGNED_IN)
def me() -> ResponseReturnValue:
    return render_template("accounts/me.html", staff=_myself())


@blueprint.route("/me/password", methods=["GET", "POST"])
@access(SIGNED_IN)
def password() -> ResponseReturnValue:
    staff = _myself()
    form = FirstPasswordForm() if staff.must_change_password else PasswordForm()
    form.taken_login = staff.login
    if form.is_sent:
        with form.refusing("current" if isinstance(form, PasswordForm) else "password"):
            _check_present(form, staff)
        if not form.errors:
            with form.refusing("password"):
                _change(staff, str(form.password.data))
        if not form.errors:
            flash(_("Your password is changed. You are signed out everywhere else."), "good")
            return redirect(url_for("today.show"), 303)
    return render_template("accounts/password.html", form=form, is_first=staff.must_change_password), form.status


def _check_present(form: FirstPasswordForm | PasswordForm, staff: Staff) -> None:
    """Where the present password is asked for it must be right. Raises TooManyAttempts, WrongPassword."""
    if isinstance(form, PasswordForm):
        with transaction(audited=False):
            operations.count_attempt(staff.login, at=clock.now())
        operations.check_password(staff, str(form.current.data))


def _change(staff: Staff, new: str) -> None:
    at, password_hash = clock.now(), operations.hash_new_password(staff, new)
    with transaction():
        operations.change_password(staff.id, password_hash, actor=current_actor(), at=at)
        sessions.begin(staff, at=at)


def _myself() -> Staff:
    staff_id = current_actor().staff_id
    assert staff_id is not None  # noqa: S101 (only a command acts without an account)
    return queries.get_staff(staff_id)
