"""Giving a new card, and choosing which cards to print."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, Field, IntegerField, RadioField, SelectField, ValidationError
from wtforms.validators import AnyOf, NumberRange, Optional

from app.accounts.forms import SecondPersonFields
from app.households import labels, rules
from app.households.models import BlockReason, CheckReason
from app.households.queries import CardFilter
from app.hubs.labels import settlement_name, street_name
from app.hubs.models import Settlement, Street
from app.web.forms import DayField, Form, NonceForm, TextField, at_most, is_ascii_number, needed
from app.web.labels import choices

MOST_BLANK_CARDS = 200


def stock_card_field() -> TextField:
    """The field that takes a card out of the stock, wherever a household gets one."""
    return TextField(_("Number of a card from the stock"), [at_most(200)])


class ReplaceForm(NonceForm, SecondPersonFields):
    """Why another card is given, which one if not a new one, and who agrees where one person’s word is not enough."""

    reason = RadioField(
        _("What happened to the card?"),
        [AnyOf([reason.value for reason in rules.REPLACEMENT_REASONS], message=_("Choose what happened to the card."))],
        choices=lambda: [(reason.value, _(labels.BLOCK_REASONS[reason])) for reason in rules.REPLACEMENT_REASONS],
        validate_choice=False,
    )
    blank_card = stock_card_field()

    def validate_blank_card(self, field: Field) -> None:
        if self.reason.data == BlockReason.NOT_PRINTED and not field.data:
            raise ValidationError(_("Scan the card from the stock, or type its number."))

    @property
    def why(self) -> BlockReason:
        return BlockReason(self.reason.data)


class CheckForm(Form):
    """Why a card is held."""

    reason = RadioField(
        _("Why is the card held?"),
        [AnyOf([reason.value for reason in CheckReason], message=_("Choose why the card is held."))],
        choices=lambda: choices(CheckReason),
        validate_choice=False,
    )

    @property
    def why(self) -> CheckReason:
        return CheckReason(self.reason.data)


class BlankCardsForm(NonceForm):
    """How many cards to print ahead."""

    count = IntegerField(
        _("How many cards?"),
        [
            is_ascii_number,
            NumberRange(1, MOST_BLANK_CARDS, message=_("Write a number from 1 to 200.")),
        ],
        default=50,
    )


class StrikeOffForm(Form):
    """Which card of the stock is lost or spoilt."""

    code = TextField(
        _("Number of the lost or spoilt blank card"),
        [needed(_("Scan the card, or type its number.")), at_most(200)],
    )


class CardFilterForm(Form):
    """Which cards to print. Asked in the address, which holds no names."""

    class Meta:
        csrf = False

    place = SelectField(_("Where do they live?"), choices=[], default="")
    since = DayField(_("Registered from"), [Optional()])
    until = DayField(_("Registered to"), [Optional()])
    printed_too = BooleanField(_("Those already printed too"))
    bare = BooleanField(_("Only the number, without initials and street"))

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
        ticked = {"printed_too": self.printed_too.data, "bare": self.bare.data}
        return texts | {name: "y" for name, value in ticked.items() if value}

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
