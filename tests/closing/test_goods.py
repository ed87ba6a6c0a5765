"""What two people signed in the evening stands in the books of the stock, to the last kit."""

from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import func, select

from app.checkin import operations as checkin
from app.closing import operations, queries
from app.closing.rules import Counted
from app.core import clock
from app.core.actors import Actor
from app.core.db import db, transaction
from app.stock import ledger
from app.stock import operations as stock
from app.stock.models import Balance, DocumentKind, Kit, Lot, Movement, StockDocument
from app.stock.operations import Delivery, LineDraft
from app.stock.rules import Line, Pick
from app.stock.signing import Signed
from tests import cast
from tests.closing.test_operations import EVENING, give, nonces, three_households
from tests.desk_day import TEN, TODAY, World, build_world
from tests.make.staff import actor_of, make_staff

MORNING = clock.instant(TODAY, time(8))


@pytest.fixture
def world(database: None) -> World:
    return build_world()


@pytest.fixture
def lead(world: World) -> Actor:
    staff = make_staff(cast.OKSANA)
    db.session.commit()
    return actor_of(staff)


@pytest.fixture
def storekeeper(world: World) -> Actor:
    staff = make_staff(cast.IVAN)
    db.session.commit()
    return actor_of(staff)


def receive(world: World, by: Actor, *expiring: tuple[int, date]) -> Kit:
    """Lots of the day's kit come into the warehouse."""
    kit = db.session.scalars(select(Kit)).one()
    lines = [LineDraft(kit_id=kit.id, documented=n, counted=n, expires_on=day) for n, day in expiring]
    delivery = Delivery(
        partner_name="Фонд", happened_at=MORNING, lines=lines, received_by="Іван Ґудзь", witness="Оксана Руденко"
    )
    with transaction():
        stock.receive(delivery, nonce=next(nonces), actor=by, at=MORNING)
    return kit


def send(
    world: World, by: Actor, to: Actor, *quantities: int, arrived: tuple[int, ...] | None = None,
    at: datetime = MORNING,
) -> None:  # fmt: skip
    """So many of each lot, in the order of their coming, go to the lyceum and are counted there."""
    lots = db.session.scalars(select(Lot.id).order_by(Lot.id)).all()
    picks = [Pick(lot_id, n) for lot_id, n in zip(lots, quantities, strict=False) if n]
    with transaction():
        sent = stock.send(
            from_store_id=ledger.warehouse().id, to_location_id=world.lyceum.id, picks=picks,
            carrier="Петро", happened_at=at, nonce=next(nonces), actor=by, at=at,
        )  # fmt: skip
    counted = {pick.lot_id: n for pick, n in zip(picks, arrived or quantities, strict=False)}
    with transaction():
        stock.arrive(
            sent.id, counted=counted, reason="бракує", second_name="Петро", happened_at=at,
            nonce=next(nonces), actor=to, at=at,
        )  # fmt: skip


def close(world: World, lead: Actor, storekeeper: Actor, *, at: datetime = EVENING, **counted: int | str) -> None:
    day = queries.look_at_day(world.lyceum.id, TODAY)
    counts = {version_id: Counted(**counted) for version_id in day.known}  # type: ignore[arg-type]
    with transaction():
        made = operations.count_up(world.lyceum.id, TODAY, counts, nonce=next(nonces), actor=lead, at=at)
    with transaction():
        operations.confirm(made.id, digest=made.digest, by=storekeeper, at=at + timedelta(minutes=5))


def left(location_id: int | None) -> int:
    store = ledger.warehouse() if location_id is None else ledger.store_at(location_id)
    db.session.commit()
    return db.session.scalar(select(func.sum(Balance.quantity)).where(Balance.store_id == store.id)) or 0


def posted() -> dict[DocumentKind, int]:
    """How many kits each kind of document took out of a store."""
    rows = db.session.execute(
        select(StockDocument.kind, func.sum(Movement.quantity))
        .join(Movement)
        .where(Movement.quantity < 0)
        .group_by(StockDocument.kind)
    )
    return {kind: -kits for kind, kits in rows}


def balanced() -> bool:
    sums = select(Movement.lot_id, Movement.store_id, func.sum(Movement.quantity)).group_by(
        Movement.lot_id, Movement.store_id
    )
    moved = {(lot, store): kits for lot, store, kits in db.session.execute(sums)}
    rows = db.session.execute(select(Balance.lot_id, Balance.store_id, Balance.quantity))
    return all(moved.get((lot, store), 0) == kits for lot, store, kits in rows)


def test_a_whole_day_goes_through_the_books(world: World, lead: Actor, storekeeper: Actor) -> None:
    receive(world, storekeeper, (10, TODAY + timedelta(days=90)))
    send(world, storekeeper, lead, 8, arrived=(7,))
    three_households(world, lead)
    known = next(iter(queries.look_at_day(world.lyceum.id, TODAY).known.values()))
    assert (known.opening, known.sent, known.received, known.given) == (0, 8, 7, 2)
    close(world, lead, storekeeper, stays=1, returned=2, damaged=1, lost=1, reason="ящик розмок, один зник")
    assert (left(world.lyceum.id), left(None)) == (1, 4)
    assert posted()[DocumentKind.ISSUE] == 2
    assert posted()[DocumentKind.DAMAGE] == 1
    assert balanced()


def test_what_expires_first_is_what_was_given(world: World, lead: Actor, storekeeper: Actor) -> None:
    receive(world, storekeeper, (5, TODAY + timedelta(days=90)), (5, TODAY + timedelta(days=20)))
    send(world, storekeeper, lead, 5, 5)
    three_households(world, lead)
    close(world, lead, storekeeper, stays=8)
    here = ledger.store_at(world.lyceum.id).id
    lots = {lot.expires_on: lot.id for lot in db.session.scalars(select(Lot))}
    assert db.session.get_one(Balance, (lots[TODAY + timedelta(days=20)], here)).quantity == 3
    assert db.session.get_one(Balance, (lots[TODAY + timedelta(days=90)], here)).quantity == 5


def test_a_missing_kit_is_a_loss_and_one_too_many_is_taken_into_the_books(
    world: World, lead: Actor, storekeeper: Actor
) -> None:
    receive(world, storekeeper, (10, TODAY + timedelta(days=90)))
    send(world, storekeeper, lead, 6)
    three_households(world, lead)
    close(world, lead, storekeeper, stays=5, reason="один набір був зайвий у машині")
    assert left(world.lyceum.id) == 5
    assert balanced()


def test_a_point_that_is_the_warehouses_own_door_takes_from_the_warehouse(
    world: World, lead: Actor, storekeeper: Actor
) -> None:
    receive(world, storekeeper, (10, TODAY + timedelta(days=90)))
    three_households(world, lead)
    close(world, lead, storekeeper, sent=3, received=3, stays=1)
    assert (left(world.lyceum.id), left(None)) == (0, 8)


def test_more_was_given_than_any_book_knows_and_the_day_closes_all_the_same(
    world: World, lead: Actor, storekeeper: Actor
) -> None:
    receive(world, storekeeper, (1, TODAY + timedelta(days=90)))
    three_households(world, lead)
    close(world, lead, storekeeper, sent=3, received=3, stays=1)
    assert left(None) == 0


def test_a_kit_that_came_back_after_closing_is_in_the_books_of_the_next(
    world: World, lead: Actor, storekeeper: Actor
) -> None:
    receive(world, storekeeper, (10, TODAY + timedelta(days=90)))
    send(world, storekeeper, lead, 3)
    promises = [world.expected(10, surname=name)[1] for name in ("Ковальчук", "Шевченко")]
    mistaken = give(promises[0], lead)
    give(promises[1], lead, at=TEN)
    close(world, lead, storekeeper, stays=1)
    with transaction():
        checkin.reverse_hand_over(mistaken, reason="помилка", actor=lead, at=EVENING + timedelta(hours=1))
    world.promise(world.household("Мельник"), world.slot(10, of=world.next_week))
    db.session.commit()
    evening = clock.instant(world.next_week.held_on, time(16))
    day = queries.look_at_day(world.lyceum.id, world.next_week.held_on)
    (version_id,) = day.known
    assert day.known[version_id].corrected == 1
    with transaction():
        made = operations.count_up(
            world.lyceum.id, world.next_week.held_on, {version_id: Counted(stays=2)},
            nonce=next(nonces), actor=lead, at=evening,
        )  # fmt: skip
    with transaction():
        operations.confirm(made.id, digest=made.digest, by=storekeeper, at=evening)
    assert left(world.lyceum.id) == 2
    assert balanced()


def test_goods_that_first_came_after_the_day_are_not_those_that_were_given(
    world: World, lead: Actor, storekeeper: Actor
) -> None:
    receive(world, storekeeper, (20, TODAY + timedelta(days=90)))
    three_households(world, lead)
    send(world, storekeeper, lead, 5, at=clock.instant(TODAY + timedelta(days=1), time(8)))
    close(world, lead, storekeeper, sent=3, received=3, stays=1, at=clock.instant(TODAY + timedelta(days=1), time(9)))
    assert (left(world.lyceum.id), left(None)) == (5, 13)
    assert balanced()


def test_two_people_signed_what_closing_posted_and_nobody_reverses_it(
    world: World, lead: Actor, storekeeper: Actor
) -> None:
    receive(world, storekeeper, (10, TODAY + timedelta(days=90)))
    send(world, storekeeper, lead, 8)
    three_households(world, lead)
    close(world, lead, storekeeper, stays=3, returned=1, damaged=1, lost=1, reason="ящик розмок")
    papers = db.session.scalars(select(StockDocument).where(StockDocument.of_closing)).all()
    assert {paper.kind for paper in papers} == {"issue", "return", "damage", "loss"}
    assert {paper.second_name for paper in papers} == {cast.OKSANA.name}
    db.session.commit()
    for paper in papers:
        with pytest.raises(stock.SignedInClosing), transaction():
            stock.reverse_document(
                paper.id, signed=Signed(reason="помилка", second_name="Петро"), happened_at=EVENING,
                nonce=next(nonces), actor=storekeeper, at=EVENING + timedelta(hours=1),
            )  # fmt: skip


def change_contents(by: Actor) -> None:
    """The kit has a new version from now on; what lies in the warehouse is of the old one."""
    kit = db.session.scalars(select(Kit)).one()
    with transaction():
        stock.change_contents(
            kit_id=kit.id, based_on=1, weight_g=9000, lines=[Line("Рис", "2 кг")], nonce=next(nonces),
            actor=by, at=MORNING,
        )  # fmt: skip


def test_kits_packed_before_the_contents_changed_are_what_was_given(
    world: World, lead: Actor, storekeeper: Actor
) -> None:
    receive(world, storekeeper, (5, TODAY + timedelta(days=90)), (5, TODAY + timedelta(days=20)))
    send(world, storekeeper, lead, 4, 4)
    change_contents(storekeeper)
    three_households(world, lead)
    day = queries.look_at_day(world.lyceum.id, TODAY)
    ((line, known),) = day.known.items()
    assert (known.received, known.given, day.together) == (8, 2, {line: [1, 2]})
    close(world, lead, storekeeper, stays=5, lost=1, reason="один зник")
    assert (left(world.lyceum.id), left(None)) == (5, 2)
    assert posted()[DocumentKind.ISSUE] == 2
    lots = {lot.expires_on: lot.id for lot in db.session.scalars(select(Lot))}
    here = ledger.store_at(world.lyceum.id).id
    assert db.session.get_one(Balance, (lots[TODAY + timedelta(days=20)], here)).quantity == 1
    assert balanced()


def test_the_warehouses_own_door_gives_what_was_promised_first_and_old_kits_after_it(
    world: World, lead: Actor, storekeeper: Actor
) -> None:
    receive(world, storekeeper, (5, TODAY + timedelta(days=20)))
    change_contents(storekeeper)
    receive(world, storekeeper, (1, TODAY + timedelta(days=90)))
    three_households(world, lead)
    close(world, lead, storekeeper, sent=3, received=3, stays=1)
    lots = {lot.expires_on: lot.id for lot in db.session.scalars(select(Lot))}
    store = ledger.warehouse().id
    assert db.session.get_one(Balance, (lots[TODAY + timedelta(days=90)], store)).quantity == 0
    assert db.session.get_one(Balance, (lots[TODAY + timedelta(days=20)], store)).quantity == 4
    assert balanced()


def test_kits_of_two_versions_promised_on_one_day_have_a_line_each(
    world: World, lead: Actor, storekeeper: Actor
) -> None:
    receive(world, storekeeper, (5, TODAY + timedelta(days=20)))
    three_households(world, lead)
    change_contents(storekeeper)
    receive(world, storekeeper, (5, TODAY + timedelta(days=90)))
    send(world, storekeeper, lead, 5, 5)
    give(world.expected(10, surname="Мельник")[1], lead, at=TEN)
    day = queries.look_at_day(world.lyceum.id, TODAY)
    assert [(known.received, known.given) for known in day.known.values()] == [(5, 2), (5, 1)]
    assert not day.together


def test_a_kit_that_comes_back_of_an_older_version_is_counted_with_the_newer(
    world: World, lead: Actor, storekeeper: Actor
) -> None:
    receive(world, storekeeper, (10, TODAY + timedelta(days=90)))
    send(world, storekeeper, lead, 6)
    mistaken = give(world.expected(10)[1], lead)
    close(world, lead, storekeeper, stays=5)
    change_contents(storekeeper)
    with transaction():
        checkin.reverse_hand_over(mistaken, reason="помилка", actor=lead, at=EVENING + timedelta(hours=1))
    world.promise(world.household("Мельник"), world.slot(10, of=world.next_week))
    db.session.commit()
    ((line, known),) = queries.look_at_day(world.lyceum.id, world.next_week.held_on).known.items()
    assert (known.opening, known.corrected, known.given) == (5, 1, 0)
    evening = clock.instant(world.next_week.held_on, time(16))
    with transaction():
        made = operations.count_up(
            world.lyceum.id, world.next_week.held_on, {line: Counted(stays=6)}, nonce=next(nonces), actor=lead,
            at=evening,
        )  # fmt: skip
    with transaction():
        operations.confirm(made.id, digest=made.digest, by=storekeeper, at=evening)
    assert left(world.lyceum.id) == 6
    assert balanced()
