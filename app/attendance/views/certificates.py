"""Certificates of participation: days and hours, for the paid and for volunteers alike."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale

from app.attendance import operations, queries
from app.attendance.views.blueprint import blueprint
from app.core import clock
from app.core.actors import Permission
from app.core.db import transaction
from app.core.errors import Refusal
from app.public_works import queries as works
from app.web.access import access, current_actor
from app.web.errors import tell
from app.web.forms import NonceForm


@blueprint.get("/works/<int:order_id>/certificates")
@access(Permission.PLAN_WORKS)
def certificates(order_id: int) -> ResponseReturnValue:
    """Everybody who came, and the certificates that were issued."""
    issued: dict[int, list[object]] = {}
    for one in queries.list_certificates(order_id):
        issued.setdefault(one.sign_up_id, []).append(one)
    return render_template(
        "attendance/certificates.html", order=works.get_order(order_id), issued=issued,
        done=queries.list_participations(order_id), new_form=lambda: NonceForm(formdata=None),
    )  # fmt: skip


@blueprint.post("/sign-ups/<int:sign_up_id>/certificates")
@access(Permission.PLAN_WORKS)
def issue_certificate(sign_up_id: int) -> ResponseReturnValue:
    """Certify what is confirmed by now."""
    form = NonceForm()
    order_id = works.get_sign_up(sign_up_id).order_id
    if not form.is_sent:
        return redirect(url_for(".certificates", order_id=order_id), 303)
    try:
        with transaction():
            made_id = operations.issue_certificate(
                sign_up_id, nonce=str(form.nonce.data), actor=current_actor(), at=clock.now()
            ).id
    except operations.IssuedAlready as already:
        made_id = already.certificate_id
    except Refusal as refusal:
        flash(tell(refusal), "bad")
        return redirect(url_for(".certificates", order_id=order_id), 303)
    return redirect(url_for(".certificate", certificate_id=made_id), 303)


@blueprint.get("/certificates/<int:certificate_id>")
@access(Permission.PLAN_WORKS)
def certificate(certificate_id: int) -> ResponseReturnValue:
    """On paper, as often as it is needed."""
    found = queries.get_certificate(certificate_id)
    done = queries.list_participations(found.sign_up.order_id, sign_up_id=found.sign_up_id)
    with force_locale("uk"):
        return render_template(
            "attendance/certificate.html", language=lambda: "uk", certificate=found, done=done[0] if done else None
        )
