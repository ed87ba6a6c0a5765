"""Hub, settlements, streets, locations."""

from app.core import clock
from app.core.db import db
from app.core.names import fold
from app.hubs.models import Hub, Location, LocationKind, Settlement, SettlementKind, Street, StreetKind


def make_hub(*, name: str = "Хаб «Ліцей»", public_address: str = "", is_training: bool = False) -> Hub:
    hub = Hub(
        code="HUB",
        name=name,
        organisation="ГО «Поряд»",
        phone="+380000000099",
        public_address=public_address,
        is_training=is_training,
        created_at=clock.now(),
    )
    db.session.add(hub)
    db.session.flush()
    return hub


def make_settlement(*, name: str = "Тихе Плесо", kind: SettlementKind = SettlementKind.TOWNSHIP) -> Settlement:
    settlement = Settlement(name=name, kind=kind)
    db.session.add(settlement)
    db.session.flush()
    return settlement


def make_location(
    *,
    hub: Hub,
    settlement: Settlement,
    name: str = "Ліцей",
    desks: int = 2,
    capacity_on_site: int = 20,
    is_step_free: bool = True,
) -> Location:
    location = Location(
        hub_id=hub.id,
        name=name,
        kind=LocationKind.SCHOOL,
        settlement=settlement,
        address="вул. Шкільна, 12",
        landmark="вхід з двору, навпроти пошти",
        desks=desks,
        capacity_on_site=capacity_on_site,
        has_shelter=True,
        shelter_note="підвал ліцею",
        is_step_free=is_step_free,
    )
    db.session.add(location)
    db.session.flush()
    return location


def make_street(*, settlement: Settlement, name: str, location: Location | None = None) -> Street:
    street = Street(
        settlement=settlement, kind=StreetKind.STREET, name=name, name_key=fold(name), default_location=location
    )
    db.session.add(street)
    db.session.flush()
    return street
