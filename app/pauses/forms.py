"""What is asked when hand-over is stopped, and after the all-clear."""

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, RadioField
from wtforms.validators import InputRequired, Regexp

from app.hubs.models import PauseCause
from app.web import labels
from app.web.forms import Form, MultiCheckboxField, NonceForm

WHOLE_HUB = "hub"


class PauseForm(NonceForm):
    """Where and why. The button that is pressed says where."""

    place = HiddenField(validators=[InputRequired(), Regexp(rf"\A({WHOLE_HUB}|[0-9]{{1,9}})\Z")])
    cause = RadioField(_("Why?"), choices=[], default=PauseCause.ALARM, coerce=PauseCause)

    def offer(self) -> None:
        """The causes in the language of the page."""
        self.cause.choices = [(cause, labels.label(cause)) for cause in PauseCause]

    @property
    def location_id(self) -> int | None:
        """None for the whole hub."""
        return None if self.place.data == WHOLE_HUB else int(self.place.data or 0)


class InsideForm(Form):
    """Who of those that are expected now is on site or in the shelter."""

    inside = MultiCheckboxField(_("Who is inside?"), coerce=int)


class DecisionForm(NonceForm):
    """Moving as was proposed, or with ``is_left`` leaving everyone where they were."""

    digest = HiddenField(validators=[Regexp(r"\A[0-9a-f]{64}\Z")])
    is_left = HiddenField()
