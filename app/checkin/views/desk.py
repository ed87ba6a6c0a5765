"""The desk: one field, one band, one confirmation; and the day as a checklist."""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus

from flask import Response, redirect, request, session, url_for
from flask import render_template as render
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts import approving
from app.accounts.approving import Approval
from app.accounts.forms import SecondPersonFields
from app.checkin import operations, queries, rules
from app.checkin.forms import DeskForm, GiveForm, NewcomerForm, RefusedForm, ReversalForm
from app.checkin.models import Verdict
from app.checkin.operations import AlreadyReversed, CollectsForMany, RepeatedForm, Taker
from app.checkin.queries import Found, Place, Scan
from app.checkin.rules import Reference
from app.checkin.views.answers import desk_page, find_place, keep, to_choice
from app.checkin.views.blueprint import blueprint
from app.core import clock
from app.core.actors import Permission
from app.core.db import transaction
from app.core.errors import NotFound, Refusal
from app.households import queries as households
from app.web.access import access, current_actor
from app.web.errors import tell
from app.web.forms import clean_text

MOST_HITS = 8
LONGEST_CODE = 200
WRONG_ENTRY = (HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.TOO_MANY_REQUESTS)
"""After these the band keeps what was entered; after anything else it is a new one."""


@blueprint.get("/check-in")
@access(Permission.GIVE_AID)
def desk() -> ResponseReturnValue:
    """The field, and after a hand-over (``?given=``) its success with whatever else this household is due.

    ``?booked=`` is a place that was just given, ``?band=`` the band that a page beside the desk leads back to.
    """
    place = find_place()
    if place is None:
        return to_choice()
    done = _find_shown("given", place) or _find_shown("taken_back", place)
    booked = _find_booked(place)
    following = _find_following(done, place) if done and not done.is_reversed else _find_band(booked, place)
    try:
        return desk_page(place, done=done, booked=booked, scan=following)
    except NotFound:  # the cookie outlived its location
        session.pop("desk")
        return to_choice()


def _find_shown(name: str, place: Place) -> queries.Done | None:
    """The hand-over named in the address, if it was made at this location today."""
    number = _asked_number(name)
    done = None if number is None else queries.find_done(number)
    is_ours = done is not None and done.location_id == place.location_id
    is_of_today = done is not None and clock.local_date(done.happened_at) == clock.local_date(clock.now())
    return done if is_ours and is_of_today else None


def _asked_number(name: str) -> int | None:
    number = request.args.get(name, "")
    return int(number) if number.isascii() and number.isdigit() and len(number) < 10 else None


def _find_booked(place: Place) -> queries.Booked | None:
    number = _asked_number("booked")
    booked = None if number is None else queries.find_booked(number)
    return booked if booked is not None and booked.location_id == place.location_id else None


def _find_band(booked: queries.Booked | None, place: Place) -> Scan | None:
    """The band of whoever stands here; after a booking only where there is something to give already."""
    reference = Reference.read(request.args.get("band", ""))
    if reference is None:
        return None
    answer = queries.scan(queries.find_again(reference), place, clock.now())
    return answer if booked is None or answer.verdict is Verdict.GIVE else None


def _find_following(done: queries.Done, place: Place) -> Scan | None:
    """Of several programmes on one day each has its own band: the next one comes right after."""
    following = queries.scan(queries.find_again(done.reference), place, clock.now())
    return following if following.verdict is Verdict.GIVE else None


@blueprint.route("/check-in/desk", methods=["GET", "POST"])
@access(Permission.GIVE_AID)
def choose_desk() -> ResponseReturnValue:
    """Where this desk stands. Kept in the signed cookie: it is no personal data."""
    place, form = find_place(), DeskForm()
    form.offer(queries.list_locations(clock.now()))
    if form.is_sent:
        return _remember(form)
    if place is not None and request.method == "GET":
        form.location.data, form.desk.data, form.is_masked.data = place.location_id, place.desk, place.is_masked
    return render("checkin/choose_desk.html", form=form), 422 if form.is_submitted() else 200


def _remember(form: DeskForm) -> ResponseReturnValue:
    actor = current_actor()
    is_masked = bool(form.is_masked.data) or not actor.may(Permission.REVEAL_NAMES)
    place = Place(form.location.data, form.desk.data or 1, is_masked)
    if not is_masked:
        with transaction():
            operations.open_names(place=place, actor=actor, at=clock.now())
    keep(place)
    return redirect(url_for("checkin.desk"), 303)


@blueprint.post("/check-in")
@access(Permission.GIVE_AID)
def scan() -> ResponseReturnValue:
    """Answer a scan, a typed number or a name. Not redirected: nothing is made, and the answer is of this moment."""
    place = find_place()
    if place is None:
        return to_choice()
    chosen = Reference.read(request.form.get("household", ""))
    if chosen is not None:
        return _answer(queries.find_again(chosen), place)
    typed = clean_text(request.form.get("code"))[:LONGEST_CODE]
    sought = rules.what_is_sought(typed)
    if sought is rules.Sought.CARD:
        return _answer(queries.find_by_code(typed), place)
    if sought is rules.Sought.PEOPLE:
        hits = households.search(typed, MOST_HITS + 1)
        return desk_page(place, typed=typed, hits=hits[:MOST_HITS], is_cut=len(hits) > MOST_HITS)
    return desk_page(place)


def _answer(found: Found, place: Place) -> Response:
    """The band for what was found; what ends without aid is kept with its reason."""
    at = clock.now()
    answer = queries.scan(found, place, at)
    if answer.verdict is not Verdict.GIVE:
        with transaction(audited=False):
            operations.record_refusal(answer, place=place, actor=current_actor(), at=at)
    return desk_page(place, scan=answer, pending=_find_pending(answer))


def _find_pending(answer: Scan) -> Found | None:
    """Another household's band that stood here and was not confirmed when this card was scanned."""
    reference = Reference.read(request.form.get("pending", ""))
    if reference is None or reference.household_id == answer.found.household_id:
        return None
    return queries.find_again(reference)


@blueprint.post("/check-in/give")
@access(Permission.GIVE_AID)
def give() -> ResponseReturnValue:
    """Confirm the band. The same form again shows the original success."""
    place, sent = find_place(), _read_band(clock.now())
    if place is None:
        return to_choice()
    if not sent.is_right:
        return _band_again(sent, place, _("Not recorded. Look at the band and choose who collects."), 422)
    try:
        hand_over_id = _give(sent, place)
    except RepeatedForm as repeated:
        hand_over_id = repeated.hand_over_id
    except Refusal as refusal:
        return _band_again(sent, place, tell(refusal), refusal.status, needs_lead=isinstance(refusal, CollectsForMany))
    except NotFound:  # two records became one meanwhile, and another promise of the cycle stands
        return _band_again(sent, place, _(operations.NotGiven.message), 409)
    return redirect(url_for("checkin.desk", given=hand_over_id), 303)


@dataclass(frozen=True, slots=True)
class _Sent:
    """A band as it was sent; the forms beside it are read only where they were filled in."""

    at: datetime
    form: GiveForm
    newcomer: NewcomerForm | None
    second: SecondPersonFields | None
    refused: RefusedForm | None

    @property
    def is_right(self) -> bool:
        are_right = [form.is_sent for form in (self.form, self.newcomer, self.second, self.refused) if form is not None]
        return all(are_right) and self.form.reference is not None

    @property
    def taker(self) -> Taker:
        return self.form.taker if self.newcomer is None else self.newcomer.taker

    def approve(self) -> Approval | None:
        """Who stands by, where somebody wrote that they do. Raises Refusal."""
        second = self.second
        if second is None or not second.has_approval:
            return None
        return approving.approve(
            second.approver_login.data,
            second.approver_password.data or "",
            second.approval_reason.data,
            actor=current_actor(),
            at=self.at,
        )


def _read_band(at: datetime) -> _Sent:
    form = GiveForm()
    newcomer = NewcomerForm() if form.is_newcomer else None
    if newcomer is not None:
        newcomer.today = clock.local_date(at)
    second = SecondPersonFields() if request.form.get("approval_reason") is not None else None
    refused = _refused_form(form) if RefusedForm.MARK in request.form else None
    return _Sent(at, form, newcomer, second, refused)


def _refused_form(form: GiveForm) -> RefusedForm:
    """What may be not taken: the kits of the promise and the lines of their contents."""
    refused, number = RefusedForm(), form.entitlement.data or ""
    is_number = number.isascii() and number.isdigit() and len(number) < 10
    refused.offer(queries.list_promised_kits(int(number)) if is_number else ())
    return refused


def _give(sent: _Sent, place: Place) -> int:
    """The number of the hand-over. Raises RepeatedForm, Refusal."""
    reference, approval = sent.form.reference, sent.approve()
    assert reference is not None  # noqa: S101 (a band without one is not right)
    with transaction():
        return operations.hand_over(
            int(sent.form.entitlement.data or 0),
            place=place,
            taker=sent.taker,
            card_id=reference.card_id,
            method=reference.method,
            is_early_agreed=bool(sent.form.is_early.data),
            approval=approval,
            refused=sent.refused.told if sent.refused else (),
            nonce=sent.form.nonce.data or "",
            actor=current_actor(),
            at=sent.at,
        )


def _band_again(sent: _Sent, place: Place, message: str, status: int, *, needs_lead: bool = False) -> Response:
    """The band as it is by now, with why nothing was recorded and with what was entered."""
    reference = sent.form.reference
    answer = queries.scan(queries.find_again(reference), place, clock.now()) if reference else None
    if status not in WRONG_ENTRY:
        return desk_page(place, status, scan=answer, message=message)
    second = SecondPersonFields(formdata=None) if needs_lead and sent.second is None else sent.second
    return desk_page(
        place, status, scan=answer, message=message,
        form=sent.form, newcomer=sent.newcomer, second=second, refused=sent.refused,
    )  # fmt: skip


@blueprint.post("/check-in/refused")
@access(Permission.GIVE_AID)
def refuse_part() -> ResponseReturnValue:
    """The band again, with the question what of it is not taken. Nothing is recorded before it is confirmed."""
    place, form = find_place(), GiveForm()
    if place is None:
        return to_choice()
    reference = form.reference
    if reference is None:
        return desk_page(place)
    answer = queries.scan(queries.find_again(reference), place, clock.now())
    newcomer = NewcomerForm() if form.is_newcomer else None
    return desk_page(place, scan=answer, form=form, newcomer=newcomer, refused=_refused_form(form))


@blueprint.post("/check-in/reveal")
@access(Permission.REVEAL_NAMES)
def reveal() -> ResponseReturnValue:
    """Show the names of one band, and leave a trace that they were looked at."""
    place, reference = find_place(), Reference.read(request.form.get("household", ""))
    if place is None or reference is None:
        return to_choice()
    at = clock.now()
    found = queries.find_again(reference)
    if found.household_id is not None:
        with transaction():
            operations.reveal_names(found.household_id, place=place, actor=current_actor(), at=at)
    return desk_page(replace(place, is_masked=False), scan=queries.scan(found, place, at))


@blueprint.post("/check-in/take-back")
@access(Permission.GIVE_AID)
def take_back() -> ResponseReturnValue:
    """One press takes back one's own hand-over of the last quarter of an hour."""
    number = request.form.get("hand_over", "")
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        return redirect(url_for("checkin.desk"), 303)
    _reverse(int(number), _("The desk corrected it at once"))
    return redirect(url_for("checkin.desk", taken_back=number), 303)


def _reverse(hand_over_id: int, reason: str) -> None:
    """Taken back twice is taken back once: the second press sees the first one's success."""
    with suppress(AlreadyReversed), transaction():
        operations.reverse_hand_over(hand_over_id, reason=reason, actor=current_actor(), at=clock.now())


@blueprint.route("/hand-overs/<int:hand_over_id>/reversal", methods=["GET", "POST"])
@access(Permission.REVERSE_ANY_HAND_OVER)
def reversal(hand_over_id: int) -> ResponseReturnValue:
    """The lead takes back any hand-over, with a reason."""
    done, form = queries.get_hand_over(hand_over_id), ReversalForm()
    if not form.is_sent:
        status = 422 if form.is_submitted() else 200
        return render("checkin/reversal.html", done=done, form=form), status
    _reverse(hand_over_id, form.reason.data or "")
    return redirect(url_for("checkin.reversal", hand_over_id=hand_over_id), 303)


@blueprint.get("/distributions/<int:distribution_id>/day")
@access(Permission.SEE_DISTRIBUTIONS)
def day(distribution_id: int) -> ResponseReturnValue:
    """The slots of a day as a checklist: who waits, who was served, who is late."""
    return render("checkin/day.html", day=queries.get_day(distribution_id), at=clock.now())
