"""What a card tells of aid: two statements, and never a name, an address or a number of people."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Date, RowMapping, Select, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import aliased

from app.checkin import queries as checkin
from app.checkin.models import HandOver
from app.core import clock
from app.core.db import UtcDateTime, db
from app.distributions import queries as distributions
from app.distributions.models import (
    Bundle,
    BundleKind,
    BundleLine,
    Cycle,
    Distribution,
    DistributionState,
    EntitledKit,
    Entitlement,
    MoveCause,
    MoveList,
    Programme,
    Slot,
    SlotMove,
    WaitingEntry,
    WaitState,
)
from app.distributions.queries import templates as weeks
from app.households.models import Card
from app.hubs import queries as hubs
from app.hubs.models import Location, PauseCause, Settlement
from app.pauses import queries as pauses
from app.public_works.models import DayState, OrderState, SignUp, SignUpDay, WorkOrder
from app.residents import rules
from app.stock.models import Kit, KitVersion

ENOUGH = 40
"""Promises of one household that are looked at: three years of a monthly programme."""


@dataclass(frozen=True, slots=True)
class FoundCard:
    """A card as far as the public door needs it."""

    id: int
    card_no: str
    token: str
    household_id: int | None
    """None while the card is blank: printed ahead and given to nobody yet."""
    is_blocked: bool
    news_id: int | None
    """Of the decision on a shortage that concerns its household; found on the way, because it is rarely there."""
    works: bool
    """Whether its household has to do with public works, or could sign up for one now."""
    offered_until: datetime | None
    """Until when the first place that is offered to somebody of its household is held."""

    @property
    def is_live(self) -> bool:
        return self.household_id is not None and not self.is_blocked


@dataclass(frozen=True, slots=True)
class Holder:
    """A card that works, and the household that holds it."""

    card_id: int
    card_no: str
    household_id: int


_JUST_NOW = bindparam("at", type_=UtcDateTime())
_SIGNED_UP = exists().where(SignUp.household_id == Card.household_id)
_MAY_SIGN_UP = exists().where(WorkOrder.state == OrderState.PUBLISHED, WorkOrder.sign_up_until > _JUST_NOW)
_OFFERED_UNTIL = (
    select(func.min(SignUpDay.held_until))
    .join(SignUp, SignUp.id == SignUpDay.sign_up_id)
    .where(
        SignUp.household_id == Card.household_id,
        SignUpDay.state == DayState.OFFERED,
        SignUpDay.held_until > _JUST_NOW,
    )
    .correlate(Card)
    .scalar_subquery()
)
_CARD = select(
    Card.id,
    Card.card_no,
    Card.token,
    Card.household_id,
    Card.blocked_at.is_not(None),
    distributions.news_id(Card.household_id, bindparam("today", type_=Date())),
    or_(_SIGNED_UP, _MAY_SIGN_UP),
    _OFFERED_UNTIL,
)
_BY_TOKEN = _CARD.where(Card.token == bindparam("digits"))
_BY_NUMBER = _CARD.where(Card.card_no == bindparam("digits"))
_BY_ID = _CARD.where(Card.id == bindparam("digits"))
_WAITS = exists().where(WaitingEntry.entitlement_id == Entitlement.id, WaitingEntry.closed_at.is_(None))
_LATEST = (
    select(Entitlement.id)
    .join(Slot, Slot.id == Entitlement.slot_id)
    .where(Entitlement.household_id == bindparam("household_id"), or_(Entitlement.stands, _WAITS))
    .order_by(Slot.starts_at.desc())
    .limit(ENOUGH)
    .subquery()
)
_HELD_UNTIL = (
    select(func.max(WaitingEntry.held_until))
    .where(WaitingEntry.entitlement_id == Entitlement.id, WaitingEntry.state == WaitState.OFFERED)
    .scalar_subquery()
)
_IS_CARRIED = exists().where(
    BundleLine.entitlement_id == Entitlement.id, BundleLine.outcome.is_(None),
    Bundle.id == BundleLine.bundle_id, Bundle.kind == BundleKind.WARDEN,
)  # fmt: skip
_OF_PROMISE = aliased(SlotMove)
_LAST_MOVE = select(func.max(_OF_PROMISE.id)).where(_OF_PROMISE.entitlement_id == Entitlement.id).scalar_subquery()
_WAS = aliased(Slot)
_PROMISES = (
    select(
        Entitlement.id.label("entitlement_id"),
        Programme.id.label("programme_id"),
        Programme.ends_on.label("programme_ends_on"),
        Programme.is_active,
        Kit.name.label("kit"),
        Kit.name_en.label("kit_en"),
        (EntitledKit.quantity - checkin.not_taken).label("quantity"),
        Slot.starts_at,
        Slot.ends_at,
        Distribution.held_on,
        Distribution.closes_at,
        Distribution.state,
        Cycle.ends_on,
        Location.id.label("location_id"),
        Location.name,
        Location.address,
        Location.landmark,
        Location.has_shelter,
        Location.shelter_note,
        Settlement.name.label("settlement"),
        HandOver.happened_at,
        hubs.pause_cause().label("pause_cause"),
        pauses.is_time_open(bindparam("just_now", type_=UtcDateTime())).label("is_time_open"),
        Entitlement.withdrawn_at,
        SlotMove.cause.label("move_cause"),
        MoveList.reason.label("move_reason"),
        _WAS.starts_at.label("was_at"),
        _HELD_UNTIL.label("held_until"),
        _IS_CARRIED.label("is_carried"),
    )
    .join_from(Entitlement, Slot)
    .join(Distribution, Distribution.id == Slot.distribution_id)
    .join(Cycle, Cycle.id == Distribution.cycle_id)
    .join(Programme, Programme.id == Cycle.programme_id)
    .join(EntitledKit, EntitledKit.entitlement_id == Entitlement.id)
    .join(KitVersion, KitVersion.id == EntitledKit.kit_version_id)
    .join(Kit, Kit.id == KitVersion.kit_id)
    .join(Location, Location.id == Distribution.location_id)
    .join(Settlement, Settlement.id == Location.settlement_id)
    .outerjoin(SlotMove, SlotMove.id == _LAST_MOVE)
    .outerjoin(MoveList, MoveList.id == SlotMove.move_list_id)
    .outerjoin(_WAS, _WAS.id == SlotMove.from_slot_id)
    .outerjoin(HandOver, and_(HandOver.entitlement_id == Entitlement.id, ~HandOver.is_reversed))
    .where(Entitlement.id.in_(select(_LATEST.c.id)), Distribution.state != DistributionState.DRAFT)
    .order_by(Slot.starts_at.desc(), Entitlement.id, EntitledKit.position)
)


def find_card_by_token(token: str, at: datetime) -> FoundCard | None:
    """The card whose QR code this is."""
    return _find_card(_BY_TOKEN, token, at)


def find_card_by_number(card_no: str, at: datetime) -> FoundCard | None:
    """The card with this number printed on it."""
    return _find_card(_BY_NUMBER, card_no, at)


def find_live_card(card_id: int, at: datetime) -> Holder | None:
    """The card with this id, as long as it works: it may have been blocked since it was looked at."""
    card = _find_card(_BY_ID, card_id, at)
    if card is None or card.household_id is None or card.is_blocked:
        return None
    return Holder(card.id, card.card_no, card.household_id)


def _find_card(by: Select[*tuple[Any, ...]], digits: str | int, at: datetime) -> FoundCard | None:
    row = db.session.execute(by, {"digits": digits, "today": clock.local_date(at), "at": at}).one_or_none()
    return FoundCard(*row) if row else None


def find_news(card: FoundCard) -> distributions.News | None:
    """What was decided because there is not enough, as far as it concerns the household of this card."""
    if card.news_id is None or card.household_id is None:
        return None
    return distributions.news_of(card.news_id, card.household_id)


def outlook(household_id: int, *, at: datetime) -> rules.Outlook:
    """What this household is told at ``at``: one statement, and one more for the day after the next."""
    outlook = rules.look_ahead(_list_promises(household_id, at), at=at)
    latest = outlook.latest
    if latest is None or latest.next_turn_on is None:
        return outlook
    after = max(latest.turn_ends_on, clock.local_date(at))
    return replace(outlook, usual_on=weeks.following_day(latest.programme_id, latest.location_id, after))


def _list_promises(household_id: int, at: datetime) -> Sequence[rules.Promise]:
    values = {"household_id": household_id, "just_now": at - pauses.SOON}
    rows = db.session.execute(_PROMISES, values).mappings()
    return [_promise(list(kits), at) for _, kits in groupby(rows, key=itemgetter("entitlement_id"))]


def _promise(rows: Sequence[RowMapping], at: datetime) -> rules.Promise:
    """Out of a row for each kit that was promised."""
    row = rows[0]
    has_lapsed = row["held_until"] is not None and row["held_until"] <= at
    return rules.Promise(
        programme_id=row["programme_id"],
        location_id=row["location_id"],
        portions=tuple(rules.Portion(kit["kit"], kit["kit_en"], kit["quantity"]) for kit in rows),
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
        closes_at=clock.instant(row["held_on"], row["closes_at"]),
        place=_place(row),
        turn_ends_on=row["ends_on"],
        next_turn_on=rules.next_turn_on(
            row["ends_on"], programme_ends_on=row["programme_ends_on"], is_active=row["is_active"]
        ),
        is_closed=row["state"] == DistributionState.CLOSED,
        given_at=row["happened_at"],
        stop=_stop(row) if row["held_on"] == clock.local_date(at) else None,
        moved=_moved(row),
        waits=row["withdrawn_at"] is not None or has_lapsed,
        held_until=row["held_until"],
        is_carried=row["is_carried"],
    )


def _moved(row: RowMapping) -> rules.Moved | None:
    """What was changed for the household without its asking."""
    if row["was_at"] is None or row["move_cause"] is MoveCause.ASKED:
        return None
    return rules.Moved(row["was_at"], row["move_reason"] or "")


def _stop(row: RowMapping) -> rules.Stop | None:
    """Whether hand-over stands still there, or the new time is being decided on."""
    if row["pause_cause"] is not None:
        return rules.Stop.ALARM if row["pause_cause"] is PauseCause.ALARM else rules.Stop.OTHER
    return rules.Stop.NEW_TIME if row["is_time_open"] else None


def _place(row: RowMapping) -> rules.Place:
    return rules.Place(
        name=row["name"],
        settlement=row["settlement"],
        address=row["address"],
        landmark=row["landmark"],
        shelter=row["shelter_note"] if row["has_shelter"] else "",
    )
