"""One unit of work: whole, audited once, never nested."""

import pytest

from app.audit import operations as audit
from app.audit import queries
from app.core import clock
from app.core.actors import KEEPER
from app.core.db import db, transaction
from app.hubs.models import Partner

pytestmark = pytest.mark.usefixtures("database")


def note(action: str = "try") -> None:
    audit.record(action, "partner", None, actor=KEEPER, at=clock.now())


def partners() -> int:
    return db.session.query(Partner).count()


def test_a_change_and_its_trace_are_kept_together() -> None:
    with transaction():
        db.session.add(Partner(name="Фонд"))
        note()
    assert partners() == 1
    assert queries.check_chain().length == 1


def test_a_change_without_a_trace_is_not_kept() -> None:
    with pytest.raises(RuntimeError, match="0 audit rows"), transaction():
        db.session.add(Partner(name="Фонд"))
    assert partners() == 0


def test_two_traces_for_one_change_are_one_too_many() -> None:
    with pytest.raises(RuntimeError, match="2 audit rows"), transaction():
        [note(action) for action in ("one", "two")]
    assert queries.check_chain().length == 0


def test_a_transaction_is_never_nested() -> None:
    with pytest.raises(RuntimeError, match="never nested"), transaction(), transaction():
        pass


def test_something_changed_outside_a_transaction_is_refused() -> None:
    db.session.add(Partner(name="Фонд"))
    with pytest.raises(RuntimeError, match="outside"), transaction():
        note()


def test_a_broken_link_of_the_chain_is_found() -> None:
    for action in ("one", "two", "three"):
        with transaction():
            note(action)
    assert queries.check_chain().broken_at is None
    with transaction(audited=False):
        db.session.execute(db.text("UPDATE audit_entries SET action = 'other' WHERE number = 2"))
    assert queries.check_chain().broken_at == 2
