"""Staff come, change and go; each change leaves one trace and ends the sessions it must end."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from app.accounts import operations, queries
from app.accounts.models import Role, Staff, StaffSession
from app.accounts.operations import LastLead, LoginTaken, Oneself, Retired, TooManyAttempts, WrongPassword
from app.audit.models import AuditEntry
from app.core import clock
from app.core.actors import KEEPER
from app.core.db import db, transaction
from app.core.errors import NotFound
from tests import cast
from tests.make import make_staff
from tests.make.staff import actor_of

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def oksana(database: None) -> Staff:
    return saved(cast.OKSANA)


@pytest.fixture
def halyna(database: None) -> Staff:
    return saved(cast.HALYNA)


def saved(colleague: cast.Colleague) -> Staff:
    staff = make_staff(colleague)
    db.session.commit()
    return staff


def sign_in_twice(staff: Staff) -> None:
    at = clock.now()
    for token in ("a", "b"):
        db.session.add(StaffSession(token_hash=f"{token}{staff.id}", staff_id=staff.id, created_at=at, seen_at=at))
    db.session.commit()


def last_trace() -> tuple[str, int | None]:
    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.number.desc()).limit(1)).one()
    return entry.action, entry.staff_id


def count_attempts(number: int, login: str = "halyna", at: datetime | None = None) -> None:
    for _ in range(number):
        with transaction(audited=False):
            operations.count_attempt(login, at=at or clock.now())


def test_somebody_is_taken_on_and_must_change_the_first_password(oksana: Staff) -> None:
    with transaction():
        staff = operations.create_staff(
            login="Nina",
            name="Ніна",
            password="1234567890",
            roles=[Role.REGISTRAR],
            actor=actor_of(oksana),
            at=clock.now(),
        )
    assert staff.login == "nina"
    assert staff.must_change_password
    assert operations.check_password(staff, "12345-67890") is staff
    assert last_trace() == ("create staff", oksana.id)


def test_one_login_belongs_to_one_person(halyna: Staff) -> None:
    with pytest.raises(LoginTaken), transaction():
        operations.create_staff(
            login="HALYNA", name="Інша", password="x" * 8, roles=[Role.LEAD], actor=KEEPER, at=clock.now()
        )


def test_the_trace_holds_no_names_and_no_passwords(oksana: Staff) -> None:
    with transaction():
        operations.create_staff(
            login="nina", name="Ніна Бджола", password="таємне-слово", roles=[], actor=actor_of(oksana), at=clock.now()
        )
    details = db.session.scalars(select(AuditEntry.details)).all()
    assert not any("Бджола" in text or "таємне" in text for text in details)


def test_new_roles_sign_the_person_out_everywhere(oksana: Staff, halyna: Staff) -> None:
    sign_in_twice(halyna)
    sign_in_twice(oksana)
    with transaction():
        operations.change_roles(halyna.id, [Role.DESK_CLERK, Role.REVIEWER], actor=actor_of(oksana), at=clock.now())
    assert {role.role for role in queries.get_staff(halyna.id).roles} == {Role.DESK_CLERK, Role.REVIEWER}
    assert queries.count_sessions(halyna.id) == 0
    assert queries.count_sessions(oksana.id) == 2
    assert last_trace() == ("change roles", oksana.id)


def test_a_reset_password_is_told_once_and_ends_sessions_and_attempts(oksana: Staff, halyna: Staff) -> None:
    sign_in_twice(halyna)
    count_attempts(operations.MOST_FAILURES)
    with transaction():
        _, password = operations.reset_password(halyna.id, actor=actor_of(oksana), at=clock.now())
    assert queries.count_sessions(halyna.id) == 0
    assert halyna.must_change_password
    assert operations.check_password(halyna, password) is halyna
    with pytest.raises(WrongPassword):
        operations.check_password(halyna, cast.PASSWORD)
    count_attempts(1)


def test_nobody_resets_or_retires_themselves(oksana: Staff) -> None:
    for act in (operations.reset_password, operations.retire):
        with pytest.raises(Oneself), transaction():
            act(oksana.id, actor=actor_of(oksana), at=clock.now())


def test_a_retired_person_is_out_at_once_and_for_good(oksana: Staff, halyna: Staff) -> None:
    sign_in_twice(halyna)
    with transaction():
        operations.retire(halyna.id, actor=actor_of(oksana), at=clock.now())
    assert queries.count_sessions(halyna.id) == 0
    with pytest.raises(WrongPassword):
        operations.check_password(halyna, cast.PASSWORD)
    with pytest.raises(Retired), transaction():
        operations.retire(halyna.id, actor=actor_of(oksana), at=clock.now())
    assert [staff.id for staff in queries.list_staff()] == [oksana.id, halyna.id]


def test_the_last_lead_stays_a_lead(oksana: Staff, halyna: Staff) -> None:
    with pytest.raises(LastLead), transaction():
        operations.retire(oksana.id, actor=actor_of(halyna), at=clock.now())
    with pytest.raises(LastLead), transaction():
        operations.change_roles(oksana.id, [Role.ADMIN], actor=actor_of(oksana), at=clock.now())
    assert queries.get_staff(oksana.id).retired_at is None


def test_a_lead_may_go_when_another_stays(oksana: Staff) -> None:
    second = saved(cast.Colleague("nina", "Ніна", (Role.LEAD,)))
    with transaction():
        operations.change_roles(oksana.id, [Role.ADMIN], actor=actor_of(second), at=clock.now())
    with pytest.raises(LastLead), transaction():
        operations.retire(second.id, actor=actor_of(oksana), at=clock.now())


def test_a_retired_lead_does_not_count_as_a_lead(oksana: Staff) -> None:
    second = saved(cast.Colleague("nina", "Ніна", (Role.LEAD,)))
    with transaction():
        operations.retire(second.id, actor=actor_of(oksana), at=clock.now())
    with pytest.raises(LastLead), transaction():
        operations.retire(oksana.id, actor=KEEPER, at=clock.now())


def test_an_unknown_person_is_not_found() -> None:
    with pytest.raises(NotFound), transaction():
        operations.retire(404, actor=KEEPER, at=clock.now())


def test_after_five_wrong_passwords_the_account_waits_ten_minutes() -> None:
    at = clock.now()
    count_attempts(operations.MOST_FAILURES, at=at)
    with pytest.raises(TooManyAttempts):
        count_attempts(1, at=at + timedelta(minutes=9))
    count_attempts(1, login="oksana", at=at + timedelta(minutes=9))
    count_attempts(1, at=at + timedelta(minutes=10))


def test_guessing_over_many_accounts_is_slowed_down_too() -> None:
    at = clock.now()
    for number in range(operations.MOST_FAILURES_OVERALL):
        count_attempts(1, login=f"user{number}", at=at)
    with pytest.raises(TooManyAttempts):
        count_attempts(1, login="somebody", at=at)


def test_a_whole_shift_signs_in_without_using_up_the_attempts(halyna: Staff) -> None:
    at = clock.now()
    for _ in range(operations.MOST_FAILURES_OVERALL + 5):
        count_attempts(1, at=at)
        with transaction():
            operations.sign_in(halyna, at=at)


def test_attempts_are_kept_without_what_was_typed() -> None:
    count_attempts(1, login="my secret password")
    from app.web.limits import Throttle

    assert not any("secret" in bucket for bucket in db.session.scalars(select(Throttle.bucket)))


def test_attempts_of_long_ago_are_swept_away() -> None:
    from app.web.limits import Throttle

    at = clock.now()
    for number in range(20):
        count_attempts(1, login=f"user{number}", at=at)
    count_attempts(1, login="later", at=at + timedelta(hours=1))
    assert db.session.scalar(select(func.count()).select_from(Throttle)) == 2


def test_a_login_that_is_taken_gets_a_number(halyna: Staff) -> None:
    assert queries.free_login("Галина") == "halyna2"
    assert queries.free_login("Ніна Бджола") == "nina.bdzhola"
