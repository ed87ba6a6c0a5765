"""What is asked about a programme: its terms, each of its kits, whom a kit is for, the decision it rests on."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from hashlib import sha256

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField, FileRequired
from werkzeug.datastructures import FileStorage
from wtforms import (
    BooleanField,
    Field,
    FieldList,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    ValidationError,
)
from wtforms import Form as PlainForm
from wtforms.validators import Optional
from wtforms.widgets import TextArea

from app.distributions import rules
from app.distributions.models import Programme, ProxyRule, Unit
from app.distributions.operations import Terms
from app.distributions.rules import KitTerms
from app.households.labels import NEEDS
from app.households.models import ACCESS_NEEDS, Heating, Residence, Sex
from app.hubs.labels import settlement_name
from app.hubs.models import Settlement
from app.stock.labels import kit_name
from app.stock.models import Kit
from app.web.forms import (
    DayField,
    Form,
    MultiCheckboxField,
    NonceForm,
    NoteField,
    TextField,
    at_most,
    needed,
    number_field,
)
from app.web.labels import choices

SIZE_ROWS = 6
BAR_ROWS = 3


class _SizeRow(PlainForm):
    """One row of a size table. Either both fields or none."""

    people_from = number_field(_("From how many people"), 1, rules.MOST_PEOPLE, optional=True)
    quantity = number_field(_("Kits"), 0, 100, optional=True)

    @property
    def is_half(self) -> bool:
        return (self.people_from.data is None) != (self.quantity.data is None)


class _AmountFields(Form):
    """One kit and how much of it is given."""

    kit = SelectField(_("Which kit is given?"), [needed(_("Choose a kit."))], coerce=int, choices=[])
    unit = RadioField(
        _("How are kits counted?"), [needed(_("Choose how kits are counted."))], choices=lambda: choices(Unit),
        default=Unit.PERSON,
    )  # fmt: skip
    quantity = number_field(_("How many kits?"), 1, 100, default=1)
    sizes = FieldList(FormField(_SizeRow), min_entries=SIZE_ROWS, max_entries=SIZE_ROWS)

    def offer_kits(self, kits: Sequence[Kit]) -> None:
        """The kits there are to choose from."""
        self.kit.choices = [(kit.id, kit_name(kit)) for kit in kits]

    def fill_amount(self, kit: KitTerms) -> None:
        """Show the amount as it stands."""
        self.kit.data, self.unit.data, self.quantity.data = kit.kit_id, kit.unit.value, kit.quantity
        for row, (people_from, kits) in zip(self.sizes, kit.sizes, strict=False):
            row.people_from.data, row.quantity.data = people_from, kits

    def validate_quantity(self, field: Field) -> None:
        is_by_person = self.unit.data in (Unit.PERSON, Unit.MATCHING)
        if is_by_person and (field.data or 0) > rules.MOST_PER_PERSON:
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

    @property
    def amount(self) -> KitTerms:
        """The kit and how much of it. Call when the form is right."""
        unit = Unit(self.unit.data)
        sizes = tuple(sorted(self._size_rows())) if unit is Unit.SIZE_TABLE else ()
        return KitTerms(self.kit.data, unit, self.quantity.data or 1, sizes)

    def _size_rows(self) -> Iterator[tuple[int, int]]:
        for row in self.sizes:
            people_from, kits = row.people_from.data, row.quantity.data
            if people_from is not None and kits is not None:
                yield people_from, kits


class _BarRow(PlainForm):
    """Another programme and for how many days it bars from this one. Either both fields or none."""

    programme = SelectField(_("Another programme"), coerce=int, choices=[], default=0)
    days = number_field(_("For how many days"), 1, 366, optional=True)

    @property
    def is_half(self) -> bool:
        return (not self.programme.data) != (self.days.data is None)


class _TermsFields(NonceForm):
    """What a programme is, apart from its kits."""

    title = TextField(_("What is the programme called?"), [needed(_("Write a title.")), at_most(120)])
    partner = TextField(_("Whose aid is it?"), [needed(_("Write the organisation.")), at_most(120)])
    starts_on = DayField(_("From which day?"), [needed(_("Write the first day."))])
    ends_on = DayField(_("Until which day?"), [Optional()])
    cycle_days = number_field(_("Every how many days?"), 1, 366, default=30)
    days_between = number_field(_("At least how many days from one time to the next?"), 1, 366, optional=True)
    bars = FieldList(FormField(_BarRow), min_entries=BAR_ROWS, max_entries=BAR_ROWS)
    settlements = MultiCheckboxField(_("For which settlements?"), coerce=int, choices=[])
    proxy_rule = RadioField(
        _("Who may collect?"), [needed(_("Choose who may collect."))], choices=lambda: choices(ProxyRule),
        default=ProxyRule.FAMILY_AND_WARDEN,
    )  # fmt: skip
    emergency_percent = number_field(
        _("How many of a hundred kits may go to people in need without a promise?"), 0, 20, default=3
    )
    decision_no = TextField(_("Number of the decision"), [at_most(40)])
    decision_on = DayField(_("Date of the decision"), [Optional()])
    decision_body = TextField(_("Who decided?"), [at_most(120)])
    rule_text = NoteField(_("The rule in words for the public"), [at_most(400)], widget=TextArea())

    def offer(self, settlements: Sequence[Settlement], programmes: Sequence[Programme]) -> None:
        """The settlements and the other programmes there are to choose from."""
        self.settlements.choices = [(place.id, settlement_name(place)) for place in settlements]
        others = [(0, gettext("none")), *((one.id, one.title) for one in programmes)]
        for row in self.bars:
            row.form.programme.choices = others

    def fill(self, terms: Terms) -> None:
        """Show terms as they stand."""
        for name in ("title", "starts_on", "ends_on", "cycle_days", "days_between", "rule_text", "emergency_percent"):
            self[name].data = getattr(terms, name)
        for name in ("decision_no", "decision_on", "decision_body"):
            self[name].data = getattr(terms, name)
        self.partner.data, self.proxy_rule.data = terms.partner_name, terms.proxy_rule.value
        self.settlements.data = list(terms.settlement_ids)
        for row, (other_id, days) in zip(self.bars, terms.bars, strict=False):
            row.programme.data, row.days.data = other_id, days

    def validate_ends_on(self, field: Field) -> None:
        if field.data and self.starts_on.data and field.data < self.starts_on.data:
            raise ValidationError(_("The last day is before the first."))

    def validate_bars(self, field: Field) -> None:
        if any(row.form.is_half for row in self.bars):
            raise ValidationError(_("Choose the other programme and write the number of days."))
        chosen = [other_id for other_id, _days in self._bar_rows()]
        if len(set(chosen)) < len(chosen):
            raise ValidationError(_("The same programme stands here twice."))

    def terms_with(self, kits: Sequence[KitTerms]) -> Terms:
        """What was entered, with these kits. Call when the form is right."""
        return Terms(
            title=self.title.data,
            partner_name=self.partner.data,
            kits=kits,
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            cycle_days=self.cycle_days.data,
            days_between=self.days_between.data,
            bars=tuple(self._bar_rows()),
            settlement_ids=tuple(self.settlements.data or ()),
            rule_text=self.rule_text.data,
            proxy_rule=ProxyRule(self.proxy_rule.data),
            emergency_percent=self.emergency_percent.data,
            decision_no=self.decision_no.data,
            decision_on=self.decision_on.data,
            decision_body=self.decision_body.data,
            is_active=self.goes_on,
        )

    @property
    def goes_on(self) -> bool:
        """A new programme does."""
        return True

    def _bar_rows(self) -> Iterator[tuple[int, int]]:
        for row in self.bars:
            if row.programme.data and row.days.data is not None:
                yield row.programme.data, row.days.data


class ProgrammeForm(_AmountFields, _TermsFields):
    """The terms of a new programme with its first kit, for everybody; whom a kit is for is told on its own page."""

    def offer_kits(self, kits: Sequence[Kit]) -> None:
        """Without a condition nobody is meant more than others, so kits are not counted by those who are."""
        super().offer_kits(kits)
        self.unit.choices = [choice for choice in choices(Unit) if choice[0] != Unit.MATCHING]

    @property
    def terms(self) -> Terms:
        """What was entered. Call when the form is right."""
        return self.terms_with((self.amount,))


class EditProgrammeForm(_TermsFields):
    """The terms of a programme that already runs; it can be ended here. Its kits have pages of their own."""

    is_active = BooleanField(_("The programme goes on"), default=True)

    def fill(self, terms: Terms) -> None:
        """Show terms as they stand."""
        super().fill(terms)
        self.is_active.data = terms.is_active

    @property
    def goes_on(self) -> bool:
        return bool(self.is_active.data)


ANYBODY = ""
_SEXES = ((Sex.FEMALE.value, _("for women and girls")), (Sex.MALE.value, _("for men and boys")))


class KitForm(_AmountFields):
    """A kit of a programme, whom it is for, and the rule in words as it stands with it."""

    sex = RadioField(
        _("Is it for women or for men?"), choices=lambda: [(ANYBODY, _("it does not matter")), *_SEXES], default=ANYBODY
    )  # fmt: skip
    age_from = number_field(_("From what age"), 0, rules.OLDEST, optional=True)
    age_to = number_field(_("Up to what age"), 0, rules.OLDEST, optional=True)
    needs_care = BooleanField(_("Only for a person who needs care"))
    residences = MultiCheckboxField(_("How do they live here?"), choices=lambda: choices(Residence))
    heatings = MultiCheckboxField(_("How is their home heated?"), choices=lambda: choices(Heating))
    settlements = MultiCheckboxField(_("In which settlements?"), coerce=int, choices=[])
    needs = MultiCheckboxField(
        _("What makes coming hard?"), choices=lambda: [(need, _(NEEDS[need])) for need in ACCESS_NEEDS]
    )
    size_from = number_field(_("From how many people"), 1, rules.MOST_PEOPLE, optional=True)
    size_to = number_field(_("Up to how many people"), 1, rules.MOST_PEOPLE, optional=True)
    rule_text = NoteField(_("The rule in words for the public"), [at_most(400)], widget=TextArea())
    seen = HiddenField()
    """Of which kit the households that match were shown."""

    def offer_settlements(self, settlements: Sequence[Settlement]) -> None:
        """Where those may live whom it is for."""
        self.settlements.choices = [(place.id, settlement_name(place)) for place in settlements]

    def fill(self, kit: KitTerms) -> None:
        """Show a kit as it stands."""
        self.fill_amount(kit)
        target = kit.target
        for name in ("age_from", "age_to", "needs_care", "size_from", "size_to"):
            self[name].data = getattr(target, name)
        self.sex.data = target.sex.value if target.sex else ANYBODY
        self.residences.data, self.heatings.data = sorted(target.residences), sorted(target.heatings)
        self.settlements.data, self.needs.data = sorted(target.settlement_ids), sorted(target.needs)

    def validate_age_to(self, field: Field) -> None:
        _in_order(self.age_from.data, field.data)

    def validate_size_to(self, field: Field) -> None:
        _in_order(self.size_from.data, field.data)

    def validate_unit(self, field: Field) -> None:
        if field.data == Unit.MATCHING and not self.target.is_about_people:
            raise ValidationError(_("Say below which people it is for, or count it per person."))

    @property
    def target(self) -> rules.Target:
        """Whom it is for. Call when the form is right."""
        return rules.Target(
            sex=Sex(self.sex.data) if self.sex.data else None,
            age_from=self.age_from.data,
            age_to=self.age_to.data,
            needs_care=bool(self.needs_care.data),
            residences=frozenset(map(Residence, self.residences.data or ())),
            heatings=frozenset(map(Heating, self.heatings.data or ())),
            settlement_ids=frozenset(self.settlements.data or ()),
            needs=frozenset(self.needs.data or ()),
            size_from=self.size_from.data,
            size_to=self.size_to.data,
        )

    @property
    def terms(self) -> KitTerms:
        """The kit with everything that was entered. Call when the form is right."""
        return replace(self.amount, target=self.target)

    @property
    def fingerprint(self) -> str:
        """Of how much for whom: what has to be looked at again once it changes."""
        kit = self.terms
        told = f"{kit.unit} {kit.quantity} {kit.sizes} {rules.dump_target(kit.target)}"
        return sha256(told.encode()).hexdigest()[:16]


def _in_order(first: int | None, last: int | None) -> None:
    if first is not None and last is not None and last < first:
        raise ValidationError(_("The second number is smaller than the first."))


class DecisionForm(NonceForm):
    """A decision as it was signed."""

    file = FileField(_("Which file?"), validators=[FileRequired(_("Choose the file of the decision."))])

    @property
    def upload(self) -> FileStorage:
        """The file. Call when the form is right."""
        upload: FileStorage = self.file.data
        return upload
