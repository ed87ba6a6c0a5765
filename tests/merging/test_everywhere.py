"""What the day, the papers, the figures and the street's door tell of a family that was merged."""

from collections.abc import Callable

import pytest

from app.checkin import aid_log
from app.checkin import queries as desk
from app.core.actors import Actor
from app.core.db import db
from app.distributions import queries as distributions
from app.distributions.models import Entitlement
from app.distributions.queries import papers
from app.households import queries as households
from app.households.models import Household
from app.reports import queries as reports
from app.reports.rules import Scope
from app.residents import queries as residents
from app.today import queries as today
from tests import cast
from tests.desk_day import TEN, TODAY, World
from tests.merging.acts import give, merge
from tests.visitor import Visitor

Visit = Callable[..., Visitor]
Family = tuple[Household, Entitlement, Entitlement]


@pytest.fixture
def family(world: World, oksana: Actor) -> Family:
    """One family, with a time at ten that stands and one at eleven that was withdrawn."""
    kept, merged = world.household("Ковальчук", "Ганна"), world.household("Ковальчук", "Анна")
    mine, theirs = world.promise(kept, world.slot(10)), world.promise(merged, world.slot(11))
    merge(kept, merged, oksana, same={merged.people[0]: kept.people[0]})
    assert not theirs.stands
    return kept, mine, theirs


def test_the_day_has_one_row_for_them_with_their_own_card(world: World, family: Family) -> None:
    day = desk.get_day(world.today.id)
    rows = [turn for slot in day.slots for turn in slot.turns]
    assert [(turn.household_id, turn.card_no) for turn in rows] == [(family[0].id, family[0].cards[0].card_no)]


def test_their_withdrawn_place_is_free(world: World, family: Family) -> None:
    taken = {fill.slot.id: fill.taken for fill in distributions.slot_fills(world.today)}
    assert (taken[world.slot(10).id], taken[world.slot(11).id]) == (1, 0)
    (fill,) = [fill for fill in distributions.list_upcoming(TODAY) if fill.distribution.id == world.today.id]
    assert fill.taken == 1


def test_papers_have_them_once(world: World, family: Family) -> None:
    printable = papers.get_printable(world.today.id)
    lines = [line for sheet in papers.signature_lines(printable) for line in sheet.rows]
    slips = [slip for sheet in papers.time_slips(printable) for slip in sheet.rows]
    own = family[0].cards[0].card_no
    assert [line.card_no for line in lines] == [slip.card_no for slip in slips] == [own]
    assert papers.day_plan(printable).households == 1
    assert [slip.entitlement.id for slip in papers.household_slips(family[0].id, since=TODAY)] == [family[1].id]


def test_their_own_page_has_one_time(world: World, family: Family) -> None:
    times = distributions.times_of(family[0].id, TEN, aid_log)
    assert [entitlement.id for entitlement in (*times.coming, *times.before)] == [family[1].id]


def test_they_are_promised_once_in_a_cycle(world: World, family: Family) -> None:
    records = distributions.read_register(world.today.cycle, location_ids=(), aid_log=aid_log, on=TODAY)
    assert [record.household_id for record in records] == [family[0].id], "the merged record is assigned nothing"


def test_first_page_counts_them_once(world: World, family: Family, oksana: Actor) -> None:
    give(family[1], oksana)
    (day,) = [day for day in today.list_today(TODAY) if day.id == world.today.id]
    assert (day.promised, day.served) == (1, 1)


def test_totals_count_the_family_once_and_all_that_left_the_store(world: World, oksana: Actor) -> None:
    kept, merged = world.household("Ковальчук", "Ганна"), world.household("Ковальчук", "Анна")
    mine, theirs = world.promise(kept, world.slot(10)), world.promise(merged, world.slot(10))
    give(mine, oksana)
    give(theirs, oksana)
    scope = Scope(TODAY, TODAY)
    before = reports.report(scope).whole
    merge(kept, merged, oksana, same={merged.people[0]: kept.people[0]})
    after = reports.report(scope)
    assert (before.entitled, before.served, before.given_kits) == (2, 2, 2)
    assert (after.whole.entitled, after.whole.served, after.whole.given_kits) == (1, 1, 2)
    assert reports.count_log(scope, up_to=reports.last_of_log()) == after.hand_overs == 2
    assert after.new_cards == 0, "the card that came along was not a replacement"


def test_a_withdrawn_promise_that_was_not_given_is_no_one_entitled(world: World, family: Family) -> None:
    assert reports.report(Scope(TODAY, TODAY)).whole.entitled == 1


def test_the_street_s_door_answers_either_card(world: World, family: Family) -> None:
    outlooks = []
    for card in family[0].cards:
        found = residents.find_card_by_number(card.card_no, at=TEN)
        assert found is not None
        assert not found.is_blocked
        outlooks.append(residents.outlook(found.household_id, at=TEN))
    assert outlooks[0] == outlooks[1]


def test_a_band_from_before_the_merge_is_told_so(open_day: World, desk: Visitor, visit: Visit) -> None:
    """The desk had scanned the second record when a colleague merged the two."""
    kept, merged = open_day.household("Ковальчук", "Ганна"), open_day.household("Ковальчук", "Анна")
    open_day.promise(kept, open_day.slot(10))
    open_day.promise(merged, open_day.slot(10))
    db.session.commit()
    token, ids = merged.cards[0].token, (kept.id, merged.id)
    desk.open("/check-in")
    desk.press("Перевірити", {"code": token})
    halyna = visit(cast.HALYNA)
    halyna.open(f"/households/{ids[0]}/merge/{ids[1]}")
    halyna.press("Далі: що зміниться")
    halyna.press("Об’єднати")
    page = desk.press("Видано", status=409)
    assert "відповідь для цієї картки вже інша" in page.text
    desk.open("/check-in")
    desk.press("Перевірити", {"code": token})
    assert desk.press("Видано").verdict() == "GIVEN"


def test_lists_of_the_register_have_them_once(world: World, family: Family) -> None:
    assert households.count_households() == 1
    assert [home.id for home in households.list_settlement(world.lyceum.settlement_id, None).rows] == [family[0].id]
