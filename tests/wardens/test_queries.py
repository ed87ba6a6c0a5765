"""What wardens and the hub see, and what it costs."""

from datetime import date

import pytest

from app.core.db import db
from app.core.errors import NotFound
from app.households.models import Household
from app.wardens import queries
from app.wardens.models import NeedCode, Side, WardenStreet
from app.wardens.queries import Home, RoundHandedOver
from app.wardens.rules import Mark, Number
from tests import cast
from tests.make import make_household, make_settlement, make_staff, make_street
from tests.statements import statements_of
from tests.wardens.beat import BOTH, MONDAY, WALKED, Beat, actor, all_reached, enter, make_sheet, walk

pytestmark = pytest.mark.usefixtures("database")


def test_a_home_holds_what_a_round_needs_and_nothing_else(beat: Beat) -> None:
    home = queries.get_home(beat.homes["10"], queries.own(beat.tamara))
    assert home == Home(beat.homes["10"], beat.sadova, "10", "", "", "Мар’яна Ї.", 1, ("needs_delivery",))
    with statements_of(db.engine) as asked:
        queries.list_homes(beat.stretches)
    for column in ("birth", "document", "phone", "card_no", "notes", "patronymic"):
        assert not any(column in statement for statement in asked), column


def test_a_home_of_another_warden_is_not_there(beat: Beat) -> None:
    with pytest.raises(NotFound):
        queries.get_home(beat.far_home, queries.own(beat.tamara))
    with pytest.raises(NotFound):
        queries.get_home(999, queries.own(beat.tamara))


def test_a_minimal_record_is_visited_without_a_name(beat: Beat) -> None:
    street = db.session.get_one(Household, beat.in_lane).street
    assert street is not None
    minimal = make_household(
        settlement=street.settlement, street=street, house="6", is_minimal=True, declared_size=3
    ).id
    assert queries.get_home(minimal, beat.stretches) == Home(minimal, beat.lane, "6", "", "", "", 3, ())


def test_a_street_of_many_homes_costs_two_statements(beat: Beat) -> None:
    with statements_of(db.engine) as asked:
        homes = queries.list_homes(beat.stretches)
    assert [home.house for home in homes] == ["4", *WALKED]
    assert len(asked) == 2


def test_the_overview_costs_the_same_for_few_and_for_many(beat: Beat) -> None:
    with statements_of(db.engine) as few:
        queries.overview()
    settlement = make_settlement(name="Верболози")
    for number in range(12):
        warden = make_staff(cast.Colleague(f"warden{number}", f"Старша {number}", cast.TAMARA.roles))
        street = make_street(settlement=settlement, name=f"Вулиця {number}")
        make_household(settlement=settlement, street=street, house=str(number))
        walk(street.id, warden.id)
    db.session.commit()
    db.session.expire_all()
    with statements_of(db.engine) as many:
        overview = queries.overview()
    assert len(overview.beats) == 14
    assert len(few) == len(many) <= 7


def test_the_hub_sees_whom_nobody_visits(beat: Beat) -> None:
    settlement = db.session.get_one(Household, beat.in_lane).settlement
    empty, parted = (make_street(settlement=settlement, name=name) for name in ("Порожня", "Довга"))
    for house in ("1", "2", "4"):
        make_household(settlement=settlement, street=parted, house=house)
    walk(parted.id, beat.stepan, [Side.ODD])
    make_household(settlement=settlement, house="")
    overview = queries.overview()
    assert [(one.street.name, one.side, one.homes) for one in overview.free] == [("Довга", Side.EVEN, 2)]
    assert overview.homes_without == 2
    assert [(place.name, homes) for place, homes in overview.without_street] == [("Тихе Плесо", 1)]
    assert [(each.warden.name, each.homes) for each in overview.beats] == [
        ("Степан Лисенко", 2), ("Тамара Пономаренко", 8)
    ]  # fmt: skip
    assert empty.id in {one.street.id for one in queries.list_free(settlement.id)}


def test_a_sheet_is_reached_by_whoever_walks_its_streets_now(beat: Beat) -> None:
    sheet = make_sheet(beat)
    make_staff(cast.HALYNA)
    number = Number(2026, 1)
    assert queries.find_round(number, actor(cast.TAMARA)) is not None
    assert queries.find_round(number, actor(cast.HALYNA)) is not None
    with pytest.raises(NotFound):
        queries.find_round(number, actor(cast.STEPAN))
    db.session.execute(db.update(WardenStreet).values(warden_id=beat.stepan))
    db.session.commit()
    assert queries.get_round(sheet.id, actor(cast.STEPAN)).id == sheet.id
    with pytest.raises(RoundHandedOver):
        queries.get_round(sheet.id, actor(cast.TAMARA))
    assert [each.sheet.id for each in queries.list_rounds(actor(cast.STEPAN), None).rows] == [sheet.id]
    assert queries.list_rounds(actor(cast.TAMARA), None).rows == []
    assert queries.get_beat(beat.stepan).open_rounds == 1


def test_a_row_whose_household_moved_off_the_street_tells_nothing_of_it(beat: Beat) -> None:
    sheet = make_sheet(beat)
    moved = db.session.get_one(Household, beat.homes["21"])
    moved.street_id = beat.far
    db.session.commit()
    lines = queries.list_lines(queries.get_round(sheet.id, actor(cast.TAMARA)))
    assert [line.home is None for line in lines] == [False, False, False, True, False, False, False, False]


def test_rows_stand_under_their_street_and_side(beat: Beat) -> None:
    sheet = make_sheet(beat)
    enter(sheet.id, all_reached(sheet, but=[8]))
    again = queries.get_round(make_sheet(beat).id, actor(cast.TAMARA))
    groups = queries.in_groups(queries.list_lines(again))
    named = [(group.stretch[0].name, group.stretch[1]) if group.stretch else None for group in groups]
    assert named == [None, ("Криничний", Side.EVEN), ("Садова", Side.ODD), ("Садова", Side.EVEN)]
    assert [len(group.lines) for group in groups] == [1, 1, 3, 3]


def test_a_sheet_costs_nine_statements_however_long(beat: Beat) -> None:
    sheet = make_sheet(beat)
    tamara = actor(cast.TAMARA)
    db.session.expire_all()
    with statements_of(db.engine) as asked:
        queries.list_lines(queries.get_round(sheet.id, tamara))
    assert len(asked) == 9


def test_needs_are_counted_once_a_household(beat: Beat) -> None:
    food = NeedCode.FOOD
    for needs in ((food, NeedCode.HEAT), (food,)):
        sheet = make_sheet(beat)
        asked = [Mark(1, is_reached=True, needs=needs), Mark(2, is_reached=True, needs=(food,))]
        enter(sheet.id, [*asked, *all_reached(sheet)[2:]])
    table = queries.count_needs(date(2026, 11, 1), date(2026, 11, 30))
    assert [place.name for place in table.settlements] == ["Тихе Плесо"]
    assert (table.of(food), table.of(NeedCode.HEAT), table.of(NeedCode.WORK)) == ([2], [1], [0])
    assert table.visited == 8
    assert queries.count_needs(date(2026, 12, 1), date(2026, 12, 31)).asked == {}


def test_a_cancelled_or_unfinished_sheet_counts_no_needs(beat: Beat) -> None:
    sheet = make_sheet(beat)
    enter(sheet.id, [Mark(1, is_reached=True, needs=(NeedCode.FOOD,))], is_finished=False)
    assert queries.count_needs(MONDAY.date(), MONDAY.date()).asked == {}


def test_lists_of_sheets_are_paged_from_the_latest(beat: Beat) -> None:
    for _number in range(52):
        make_sheet(beat)
    first = queries.list_rounds(actor(cast.TAMARA), None)
    rest = queries.list_rounds(actor(cast.TAMARA), first.next_key)
    serials = [each.sheet.serial for each in [*first.rows, *rest.rows]]
    assert serials == list(range(52, 0, -1))
    assert rest.next_key is None
    assert (first.rows[0].rows, first.rows[0].reached) == (8, 0)


def test_both_sides_make_a_whole_street(beat: Beat) -> None:
    assert [(one.street.name, one.side) for one in queries.get_beat(beat.tamara).stretches] == [
        ("Криничний", None), ("Садова", None)
    ]  # fmt: skip
    assert queries.own(beat.stepan) == [(beat.far, side) for side in BOTH]
