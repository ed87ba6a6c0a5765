"""Asking whether a family is registered already, among 100,000 people, from the request to the page: `make bench`.

The community is invented from a fixed seed. A hundred of its families come to the desk a second time, half of them in
a Russian spelling, and a hundred come who are new. The table shows what the whole request costs inside the server
(session, permission, reading the form, looking for families that are alike, page), once for the box that appears
beside the name while the form is filled in, and once for the whole form that is sent and comes back with a question.
"""

import random
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from itertools import cycle
from pathlib import Path
from statistics import median, quantiles

from flask import Flask

from app import create_app
from app.config import Config
from app.core.db import db
from app.demo.people import families
from app.households.models import Household, Person
from bench.lookup import LIMIT_MS, SEED, lay_out, wall_ms
from bench.ratio import load
from tests import cast
from tests.visitor import Visitor

HOUSEHOLDS = 46_500
ASKED = 100
RUSSIAN = str.maketrans({"і": "и", "ї": "и", "є": "е", "І": "И", "Є": "Е", "’": "ъ"})
AJAX = {"HX-Request": "true", "HX-Target": "alike"}

Sent = dict[str, str]


def known_families(app: Flask) -> list[Sent]:
    """What is typed about families that are registered, every other one in another spelling."""
    dice = random.Random(SEED)
    with app.app_context():
        ids = dice.sample(list(db.session.scalars(db.select(Household.id))), ASKED)
        homes = [db.session.get_one(Household, household_id) for household_id in ids]
        return [typed(home, is_russian=bool(n % 2)) for n, home in enumerate(homes)]


def typed(home: Household, *, is_russian: bool) -> Sent:
    person = home.people[0]
    names = {"surname": person.surname, "given": person.given, "patronymic": person.patronymic}
    if is_russian:
        names = {part: name.translate(RUSSIAN) for part, name in names.items()}
    return {
        **{f"people-0-{part}": name for part, name in names.items()},
        **facts(home, person),
        "phone1": home.phone1.removeprefix("+38"),
    }


def facts(home: Household, person: Person) -> Sent:
    return {
        "people-0-birth": str(person.birth_year or ""),
        "people-0-sex": person.sex.value,
        "settlement": str(home.settlement_id),
        "street": home.street.name if home.street else "",
        "house": home.house,
        "flat": home.flat,
        "residence": "resident",
        "notice_method": "spoken",
    }


def new_families() -> list[Sent]:
    """What is typed about families that are not registered: as common as the others, of another seed."""
    strangers = families(ASKED, seed=SEED + 1, today=date(2026, 11, 20))
    return [
        {
            "people-0-surname": family.people[0].surname,
            "people-0-given": family.people[0].given,
            "people-0-patronymic": family.people[0].patronymic,
            "people-0-birth": str(family.people[0].born.year),
            "people-0-sex": family.people[0].sex.value,
            "settlement": "1",
            "house": family.house,
            "phone1": family.phone.removeprefix("+38"),
        }
        for family in strangers
    ]


def asking(app: Flask) -> Callable[[Iterator[Sent], dict[str, str], tuple[int, ...]], Callable[[], None]]:
    """What turns filled-in forms into requests of a signed-in registrar."""
    visitor = Visitor(app)
    visitor.sign_in(cast.HALYNA)
    page = visitor.open("/households/new")
    empty = page.values(page.form_with("Зареєструвати й видати картку")[0])

    def of(forms: Iterator[Sent], headers: dict[str, str], statuses: tuple[int, ...]) -> Callable[[], None]:
        def call() -> None:
            act = {"act": "look"} if headers else {}
            data = {**empty, **next(forms), **act}
            answer = visitor.client.post("/households/new", data=data, headers=headers)
            assert answer.status_code in statuses, answer.status_code

        return call

    return of


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Config(instance=Path(folder)))
        lay_out(app, HOUSEHOLDS)
        with app.app_context():
            people = db.session.scalar(db.select(db.func.count()).select_from(Person))
        print(f"{people:,} people in {HOUSEHOLDS:,} households; milliseconds of a whole request, limit {LIMIT_MS}")
        ask = asking(app)
        questions = {
            "box beside the name, known": ask(cycle(known_families(app)), AJAX, (200,)),
            "box beside the name, new": ask(cycle(new_families()), AJAX, (200,)),
            "whole form, known": ask(cycle(known_families(app)), {}, (409,)),
        }
        print(f"{'what':<30}{'median':>9}{'95 %':>9}{'CPU':>9}{'CPU 95 %':>10}   ({load()})")
        for name, call in questions.items():
            wall, cpu = wall_ms(call), wall_ms(call, time.process_time)
            figures = f"{median(wall):>9.1f}{quantiles(wall, n=20)[-1]:>9.1f}{median(cpu):>9.1f}"
            print(f"{name:<30}{figures}{quantiles(cpu, n=20)[-1]:>10.1f}", flush=True)


if __name__ == "__main__":
    main()
