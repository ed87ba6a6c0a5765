"""Two wardens of the invented community: one sheet of forty homes is back and typed in, the next is on its round."""

import random
import secrets
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from app.accounts import queries as accounts
from app.accounts import rules
from app.core import clock
from app.core.actors import Actor
from app.core.db import transaction
from app.hubs.models import Settlement
from app.wardens import operations as wardens
from app.wardens import queries
from app.wardens.models import ChangeKind, NeedCode, Round
from app.wardens.rules import Change, Mark, Stretch

HOMES = 40
"""Households of one warden: two streets and a lane (field guide 2.4)."""
WALKED = timedelta(days=6)
"""Before today: when the sheet that is back was made."""
CAME_BACK = timedelta(days=3)
REACHED = 0.85
ASKED = (NeedCode.FOOD, NeedCode.HEAT, NeedCode.MEDICINE, NeedCode.HYGIENE, NeedCode.REPAIR, NeedCode.DOCUMENTS)
ASKED_WEIGHTS = (30, 25, 20, 10, 10, 5)
SEEN = (
    Change(ChangeKind.BIRTH, "дівчинка, два тижні тому"),
    Change(ChangeKind.NEW_PEOPLE, "приїхали двоє онуків"),
    Change(ChangeKind.ALL_LEFT, "сусіди кажуть: до весни"),
    Change(ChangeKind.PHONE, "номер принесуть самі"),
)
STRANGER = "новий будинок у кінці вулиці, троє людей"


def walk(settlements: Sequence[Settlement], logins: Sequence[str], seed: int, lead: Actor, at: datetime) -> None:
    """Give each warden streets of a settlement; the first one has walked them once and walks them again."""
    dice = random.Random(seed)  # noqa: S311 (the story must be the same each time)
    walkers = [_actor(login) for login in logins]
    for walker, settlement in zip(walkers, settlements, strict=True):
        with transaction():
            wardens.give_streets(_id(walker), list(_streets(settlement)), actor=lead, at=at - WALKED)
    first = walkers[0]
    _enter(_make(first, at - WALKED), dice, first, at - CAME_BACK)
    _make(first, at - timedelta(hours=1))


def _actor(login: str) -> Actor:
    staff = accounts.find_staff(login)
    if staff is None:
        raise LookupError(login)
    return Actor(staff.id, staff.name, rules.permissions_of(role.role for role in staff.roles))


def _id(actor: Actor) -> int:
    assert actor.staff_id is not None  # noqa: S101 (only a command acts without an account)
    return actor.staff_id


def _streets(settlement: Settlement) -> Iterator[Stretch]:
    """Sides of streets, one after another, as long as their homes fit on the sheet."""
    counts, left = queries.count_homes(), HOMES
    for stretch in queries.list_free_sides(settlement.id):
        homes = counts.get(stretch, 0)
        if 0 < homes <= left:
            left -= homes
            yield stretch


def _make(warden: Actor, at: datetime) -> Round:
    with transaction():
        return wardens.make_round(
            _id(warden),
            queries.own(_id(warden)),
            return_by=clock.local_date(at) + timedelta(days=3),
            nonce=secrets.token_hex(16),
            actor=warden,
            at=at,
        )


def _enter(sheet: Round, dice: random.Random, warden: Actor, at: datetime) -> None:
    rows = [row.row_no for row in sheet.rows]
    seen = dict(zip(dice.sample(rows, min(len(SEEN), len(rows))), SEEN, strict=False))
    marks = [_mark(dice, row_no, seen.get(row_no)) for row_no in rows]
    with transaction():
        wardens.save_round(
            sheet.id, marks, [STRANGER], is_finished=True, saves=0, nonce=secrets.token_hex(16), actor=warden, at=at
        )


def _mark(dice: random.Random, row_no: int, change: Change | None) -> Mark:
    is_reached = change is not None or dice.random() < REACHED
    asked = dice.choices(ASKED, ASKED_WEIGHTS, k=dice.randint(0, 3)) if is_reached else []
    return Mark(row_no, is_reached, is_reached, tuple(dict.fromkeys(asked)), change)
