"""Two streets and a lane with a dozen homes, and two wardens."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select

from app.accounts.models import Staff
from app.core.actors import Actor
from app.core.db import db, transaction
from app.households.models import Household
from app.hubs.models import Street
from app.wardens import operations
from app.wardens.models import Round, RoundRow, Side, WardenStreet
from app.wardens.rules import Mark, Stretch
from tests import cast
from tests.make import make_card, make_household, make_hub, make_person, make_settlement, make_staff, make_street
from tests.make.staff import actor_of

MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
RETURN_BY = date(2026, 11, 26)
BOTH = (Side.ODD, Side.EVEN)

HOUSES = ("2", "10", "10А", "12/1", "1", "21", "3")
"""Of the Sadova; in the order they were registered, not in that of walking."""
WALKED = ("1", "3", "21", "2", "10", "10А", "12/1")


@dataclass(frozen=True)
class Beat:
    """Ids, because each request has a session of its own."""

    tamara: int
    stepan: int
    sadova: int
    lane: int
    far: int
    """A street of Stepan's."""
    homes: dict[str, int]
    """Households of the Sadova by their houses."""
    in_lane: int
    far_home: int

    @property
    def stretches(self) -> list[Stretch]:
        """What Tamara walks."""
        return [(street, side) for street in (self.lane, self.sadova) for side in BOTH]


def lay_out(*, houses: Sequence[str] = HOUSES) -> Beat:
    """Tamara walks the Sadova and a lane, Stepan a street far away. Committed."""
    make_hub()
    tamara, stepan = make_staff(cast.TAMARA), make_staff(cast.STEPAN)
    settlement = make_settlement()
    sadova, lane, far = (make_street(settlement=settlement, name=name) for name in ("Садова", "Криничний", "Далека"))
    homes = {house: _home(sadova, house, surname="Їжакевич", given="Мар’яна") for house in houses}
    in_lane = _home(lane, "4", surname="Ґудзь", given="Іван")
    far_home = _home(far, "7", surname="Лук’яненко", given="Зінаїда")
    for street, warden in ((sadova, tamara), (lane, tamara), (far, stepan)):
        walk(street.id, warden.id)
    db.session.commit()
    return Beat(tamara.id, stepan.id, sadova.id, lane.id, far.id, homes, in_lane, far_home)


def _home(street: Street, house: str, *, surname: str, given: str) -> int:
    household = make_household(
        settlement=street.settlement, street=street, house=house, phone1="+380000000042", needs_delivery=house == "10"
    )
    make_person(household=household, surname=surname, given=given, patronymic="Степанівна", born=1954)
    make_card(household=household)
    return household.id


def walk(street_id: int, warden_id: int, sides: Sequence[Side] = BOTH) -> None:
    db.session.add_all(
        WardenStreet(street_id=street_id, side=side, warden_id=warden_id, given_at=MONDAY) for side in sides
    )
    db.session.flush()


def actor(colleague: cast.Colleague) -> Actor:
    return actor_of(db.session.scalars(select(Staff).where(Staff.login == colleague.login)).one())


def make_sheet(beat: Beat, *, at: datetime = MONDAY, only_missed: bool = False, nonce: str | None = None) -> Round:
    """A sheet of everything Tamara walks, made by herself."""
    with transaction():
        return operations.make_round(
            beat.tamara, beat.stretches, return_by=RETURN_BY, only_missed=only_missed,
            nonce=nonce or secrets.token_hex(16), actor=actor(cast.TAMARA), at=at,
        )  # fmt: skip


def enter(sheet_id: int, marks: Sequence[Mark], strangers: Sequence[str] = (), **how: object) -> Round:
    """Type a sheet in to the end; ``how`` overrides the rest."""
    options = {
        "is_finished": True,
        "saves": 0,
        "nonce": secrets.token_hex(16),
        "actor": actor(cast.TAMARA),
        "at": MONDAY + timedelta(hours=6),
    }
    with transaction():
        return operations.save_round(sheet_id, marks, strangers, **(options | how))  # type: ignore[arg-type]


def all_reached(sheet: Round, *, but: Sequence[int] = ()) -> list[Mark]:
    """Every row ticked, apart from some."""
    return [Mark(row.row_no, is_reached=row.row_no not in but, is_told=row.row_no not in but) for row in sheet.rows]


def houses_of(sheet: Round) -> list[str]:
    """The houses of a sheet from row to row."""
    rows = select(Household.house).join(RoundRow, RoundRow.household_id == Household.id)
    return list(db.session.scalars(rows.where(RoundRow.round_id == sheet.id).order_by(RoundRow.row_no)))
