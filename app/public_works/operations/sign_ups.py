"""Signing up, and taking it back."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app.audit import operations as audit
from app.core import clock, codes
from app.core.actors import Actor
from app.core.db import db, violates
from app.core.errors import N_, NotFound, Refusal
from app.households import queries as households
from app.households.models import Household, HouseholdStatus, Person
from app.public_works import queries, rules
from app.public_works.models import (
    ADULT,
    Channel,
    DayState,
    NotChosenWhy,
    Shift,
    SignUp,
    SignUpDay,
    SignUpSkill,
    Skill,
    WorkOrder,
)
from app.public_works.operations.holding import check_cleared, hold_open, hold_order
from app.public_works.operations.places import fill_free, leave, take_own
from app.public_works.queries import Other


class SigningUpOver(Refusal):
    """Whoever joined now would be in no draw; afterwards they wait behind those who were."""

    message = N_("Signing up is over, and turns are not shared out yet. After that people can join the queue.")


class NoDayChosen(Refusal):
    message = N_("Choose at least one day that has not begun yet.")
    status = 422


class AgeUnknown(Refusal):
    message = N_("Write the date of birth in the household's record first: this work has an age limit.")


class TooYoung(Refusal):
    message = N_("This work is for people of %(age)s and older.")


class GuardianNeeded(Refusal):
    message = N_("Under 18 a parent or guardian signs too. Write their name and the day of their consent.")
    status = 422


class AlreadySignedUp(Refusal):
    message = N_("This person has signed up for this work already.")


class NotInRegister(Refusal):
    message = N_("This household is not active in the register. Look at its record first.")


class AidAtThatTime(Refusal):
    """Nobody should have to choose between bread and pay."""

    message = N_(
        "On %(day)s at %(time)s the household receives its aid. Choose another day, or move the time of the aid."
    )


class WorksAtThatTime(Refusal):
    message = N_("On %(day)s at %(time)s this person works elsewhere. Choose another day.")


class NothingToWithdraw(Refusal):
    message = N_("This sign-up was withdrawn already.")


NO_LIMITS = rules.Limits()


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody says when they sign up."""

    shift_ids: Collection[int]
    skills: Collection[Skill] = ()
    limits: rules.Limits = NO_LIMITS
    guardian_name: str = ""
    consented_on: date | None = None


def sign_up(
    order_id: int, person_id: int, wish: Wish, *, channel: Channel, nonce: str, actor: Actor, at: datetime
) -> SignUp:
    """Write somebody down for days of an order.

    Before turns are decided every day is only wanted. Later a place that nobody waits for is theirs at once, and
    otherwise they wait behind the others. Raises NotOpen, StandsStill, SigningUpOver, NoDayChosen, AgeUnknown,
    TooYoung, GuardianNeeded, AlreadySignedUp, NotInRegister, AidAtThatTime, WorksAtThatTime.
    """
    order = hold_open(order_id)
    if order.chosen_at is None and order.sign_up_until is not None and at > order.sign_up_until:
        raise SigningUpOver
    person, household = _hold_person(person_id)
    shifts = _shifts(order, wish, at)
    check_cleared(order, shifts)
    age = _check_age(order, person, wish, shifts[0].held_on, at)
    check_free(person, household, shifts)
    if queries.find_active(order.id, person.id) is not None:
        raise AlreadySignedUp
    made = SignUp(
        order_id=order.id, code=codes.new_pseudonym(), person_id=person.id, household_id=household.id,
        sex=person.sex, age=age, channel=channel, signed_at=at, signed_by_id=actor.staff_id,
        no_lifting=wish.limits.no_lifting, no_heights=wish.limits.no_heights, is_seated=wish.limits.is_seated,
        guardian_name=wish.guardian_name if age < ADULT else "",
        consented_on=wish.consented_on if age < ADULT else None, nonce=nonce,
        is_first_time=not _has_worked(household.id, order.id),
    )  # fmt: skip
    made.skills = [SignUpSkill(skill=skill) for skill in sorted(set(wish.skills))]
    made.days = [SignUpDay(shift=shift, state=DayState.WANTED, changed_at=at) for shift in shifts]
    db.session.add(made)
    _flush()
    if order.chosen_at is not None:
        _join_queue(order, made, at)
    audit.record(
        "sign up worker", "work order", order.id, actor=actor, at=at,
        sign_up=made.code, channel=channel, days=[shift.held_on.isoformat() for shift in shifts],
    )  # fmt: skip
    return made


def withdraw(sign_up_id: int, *, why: str, actor: Actor, at: datetime) -> SignUp:
    """Take somebody off an order, with all days that have not begun; the next are offered their places.

    Raises NothingToWithdraw, NotFound.
    """
    made, order = _hold_sign_up(sign_up_id)
    if made.withdrawn_at is not None:
        raise NothingToWithdraw
    made.withdrawn_at, made.withdrawn_why = at, why
    ahead = [day for day in made.days if day.shift.starts_at > at]
    left = [day.shift for day in ahead if day.state in queries.TAKEN]
    for day in ahead:
        leave(day, DayState.CANCELLED, reason=why, at=at)
    db.session.flush()
    offered = fill_free(order, left, at=at)
    audit.record(
        "withdraw worker", "work order", order.id, actor=actor, at=at,
        sign_up=made.code, places=len(left), offered=offered,
    )  # fmt: skip
    return made


def _hold_person(person_id: int) -> tuple[Person, Household]:
    """Held, because one person signs up for two works at two desks at the same moment."""
    person, household = households.get_person(person_id)
    db.session.execute(select(Household.id).where(Household.id == household.id).with_for_update())
    if household.status is not HouseholdStatus.ACTIVE:
        raise NotInRegister
    return person, household


def _hold_sign_up(sign_up_id: int) -> tuple[SignUp, WorkOrder]:
    found = db.session.scalar(select(SignUp.order_id).where(SignUp.id == sign_up_id))
    if found is None:
        raise NotFound
    order = hold_order(found)
    db.session.expire_all()
    return queries.get_sign_up(sign_up_id), order


def _shifts(order: WorkOrder, wish: Wish, at: datetime) -> Sequence[Shift]:
    shifts = [shift for shift in order.shifts if shift.id in wish.shift_ids and shift.starts_at > at]
    if not shifts or len(shifts) != len(set(wish.shift_ids)):
        raise NoDayChosen
    return shifts


def _check_age(order: WorkOrder, person: Person, wish: Wish, day: date, at: datetime) -> int:
    age = rules.age_on(day, birth_on=person.birth_on, birth_year=person.birth_year)
    if age is None:
        raise AgeUnknown
    if age < order.min_age:
        raise TooYoung(age=order.min_age)
    if age < ADULT and not _has_consent(wish, clock.local_date(at)):
        raise GuardianNeeded
    return age


def _has_consent(wish: Wish, today: date) -> bool:
    """Signed by somebody, and not on a day that is still to come."""
    return bool(wish.guardian_name) and wish.consented_on is not None and wish.consented_on <= today


def check_free(person: Person, household: Household, shifts: Sequence[Shift]) -> None:
    """Raises AidAtThatTime, WorksAtThatTime."""
    for clash in queries.clashes_of(person.id, household.id, shifts):
        if not clash.is_small:
            starts_at = clock.local(clash.starts_at)
            told = {"day": starts_at.strftime("%d.%m.%Y"), "time": starts_at.strftime("%H:%M")}
            raise (AidAtThatTime if clash.other is Other.AID else WorksAtThatTime)(**told)


def _has_worked(household_id: int, order_id: int) -> bool:
    """Whether the household had a place before, as far back as the hub remembers."""
    found = (
        select(SignUpDay.id)
        .join(SignUp, SignUp.id == SignUpDay.sign_up_id)
        .where(SignUp.household_id == household_id, SignUp.order_id != order_id, SignUpDay.state == DayState.CHOSEN)
    )
    return db.session.scalar(found.limit(1)) is not None


def _join_queue(order: WorkOrder, made: SignUp, at: datetime) -> None:
    """Turns are decided: whoever comes now has what is left, or waits last."""
    last = db.session.scalar(select(func.max(SignUp.position)).where(SignUp.order_id == order.id))
    made.position = (last or 0) + 1
    why = NotChosenWhy.CAME_LATER if queries.suits(order, made) else NotChosenWhy.LIMITS
    for day in made.days:
        leave(day, DayState.WAITING, why=why, at=at)
    db.session.flush()
    take_own(order, made, at=at)
    if all(day.state is DayState.CHOSEN for day in made.days):
        made.position = None
    db.session.flush()


def _flush() -> None:
    try:
        db.session.flush()
    except IntegrityError as error:
        if violates(error, "uq_sign_ups_active", "sign_ups.order_id", "sign_ups.person_id"):
            raise AlreadySignedUp from error
        raise
