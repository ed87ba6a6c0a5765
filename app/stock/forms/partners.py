"""What a person types about a partner."""

from flask_babel import lazy_gettext as _
from wtforms import SelectField
from wtforms.validators import Optional, Regexp

from app.core.errors import N_
from app.hubs.models import PartnerKind
from app.hubs.partners import PartnerDetails
from app.web.forms import DayField, Form, PhoneField, TextField, at_most, needed
from app.web.labels import choices


class PartnerForm(Form):
    """An organisation whose aid the hub gives out."""

    name = TextField(_("What is the organisation called?"), [needed(_("Write its name as on papers.")), at_most(120)])
    kind = SelectField(
        _("What kind of organisation is it?"), choices=lambda: choices(PartnerKind, empty=N_("not told"))
    )
    edrpou = TextField(
        _("Code of the organisation"), [Optional(), Regexp(r"\A[0-9]{8}\Z", message=_("The code has 8 digits."))]
    )
    contact = TextField(_("Who speaks for it?"), [at_most(80)])
    phone = PhoneField(_("Phone"))
    areas = TextField(_("What does it bring, and where?"), [at_most(120)])
    agreement_no = TextField(_("Number of the agreement"), [at_most(40)])
    agreement_on = DayField(_("Day of the agreement"), [Optional()])

    @property
    def details(self) -> PartnerDetails:
        return PartnerDetails(
            name=self.name.data,
            kind=PartnerKind(self.kind.data) if self.kind.data else None,
            edrpou=self.edrpou.data,
            contact=self.contact.data,
            phone=self.phone.data,
            areas=self.areas.data,
            agreement_no=self.agreement_no.data,
            agreement_on=self.agreement_on.data,
        )
