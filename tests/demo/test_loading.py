"""The example community: the same people from the same seed, and a story that the hub's own rules have written."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, or_, select

from app.audit import queries as audit
from app.bundles import queries as bundles
from app.checkin.models import HandOver
from app.core import clock
from app.core.actors import KEEPER
from app.core.db import db, transaction
from app.demo import loading, register_story
from app.distributions.models import Distribution, DistributionState, Entitlement
from app.households.models import (
    FUNCTIONAL_NEEDS,
    BlockReason,
    Card,
    Consent,
    ConsentKind,
    DuplicatePair,
    Household,
    PairDecision,
    Person,
)
from app.hubs import operations as hubs
from app.hubs import queries as hub_queries
from app.hubs.models import Pause
from app.hubs.operations import FirstLead, HubDetails
from app.stock import queries as stock
from app.stock.rules import days_left
from app.wardens import queries as wardens
from app.wardens.models import Round

pytestmark = pytest.mark.usefixtures("database")


def load(*, households: int = 60, seed: int = 7) -> None:
    loading.load(households=households, seed=seed, actor=KEEPER, at=clock.now())


def people() -> list[tuple[str, str, str, str]]:
    found = select(Person.surname, Person.given, Person.patronymic, Person.sex).order_by(Person.id)
    return [tuple(row) for row in db.session.execute(found)]  # type: ignore[misc]


def test_one_day_is_closed_one_runs_and_one_was_postponed() -> None:
    load()
    today = clock.local_date(clock.now())
    days = db.session.execute(select(Distribution.held_on, Distribution.state).order_by(Distribution.held_on)).all()
    assert [(day < today, day == today, state) for day, state in days] == [
        (True, False, DistributionState.CLOSED),
        (False, True, DistributionState.PUBLISHED),
        (False, False, DistributionState.CANCELLED),
        (False, False, DistributionState.PUBLISHED),
    ]


def test_kits_for_those_who_cannot_come_are_on_their_way() -> None:
    load(households=400)
    carried = bundles.open_bundles()
    assert [(one.bundle.carrier_name, 1 <= one.out <= 6) for one in carried] in ([], [("Тамара Пономаренко", True)])


def test_a_warden_has_forty_homes_one_sheet_back_and_one_on_its_round() -> None:
    load(households=200)
    sheets = db.session.scalars(select(Round).order_by(Round.id)).all()
    assert [(len(sheet.rows), sheet.entered_at is None) for sheet in sheets] == [(40, False), (40, True)]
    missed = [row.was_missed for row in sheets[1].rows]
    assert 0 < sum(missed) < 20
    assert missed == sorted(missed, reverse=True)
    assert wardens.count_waiting() == 5


def test_nearly_everyone_collected_on_the_closed_day_and_no_kit_was_given_twice() -> None:
    load(households=120)
    given = db.session.scalar(select(func.count()).select_from(HandOver))
    promised = db.session.scalar(select(func.count()).select_from(Entitlement))
    assert given is not None
    assert promised is not None
    assert 0 < given < promised
    twice = select(HandOver.entitlement_id).group_by(HandOver.entitlement_id).having(func.count() > 1)
    assert db.session.scalars(twice).all() == []


def test_the_hub_says_that_it_is_for_training_and_its_trace_holds() -> None:
    load()
    assert hub_queries.get_hub().is_training
    assert audit.check_chain().broken_at is None


def test_the_same_seed_gives_the_same_people(app: Flask) -> None:
    load(households=30)
    first = people()
    with transaction():
        hubs.wipe_training(hub_queries.get_hub().name, actor=KEEPER, at=clock.now())
    db.session.remove()
    load(households=30)
    assert people() == first
    assert db.session.scalar(select(func.count()).select_from(Household)) == 30 + register_story.TWICE


def test_families_that_were_written_down_twice_wait_on_the_work_list_and_some_cards_are_lost() -> None:
    load()
    twice = set(db.session.scalars(select(Household.id).order_by(Household.id.desc()).limit(register_story.TWICE)))
    waiting = db.session.scalars(select(DuplicatePair.second_id).where(DuplicatePair.decision == PairDecision.OPEN))
    assert twice <= set(waiting)
    lost = select(func.count()).where(Card.block_reason == BlockReason.LOST)
    assert db.session.scalar(lost) == register_story.LOST


def test_the_six_questions_are_answered_only_where_the_household_agreed_to_them() -> None:
    load()
    answered = select(Person.household_id).where(or_(*(getattr(Person, one).is_not(None) for one in FUNCTIONAL_NEEDS)))
    agreed = select(Consent.household_id).where(
        Consent.kind == ConsentKind.HEALTH_QUESTIONS, Consent.withdrawn_at.is_(None)
    )
    households = set(db.session.scalars(answered))
    assert households
    assert households == set(db.session.scalars(agreed))


def test_it_never_stands_among_real_people() -> None:
    with transaction():
        hubs.open_hub(
            HubDetails(name="Хаб", organisation="ГО", phone=""),
            code="HUB",
            lead=FirstLead(name="Оксана", login="oksana", password="дуже-довгий-пароль"),
            actor=KEEPER,
            at=clock.now(),
        )
    with pytest.raises(loading.HubIsOpen):
        load()


def test_the_stock_has_one_report_due_one_lot_expired_and_goods_on_the_road() -> None:
    load()
    today = clock.local_date(clock.now())
    waiting = stock.see_waiting(today)
    assert (waiting.due, waiting.under_way, waiting.expired) == (1, 1, 1)
    assert waiting.customs_on is not None
    assert days_left(waiting.customs_on, today) == 19
    (receipt,) = stock.list_receipts_due()
    assert stock.on_hand(receipt.lines[0].lot.kit_version.kit_id, today) > 1000
    totals = {(total.kit or total.item).code: total for total in stock.see_totals(today)}
    assert totals["HYG-F"].warehouse == 40
    assert totals["OATS"].expired == 60
    assert all(total.at_locations >= 0 for total in totals.values())


def test_one_day_has_lived_through_an_alarm_of_47_minutes() -> None:
    load(households=120)
    pause = db.session.scalars(db.select(Pause).where(Pause.location_id.is_not(None))).one()
    assert pause.ended_at is not None
    assert pause.ended_at - pause.started_at == timedelta(minutes=47)
    given = db.session.scalars(db.select(HandOver.happened_at).where(HandOver.location_id == pause.location_id)).all()
    assert given
    assert not any(pause.started_at <= at < pause.ended_at for at in given)
