"""A hub is opened once, its places are kept in order, a training is wiped whole."""

import pytest
from sqlalchemy import func, select

from app.accounts.models import Role, Staff
from app.audit import queries as audit
from app.audit.models import AuditEntry
from app.core import clock
from app.core.actors import KEEPER
from app.core.db import Base, db, transaction
from app.core.errors import NotFound
from app.hubs import operations, queries, rules
from app.hubs.models import Hub, Location, LocationKind, Settlement, SettlementKind, Street
from app.hubs.operations import (
    AlreadySetUp,
    FirstLead,
    HubDetails,
    LocationDetails,
    NotTraining,
    PlaceExists,
    PlaceInUse,
    SettlementDetails,
    StreetsExist,
    WrongName,
)
from tests.house.hub import busy_hub
from tests.make import make_household, make_hub, make_location, make_settlement, make_street

pytestmark = pytest.mark.usefixtures("database")

DETAILS = HubDetails(name="Хаб «Ліцей»", organisation="ГО «Поряд»", phone="+380000000099")
LEAD = FirstLead(name="Оксана Руденко", login="Oksana", password="тихе-плесо-2026")


@pytest.fixture
def settlement(database: None) -> Settlement:
    made = make_settlement()
    db.session.commit()
    return made


@pytest.fixture
def location(settlement: Settlement) -> Location:
    made = make_location(hub=make_hub(), settlement=settlement)
    db.session.commit()
    return made


def last_trace() -> str:
    return db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.number.desc()).limit(1)).one()


def add(settlement: Settlement, text: str, location_id: int | None = None) -> list[Street]:
    with transaction():
        streets = rules.read_streets(text)
        return operations.add_streets(settlement.id, streets, location_id=location_id, actor=KEEPER, at=clock.now())


def test_a_hub_is_opened_with_its_first_lead() -> None:
    with transaction():
        lead = operations.open_hub(DETAILS, code="HUB", lead=LEAD, actor=KEEPER, at=clock.now())
    assert (lead.login, lead.must_change_password) == ("oksana", False)
    assert {role.role for role in lead.roles} == {Role.LEAD, Role.ADMIN}
    assert queries.get_hub().name == DETAILS.name
    assert not queries.get_hub().is_training
    assert last_trace() == "open hub"


def test_a_hub_is_opened_once() -> None:
    for expected in (None, AlreadySetUp):
        if expected is None:
            with transaction():
                operations.open_hub(DETAILS, code="HUB", lead=LEAD, actor=KEEPER, at=clock.now())
        else:
            with pytest.raises(expected), transaction():
                operations.open_hub(DETAILS, code="HUB", lead=LEAD, actor=KEEPER, at=clock.now())
    assert db.session.scalar(select(func.count()).select_from(Staff)) == 1


def test_a_change_of_the_hub_tells_what_changed_and_not_to_what() -> None:
    make_hub()
    db.session.commit()
    with transaction():
        operations.change_hub(
            HubDetails(name="Хаб «Клуб»", organisation="ГО «Поряд»", phone="+380000000099"),
            actor=KEEPER,
            at=clock.now(),
        )
    assert queries.get_hub().name == "Хаб «Клуб»"
    assert db.session.scalars(select(AuditEntry.details)).all() == ['{"changed":["name"]}']


def test_a_settlement_has_its_name_for_itself(settlement: Settlement) -> None:
    details = SettlementDetails(settlement.kind, settlement.name)
    with pytest.raises(PlaceExists), transaction():
        operations.add_settlement(details, actor=KEEPER, at=clock.now())
    with transaction():
        operations.add_settlement(
            SettlementDetails(SettlementKind.VILLAGE, settlement.name), actor=KEEPER, at=clock.now()
        )


def test_streets_of_a_list_are_added_once(settlement: Settlement) -> None:
    assert len(add(settlement, "вул. Садова\nпров. Тихий")) == 2
    assert [street.name for street in add(settlement, "САДОВА\nвул. Миру")] == ["Миру"]
    with pytest.raises(StreetsExist):
        add(settlement, "садова")
    assert [street.name for street in queries.list_streets(settlement.id)] == ["Миру", "Садова", "Тихий"]


def test_many_streets_get_their_location_at_once(settlement: Settlement, location: Location) -> None:
    streets = add(settlement, "Садова\nМиру\nНова")
    with transaction():
        changed = operations.assign_streets(
            settlement.id, [s.id for s in streets[:2]], location_id=location.id, actor=KEEPER, at=clock.now()
        )
    assert changed == 2
    db.session.expire_all()
    served = {s.name: s.default_location_id for s in queries.list_streets(settlement.id)}
    assert served == {"Садова": location.id, "Миру": location.id, "Нова": None}
    assert last_trace() == "assign streets"


def test_streets_of_another_settlement_are_left_alone(settlement: Settlement, location: Location) -> None:
    elsewhere = make_street(settlement=make_settlement(name="Верболози"), name="Садова")
    db.session.commit()
    with transaction():
        changed = operations.assign_streets(
            settlement.id, [elsewhere.id], location_id=location.id, actor=KEEPER, at=clock.now()
        )
    assert changed == 0


def test_nothing_is_assigned_to_a_location_that_is_not_there(settlement: Settlement) -> None:
    with pytest.raises(NotFound), transaction():
        operations.assign_streets(settlement.id, [], location_id=404, actor=KEEPER, at=clock.now())


def test_a_street_where_people_live_stays(settlement: Settlement) -> None:
    street = make_street(settlement=settlement, name="Садова")
    make_household(settlement=settlement, street=street)
    empty = make_street(settlement=settlement, name="Сдова")
    db.session.commit()
    with pytest.raises(PlaceInUse), transaction():
        operations.remove_street(street.id, actor=KEEPER, at=clock.now())
    with transaction():
        operations.remove_street(empty.id, actor=KEEPER, at=clock.now())
    assert [s.name for s in queries.list_streets(settlement.id)] == ["Садова"]


def test_a_settlement_with_streets_stays(settlement: Settlement) -> None:
    add(settlement, "Садова")
    with pytest.raises(PlaceInUse), transaction():
        operations.remove_settlement(settlement.id, actor=KEEPER, at=clock.now())


def test_a_location_is_corrected_and_closed(location: Location) -> None:
    details = LocationDetails(
        name="Ліцей",
        kind=LocationKind.SCHOOL,
        settlement_id=location.settlement_id,
        address="вул. Шкільна, 12",
        desks=3,
        is_active=False,
    )
    with transaction():
        operations.change_location(location.id, details, actor=KEEPER, at=clock.now())
    assert queries.get_location(location.id).desks == 3
    assert list(queries.list_locations()) == []
    assert len(queries.list_locations(active_only=False)) == 1


def test_a_real_hub_is_never_wiped() -> None:
    make_hub()
    db.session.commit()
    with pytest.raises(NotTraining), transaction():
        operations.wipe_training("Хаб «Ліцей»", actor=KEEPER, at=clock.now())


def test_a_training_is_wiped_only_by_its_name() -> None:
    make_hub(is_training=True)
    db.session.commit()
    with pytest.raises(WrongName), transaction():
        operations.wipe_training("Хаб", actor=KEEPER, at=clock.now())
    assert queries.find_hub() is not None


@pytest.mark.usefixtures("staff")
def test_a_wiped_training_leaves_nothing_but_the_trace_of_the_wiping() -> None:
    busy_hub()
    db.session.execute(db.update(Hub).values(is_training=True))
    db.session.commit()
    with transaction():
        operations.wipe_training("Хаб «Ліцей»", actor=KEEPER, at=clock.now())
    left = {
        table.name: db.session.scalar(select(func.count()).select_from(table)) for table in Base.metadata.sorted_tables
    }
    assert {name: count for name, count in left.items() if count} == {"audit_entries": 1, "minimum_wages": 2}
    assert last_trace() == "wipe training"
    assert audit.check_chain().length == 1
    assert queries.find_hub() is None
