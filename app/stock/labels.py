"""How kits and weights are called on screens and papers."""

from flask_babel import get_locale, gettext

from app.stock.models import Kit
from app.stock.rules import write_weight


def kit_name(kit: Kit) -> str:
    """The kit's name in the language of the page; the Ukrainian one where it has no other."""
    return kit.name_en if kit.name_en and str(get_locale()) == "en" else kit.name


def kg(grams: int) -> str:
    """5,5 кг"""
    weight = write_weight(grams)
    return str(gettext("%(weight)s kg", weight=weight if str(get_locale()) == "uk" else weight.replace(",", ".")))
