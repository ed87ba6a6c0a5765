"""What makes a work safe."""

from flask_babel import lazy_gettext as _
from wtforms import Field, ValidationError
from wtforms.validators import Length

from app.public_works.forms.fields import AreaField
from app.public_works.models import WorkOrder
from app.public_works.operations import Clearance, Safety
from app.web.forms import DayField, Form, TextField, at_most

_TEXTS = ("clearance_no", "clearance_by", "cleared_on", "clearance_until", "briefing", "gear", "shelter")


class ClearanceFields(Form):
    """The paper that says that a site was searched and is safe."""

    clearance_no = TextField(_("Number of the clearance"), [at_most(60)])
    clearance_by = TextField(_("Who searched the site?"), [at_most(80)])
    cleared_on = DayField(_("When was it searched?"))
    clearance_until = DayField(_("Until which day does the clearance hold?"))

    def validate_clearance_until(self, field: Field) -> None:
        if field.data and self.cleared_on.data and field.data < self.cleared_on.data:
            raise ValidationError(_("The last day of the clearance is before its first one."))

    @property
    def clearance(self) -> Clearance:
        return Clearance(
            self.clearance_no.data, self.clearance_by.data, self.cleared_on.data, self.clearance_until.data
        )  # fmt: skip


class SafetyForm(ClearanceFields):
    """Everything of the safety gate that is written."""

    briefing = AreaField(_("What is told at the safety briefing?"), [Length(max=2000)])
    gear = AreaField(_("Which protective gear does everybody get?"), [Length(max=240)])
    shelter = TextField(_("Where is the nearest shelter?"), [at_most(120)])
    first_aider = TextField(_("Who gives first aid?"), [at_most(80)])
    emergency_phone = TextField(_("Which phone is called in an emergency?"), [at_most(40)])

    @classmethod
    def of(cls, order: WorkOrder) -> "SafetyForm":
        names = (*_TEXTS, "first_aider", "emergency_phone")
        return cls(formdata=None, **{name: getattr(order, name) for name in names})

    @property
    def safety(self) -> Safety:
        return Safety(
            clearance=self.clearance, briefing=self.briefing.data, gear=self.gear.data, shelter=self.shelter.data,
            first_aider=self.first_aider.data, emergency_phone=self.emergency_phone.data,
        )  # fmt: skip
