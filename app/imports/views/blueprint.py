"""What the pages of lists are registered on."""

from dataclasses import replace

from flask import Blueprint
from flask_babel import gettext

from app.households.labels import NEEDS
from app.households.models import Residence
from app.hubs.models import StreetKind
from app.imports.clearness import NOT_TOLD
from app.imports.differing import Aspect, Difference, Shown
from app.imports.preview_labels import CODES
from app.imports.reporting import runs
from app.imports.values import Reading, Values
from app.web.filters import phone
from app.web.labels import label

blueprint = Blueprint("imports", __name__)
blueprint.add_app_template_filter(runs, "row_runs")


@blueprint.app_template_filter()
def megabytes(size: int) -> str:
    """0,4 МБ"""
    return str(gettext("%(size)s MB", size=f"{max(size, 50_000) / 1_000_000:.1f}".replace(".", ",")))


@blueprint.app_template_filter()
def list_address(reading: Reading) -> str:
    """An address as a list says it: с. Верболози, вул. Садова, 21, кв. 3; without a settlement that is not told."""
    said = reading.values
    address = replace(said.address, settlement="") if NOT_TOLD in reading.doubts else said.address
    settlement = f"{label(address.settlement_kind)} " if address.settlement_kind else ""
    kind = address.street_kind
    street = f"{label(kind)} " if kind not in (None, StreetKind.OTHER) else ""
    parts = (
        settlement + address.settlement if address.settlement else "",
        street + address.street if address.street else "",
        said.house,
        gettext("flat %(number)s", number=address.flat) if address.flat else "",
    )
    return ", ".join(part for part in parts if part)


@blueprint.app_template_filter()
def list_rest(said: Values) -> list[str]:
    """What else a list says of a household: how it lives here, what makes coming hard, and the note."""
    residence = [label(said.residence)] if said.residence is not Residence.RESIDENT else []
    needs = [gettext(words) for need, words in NEEDS.items() if need in said.needs]
    return [*residence, *needs, *([gettext("“%(text)s”", text=said.note)] if said.note else [])]


@blueprint.app_template_filter()
def told_as(shown: Shown, difference: Difference) -> str:
    """A side of a difference in words."""
    if not shown:
        return "–"
    words = _WORDS.get(difference.aspect)
    if words is not None:
        return words(shown)
    return ", ".join(shown) if isinstance(shown, list) else shown


def _birth(shown: Shown) -> str:
    year, *rest = str(shown).split("-")
    return ".".join(reversed([year, *rest]))


def _coded(shown: Shown) -> str:
    return label(CODES[str(shown)])


def _document(shown: Shown) -> str:
    code, _space, last4 = str(shown).partition(" ")
    return f"{_coded(code)} …{last4}" if last4 else _coded(code)


_WORDS = {
    Aspect.PHONES: lambda shown: ", ".join(map(phone, shown)),
    Aspect.NEEDS: lambda shown: "; ".join(gettext(NEEDS[need]) for need in shown),
    Aspect.RESIDENCE: _coded,
    Aspect.SEX: _coded,
    Aspect.DOCUMENT: _document,
    Aspect.BIRTH: _birth,
}
