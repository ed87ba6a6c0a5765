"""Giving a new card, and choosing which cards to print."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, RadioField, SelectField
from wtforms.validators import AnyOf, Optional

from app.households import labels, rules
from app.households.models import BlockReason
from app.households.queries import CardFilter
from app.hubs.labels import settlement_name, street_name
from app.hubs.models import Settlement, Street
from app.web.forms import DayField, Form, NonceForm


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
