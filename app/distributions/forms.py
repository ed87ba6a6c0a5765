"""What is asked when aid is planned. Labels are questions, errors are instructions."""

from collections.abc import Iterator, Sequence
from datetime import date, time
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    Field,
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    ValidationError,
)
from wtforms import Form as PlainForm
from wtforms.validators import NumberRange, Optional, Regexp
from wtforms.widgets import TextArea

from app.core.errors import N_
from app.distributions import labels as words
from app.distributions import rules
from app.distributions.models import Distribution, ProxyRule, Unit
from app.distributions.operations import Terms
from app.hubs.labels import settlement_name
from app.hubs.models import Location, Settlement
from app.stock.labels import kit_name
from app.stock.models import Kit
from app.web.forms import (
    ClockField,
    DayField,
    Form,
    MultiCheckboxField,
    NonceForm,
    NoteField,
    TextField,
    at_most,
    is_ascii_number,
    needed,
    read_day,
)
from app.web.labels import choices

SIZE_ROWS = 6
WEEKDAY_NAMES = (
    N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"), N_("Sunday"),
)  # fmt: skip
WEEKDAYS = (N_("Mo"), N_("Tu"), N_("We"), N_("Th"), N_("Fr"), N_("Sa"), N_("Su"))


class NumberField(IntegerField):
    """A whole number."""

    data: Any


def number_field(
    label: Any, lowest: int, highest: int, *, default: int | None = None, optional: bool = False
) -> NumberField:
    message = _("Write a number from %(min)d to %(max)d.")
    first = Optional() if optional else needed(_("Write a number."))
    return NumberField(label, [first, is_ascii_number, NumberRange(lowest, highest, message)], default=default)


_number = number_field


class _SizeRow(PlainForm):
    """One row of a size table. Either both fields or none."""

    people_from = _number(_("From how many people"), 1, rules.MOST_PEOPLE, optional=True)
    quantity = _number(_("Kits"), 0, 100, optional=True)

    @property
    def is_half(self) -> bool:
        return (self.people_from.data is None) != (self.quantity.data is None)


class ProgrammeForm(NonceForm):
    """The terms of a programme."""

    title = TextField(_("What is the programme called?"), [needed(_("Write a title.")), at_most(120)])
    partner = TextField(_("Whose aid is it?"), [needed(_("Write the organisation.")), at_most(120)])
    kit = SelectField(_("Which kit is given?"), [needed(_("Choose a kit."))], coerce=int, choices=[])
    starts_on = DayField(_("From which day?"), [needed(_("Write the first day."))])
    ends_on = DayField(_("Until which day?"), [Optional()])
    cycle_days = _number(_("Every how many days?"), 1, 366, default=30)
    unit = RadioField(
        _("How are kits counted?"), [needed(_("Choose how kits are counted."))], choices=lambda: choices(Unit),
        default=Unit.PERSON,
    )  # fmt: skip
    quantity = _number(_("How many kits?"), 1, 100, default=1)
    sizes = FieldList(FormField(_SizeRow), min_entries=SIZE_ROWS, max_entries=SIZE_ROWS)
    settlements = MultiCheckboxField(_("For which settlements?"), coerce=int, choices=[])
    proxy_rule = RadioField(
        _("Who may collect?"), [needed(_("Choose who may collect."))], choices=lambda: choices(ProxyRule),
        default=ProxyRule.FAMILY_AND_WARDEN,
    )  # fmt: skip
    decision_no = TextField(_("Number of the decision"), [at_most(40)])
    decision_on = DayField(_("Date of the decision"), [Optional()])
    decision_body = TextField(_("Who decided?"), [at_most(120)])
    rule_text = NoteField(_("The rule in words for the public"), [at_most(400)], widget=TextArea())

    def offer(self, kits: Sequence[Kit], settlements: Sequence[Settlement]) -> None:
        """The kits and settlements there are to choose from."""
        self.kit.choices = [(kit.id, kit_name(kit)) for kit in kits]
        self.settlements.choices = [(place.id, settlement_name(place)) for place in settlements]
        self._kits = {kit.id: kit_name(kit) for kit in kits}
        self._places = {place.id: place for place in settlements}

    def fill(self, terms: Terms) -> None:
        """Show terms as they stand."""
        for name in ("title", "starts_on", "ends_on", "cycle_days", "quantity", "rule_text"):
            self[name].data = getattr(terms, name)
        for name in ("decision_no", "decision_on", "decision_body"):
            self[name].data = getattr(terms, name)
        self.partner.data, self.kit.data = terms.partner_name, terms.kit_id
        self.unit.data, self.proxy_rule.data = terms.unit.value, terms.proxy_rule.value
        self.settlements.data = list(terms.settlement_ids)
        for row, (people_from, kits) in zip(self.sizes, terms.sizes, strict=False):
            row.people_from.data, row.quantity.data = people_from, kits

    def validate_ends_on(self, field: Field) -> None:
        if field.data and self.starts_on.data and field.data < self.starts_on.data:
            raise ValidationError(_("The last day is before the first."))

    def validate_quantity(self, field: Field) -> None:
        if self.unit.data == Unit.PERSON and (field.data or 0) > rules.MOST_PER_PERSON:
            raise ValidationError(_("At most %(most)d kits for one person.", most=rules.MOST_PER_PERSON))

    def validate_sizes(self, field: Field) -> None:
        if self.unit.data != Unit.SIZE_TABLE:
            return
        rows = list(self._size_rows())
        if any(row.form.is_half for row in self.sizes):
            raise ValidationError(_("Write both numbers in each row of the table."))
        if not rows:
            raise ValidationError(_("Fill at least one row of the table."))
        if len({people for people, _kits in rows}) < len(rows):
            raise ValidationError(_("Two rows of the table begin with the same number of people."))

    def terms(self) -> Terms:
        """What was entered. Call when the form is right."""
        return Terms(
            title=self.title.data,
            partner_name=self.partner.data,
            kit_id=self.kit.data,
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            cycle_days=self.cycle_days.data,
            unit=Unit(self.unit.data),
            quantity=self.quantity.data or 1,
            sizes=tuple(sorted(self._size_rows())),
            settlement_ids=tuple(self.settlements.data or ()),
            rule_text=self.rule_text.data,
            proxy_rule=ProxyRule(self.proxy_rule.data),
            decision_no=self.decision_no.data,
            decision_on=self.decision_on.data,
            decision_body=self.decision_body.data,
            is_active=self.goes_on,
        )

    def proposed_rule(self) -> str:
        """The rule of the terms entered, in words for the public. Call when the form is right."""
        terms = self.terms()
        places = [self._places[place] for place in terms.settlement_ids]
        return words.proposed_rule(terms, self._kits[terms.kit_id], places)

    @property
    def goes_on(self) -> bool:
        """A new programme does."""
        return True

    def _size_rows(self) -> Iterator[tuple[int, int]]:
        for row in self.sizes:
            people_from, kits = row.people_from.data, row.quantity.data
            if people_from is not None and kits is not None:
                yield people_from, kits


class EditProgrammeForm(ProgrammeForm):
    """The terms of a programme that already runs; it can be ended here."""

    is_active = BooleanField(_("The programme goes on"), default=True)

    def fill(self, terms: Terms) -> None:
        """Show terms as they stand."""
        super().fill(terms)
        self.is_active.data = terms.is_active

    @property
    def goes_on(self) -> bool:
        return bool(self.is_active.data)


DAYLIGHT = (time(9), time(15))
"""Usual hours: daylight, and home well before curfew (field guide 5.3)."""


class DayHours(NonceForm):
    """Hours, slots and desks of a day."""

    opens_at = ClockField(_("Opens at"), [needed(_("Write when it opens."))], default=DAYLIGHT[0])
    closes_at = ClockField(_("Closes at"), [needed(_("Write when it closes."))], default=DAYLIGHT[1])
    slot_minutes = RadioField(
        _("How long is a slot, in minutes?"),
        [needed(_("Choose how long a slot is."))],
        coerce=int,
        choices=[(minutes, str(minutes)) for minutes in rules.SLOT_MINUTES],
        default=15,
    )
    service_minutes = _number(_("How many minutes does one household take at a desk?"), 1, 60, default=3)

    kept = _number(_("How many places of each slot stay free?"), 0, 100, default=0, optional=True)
    kept_until = ClockField(_("Until what time are they kept?"), [Optional()])

    def validate_closes_at(self, field: Field) -> None:
        if self.opens_at.data and field.data and field.data <= self.opens_at.data:
            raise ValidationError(_("It closes before it opens."))


class PlanForm(DayHours):
    """Several days at several locations in one go."""

    locations = MultiCheckboxField(
        _("Where?"), [needed(_("Choose at least one location."))], coerce=int, choices=[]
    )  # fmt: skip
    first = DayField(_("From which day?"), [Optional()])
    last = DayField(_("To which day?"), [Optional()])
    weekdays = MultiCheckboxField(
        _("On which weekdays?"),
        coerce=int,
        choices=lambda: [(n, _(name)) for n, name in enumerate(WEEKDAYS)],
    )
    listed = NoteField(_("Or days one by one"), [at_most(2000)], widget=TextArea())
    desks = _number(_("How many desks?"), 1, 50, optional=True)

    def offer(self, locations: Sequence[Location]) -> None:
        """The locations there are to choose from."""
        self.locations.choices = [(place.id, f"{place.name}, {place.address}") for place in locations]

    def validate_last(self, field: Field) -> None:
        if (self.first.data is None) != (field.data is None):
            raise ValidationError(_("Write both the first and the last day."))
        if self.first.data and field.data and not 0 <= (field.data - self.first.data).days <= 366:
            raise ValidationError(_("The last day must come after the first, within a year."))

    def validate_listed(self, field: Field) -> None:
        for text in self._written():
            try:
                read_day(text)
            except ValueError:
                raise ValidationError(_("“%(text)s” is not a date. Write 24.11.2026.", text=text[:20])) from None

    def days(self) -> list[date]:
        """Every day that was entered. Call when the form is right."""
        listed = [read_day(text) for text in self._written()]
        return rules.planned_days(self.first.data, self.last.data, self.weekdays.data or (), listed)

    def _written(self) -> list[str]:
        return self.listed.data.replace(",", " ").replace(";", " ").split()


class DraftForm(DayHours):
    """One day that is not published yet."""

    held_on = DayField(_("On which day?"), [needed(_("Write the day."))])
    desks = _number(_("How many desks?"), 1, 50)

    @classmethod
    def of(cls, draft: Distribution) -> "DraftForm":
        """The form with the draft as it stands."""
        return cls(obj=draft)


class SlotMinutesForm(Form):
    """Another length for all slots of a plan."""

    minutes = NumberField(validators=[needed(""), is_ascii_number])

    def validate_minutes(self, field: Field) -> None:
        if field.data not in rules.SLOT_MINUTES:
            raise ValidationError(_("Choose how long a slot is."))


class _SeenField(HiddenField):
    """Part of what was looked at, carried from the page to the button."""

    data: Any


class PublishForm(Form):
    """The list that was looked at: publishing another one is refused."""

    seed = _SeenField(validators=[needed(""), Regexp(r"\A[0-9]{1,9}\Z")])
    digest = _SeenField(validators=[needed(""), Regexp(r"\A[0-9a-f]{64}\Z")])


class BookForm(Form):
    """A free place for a household."""

    slot = NumberField(_("Choose a time"), [needed(_("Choose a time.")), is_ascii_number])
