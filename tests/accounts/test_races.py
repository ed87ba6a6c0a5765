"""Two leads at once, on both databases."""

from functools import partial

import pytest
from flask import Flask

from app.accounts import operations
from app.accounts.models import Role, Staff, StaffRole
from app.core import clock
from app.core.actors import KEEPER
from app.core.db import db, transaction
from tests import cast
from tests.competing import compete
from tests.make import make_staff

ROUNDS = 8


def two_leads(app: Flask, number: int) -> tuple[int, int]:
    with app.app_context():
        ids = [make_staff(cast.Colleague(f"lead{number}{n}", "Лідія", (Role.LEAD,))).id for n in (1, 2)]
        db.session.commit()
    return ids[0], ids[1]


def dismiss_each_other(app: Flask) -> None:
    """Whoever is quicker, one lead stays."""
    for number in range(ROUNDS):
        first, second = two_leads(app, number)
        acts = (
            partial(operations.retire, second, actor=KEEPER, at=clock.now()),
            partial(operations.change_roles, first, [Role.REVIEWER], actor=KEEPER, at=clock.now()),
        )
        ends = compete(app, acts)
        assert ends == ["LastLead", "done"]
        with app.app_context():
            assert sum(is_lead(staff_id) for staff_id in (first, second)) == 1
            remove_leads()


def is_lead(staff_id: int) -> bool:
    staff = db.session.get_one(Staff, staff_id)
    return staff.retired_at is None and Role.LEAD in {role.role for role in staff.roles}


def remove_leads() -> None:
    db.session.execute(db.delete(StaffRole))
    db.session.commit()


def test_two_leads_cannot_dismiss_each_other(app: Flask) -> None:
    dismiss_each_other(app)


@pytest.mark.postgres
def test_two_leads_cannot_dismiss_each_other_on_postgres(postgres_app: Flask) -> None:
    dismiss_each_other(postgres_app)


def guess_at_once(app: Flask) -> None:
    """Guessing in parallel is no quicker than in turn."""
    at = clock.now()
    with app.app_context(), transaction(audited=False):
        operations.count_attempt("halyna", at=at)
    ends = compete(app, [partial(operations.count_attempt, "halyna", at=at)] * 12, audited=False)
    assert ends.count("done") == operations.MOST_FAILURES - 1


def test_guesses_at_once_are_counted_one_by_one(app: Flask) -> None:
    guess_at_once(app)


@pytest.mark.postgres
def test_guesses_at_once_are_counted_one_by_one_on_postgres(postgres_app: Flask) -> None:
    guess_at_once(postgres_app)
