"""Work orders, their shifts, and the lowest pay for an hour that the law allows."""

from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Staff
from app.core.db import Base
from app.core.names import LONGEST_KEY
from app.draws.models import Draw
from app.hubs.models import Settlement, Visibility


class WorkKind(StrEnum):
    """What is done (field guide 3.7)."""

    CLEANUP = "cleanup"
    DEBRIS = "debris"
    """Small rubble after shelling: nobody under 18, whatever they are paid."""
    REPAIR = "repair"
    GREENING = "greening"
    FIREWOOD = "firewood"
    HELP = "help"
    """Help for households that cannot manage by themselves: firewood, water, shopping, small repairs."""
    SORTING = "sorting"
    SEWING_COOKING = "sewing_cooking"
    TRAINING = "training"


class Demand(StrEnum):
    """How hard the work is on the body."""

    LIGHT = "light"
    MEDIUM = "medium"
    HEAVY = "heavy"


class AlarmRule(StrEnum):
    """How minutes of an alarm are paid."""

    PAID = "paid"
    HALF = "half"
    UNPAID = "unpaid"


class ContractForm(StrEnum):
    """On what paper people work. The hub is not their employer unless it is named as the payer."""

    FIXED_TERM = "fixed_term"
    CIVIL = "civil"
    VOLUNTEER = "volunteer"


class Skill(StrEnum):
    """What somebody can do (field guide, row 50)."""

    DRIVER = "driver"
    ELECTRICIAN = "electrician"
    BUILDER = "builder"
    SEWING = "sewing"
    COOKING = "cooking"
    CARE = "care"
    COMPUTER = "computer"
    FIRST_AID = "first_aid"


class OrderState(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    CLOSED = "closed"
    """All its shifts are over and their attendance is confirmed."""
    CANCELLED = "cancelled"


YOUNGEST, ADULT, OLDEST = 14, 18, 100


class WorkOrder(Base):
    """One piece of work: what, where, for whom, who pays, and what makes it safe.

    Only a draft lacks anything of its safety: the database keeps a published order whole, the dates of the clearance
    are looked at by :mod:`app.public_works.rules`, because days are added and clearances run out.
    """

    __tablename__ = "work_orders"
    __table_args__ = (
        UniqueConstraint("year", "serial"),
        UniqueConstraint("nonce"),
        CheckConstraint("serial > 0", name="serial"),
        CheckConstraint("title <> '' AND place <> '' AND customer <> ''", name="told"),
        CheckConstraint("rate_minor >= 0 AND rate_minor / 2 * 2 = rate_minor", name="rate"),
        CheckConstraint("(contract = 'volunteer') = (rate_minor = 0)", name="volunteers_are_not_paid"),
        CheckConstraint("rate_minor = 0 OR payer <> ''", name="payer"),
        CheckConstraint(f"min_age BETWEEN {YOUNGEST} AND {OLDEST}", name="min_age"),
        CheckConstraint(
            f"min_age >= {ADULT} OR (rate_minor = 0 AND demand <> 'heavy' AND kind <> 'debris')", name="the_young"
        ),
        CheckConstraint("reserve_percent BETWEEN 0 AND 100 AND first_offer_percent BETWEEN 0 AND 100", name="shares"),
        CheckConstraint("clearance_until >= cleared_on", name="clearance"),
        CheckConstraint(
            "state IN ('draft', 'cancelled') OR (foreman_id IS NOT NULL AND clearance_no <> ''"
            " AND clearance_by <> '' AND cleared_on IS NOT NULL AND clearance_until IS NOT NULL AND briefing <> ''"
            " AND gear <> '' AND shelter <> '' AND first_aider <> '' AND emergency_phone <> ''"
            " AND sign_up_until IS NOT NULL)",
            name="safe_before_published",
        ),
        CheckConstraint("(state = 'draft') = (published_at IS NULL) OR state = 'cancelled'", name="published_when"),
        CheckConstraint("(state = 'cancelled') = (cancel_reason <> '')", name="cancelled_why"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(SmallInteger)
    serial: Mapped[int]
    """From 1 in each year."""
    title: Mapped[str] = mapped_column(String(80))
    kind: Mapped[WorkKind]
    settlement_id: Mapped[int] = mapped_column(ForeignKey("settlements.id"), index=True)
    """The area: what is found at one work stops the others there."""
    place: Mapped[str] = mapped_column(String(120))
    visibility: Mapped[Visibility] = mapped_column(default=Visibility.PUBLIC)
    """Who reads the exact place: everyone, or only who has a place (where a gathering is a target)."""
    customer: Mapped[str] = mapped_column(String(120))
    """Who needs it done: the council, a headman, the hub."""
    payer: Mapped[str] = mapped_column(String(120), default="")
    """Who employs and pays; empty for volunteers."""
    purpose: Mapped[str] = mapped_column(String(240), default="")
    """What the community has of it."""
    is_outdoor: Mapped[bool] = mapped_column(default=True)
    demand: Mapped[Demand] = mapped_column(default=Demand.MEDIUM)
    fits_limits: Mapped[bool] = mapped_column(default=False)
    """Has tasks without lifting and heights, also seated ones."""
    min_age: Mapped[int] = mapped_column(SmallInteger, default=ADULT)
    contract: Mapped[ContractForm]
    rate_minor: Mapped[int] = mapped_column(default=0)
    """For one day; 0 for volunteers. Even, so that half a day is a whole number of kopiykas."""
    alarm_rule: Mapped[AlarmRule] = mapped_column(default=AlarmRule.PAID)
    norm: Mapped[str] = mapped_column(String(80), default="")
    """How much is done in a day, as advice: days are paid, not norms."""
    note: Mapped[str] = mapped_column(String(160), default="")
    """For those who think of signing up: a corner for children, lunch, how to get there."""
    foreman_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), index=True)
    reserve_percent: Mapped[int] = mapped_column(SmallInteger, default=20)
    """Of the places, so many are asked to be ready in case somebody does not come (field guide 6.10)."""
    first_offer_percent: Mapped[int] = mapped_column(SmallInteger, default=40)
    """Of the places, so many are first offered to women and to people with limits (field guide 6.10)."""
    sign_up_until: Mapped[datetime | None]

    clearance_no: Mapped[str] = mapped_column(String(60), default="")
    """The paper that says that the site was searched and is safe; for rooms, that the building was."""
    clearance_by: Mapped[str] = mapped_column(String(80), default="")
    cleared_on: Mapped[date | None]
    clearance_until: Mapped[date | None]
    """The last day on which it holds."""
    briefing: Mapped[str] = mapped_column(String(2000), default="")
    briefing_version: Mapped[int] = mapped_column(SmallInteger, default=1)
    """One more with every change of the text: who was briefed on the old one is briefed again."""
    gear: Mapped[str] = mapped_column(String(240), default="")
    """Protective gear, a thing on each line."""
    shelter: Mapped[str] = mapped_column(String(120), default="")
    first_aider: Mapped[str] = mapped_column(String(80), default="")
    emergency_phone: Mapped[str] = mapped_column(String(40), default="")

    state: Mapped[OrderState] = mapped_column(default=OrderState.DRAFT)
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    published_at: Mapped[datetime | None]
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    draw_id: Mapped[int | None] = mapped_column(ForeignKey("draws.id"), index=True)
    """The draw that orders those who stand equal; None where there were places for all."""
    chosen_at: Mapped[datetime | None]
    """When those who signed up were told who works which day."""
    chosen_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    closed_at: Mapped[datetime | None]
    """When it was closed or cancelled: nothing of it is worked any more."""
    cancel_reason: Mapped[str] = mapped_column(String(160), default="")
    """In words for the public."""
    nonce: Mapped[str] = mapped_column(String(32))
    """The form that made it: the same form sent twice makes one order."""
    search_key: Mapped[str] = mapped_column(String(LONGEST_KEY), default="")
    """Number, title, place and customer, folded by :func:`app.core.names.fold`."""

    settlement: Mapped[Settlement] = relationship()
    foreman: Mapped[Staff | None] = relationship(foreign_keys=[foreman_id])
    draw: Mapped[Draw | None] = relationship()
    shifts: Mapped[list["Shift"]] = relationship(order_by="Shift.starts_at", back_populates="order")
    skills: Mapped[list["OrderSkill"]] = relationship(cascade="all, delete-orphan", order_by="OrderSkill.skill")
    tools: Mapped[list["OrderTool"]] = relationship(cascade="all, delete-orphan", order_by="OrderTool.line")

    @property
    def number(self) -> str:
        """НР-2026-0007"""
        return f"НР-{self.year}-{self.serial:04d}"

    @property
    def is_paid(self) -> bool:
        return self.rate_minor > 0

    def is_cleared_on(self, day: date) -> bool:
        """Whether its clearance holds on this day."""
        has_dates = self.cleared_on is not None and self.clearance_until is not None
        return has_dates and self.cleared_on <= day <= self.clearance_until  # type: ignore[operator]


class OrderSkill(Base):
    """A skill that is wanted."""

    __tablename__ = "order_skills"

    order_id: Mapped[int] = mapped_column(ForeignKey("work_orders.id"), primary_key=True)
    skill: Mapped[Skill] = mapped_column(primary_key=True)


class OrderTool(Base):
    """A tool that is handed out for the work."""

    __tablename__ = "order_tools"
    __table_args__ = (CheckConstraint("name <> '' AND quantity BETWEEN 1 AND 500", name="tool"),)

    order_id: Mapped[int] = mapped_column(ForeignKey("work_orders.id"), primary_key=True)
    line: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    quantity: Mapped[int] = mapped_column(SmallInteger)


class Shift(Base):
    """One day of an order, or a part of one."""

    __tablename__ = "shifts"
    __table_args__ = (
        UniqueConstraint("order_id", "starts_at"),
        CheckConstraint("ends_at > starts_at", name="hours"),
        CheckConstraint("break_minutes BETWEEN 0 AND 240", name="break_minutes"),
        CheckConstraint("places BETWEEN 1 AND 200", name="places"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("work_orders.id"))
    held_on: Mapped[date] = mapped_column(index=True)
    """The day of its beginning on the hub's wall clock."""
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    break_minutes: Mapped[int] = mapped_column(SmallInteger, default=0)
    places: Mapped[int] = mapped_column(SmallInteger)

    order: Mapped[WorkOrder] = relationship(back_populates="shifts")

    @property
    def paid_minutes(self) -> int:
        """Without the break."""
        return (self.ends_at - self.starts_at) // timedelta(minutes=1) - self.break_minutes


class MinimumWage(Base):
    """What an hour must be paid at least, from a day on (the law of Ukraine on the state budget of each year)."""

    __tablename__ = "minimum_wages"
    __table_args__ = (CheckConstraint("hour_minor > 0", name="hour"), {"info": {"is_law": True}})

    valid_from: Mapped[date] = mapped_column(primary_key=True)
    hour_minor: Mapped[int]
    source: Mapped[str] = mapped_column(String(120), default="")


class WorkRules(Base):
    """How turns are shared in a hub. One row a hub; without it the usual values hold."""

    __tablename__ = "work_rules"
    __table_args__ = (
        CheckConstraint("days_cap BETWEEN 1 AND 31 AND cap_period BETWEEN 7 AND 92", name="cap"),
        CheckConstraint("lately_days BETWEEN 0 AND 366", name="lately"),
        CheckConstraint("hold_hours BETWEEN 1 AND 168", name="hold"),
        CheckConstraint("standby_minutes BETWEEN 0 AND 480", name="standby"),
    )

    hub_id: Mapped[int] = mapped_column(ForeignKey("hubs.id"), primary_key=True)
    days_cap: Mapped[int] = mapped_column(SmallInteger, default=10)
    """Days that a household works in a period while others wait."""
    cap_period: Mapped[int] = mapped_column(SmallInteger, default=30)
    """Days."""
    lately_days: Mapped[int] = mapped_column(SmallInteger, default=60)
    """Whose household has worked within so many days comes after those that have not."""
    hold_hours: Mapped[int] = mapped_column(SmallInteger, default=24)
    """How long an offered place is held for an answer."""
    standby_minutes: Mapped[int] = mapped_column(SmallInteger, default=0)
    """Paid for coming to a day that was called off on the spot."""
