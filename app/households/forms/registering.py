"""Putting a household into the register, whole or without a name."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, Field, FieldList, FormField, ValidationError

from app.households import labels
from app.households.forms.cards import stock_card_field
from app.households.forms.consents import asked_how
from app.households.forms.household import FactsForm, MinimalFactsForm
from app.households.forms.people import PersonFields, PersonRow
from app.households.models import ConsentKind, ConsentMethod, PersonRole
from app.households.rules import ConsentDraft, HouseholdDraft, PersonDraft
from app.web.forms import NonceForm

MOST_PEOPLE = 30


class NoticeFields(NonceForm):
    """That the notice was read; without it nothing is written down."""

    notice_method = asked_how(_("The notice was read and agreed"))
    blank_card = stock_card_field()

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

    def told_so_far(self, today: date) -> list[PersonDraft]:
        """Those who have a surname and a given name by now, the head first; nothing is checked yet."""
        for row in self.rows():
            row.today = today
        return [row.draft_so_far() for row in self.rows() if row.surname.data and row.given.data]

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
            blank_card=self.blank_card.data,
        )


class MinimalForm(MinimalFactsForm, NoticeFields):
    """A card without a name: how many they are and where, nothing else."""

    @property
    def draft(self) -> HouseholdDraft:
        return HouseholdDraft(
            facts=self.facts.of_household,
            consents=self._consents(()),
            declared_size=self.facts.size,
            nonce=self.nonce.data,
            blank_card=self.blank_card.data,
        )
