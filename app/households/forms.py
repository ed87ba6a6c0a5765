"""What is asked of a household, in the order of talk. Labels are questions, errors are instructions."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, FieldList, FormField, RadioField, SelectField, ValidationError
from wtforms import Form as PlainForm
from wtforms.validators import AnyOf, Optional, StopValidation
from wtforms.widgets import TextArea

from app.core.errors import N_
from app.households import labels, rules
from app.households.models import (
    ACCESS_NEEDS,
    FUNCTIONAL_NEEDS,
    BlockReason,
    ConsentKind,
    ConsentMethod,
    DocumentKind,
    Household,
    HouseholdStatus,
    Person,
    PersonRole,
    PhoneKind,
    Residence,
    Sex,
)
from app.households.parsing.persons import Birth, parse_birth
from app.households.queries import CardFilter
from app.households.rules import ConsentDraft, HouseholdDraft, HouseholdFacts, PersonDraft, StatusReason
from app.hubs.labels import settlement_name, street_name
from app.hubs.models import Location, Settlement, Street
from app.web.forms import DayField, Form, NameField, NonceForm, NoteField, PhoneField, TextField, at_most
from app.web.labels import choices

MOST_PEOPLE = 30
ASKED = (ConsentMethod.SIGNATURE, ConsentMethod.SPOKEN, ConsentMethod.WITNESS)
"""How a visitor can show consent; imported lists have a word of their own."""


class Filled:
    """As InputRequired, without telling the browser: an empty row of a person is no mistake."""

    def __init__(self, message: Any) -> None:
        self.message = message

    def __call__(self, form: PlainForm, field: Field) -> None:
        if not field.data:
            raise StopValidation(self.message)


def _select(
    label: Any, kind: Any, *, empty: str | None = None, default: str = "", validators: Sequence[Any] = ()
) -> SelectField:
    return SelectField(label, list(validators), choices=lambda: choices(kind, empty=empty), default=default)


# ---- people


class PersonFields(PlainForm):
    """One person: a row of the registering form, or a form of its own."""

    today: date
    """Nobody is born later."""
    place: int | None = None
    """Of a row: 0 is the head; the others are passed over when they are blank."""

    surname = NameField(_("Surname"), [Filled(_("Write the surname.")), at_most(60)])
    given = NameField(_("Given name"), [Filled(_("Write the given name.")), at_most(60)])
    patronymic = NameField(_("Patronymic"), [at_most(60)])
    birth = TextField(_("Born"), [at_most(20)])
    sex = _select(_("Sex"), Sex, empty=N_("choose"), validators=[Filled(_("Choose the sex, or “not stated”."))])
    role = SelectField(
        _("Who is this to the head"),
        choices=lambda: [choice for choice in choices(PersonRole, empty=N_("choose")) if choice[0] != PersonRole.HEAD],
        default="",
    )
    document = _select(_("Document"), DocumentKind, default=DocumentKind.NOT_ASKED)
    document_last4 = TextField(_("Last 4 signs of the document"), [at_most(4)])
    vouched_by = TextField(_("Who confirms who this is"), [at_most(80)])
    may_collect = BooleanField(_("May collect aid for the household"), default=True)
    wg_seeing, wg_hearing, wg_walking, wg_remembering, wg_self_care, wg_communicating = (
        SelectField(
            _(labels.FUNCTIONAL[column]),
            choices=lambda: [
                ("", _("not asked")),
                *((value, _(words)) for value, words in labels.DIFFICULTIES.items()),
            ],
        )
        for column in FUNCTIONAL_NEEDS
    )

    @property
    def is_blank(self) -> bool:
        return not any((self.surname.data, self.given.data, self.patronymic.data, self.birth.data))

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        if self.place and self.is_blank:
            return True
        return bool(super().validate(extra_validators))

    def validate_role(self, field: Field) -> None:
        if self.place != 0 and not field.data:
            raise ValidationError(_("Choose who this is to the head."))

    def _check_name(self, field: Field) -> None:
        if field.data and not rules.is_name(field.data):
            raise ValidationError(_("Write letters only; a hyphen and an apostrophe are fine."))

    validate_surname = validate_given = validate_patronymic = _check_name

    def validate_birth(self, field: Field) -> None:
        if field.data and self.read_birth().doubt:
            raise ValidationError(_("Write the day as 12.05.1954, or only the year."))

    def validate_document_last4(self, field: Field) -> None:
        if field.data and not re.fullmatch(r"[0-9A-Za-zА-ЯІЇЄҐа-яіїєґ]{1,4}", field.data):
            raise ValidationError(_("Write at most the last 4 letters or digits."))

    def validate_vouched_by(self, field: Field) -> None:
        if self.document.data in rules.WITHOUT_DOCUMENT and not field.data:
            raise ValidationError(_("Write who confirms who this is, for example the street warden."))

    def read_birth(self) -> Birth:
        return parse_birth(self.birth.data, self.today) if self.birth.data else Birth()

    def _is_old_enough(self, birth: Birth) -> bool:
        return rules.is_old_enough_to_collect(birth.year, in_year=self.today.year)

    @property
    def functional(self) -> dict[str, int]:
        answers = {column: self[column].data for column in FUNCTIONAL_NEEDS}
        return {column: int(answer) for column, answer in answers.items() if answer in labels.DIFFICULTIES}

    def draft(self, role: PersonRole | None = None) -> PersonDraft:
        birth = self.read_birth()
        return PersonDraft(
            surname=self.surname.data,
            given=self.given.data,
            patronymic=self.patronymic.data,
            role=role or PersonRole(self.role.data),
            sex=Sex(self.sex.data),
            birth_on=birth.on,
            birth_year=birth.year,
            document=DocumentKind(self.document.data),
            document_last4=self.document_last4.data.upper(),
            vouched_by=self.vouched_by.data,
            may_collect=self.may_collect.data and self._is_old_enough(birth),
            functional=self.functional,
        )


class PersonRow(PersonFields):
    """One person of the registering form."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """The language of the page; the token is that of the whole form."""

        csrf = False


class PersonForm(PersonFields, Form):
    """One person of a household that is already registered."""

    role = _select(_("Who is this to the head"), PersonRole, empty=N_("choose"))

    @staticmethod
    def values_of(person: Person) -> dict[str, Any]:
        """What stands in the fields before anything is changed."""
        birth = f"{person.birth_on:%d.%m.%Y}" if person.birth_on else str(person.birth_year or "")
        functional = {column: str(getattr(person, column) or "") for column in FUNCTIONAL_NEEDS}
        functional |= {column: "0" for column in FUNCTIONAL_NEEDS if getattr(person, column) == 0}
        names = (
            "surname",
            "given",
            "patronymic",
            "sex",
            "role",
            "document",
            "document_last4",
            "vouched_by",
            "may_collect",
        )
        return {**{name: getattr(person, name) for name in names}, "birth": birth, **functional}


# ---- where and how


class PlaceFields(Form):
    """Where a household belongs. The choices come from the hub's places."""

    no_location = N_("the place that serves the street")
    settlement = SelectField(_("Settlement"), choices=[], default="")
    default_location = SelectField(_("Where you collect aid"), choices=[], default="")

    def offer(self, settlements: Sequence[Settlement], locations: Sequence[Location]) -> None:
        """Fill the choices. Where there is one place of a kind, it is the answer."""
        own = [(str(settlement.id), settlement_name(settlement)) for settlement in settlements]
        self.settlement.choices = own if len(own) == 1 else [("", _("choose")), *own]
        places = [(str(location.id), location.name) for location in locations]
        self.default_location.choices = places if len(places) == 1 else [("", _(self.no_location)), *places]

    def validate_settlement(self, field: Field) -> None:
        if not field.data:
            raise ValidationError(_("Choose the settlement."))

    @property
    def settlement_id(self) -> int:
        return int(self.settlement.data)

    @property
    def default_location_id(self) -> int | None:
        return int(self.default_location.data) if self.default_location.data else None


class FactsForm(PlaceFields):
    """Where a household lives, how to reach it and what makes coming hard."""

    street = TextField(_("Street"), [at_most(80)])
    is_new_street = BooleanField(_("This is a new street, write it down"))
    house = TextField(_("House"), [at_most(12)])
    flat = TextField(_("Flat"), [at_most(6)])
    landmark = TextField(_("Landmark"), [at_most(80)])
    phone1 = PhoneField(_("Phone"))
    phone2 = PhoneField(_("Second phone"))
    phone_kind = _select(_("What phone is it"), PhoneKind, empty=N_("not stated"))
    needs_delivery, needs_carrying, needs_seat, needs_step_free, needs_sign_or_loud, cannot_sign = (
        BooleanField(_(labels.NEEDS[need])) for need in ACCESS_NEEDS
    )
    residence = RadioField(
        _("How do you live here?"), choices=lambda: choices(Residence), default=Residence.RESIDENT.value
    )
    notes = NoteField(_("Note"), [at_most(200)], widget=TextArea())

    def validate_street(self, field: Field) -> None:
        if not field.data and not self.landmark.data:
            raise ValidationError(_("Write the street. Where there are no streets, write a landmark."))
        if field.data and rules.read_street(field.data) is None:
            raise ValidationError(_("Write only the name of the street here; house and flat have their own places."))

    def validate_house(self, field: Field) -> None:
        if not field.data:
            if self.street.data and not self.landmark.data:
                raise ValidationError(_("Write the house number. If it has none, write a landmark."))
            return
        try:
            rules.clean_house(field.data)
        except ValueError as error:
            raise ValidationError(_("Write the house as 21, 21А or 21/2.")) from error

    @property
    def facts(self) -> HouseholdFacts:
        return HouseholdFacts(
            settlement_id=self.settlement_id,
            street=rules.read_street(self.street.data) if self.street.data else None,
            house=rules.clean_house(self.house.data) if self.house.data else "",
            flat=self.flat.data,
            landmark=self.landmark.data,
            default_location_id=self.default_location_id,
            phone1=self.phone1.data,
            phone2=self.phone2.data,
            phone_kind=PhoneKind(self.phone_kind.data) if self.phone_kind.data else None,
            residence=Residence(self.residence.data),
            needs=frozenset(need for need in ACCESS_NEEDS if self[need].data),
            notes=self.notes.data,
        )

    @staticmethod
    def values_of(household: Household) -> dict[str, Any]:
        """What stands in the fields before anything is changed."""
        as_they_are = ("house", "flat", "landmark", "notes", "residence", *ACCESS_NEEDS)
        return {
            **{name: getattr(household, name) for name in as_they_are},
            "settlement": str(household.settlement_id),
            "street": household.street.name if household.street else "",
            "default_location": str(household.default_location_id or ""),
            "phone1": household.phone1,
            "phone2": household.phone2,
            "phone_kind": household.phone_kind or "",
        }


# ---- telling and asking


def _asked_how(label: Any) -> RadioField:
    names = [(method.value, _(labels.CONSENT_METHODS[method])) for method in ASKED]
    message = _("Read the notice aloud and mark how it was agreed.")
    return RadioField(
        label, [AnyOf([method.value for method in ASKED], message=message)], choices=names, validate_choice=False
    )


class NoticeFields(NonceForm):
    """That the notice was read; without it nothing is written down."""

    notice_method = _asked_how(_("The notice was read and agreed"))

    def _consents(self, kinds: Sequence[ConsentKind]) -> tuple[ConsentDraft, ...]:
        method = ConsentMethod(self.notice_method.data)
        return tuple(ConsentDraft(kind, method) for kind in (ConsentKind.NOTICE, *kinds))


class RegisterForm(FactsForm, NoticeFields):
    """Who came, who lives with them, where, how to reach them, what makes it hard, notice, consents."""

    people = FieldList(FormField(PersonRow), min_entries=1, max_entries=MOST_PEOPLE)
    agrees_calls = BooleanField(_(labels.CONSENTS[ConsentKind.CALLS]))
    agrees_partners = BooleanField(_(labels.CONSENTS[ConsentKind.PARTNERS]))
    agrees_health_questions = BooleanField(_(labels.CONSENTS[ConsentKind.HEALTH_QUESTIONS]))

    def problems(self) -> Iterator[tuple[str, Any]]:
        """What is wrong in the order of talk: the people stand first on the page."""
        return iter(sorted(super().problems(), key=lambda problem: not problem[0].startswith("people-")))

    def rows(self) -> Iterator[PersonFields]:
        return (entry.form for entry in self.people)

    def add_row(self) -> None:
        """One more empty row, unless the last one is still empty or there are thirty."""
        last: PersonFields = self.people[-1].form
        if len(self.people) < MOST_PEOPLE and not last.is_blank:
            self.people.append_entry()

    def is_right(self, today: date) -> bool:
        """Whether this was sent and every field is right."""
        for place, row in enumerate(self.rows()):
            row.today, row.place = today, place
        return self.is_sent

    def validate_agrees_health_questions(self, field: Field) -> None:
        if not field.data and any(row.functional for row in self.rows()):
            raise ValidationError(_("Mark this consent, or leave the six questions unanswered."))

    @property
    def draft(self) -> HouseholdDraft:
        head, *others = self.rows()
        members = (row.draft() for row in others if not row.is_blank)
        agreed = {
            ConsentKind.CALLS: self.agrees_calls,
            ConsentKind.PARTNERS: self.agrees_partners,
            ConsentKind.HEALTH_QUESTIONS: self.agrees_health_questions,
        }
        return HouseholdDraft(
            facts=self.facts,
            people=(head.draft(PersonRole.HEAD), *members),
            consents=self._consents([kind for kind, field in agreed.items() if field.data]),
            nonce=self.nonce.data,
        )


class MinimalForm(PlaceFields, NoticeFields):
    """A card without a name: how many they are and where, nothing else."""

    no_location = N_("choose")
    """There is no street to take it from."""
    size = TextField(_("How many people are you?"))

    def validate_default_location(self, field: SelectField) -> None:
        if not field.data and len(list(field.choices or ())) > 1:
            raise ValidationError(_("Choose where they collect aid."))

    def validate_size(self, field: Field) -> None:
        if not re.fullmatch(r"[1-9]|[12][0-9]|30", field.data or "", re.ASCII):
            raise ValidationError(_("Write a number from 1 to 30."))

    @property
    def draft(self) -> HouseholdDraft:
        return HouseholdDraft(
            facts=HouseholdFacts(settlement_id=self.settlement_id, default_location_id=self.default_location_id),
            consents=self._consents(()),
            declared_size=int(self.size.data),
            nonce=self.nonce.data,
        )


# ---- smaller acts


class ConsentForm(Form):
    """How a consent was given at a later visit."""

    method = _asked_how(_("How was it agreed?"))


class StatusForm(Form):
    """Out of the assignment, or back into it."""

    new_status = RadioField(_("From now on this household"), choices=lambda: choices(HouseholdStatus))
    reason = _select(_("Why?"), StatusReason, empty=N_("choose"), validators=[Filled(_("Choose the reason."))])


class ReplaceForm(NonceForm):
    """Why a new card is given."""

    reason = RadioField(
        _("What happened to the card?"),
        [AnyOf([reason.value for reason in rules.REPLACEMENT_REASONS], message=_("Choose what happened to the card."))],
        choices=lambda: [(reason.value, _(labels.BLOCK_REASONS[reason])) for reason in rules.REPLACEMENT_REASONS],
        validate_choice=False,
    )

    @property
    def why(self) -> BlockReason:
        return BlockReason(self.reason.data)


class CardFilterForm(Form):
    """Which cards to print. Asked in the address, which holds no names."""

    class Meta:
        csrf = False

    place = SelectField(_("Where do they live?"), choices=[], default="")
    since = DayField(_("Registered from"), [Optional()])
    until = DayField(_("Registered to"), [Optional()])
    printed_too = BooleanField(_("Those already printed too"))

    def offer(self, places: Sequence[tuple[Settlement, Sequence[Street]]]) -> None:
        """Fill the choices: everywhere, each settlement, each of its streets."""
        self.place.choices = [("", _("everywhere"))]
        for settlement, streets in places:
            self.place.choices.append((f"settlement-{settlement.id}", settlement_name(settlement)))
            self.place.choices += [(f"street-{street.id}", f"– {street_name(street)}") for street in streets]

    @property
    def chosen(self) -> dict[str, str]:
        """The filter as it stands in an address."""
        asked = {"place": self.place.data, "since": self.since.data, "until": self.until.data}
        texts = {name: str(value) for name, value in asked.items() if value}
        return {**texts, "printed_too": "y"} if self.printed_too.data else texts

    @property
    def wanted(self) -> CardFilter:
        kind, _dash, number = (self.place.data or "").partition("-")
        return CardFilter(
            settlement_id=int(number) if kind == "settlement" else None,
            street_id=int(number) if kind == "street" else None,
            registered_from=self.since.data,
            registered_to=self.until.data,
            printed_too=self.printed_too.data,
        )
