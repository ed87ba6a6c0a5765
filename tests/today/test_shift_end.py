"""What a registrar still has to put right before going home."""

from collections.abc import Callable

import pytest
from flask import Flask

from app.audit import operations as audit
from app.core import clock
from app.core.actors import KEEPER
from app.core.db import db, transaction
from app.households.models import Consent, ConsentKind, ConsentMethod, DocumentKind, DuplicatePair, Household, Sex
from app.hubs.models import Location
from app.today.rules import Gap, missing
from tests import cast
from tests.house.hub import open_hub
from tests.make import make_card, make_household, make_person, make_settlement, make_street
from tests.visitor import Visitor

Visit = Callable[..., Visitor]


def whole_household(**fields: object) -> Household:
    """Nothing is missing; ``fields`` are what is so all the same."""
    location = db.session.scalars(db.select(Location)).one()
    settlement = location.settlement
    street = make_street(settlement=settlement, name="Польова", location=location)
    usual = {"street": street, "phone1": "+380207852503"}
    household = make_household(settlement=settlement, **{**usual, **fields})  # type: ignore[arg-type]
    make_person(household=household, surname="Коваль", given="Ганна", born=1950, document=DocumentKind.ID_CARD)
    make_card(household=household).printed_at = clock.now()
    household.consents.append(
        Consent(kind=ConsentKind.NOTICE, method=ConsentMethod.SPOKEN, text_version="1", given_at=clock.now())
    )
    db.session.commit()
    return household


@pytest.fixture
def register(app: Flask) -> None:
    with app.app_context():
        open_hub()


def correct(visitor: Visitor, household_id: int, **fields: str) -> None:
    """Touch a record today, so that it belongs to the shift."""
    visitor.open(f"/households/{household_id}/edit")
    visitor.press("Зберегти", {"landmark": "зелені ворота", **fields})


def test_nothing_written_nothing_missing(visit: Visit, register: None) -> None:
    assert visit(cast.HALYNA).open("/shift-end").says("Сьогодні ще нічого не записано.")


def test_a_whole_record_is_in_order(app: Flask, visit: Visit, register: None) -> None:
    with app.app_context():
        household_id = whole_household().id
    halyna = visit(cast.HALYNA)
    correct(halyna, household_id)
    assert halyna.open("/shift-end").says("Сьогодні зроблено 1 запис. Усе гаразд.")


@pytest.mark.parametrize(
    ("fields", "gap"),
    [
        ({"phone1": ""}, Gap.PHONE),
        ({"street": None, "landmark": "зелені ворота"}, Gap.LOCATION),
        ({"house": ""}, Gap.HOUSE),
    ],
)
def test_what_a_household_lacks(app: Flask, register: None, fields: dict[str, object], gap: Gap) -> None:
    with app.app_context():
        household = whole_household(**fields)
        assert [one.gap for one in missing(household)] == [gap]


def test_without_street_and_landmark_nobody_finds_them(app: Flask, register: None) -> None:
    with app.app_context():
        assert missing(whole_household(street=None))[0].gap is Gap.ADDRESS


def test_what_a_person_lacks(app: Flask, register: None) -> None:
    with app.app_context():
        household = whole_household()
        child = make_person(household=household, surname="Коваль", given="Іван", sex=Sex.NOT_STATED)
        db.session.refresh(household)
        assert {(one.gap, one.person_id) for one in missing(household)} == {
            (gap, child.id) for gap in (Gap.BIRTH, Gap.SEX, Gap.DOCUMENT)
        }


def test_a_notice_that_came_with_a_list_was_given_to_nobody(app: Flask, register: None) -> None:
    with app.app_context():
        household = whole_household()
        household.consents[0].method = ConsentMethod.LIST
        assert [one.gap for one in missing(household)] == [Gap.NOTICE]


def test_a_minimal_record_is_asked_for_little(app: Flask, register: None) -> None:
    with app.app_context():
        settlement = make_settlement(name="Вербове")
        household = make_household(settlement=settlement, house="", is_minimal=True, declared_size=2)
        make_card(household=household)
        assert [one.gap for one in missing(household)] == [Gap.LOCATION, Gap.PRINT]


def test_each_word_leads_to_where_it_is_put_right(app: Flask, visit: Visit, register: None) -> None:
    halyna = visit(cast.HALYNA)
    correct(halyna, 1)
    with app.app_context():
        db.session.add(DuplicatePair(first_id=1, second_id=2, strength=9000, reasons="{}", found_at=clock.now()))
        db.session.commit()
    page = halyna.open("/")
    page = halyna.follow("Кінець зміни")
    assert page.says("Сьогодні зроблено 1 запис. Не завершено 1.")
    for words in ("телефон не запитано", "картку не роздруковано", "документ не запитано", "можливо, та сама родина"):
        halyna.open("/shift-end")
        halyna.follow(words)
    halyna.open("/shift-end")
    assert halyna.follow("повідомлення не прочитано").says("Повідомлення і згоди")


def test_a_household_made_by_a_split_is_the_shifts_too(app: Flask, visit: Visit, register: None) -> None:
    with app.app_context():
        source, made = whole_household(), make_household(settlement=make_settlement(name="Вербове"), house="40")
        with transaction():
            audit.record(
                "split household", "household", source.id, actor=KEEPER, at=clock.now(), new_household=made.id
            )  # fmt: skip
        made_id = made.id
    page = visit(cast.OKSANA).open("/shift-end?all=y")
    assert page.says("Сьогодні зроблено 2 записи. Не завершено 1.")
    assert any(link.startswith(f"/households/{made_id}") for link in page.links())


def test_everyone_sees_their_own_records_and_the_lead_may_see_all(visit: Visit, register: None) -> None:
    halyna, oksana = visit(cast.HALYNA), visit(cast.OKSANA)
    correct(halyna, 1)
    assert oksana.open("/shift-end").says("Сьогодні ще нічого не записано.")
    assert oksana.follow("усіх реєстраторів").says("Сьогодні зроблено 1 запис.")
    assert halyna.open("/shift-end?all=y").says("Галина Мельник")
    visit(cast.DMYTRO).open("/shift-end", status=403)
