"""Stopping a work and going on."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _
from wtforms import RadioField
from wtforms.validators import InputRequired

from app.public_works.forms.safety import ClearanceFields
from app.public_works.models import OrderState, StopCause, WorkOrder
from app.public_works.operations import Incident
from app.web import labels
from app.web.forms import MultiCheckboxField, NonceForm, TextField, at_most, needed


class StopForm(NonceForm):
    """One question; everything else can be told when people are safe."""

    cause = RadioField(
        _("What happened at the work?"),
        [InputRequired(_("Choose what happened."))],
        choices=lambda: labels.choices(StopCause),
    )
    note = TextField(_("What was seen and where? Nothing about people."), [at_most(240)])
    actions = TextField(_("What was done? Who was called, what was cordoned off."), [at_most(240)])

    @property
    def incident(self) -> Incident:
        """Call when the form is right."""
        return Incident(StopCause(self.cause.data), self.note.data, self.actions.data)


class IncidentForm(NonceForm):
    """What became known of an incident later."""

    text = TextField(
        _("What else was seen or done? Nothing about people."), [needed(_("Write what else is known.")), at_most(240)]
    )


class ReleaseForm(ClearanceFields):
    """What may go on, and why it is safe."""

    orders = MultiCheckboxField(_("What may go on?"), [needed(_("Tick at least one work that may go on."))], coerce=int)
    reason = TextField(_("Why is it safe to go on?"), [needed(_("Write why it is safe to go on.")), at_most(160)])

    def offer(self, orders: Sequence[WorkOrder], asked_id: int | None) -> None:
        """Works that stand still: the one that was asked about is ticked, or all that are still to be held."""
        self.orders.choices = [(order.id, f"{order.number}, {order.title}") for order in orders]
        if not self.is_submitted():
            meant = [order.id for order in orders if order.state is OrderState.PUBLISHED]
            self.orders.data = [order.id for order in orders if order.id == asked_id] or meant
