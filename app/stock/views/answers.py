"""Answers that many pages of stock give: a document that was posted, or the form with why it was not."""

from collections.abc import Callable

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.approving import approve
from app.core import clock
from app.core.actors import Permission
from app.core.db import transaction
from app.stock import queries
from app.stock.forms.movements import SignedFields
from app.stock.ledger import SentTwice
from app.stock.models import StockDocument
from app.stock.signing import Signed, stood_by
from app.web.access import current_actor
from app.web.forms import NonceForm


def post(form: NonceForm, field: str, verb: Callable[[], StockDocument]) -> StockDocument | None:
    """The document that the form makes or has made already; None where the form tells beside ``field`` why not."""
    if made := queries.find_document_by_nonce(form.nonce.data):
        return made
    with form.refusing(field):
        try:
            with transaction():
                return verb()
        except SentTwice:
            return queries.find_document_by_nonce(form.nonce.data)
    return None


def sign(form: SignedFields) -> Signed | None:
    """Who stands by; None where the form tells what is missing. Outside any transaction: it looks at a password."""
    actor = current_actor()
    with form.refusing("approval_reason"):
        approval = approve(
            form.approver_login.data, form.approver_password.data or "", form.approval_reason.data,
            actor=actor, at=clock.now(),
        )  # fmt: skip
        return stood_by(approval, form.witness.data, actor=actor)
    return None


def to_document(document: StockDocument) -> ResponseReturnValue:
    """Say that it is posted, on its own page, from where its paper is printed; for a desk clerk on the first page."""
    flash(_("Posted: %(number)s. Print it and have it signed.", number=document.number))
    if not current_actor().may(Permission.KEEP_STOCK):
        return redirect(url_for("today.show"), 303)
    return redirect(url_for("stock.document", document_id=document.id), 303)
