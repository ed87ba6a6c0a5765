"""Which lots go first, what goods are worth, how documents are numbered, how long there is to report."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.stock import rules
from app.stock.models import DocumentKind
from app.stock.rules import Available, Line, Pick, first_expiring

MAY, JUNE = date(2026, 5, 31), date(2026, 6, 30)


def test_what_expires_first_goes_first_and_what_never_expires_last() -> None:
    lots = [Available(1, 5, None), Available(2, 5, JUNE), Available(3, 5, MAY), Available(4, 5, MAY)]
    assert first_expiring(lots, 12) == (Pick(3, 5), Pick(4, 5), Pick(2, 2))
    assert first_expiring(lots, 20)[-1] == Pick(1, 5)
    assert first_expiring(lots, 0) == ()


lots_ = st.lists(
    st.builds(Available, st.integers(1, 99), st.integers(0, 50), st.none() | st.dates()),
    unique_by=lambda lot: lot.lot_id,
)


@given(lots_, st.integers(0, 500))
def test_no_more_is_picked_than_is_asked_or_there(lots: list[Available], quantity: int) -> None:
    picks = first_expiring(lots, quantity)
    there = {lot.lot_id: lot.quantity for lot in lots}
    assert sum(pick.quantity for pick in picks) == min(quantity, sum(there.values()))
    assert all(0 < pick.quantity <= there[pick.lot_id] for pick in picks)
    assert len({pick.lot_id for pick in picks}) == len(picks)


@given(lots_, st.integers(0, 500))
def test_nothing_stays_that_expires_before_something_that_goes(lots: list[Available], quantity: int) -> None:
    taken = {pick.lot_id: pick.quantity for pick in first_expiring(lots, quantity)}
    stays = [lot.expires_on or date.max for lot in lots if lot.quantity > taken.get(lot.lot_id, 0)]
    goes = [lot.expires_on or date.max for lot in lots if lot.lot_id in taken]
    assert not stays or not goes or max(goes) <= min(stays)


def test_ninety_days_after_customs_are_counted_down() -> None:
    cleared = date(2026, 9, 14)
    assert rules.days_left(cleared, cleared) == 90
    assert rules.days_left(cleared, date(2026, 11, 24)) == 19
    assert rules.days_left(cleared, date(2026, 12, 14)) == -1


def test_numbers_tell_the_kind_of_paper_and_the_year() -> None:
    assert rules.next_number(DocumentKind.SENT, 2026, None) == "НП-2026-0001"
    assert rules.next_number(DocumentKind.DAMAGE, 2026, "АС-2026-0009") == "АС-2026-0010"
    assert rules.next_number(DocumentKind.LOSS, 2026, "АС-2026-9999") == "АС-2026-10000"
    assert set(rules.PREFIXES) == set(DocumentKind)


def test_a_kit_is_worth_its_parts_when_all_are_known() -> None:
    assert rules.unit_value_of([(30, 100), (10, 250)], 10) == 550
    assert rules.unit_value_of([(30, 100), (10, None)], 10) is None
    assert rules.line_value(3, 150) == 450
    assert rules.line_value(3, None) is None


def test_goods_of_one_donor_keep_their_donor() -> None:
    assert rules.shared_donor([4, 4]) == 4
    assert rules.shared_donor([4, 5]) is None
    assert rules.shared_donor([4, None]) is None


def test_what_happened_today_happened_now_and_what_happened_before_at_noon() -> None:
    at = datetime(2026, 11, 24, 8, 2, tzinfo=UTC)
    assert rules.moment(date(2026, 11, 24), at) == at
    assert rules.moment(date(2026, 11, 23), at) == datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
    assert rules.moment(date(2026, 11, 25), at) > at + timedelta(hours=12)


def test_a_line_keeps_its_item_while_its_words_stay() -> None:
    before = [Line("Борошно", "3 кг", 7, 3), Line("Олія", "1 л", 8, 1)]
    after = rules.keep_items([Line("Олія", "1 л"), Line("Борошно", "2 кг")], before)
    assert after == (Line("Олія", "1 л", 8, 1), Line("Борошно", "2 кг"))
