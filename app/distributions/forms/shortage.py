"""What is asked before it is decided who gets what there is not enough of. The reason is read by everyone."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import HiddenField
from wtforms.validators import Regexp

from app.distributions.models import FirstTo
from app.draws.forms import PostForm
from app.web.forms import DayField, MultiCheckboxField, NonceForm, TextField, at_most, needed
from app.web.labels import choices


class ReasonForm(NonceForm):
    """Every decision has a reason in words for the public."""

    reason = TextField(
        _("Why are there too few, and why this way? Everyone reads it."),
        [needed(_("Write the reason in one plain sentence.")), at_most(200)],
    )


class DecideForm(ReasonForm):
    """A way that was looked at in numbers; another list than that is refused."""

    digest = HiddenField(validators=[needed(), Regexp(r"\A[0-9a-f]{64}\Z")])


class FirstToForm(DecideForm):
    """Who is first. Without a condition it is whoever is longest without this aid."""

    first_to = MultiCheckboxField(_("First to households"), choices=lambda: choices(FirstTo))

    def conditions(self) -> tuple[FirstTo, ...]:
        """Those that were ticked, in the one order."""
        return tuple(condition for condition in FirstTo if condition in (self.first_to.data or ()))


class DrawForm(PostForm, ReasonForm):
    """When and where the draw is held in the open, and why there has to be one."""

    def terms(self) -> dict[str, Any]:
        return {**super().terms(), "reason": self.reason.data}


class PostponeForm(ReasonForm):
    """The day that the first one becomes; the others follow at the same distance."""

    first_day = DayField(_("Which day will be the first?"), [needed(_("Write the day."))])
