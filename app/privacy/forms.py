"""How long what is kept, and the name that confirms a purge."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import SelectField

from app.privacy import labels, rules
from app.privacy.models import Kept
from app.privacy.rules import Terms
from app.web.forms import Form, TextField, at_most, needed


def _field(kind: Kept) -> SelectField:
    return SelectField(_(labels.KINDS[kind]))


class TermsForm(Form):
    """One list for each kind."""

    households = _field(Kept.HOUSEHOLDS)
    documents = _field(Kept.DOCUMENTS)
    notes = _field(Kept.NOTES)
    collectors = _field(Kept.COLLECTORS)
    rounds = _field(Kept.ROUNDS)
    imported_rows = _field(Kept.IMPORTED_ROWS)
    merges = _field(Kept.MERGES)
    interviews = _field(Kept.INTERVIEWS)
    refused_scans = _field(Kept.REFUSED_SCANS)
    worker_names = _field(Kept.WORKER_NAMES)
    passes = _field(Kept.PASSES)

    def __init__(self, terms: Terms, **kwargs: Any) -> None:
        super().__init__(data={kind.value: str(days or "") for kind, days in terms.items()}, **kwargs)
        for kind, days in terms.items():
            offered = sorted({*rules.choices(kind), days}, key=lambda one: one or 10**6)
            self[kind.value].choices = [(str(one or ""), labels.term(one)) for one in offered]

    @property
    def terms(self) -> Terms:
        return {kind: int(self[kind.value].data) if self[kind.value].data else None for kind in Kept}


class PurgeForm(Form):
    """Typed to show that it is meant."""

    name = TextField(_("Name of the hub"), [needed(_("Write the name of the hub.")), at_most(120)])
