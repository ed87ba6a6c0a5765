"""The desk's own day: how far the present slot is, what this desk gave last."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import RowMapping, Select, and_, bindparam, exists, func, or_, select

from app.checkin.models import HandOver, Method
from app.checkin.queries.refused import not_taken
from app.checkin.queries.scanning import Place, portion
from app.checkin.rules import Portion, Reference
from app.core import clock
from app.core.db import db
from app.core.errors import NotFound
from app.core.names import sort_key
from app.distributions.models import Distribution, DistributionState, EntitledKit, Entitlement, Slot
from app.households.models import Card
from app.hubs.models import Location
from app.stock.models import Kit, KitVersion

_E, _S, _D = Entitlement.__table__.c, Slot.__table__.c, Distribution.__table__.c
_O, _C, _L = HandOver.__table__.c, Card.__table__.c, Location.__table__.c
_K, _V, _Q = Kit.__table__.c, KitVersion.__table__.c, EntitledKit.__table__.c

LAST = 5
"""Hand-overs a desk keeps in sight."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the slot that runs now is, over all programmes given at this place."""

    starts_at: datetime
    ends_at: datetime
    served: int
    assigned: int


_PROGRESS = (
    select(
        func.min(_S.starts_at).label("starts_at"),
        func.max(_S.ends_at).label("ends_at"),
        func.count(_E.id).label("assigned"),
        func.count(_O.id).label("served"),
    )
    .select_from(
        Distribution.__table__.join(Slot.__table__, _S.distribution_id == _D.id)
        .outerjoin(Entitlement.__table__, and_(_E.slot_id == _S.id, _E.withdrawn_at.is_(None)))
        .outerjoin(HandOver.__table__, and_(_O.entitlement_id == _E.id, ~_O.is_reversed))
    )
    .where(
        _D.held_on == bindparam("today"),
        _D.location_id == bindparam("location_id"),
        _D.state == DistributionState.PUBLISHED,
        _S.starts_at <= bindparam("at"),
        _S.ends_at > bindparam("at"),
    )
)


def find_progress(location_id: int, at: datetime) -> Progress | None:
    """The slot that runs now at this location, or None between slots and on days without a distribution."""
    values = {"today": clock.local_date(at), "location_id": location_id, "at": at}
    row = db.session.execute(_PROGRESS, values).one()
    return None if row.starts_at is None else Progress(row.starts_at, row.ends_at, row.served, row.assigned)


@dataclass(frozen=True, slots=True)
class Done:
    """A hand-over as the desk shows it afterwards."""

    id: int
    staff_id: int
    location_id: int
    location_name: str
    desk: int
    happened_at: datetime
    is_reversed: bool
    household_id: int
    card_id: int | None
    method: Method
    card_no: str
    portions: tuple[Portion, ...]

    @property
    def reference(self) -> Reference:
        """Whom it was given to, for the next band."""
        return Reference(self.household_id, self.card_id, self.method)


_DONE = (
    select(
        _O.id,
        _O.staff_id,
        _O.location_id,
        _L.name.label("location_name"),
        _O.desk,
        _O.happened_at,
        _O.is_reversed,
        _E.household_id,
        _O.card_id,
        _O.method,
        _C.card_no,
        _K.code,
        _K.name,
        _K.name_en,
        _Q.quantity,
        not_taken.label("not_taken"),
    )
    .select_from(
        HandOver.__table__.join(Entitlement.__table__, _E.id == _O.entitlement_id)
        .join(Location.__table__, _L.id == _O.location_id)
        .join(EntitledKit.__table__, _Q.entitlement_id == _E.id)
        .join(KitVersion.__table__, _V.id == _Q.kit_version_id)
        .join(Kit.__table__, _K.id == _V.kit_id)
        .outerjoin(Card.__table__, _C.id == _O.card_id)
    )
    .order_by(_O.happened_at.desc(), _O.id.desc(), _Q.position)
)
_made = HandOver.__table__.alias("made")
_LAST_MADE = (
    select(_made.c.id)
    .where(
        _made.c.location_id == bindparam("location_id"),
        _made.c.happened_at >= bindparam("since"),
        _made.c.desk == bindparam("desk"),
    )
    .order_by(_made.c.happened_at.desc(), _made.c.id.desc())
    .limit(LAST)
    .subquery()
)
_LAST_DONE = _DONE.where(_O.id.in_(select(_LAST_MADE.c.id)))
_ONE_DONE = _DONE.where(_O.id == bindparam("hand_over_id"))


def list_done(place: Place, at: datetime) -> Sequence[Done]:
    """What this desk gave last today, the newest first."""
    since = clock.instant(clock.local_date(at), time.min)
    values = {"location_id": place.location_id, "desk": place.desk, "since": since}
    return _done(db.session.execute(_LAST_DONE, values).mappings())


def find_done(hand_over_id: int) -> Done | None:
    """One hand-over as it is shown afterwards."""
    found = _done(db.session.execute(_ONE_DONE, {"hand_over_id": hand_over_id}).mappings())
    return found[0] if found else None


def get_hand_over(hand_over_id: int) -> Done:
    """Raises NotFound."""
    done = find_done(hand_over_id)
    if done is None:
        raise NotFound
    return done


def _done(rows: Iterable[RowMapping]) -> list[Done]:
    """A row for each kit of each hand-over, those of one hand-over together."""
    return [_one_done(list(of_one)) for _, of_one in groupby(rows, key=itemgetter("id"))]


def _one_done(rows: Sequence[RowMapping]) -> Done:
    row = rows[0]
    return Done(
        id=row["id"],
        staff_id=row["staff_id"],
        location_id=row["location_id"],
        location_name=row["location_name"],
        desk=row["desk"],
        happened_at=row["happened_at"],
        is_reversed=row["is_reversed"],
        household_id=row["household_id"],
        card_id=row["card_id"],
        method=row["method"],
        card_no=row["card_no"] or "",
        portions=tuple(map(portion, rows)),
    )


def find_place(at: datetime) -> Place | None:
    """The only place where aid is given today; else the hub's only location; None when somebody must choose."""
    today = _only(
        select(_D.location_id)
        .where(_D.held_on == clock.local_date(at), _D.state == DistributionState.PUBLISHED)
        .distinct()
    )
    location_id = today or _only(select(_L.id).where(_L.is_active))
    return None if location_id is None else Place(location_id, desk=1)


def _only(statement: Select[Any]) -> int | None:
    found = db.session.scalars(statement.limit(2)).all()
    return found[0] if len(found) == 1 else None


def list_locations(at: datetime) -> Sequence[Location]:
    """Where a desk may stand: locations that are open, and those that gave their word for today."""
    gives_today = exists().where(
        Distribution.location_id == Location.id,
        Distribution.held_on == clock.local_date(at),
        Distribution.state == DistributionState.PUBLISHED,
    )
    found = db.session.scalars(select(Location).where(or_(Location.is_active, gives_today)))
    return sorted(found, key=lambda location: sort_key(location.name))
