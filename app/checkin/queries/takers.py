"""Whom the band offers to take the aid."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Date, bindparam, case, literal_column, null, select, type_coerce

from app.accounts.models import Staff
from app.checkin import rules
from app.core import clock
from app.core.db import db
from app.distributions.models import ProxyRule
from app.households.models import Household, Person, PersonRole, Proxy, ProxyRelation
from app.households.queries.proxies import collects_on
from app.wardens.models import WardenStreet
from app.wardens.rules import side_of

_H, _P, _X = Household.__table__.c, Person.__table__.c, Proxy.__table__.c
_T, _W = Staff.__table__.c, WardenStreet.__table__.c


@dataclass(frozen=True, slots=True)
class Collector:
    """Somebody who may collect: a member of the household, a proxy whom it named, the warden of its street."""

    choice: str
    """How the band names them: the number of a member, ``proxy-12``, ``warden-3``."""
    name: str
    birth_year: int | None
    is_head: bool = False
    relation: ProxyRelation | None = None
    """Of anybody but a member."""

    @property
    def is_staff(self) -> bool:
        """The warden of the street, whose name is no secret: everybody there knows it."""
        return self.choice.startswith("warden-")


_NOTHING: ColumnElement[str] = literal_column("''")
_MEMBERS = select(
    _P.id,
    _P.surname,
    _P.given,
    _P.patronymic,
    _P.birth_year,
    type_coerce(null(), _X.relation.type).label("relation"),
    case((_P.role == PersonRole.HEAD, 0), else_=1).label("rank"),
    type_coerce(null(), _W.side.type).label("side"),
    _NOTHING.label("house"),
).where(_P.household_id == bindparam("household_id"), _P.may_collect)
_NAMED = select(
    _X.id, _X.name, _NOTHING, _NOTHING, _X.birth_year, _X.relation, literal_column("2"), null(), _NOTHING
).where(_X.household_id == bindparam("household_id"), collects_on(bindparam("today", type_=Date)))
_OF_THE_STREET: ColumnElement[str] = literal_column(f"'{ProxyRelation.WARDEN}'")
_WALKING = (
    select(_T.id, _T.name, _NOTHING, _NOTHING, null(), _OF_THE_STREET, literal_column("3"), _W.side, _H.house)
    .select_from(
        Household.__table__.join(WardenStreet.__table__, _W.street_id == _H.street_id).join(
            Staff.__table__, _T.id == _W.warden_id
        )
    )
    .where(_H.id == bindparam("household_id"), _T.retired_at.is_(None))
)
# One statement for all: nobody waits at the desk for the proxies of those who came themselves.
_COLLECTORS = _MEMBERS.union_all(_NAMED, _WALKING).order_by("rank", "id")


@dataclass(frozen=True, slots=True)
class Takers:
    """Who may collect, and whom the household named although the rule of the programme does not let them."""

    collectors: Sequence[Collector] = ()
    kept_out: Sequence[Collector] = ()


def find_takers(household_id: int | None, rule: ProxyRule, at: datetime) -> Takers:
    """Members who may collect, the head first; proxies and the street's warden, as the rule of the programme lets."""
    allowed = rules.relations(rule)
    rows = db.session.execute(_COLLECTORS, {"household_id": household_id, "today": clock.local_date(at)})
    theirs = [_collector(row) for row in rows if row.side is None or row.side is side_of(row.house)]
    may = [one for one in theirs if one.relation is None or one.relation in allowed]
    return Takers(may, [one for one in theirs if one not in may and not one.is_staff])


def _collector(row: Any) -> Collector:
    name = " ".join(part for part in (row.surname, row.given, row.patronymic) if part)
    kind = "" if row.relation is None else "proxy-" if row.side is None else "warden-"
    return Collector(f"{kind}{row.id}", name, row.birth_year, row.rank == 0, row.relation)
