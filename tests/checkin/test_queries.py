"""What the desk finds, and how many statements it costs."""

import pytest
from flask import Flask

from app.checkin import operations, queries
from app.checkin.models import Method, Verdict
from app.checkin.operations import Taker
from app.checkin.queries import Found, Place
from app.core.actors import Actor
from app.core.db import db, transaction
from app.core.errors import NotFound
from app.distributions.models import DistributionState, Entitlement
from app.households.models import BlockReason
from tests import cast
from tests.desk_day import TEN, World, build_world
from tests.make.bundles import send
from tests.make.staff import actor_of, make_staff
from tests.statements import statements_of

MOST_STATEMENTS = 5


def place(world: World) -> Place:
    return Place(world.lyceum.id, desk=2)


def give(promise: Entitlement, world: World, actor: Actor) -> int:
    person = promise.household.people[0]
    with transaction():
        return operations.hand_over(
            promise.id, place=place(world), taker=Taker(person_id=person.id), method=Method.SCAN,
            card_id=promise.household.cards[0].id, nonce=f"{promise.id:032x}", actor=actor, at=TEN,
        )  # fmt: skip


def check_statements(world: World, actor: Actor, *, most: int) -> None:
    card, promise = world.expected(10)
    person_id, card_id = promise.household.people[0].id, card.id
    with statements_of(db.engine) as sent, transaction():
        operations.hand_over(
            promise.id, place=place(world), taker=Taker(person_id=person_id), method=Method.SCAN,
            card_id=card_id, nonce="b" * 32, actor=actor, at=TEN,
        )  # fmt: skip
    assert len(sent) <= most, "\n".join(sent)


def test_a_hand_over_is_five_statements(world: World, dmytro: Actor) -> None:
    check_statements(world, dmytro, most=MOST_STATEMENTS)


@pytest.mark.postgres
def test_a_hand_over_is_five_statements_on_postgresql_and_the_lock_of_the_trace(postgres_app: Flask) -> None:
    """The trace of all hubs is one chain; there its advisory lock is the sixth statement."""
    with postgres_app.app_context():
        world, staff = build_world(), make_staff(cast.DMYTRO)
        db.session.commit()
        check_statements(world, actor_of(staff), most=MOST_STATEMENTS + 1)


def test_a_scan_is_three_statements(world: World) -> None:
    card, _ = world.expected(10)
    token, here = card.token, place(world)
    with statements_of(db.engine) as sent:
        assert queries.scan(queries.find_by_code(token), here, TEN).verdict is Verdict.GIVE
    assert len(sent) <= 3, "\n".join(sent)


def test_no_statement_of_the_hot_path_reads_a_big_table_whole(world: World, dmytro: Actor) -> None:
    card, promise = world.expected(10)
    token = card.token
    with statements_of(db.engine) as sent:
        queries.scan(queries.find_by_code(token), place(world), TEN)
        give(promise, world, dmytro)
        queries.list_done(place(world), TEN)
        queries.find_progress(world.lyceum.id, TEN)
        queries.has_free_place(world.today.id, TEN)
    looked = [statement for statement in sent if statement.startswith("SELECT")]
    assert len(looked) > 6
    for statement in looked:
        wanted = statement.count("?")
        plan = db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", (0,) * wanted).all()
        whole = [line[-1] for line in plan if line[-1].startswith("SCAN ") and is_big(line[-1])]
        assert whole == [], f"{whole} in {statement}"


def is_big(step: str) -> bool:
    big = ("hand_overs", "entitlements", "cards", "households", "people", "proxies", "refused_scans", "warden_streets")
    return step.split()[1] in big and "INDEX" not in step


@pytest.mark.parametrize("shape", ["{token}", "http://hub.ua/c/{token}", "реезі:..хаб.укр.с.{token}", " {token}\r\n"])
def test_a_token_is_found_however_the_scanner_types_it(world: World, shape: str) -> None:
    card = world.household().cards[0]
    found = queries.find_by_code(shape.format(token=card.token))
    assert (found.card_id, found.method) == (card.id, Method.SCAN)


def test_a_typed_number_is_found_with_or_without_its_space(world: World) -> None:
    card = world.household().cards[0]
    for typed in (card.card_no, f"{card.card_no[:4]} {card.card_no[4:]}", f"{card.card_no[:4]}-{card.card_no[4:]}"):
        found = queries.find_by_code(typed)
        assert (found.card_id, found.method) == (card.id, Method.TYPED)


def test_a_mistyped_number_is_told_apart_from_an_unknown_one(world: World) -> None:
    number = world.household().cards[0].card_no
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    assert queries.find_by_code(wrong) == Found(Method.TYPED, mistyped=wrong)
    assert queries.find_by_code("123") == Found(Method.TYPED)


def test_a_replaced_card_dies_at_once(world: World) -> None:
    card, _ = world.expected(10)
    card.blocked_at, card.block_reason = TEN, BlockReason.REPLACED
    db.session.commit()
    scan = queries.scan(queries.find_by_code(card.token), place(world), TEN)
    assert (scan.verdict, scan.decision.block_reason) == (Verdict.BLOCKED_CARD, BlockReason.REPLACED)


def test_already_given_says_when_where_and_by_whom(world: World, dmytro: Actor) -> None:
    card, promise = world.expected(10)
    give(promise, world, dmytro)
    scan = queries.scan(queries.find_by_code(card.token), place(world), TEN)
    assert scan.verdict is Verdict.ALREADY_GIVEN
    assert scan.decision.claim is not None
    given = scan.decision.claim.given
    assert given is not None
    assert (given.at, given.location_name, given.desk, given.collector) == (TEN, "Ліцей", 2, "Ковальчук Ганна")


def test_a_draft_is_not_seen_at_the_desk(world: World) -> None:
    card, _ = world.expected(10)
    world.today.state = DistributionState.DRAFT
    db.session.commit()
    assert queries.scan(queries.find_by_code(card.token), place(world), TEN).verdict is Verdict.NOT_LISTED


def test_progress_counts_the_slot_that_runs_now_over_all_programmes(world: World, dmytro: Actor) -> None:
    _, first = world.expected(10)
    world.expected(10, surname="Бондаренко")
    world.expected(11, surname="Шевченко")
    second = world.second_programme()
    world.promise(world.household("Мельник"), world.slot(10, of=second))
    db.session.commit()
    give(first, world, dmytro)
    progress = queries.find_progress(world.lyceum.id, TEN)
    assert progress is not None
    assert (progress.starts_at, progress.served, progress.assigned) == (world.slot(10).starts_at, 1, 3)
    assert queries.find_progress(world.village.id, world.slot(9).starts_at.replace(hour=1)) is None


def test_a_desk_sees_its_own_last_five(world: World, dmytro: Actor) -> None:
    for number in range(7):
        give(world.expected(10, surname=f"Мельник{chr(1072 + number)}")[1], world, dmytro)
    done = queries.list_done(place(world), TEN)
    assert len(done) == 5
    assert [one.id for one in done] == sorted((one.id for one in done), reverse=True)
    assert queries.list_done(Place(world.lyceum.id, desk=1), TEN) == []


def test_the_only_place_of_today_needs_no_choice(world: World) -> None:
    assert queries.find_place(TEN) is None, "two locations give aid today"
    world.at_village.state = DistributionState.CLOSED
    db.session.commit()
    assert queries.find_place(TEN) == Place(world.lyceum.id, desk=1)


def test_the_day_is_a_checklist_in_sheet_order(world: World, dmytro: Actor) -> None:
    _, first = world.expected(9, surname="Бондаренко")
    world.expected(9, surname="Ґудзь")
    world.expected(10, surname="Шевченко")
    world.expected(12, surname="Мельник")
    give(first, world, dmytro)
    day = queries.get_day(world.today.id)
    nine = day.slots[0]
    assert [(turn.place, turn.name) for turn in nine.turns] == [(1, "Бондаренко Ганна"), (2, "Ґудзь Ганна")]
    assert (nine.served, nine.late(TEN), nine.waiting(TEN)) == (1, 1, 0)
    assert (day.assigned, day.served, day.late(TEN), day.waiting(TEN)) == (4, 1, 1, 2)
    assert [slot.is_running(TEN) for slot in day.slots].index(True) == 4


def test_whoever_is_brought_the_kits_is_not_late(world: World, dmytro: Actor) -> None:
    _, carried = world.expected(9, surname="Бондаренко")
    world.expected(9, surname="Ґудзь")
    send([carried], carrier="Тамара", actor=dmytro, at=TEN)
    day = queries.get_day(world.today.id)
    assert (day.assigned, day.out, day.late(TEN), day.waiting(TEN)) == (2, 1, 1, 0)


def test_a_whole_day_is_two_statements(world: World) -> None:
    for number in range(12):
        world.expected(9 + number // 4, surname=f"Мельник{chr(1072 + number)}")
    number = world.today.id
    with statements_of(db.engine) as sent:
        assert queries.get_day(number).assigned == 12
    assert len(sent) == 2


def test_a_draft_has_no_checklist(world: World) -> None:
    world.today.state = DistributionState.DRAFT
    db.session.commit()
    with pytest.raises(NotFound):
        queries.get_day(world.today.id)
    with pytest.raises(NotFound):
        queries.get_day(999)
