"""What is asked before names are printed."""

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, IntegerField
from wtforms.validators import NumberRange, Optional

from app.distributions.operations.papers import MOST_SPARE
from app.web.forms import Form, is_ascii_number


class PrintForm(Form):
    """Signature sheets lie on the desk where neighbours can read them, so addresses are left out unless asked for."""

    with_addresses = BooleanField(_("Print addresses on the signature sheets too"))
    spare = IntegerField(
        _("Spare sheets with blank rows"),
        [is_ascii_number, Optional(), NumberRange(0, MOST_SPARE, message=_("Write a number from 0 to 10."))],
        default=0,
    )
