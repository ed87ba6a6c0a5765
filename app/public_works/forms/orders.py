"""What is asked about a work order."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, Field, HiddenField, RadioField, SelectField, ValidationError
from wtforms.validators import InputRequired, Length, Optional, Regexp

from app.accounts.models import Staff
from app.core import clock
from app.hubs.labels import settlement_name
from app.hubs.models import Settlement, Visibility
from app.public_works import rules
from app.public_works.forms.fields import MoneyField, ToolsField
from app.public_works.models import (
    OLDEST,
    YOUNGEST,
    AlarmRule,
    ContractForm,
    Demand,
    Skill,
    WorkKind,
    WorkOrder,
)
from app.public_works.operations import Change, Draft
from app.web import labels
from app.web.forms import (
    ClockField,
    DayField,
    Form,
    MultiCheckboxField,
    NonceForm,
    TextField,
    at_most,
    needed,
    number_field,
)

USUAL_SIGN_UP = timedelta(days=4)
EVENING = time(18)
NOBODY = "0"


def _skills() -> MultiCheckboxField:
    return MultiCheckboxField(_("Which skills would help?"), choices=lambda: labels.choices(Skill))


class _Words(NonceForm):
    """What may be written anew also while people sign up."""

    customer = TextField(
        _("Who needs it done?"), [needed(_("Write who needs it done, for example the council.")), at_most(120)]
    )
    purpose = TextField(_("What does the community have of it?"), [at_most(240)])
    norm = TextField(_("How much is usually done in a day?"), [at_most(80)])
    note = TextField(_("What should people know before they sign up?"), [at_most(160)])
    foreman = SelectField(_("Who is the foreman?"), choices=[])
    sign_up_on = DayField(_("Until which day do people sign up?"))
    sign_up_at = ClockField(_("Until what time?"))
    skills = _skills()
    tools = ToolsField(_("Which tools are handed out?"), [Length(max=1300)])

    def offer_foremen(self, foremen: Sequence[Staff]) -> None:
        self.foreman.choices = [(NOBODY, _("not chosen yet")), *((str(staff.id), staff.name) for staff in foremen)]

    def validate_sign_up_at(self, field: Field) -> None:
        if bool(self.sign_up_on.data) != bool(field.data):
            raise ValidationError(_("Write both the day and the time until which people sign up, or neither."))

    @property
    def foreman_id(self) -> int | None:
        return int(self.foreman.data) or None

    @property
    def sign_up_until(self) -> datetime | None:
        day, hour = self.sign_up_on.data, self.sign_up_at.data
        return clock.instant(day, hour) if day and hour else None

    @property
    def words(self) -> dict[str, Any]:
        """Call when the form is right."""
        return {
            "customer": self.customer.data, "purpose": self.purpose.data, "norm": self.norm.data,
            "note": self.note.data, "skills": frozenset(Skill(skill) for skill in self.skills.data or ()),
            "tools": self.tools.tools,
        }  # fmt: skip


class OrderForm(_Words):
    """Everything that a lead writes of an order but its shifts and its safety."""

    title = TextField(_("What is the work called?"), [needed(_("Write what is done, in a few words.")), at_most(80)])
    kind = SelectField(_("What kind of work is it?"), choices=lambda: labels.choices(WorkKind))
    settlement = SelectField(_("In which settlement?"), choices=[])
    place = TextField(
        _("Where exactly?"), [needed(_("Write the place, for example the park beside the school.")), at_most(120)]
    )
    visibility = RadioField(
        _("Who reads the exact place?"),
        choices=lambda: [
            (Visibility.PUBLIC.value, _("everyone")),
            (Visibility.CARD_HOLDERS.value, _("only who has a place in it")),
        ],
        default=Visibility.PUBLIC.value,
    )
    is_outdoor = BooleanField(_("Outdoors"), default=True)
    demand = RadioField(_("How hard is it?"), choices=lambda: labels.choices(Demand), default=Demand.MEDIUM.value)
    fits_limits = BooleanField(_("There are tasks without lifting and heights, also seated ones"))
    min_age = number_field(_("From what age?"), YOUNGEST, OLDEST, default=18)
    contract = RadioField(
        _("On what paper do people work?"), [InputRequired(_("Choose the paper on which people work."))],
        choices=lambda: labels.choices(ContractForm),
    )  # fmt: skip
    rate = MoneyField(_("Day rate, UAH"), [at_most(20)])
    payer = TextField(_("Who employs and pays?"), [at_most(120)])
    alarm_rule = RadioField(
        _("How is the time of an alarm paid?"), choices=lambda: labels.choices(AlarmRule), default=AlarmRule.PAID.value
    )
    reserve_percent = number_field(_("How many are asked to be ready, of a hundred places?"), 0, 100, default=20)
    first_offer_percent = number_field(
        _("How many of a hundred places are first offered to women and to people with limits?"), 0, 100, default=40
    )
    like = HiddenField(validators=[Optional(), Regexp(r"\A[0-9]{1,9}\Z")])
    """The earlier order of which this one is a copy."""

    def offer(self, settlements: Sequence[Settlement], foremen: Sequence[Staff]) -> None:
        """Fill the lists."""
        self.settlement.choices = [(str(one.id), settlement_name(one)) for one in settlements]
        self.offer_foremen(foremen)

    @classmethod
    def blank(cls, at: datetime) -> "OrderForm":
        """What is usual."""
        return cls(formdata=None, sign_up_on=clock.local_date(at) + USUAL_SIGN_UP, sign_up_at=EVENING)

    @classmethod
    def of(cls, order: WorkOrder) -> "OrderForm":
        """An order as it stands."""
        return cls(formdata=None, **_plain(order), **_asked(order))

    @classmethod
    def copy_of(cls, order: WorkOrder, at: datetime) -> "OrderForm":
        """A new order like an earlier one; signing up ends anew."""
        fresh = _asked(order) | {
            "like": str(order.id), "sign_up_on": clock.local_date(at) + USUAL_SIGN_UP, "sign_up_at": EVENING,
        }  # fmt: skip
        return cls(formdata=None, **_plain(order), **fresh)

    def validate_min_age(self, field: Field) -> None:
        is_told = self.demand.data in set(Demand) and self.kind.data in set(WorkKind)
        if is_told and field.data and not self._is_age_lawful(field.data):
            raise ValidationError(
                _("Ages 14 to 17 only as volunteers, and never for debris or heavy work. Write at least 18.")
            )

    def _is_age_lawful(self, age: int) -> bool:
        return rules.is_age_lawful(
            age, rate_minor=self.rate.kopiykas, demand=Demand(self.demand.data), kind=WorkKind(self.kind.data)
        )

    def validate_rate(self, field: MoneyField) -> None:
        is_volunteer = self.contract.data == ContractForm.VOLUNTEER
        if field.errors or not self.contract.data:
            return
        if is_volunteer and field.kopiykas:
            raise ValidationError(_("Volunteers are not paid. Leave the rate empty, or choose another paper."))
        if not is_volunteer and not field.kopiykas:
            raise ValidationError(_("Write the day rate, or choose the volunteer agreement."))
        if field.kopiykas % 2:
            raise ValidationError(_("Half of the rate must be whole kopiykas. Write the rate without an odd kopiyka."))

    def validate_payer(self, field: Field) -> None:
        if self.contract.data and self.contract.data != ContractForm.VOLUNTEER and not field.data:
            raise ValidationError(_("Write who employs and pays: the hub does not, unless you name it here."))

    @property
    def draft(self) -> Draft:
        """Call when the form is right."""
        return Draft(
            **self.words, title=self.title.data, kind=WorkKind(self.kind.data),
            settlement_id=int(self.settlement.data), place=self.place.data,
            visibility=Visibility(self.visibility.data), is_outdoor=self.is_outdoor.data,
            demand=Demand(self.demand.data), fits_limits=self.fits_limits.data, min_age=self.min_age.data,
            contract=ContractForm(self.contract.data), rate_minor=self.rate.kopiykas,
            payer="" if self.contract.data == ContractForm.VOLUNTEER else self.payer.data,
            alarm_rule=AlarmRule(self.alarm_rule.data), reserve_percent=self.reserve_percent.data,
            first_offer_percent=self.first_offer_percent.data, foreman_id=self.foreman_id,
            sign_up_until=self.sign_up_until,
        )  # fmt: skip


class PublishedForm(_Words):
    """Of a published order what nobody signed up for."""

    @classmethod
    def of(cls, order: WorkOrder) -> "PublishedForm":
        return cls(formdata=None, **_asked(order))

    def validate_foreman(self, field: Field) -> None:
        if field.data == NOBODY:
            raise ValidationError(_("A published work has a foreman. Choose one."))

    def validate_sign_up_on(self, field: Field) -> None:
        if not field.data:
            raise ValidationError(_("Write until which day people sign up."))

    @property
    def change(self) -> Change:
        """Call when the form is right."""
        until = self.sign_up_until
        if until is None or self.foreman_id is None:
            raise ValueError("the form was not looked at")
        return Change(**self.words, foreman_id=self.foreman_id, sign_up_until=until)


class CancelForm(Form):
    """Why a work is not held."""

    reason = TextField(
        _("Why is the work cancelled? Everybody reads this."),
        [needed(_("Write the reason in words for the public.")), at_most(160)],
    )


def _plain(order: WorkOrder) -> dict[str, Any]:
    """Fields that only a draft has."""
    return {
        "title": order.title, "kind": order.kind.value, "settlement": str(order.settlement_id), "place": order.place,
        "visibility": order.visibility.value, "is_outdoor": order.is_outdoor, "demand": order.demand.value,
        "fits_limits": order.fits_limits, "min_age": order.min_age, "contract": order.contract.value,
        "rate": order.rate_minor, "payer": order.payer, "alarm_rule": order.alarm_rule.value,
        "reserve_percent": order.reserve_percent, "first_offer_percent": order.first_offer_percent,
    }  # fmt: skip


def _asked(order: WorkOrder) -> dict[str, Any]:
    until = order.sign_up_until
    on: date | None = clock.local_date(until) if until else None
    return {
        "customer": order.customer, "purpose": order.purpose, "norm": order.norm, "note": order.note,
        "foreman": str(order.foreman_id or 0), "skills": [one.skill.value for one in order.skills],
        "tools": tuple((tool.name, tool.quantity) for tool in order.tools),
        "sign_up_on": on, "sign_up_at": clock.local(until).time() if until else None,
    }  # fmt: skip
