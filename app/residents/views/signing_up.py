"""Signing up for a work with a card: the list of works, one of them, and the form."""

from datetime import datetime

from flask.typing import ResponseReturnValue

from app.core.db import transaction
from app.core.errors import N_, Refusal
from app.households.models import Person
from app.public_works import operations
from app.public_works import queries as works
from app.public_works.models import ADULT, Channel, SignUp
from app.public_works.operations.sign_ups import AidAtThatTime, AlreadySignedUp, GuardianNeeded, WorksAtThatTime
from app.residents import queries
from app.residents.forms import SignUpForm
from app.residents.queries import Holder, OpenWork
from app.residents.views.blueprint import blueprint
from app.residents.views.frame import (
    RESIDENT,
    count_guess,
    holding_key,
    is_guessed_out,
    not_here,
    render_card_page,
)
from app.web import filters, limits
from app.web.access import OPEN, access
from app.web.errors import tell
from app.web.paging import asked_key

BESIDE_MINE = 3
"""Open works on a page that tells also of the household's own."""
NAMES_ALLOWED = 10
"""Wrong names for one card in a while: nobody finds out by trying who lives with the holder of a card."""


class TooManyNames(Refusal):
    message = N_("Too many wrong names. Wait 10 minutes, or call us and we will sign you up.")
    status = 429


class NotOfThisCard(Refusal):
    message = N_("We did not find this name and year in the household of this card. Check them, or call us.")
    status = 422


class GuardianAtHub(Refusal):
    """Consent is signed on paper before a registrar: a name typed on a phone would be nobody's consent."""

    message = N_("Under %(age)s come to the hub with a parent or guardian. They sign too, and we sign you up there.")
    status = 422


class OtherDays(Refusal):
    """A refusal that leaves days on which the person is free."""

    message = N_("%(why)s You are free on: %(days)s.")


@blueprint.post("/c/works")
@access(OPEN)
@holding_key
def works_for_card(card: Holder, at: datetime) -> ResponseReturnValue:
    """What the household signed up for, and what it could sign up for."""
    return render_card_page(
        "residents/works.html", card, at,
        mine=queries.list_my_works(card.household_id, at),
        page=queries.list_open(at, after=asked_key(), most=BESIDE_MINE),
    )  # fmt: skip


@blueprint.post("/c/works/<int:order_id>")
@access(OPEN)
@holding_key
def choose_days(card: Holder, at: datetime, order_id: int) -> ResponseReturnValue:
    """One work and the form to sign up for it."""
    work = queries.find_open(order_id, at)
    if work is None:
        return not_here(card, at)
    return _form(card, at, work, SignUpForm(formdata=None).offer(work))


@blueprint.post("/c/works/<int:order_id>/sign-ups")
@access(OPEN)
@holding_key
def sign_up(card: Holder, at: datetime, order_id: int) -> ResponseReturnValue:
    """Sign somebody of the household up. The same form sent twice is answered with what it made."""
    form = SignUpForm()
    made = _made(card, form)
    if made is not None:
        return _signed_up(card, at, made)
    work = queries.find_open(order_id, at)
    if work is None:
        return not_here(card, at)
    if form.offer(work).is_sent:
        with form.refusing("given"):
            person = _find_person(card, form, at)
        if not form.errors:
            with form.refusing("days"):
                made = _sign_up(card, work, person, form, at)
    return _signed_up(card, at, made) if made else _form(card, at, work, form)


def _made(card: Holder, form: SignUpForm) -> SignUp | None:
    found = works.find_by_nonce(form.nonce.data)
    return found if found and found.household_id == card.household_id else None


def _find_person(card: Holder, form: SignUpForm, at: datetime) -> Person:
    """Who of the household is meant. A name that is not found counts as a guess.

    Raises TooManyNames, NotOfThisCard.
    """
    bucket = f"residents:{card.card_id}"
    if is_guessed_out(at, bucket=bucket, allowed=NAMES_ALLOWED):
        raise TooManyNames
    with transaction(audited=False):
        is_too_many = count_guess(at, bucket=bucket) > NAMES_ALLOWED
        person = queries.find_member(card.household_id, form.given.data, int(form.birth_year.data))
        if person is not None:
            limits.uncount(bucket)
    if is_too_many:
        raise TooManyNames
    if person is None:
        raise NotOfThisCard
    return person


def _sign_up(card: Holder, work: OpenWork, person: Person, form: SignUpForm, at: datetime) -> SignUp:
    """Raises GuardianAtHub, OtherDays and what signing up refuses."""
    wish = operations.Wish(form.shift_ids, skills=form.chosen_skills, limits=form.told_limits)
    person_id, shifts = person.id, work.shifts
    try:
        with transaction():
            return operations.sign_up(
                work.order.id, person_id, wish,
                channel=Channel.DOOR, nonce=str(form.nonce.data), actor=RESIDENT, at=at,
            )  # fmt: skip
    except GuardianNeeded as refusal:
        raise GuardianAtHub(age=ADULT) from refusal
    except AlreadySignedUp:
        made = _made(card, form)  # sent twice at the same moment
        if made is None:
            raise
        return made
    except (AidAtThatTime, WorksAtThatTime) as refusal:
        free = queries.free_days(person, shifts)
        if not free:
            raise
        days = "; ".join(filters.day_month(shift.held_on) for shift in free)
        raise OtherDays(why=tell(refusal), days=days) from refusal


def _signed_up(card: Holder, at: datetime, made: SignUp) -> ResponseReturnValue:
    work = queries.find_my_work(card.household_id, made.id, at)
    return render_card_page(
        "residents/signed_up.html", card, at, work=work, overlaps=queries.small_overlaps(made, at)
    )  # fmt: skip


def _form(card: Holder, at: datetime, work: OpenWork, form: SignUpForm) -> ResponseReturnValue:
    status = form.status if form.errors else 200
    return render_card_page("residents/choose_days.html", card, at, work=work, form=form), status
