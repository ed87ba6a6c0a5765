"""Asking: how a consent was shown."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import RadioField
from wtforms.validators import AnyOf

from app.households import labels
from app.households.models import ConsentMethod
from app.web.forms import Form

ASKED = (ConsentMethod.SIGNATURE, ConsentMethod.SPOKEN, ConsentMethod.WITNESS)
"""How a visitor can show consent; imported lists have a word of their own."""


def asked_how(label: Any) -> RadioField:
    """The ways to show consent, to choose one."""
    names = [(method.value, _(labels.CONSENT_METHODS[method])) for method in ASKED]
    message = _("Read the notice aloud and mark how it was agreed.")
    return RadioField(
        label, [AnyOf([method.value for method in ASKED], message=message)], choices=names, validate_choice=False
    )


class ConsentForm(Form):
    """How a consent was given at a later visit."""

    method = asked_how(_("How was it agreed?"))
