"""What is asked before names are printed."""

from flask_babel import lazy_gettext as _
from wtforms import BooleanField

from app.web.forms import Form


class PrintForm(Form):
    """Signature sheets lie on the desk where neighbours can read them, so addresses are left out unless asked for."""

    with_addresses = BooleanField(_("Print addresses on the signature sheets too"))
