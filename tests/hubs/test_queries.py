"""Places in the order of the Ukrainian alphabet, in few statements."""

import pytest

from app.core.db import db
from app.core.errors import NotFound
from app.hubs import queries
from tests.make import make_hub, make_location, make_settlement, make_street

pytestmark = pytest.mark.usefixtures("database")


def test_before_set_up_there_is_no_hub() -> None:
    assert queries.find_hub() is None
    with pytest.raises(NotFound):
        queries.get_hub()


def test_places_are_sorted_as_ukrainians_sort() -> None:
    for name in ("Яр", "Ґанок", "Гай", "Їжакове", "Іванівка", "Єлизаветівка", "Ерделівка"):
        make_settlement(name=name)
    names = [settlement.name for settlement in queries.list_settlements()]
    assert names == ["Гай", "Ґанок", "Ерделівка", "Єлизаветівка", "Іванівка", "Їжакове", "Яр"]


def test_streets_are_counted_by_settlement() -> None:
    one, two = make_settlement(name="Одне"), make_settlement(name="Друге")
    for name in ("Садова", "Миру"):
        make_street(settlement=one, name=name)
    db.session.commit()
    assert queries.count_streets() == {one.id: 2}
    assert two.id not in queries.count_streets()


def test_closed_locations_are_left_out_unless_asked_for() -> None:
    hub, settlement = make_hub(), make_settlement()
    make_location(hub=hub, settlement=settlement, name="Ліцей")
    make_location(hub=hub, settlement=settlement, name="Архів").is_active = False
    db.session.commit()
    assert [location.name for location in queries.list_locations()] == ["Ліцей"]
    assert [location.name for location in queries.list_locations(active_only=False)] == ["Ліцей", "Архів"]


@pytest.mark.parametrize("get", [queries.get_settlement, queries.get_street, queries.get_location])
def test_an_unknown_place_is_not_found(get: object) -> None:
    with pytest.raises(NotFound):
        get(404)  # type: ignore[operator]
