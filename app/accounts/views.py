"""Signing in and out, one's own account."""

from flask import Blueprint, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import delete

from app.accounts import sessions
from app.accounts.models import StaffSession
from app.core.db import db, transaction
from app.web.access import OPEN, SIGNED_IN, access

blueprint = Blueprint("accounts", __name__)


@blueprint.get("/me")
@access(SIGNED_IN)
def me() -> ResponseReturnValue:
    return render_template("accounts/me.html")


@blueprint.post("/sign-out")
@access(OPEN)
def sign_out() -> ResponseReturnValue:
    token = session.pop("token", "")
    with transaction(audited=False):
        db.session.execute(delete(StaffSession).where(StaffSession.token_hash == sessions.token_hash(token)))
    return redirect(url_for("accounts.sign_in"), 303)
