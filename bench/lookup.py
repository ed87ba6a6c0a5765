"""Looking a household up among 10,000, from the request to the drawn page: `make bench`.

The community is invented from a fixed seed. Each kind of question is asked many times about other households; the
table shows what the whole request costs inside the server (session, permission, search, page): median and 95th
percentile of wall time, and the CPU time beside a bare Flask route with one durable commit.
"""

import random
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from itertools import cycle
from pathlib import Path
from statistics import median, quantiles

from flask import Flask
from flask_migrate import upgrade

from app import create_app
from app.config import ROOT, Config
from app.core.actors import KEEPER
from app.core.db import db, transaction
from app.demo.community import STREETS, VILLAGES
from app.demo.people import Family, families
from app.households import operations
from app.households.models import Household
from app.households.rules import HouseholdDraft, HouseholdFacts, PersonDraft, StreetDraft
from bench.ratio import bare_route, compare, load
from tests import cast
from tests.make import make_hub, make_settlement
from tests.make.staff import make_staff
from tests.visitor import Visitor

HOUSEHOLDS = 10_000
SEED = 1
CALLS = 200
LIMIT_MS = 50
AT = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


def draft(family: Family, settlement_id: int) -> HouseholdDraft:
    """An invented family as the desk would write it down."""
    facts = HouseholdFacts(
        settlement_id=settlement_id,
        street=StreetDraft(STREETS[family.street % len(STREETS)]),
        house=family.house,
        flat=family.flat,
        phone1=family.phone,
    )
    people = (
        PersonDraft(
            surname=human.surname, given=human.given, patronymic=human.patronymic, role=human.role, sex=human.sex,
            birth_on=human.born, birth_year=human.born.year,
        )
        for human in family.people
    )  # fmt: skip
    return HouseholdDraft(facts, tuple(people))


def lay_out(app: Flask, households: int = HOUSEHOLDS) -> None:
    """Register everybody."""
    with app.app_context():
        upgrade(directory=str(ROOT / "migrations"))
        make_hub()
        make_staff(cast.HALYNA)
        settlements = [make_settlement(name=village.name, kind=village.kind).id for village in VILLAGES]
        db.session.commit()
        everybody = families(households, seed=SEED, today=date(2026, 11, 20))
        drafts = [draft(family, settlements[family.village]) for family in everybody]
        with transaction(audited=False):
            operations.add_households(drafts, actor=KEEPER, at=AT)
        db.session.remove()


def questions(app: Flask) -> dict[str, list[str]]:
    """For each kind of question, what is typed about some hundred households."""
    dice = random.Random(SEED)
    with app.app_context():
        chosen = dice.sample(db.session.scalars(db.select(Household)).all(), 100)
        return {
            "card number": [h.cards[0].card_no for h in chosen],
            "QR token": [h.cards[0].token for h in chosen],
            "phone": [h.phone1 for h in chosen if h.phone1],
            "phone, last 4 digits": [h.phone1[-4:] for h in chosen if h.phone1],
            "surname": [h.people[0].surname for h in chosen],
            "surname, 3 letters": [h.people[0].surname[:3] for h in chosen],
            "one letter": [h.people[0].surname[:1] for h in chosen],
            "given and surname": [f"{h.people[0].given} {h.people[0].surname}" for h in chosen],
            "surname and year": [f"{h.people[0].surname} {h.people[0].birth_year}" for h in chosen],
            "street and house": [f"{h.street.name} {h.house}" for h in chosen if h.street],
            "street": [f"вул. {h.street.name}" for h in chosen if h.street],
            "nobody": ["Ніхтоненко", "Безназвна 999", "9999"],
        }


def ask(app: Flask) -> Callable[[Iterator[str]], Callable[[], None]]:
    """What turns typed texts into requests of a signed-in registrar."""
    visitor = Visitor(app)
    visitor.sign_in(cast.HALYNA)
    page = visitor.open("/households")
    token = page.values(page.form_with(page.buttons()[0])[0])["csrf_token"]

    def asking(texts: Iterator[str]) -> Callable[[], None]:
        def call() -> None:
            answer = visitor.client.post("/households/search", data={"q": next(texts), "csrf_token": token})
            assert answer.status_code in (200, 303), answer.status_code

        return call

    return asking


def wall_ms(call: Callable[[], None], clock: Callable[[], float] = time.perf_counter) -> list[float]:
    """Milliseconds of each of many calls, of wall time unless another clock is given."""
    for _ in range(5):
        call()
    times = []
    for _ in range(CALLS):
        start = clock()
        call()
        times.append((clock() - start) * 1000)
    return times


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory(prefix="poriad-lookup-") as folder:
        app = create_app(Config(instance=Path(folder)))
        lay_out(app)
        bare, asking = bare_route(Path(folder)), ask(app)
        print(f"Lookup among {HOUSEHOLDS} households, whole request, {CALLS} calls a kind; {load()}")
        print(f"{'what':<24}{'median ms':>11}{'p95 ms':>9}{'CPU ms':>9}{'bare CPU':>10}{'ratio':>8}")
        slowest = 0.0
        for kind, texts in questions(app).items():
            times = wall_ms(asking(cycle(texts)))
            p95 = quantiles(times, n=20)[-1]
            cost = compare(kind, asking(cycle(texts)), bare, rounds=3, calls=20)
            slowest = max(slowest, p95)
            wall = f"{median(times):>11.1f}{p95:>9.1f}"
            print(f"{kind:<24}{wall}{cost.cpu_ms:>9.1f}{cost.bare_cpu_ms:>10.2f}{cost.median:>8.1f}")
        verdict = "kept" if slowest < LIMIT_MS else "not kept in this run"
        print(f"slowest p95 {slowest:.1f} ms; promised under {LIMIT_MS} ms: {verdict} ({load()})")


if __name__ == "__main__":
    main()
