"""What the pages of wardens are registered on."""

from flask import Blueprint

from app.wardens import labels, rules
from app.wardens.models import NeedCode
from app.wardens.queries import Home
from app.web.access import current_actor

blueprint = Blueprint("wardens", __name__)
blueprint.add_app_template_filter(labels.stretch_name)
blueprint.add_app_template_filter(labels.stretch_names)
blueprint.add_app_template_filter(labels.street_in_row)
blueprint.add_app_template_filter(labels.visit_need)


@blueprint.app_template_filter()
def home_number(home: Home) -> str:
    """12, кв. 3"""
    return labels.home_number(home.house, home.flat, home.landmark)


@blueprint.app_template_filter()
def need_code(need: NeedCode) -> str:
    """ПР"""
    return rules.CODES[need]


def staff_id() -> int:
    """Who is signed in, as a member of staff."""
    found = current_actor().staff_id
    assert found is not None  # noqa: S101 (only a command acts without an account)
    return found
