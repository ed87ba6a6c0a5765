"""Streets on pages with an address: those to choose from, and a slip of the pen that must not become a street."""

from flask_babel import gettext as _

from app.households import queries
from app.households.forms import FactsForm
from app.hubs import queries as hubs


def list_streets() -> list[str]:
    """Names of all streets of the community, to choose from while typing."""
    settlements = hubs.list_settlements()
    names = [street.name for settlement in settlements for street in hubs.list_streets(settlement.id)]
    return list(dict.fromkeys(names))


def is_street_sure(form: FactsForm) -> bool:
    """Whether the street is known or meant to be new: a slip of the pen must not become a street."""
    street = form.facts.street
    if street is None or form.is_new_street.data:
        return True
    if queries.find_street(form.settlement_id, street) is not None:
        return True
    similar = ", ".join(queries.list_similar_streets(form.settlement_id, street.name))
    hint = _("Perhaps: %(streets)s.", streets=similar) if similar else ""
    form.refuse("street", _("There is no such street here yet. Correct it, or mark that it is new.") + " " + hint)
    return False
