"""The hub's verbs at the end of a day: count up, and confirm by a second person."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import date, datetime, timedelta

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from app.audit import operations as audit
from app.audit import queries as audits
from app.checkin import aid_log
from app.closing import goods, queries, rules
from app.closing.models import ClosedDistribution, ClosedPeople, Closing, ClosingLine
from app.closing.queries import Day, facts
from app.closing.rules import Counted, Line
from app.core.actors import Actor
from app.core.db import db, violates
from app.core.errors import N_, NotFound, Refusal
from app.distributions import operations as distributions
from app.distributions.models import DistributionState


class AlreadyClosed(Refusal):
    message = N_("This day is already closed. What is found out later is corrected on the next day.")


class ReasonMissing(Refusal):
    message = N_("Kits are lost, damaged or missing. Write why, for each such line.")
    status = 422


class EarlierDayOpen(Refusal):
    message = N_("Close %(day)s first: what was given then stands in no book yet.")


class BundleStillOut(Refusal):
    message = N_("Bundle %(number)s has not come back. Enter it or take its lines back, then count up.")


class PaperStillOpen(Refusal):
    message = N_("Signature sheets of this day are not typed in, or contradict. Enter them or say that nobody signed.")


class FiguresChanged(Refusal):
    message = N_("Something was given or taken back after the count. Look at the figures and count again.")


class SamePerson(Refusal):
    message = N_("Who counted cannot confirm. Another person looks at the figures and confirms them.")


def count_up(
    location_id: int, held_on: date, counted: Mapping[int, Counted], *, nonce: str, actor: Actor, at: datetime
) -> Closing:
    """Write down what one person counted at the end of a day, by kit version. A count before this one is superseded.

    Raises AlreadyClosed, EarlierDayOpen, NotOverYet, BundleStillOut, PaperStillOpen, ReasonMissing, NotFound.
    """
    distributions.hold_days(location_id, held_on, at=at)
    day = _look_at_open_day(location_id, held_on)
    lines = _lines(day, counted)
    if any(line.needs_reason and not line.reason for line in lines.values()):
        raise ReasonMissing
    earlier = queries.find_closing(location_id, held_on)
    if earlier is not None:
        earlier.superseded_at = at
        db.session.flush()
    closing = Closing(
        location_id=location_id, held_on=held_on, counted_at=at, counted_by_id=actor.staff_id,
        digest=_digest(day, lines), nonce=nonce,
        lines=[ClosingLine(kit_version_id=version_id, **_columns(line)) for version_id, line in lines.items()],
        days=[
            ClosedDistribution(
                distribution_id=of.distribution.id, promised=of.promised, served=of.served, refused=of.refused
            )
            for of in day.served
        ],
        people=[
            ClosedPeople(sex=sex, age_band=band, has_disability=disabled, people=people)
            for (sex, band, disabled), people in day.people.items()
        ],
    )  # fmt: skip
    db.session.add(closing)
    _flush()
    audit.record(
        "count up day", "closing", closing.id, actor=actor, at=at,
        location=location_id, held_on=held_on.isoformat(), given=sum(line.given for line in lines.values()),
        difference=sum(abs(line.difference) for line in lines.values()), supersedes=earlier and earlier.id,
    )  # fmt: skip
    return closing


def confirm(closing_id: int, *, digest: str, by: Actor, at: datetime) -> Closing:
    """Close the day: a second person says that the figures are right.

    The goods that were given leave the stock, those who did not come get another time, the hand-overs of the day are
    marked as counted: whatever is found out later stands in the next closing of the place. Raises SamePerson,
    FiguresChanged, AlreadyClosed, EarlierDayOpen, BundleStillOut, PaperStillOpen, NotOverYet, NotFound.
    """
    closing = _hold_counted(closing_id, by, at)
    day = _look_at_open_day(closing.location_id, closing.held_on)
    lines = {line.kit_version_id: _line(line) for line in closing.lines}
    if closing.digest != digest or not _is_still_so(day, lines, closing.digest):
        raise FiguresChanged
    goods.post(
        closing.location_id, lines, kept={one for one, known in day.known.items() if known.is_kept},
        signing=goods.Signing(_when(closing), closing.counted_by, by, at),
    )  # fmt: skip
    _end_days(closing, by, at)
    _mark_counted(closing, lines, day.line_of)
    chain = audits.head()
    closing.confirmed_at, closing.confirmed_by_id = at, by.staff_id
    closing.audit_number, closing.audit_head = chain.number, chain.hash
    audit.record(
        "close day", "closing", closing.id, actor=by, at=at,
        location=closing.location_id, held_on=closing.held_on.isoformat(), counted_by=closing.counted_by_id,
        distributions=[of.distribution_id for of in closing.days], digest=closing.digest,
    )  # fmt: skip
    return closing


def _hold_counted(closing_id: int, by: Actor, at: datetime) -> Closing:
    """A count that somebody else made and that nobody has confirmed or made anew; its day is held before it."""
    told = db.session.get(Closing, closing_id)
    if told is None:
        raise NotFound
    distributions.hold_days(told.location_id, told.held_on, at=at)
    closing = _hold(closing_id)
    if closing.is_confirmed:
        raise AlreadyClosed
    if closing.superseded_at is not None:
        raise FiguresChanged
    if closing.counted_by_id == by.staff_id:
        raise SamePerson
    return closing


def _when(closing: Closing) -> datetime:
    """When its goods went: as it was counted, and on that day also when it was counted up later."""
    return min(closing.counted_at, facts.end_of(closing.held_on) - timedelta(minutes=1))


def _end_days(closing: Closing, by: Actor, at: datetime) -> None:
    """Raises FiguresChanged when a desk gives to one of those who did not come at this moment."""
    days = [of.distribution_id for of in closing.days]
    distributions.hold_no_shows(days, aid_log=aid_log, at=at)
    distributions.end_days(days, at=at)
    refused = queries.list_refused(days)
    for of in closing.days:
        try:
            missed = distributions.re_slot_no_shows(
                of.distribution_id, refused=refused, aid_log=aid_log, actor=by, at=at
            )
        except distributions.ListChanged as changed:
            raise FiguresChanged from changed
        of.move_list_id = missed.move_list.id if missed.move_list else None
    db.session.flush()


def counts_of(closing: Closing) -> dict[int, Counted]:
    """What was counted, by kit version: to begin with when somebody counts again."""
    return {line.kit_version_id: _counted(_line(line)) for line in closing.lines}


def _look_at_open_day(location_id: int, held_on: date) -> Day:
    """The day as it is now, when it is held. Raises AlreadyClosed, EarlierDayOpen, BundleStillOut, PaperStillOpen."""
    day = queries.look_at_day(location_id, held_on)
    if all(of.distribution.state is DistributionState.CLOSED for of in day.served):
        raise AlreadyClosed
    if day.earlier is not None:
        raise EarlierDayOpen(day=day.earlier.held_on.strftime("%d.%m.%Y"))
    if day.out:
        raise BundleStillOut(number=day.out[0].number)
    if day.sheets or day.conflicts:
        raise PaperStillOpen
    return day


def _lines(day: Day, counted: Mapping[int, Counted]) -> dict[int, Line]:
    nothing = Counted()
    return {
        version_id: rules.count_up(known, counted.get(version_id, nothing)) for version_id, known in day.known.items()
    }


def _is_still_so(day: Day, lines: Mapping[int, Line], digest: str) -> bool:
    """Whether counting up the same kits now would give the same figures."""
    again = _lines(day, {version_id: _counted(line) for version_id, line in lines.items()})
    return _digest(day, again) == digest


def _digest(day: Day, lines: Mapping[int, Line]) -> str:
    people = [(str(sex), str(band), str(disabled), str(number)) for (sex, band, disabled), number in day.people.items()]
    return rules.digest(lines, day.days, people)


def _columns(line: Line) -> dict[str, int | str]:
    return {**asdict(line), "difference": line.difference}


def _line(row: ClosingLine) -> Line:
    return Line(**{field.name: getattr(row, field.name) for field in fields(Line)})


def _counted(line: Line) -> Counted:
    return Counted(**{field.name: getattr(line, field.name) for field in fields(Counted)})


def _hold(closing_id: int) -> Closing:
    held = select(Closing).where(Closing.id == closing_id).with_for_update()
    return db.session.scalars(held.execution_options(populate_existing=True)).one()


def _mark_counted(closing: Closing, lines: Mapping[int, Line], line_of: Mapping[int, int]) -> None:
    """From now on these facts belong to this closing, and to no later one: exactly those of which its figures speak.

    On PostgreSQL a desk may have written between the look and the mark. Raises FiguresChanged.
    """
    for table, columns, rows in facts.to_count(closing.location_id, closing.held_on, closing.id):
        try:
            db.session.execute(insert(table).from_select(columns, rows))
        except IntegrityError as error:  # another closing has counted one of them at the same moment
            raise FiguresChanged from error
    for waits_no_more in facts.leave_waiting(closing.id):
        db.session.execute(waits_no_more, execution_options={"synchronize_session": False})
    known = {one: (line.given, line.emergency, line.corrected) for one, line in lines.items()}
    counted = facts.kits_counted(closing, line_of)
    if any(known.get(one, _NONE) != counted.get(one, _NONE) for one in {*known, *counted}):
        raise FiguresChanged


_NONE = (0, 0, 0)


def _flush() -> None:
    try:
        db.session.flush()
    except IntegrityError as error:
        if violates(error, "uq_closings_location_id_held_on", "closings.location_id", "closings.held_on"):
            raise FiguresChanged from error
        raise
