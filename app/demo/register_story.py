"""What happens to a register in its first weeks: families written down twice, cards lost, somebody born."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core.actors import Actor
from app.core.db import db, transaction
from app.households import operations as households
from app.households.models import BlockReason, ConsentKind, ConsentMethod, Household, Person, PersonRole, Source
from app.households.rules import ConsentDraft, HouseholdDraft, HouseholdFacts, PersonDraft, StreetDraft

TWICE = 3
LOST = 14
"""Field guide 5.7."""
OTHER_SPELLINGS = {
    "Наталія": "Наталья", "Ганна": "Анна", "Олена": "Елена", "Ірина": "Ирина", "Катерина": "Екатерина",
    "Микола": "Николай", "Дмитро": "Дмитрий", "Сергій": "Сергей", "Андрій": "Андрей", "Володимир": "Владимир",
}  # fmt: skip


def tell(lead: Actor, at: datetime) -> None:
    """Some families are registered a second time as they say their names, and some have lost their card."""
    for head in _spelt_otherwise():
        with transaction():
            households.register_household(_again(head), actor=lead, at=at - timedelta(days=1))
    for household in _latest():
        with transaction():
            households.replace_card(
                household.id, BlockReason.LOST, actor=lead, at=at - timedelta(hours=3), nonce=secrets.token_hex(16)
            )
    with transaction():
        households.find_pairs(None, actor=lead, at=at)


def _spelt_otherwise() -> list[Person]:
    found = select(Person).where(Person.given.in_(OTHER_SPELLINGS), Person.role == PersonRole.HEAD)
    home = joinedload(Person.household).joinedload(Household.street)
    return list(db.session.scalars(found.order_by(Person.id).options(home).limit(TWICE)))


def _again(head: Person) -> HouseholdDraft:
    """The same family in another spelling, written down by somebody who did not look first."""
    home = head.household
    if home is None or home.street is None:
        raise LookupError(head.id)
    facts = HouseholdFacts(
        settlement_id=home.settlement_id,
        street=StreetDraft(home.street.name, home.street.kind),
        house=home.house,
        flat=home.flat,
        phone1=home.phone1,
    )
    person = PersonDraft(
        surname=head.surname,
        given=OTHER_SPELLINGS[head.given],
        role=PersonRole.HEAD,
        sex=head.sex,
        birth_year=head.birth_year,
    )
    return HouseholdDraft(
        facts=facts,
        people=(person,),
        consents=(ConsentDraft(ConsentKind.NOTICE, ConsentMethod.SPOKEN),),
        source=Source.DESK,
    )


def _latest() -> list[Household]:
    return list(db.session.scalars(select(Household).order_by(Household.id.desc()).offset(TWICE).limit(LOST)))
