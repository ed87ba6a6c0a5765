"""What a field laptop carries: rows of the hub's own tables, under their own numbers, and only what a round needs.

Of a home the street and number, because somebody walks there; no phones, documents, births or health. Of people only
those who may collect, with their year of birth.
Because the numbers are the hub's, what was done in the field names the same promises, cards and people here.
"""

import enum
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Column, Table, insert, or_, select, text
from sqlalchemy.exc import DataError, IntegrityError

from app.accounts.models import Role, Staff, StaffRole
from app.bundles import reading
from app.bundles.sealing import Misshapen, OtherFormat
from app.core.db import Base, db
from app.distributions.models import (
    Bundle,
    Cycle,
    Distribution,
    EntitledKit,
    Entitlement,
    Programme,
    Slot,
)
from app.households.models import Card, Household, Person, Proxy, Sex
from app.hubs.models import Hub, Location, Partner, Settlement, Street
from app.stock.models import Kit, KitLine, KitVersion

Row = dict[str, Any]
Tables = dict[str, list[Row]]


@dataclass(frozen=True, slots=True)
class _Part:
    """One table of the file; of tables about people only the columns that are named."""

    model: type[Base]
    columns: tuple[str, ...] = ()


_NEEDS = ("needs_carrying", "needs_seat", "needs_step_free", "needs_sign_or_loud", "cannot_sign")
_HOME = ("street_id", "house", "flat", "landmark")
_PARTS = (
    _Part(Hub),
    _Part(Staff, ("id", "login", "name", "created_at")),
    _Part(Settlement),
    _Part(Location),
    _Part(Street),
    _Part(Partner, ("id", "name")),
    _Part(Kit),
    _Part(KitVersion),
    _Part(KitLine, ("id", "kit_version_id", "position", "name", "amount")),
    _Part(Programme),
    _Part(Cycle),
    _Part(Distribution),
    _Part(Slot),
    _Part(
        Household,
        ("id", "pseudonym", "is_minimal", "declared_size", "settlement_id", *_HOME, "registered_at", *_NEEDS),
    ),
    _Part(Person, ("id", "household_id", "role", "surname", "given", "patronymic", "name_key", "birth_year", "sex")),
    _Part(Card, ("id", "household_id", "is_alias", "card_no", "token", "issued_at", "blocked_at", "block_reason")),
    _Part(
        Proxy,
        (
            "id", "household_id", "name", "name_key", "birth_year", "relation", "basis", "valid_from", "valid_to",
            "is_one_time", "created_at",
        ),
    ),
    _Part(Entitlement),
    _Part(EntitledKit),
    _Part(Bundle),
)  # fmt: skip
"""In the order in which they can be written: what a row points at stands before it."""


def release() -> str:
    """The newest migration of this database: two machines understand each other when theirs is the same."""
    return str(db.session.scalar(text("SELECT version_num FROM alembic_version")))


# ---- from the hub into the file


def pack(bundle: Bundle) -> Row:
    """Everything a desk needs for the lines of this bundle that are out."""
    ids = [line.entitlement_id for line in bundle.lines if line.outcome is None]
    assert bundle.carrier_id is not None  # noqa: S101 (a laptop is taken by somebody of the staff)
    tables: Tables = {}
    for part in _PARTS:
        table = part.model.__table__
        assert isinstance(table, Table)  # noqa: S101 (every model of the house is one)
        rows = db.session.execute(select(*_columns(part, table)).where(_CHOSEN[part.model](ids, bundle))).mappings()
        tables[table.name] = [_dump(dict(row)) for row in rows]
    _make_fit(tables, bundle.carrier_id)
    return {"release": release(), "number": bundle.number, "nonce": bundle.nonce, "tables": tables}


def _columns(part: _Part, table: Table) -> list[Column[Any]]:
    named = part.columns or [column.name for column in table.columns if column.computed is None]
    return [table.c[name] for name in named]


def _of(entitlement_ids: Sequence[int], column: Any) -> Any:
    """The values of one column of the chosen promises, or of what they lead to."""
    promised = select(column).select_from(Entitlement.__table__).where(Entitlement.id.in_(entitlement_ids))
    if column.table.name in ("cycles", "programmes"):
        promised = promised.join(Cycle.__table__, Cycle.id == Entitlement.cycle_id)
    if column.table.name == "programmes":
        promised = promised.join(Programme.__table__, Programme.id == Cycle.programme_id)
    if column.table.name in ("slots", "distributions"):
        promised = promised.join(Slot.__table__, Slot.id == Entitlement.slot_id)
    if column.table.name == "distributions":
        promised = promised.join(Distribution.__table__, Distribution.id == Slot.distribution_id)
    return promised


def _versions(ids: Sequence[int]) -> Any:
    return select(EntitledKit.kit_version_id).where(EntitledKit.entitlement_id.in_(ids))


def _kits(ids: Sequence[int]) -> Any:
    return select(KitVersion.kit_id).where(KitVersion.id.in_(_versions(ids)))


def _households(ids: Sequence[int]) -> Any:
    return _of(ids, Entitlement.__table__.c.household_id)


def _locations(ids: Sequence[int]) -> Any:
    return _of(ids, Distribution.__table__.c.location_id)


def _streets(ids: Sequence[int]) -> Any:
    return select(Household.street_id).where(Household.id.in_(_households(ids)), Household.street_id.is_not(None))


def _settlements(ids: Sequence[int]) -> Any:
    homes = select(Household.settlement_id).where(Household.id.in_(_households(ids)))
    around = select(Street.settlement_id).where(Street.id.in_(_streets(ids)))
    places = select(Location.settlement_id).where(Location.id.in_(_locations(ids)))
    return or_(*(Settlement.id.in_(found) for found in (homes, around, places)))


_CHOSEN: Mapping[type[Base], Any] = {
    Hub: lambda ids, bundle: Hub.id.is_not(None),
    Staff: lambda ids, bundle: Staff.id == bundle.carrier_id,
    Settlement: lambda ids, bundle: _settlements(ids),
    Location: lambda ids, bundle: Location.id.in_(_locations(ids)),
    Street: lambda ids, bundle: Street.id.in_(_streets(ids)),
    Partner: lambda ids, bundle: Partner.id.in_(_of(ids, Programme.__table__.c.partner_id)),
    Kit: lambda ids, bundle: Kit.id.in_(_kits(ids)),
    KitVersion: lambda ids, bundle: KitVersion.id.in_(_versions(ids)),
    KitLine: lambda ids, bundle: KitLine.kit_version_id.in_(_versions(ids)),
    Programme: lambda ids, bundle: Programme.id.in_(_of(ids, Cycle.__table__.c.programme_id)),
    Cycle: lambda ids, bundle: Cycle.id.in_(_of(ids, Entitlement.__table__.c.cycle_id)),
    Distribution: lambda ids, bundle: Distribution.id.in_(_of(ids, Slot.__table__.c.distribution_id)),
    Slot: lambda ids, bundle: Slot.id.in_(_of(ids, Entitlement.__table__.c.slot_id)),
    Household: lambda ids, bundle: Household.id.in_(_households(ids)),
    Person: lambda ids, bundle: Person.household_id.in_(_households(ids)) & Person.may_collect,
    Card: lambda ids, bundle: Card.household_id.in_(_households(ids)),
    Proxy: lambda ids, bundle: (
        Proxy.household_id.in_(_households(ids)) & Proxy.revoked_at.is_(None) & Proxy.used_at.is_(None)
    ),
    Entitlement: lambda ids, bundle: Entitlement.id.in_(ids),
    EntitledKit: lambda ids, bundle: EntitledKit.entitlement_id.in_(ids),
    Bundle: lambda ids, bundle: Bundle.id == bundle.id,
}


def _make_fit(tables: Tables, carrier_id: int) -> None:
    """Let nothing point out of the file, and let nothing in it say more than the desk has to know."""
    sizes = _sizes([row["id"] for row in tables["households"]])
    for row in tables["households"]:
        row["landmark"] = "" if row["house"] else row["landmark"]  # only where nothing else leads to the door
        row["declared_size"] = min(30, max(1, row["declared_size"] or 1, sizes.get(row["id"], 0)))
    for row in tables["people"]:
        row["sex"] = Sex.NOT_STATED.value
    promised = [row["slot_id"] for row in tables["entitlements"]]
    for row in tables["slots"]:
        row["capacity"] = promised.count(row["id"])  # what the hub keeps free is not given away here
    there = {name: {row.get("id") for row in rows} for name, rows in tables.items()}
    for part in _PARTS:
        _cut_loose(tables[part.model.__tablename__], part.model.__table__, there, carrier_id)  # type: ignore[arg-type]


def _sizes(household_ids: Collection[int]) -> dict[int, int]:
    found = select(Person.household_id).where(Person.household_id.in_(household_ids))
    people = list(db.session.scalars(found))
    return {household_id: people.count(household_id) for household_id in household_ids}


def _cut_loose(rows: Sequence[Row], table: Table, there: Mapping[str, set[Any]], carrier_id: int) -> None:
    for key in (key for column in table.columns for key in column.foreign_keys):
        column, target = key.parent, key.column.table.name
        for row in rows:
            if row.get(column.name) is not None and row[column.name] not in there.get(target, ()):
                row[column.name] = None if column.nullable else carrier_id


def _dump(row: Row) -> Row:
    return {name: _as_json(value) for name, value in row.items()}


def _as_json(value: Any) -> Any:
    if isinstance(value, enum.Enum):
        return value.value
    return value.isoformat() if isinstance(value, date | datetime | time) else value


# ---- out of the file into an empty database


def unpack(body: Any, *, password_hash: str) -> Staff:
    """Write the rows of a file into an empty database; who works with them. Raises OtherFormat, Misshapen."""
    reading.need(isinstance(body, dict))
    if body.get("release") != release():
        raise OtherFormat
    file = reading.names(body, {"release", "number", "nonce", "tables"})
    tables = reading.names(file["tables"], {part.model.__tablename__ for part in _PARTS})
    loaded = {part.model: _read_rows(part, tables[part.model.__tablename__]) for part in _PARTS}
    reading.need(all(len(loaded[one]) == 1 for one in (Hub, Staff, Bundle)))
    (hub,), (staff,) = loaded[Hub], loaded[Staff]
    hub |= {"field_bundle": reading.text(file["number"], most=20), "public_address": ""}
    staff |= {"password_hash": password_hash, "must_change_password": False}
    _write(loaded)
    worker = db.session.get_one(Staff, staff["id"])
    worker.roles = [StaffRole(role=Role.DESK_CLERK)]
    db.session.flush()
    return worker


def _read_rows(part: _Part, value: Any) -> list[Row]:
    table = part.model.__table__
    assert isinstance(table, Table)  # noqa: S101 (every model of the house is one)
    columns = {column.name: column for column in _columns(part, table)}
    return [_read_row(row, columns) for row in reading.rows(value)]


def _read_row(value: Any, columns: Mapping[str, Column[Any]]) -> Row:
    row = reading.names(value, set(columns))
    return {name: reading.of_column(each, columns[name]) for name, each in row.items()}


def _write(loaded: Mapping[type[Base], list[Row]]) -> None:
    """What the rows are to each other is the database's to judge. Raises Misshapen."""
    try:
        for model, rows in loaded.items():
            if rows:
                db.session.execute(insert(model.__table__), rows)  # type: ignore[arg-type]
        db.session.flush()
    except (IntegrityError, DataError) as error:
        raise Misshapen from error
