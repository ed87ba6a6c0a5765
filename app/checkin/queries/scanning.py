"""What the desk looks up. Core statements built once: this is the path that every household waits for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    RowMapping,
    ScalarSelect,
    Select,
    and_,
    bindparam,
    exists,
    func,
    or_,
    select,
)

from app.checkin import rules
from app.checkin.models import DeliveryRequest, EmergencyIssue, HandOver, Method, Verdict
from app.checkin.queries.refused import not_taken
from app.checkin.queries.takers import Collector, find_takers
from app.core import clock, codes
from app.core.db import db
from app.core.errors import NotFound
from app.distributions.models import (
    Bundle,
    BundleLine,
    Cycle,
    Distribution,
    DistributionState,
    EntitledKit,
    Entitlement,
    Programme,
    Slot,
    bundle_number,
)
from app.households.models import (
    BlockReason,
    Card,
    Household,
    HouseholdStatus,
    Person,
)
from app.hubs import pausing
from app.hubs import queries as hubs
from app.hubs.models import Hub, Location
from app.stock.models import Kit, KitVersion

_C, _H, _P = Card.__table__.c, Household.__table__.c, Person.__table__.c
_E, _S, _D = Entitlement.__table__.c, Slot.__table__.c, Distribution.__table__.c
_Y, _G, _K, _V = Cycle.__table__.c, Programme.__table__.c, Kit.__table__.c, KitVersion.__table__.c
_L, _Q = Location.__table__.c, EntitledKit.__table__.c
_O, _B, _N = HandOver.__table__.c, Bundle.__table__.c, BundleLine.__table__.c
_R, _X = DeliveryRequest.__table__.c, EmergencyIssue.__table__.c

NEEDS = ("needs_carrying", "needs_seat", "needs_step_free", "needs_sign_or_loud", "cannot_sign")
"""What the desk should help with, in the order it is shown."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a desk stands and how it shows names; chosen by the clerk and kept in the session cookie."""

    location_id: int
    desk: int
    is_masked: bool = True


@dataclass(frozen=True, slots=True)
class Found:
    """What a code or a name led to. Without ``household_id`` it led nowhere."""

    method: Method
    household_id: int | None = None
    card_id: int | None = None
    card_no: str = ""
    block_reason: BlockReason | None = None
    needs: tuple[str, ...] = ()
    mistyped: str = ""
    """Eight digits whose check digit is wrong."""
    is_blank: bool = False
    """A card that was printed ahead and is not linked to a household yet."""
    is_assigned: bool = True
    """Whether the household is one of those that are assigned aid."""
    emergency_at: datetime | None = None
    """When it was last given an emergency kit."""

    @property
    def card(self) -> rules.Card | None:
        return None if self.household_id is None else rules.Card(self.block_reason)

    @property
    def reference(self) -> rules.Reference | None:
        """How the page names it when it is asked about again."""
        return None if self.household_id is None else rules.Reference(self.household_id, self.card_id, self.method)


@dataclass(frozen=True, slots=True)
class Scan:
    """The answer to one look at one household."""

    found: Found
    decision: rules.Decision
    collectors: Sequence[Collector] = ()
    kept_out: Sequence[Collector] = ()
    """Named by the household, but not let by the rule of the programme: the band says so."""

    @property
    def verdict(self) -> Verdict:
        return self.decision.verdict

    @property
    def is_givable(self) -> bool:
        return self.verdict is Verdict.GIVE or self.decision.may_give_now


_EMERGENCY_AT = (
    select(func.max(_X.happened_at))
    .where(_X.household_id == _H.id, ~_X.is_reversed)
    .correlate(Household.__table__)
    .scalar_subquery()
    .label("emergency_at")
)
_HOLDER = (
    _H.id.label("household_id"),
    _H.status,
    _EMERGENCY_AT,
    _C.id.label("card_id"),
    _C.card_no,
    _C.block_reason,
    *(_H[need] for need in NEEDS),
)
_CARDS = select(*_HOLDER).select_from(Card.__table__.outerjoin(Household.__table__, _H.id == _C.household_id))
_BY_TOKEN = _CARDS.where(_C.token == bindparam("code"))
_BY_CARD_NO = _CARDS.where(_C.card_no == bindparam("code"))
_BY_CARD = _CARDS.where(_C.id == bindparam("card_id"))


def _card_of(household_id: ColumnElement[int]) -> ScalarSelect[int]:
    """The card that speaks for a household whose card was not shown: its own live one, else its own last one."""
    card = Card.__table__.alias("card_of")
    of_household = select(card.c.id).where(card.c.household_id == household_id)
    order = card.c.is_alias, card.c.blocked_at.is_not(None), card.c.id.desc()
    return of_household.order_by(*order).limit(1).scalar_subquery()


_BY_HOUSEHOLD = (
    select(*_HOLDER)
    .select_from(Household.__table__.outerjoin(Card.__table__, _C.id == _card_of(_H.id)))
    .where(_H.id == bindparam("household_id"))
)


def find_by_code(typed: str) -> Found:
    """What was scanned or typed, as a card. A number with a wrong check digit is said to be mistyped."""
    code = codes.read_code(typed)
    method = Method.SCAN if code.kind is codes.CodeKind.TOKEN else Method.TYPED
    if code.kind is codes.CodeKind.OTHER:
        return Found(method, mistyped=code.digits if code.is_mistyped_card_no else "")
    by_code = _BY_TOKEN if code.kind is codes.CodeKind.TOKEN else _BY_CARD_NO
    return _find(by_code, {"code": code.digits}, method)


def find_again(reference: rules.Reference) -> Found:
    """What a band was about a moment ago, or a household that was chosen from a list of names."""
    if reference.card_id is not None:
        return _find(_BY_CARD, {"card_id": reference.card_id}, reference.method)
    found = _find(_BY_HOUSEHOLD, {"household_id": reference.household_id}, Method.SEARCH)
    reason = rules.block_without_card(found.block_reason)
    return replace(found, card_id=None, block_reason=reason, card_no="" if found.block_reason else found.card_no)


def _find(statement: Select[Any], values: Mapping[str, Any], method: Method) -> Found:
    row = db.session.execute(statement, values).mappings().first()
    if row is None:
        return Found(method)
    return Found(
        method,
        row["household_id"],
        row["card_id"],
        row["card_no"] or "",
        row["block_reason"],
        tuple(need for need in NEEDS if row[need]),
        is_blank=row["household_id"] is None and row["block_reason"] is None,
        is_assigned=row["status"] is HouseholdStatus.ACTIVE,
        emergency_at=row["emergency_at"],
    )


_IS_IN_FIELD = exists().where(Hub.__table__.c.field_bundle.is_not(None)).label("is_in_field")
_CLAIM = (
    _E.id.label("entitlement_id"),
    _S.distribution_id,
    _D.location_id,
    _L.name.label("location_name"),
    _D.held_on,
    _S.starts_at,
    _S.ends_at,
    _D.state,
    _Y.ends_on.label("cycle_ends_on"),
    _G.proxy_rule,
    _K.code,
    _K.name,
    _K.name_en,
    _Q.position,
    _Q.quantity,
    _E.people_count,
    _IS_IN_FIELD,
)
_PROMISES = (
    Entitlement.__table__.join(Slot.__table__, _S.id == _E.slot_id)
    .join(Distribution.__table__, _D.id == _S.distribution_id)
    .join(Location.__table__, _L.id == _D.location_id)
    .join(Cycle.__table__, _Y.id == _E.cycle_id)
    .join(Programme.__table__, _G.id == _Y.programme_id)
    .join(EntitledKit.__table__, _Q.entitlement_id == _E.id)
    .join(KitVersion.__table__, _V.id == _Q.kit_version_id)
    .join(Kit.__table__, _K.id == _V.kit_id)
)
_EFFECTIVE = and_(_O.entitlement_id == _E.id, ~_O.is_reversed)
_where_given = Location.__table__.alias("where_given")
_GIVEN = (
    _O.id.label("hand_over_id"),
    _O.happened_at,
    _O.desk,
    _O.collector_kind,
    _O.collector_name,
    _where_given.c.name.label("given_at_location"),
    _P.surname,
    _P.given,
    not_taken.label("not_taken"),
)
_IS_OUT = and_(_N.entitlement_id == _E.id, _N.outcome.is_(None))
_OUT = (_B.id.label("bundle_id"), _B.year, _B.serial, _B.carrier_name, _B.sent_at, _B.return_by)
_PAUSED_SINCE = hubs.paused_since().label("paused_since")
_CLAIMS = (
    select(*_CLAIM, *_GIVEN, *_OUT, _PAUSED_SINCE, _R.asked_at.label("delivery_asked_at"))
    .select_from(
        _PROMISES.outerjoin(HandOver.__table__, _EFFECTIVE)
        .outerjoin(DeliveryRequest.__table__, and_(_R.entitlement_id == _E.id, _R.cancelled_at.is_(None)))
        .outerjoin(BundleLine.__table__, _IS_OUT)
        .outerjoin(Bundle.__table__, _B.id == _N.bundle_id)
        .outerjoin(_where_given, _where_given.c.id == _O.location_id)
        .outerjoin(Person.__table__, _P.id == _O.collector_person_id)
    )
    .where(
        _E.household_id == bindparam("household_id"),
        _E.withdrawn_at.is_(None),
        _D.state != DistributionState.DRAFT,
        or_(
            _Y.ends_on >= bindparam("today"),
            _D.held_on >= bindparam("today"),
            _O.happened_at >= bindparam("since"),
            _N.id.is_not(None),
            exists().where(Hub.__table__.c.field_bundle.is_not(None)),
        ),
    )
)


def list_claims(household_id: int, at: datetime) -> list[rules.Claim]:
    """Published promises of a household that still matter at ``at``, each with the hand-over that holds for it."""
    values = {"household_id": household_id, "today": clock.local_date(at), "since": at - timedelta(days=1)}
    promises = _by_promise(db.session.execute(_CLAIMS, values).mappings())
    return [
        replace(
            _claim(rows, _given(rows[0]), _out(rows[0]), rows[0]["paused_since"]),
            delivery_asked_at=rows[0]["delivery_asked_at"],
        )
        for rows in promises
    ]


def _by_promise(rows: Iterable[RowMapping]) -> Iterable[list[RowMapping]]:
    """A statement about promises answers with a row for each of their kits."""
    promises: dict[int, list[RowMapping]] = {}
    for row in rows:
        promises.setdefault(row["entitlement_id"], []).append(row)
    return promises.values()


def _claim(
    rows: Sequence[RowMapping], given: rules.Given | None, out: rules.Out | None, paused_since: datetime | None
) -> rules.Claim:
    row = rows[0]
    return rules.Claim(
        entitlement_id=row["entitlement_id"],
        distribution_id=row["distribution_id"],
        location_id=row["location_id"],
        location_name=row["location_name"],
        held_on=row["held_on"],
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
        is_open=row["state"] is DistributionState.PUBLISHED,
        cycle_ends_on=row["cycle_ends_on"],
        proxy_rule=row["proxy_rule"],
        portions=tuple(map(portion, sorted(rows, key=itemgetter("position")))),
        people_count=row["people_count"],
        given=given,
        out=out,
        paused_since=paused_since,
        is_in_field=bool(row["is_in_field"]),
    )


def portion(row: RowMapping) -> rules.Portion:
    """Kits of one kind, out of a row with the columns of the kit. Of what was given, only what was taken."""
    return rules.Portion(rules.Kit(row["code"], row["name"], row["name_en"]), row["quantity"] - row.get("not_taken", 0))


def _given(row: RowMapping) -> rules.Given | None:
    if row["hand_over_id"] is None:
        return None
    return rules.Given(
        hand_over_id=row["hand_over_id"],
        at=row["happened_at"],
        location_name=row["given_at_location"],
        desk=row["desk"],
        collector_kind=row["collector_kind"],
        collector=row["collector_name"] or " ".join(part for part in (row["surname"], row["given"]) if part),
    )


def _out(row: RowMapping) -> rules.Out | None:
    if row["bundle_id"] is None:
        return None
    number = bundle_number(row["year"], row["serial"])
    return rules.Out(row["bundle_id"], number, row["carrier_name"], row["sent_at"], row["return_by"])


def scan(found: Found, place: Place, at: datetime) -> Scan:
    """Decide about what was found, with the people who may collect when there is something to give."""
    claims = [] if found.household_id is None else list_claims(found.household_id, at)
    decision = rules.decide(
        card=found.card,
        claims=claims,
        location_id=place.location_id,
        at=at,
        has_free_place=lambda claim: has_free_place(claim.distribution_id, at),
    )
    answer = Scan(found, decision)
    if not answer.is_givable or decision.claim is None:
        return answer
    takers = find_takers(found.household_id, decision.claim.proxy_rule, at)
    return replace(answer, collectors=takers.collectors, kept_out=takers.kept_out)


_NOW = Slot.__table__.alias("now_running")
_BOOKED = select(func.count()).where(_E.slot_id == _NOW.c.id, _E.withdrawn_at.is_(None)).scalar_subquery()
_BROUGHT_FORWARD = (
    select(func.count())
    .select_from(
        HandOver.__table__.join(Entitlement.__table__, _E.id == _O.entitlement_id).join(
            Slot.__table__, _S.id == _E.slot_id
        )
    )
    .where(
        _S.distribution_id == _NOW.c.distribution_id,
        _S.starts_at > _NOW.c.starts_at,
        _O.happened_at >= _NOW.c.starts_at,
        _O.happened_at < _NOW.c.ends_at,
        ~_O.is_reversed,
    )
    .scalar_subquery()
)
_RUNNING = select(_NOW.c.id).where(
    _NOW.c.distribution_id == bindparam("distribution_id"),
    _NOW.c.starts_at <= bindparam("at"),
    _NOW.c.ends_at > bindparam("at"),
)
_FREE = select(_NOW.c.capacity - _BOOKED - _BROUGHT_FORWARD).where(_NOW.c.id == bindparam("slot_id"))


def has_free_place(distribution_id: int, at: datetime, *, is_locking: bool = False) -> bool:
    """Whether the slot that runs at ``at`` was not filled, counting those who were already served before their time.

    ``is_locking`` makes two desks that give the last place take turns (on SQLite they do anyway).
    """
    running = _RUNNING.with_for_update() if is_locking else _RUNNING
    slot_id = db.session.scalar(running, {"distribution_id": distribution_id, "at": at})
    return slot_id is not None and (db.session.scalar(_FREE, {"slot_id": slot_id}) or 0) > 0


@dataclass(frozen=True, slots=True)
class Promise:
    """An entitlement held fast for the length of a transaction, with the card and the collector that were named.

    ``card`` is None when the card is not of this household; so is ``collector_id``. ``repeated_id`` is the
    hand-over that the same form made before.
    """

    household_id: int
    claim: rules.Claim
    card: rules.Card | None
    collector_id: int | None
    repeated_id: int | None


_HELD = (
    select(
        *_CLAIM,
        _E.household_id,
        _C.id.label("card_id"),
        _C.block_reason,
        _P.id.label("person_id"),
        pausing.holds_running().label("is_running_held"),
    )
    .select_from(
        _PROMISES.outerjoin(
            Card.__table__,
            and_(
                _C.id == func.coalesce(bindparam("card_id", type_=Integer), _card_of(_E.household_id)),
                _C.household_id == _E.household_id,
            ),
        ).outerjoin(
            Person.__table__,
            and_(_P.id == bindparam("person_id"), _P.household_id == _E.household_id, _P.may_collect),
        )
    )
    .where(_E.id == bindparam("entitlement_id"), _E.withdrawn_at.is_(None), _D.state != DistributionState.DRAFT)
    .with_for_update(of=Entitlement.__table__)
)
# Apart from the statement above: PostgreSQL answers a join with what stood there before it waited for the locks.
_repeated = HandOver.__table__.alias("repeated")
_STANDING = (
    select(_O.id, _O.happened_at, _O.desk, _O.collector_kind, _repeated.c.id.label("repeated_id"), *_OUT, _PAUSED_SINCE)
    .select_from(
        Entitlement.__table__.join(Slot.__table__, _S.id == _E.slot_id)
        .join(Distribution.__table__, _D.id == _S.distribution_id)
        .join(Location.__table__, _L.id == _D.location_id)
        .outerjoin(HandOver.__table__, _EFFECTIVE)
        .outerjoin(_repeated, _repeated.c.nonce == bindparam("nonce"))
        .outerjoin(BundleLine.__table__, _IS_OUT)
        .outerjoin(Bundle.__table__, _B.id == _N.bundle_id)
    )
    .where(_E.id == bindparam("entitlement_id"))
)


def hold_promise(entitlement_id: int, *, card_id: int | None, person_id: int | None, nonce: str) -> Promise:
    """Lock a promise that stands until the transaction ends, and see whether it was given. Raises NotFound."""
    values = {"entitlement_id": entitlement_id, "card_id": card_id, "person_id": person_id}
    # once more, because PostgreSQL passes over one that was moved to another slot or household while we waited
    rows = _hold(values) or _hold(values)
    if not rows:
        raise NotFound
    row = rows[0]
    standing = db.session.execute(_STANDING, {"entitlement_id": entitlement_id, "nonce": nonce}).mappings().one()
    claim = _claim(rows, _given_here(standing), _out(standing), standing["paused_since"])
    card = _shown_card(card_id, row)
    return Promise(row["household_id"], claim, card, row["person_id"], standing["repeated_id"])


def _given_here(row: RowMapping) -> rules.Given | None:
    """That it was given, and no more than that: the band that comes after tells where and to whom."""
    if row["id"] is None:
        return None
    return rules.Given(row["id"], row["happened_at"], "", row["desk"], row["collector_kind"])


def _shown_card(card_id: int | None, row: RowMapping) -> rules.Card | None:
    """None when the card that was named is not of this household."""
    if card_id is None:
        return rules.Card(rules.block_without_card(row["block_reason"]))
    return rules.Card(row["block_reason"]) if row["card_id"] is not None else None


def _hold(values: Mapping[str, Any]) -> Sequence[RowMapping]:
    return db.session.execute(_HELD, values).mappings().all()
