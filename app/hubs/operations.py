"""The hub's verbs about itself and its places."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import IntegrityError

from app.accounts import operations as accounts
from app.accounts.models import Role, Staff
from app.audit import operations as audit
from app.core.actors import Actor
from app.core.db import Base, db
from app.core.errors import N_, Refusal
from app.core.names import fold
from app.hubs import queries
from app.hubs.models import Hub, Location, LocationKind, Settlement, SettlementKind, Street, StreetKind, Visibility


class AlreadySetUp(Refusal):
    """Two people set up at once, or the page was old."""

    message = N_("This hub is set up already. Sign in.")


class NotTraining(Refusal):
    """Real people are never deleted at a stroke."""

    message = N_("This is not a training community. It cannot be wiped.")


class WrongName(Refusal):
    """The name typed for confirmation is another one."""

    message = N_("This is not the name of the hub. Write it exactly as above.")


class PlaceExists(Refusal):
    """One name, one place."""

    message = N_("There is a place of this name already.")


class StreetsExist(Refusal):
    """Nothing new was in the list."""

    message = N_("All these streets are here already.")


class PlaceInUse(Refusal):
    """Something points at it."""

    message = N_("This cannot be removed: households, streets or locations belong to it.")


@dataclass(frozen=True, slots=True)
class HubDetails:
    """How the hub stands on screens and papers."""

    name: str
    organisation: str
    phone: str
    edrpou: str = ""
    public_address: str = ""


@dataclass(frozen=True, slots=True)
class FirstLead:
    """Who opens the hub, with a password of their own choice."""

    name: str
    login: str
    password: str


@dataclass(frozen=True, slots=True)
class ExampleAccount:
    """Somebody of the example community who may sign in."""

    name: str
    login: str
    password: str
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class SettlementDetails:
    """What is typed about a settlement."""

    kind: SettlementKind
    name: str
    katottg: str = ""


@dataclass(frozen=True, slots=True)
class LocationDetails:
    """Everything about a location that is typed; lengths in metres, capacities in persons."""

    name: str
    kind: LocationKind
    settlement_id: int
    address: str
    landmark: str = ""
    phone: str = ""
    capacity_on_site: int = 20
    desks: int = 1
    has_shelter: bool = False
    shelter_note: str = ""
    shelter_distance_m: int | None = None
    shelter_capacity: int | None = None
    is_step_free: bool = False
    outage_queue: str = ""
    visibility: Visibility = Visibility.PUBLIC
    is_active: bool = True


def open_hub(
    details: HubDetails, *, code: str, lead: FirstLead, is_training: bool = False, actor: Actor, at: datetime
) -> Staff:
    """Make the hub and its first lead, who is its administrator too. Raises AlreadySetUp."""
    if db.session().get_bind().dialect.name == "postgresql":
        db.session.execute(text("LOCK TABLE hubs IN SHARE ROW EXCLUSIVE MODE"))
    if queries.find_hub() is not None:
        raise AlreadySetUp
    hub = Hub(code=code, created_at=at, is_training=is_training, **asdict(details))
    db.session.add(hub)
    roles = (Role.LEAD, Role.ADMIN)
    staff = accounts.add_staff(**asdict(lead), roles=roles, at=at, must_change=False)
    audit.record("open hub", "hub", hub.id, actor=actor, at=at, lead=staff.id)
    return staff


def change_hub(details: HubDetails, *, actor: Actor, at: datetime) -> Hub:
    """Another name, organisation, phone or address. Raises NotFound before set-up."""
    hub = queries.get_hub()
    changed = _apply(hub, asdict(details))
    db.session.flush()
    audit.record("change hub", "hub", hub.id, actor=actor, at=at, changed=changed)
    return hub


def wipe_training(typed_name: str, *, actor: Actor, at: datetime) -> None:
    """Delete everything of a training community, its trace too; the new trace begins by saying so.

    Raises NotFound, NotTraining, and WrongName when the name typed for confirmation is not the hub's.
    """
    hub = queries.get_hub()
    if not hub.is_training:
        raise NotTraining
    if typed_name != hub.name:
        raise WrongName
    db.session.expunge_all()
    for table in reversed(Base.metadata.sorted_tables):
        if not table.info.get("is_law"):  # what the law says is nobody's community's
            db.session.execute(delete(table))
    audit.record("wipe training", "hub", None, actor=actor, at=at)


def add_settlement(details: SettlementDetails, *, actor: Actor, at: datetime) -> Settlement:
    """A settlement that the hub serves. Raises PlaceExists."""
    settlement = Settlement(**asdict(details))
    _save(settlement)
    audit.record("add settlement", "settlement", settlement.id, actor=actor, at=at)
    return settlement


def change_settlement(settlement_id: int, details: SettlementDetails, *, actor: Actor, at: datetime) -> Settlement:
    """Correct a settlement. Raises NotFound, PlaceExists."""
    settlement = queries.get_settlement(settlement_id)
    changed = _apply(settlement, asdict(details))
    _save(settlement)
    audit.record("change settlement", "settlement", settlement.id, actor=actor, at=at, changed=changed)
    return settlement


def remove_settlement(settlement_id: int, *, actor: Actor, at: datetime) -> None:
    """Take away a settlement that was added by mistake. Raises NotFound, PlaceInUse."""
    _remove(queries.get_settlement(settlement_id))
    audit.record("remove settlement", "settlement", settlement_id, actor=actor, at=at)


def add_streets(
    settlement_id: int,
    streets: Mapping[tuple[StreetKind, str], str],
    *,
    location_id: int | None = None,
    actor: Actor,
    at: datetime,
) -> list[Street]:
    """Add those that are new out of ``streets`` (name by kind and folded name). Raises NotFound, StreetsExist."""
    queries.get_settlement(settlement_id)
    _check_location(location_id)
    known = select(Street.kind, Street.name_key).where(Street.settlement_id == settlement_id)
    there = {(row.kind, row.name_key) for row in db.session.execute(known)}
    added = [
        Street(settlement_id=settlement_id, kind=kind, name=name, name_key=key, default_location_id=location_id)
        for (kind, key), name in streets.items()
        if (kind, key) not in there
    ]
    if not added:
        raise StreetsExist
    db.session.add_all(added)
    db.session.flush()
    audit.record("add streets", "settlement", settlement_id, actor=actor, at=at, streets=[row.id for row in added])
    return added


def change_street(
    street_id: int, kind: StreetKind, name: str, *, location_id: int | None, actor: Actor, at: datetime
) -> Street:
    """Correct a street or the location that serves it. Raises NotFound, PlaceExists."""
    street = queries.get_street(street_id)
    _check_location(location_id)
    values = {"kind": kind, "name": name, "name_key": fold(name), "default_location_id": location_id}
    changed = _apply(street, values)
    _save(street)
    audit.record("change street", "street", street.id, actor=actor, at=at, changed=changed)
    return street


def remove_street(street_id: int, *, actor: Actor, at: datetime) -> None:
    """Take away a street that was added by mistake. Raises NotFound, PlaceInUse."""
    _remove(queries.get_street(street_id))
    audit.record("remove street", "street", street_id, actor=actor, at=at)


def assign_streets(
    settlement_id: int, street_ids: Collection[int], *, location_id: int | None, actor: Actor, at: datetime
) -> int:
    """Let a location (or, with None, no location) serve these streets of a settlement; how many changed.

    Raises NotFound. Households registered earlier keep the location they were told.
    """
    queries.get_settlement(settlement_id)
    _check_location(location_id)
    mine = (Street.settlement_id == settlement_id) & Street.id.in_(street_ids)
    changed = db.session.execute(update(Street).where(mine).values(default_location_id=location_id))
    ids = sorted(street_ids)
    audit.record("assign streets", "settlement", settlement_id, actor=actor, at=at, streets=ids, location=location_id)
    return int(changed.rowcount)  # type: ignore[attr-defined]


def add_location(details: LocationDetails, *, actor: Actor, at: datetime) -> Location:
    """A place where aid is given. Raises NotFound before set-up or for an unknown settlement, PlaceExists."""
    queries.get_settlement(details.settlement_id)
    location = Location(hub_id=queries.get_hub().id, **asdict(details))
    _save(location)
    audit.record("add location", "location", location.id, actor=actor, at=at)
    return location


def change_location(location_id: int, details: LocationDetails, *, actor: Actor, at: datetime) -> Location:
    """Correct, close or open again a location. Raises NotFound, PlaceExists."""
    location = queries.get_location(location_id)
    queries.get_settlement(details.settlement_id)
    changed = _apply(location, asdict(details))
    _save(location)
    audit.record("change location", "location", location.id, actor=actor, at=at, changed=changed)
    return location


def _apply(row: Base, values: Mapping[str, object]) -> list[str]:
    """Set what differs; the names of what did."""
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    return sorted(changed)


def _check_location(location_id: int | None) -> None:
    if location_id is not None:
        queries.get_location(location_id)


def _save(place: Settlement | Street | Location) -> None:
    """Flush; the only constraint that correct input can break is the one on names."""
    db.session.add(place)
    try:
        db.session.flush()
    except IntegrityError as error:
        raise PlaceExists from error


def _remove(place: Settlement | Street) -> None:
    db.session.delete(place)
    try:
        db.session.flush()
    except IntegrityError as error:
        raise PlaceInUse from error
