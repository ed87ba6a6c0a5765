"""What the pages of bundles are registered on, and the pieces they share."""

from flask import Blueprint

from app.accounts import approving
from app.accounts.approving import Approval
from app.bundles import labels
from app.bundles.forms import SurelyOtherPerson
from app.core import clock
from app.distributions.models import Entitlement
from app.wardens.labels import home_number
from app.wardens.rules import short_name

blueprint = Blueprint("bundles", __name__)


@blueprint.app_template_filter()
def door(promise: Entitlement) -> str:
    """12, кв. 3"""
    home = promise.household
    return home_number(home.house, home.flat, home.landmark)


@blueprint.app_template_filter()
def addressee(promise: Entitlement) -> str:
    """Given name and initial of whoever speaks for the household: a lost slip tells little."""
    head = promise.household.head
    return short_name(head.given, head.surname) if head else ""


def approve(form: SurelyOtherPerson) -> Approval:
    """Somebody else stands by. Raises what :func:`app.accounts.approving.approver` raises."""
    by = approving.approver(form.approver_login.data, form.approver_password.data or "", at=clock.now())
    return Approval(by, form.approval_reason.data)


__all__ = ["approve", "blueprint", "labels"]
