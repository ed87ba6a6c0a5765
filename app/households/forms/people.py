"""What is asked of one person."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, SelectField, ValidationError
from wtforms import Form as PlainForm

from app.core.errors import N_
from app.households import labels, rules
from app.households.forms.fields import Filled, choice_of
from app.households.models import FUNCTIONAL_NEEDS, DocumentKind, Person, PersonRole, Sex
from app.households.parsing.persons import Birth, parse_birth
from app.households.rules import PersonDraft
from app.web.forms import Form, NameField, TextField, at_most
from app.web.labels import choices


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
    sex = choice_of(_("Sex"), Sex, empty=N_("choose"), validators=[Filled(_("Choose the sex, or “not stated”."))])
    role = SelectField(
        _("Who is this to the head"),
        choices=lambda: [choice for choice in choices(PersonRole, empty=N_("choose")) if choice[0] != PersonRole.HEAD],
        default="",
    )
    document = choice_of(_("Document"), DocumentKind, default=DocumentKind.NOT_ASKED)
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

    def draft_so_far(self) -> PersonDraft:
        """What can be read of a row that is not finished."""
        birth = self.read_birth()
        sex = Sex(self.sex.data) if self.sex.data in set(Sex) else Sex.NOT_STATED
        return PersonDraft(
            self.surname.data, self.given.data, self.patronymic.data, sex=sex, birth_on=birth.on, birth_year=birth.year
        )


class PersonRow(PersonFields):
    """One person of the registering form."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """The language of the page; the token is that of the whole form."""

        csrf = False


class PersonForm(PersonFields, Form):
    """One person of a household that is already registered."""

    role = choice_of(_("Who is this to the head"), PersonRole, empty=N_("choose"))

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
