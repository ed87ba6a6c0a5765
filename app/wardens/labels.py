"""What sides, needs and reported changes are called."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from flask_babel import gettext as _

from app.core.errors import N_
from app.hubs.labels import settlement_name, street_name
from app.hubs.models import Street
from app.wardens.models import ChangeKind, ChangeState, CheckAnswer, NeedCode, Side
from app.wardens.rules import Look
from app.web import labels

SIDES = labels.register(
    {
        Side.ODD: N_("odd side"),
        Side.EVEN: N_("even side"),
    }
)
NEEDS = labels.register(
    {
        NeedCode.FOOD: N_("food"),
        NeedCode.WATER: N_("water"),
        NeedCode.MEDICINE: N_("medicine"),
        NeedCode.HYGIENE: N_("hygiene"),
        NeedCode.BABY: N_("for children"),
        NeedCode.HEAT: N_("heat, firewood"),
        NeedCode.REPAIR: N_("repair"),
        NeedCode.CLOTHES: N_("clothes"),
        NeedCode.CONNECTION: N_("phone, internet"),
        NeedCode.DOCUMENTS: N_("documents"),
        NeedCode.PSYCHOLOGIST: N_("psychologist"),
        NeedCode.CARE: N_("care at home"),
        NeedCode.WORK: N_("work"),
        NeedCode.TRANSPORT: N_("transport"),
        NeedCode.OTHER: N_("something else"),
    }
)
CHECK_ANSWERS = labels.register(
    {
        CheckAnswer.AT_HOME: N_("found at home"),
        CheckAnswer.MOVED: N_("they moved away"),
        CheckAnswer.ILL: N_("somebody is ill"),
        CheckAnswer.DEAD: N_("somebody died"),
        CheckAnswer.NOT_FOUND: N_("nobody was found"),
    }
)
CHANGES = labels.register(
    {
        ChangeKind.BIRTH: N_("a child was born"),
        ChangeKind.DEATH: N_("somebody died"),
        ChangeKind.NEW_PEOPLE: N_("new people in the household"),
        ChangeKind.DEPARTURE: N_("somebody left"),
        ChangeKind.ALL_LEFT: N_("the whole household left"),
        ChangeKind.NEW_HOUSEHOLD: N_("a new household"),
        ChangeKind.PHONE: N_("another phone"),
        ChangeKind.OTHER: N_("another change"),
    }
)
labels.register(
    {
        ChangeState.WAITING: N_("waits for a registrar"),
        ChangeState.ACCEPTED: N_("done"),
        ChangeState.DECLINED: N_("declined"),
    }
)
labels.register(
    {
        Look.PRINT: N_("to print it"),
        Look.ENTRY: N_("to type it in"),
    }
)
VISIT_NEEDS = {
    "needs_delivery": N_("delivery"),
    "needs_carrying": N_("carrying"),
    "needs_sign_or_loud": N_("speak loudly"),
    "cannot_sign": N_("no signature"),
}
"""What matters at somebody's door, by column of a household: in two words and without a cause."""


def stretch_name(stretch: tuple[Street, Side | None], among: Iterable[Street] = ()) -> str:
    """вул. Садова; of a parted street also the side: вул. Садова, парний бік.

    ``among`` are the streets it stands with. Where they lie in several settlements, the settlement is named first,
    because every village has its Садова.
    """
    street, side = stretch
    settlement = settlement_name(street.settlement) if _lie_apart(among) else ""
    parts = (settlement, street_name(street), labels.label(side) if side else "")
    return ", ".join(part for part in parts if part)


def stretch_names(stretches: Sequence[tuple[Street, Side | None]]) -> str:
    """вул. Миру; вул. Садова, парний бік. Of several settlements each is named once, before its streets."""
    several = _lie_apart(street for street, _side in stretches)
    villages = []
    for settlement, its_streets in groupby(stretches, key=lambda stretch: stretch[0].settlement):
        names = "; ".join(stretch_name(stretch) for stretch in its_streets)
        villages.append(f"{settlement_name(settlement)}: {names}" if several else names)
    return "; ".join(villages)


def street_in_row(street: Street, among: Iterable[Street]) -> str:
    """вул. Садова; where several settlements are walked, also which: вул. Садова · Верболози."""
    return f"{street_name(street)} · {street.settlement.name}" if _lie_apart(among) else street_name(street)


def _lie_apart(streets: Iterable[Street]) -> bool:
    return len({street.settlement_id for street in streets}) > 1


def visit_need(column: str) -> str:
    """доставка"""
    return str(_(VISIT_NEEDS[column]))


def home_number(house: str, flat: str, landmark: str) -> str:
    """12, кв. 3; where there is no number, the landmark."""
    parts = (house or landmark, _("flat %(number)s", number=flat) if flat else "")
    return ", ".join(part for part in parts if part)
