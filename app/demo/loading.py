"""Loading the example community through the hub's own operations, so that its trace is as real as any.

Its story (field guide 5.7): one distribution closed two weeks ago, one running today, one published for later.
"""

import random
import secrets
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from app.accounts import operations as accounts
from app.accounts import queries as staff_queries
from app.accounts import rules as accounts_rules
from app.accounts.approving import Approval
from app.audit import operations as audit
from app.checkin import aid_log
from app.checkin import operations as checkin
from app.checkin.models import Method
from app.checkin.operations import Taker
from app.checkin.queries import Place as Desk
from app.closing import operations as closing
from app.closing import queries as closings
from app.closing.rules import Counted, left_over
from app.core import clock
from app.core.actors import Actor, Permission
from app.core.db import transaction
from app.core.errors import N_, Refusal
from app.core.names import fold
from app.demo import (
    alarm,
    community,
    deliveries,
    draws,
    goods,
    otherwise,
    people,
    register_story,
    rounds,
    visitors,
    works,
)
from app.distributions import operations as distributions
from app.distributions import queries as plans
from app.distributions.models import Distribution, Entitlement, Programme, Unit
from app.distributions.operations import calling_off, moving
from app.distributions.queries import calling_off as calling_off_queries
from app.distributions.rules import KitTerms
from app.households import operations as households
from app.households import proxies
from app.households.models import ConsentKind, ConsentMethod, ProxyBasis, ProxyRelation, Source
from app.households.proxies import ProxyDraft
from app.households.rules import (
    ConsentDraft,
    HouseholdDraft,
    HouseholdFacts,
    PersonDraft,
    StreetDraft,
    is_old_enough_to_collect,
)
from app.hubs import operations as hubs
from app.hubs import queries as hub_queries
from app.hubs.models import Location, Settlement, StreetKind
from app.hubs.operations import ExampleAccount, FirstLead, HubDetails, LocationDetails, SettlementDetails
from app.stock import operations as stock
from app.stock.catalogue import TYPICAL, TypicalKit
from app.stock.models import Kit

HOUSEHOLDS = 400
SEED = 1
CYCLE_BEGAN = timedelta(days=37)
"""Before today: cycle 1 is over and cycle 2 is a week old."""
CLOSED = timedelta(days=14)
PUBLISHED = timedelta(days=2)
HOURS = (time(9), time(15))
COME = 0.92
"""Share of households that collect; the others are the 8 % of field guide 5.3."""


class HubIsOpen(Refusal):
    """The example is loaded into an empty hub only: it must never stand among real people."""

    message = N_("This hub is set up already. The example community is loaded into an empty one only.")


Homes = dict[int, tuple[Settlement, list[Location]]]
"""By position in the list of villages: the settlement and its locations."""


def load_example(actor: Actor, at: datetime) -> Sequence[ExampleAccount]:
    """The example community in its usual size. Raises HubIsOpen."""
    return load(households=HOUSEHOLDS, seed=SEED, actor=actor, at=at)


def load(*, households: int, seed: int, actor: Actor, at: datetime) -> Sequence[ExampleAccount]:
    """Make the whole community, in transactions of its own, and tell who may sign in, the lead first.

    The same number and seed give the same people; card numbers and tokens are random as always. Raises HubIsOpen.
    """
    if hub_queries.find_hub() is not None:
        raise HubIsOpen
    lead = _open(actor, at)
    homes = {position: _place(village, lead, at) for position, village in enumerate(community.VILLAGES)}
    _register(homes, households, seed, lead, at)
    kits = _kits(lead, at)
    lyceum, village = homes[0][1][0], homes[1][1][0]
    goods.begin({kit.code: kit for kit in kits}, lyceum, lead, at)
    _tell_story(_programme(kits[0], lead, at), homes, seed, lead, at)
    goods.go_on(kits[0], lyceum, village, lead, at)
    draws.order(kits[1], homes[1][0], village, lead, at)
    register_story.tell(lead, at)
    rounds.walk([homes[position][0] for position in range(len(community.WARDENS))], community.WARDENS, seed, lead, at)
    deliveries.send(lyceum, community.WARDENS[0], lead, at)
    works.tell([homes[position][0] for position in (0, 2)], lead, at)
    visitors.come([homes[position][0] for position in (0, 2)], lead, at)
    return [ExampleAccount(name, login, community.PASSWORD, roles) for login, name, roles in community.STAFF]


def _open(actor: Actor, at: datetime) -> Actor:
    """The hub, marked as training, and its staff; the lead acts from here on."""
    login, name, _ = community.STAFF[0]
    details = HubDetails(name=community.HUB_NAME, organisation=community.ORGANISATION, phone=community.HUB_PHONE)
    first = FirstLead(name=name, login=login, password=community.PASSWORD)
    with transaction():
        lead = hubs.open_hub(details, code="HUB", lead=first, is_training=True, actor=actor, at=at)
    for login, name, roles in community.STAFF[1:]:
        with transaction():
            accounts.create_staff(
                login=login, name=name, password=community.PASSWORD, roles=roles, actor=actor, at=at, must_change=False
            )
    return Actor(staff_id=lead.id, name=lead.name, permissions=frozenset(Permission))


def _place(village: community.Village, actor: Actor, at: datetime) -> tuple[Settlement, list[Location]]:
    """A settlement, its locations and its streets; of two locations each serves half of the streets."""
    with transaction():
        settlement = hubs.add_settlement(SettlementDetails(village.kind, village.name), actor=actor, at=at)
    locations = [_location(place, settlement, actor, at) for place in village.places]
    names = community.STREETS[: village.streets]
    for position, location in enumerate(locations):
        mine = names[position :: len(locations)]
        kinds = {(_kind(name), fold(name)): name for name in mine}
        with transaction():
            hubs.add_streets(settlement.id, kinds, location_id=location.id, actor=actor, at=at)
    return settlement, locations


def _kind(street: str) -> StreetKind:
    return StreetKind.LANE if street in community.LANES else StreetKind.STREET


def _location(place: community.Place, settlement: Settlement, actor: Actor, at: datetime) -> Location:
    details = LocationDetails(
        name=place.name,
        kind=place.kind,
        settlement_id=settlement.id,
        address=place.address,
        landmark=place.landmark,
        phone=community.HUB_PHONE,
        capacity_on_site=place.on_site,
        desks=place.desks,
        has_shelter=bool(place.shelter),
        shelter_note=place.shelter,
        shelter_distance_m=50 if place.shelter else None,
        is_step_free=place.is_step_free,
        outage_queue=place.outage_queue,
    )
    with transaction():
        return hubs.add_location(details, actor=actor, at=at)


def _register(homes: Homes, count: int, seed: int, actor: Actor, at: datetime) -> None:
    today = clock.local_date(at)
    registered_at = at - CYCLE_BEGAN
    drafts = [_draft(family, homes, today) for family in people.families(count, seed=seed, today=today)]
    with transaction():
        households.add_households(drafts, actor=actor, at=registered_at)
        audit.record("load example households", "household", None, actor=actor, at=at, households=count, seed=seed)


def _draft(family: people.Family, homes: Homes, today: date) -> HouseholdDraft:
    settlement, _ = homes[family.village]
    street = community.STREETS[family.street]
    needs = ("needs_delivery", "needs_carrying", "needs_step_free")
    facts = HouseholdFacts(
        settlement_id=settlement.id,
        street=StreetDraft(street, _kind(street)),
        house=family.house,
        flat=family.flat,
        phone1=family.phone,
        phone_kind=family.phone_kind,
        residence=family.residence,
        needs=frozenset(need for need in needs if getattr(family, need)),
    )
    return HouseholdDraft(
        facts=facts,
        people=tuple(_person(human, today) for human in family.people),
        consents=tuple(ConsentDraft(kind, ConsentMethod.SIGNATURE) for kind in _agreed(family)),
        source=Source.DESK,
    )


def _agreed(family: people.Family) -> list[ConsentKind]:
    """The six questions are asked only where the household agreed to them."""
    is_asked = any(human.walking is not None for human in family.people)
    return [ConsentKind.NOTICE, *([ConsentKind.HEALTH_QUESTIONS] if is_asked else [])]


def _person(human: people.Human, today: date) -> PersonDraft:
    return PersonDraft(
        surname=human.surname,
        given=human.given,
        patronymic=human.patronymic,
        role=human.role,
        sex=human.sex,
        birth_on=human.born,
        birth_year=human.born.year,
        may_collect=is_old_enough_to_collect(human.born.year, in_year=today.year),
        document=human.document,
        document_last4=human.last4,
        functional={} if human.walking is None else {"wg_walking": human.walking},
    )


def _kits(actor: Actor, at: datetime) -> list[Kit]:
    """Food for thirty days and hygiene, as the catalogue has them."""
    return [_kit(kit, actor, at) for kit in TYPICAL if kit.code in ("FOOD30", "HYG-F")]


def _kit(kit: TypicalKit, actor: Actor, at: datetime) -> Kit:
    with transaction():
        return stock.create_kit(
            code=kit.code,
            name=kit.name,
            name_en=kit.name_en,
            weight_g=kit.weight_g,
            lines=kit.lines,
            nonce=secrets.token_hex(16),
            actor=actor,
            at=at,
        )


def _programme(kit: Kit, actor: Actor, at: datetime) -> Programme:
    terms = distributions.Terms(
        title="Продукти на 30 днів",
        partner_name="Благодійний фонд «Спільний стіл»",
        kits=[KitTerms(kit.id, Unit.PERSON)],
        starts_on=clock.local_date(at - CYCLE_BEGAN),
        rule_text="Кожне домогосподарство громади: один продуктовий набір на кожну особу раз на 30 днів.",
        decision_no="17",
        decision_on=clock.local_date(at - CYCLE_BEGAN),
        decision_body="Виконавчий комітет селищної ради",
    )
    with transaction():
        return distributions.create_programme(terms, actor=actor, at=at - CYCLE_BEGAN)


def _tell_story(programme: Programme, homes: Homes, seed: int, lead: Actor, at: datetime) -> None:
    """One day behind us, one day today, one day ahead that was postponed."""
    lyceum, village = homes[0][1][0], homes[1][1][0]
    today = clock.local_date(at)
    dice = random.Random(seed)  # noqa: S311 (the story must be the same each time)
    clerk = _clerk()
    then = at - CLOSED
    (closed,) = _publish(programme, {today - CLOSED: lyceum}, lead, then - timedelta(days=2))
    is_today = alarm.is_over(today, at)
    if is_today:
        _serve(closed, dice, clerk, lead, until=at)
    else:
        _serve_through_alarm(closed, dice, clerk, lead, until=at)
    _close(closed, lead)
    running, coming = _publish(programme, {today: lyceum, today + PUBLISHED: village}, lead, at - timedelta(days=2))
    if is_today:
        _serve_through_alarm(running, dice, clerk, lead, until=at)
    else:
        _serve(running, dice, clerk, lead, until=at)
    otherwise.give_emergency_kit(running, clerk, until=at)
    _name_proxies(running, lead, at)
    _postpone(coming, lead, at)


def _postpone(distribution: Distribution, lead: Actor, at: datetime) -> None:
    """The day ahead is held two days later: the truck comes late. Everyone keeps their hour."""
    to_day = distribution.held_on + timedelta(days=2)
    plan = calling_off_queries.postponed(distribution.id, to_day, aid_log=aid_log, at=at)
    with transaction():
        calling_off.call_off(
            plan, digest=plan.proposal.digest, reason=moving.Reason(cause=plan.cause, words=community.TRUCK_IS_LATE),
            nonce=secrets.token_hex(16), aid_log=aid_log, actor=lead, at=at,
        )  # fmt: skip


def _name_proxies(distribution: Distribution, lead: Actor, at: datetime) -> None:
    """The first households of the day have told who may collect for them from now on."""
    today = clock.local_date(at)
    for row, (name, born) in zip(plans.day_of(distribution), community.RELATIVES, strict=False):
        draft = ProxyDraft(
            name, born, ProxyRelation.FAMILY, ProxyBasis.NOTE, valid_from=today, valid_to=proxies.usual_end(today)
        )
        with transaction():
            households.name_proxy(row.household_id, draft, actor=lead, at=at, nonce=secrets.token_hex(16))


def _close(distribution: Distribution, lead: Actor) -> None:
    """The lead counts: all kits that came were given or are still there. The storekeeper confirms."""
    at = clock.instant(distribution.held_on, HOURS[1]) + timedelta(minutes=30)
    day = closings.look_at_day(distribution.location_id, distribution.held_on)
    counted = {version_id: Counted(stays=left_over(known)) for version_id, known in day.known.items()}
    with transaction():
        made = closing.count_up(
            distribution.location_id, distribution.held_on, counted, nonce=secrets.token_hex(16), actor=lead, at=at
        )
    with transaction():
        closing.confirm(made.id, digest=made.digest, by=_storekeeper(), at=at + timedelta(minutes=10))


def _clerk() -> Actor:
    return _colleague(community.STAFF[2][0])


def _storekeeper() -> Actor:
    return _colleague(community.STAFF[3][0])


def _colleague(login: str) -> Actor:
    staff = staff_queries.find_staff(login)
    if staff is None:
        raise LookupError(login)
    return Actor(staff.id, staff.name, accounts_rules.permissions_of(role.role for role in staff.roles))


def _publish(programme: Programme, days: dict[date, Location], lead: Actor, at: datetime) -> list[Distribution]:
    """Plan each day at its location and publish them together."""
    for day, location in days.items():
        with transaction():
            drafts = distributions.plan_distributions(
                programme.id,
                days=[day],
                location_ids=[location.id],
                opens_at=HOURS[0],
                closes_at=HOURS[1],
                slot_minutes=15,
                actor=lead,
                at=at,
            )
    plan = plans.draft_plan(drafts[0].cycle_id, seed=None, aid_log=aid_log, at=at)
    with transaction():
        distributions.publish(plan, digest=plan.digest, aid_log=aid_log, actor=lead, at=at)
    return list(plan.drafts)


def _serve_through_alarm(
    distribution: Distribution, dice: random.Random, clerk: Actor, lead: Actor, *, until: datetime
) -> None:
    """The same day with an alarm in it: those whose time it took come later, by their new time or late."""
    began = clock.instant(distribution.held_on, alarm.BEGAN)
    _serve(distribution, dice, clerk, lead, until=min(until, began))
    alarm.sound(distribution.location_id, distribution.held_on, clerk=clerk, lead=lead)
    _serve(distribution, dice, clerk, lead, since=began, until=until)


def _serve(
    distribution: Distribution,
    dice: random.Random,
    clerk: Actor,
    lead: Actor,
    *,
    since: datetime | None = None,
    until: datetime,
) -> None:
    """Hand over to nearly everyone whose turn has come by ``until``, and not before ``since``."""
    for row in plans.day_of(distribution):
        due = row.slot.starts_at + timedelta(minutes=row.place)
        if since is not None and due <= since:
            continue
        comes = dice.random() < COME
        taker = _taker(row, dice, on=distribution.held_on)
        method = dice.choices((Method.SCAN, Method.TYPED), (85, 15))[0]
        at = due if since is None else alarm.came_after(due)
        if comes and at <= until:
            _give(row, taker, method, by=(clerk, lead), at=at)


def _give(promise: Entitlement, taker: Taker, method: Method, *, by: tuple[Actor, Actor], at: datetime) -> None:
    """By the clerk, with the lead beside where one person collects for many."""
    clerk, lead = by
    location_id = promise.slot.distribution.location_id
    with transaction():
        checkin.hand_over(
            promise.id,
            place=Desk(location_id=location_id, desk=1 + promise.place % 2),
            taker=taker,
            method=method,
            card_id=promise.household.cards[-1].id,
            approval=Approval(lead, community.WHY_SO_MANY),
            refused=otherwise.not_taken(promise),
            nonce=secrets.token_hex(16),
            actor=clerk,
            at=at,
        )


def _taker(promise: Entitlement, dice: random.Random, *, on: date) -> Taker:
    """Mostly somebody of the household; now and then a relative who lives elsewhere, or the street warden."""
    relation = dice.choices((None, ProxyRelation.FAMILY, ProxyRelation.WARDEN), (84, 10, 6))[0]
    if relation is None:
        return Taker(person_id=dice.choice([person for person in promise.household.people if person.may_collect]).id)
    is_warden = relation is ProxyRelation.WARDEN
    name, born = dice.choice(community.STREET_WARDENS if is_warden else community.RELATIVES)
    return Taker(named=proxies.for_today(name, born, relation, ProxyBasis.SPOKEN, today=on))
