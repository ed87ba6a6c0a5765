"""Any sequence of what a storekeeper does keeps the books whole, and a document that is taken back leaves nothing."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import count

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, select

from app.audit import queries as audit
from app.core import clock
from app.core.actors import KEEPER
from app.core.db import db, transaction
from app.core.errors import Refusal
from app.hubs import queries as hubs
from app.stock import ledger, operations, queries
from app.stock.ledger import Move, NotEnough, Paper
from app.stock.models import Balance, DocumentKind, Movement, StockDocument, Store, StoreKind
from app.stock.operations import Addressee, Count, Delivery, LineDraft
from app.stock.rules import Available, Pick, first_expiring
from app.stock.signing import Signed
from tests.depth import tries
from tests.make import make_hub, make_kit, make_location, make_settlement
from tests.make.stock import make_item

AT = clock.now()
TODAY = clock.local_date(AT)
SIGNED = Signed("порахували вдвох", "Олена Свідок")
LYMAN = Addressee(partner_name="Хаб «Лиман»", received_by="Марія Бойко", carrier="Петро")
_nonces = count()

which = st.integers(0, 1000)
"""One of however many there are."""
some = st.integers(1, 12)
expiry = st.sampled_from([None, TODAY - timedelta(days=1), TODAY, TODAY + timedelta(days=30)])


def nonce() -> str:
    return f"{next(_nonces):032d}"


class Books(RuleBasedStateMachine):
    """A warehouse, two locations, a kit of two kilograms of flour, and everything that can be done with them."""

    app: Flask

    @initialize()
    def open_hub(self) -> None:
        with self.app.app_context():
            for table in reversed(db.metadata.sorted_tables):
                db.session.execute(table.delete())
            settlement = make_settlement()
            for name in ("Ліцей", "Клуб"):
                make_location(hub=hubs.find_hub() or make_hub(), settlement=settlement, name=name)
            kit, item = make_kit(), make_item()
            self.kit_id, self.item_id = kit.id, item.id
            db.session.commit()
            with transaction():
                operations.name_items(
                    kit_id=kit.id, based_on=1, items=[(item.id, 2), None], nonce=nonce(), actor=KEEPER, at=AT
                )
        for is_kit in (True, False):
            self.bring(60, 0, None, is_kit=is_kit)

    @contextmanager
    def trying(self) -> Iterator[None]:
        """What may be refused; a refusal changes nothing."""
        with self.app.app_context():
            before = self._all_balances()
            try:
                yield
            except Refusal:
                assert self._all_balances() == before
            finally:
                db.session.remove()

    @rule(quantity=some, damaged=st.integers(0, 3), is_kit=st.booleans(), expires_on=expiry)
    def receive(self, quantity: int, damaged: int, is_kit: bool, expires_on: date | None) -> None:
        self.bring(quantity, damaged, expires_on, is_kit=is_kit)

    def bring(self, quantity: int, damaged: int, expires_on: date | None, *, is_kit: bool) -> None:
        line = LineDraft(
            kit_id=self.kit_id if is_kit else None, item_id=None if is_kit else self.item_id,
            documented=quantity, counted=quantity, damaged=min(damaged, quantity), expires_on=expires_on,
        )  # fmt: skip
        delivery = Delivery(partner_name="Фонд", happened_at=AT, lines=[line], received_by="Іван", witness="Олена")
        with self.trying(), transaction():
            operations.receive(delivery, nonce=nonce(), actor=KEEPER, at=AT)

    @rule(quantity=st.integers(1, 15))
    def assemble(self, quantity: int) -> None:
        with self.trying(), transaction():
            lots = queries.list_usable_items(ledger.warehouse().id, [self.item_id], TODAY)
            there = [Available(lot.lot_id, lot.quantity, lot.lot.expires_on) for lot in lots]
            operations.assemble(
                kit_id=self.kit_id, quantity=quantity, picks=first_expiring(there, 2 * quantity), happened_at=AT,
                nonce=nonce(), actor=KEEPER, at=AT,
            )  # fmt: skip

    @rule(place=which, lot=which, quantity=some, where=st.sampled_from([None, 0, 1]))
    def send(self, place: int, lot: int, quantity: int, where: int | None) -> None:
        with self.trying():
            balance = self._pick(place, lot)
            location = None if where is None else hubs.list_locations()[where].id
            if balance:
                with transaction():
                    operations.send(
                        from_store_id=balance.store_id, to_location_id=location, picks=[Pick(balance.lot_id, quantity)],
                        carrier="Петро", happened_at=AT, nonce=nonce(), actor=KEEPER, at=AT,
                    )  # fmt: skip

    @rule(place=which, lot=which, quantity=some)
    def send_to_another_hub(self, place: int, lot: int, quantity: int) -> None:
        with self.trying():
            balance = self._pick(place, lot)
            if balance:
                with transaction():
                    operations.dispatch(
                        LYMAN, from_store_id=balance.store_id, picks=[Pick(balance.lot_id, quantity)], signed=SIGNED,
                        happened_at=AT, nonce=nonce(), actor=KEEPER, at=AT,
                    )  # fmt: skip

    @rule(which_one=which, lost=st.integers(0, 1))
    def arrive(self, which_one: int, lost: int) -> None:
        with self.trying():
            under_way = queries.list_under_way()
            if under_way:
                sent = queries.get_document(under_way[which_one % len(under_way)].id)
                counted = {move.lot_id: max(move.quantity - lost, 0) for move in sent.movements if move.quantity > 0}
                with transaction():
                    operations.arrive(
                        sent.id, counted=counted, reason="впало", second_name="Петро", happened_at=AT, nonce=nonce(),
                        actor=KEEPER, at=AT,
                    )  # fmt: skip

    @rule(place=which, lot=which, quantity=some, kind=st.sampled_from(operations.WRITE_OFFS))
    def write_off(self, place: int, lot: int, quantity: int, kind: DocumentKind) -> None:
        with self.trying():
            balance = self._pick(place, lot)
            if balance:
                with transaction():
                    operations.write_off(
                        kind, store_id=balance.store_id, picks=[Pick(balance.lot_id, quantity)], signed=SIGNED,
                        happened_at=AT, nonce=nonce(), actor=KEEPER, at=AT,
                    )  # fmt: skip

    @rule(place=which, lot=which, counted=some, seen=st.integers(-1, 0))
    def take_stock(self, place: int, lot: int, counted: int, seen: int) -> None:
        with self.trying():
            balance = self._pick(place, lot)
            if balance:
                counts = [Count(balance.lot_id, balance.quantity + seen, counted)]
                with transaction():
                    operations.take_stock(
                        balance.store_id, counts, signed=SIGNED, happened_at=AT, nonce=nonce(), actor=KEEPER, at=AT
                    )

    @rule(place=which, quantity=some)
    def give_out(self, place: int, quantity: int) -> None:
        """What closing a distribution posts: kits of a store, what expires first first."""
        with self.trying():
            store = self._store(place)
            if store is None or store.kind is StoreKind.TRANSIT:
                return
            lots = [lot for lot in queries.list_lots(store.id) if lot.lot.kit_version_id]
            there = [Available(lot.lot_id, lot.quantity, lot.lot.expires_on) for lot in lots]
            moves = [Move(pick.lot_id, store.id, -pick.quantity) for pick in first_expiring(there, quantity)]
            paper = Paper(kind=DocumentKind.ISSUE, happened_at=AT, from_store_id=store.id, nonce=nonce())
            with transaction(audited=False):
                ledger.post(paper, moves, actor=KEEPER, at=AT)

    @rule(which_one=which)
    def take_back(self, which_one: int) -> None:
        with self.trying():
            documents = db.session.scalars(select(StockDocument.id).order_by(StockDocument.id.desc())).all()
            if documents:
                with transaction():
                    operations.reverse_document(
                        documents[which_one % len(documents)], signed=SIGNED, happened_at=AT, nonce=nonce(),
                        actor=KEEPER, at=AT,
                    )  # fmt: skip

    @rule(place=which, lot=which)
    def take_more_than_there_is(self, place: int, lot: int) -> None:
        with self.trying():
            balance = self._pick(place, lot)
            if balance:
                paper = Paper(kind=DocumentKind.ISSUE, happened_at=AT, from_store_id=balance.store_id, nonce=nonce())
                moves = [Move(balance.lot_id, balance.store_id, -balance.quantity - 1)]
                with pytest.raises(NotEnough), transaction(audited=False):
                    ledger.post(paper, moves, actor=KEEPER, at=AT)

    @invariant()
    def books_are_whole(self) -> None:
        with self.app.app_context():
            balances = self._all_balances()
            assert all(quantity >= 0 for quantity in balances.values())
            sums = select(Movement.lot_id, Movement.store_id, func.sum(Movement.quantity)).group_by(
                Movement.lot_id, Movement.store_id
            )
            assert {(row[0], row[1]): row[2] for row in db.session.execute(sums)} == balances
            self._reversed_documents_cancel_out()
            self._what_is_on_the_road_was_sent()
            cards = queries.kit_card(self.kit_id, None), queries.item_card(self.item_id, None)
            if all(card.next_key is None for card in cards):
                assert sum(card.closing for card in cards) == sum(balances.values())
            assert audit.check_chain().broken_at is None
            db.session.remove()

    def _reversed_documents_cancel_out(self) -> None:
        moved = Counter[tuple[int, int, int]]()
        for document in db.session.scalars(select(StockDocument)):
            for move in document.movements:
                moved[document.reverses_id or document.id, move.lot_id, move.store_id] += move.quantity
        undone = set(db.session.scalars(select(StockDocument.reverses_id)))
        assert all(not quantity for (document, _lot, _store), quantity in moved.items() if document in undone)

    def _what_is_on_the_road_was_sent(self) -> None:
        """What lies on the road is what was sent and neither counted nor taken back."""
        road = select(func.coalesce(func.sum(Balance.quantity), 0)).join(Balance.store)
        lying = db.session.scalar(road.where(Store.kind == StoreKind.TRANSIT))
        sent = sum(
            move.quantity for document in queries.list_under_way() for move in document.movements if move.quantity > 0
        )
        undone = set(db.session.scalars(select(StockDocument.reverses_id)))
        losses = [
            loss
            for loss in db.session.scalars(select(StockDocument).where(StockDocument.kind == DocumentKind.LOSS))
            if loss.follows_id and loss.id in undone and loss.follows_id not in undone
        ]
        found_again = sum(-move.quantity for loss in losses for move in loss.movements)
        assert lying == sent + found_again

    def _all_balances(self) -> dict[tuple[int, int], int]:
        found: Sequence[Balance] = db.session.scalars(select(Balance)).all()
        return {(balance.lot_id, balance.store_id): balance.quantity for balance in found}

    def _store(self, place: int) -> Store | None:
        stores = queries.list_stores()
        return stores[place % len(stores)] if stores else None

    def _pick(self, place: int, lot: int) -> Balance | None:
        store = self._store(place)
        lots = queries.list_lots(store.id) if store else []
        return lots[lot % len(lots)] if lots else None


def test_any_sequence_keeps_the_books_whole(app: Flask) -> None:
    class OnThisDatabase(Books):
        pass

    OnThisDatabase.app = app
    run_state_machine_as_test(
        OnThisDatabase,
        settings=settings(
            max_examples=tries(20), stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
