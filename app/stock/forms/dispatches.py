"""What a person types when goods go to another hub, and when it tells what came."""

from flask_babel import lazy_gettext as _

from app.stock.forms.movements import PicksForm, SignedFields
from app.stock.operations import Addressee
from app.web.forms import DayField, Form, TextField, at_most, needed


class DispatchForm(PicksForm, SignedFields):
    """Which hub takes the goods over, who there, who carries them, and on what basis."""

    partner = TextField(_("Which hub takes the goods over?"), [needed(_("Write its name as on papers.")), at_most(120)])
    received_by = TextField(
        _("Who receives them there, position"), [needed(_("Write who receives the goods there.")), at_most(80)]
    )
    carrier = TextField(_("Who carries them, vehicle"), [needed(_("Write who carries the goods.")), at_most(80)])
    approval_reason = TextField(_("On what basis: a letter, an agreement, whose request"), [at_most(200)])

    @property
    def addressee(self) -> Addressee:
        return Addressee(
            partner_name=self.partner.data, received_by=self.received_by.data, carrier=self.carrier.data
        )  # fmt: skip


class ToldForm(Form):
    """What the other hub told of what it had counted."""

    told_on = DayField(_("When did they tell?"), [needed(_("Write the day on which they told it."))])
    told = TextField(
        _("What did they count?"), [needed(_("Write what they counted, also when all of it came.")), at_most(200)]
    )
