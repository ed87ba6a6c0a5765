"""What the pages of households are registered on."""

from flask import Blueprint

from app.households import labels, rules
from app.households.models import Person

blueprint = Blueprint("households", __name__)
blueprint.add_app_template_filter(labels.home_address)
blueprint.add_app_template_filter(rules.masked)


@blueprint.app_template_filter()
def masked_name(person: Person) -> str:
    """К▪▪▪▪▪ Г."""
    return rules.masked_name(person.surname, person.given)


@blueprint.app_template_filter()
def masked_phone(phone: str) -> str:
    """▪▪▪ 03"""
    return rules.masked_phone(phone)
