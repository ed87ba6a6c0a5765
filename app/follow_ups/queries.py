"""Looking up what was asked after a distribution, and counting the answers."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.core.db import db
from app.core.errors import NotFound
from app.core.small_numbers import Cell, hide_small
from app.distributions.models import (
    Cycle,
    Distribution,
    DistributionState,
    EntitledKit,
    Entitlement,
    MoveCause,
    Slot,
    SlotMove,
)
from app.follow_ups import rules
from app.follow_ups.models import AfterCheck, Answer, Interview, InterviewState, Question, Sample
from app.households.models import Card, Household
from app.hubs.models import Location
from app.stock.models import Kit, KitVersion

MOST_UNASKED = 5


@dataclass(frozen=True, slots=True)
class Unasked:
    """A closed distribution that somebody should ask about, and what of it is open."""

    distribution_id: int
    held_on: date
    location: str
    is_checked: bool
    """Whether the five questions are answered."""
    is_drawn: bool
    waiting: int
    """Sheets that are not typed in."""


@dataclass(frozen=True, slots=True)
class SheetPage:
    """One household to ask, as its sheet is headed: no name stands on it."""

    interview: Interview
    card_no: str
    phone: str
    settlement: str


@dataclass(frozen=True, slots=True)
class Tally:
    """The answers to one question: how many gave each, and how many answered it at all."""

    question: Question
    cells: Mapping[str, Cell]
    answered: Cell


@dataclass(frozen=True, slots=True)
class Results:
    """What the answered interviews of one distribution, or those about one of its kits, say."""

    asked: int
    answered: int
    tallies: Sequence[Tally]
    minutes: Mapping[Question, tuple[int, int]]
    """The median, and of how many answers."""


def find_after_check(distribution_id: int) -> AfterCheck | None:
    """The last answers to the five questions."""
    found = select(AfterCheck).where(AfterCheck.distribution_id == distribution_id)
    return db.session.scalar(found.order_by(AfterCheck.id.desc()).limit(1))


def list_unasked(today: date) -> Sequence[Unasked]:
    """Closed distributions of some weeks ago whose questions or interviews are open, the oldest first."""
    is_time = Distribution.held_on.between(today - rules.LAST_ASKED, today - rules.FIRST_ASKED)
    is_checked = exists().where(AfterCheck.distribution_id == Distribution.id)
    is_drawn = exists().where(Sample.distribution_id == Distribution.id)
    waiting = (
        select(func.count(Interview.id))
        .join(Sample, Sample.id == Interview.sample_id)
        .where(Sample.distribution_id == Distribution.id, Interview.state == InterviewState.WAITING)
        .correlate(Distribution)
        .scalar_subquery()
    )
    found = (
        select(Distribution.id, Distribution.held_on, Location.name, is_checked, is_drawn, waiting)
        .join(Location, Location.id == Distribution.location_id)
        .where(Distribution.state == DistributionState.CLOSED, is_time, or_(~is_checked, ~is_drawn, waiting > 0))
        .order_by(Distribution.held_on, Distribution.id)
        .limit(MOST_UNASKED)
    )
    return [Unasked(*row) for row in db.session.execute(found)]


def find_sample(distribution_id: int) -> Sample | None:
    """Who was drawn at this distribution."""
    return db.session.scalar(_SAMPLE.where(Sample.distribution_id == distribution_id))


def list_promised(distribution_id: int) -> list[int]:
    """Promises of this distribution, one of each household: those that stand, and those that nobody came for.

    Who did not come has another time by now, or waits without one; only the move still names this day.
    """
    here = Entitlement.slot_id.in_(select(Slot.id).where(Slot.distribution_id == distribution_id))
    missed = (
        select(SlotMove.entitlement_id)
        .join(Slot, Slot.id == SlotMove.from_slot_id)
        .where(Slot.distribution_id == distribution_id, SlotMove.cause == MoveCause.NO_SHOW)
    )
    found = select(Entitlement.household_id, Entitlement.id).where(
        or_(and_(here, Entitlement.stands), Entitlement.id.in_(missed))
    )
    standing_last = found.order_by(Entitlement.withdrawn_at.is_(None), Entitlement.id)
    return list({row.household_id: row.id for row in db.session.execute(standing_last)}.values())


def get_sample(sample_id: int) -> Sample:
    """Raises NotFound."""
    sample = db.session.scalar(_SAMPLE.where(Sample.id == sample_id))
    if sample is None:
        raise NotFound
    return sample


def get_interview(interview_id: int) -> Interview:
    """With its household and its sample. Raises NotFound."""
    found = select(Interview).where(Interview.id == interview_id).options(
        joinedload(Interview.sample).joinedload(Sample.distribution).joinedload(Distribution.location),
        joinedload(Interview.entitlement),
    )  # fmt: skip
    interview = db.session.scalar(found.execution_options(populate_existing=True))
    if interview is None:
        raise NotFound
    return interview


def find_next(interview: Interview) -> Interview | None:
    """The next sheet of the pile that is not typed in; after the last one those that were left out."""
    waiting = Interview.sample_id == interview.sample_id, Interview.state == InterviewState.WAITING
    in_order = Interview.position < interview.position, Interview.position
    return db.session.scalar(select(Interview).where(*waiting).order_by(*in_order).limit(1))


def find_card_no(household_id: int) -> str:
    """The card in force; empty without one."""
    live = and_(Card.household_id == household_id, Card.blocked_at.is_(None), ~Card.is_alias)
    return db.session.scalar(select(Card.card_no).where(live).limit(1)) or ""


def list_pages(sample: Sample) -> list[SheetPage]:
    """Those who were not asked yet, in the order of the sheets. Whoever shows them records it."""
    waiting = select(Interview, Household.phone1, Card.card_no, Household.id).join(
        Entitlement, Entitlement.id == Interview.entitlement_id
    )
    live = and_(Card.household_id == Household.id, Card.blocked_at.is_(None), ~Card.is_alias)
    found = (
        waiting.join(Household, Household.id == Entitlement.household_id)
        .outerjoin(Card, live)
        .where(Interview.sample_id == sample.id, Interview.state == InterviewState.WAITING)
        .options(joinedload(Interview.entitlement).joinedload(Entitlement.household).joinedload(Household.settlement))
        .order_by(Interview.position)
    )
    return [
        SheetPage(row[0], row[2] or "", row[1], row[0].entitlement.household.settlement.name)
        for row in db.session.execute(found)
    ]


def list_kits(sample: Sample) -> Sequence[Kit]:
    """What was promised to those who were drawn."""
    found = (
        select(Kit)
        .join(KitVersion, KitVersion.kit_id == Kit.id)
        .join(EntitledKit, EntitledKit.kit_version_id == KitVersion.id)
        .join(Interview, Interview.entitlement_id == EntitledKit.entitlement_id)
        .where(Interview.sample_id == sample.id)
        .distinct()
        .order_by(Kit.id)
    )
    return db.session.scalars(found).all()


def see_results(sample: Sample, *, kit_id: int | None = None, with_sensitive: bool = False) -> Results:
    """The answers counted, each with its denominator; counts below five are covered. ``kit_id``: about one kit.

    Whoever holds the counts of a kit beside those of all could take one from the other: what is left is covered too.
    """
    about = Interview.id.in_(_about(sample.id, kit_id))
    states = select(Interview.state, func.count()).where(about).group_by(Interview.state)
    counted = {row[0]: row[1] for row in db.session.execute(states)}
    by_question = _counts(about)
    others = _counts(and_(Interview.sample_id == sample.id, ~about))
    shown = [one for one in rules.CHOICES if with_sensitive or one not in rules.SENSITIVE]
    return Results(
        asked=sum(counted.values()),
        answered=counted.get(InterviewState.ANSWERED, 0),
        tallies=[_tally(question, by_question[question], others[question]) for question in shown],
        minutes={question: _minutes(by_question[question]) for question in rules.MINUTES},
    )


def list_changes(sample: Sample) -> Sequence[str]:
    """What people would change, in their words, in no order that tells whose they are."""
    words = select(Answer.value).join(Interview).where(Interview.sample_id == sample.id)
    return db.session.scalars(words.where(Answer.question == Question.CHANGE).order_by(Answer.value)).all()


_SAMPLE = (
    select(Sample)
    .options(
        selectinload(Sample.interviews),
        joinedload(Sample.distribution).joinedload(Distribution.location).joinedload(Location.settlement),
        joinedload(Sample.distribution).joinedload(Distribution.cycle).joinedload(Cycle.programme),
    )
    .execution_options(populate_existing=True)
)


def _about(sample_id: int, kit_id: int | None) -> Select[int]:
    chosen = select(Interview.id).where(Interview.sample_id == sample_id)
    if kit_id is None:
        return chosen
    of_kit = chosen.join(EntitledKit, EntitledKit.entitlement_id == Interview.entitlement_id)
    return of_kit.join(KitVersion, KitVersion.id == EntitledKit.kit_version_id).where(KitVersion.kit_id == kit_id)


def _counts(interviews: ColumnElement[bool]) -> Mapping[Question, Mapping[str, int]]:
    """How many gave each answer."""
    found = select(Answer.question, Answer.value, func.count()).join(Interview).where(interviews)
    counts: dict[Question, Counter[str]] = {question: Counter() for question in Question}
    for question, value, number in db.session.execute(found.group_by(Answer.question, Answer.value)):
        counts[question][value] = number
    return counts


def _tally(question: Question, counts: Mapping[str, int], others: Mapping[str, int]) -> Tally:
    choices = rules.CHOICES[question]
    *cells, answered = hide_small([[each.get(choice, 0) for choice in choices] for each in (counts, others)])[0]
    return Tally(question, dict(zip(choices, cells, strict=True)), answered)


def _minutes(counts: Mapping[str, int]) -> tuple[int, int]:
    values = [int(value) for value, number in counts.items() for _each in range(number)]
    return rules.middle(values), len(values)
