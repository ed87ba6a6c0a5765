"""Goods come, are put together, go out and off the books: each by a document, and the books always balance."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from app.accounts.approving import Approval
from app.audit.models import AuditEntry
from app.core import clock
from app.core.actors import KEEPER, Actor
from app.core.db import db, transaction
from app.core.errors import NotFound
from app.stock import ledger, operations, queries, signing
from app.stock.ledger import AlreadyReversed, Move, NotEnough, NotYet, Paper, SentTwice
from app.stock.models import Balance, Dispatch, DocumentKind, Item, Kit, Lot, Movement, Receipt, StockDocument, Store
from app.stock.operations import Addressee, Count, Delivery, LineDraft
from app.stock.rules import Pick
from app.stock.signing import ReasonNeeded, SecondNameNeeded, Signed
from tests import cast
from tests.make import make_hub, make_kit, make_location, make_settlement
from tests.make.staff import actor_of, make_staff
from tests.make.stock import make_item, make_lot

TODAY = clock.local_date(clock.now())
SIGNED = Signed("миші прогризли мішок", "Олена Свідок")


@pytest.fixture
def ivan(database: None) -> Actor:
    return actor_of(make_staff(cast.IVAN))


@pytest.fixture
def oksana(database: None) -> Actor:
    return actor_of(make_staff(cast.OKSANA))


@pytest.fixture
def lyceum(database: None) -> int:
    """The store at a location."""
    location = make_location(hub=make_hub(), settlement=make_settlement())
    db.session.commit()
    with transaction(audited=False):
        return ledger.store_at(location.id).id


def warehouse_id() -> int:
    return ledger.warehouse().id


def left(lot: Lot, store_id: int | None = None) -> int:
    found = select(func.coalesce(func.sum(Balance.quantity), 0)).where(Balance.lot_id == lot.id)
    return db.session.scalar(found if store_id is None else found.where(Balance.store_id == store_id)) or 0


def receive(*lines: LineDraft, customs_on: date | None = None, nonce: str = "r" * 32) -> Receipt:
    delivery = Delivery(
        partner_name="Фонд", happened_at=clock.now(), lines=lines, received_by="Іван", witness="Олена",
        customs_on=customs_on,
    )  # fmt: skip
    with transaction():
        return operations.receive(delivery, nonce=nonce, actor=KEEPER, at=clock.now())


def send(lot: Lot, quantity: int, to: int, *, actor: Actor = KEEPER, nonce: str = "s" * 32) -> StockDocument:
    location_id = db.session.get_one(Store, to).location_id
    with transaction():
        return operations.send(
            from_store_id=warehouse_id(), to_location_id=location_id, picks=[Pick(lot.id, quantity)],
            carrier="Петро Водій", happened_at=clock.now(), nonce=nonce, actor=actor, at=clock.now(),
        )  # fmt: skip


def arrive(
    sent: StockDocument, counted: dict[int, int], *, actor: Actor = KEEPER, reason: str = "", second: str = "",
    nonce: str = "t" * 32,
) -> StockDocument:  # fmt: skip
    with transaction():
        return operations.arrive(
            sent.id, counted=counted, reason=reason, second_name=second, happened_at=clock.now(), nonce=nonce,
            actor=actor, at=clock.now(),
        )  # fmt: skip


def write_off(
    kind: DocumentKind, lot: Lot, quantity: int, *, happened_at: datetime | None = None, nonce: str = "w" * 32
) -> StockDocument:
    with transaction():
        return operations.write_off(
            kind, store_id=warehouse_id(), picks=[Pick(lot.id, quantity)], signed=SIGNED,
            happened_at=happened_at or clock.now(), nonce=nonce, actor=KEEPER, at=happened_at or clock.now(),
        )  # fmt: skip


def reverse(document: StockDocument, *, nonce: str = "v" * 32) -> StockDocument:
    with transaction():
        return operations.reverse_document(
            document.id, signed=SIGNED, happened_at=clock.now(), nonce=nonce, actor=KEEPER, at=clock.now()
        )


def assemble(kit: Kit, quantity: int, picks: Sequence[Pick], *, nonce: str = "a" * 32) -> StockDocument:
    with transaction():
        return operations.assemble(
            kit_id=kit.id, quantity=quantity, picks=picks, happened_at=clock.now(), nonce=nonce, actor=KEEPER,
            at=clock.now(),
        )  # fmt: skip


def actions() -> list[str]:
    return list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.number)))


# ---- receipts


def test_what_is_counted_and_not_damaged_comes_into_the_warehouse(database: None) -> None:
    kit = make_kit()
    db.session.commit()
    receipt = receive(LineDraft(kit_id=kit.id, documented=180, counted=150, damaged=4, expires_on=TODAY))
    (line,) = receipt.lines
    assert (line.accepted, line.is_discrepant) == (146, True)
    assert left(line.lot, warehouse_id()) == 146
    assert receipt.document.number == f"ПН-{TODAY.year}-0001"
    assert receipt.document.second_name == "Олена"
    assert actions() == ["receive goods"]


def test_one_person_does_not_receive_and_witness(database: None) -> None:
    kit = make_kit()
    db.session.commit()
    delivery = Delivery(
        partner_name="Фонд", happened_at=clock.now(), received_by="Іван", witness="іван",
        lines=[LineDraft(kit_id=kit.id, documented=1, counted=1)],
    )  # fmt: skip
    with pytest.raises(SecondNameNeeded), transaction():
        operations.receive(delivery, nonce=None, actor=KEEPER, at=clock.now())


def test_the_same_waybill_form_twice_is_one_receipt(database: None) -> None:
    kit = make_kit()
    db.session.commit()
    receive(LineDraft(kit_id=kit.id, documented=5, counted=5))
    with pytest.raises(SentTwice):
        receive(LineDraft(kit_id=kit.id, documented=5, counted=5))
    assert queries.on_hand(kit.id, TODAY) == 5


def test_a_waybill_with_something_that_is_not_there_is_not_received(database: None) -> None:
    with pytest.raises(NotFound):
        receive(LineDraft(kit_id=7, documented=5, counted=5))
    assert db.session.scalar(select(func.count()).select_from(Lot)) == 0


def test_declared_aid_is_due_ninety_days_after_customs_until_it_is_reported(database: None) -> None:
    item = make_item()
    db.session.commit()
    receive(LineDraft(item_id=item.id, documented=5, counted=5))
    late = receive(LineDraft(item_id=item.id, documented=5, counted=5), customs_on=TODAY, nonce="late")
    first = receive(
        LineDraft(item_id=item.id, documented=5, counted=5), customs_on=TODAY - timedelta(days=71), nonce="first"
    )
    assert queries.list_receipts_due() == [first, late]
    with transaction():
        operations.report_receipt(first.id, on=TODAY, actor=KEEPER, at=clock.now())
    assert queries.list_receipts_due() == [late]
    with pytest.raises(operations.AlreadyReported), transaction():
        operations.report_receipt(first.id, on=TODAY, actor=KEEPER, at=clock.now())
    reverse(late.document)
    assert queries.list_receipts_due() == []


def test_what_cleared_no_customs_is_not_reported(database: None) -> None:
    item = make_item()
    db.session.commit()
    receipt = receive(LineDraft(item_id=item.id, documented=5, counted=5))
    with pytest.raises(operations.NotDeclared), transaction():
        operations.report_receipt(receipt.id, on=TODAY, actor=KEEPER, at=clock.now())


# ---- kits out of items


@pytest.fixture
def flour(database: None) -> Item:
    return make_item()


@pytest.fixture
def food(flour: Item) -> Kit:
    """A kit of three kilograms of flour, and oil that is told in words only."""
    kit = make_kit()
    db.session.commit()
    with transaction():
        operations.name_items(
            kit_id=kit.id, based_on=1, items=[(flour.id, 3), None], nonce="n", actor=KEEPER, at=clock.now()
        )
    return kit


def test_kits_are_put_together_of_what_lies_there(flour: Item, food: Kit) -> None:
    soon, later = TODAY + timedelta(days=10), TODAY + timedelta(days=90)
    first = make_lot(item=flour, quantity=20, expires_on=later, unit_value_minor=30_00)
    second = make_lot(item=flour, quantity=20, expires_on=soon, unit_value_minor=60_00)
    document = assemble(food, 10, [Pick(first.id, 10), Pick(second.id, 20)])
    made = next(move.lot for move in document.movements if move.lot.kit_version_id)
    assert (left(first), left(second), left(made)) == (10, 0, 10)
    assert (made.expires_on, made.unit_value_minor) == (soon, 150_00)
    assert made.partner is not None
    assert queries.on_hand(food.id, TODAY) == 10
    assert queries.on_hand(food.id, later) == 0


def test_kits_of_goods_from_several_have_no_single_donor_and_unknown_values_stay_unknown(
    flour: Item, food: Kit
) -> None:
    ours = make_lot(item=flour, quantity=3, unit_value_minor=100)
    theirs = make_lot(item=flour, quantity=3, partner="Громада")
    document = assemble(food, 2, [Pick(ours.id, 3), Pick(theirs.id, 3)])
    made = next(move.lot for move in document.movements if move.lot.kit_version_id)
    assert (made.partner_id, made.unit_value_minor, made.expires_on) == (None, None, None)


def test_the_parts_are_what_so_many_kits_take(flour: Item, food: Kit) -> None:
    lot = make_lot(item=flour, quantity=20)
    with pytest.raises(operations.PartsDoNotAddUp) as refused:
        assemble(food, 5, [Pick(lot.id, 14)])
    assert refused.value.values == {"what": "Борошно", "needed": 15, "picked": 14}
    with pytest.raises(operations.NothingPicked):
        assemble(food, 5, [])
    salt = make_lot(item=make_item(code="SALT", name="Сіль"), quantity=9)
    with pytest.raises(operations.PartsDoNotAddUp):
        assemble(food, 5, [Pick(lot.id, 15), Pick(salt.id, 1)])


def test_expired_flour_goes_into_no_kit(flour: Item, food: Kit) -> None:
    lot = make_lot(item=flour, quantity=20, expires_on=TODAY - timedelta(days=1))
    with pytest.raises(operations.LotExpired):
        assemble(food, 5, [Pick(lot.id, 15)])
    assert queries.list_usable_items(warehouse_id(), [flour.id], TODAY) == []


def test_a_kit_in_words_only_is_not_put_together(flour: Item) -> None:
    words = make_kit(code="WORDS")
    lot = make_lot(item=flour, quantity=20)
    with pytest.raises(operations.ItemsNotNamed):
        assemble(words, 1, [Pick(lot.id, 3)])


def test_lines_keep_their_items_when_other_lines_change(flour: Item, food: Kit) -> None:
    from app.stock.rules import Line

    with transaction():
        version = operations.change_contents(
            kit_id=food.id, based_on=2, weight_g=13_000, nonce="m", actor=KEEPER, at=clock.now(),
            lines=[Line("Борошно", "3 кг"), Line("Сіль", "1 кг")],
        )  # fmt: skip
    assert [(line.item_id, line.item_quantity) for line in version.lines] == [(flour.id, 3), (None, None)]


# ---- transfers


def test_goods_on_the_road_are_in_neither_store(lyceum: int, ivan: Actor, oksana: Actor) -> None:
    lot = make_lot(kit=make_kit(), quantity=180)
    sent = send(lot, 150, lyceum, actor=ivan)
    assert (left(lot, warehouse_id()), left(lot, lyceum), left(lot)) == (30, 0, 180)
    assert queries.list_under_way() == [sent]
    arrive(sent, {lot.id: 150}, actor=oksana)
    assert (left(lot, warehouse_id()), left(lot, lyceum), left(lot)) == (30, 150, 180)
    assert queries.list_under_way() == []


def test_whoever_sent_the_goods_does_not_count_them(lyceum: int, ivan: Actor) -> None:
    lot = make_lot(kit=make_kit(), quantity=5)
    sent = send(lot, 5, lyceum, actor=ivan)
    with pytest.raises(operations.CountedBySender):
        arrive(sent, {lot.id: 5}, actor=ivan)


def test_what_is_missing_on_arrival_is_a_loss_with_a_reason_and_two_names(lyceum: int, oksana: Actor) -> None:
    lot = make_lot(kit=make_kit(), quantity=10)
    sent = send(lot, 10, lyceum)
    with pytest.raises(ReasonNeeded):
        arrive(sent, {lot.id: 8}, actor=oksana)
    with pytest.raises(SecondNameNeeded):
        arrive(sent, {lot.id: 8}, actor=oksana, reason="мішки порвались", second=oksana.name)
    arrived = arrive(sent, {lot.id: 8}, actor=oksana, reason="мішки порвались", second="Петро Водій")
    assert (left(lot, lyceum), left(lot)) == (8, 8)
    (loss,) = queries.list_followers(arrived.id)
    assert (loss.kind, loss.reason, loss.second_name) == (DocumentKind.LOSS, "мішки порвались", "Петро Водій")
    (count,) = queries.list_counts(arrived.id)
    assert (count.expected, count.counted) == (10, 8)


def test_no_more_arrives_than_was_sent_and_it_arrives_once(lyceum: int) -> None:
    lot = make_lot(kit=make_kit(), quantity=10)
    sent = send(lot, 5, lyceum)
    with pytest.raises(operations.MoreThanSent):
        arrive(sent, {lot.id: 6})
    with pytest.raises(operations.NotUnderWay):
        arrive(sent, {})
    arrive(sent, {lot.id: 5})
    with pytest.raises(operations.NotUnderWay):
        arrive(sent, {lot.id: 5}, nonce="again")


def test_expired_goods_go_to_no_location_but_come_back_from_one(lyceum: int) -> None:
    lot = make_lot(kit=make_kit(), quantity=10, expires_on=TODAY - timedelta(days=1))
    with pytest.raises(operations.LotExpired):
        send(lot, 5, lyceum)
    with pytest.raises(operations.SameStore):
        send(lot, 5, warehouse_id())


# ---- to another hub

LYMAN = Addressee(partner_name="Хаб «Лиман»", received_by="Марія Бойко, комірниця", carrier="Петро Водій")


def dispatch(lot: Lot, quantity: int, *, store_id: int | None = None, nonce: str = "d" * 32) -> Dispatch:
    with transaction():
        return operations.dispatch(
            LYMAN, from_store_id=store_id or warehouse_id(), picks=[Pick(lot.id, quantity)], signed=SIGNED,
            happened_at=clock.now(), nonce=nonce, actor=KEEPER, at=clock.now(),
        )  # fmt: skip


def test_goods_for_another_hub_leave_the_books_and_nobody_here_counts_them_on_arrival(database: None) -> None:
    lot = make_lot(kit=make_kit(), quantity=180)
    made = dispatch(lot, 30)
    assert left(lot) == 150
    assert queries.list_under_way() == []
    assert made.document.number.startswith("НХ-")
    assert (made.document.second_name, made.partner.name, made.received_by) == (
        "Олена Свідок", "Хаб «Лиман»", "Марія Бойко, комірниця",
    )  # fmt: skip
    assert actions() == ["receive goods", "send goods to another hub"]


def test_a_hub_that_is_known_as_a_partner_is_not_written_down_twice(database: None) -> None:
    lot = make_lot(kit=make_kit(), quantity=10, partner="Хаб «Лиман»")
    assert dispatch(lot, 1).partner_id == lot.partner_id


def test_another_hub_gets_nothing_expired_and_no_more_than_there_is(lyceum: int) -> None:
    old = make_lot(kit=make_kit(), quantity=10, expires_on=TODAY - timedelta(days=1))
    with pytest.raises(operations.LotExpired):
        dispatch(old, 1)
    fresh = make_lot(kit=make_kit(code="HYG-F"), quantity=10)
    with pytest.raises(NotEnough):
        dispatch(fresh, 11)
    send(fresh, 5, lyceum)
    with pytest.raises(operations.OnTheWay):
        dispatch(fresh, 5, store_id=ledger.transit().id)


def test_what_another_hub_tells_is_a_note_that_moves_nothing(database: None) -> None:
    lot = make_lot(kit=make_kit(), quantity=10)
    document_id = dispatch(lot, 5).document_id

    def note(told: str, on: date) -> Dispatch:
        with transaction():
            return operations.note_told(document_id, told, on=on, actor=KEEPER, at=clock.now())

    with pytest.raises(NotYet):
        note("4 з 5", TODAY + timedelta(days=1))
    assert note("4 з 5, один намок", TODAY).told_on == TODAY
    assert left(lot) == 5
    with pytest.raises(operations.AlreadyTold):
        note("усі 5", TODAY)
    with pytest.raises(NotFound), transaction():
        operations.note_told(document_id + 1, "усі", on=TODAY, actor=KEEPER, at=clock.now())


def test_goods_that_did_not_leave_for_another_hub_after_all_are_back_on_the_books(database: None) -> None:
    lot = make_lot(kit=make_kit(), quantity=10)
    document = dispatch(lot, 4).document
    reverse(document)
    assert left(lot) == 10
    with pytest.raises(operations.TakenBack), transaction():
        operations.note_told(document.id, "усі 4", on=TODAY, actor=KEEPER, at=clock.now())


# ---- off the books


def test_nothing_goes_below_zero(database: None) -> None:
    lot = make_lot(kit=make_kit(), quantity=10)
    with pytest.raises(NotEnough) as refused:
        write_off(DocumentKind.LOSS, lot, 11)
    assert refused.value.values == {"what": "Продуктовий набір", "left": 10, "wanted": 11}
    assert left(lot) == 10
    write_off(DocumentKind.DAMAGE, lot, 10)
    assert left(lot) == 0
    assert actions() == ["receive goods", "write off goods"]


def test_only_what_has_expired_is_written_off_as_expired(database: None) -> None:
    lot = make_lot(kit=make_kit(), quantity=10, expires_on=TODAY)
    with pytest.raises(operations.NotExpired):
        write_off(DocumentKind.EXPIRY, lot, 1)
    write_off(DocumentKind.EXPIRY, lot, 10, happened_at=clock.now() + timedelta(days=1))
    assert left(lot) == 0


def test_the_second_person_is_another_one(oksana: Actor, ivan: Actor) -> None:
    by_lead = signing.stood_by(Approval(oksana, "зіпсовано"), "", actor=ivan)
    assert (by_lead.second_name, by_lead.approver_id) == (oksana.name, oksana.staff_id)
    with pytest.raises(SecondNameNeeded):
        signing.stood_by(Approval(oksana, "зіпсовано"), "", actor=oksana)
    with_witness = signing.stood_by(Approval(oksana, "зіпсовано"), "Олена Свідок", actor=oksana)
    assert (with_witness.second_name, with_witness.approver_id) == ("Олена Свідок", None)


def test_what_is_still_to_come_is_not_written_down(database: None) -> None:
    lot = make_lot(kit=make_kit(), quantity=10)
    with pytest.raises(NotYet), transaction():
        operations.write_off(
            DocumentKind.LOSS, store_id=warehouse_id(), picks=[Pick(lot.id, 1)], signed=SIGNED, nonce="w",
            happened_at=clock.now() + timedelta(hours=1), actor=KEEPER, at=clock.now(),
        )  # fmt: skip


# ---- stock-take


def take_stock(counts: Sequence[Count], signed: Signed, *, nonce: str = "k" * 32) -> StockDocument:
    with transaction():
        return operations.take_stock(
            warehouse_id(), counts, signed=signed, happened_at=clock.now(), nonce=nonce, actor=KEEPER, at=clock.now()
        )


def test_the_books_follow_what_is_counted(database: None) -> None:
    less, more, same = (make_lot(kit=make_kit(code=code), quantity=10) for code in ("A1", "B1", "C1"))
    counts = [Count(less.id, 10, 7), Count(more.id, 10, 12), Count(same.id, 10, 10)]
    document = take_stock(counts, SIGNED)
    assert (left(less), left(more), left(same)) == (7, 12, 10)
    assert len(document.movements) == 2
    assert [(line.expected, line.counted) for line in queries.list_counts(document.id)] == [
        (10, 7), (10, 12), (10, 10),
    ]  # fmt: skip


def test_a_difference_is_explained_and_one_that_takes_away_is_signed_by_two(database: None) -> None:
    lot = make_lot(kit=make_kit(), quantity=10)
    with pytest.raises(ReasonNeeded):
        take_stock([Count(lot.id, 10, 11)], Signed("", ""))
    with pytest.raises(SecondNameNeeded):
        take_stock([Count(lot.id, 10, 9)], Signed("не знайшли", ""))
    take_stock([Count(lot.id, 10, 10)], Signed("", ""))
    take_stock([Count(lot.id, 10, 11)], Signed("знайшли під плівкою", ""), nonce="more")
    assert left(lot) == 11


def test_figures_that_have_moved_are_compared_once_more(database: None) -> None:
    lot = make_lot(kit=make_kit(), quantity=10)
    write_off(DocumentKind.LOSS, lot, 1)
    with pytest.raises(operations.GoodsMoved):
        take_stock([Count(lot.id, 10, 9)], SIGNED)


# ---- reversal


def test_a_reversed_document_leaves_no_trace_in_the_balances_and_stays_in_the_journal(database: None) -> None:
    lot = make_lot(kit=make_kit(), quantity=10)
    wrong = write_off(DocumentKind.LOSS, lot, 4)
    undone = reverse(wrong)
    assert left(lot) == 10
    assert queries.find_reversal(wrong.id) == undone
    assert [document.kind for document in queries.list_documents(None).rows] == ["reversal", "loss", "receipt"]
    with pytest.raises(AlreadyReversed):
        reverse(wrong, nonce="again")
    with pytest.raises(operations.CannotBeReversed):
        reverse(undone, nonce="back")


def test_what_came_later_is_reversed_first(lyceum: int) -> None:
    lot = make_lot(kit=make_kit(), quantity=10)
    sent = send(lot, 10, lyceum)
    arrived = arrive(sent, {lot.id: 8}, reason="згубили", second="Петро Водій")
    (loss,) = queries.list_followers(arrived.id)
    for document in (sent, arrived):
        with pytest.raises(operations.FollowedUp):
            reverse(document)
    for nonce, document in enumerate((loss, arrived, sent)):
        reverse(document, nonce=str(nonce))
    assert left(lot, warehouse_id()) == 10


def test_a_receipt_whose_goods_have_gone_is_not_reversed(lyceum: int) -> None:
    lot = make_lot(kit=make_kit(), quantity=10)
    send(lot, 1, lyceum)
    receipt = db.session.scalars(select(StockDocument).where(StockDocument.kind == DocumentKind.RECEIPT)).one()
    with pytest.raises(NotEnough):
        reverse(receipt)


def test_what_closing_posted_is_not_reversed_here(lyceum: int) -> None:
    lot = make_lot(kit=make_kit(), quantity=10)
    at = clock.now()
    with transaction(audited=False):
        paper = Paper(kind=DocumentKind.LOSS, happened_at=at, from_store_id=warehouse_id(), of_closing=True)
        loss = ledger.post(paper, [Move(lot.id, warehouse_id(), -1)], actor=KEEPER, at=at)
    with pytest.raises(operations.SignedInClosing):
        reverse(loss)


# ---- the ledger


def test_moves_of_one_lot_in_one_store_are_one_movement(database: None) -> None:
    lot = make_lot(kit=make_kit(), quantity=10)
    here, at = warehouse_id(), clock.now()
    with transaction(audited=False):
        paper = Paper(kind=DocumentKind.ISSUE, happened_at=at, from_store_id=here)
        moves = [Move(lot.id, here, -3), Move(lot.id, here, -4), Move(lot.id, here, 7)]
        nothing = ledger.post(paper, moves, actor=KEEPER, at=at)
    assert nothing.movements == []
    assert left(lot) == 10


def test_numbers_follow_each_other_by_kind_of_paper_and_year(database: None) -> None:
    lot = make_lot(kit=make_kit(), quantity=10)
    loss = write_off(DocumentKind.LOSS, lot, 1)
    damage = write_off(DocumentKind.DAMAGE, lot, 1, nonce="2")
    next_year = write_off(DocumentKind.LOSS, lot, 1, nonce="3", happened_at=clock.now() + timedelta(days=400))
    year = TODAY.year
    assert [loss.number, damage.number] == [f"АС-{year}-0001", f"АС-{year}-0002"]
    assert next_year.number.endswith("-0001")


def test_there_is_one_warehouse_and_one_road(database: None) -> None:
    for _ in range(2):
        with transaction(audited=False):
            ledger.warehouse()
            ledger.transit()
    assert db.session.scalar(select(func.count()).select_from(Store)) == 2


def test_a_card_tells_every_movement_and_what_there_was_after_it(lyceum: int) -> None:
    kit = make_kit()
    lot = make_lot(kit=kit, quantity=100)
    for number in range(17):
        arrive(send(lot, 1, lyceum, nonce=f"s{number}"), {lot.id: 1}, nonce=f"a{number}")
    write_off(DocumentKind.LOSS, lot, 5)
    first = queries.kit_card(kit.id, None)
    assert (first.opening, len(first.rows), first.rows[0].balance) == (0, 50, 100)
    page, closing = first, 0
    while page.next_key is not None:
        closing = page.closing
        page = queries.kit_card(kit.id, page.next_key)
        assert page.opening == closing
    assert page.closing == 95
    there = queries.kit_card(kit.id, None, store_id=lyceum)
    assert (there.opening, len(there.rows), there.closing) == (0, 17, 17)


def test_totals_tell_where_everything_is(lyceum: int, flour: Item) -> None:
    kit = make_kit()
    lot = make_lot(kit=kit, quantity=100, expires_on=TODAY + timedelta(days=20))
    make_lot(item=flour, quantity=7, expires_on=TODAY - timedelta(days=1))
    arrive(send(lot, 30, lyceum), {lot.id: 30})
    send(lot, 5, lyceum, nonce="road")
    food, flours = queries.see_totals(TODAY)
    assert (food.kit, food.warehouse, food.on_the_way, food.at_locations, food.everywhere) == (kit, 65, 5, 30, 100)
    assert food.expires_on == lot.expires_on
    assert (flours.item, flours.everywhere, flours.expired, flours.expires_on) == (flour, 7, 7, None)
    assert sorted(row.quantity for row in queries.list_expiring(TODAY)) == [5, 7, 30, 65]


def test_a_kit_is_kept_once_anything_of_it_came(lyceum: int) -> None:
    kit, other = make_kit(), make_kit(code="OTHER")
    lot = make_lot(kit=kit, quantity=10)
    assert (queries.is_kept(kit.id), queries.is_kept(other.id)) == (True, False)
    arrive(send(lot, 10, lyceum), {lot.id: 10})
    location_id = db.session.get_one(Store, lyceum).location_id or 0
    assert [(row.lot_id, row.quantity) for row in queries.on_hand_at(location_id)] == [(lot.id, 10)]


def test_balances_are_what_movements_sum_to(lyceum: int) -> None:
    lot = make_lot(kit=make_kit(), quantity=10)
    arrive(send(lot, 10, lyceum), {lot.id: 9}, reason="згубили", second="Петро Водій")
    sums = select(Movement.lot_id, Movement.store_id, func.sum(Movement.quantity)).group_by(
        Movement.lot_id, Movement.store_id
    )
    balances = select(Balance.lot_id, Balance.store_id, Balance.quantity)
    assert {tuple(row) for row in db.session.execute(sums)} == {tuple(row) for row in db.session.execute(balances)}
