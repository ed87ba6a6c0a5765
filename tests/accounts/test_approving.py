"""The second person who stands by an exception."""

import json
from collections.abc import Callable

import pytest
from flask import Flask

from app.accounts import operations
from app.accounts.approving import (
    FirstPasswordKept,
    MayNotStandBy,
    ReasonNeeded,
    SecondPersonNeeded,
    approve,
    approver,
)
from app.accounts.models import Staff
from app.accounts.operations import TooManyAttempts, WrongPassword
from app.audit.models import AuditEntry
from app.core import clock
from app.core.actors import Actor, Permission
from app.core.db import db, transaction
from tests import cast
from tests.make import make_hub, make_staff
from tests.visitor import Visitor

AT = clock.now()


@pytest.fixture
def lead(database: None) -> Staff:
    staff = make_staff(cast.OKSANA)
    db.session.commit()
    return staff


@pytest.fixture
def clerk(database: None) -> Actor:
    staff = make_staff(cast.DMYTRO)
    db.session.commit()
    return Actor(staff.id, staff.name, frozenset({Permission.GIVE_AID}))


def test_a_lead_signs_beside_the_clerk_and_is_told_by_name(lead: Staff) -> None:
    signed = approver(" Oksana ", cast.PASSWORD, at=AT)
    assert (signed.staff_id, signed.name) == (lead.id, lead.name)
    assert signed.may(Permission.APPROVE_EXCEPTIONS)


def test_standing_by_is_no_signing_in(lead: Staff) -> None:
    approver("oksana", cast.PASSWORD, at=AT)
    assert db.session.query(AuditEntry).count() == 0, "what is approved leaves the trace"


def test_a_clerk_does_not_stand_by(clerk: Actor) -> None:
    with pytest.raises(MayNotStandBy):
        approver("dmytro", cast.PASSWORD, at=AT)


def test_a_first_password_signs_nothing(lead: Staff) -> None:
    with transaction(audited=False):
        lead.must_change_password = True
    with pytest.raises(FirstPasswordKept):
        approver("oksana", cast.PASSWORD, at=AT)


def test_a_retired_lead_and_nobody_get_the_same_answer(lead: Staff) -> None:
    with transaction(audited=False):
        lead.retired_at = AT
    for login in ("oksana", "nobody"):
        with pytest.raises(WrongPassword):
            approver(login, cast.PASSWORD, at=AT)


def test_guessing_here_is_guessing_at_the_door(lead: Staff) -> None:
    """One count for both: five wrong passwords at the desk close the door too, and the right one waits."""
    for _ in range(operations.MOST_FAILURES):
        with pytest.raises(WrongPassword):
            approver("oksana", "не те слово", at=AT)
    with pytest.raises(TooManyAttempts):
        approver("oksana", cast.PASSWORD, at=AT)
    with pytest.raises(TooManyAttempts), transaction(audited=False):
        operations.count_attempt("oksana", at=AT)


def test_a_right_password_clears_the_count(lead: Staff) -> None:
    for _ in range(operations.MOST_FAILURES * 2):
        approver("oksana", cast.PASSWORD, at=AT)
        with pytest.raises(WrongPassword):
            approver("oksana", "не те слово", at=AT)


def test_who_may_stand_by_gives_only_the_reason(lead: Staff) -> None:
    oksana = Actor(lead.id, lead.name, frozenset({Permission.APPROVE_EXCEPTIONS}))
    assert approve("", "", "подзвонили голові", actor=oksana, at=AT).by == oksana
    with pytest.raises(ReasonNeeded):
        approve("", "", "", actor=oksana, at=AT)


def test_a_clerk_needs_a_second_person_and_a_reason(lead: Staff, clerk: Actor) -> None:
    with pytest.raises(ReasonNeeded):
        approve("oksana", cast.PASSWORD, "", actor=clerk, at=AT)
    with pytest.raises(SecondPersonNeeded):
        approve("oksana", "", "подзвонили голові", actor=clerk, at=AT)
    approval = approve("oksana", cast.PASSWORD, "подзвонили голові", actor=clerk, at=AT)
    assert (approval.by.staff_id, approval.reason) == (lead.id, "подзвонили голові")


def test_the_password_of_the_second_person_is_not_carried_through_signing_in(
    app: Flask, visit: Callable[..., Visitor]
) -> None:
    """The session ended meanwhile: what was typed is kept on the page, a password is not."""
    with app.app_context():
        make_hub()
        db.session.commit()
    stranger = visit()
    token = stranger.open("/sign-in").root.find(".//input[@name='csrf_token']").get("value")  # type: ignore[union-attr]
    typed = {"approver_login": "oksana", "approver_password": "слово дім вікно", "approval_reason": "дзвонили"}
    page = stranger.post("/check-in/give", {**typed, "csrf_token": token}, status=401)
    assert "слово дім вікно" not in page.html
    carried = json.loads(str(page.values(page.form_with("Увійти")[0])["carried"]))
    assert dict(carried[1]) == {"approver_login": "oksana", "approval_reason": "дзвонили"}
