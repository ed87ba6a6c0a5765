"""Households, people, cards."""

from datetime import date

from app.core import clock, codes
from app.core.db import db
from app.core.names import fold
from app.households import proxies
from app.households.models import Card, Household, Person, PersonRole, Proxy, ProxyBasis, ProxyRelation, Sex
from app.hubs.models import Settlement, Street


def make_household(
    *, settlement: Settlement, street: Street | None = None, house: str = "1", **fields: object
) -> Household:
    """A household without people; ``fields`` are columns of it."""
    household = Household(
        pseudonym=codes.new_pseudonym(),
        settlement=settlement,
        street=street,
        house=house,
        default_location=street.default_location if street else None,
        registered_at=clock.now(),
        **fields,
    )
    db.session.add(household)
    db.session.flush()
    return household


def make_person(
    *,
    household: Household,
    surname: str,
    given: str,
    patronymic: str = "",
    role: PersonRole = PersonRole.HEAD,
    sex: Sex = Sex.FEMALE,
    born: date | int | None = None,
    **fields: object,
) -> Person:
    person = Person(
        household=household,
        surname=surname,
        given=given,
        patronymic=patronymic,
        name_key=fold(" ".join(part for part in (surname, given, patronymic) if part)),
        role=role,
        sex=sex,
        birth_on=born if isinstance(born, date) else None,
        birth_year=born.year if isinstance(born, date) else born,
        **fields,
    )
    db.session.add(person)
    db.session.flush()
    return person


def make_card(*, household: Household, card_no: str | None = None, token: str | None = None) -> Card:
    card = Card(
        household=household,
        card_no=card_no or codes.new_card_no(),
        token=token or codes.new_token(),
        issued_at=clock.now(),
    )
    db.session.add(card)
    db.session.flush()
    return card


def make_proxy(
    *,
    household: Household,
    name: str,
    born: int | None = 1980,
    relation: ProxyRelation = ProxyRelation.NEIGHBOUR,
    since: date | None = None,
    until: date | None = None,
    is_one_time: bool = False,
) -> Proxy:
    """Somebody whom the household named; from today for 90 days unless told otherwise."""
    since = since or clock.local_date(clock.now())
    proxy = Proxy(
        household=household,
        name=name,
        name_key=proxies.name_key(name),
        birth_year=born,
        relation=relation,
        basis=ProxyBasis.SPOKEN,
        valid_from=since,
        valid_to=until or proxies.usual_end(since),
        is_one_time=is_one_time,
        created_at=clock.now(),
    )
    db.session.add(proxy)
    db.session.flush()
    return proxy
