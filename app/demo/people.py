"""Families of the invented community, from a fixed seed: the same seed and number give the same people."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from app.demo.community import FATHERS, MEN, SURNAMES, VILLAGES, WOMEN
from app.households.models import DocumentKind, PersonRole, PhoneKind, Residence, Sex

SIZES = (1, 2, 3, 4, 5, 6)
SIZE_WEIGHTS = (33, 36, 18, 9, 3, 1)
"""An aged community near the front, mean 2.16 (field guide 5.2)."""


@dataclass(frozen=True, slots=True)
class Human:
    """One invented person."""

    surname: str
    given: str
    patronymic: str
    sex: Sex
    born: date
    role: PersonRole
    document: DocumentKind
    last4: str
    walking: int | None


@dataclass(frozen=True, slots=True)
class Family:
    """One invented household; ``village`` and ``street`` are positions in the lists of the community."""

    village: int
    street: int
    house: str
    flat: str
    phone: str
    phone_kind: PhoneKind
    residence: Residence
    needs_delivery: bool
    needs_carrying: bool
    needs_step_free: bool
    people: tuple[Human, ...]


def families(count: int, *, seed: int, today: date) -> Iterator[Family]:
    """``count`` households spread over the settlements in their real shares."""
    dice = random.Random(seed)  # noqa: S311 (an invented community needs repeatable dice, not secret ones)
    weights = [village.households for village in VILLAGES]
    for serial in range(1, count + 1):
        village = dice.choices(range(len(VILLAGES)), weights)[0]
        yield _family(dice, village, serial, today)


def _family(dice: random.Random, village: int, serial: int, today: date) -> Family:
    people = tuple(_people(dice, today))
    kind = dice.choices((PhoneKind.NONE, PhoneKind.BUTTON, PhoneKind.SMART), (6, 38, 56))[0]
    has_flats = village == 0 and dice.random() < 0.3
    return Family(
        village=village,
        street=dice.randrange(VILLAGES[village].streets),
        house=f"{dice.randint(1, 92)}{dice.choices(('', 'а', 'б', '/1'), (85, 8, 4, 3))[0]}",
        flat=str(dice.randint(1, 40)) if has_flats else "",
        phone="" if kind is PhoneKind.NONE else f"+38000{serial:07d}",
        phone_kind=kind,
        residence=dice.choices((Residence.RESIDENT, Residence.IDP, Residence.TEMPORARY), (87, 11, 2))[0],
        needs_delivery=dice.random() < 0.07,
        needs_carrying=dice.random() < 0.12,
        needs_step_free=dice.random() < 0.05,
        people=people,
    )


def _people(dice: random.Random, today: date) -> Iterator[Human]:
    size = dice.choices(SIZES, SIZE_WEIGHTS)[0]
    surname = dice.choice(SURNAMES)
    head_age = dice.randint(60, 88) if size <= 2 and dice.random() < 0.84 else dice.randint(26, 62)
    head_sex = Sex.FEMALE if dice.random() < 0.58 else Sex.MALE
    yield _human(dice, surname, head_sex, age=head_age, role=PersonRole.HEAD, today=today)
    has_spouse = size > 1 and dice.random() < 0.7
    if has_spouse:
        other = Sex.MALE if head_sex is Sex.FEMALE else Sex.FEMALE
        age = max(20, head_age + dice.randint(-5, 5))
        yield _human(dice, surname, other, age=age, role=PersonRole.SPOUSE, today=today)
    for _ in range(size - 1 - has_spouse):
        yield _relative(dice, surname, head_age, today)


def _relative(dice: random.Random, surname: str, head_age: int, today: date) -> Human:
    """A child of the head, young or grown up, or an old parent."""
    sex = dice.choice((Sex.FEMALE, Sex.MALE))
    if head_age < 58 and dice.random() < 0.12:
        age = head_age + dice.randint(20, 28)
        return _human(dice, surname, sex, age=age, role=PersonRole.PARENT, today=today)
    age = max(0, head_age - dice.randint(20, 38))
    return _human(dice, surname, sex, age=age, role=PersonRole.CHILD, today=today)


def _human(dice: random.Random, surname: str, sex: Sex, *, age: int, role: PersonRole, today: date) -> Human:
    father = dice.choice(FATHERS)
    born = date(today.year - age, dice.randint(1, 12), dice.randint(1, 28))
    document = _document(dice, age)
    return Human(
        surname=surname,
        given=dice.choice(WOMEN if sex is Sex.FEMALE else MEN),
        patronymic=father[1] if sex is Sex.FEMALE else father[0],
        sex=sex,
        born=min(born, today),
        role=role,
        document=document,
        last4="" if document in (DocumentKind.NONE, DocumentKind.BEING_RESTORED) else f"{dice.randint(0, 9999):04d}",
        walking=dice.choice((2, 3)) if dice.random() < (0.19 if age >= 60 else 0.03) else 0,
    )


def _document(dice: random.Random, age: int) -> DocumentKind:
    if age < 14:
        return DocumentKind.BIRTH_CERTIFICATE
    kinds = (DocumentKind.PASSPORT_BOOK, DocumentKind.ID_CARD, DocumentKind.BEING_RESTORED, DocumentKind.NONE)
    return dice.choices(kinds, (64, 30, 4, 2))[0]
