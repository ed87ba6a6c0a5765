"""Who refuses or takes back a consent waits exactly as long as everybody else."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.actors import KEEPER
from app.core.db import db, transaction
from app.households import operations
from app.households.models import FUNCTIONAL_NEEDS, ConsentKind, ConsentMethod, Household
from tests.distributions.community import NOW, TUESDAY, draft_plan, plan, settle

pytestmark = pytest.mark.usefixtures("database")

OPTIONAL = tuple(kind for kind in ConsentKind if kind is not ConsentKind.NOTICE)


def change(household: Household, kind: ConsentKind) -> None:
    """Give the consent, or take it back where it is in force."""
    with transaction():
        try:
            operations.withdraw_consent(household.id, kind, actor=KEEPER, at=NOW)
        except operations.ConsentNotGiven:
            operations.give_consent(household.id, kind, ConsentMethod.SPOKEN, actor=KEEPER, at=NOW)


def digest(cycle_id: int) -> str:
    db.session.expire_all()
    return draft_plan(cycle_id, seed=7).digest


def test_no_consent_given_or_taken_back_moves_anybody_in_the_queue() -> None:
    community = settle(households=6)
    for household in community.households:
        for person in household.people:
            for question in FUNCTIONAL_NEEDS:
                setattr(person, question, 3)
    db.session.commit()
    for household in community.households:
        for kind in OPTIONAL:
            change(household, kind)
    (draft,) = plan(community, days=(TUESDAY,))
    before = digest(draft.cycle_id)

    @settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.lists(st.tuples(st.integers(0, 5), st.sampled_from(OPTIONAL)), max_size=8))
    def any_sequence(changes: list[tuple[int, ConsentKind]]) -> None:
        for place, kind in changes:
            change(community.households[place], kind)
        assert digest(draft.cycle_id) == before

    any_sequence()


def test_answers_about_health_go_with_their_consent() -> None:
    community = settle(households=1)
    household = community.households[0]
    household.people[0].wg_seeing = 2
    db.session.commit()
    change(household, ConsentKind.HEALTH_QUESTIONS)
    change(household, ConsentKind.HEALTH_QUESTIONS)
    db.session.expire_all()
    assert household.people[0].wg_seeing is None
