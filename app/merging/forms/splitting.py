"""What is asked when people leave one household for another."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _
from wtforms import Field, RadioField, SelectField, ValidationError

from app.households.forms import DayForm, FactsForm, described
from app.households.labels import home_address
from app.households.models import Household
from app.households.rules import masked_name
from app.merging.rules.splitting import Move, is_head_missing, roles_there
from app.web.filters import card_no
from app.web.forms import MultiCheckboxField, TextField, at_most


class MoveFields(DayForm):
    """Who goes, on which day, and who speaks for those who stay."""

    household: Household
    who = MultiCheckboxField(_("Who goes?"), coerce=int)
    new_head = SelectField(_("Who speaks for those who stay?"), choices=[], default="")
    head_there = SelectField(_("Who is the head there?"), choices=[], default="")

    def offer_people(self, household: Household) -> None:
        """The people of the household, masked."""
        self.household = household
        people = [(str(person.id), described(person)) for person in household.people]
        self.who.choices = [(person.id, described(person)) for person in household.people]
        self.new_head.choices = [("", gettext("nothing changes")), *people]
        self.head_there.choices = [("", gettext("choose")), *people]

    def validate_who(self, field: Field) -> None:
        if not field.data:
            raise ValidationError(_("Mark who goes."))

    def validate_new_head(self, field: Field) -> None:
        if self.going and is_head_missing(self.household.people, self.going, _id_in(field)):
            raise ValidationError(_("The head goes. Choose who speaks for those who stay."))

    @property
    def going(self) -> frozenset[int]:
        return frozenset(self.who.data or ())

    @property
    def staying(self) -> int:
        """How many remain, those without a name too."""
        return self.household.size - len(self.going)

    @property
    def move(self) -> Move:
        roles = roles_there(self.household.people, self.going, _id_in(self.head_there))
        return Move(roles, self.occasion, new_head_id=_id_in(self.new_head))


class SplitForm(MoveFields, FactsForm):
    """A household of their own, and where it lives."""

    def validate_who(self, field: Field) -> None:
        super().validate_who(field)
        if self.staying == 0:
            raise ValidationError(_("If everybody moves, correct the address of the household instead."))

    def validate_head_there(self, field: Field) -> None:
        if _id_in(field) not in self.going:
            raise ValidationError(_("Choose the head of the new household among those who go."))


class TransferForm(MoveFields):
    """Another household that is in the register already."""

    q = TextField(_("To whom? Card number, or surname and year of birth"), [at_most(200)])
    target = RadioField(_("Which household?"), choices=[], validate_choice=False)
    offered: Sequence[int] = ()

    def offer_targets(self, found: Sequence[Household]) -> None:
        """The households that were found, masked."""
        self.target.choices = [(str(household.id), told_of(household)) for household in found]
        self.offered = [household.id for household in found]
        if len(self.offered) == 1:  # there is nothing to choose
            self.target.data = str(self.offered[0])

    @property
    def target_id(self) -> int | None:
        chosen = _id_in(self.target)
        return chosen if chosen in self.offered else None


def told_of(household: Household) -> str:
    """Картка 1234 5678, К▪▪▪▪▪ Г. 1954, вул. Садова, 21, 3 особи: enough to tell it from others."""
    card, head = household.live_card, household.head
    parts = (
        gettext("Card %(number)s", number=card_no(card.card_no)) if card else gettext("no valid card"),
        f"{masked_name(head.surname, head.given)} {head.birth_year or ''}".strip() if head else "",
        home_address(household),
        ngettext("%(num)s person", "%(num)s people", household.size),
    )
    return ", ".join(part for part in parts if part)


def _id_in(field: Any) -> int | None:
    """The number that was chosen; None for nothing and for nonsense."""
    raw = str(field.data or "")
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) <= 9 else None
