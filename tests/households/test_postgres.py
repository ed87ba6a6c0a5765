"""The register on PostgreSQL: the same verbs, the same answers."""

from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete

from app.core.actors import KEEPER
from app.core.db import db, transaction
from app.households import match_keys, operations, queries
from app.households.models import BlockReason, Household, MatchKey, PairDecision, PersonRole
from app.households.queries import duplicates
from app.households.rules import HouseholdDraft, HouseholdFacts, PersonDraft, StreetDraft
from tests.make import make_settlement, make_street

pytestmark = pytest.mark.postgres

AT = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
OLENA = PersonDraft(surname="Шевченко", given="Олена", role=PersonRole.HEAD, birth_year=1954)
DMYTRO = PersonDraft(surname="Їжакевич", given="Дмитро", role=PersonRole.SPOUSE, birth_year=1950)


def act(verb: Any, *args: Any, **fields: Any) -> Any:
    with transaction():
        return verb(*args, actor=KEEPER, at=AT, **fields)


def register(nonce: str) -> Household:
    settlement = make_settlement()
    make_street(settlement=settlement, name="Садова")
    db.session.commit()
    facts = HouseholdFacts(
        settlement_id=settlement.id, street=StreetDraft("Садова"), house="21", phone1="+380207852503"
    )
    household: Household = act(operations.register_household, HouseholdDraft(facts, (OLENA, DMYTRO), nonce=nonce))
    return household


def test_every_question_finds_the_same(postgres_app: Flask) -> None:
    with postgres_app.app_context():
        household = register("a" * 32)
        card = household.cards[0]
        asked = (
            card.card_no, card.token, "020 785 25 03", "25 03", "шевч", "Олена Шевч", "Ижакевич", "Шевченко 1954",
            "Садова 21", "вул. Садова",
        )  # fmt: skip
        for said in asked:
            assert [hit.household.id for hit in queries.search(said)] == [household.id], said


def test_the_second_walls_hold(postgres_app: Flask) -> None:
    with postgres_app.app_context():
        household = register("a" * 32)
        again = HouseholdDraft(HouseholdFacts(settlement_id=household.settlement_id), (OLENA,), nonce="a" * 32)
        with pytest.raises(operations.SentTwice):
            act(operations.register_household, again)
        old = household.cards[0].id
        act(operations.replace_card, household.id, BlockReason.LOST, nonce="b" * 32, card_id=old)
        with pytest.raises(operations.CardAlreadyReplaced):
            act(operations.replace_card, household.id, BlockReason.LOST, nonce="c" * 32, card_id=old)


def test_a_family_that_stands_twice_is_found_and_settled(postgres_app: Flask) -> None:
    with postgres_app.app_context():
        household = register("a" * 32)
        facts = HouseholdFacts(settlement_id=household.settlement_id, phone1=household.phone1)
        again = PersonDraft(surname="Shevchenko", given="Olena", role=PersonRole.HEAD, birth_year=1954)
        other = act(operations.register_household, HouseholdDraft(facts, (again,)))
        assert [hit.household.id for hit in queries.search("Шевченко Елена")] == [household.id, other.id]
        assert act(operations.find_pairs, None).found == 1
        (pair,) = duplicates.list_pairs().rows
        assert (pair.first_id, pair.second_id) == (household.id, other.id)
        act(operations.decide_pair, pair.id, PairDecision.NOT_THE_SAME)
        assert act(operations.find_pairs, [other.id]).found == duplicates.count_open_pairs() == 0
        with transaction(audited=False):
            db.session.execute(delete(MatchKey))
        assert match_keys.are_missing()
        assert match_keys.write_missing() == 3
        db.session.rollback()
