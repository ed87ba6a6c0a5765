"""What is asked when a kit is given without a promise, and when it is linked to whoever was registered after it."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _
from flask_babel import ngettext
from wtforms import HiddenField, IntegerField, RadioField
from wtforms.validators import AnyOf, NumberRange

from app.accounts.forms import SecondPersonFields
from app.checkin.models import EmergencyReason
from app.checkin.operations import Need
from app.checkin.queries import EmergencyKit
from app.checkin.rules import MOST_AT_ONCE, Reference
from app.stock.labels import kit_name
from app.web.forms import NonceForm, TextField, at_most, is_ascii_number, needed
from app.web.labels import choices

MOST_OF_A_CODE = 200


class EmergencyForm(NonceForm, SecondPersonFields):
    """Which kit, how many and why; who agrees where one person’s word is not enough."""

    band = HiddenField()
    kit = RadioField(_("Which kit?"), validate_choice=False)
    quantity = IntegerField(
        _("How many?"),
        default=1,
        validators=[
            is_ascii_number,
            needed(_("Write how many are given, for example 1.")),
            NumberRange(1, MOST_AT_ONCE, message=_("Write a number from 1 to 20.")),
        ],
    )
    reason = RadioField(
        _("Why now?"),
        [AnyOf([reason.value for reason in EmergencyReason], message=_("Choose why it is given."))],
        choices=lambda: choices(EmergencyReason),
        validate_choice=False,
    )
    note = TextField(_("In a few words, if that does not say it"), [at_most(120)])

    def offer(self, kits: Sequence[EmergencyKit]) -> None:
        """Let one of these be chosen; the first one is, until another one is."""
        self._kits = {kit.choice: kit for kit in kits}
        self.kit.choices = [(kit.choice, _words(kit)) for kit in kits]
        if kits and self.kit.data not in self._kits:
            self.kit.data = kits[0].choice

    @property
    def reference(self) -> Reference | None:
        """The household whose card was scanned, if there is one."""
        return Reference.read(self.band.data or "")

    @property
    def need(self) -> Need:
        """What is asked for; of a form that is right, and to which kits were offered."""
        kit, reference = self._kits[self.kit.data], self.reference
        return Need(
            distribution_id=kit.distribution_id,
            programme_id=kit.programme_id,
            kit_version_id=kit.kit_version_id,
            quantity=self.quantity.data or 1,
            reason=EmergencyReason(self.reason.data),
            note=self.note.data,
            household_id=reference.household_id if reference else None,
        )


def _words(kit: EmergencyKit) -> str:
    left = ngettext("%(num)s left of the emergency share", "%(num)s left of the emergency share", kit.quota.left)
    return f"{kit_name(kit.kit)} · {kit.programme} · {left}"
