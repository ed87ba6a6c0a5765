"""What the coded values of places are called."""

from app.core.errors import N_
from app.hubs.models import LocationKind, PauseCause, Settlement, SettlementKind, Street, StreetKind, Visibility
from app.web import labels

SETTLEMENT_KINDS = labels.register(
    {
        SettlementKind.CITY: N_("city"),
        SettlementKind.TOWNSHIP: N_("township"),
        SettlementKind.VILLAGE: N_("village"),
    }
)
STREET_KINDS = labels.register(
    {
        StreetKind.STREET: N_("st."),
        StreetKind.LANE: N_("lane"),
        StreetKind.AVENUE: N_("ave."),
        StreetKind.SQUARE: N_("sq."),
        StreetKind.OTHER: N_("of another kind"),
    }
)
"""Short, as written before the name: вул., пров., просп., пл. A street of another kind has it in its name."""
LOCATION_KINDS = labels.register(
    {
        LocationKind.SCHOOL: N_("school"),
        LocationKind.COUNCIL: N_("council"),
        LocationKind.CULTURE_HOUSE: N_("house of culture"),
        LocationKind.CHURCH: N_("church"),
        LocationKind.HUB: N_("humanitarian hub"),
        LocationKind.MOBILE: N_("mobile point"),
        LocationKind.WARDEN_HOME: N_("home of a street warden"),
    }
)
VISIBILITIES = labels.register(
    {
        Visibility.PUBLIC: N_("everyone"),
        Visibility.CARD_HOLDERS: N_("card holders only"),
    }
)
PAUSE_CAUSES = labels.register(
    {
        PauseCause.ALARM: N_("air-raid alarm"),
        PauseCause.POWER: N_("no power"),
        PauseCause.SHELLING: N_("shelling"),
        PauseCause.STOCK: N_("goods have not come"),
        PauseCause.OTHER: N_("another cause"),
    }
)


def street_name(street: Street) -> str:
    """вул. Шкільна"""
    return street.name if street.kind is StreetKind.OTHER else f"{labels.label(street.kind)} {street.name}"


def settlement_name(settlement: Settlement) -> str:
    """село Верболози"""
    return f"{labels.label(settlement.kind)} {settlement.name}"
