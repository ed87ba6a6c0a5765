"""How well households that stand in a list twice are found, against exact matching, and how fast: `make bench`.

Each list becomes the register of a hub of its own, and the work list is made as the hub makes it. A pair counts as
found when it is told to be surely or probably one family. The four FEBRL lists need a package that nothing else needs:

    pip install --no-deps -r bench/requirements.txt

Without it their rows are left out. Another list is measured by `python -m bench.duplicates LIST.xlsx TRUTH.json`;
bench/lists.py says what the truth looks like. The weights were learnt on FEBRL 1 and on invented lists of other seeds;
see bench/learning.
"""

import random
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median, quantiles

from flask_migrate import upgrade

from app import create_app
from app.config import ROOT, Config
from app.core.actors import KEEPER
from app.core.db import db, transaction
from app.core.names import fold
from app.demo.community import VILLAGES
from app.demo.people import families as invented_families
from app.households import operations
from app.households.matching import Family, Record, Verdict
from app.households.models import Household, PersonRole
from app.households.queries import duplicates, similar
from app.households.rules import HouseholdDraft, HouseholdFacts, PersonDraft, StreetDraft
from app.hubs.models import Settlement, SettlementKind
from bench import lists, lookup
from bench.hard_register import Clerk
from bench.lists import KnownList, Pairs
from bench.ratio import load
from tests.make import make_settlement

AT = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
PEOPLE = 100_000
HOUSEHOLDS = 46_500
"""Of the invented community, whose households have 2.16 people."""
LOOKED_UP = 200
LIST = 5_000
LIMIT_MS = 50


@contextmanager
def empty_hub() -> Iterator[None]:
    """A hub on disk without anybody in it."""
    with tempfile.TemporaryDirectory(prefix="poriad-duplicates-") as folder:
        app = create_app(Config(instance=Path(folder)))
        with app.app_context():
            upgrade(directory=str(ROOT / "migrations"))
            yield
            db.session.remove()


def register(families: Sequence[Family]) -> dict[int, int]:
    """Put a list into the register as it is; the position in the list by the id of the household."""
    settlements = {
        name: Settlement(kind=SettlementKind.VILLAGE, name=name) for name in {family.settlement for family in families}
    }
    db.session.add_all(settlements.values())
    db.session.commit()
    drafts = [draft(family, settlements[family.settlement].id) for family in families]
    with transaction(audited=False):
        households = operations.add_households(drafts, actor=KEEPER, at=AT)
        ids = {household.id: position for position, household in enumerate(households)}
    db.session.remove()
    return ids


def draft(family: Family, settlement_id: int) -> HouseholdDraft:
    """A family of a list as the register keeps it."""
    phone1, phone2 = (*family.phones, "", "")[:2]
    facts = HouseholdFacts(
        settlement_id=settlement_id,
        street=StreetDraft(family.street[:80]) if fold(family.street) else None,
        house=family.house[:10], flat=family.flat[:6], phone1=phone1, phone2=phone2,
    )  # fmt: skip
    return HouseholdDraft(facts, tuple(person(record, place) for place, record in enumerate(family.people)))


def person(record: Record, place: int) -> PersonDraft:
    return PersonDraft(
        surname=record.surname, given=record.given, patronymic=record.patronymic, sex=record.sex,
        role=PersonRole.OTHER if place else PersonRole.HEAD, birth_on=record.birth_on, birth_year=record.birth_year,
    )  # fmt: skip


# ---- how well


@dataclass(frozen=True, slots=True)
class Score:
    """Of the pairs that were told, how many are true; of the true ones, how many were told."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    def __str__(self) -> str:
        return f"{self.precision:>10.3f}{self.recall:>8.3f}{self.f1:>8.3f}"


def score(told: Pairs, truth: Pairs) -> Score:
    """Telling nothing is never wrong."""
    right = len(told & truth)
    return Score(right / len(told) if told else 1.0, right / len(truth) if truth else 1.0)


def exact(families: Sequence[Family]) -> Pairs:
    """Pairs of families whose heads have one name, capitals aside, and one birth: what a spreadsheet finds."""
    return lists.pairs_of([_identity(row, family.people[0]) for row, family in enumerate(families)])


def _identity(row: int, head: Record) -> object:
    written = (head.surname.casefold(), head.given.casefold(), head.patronymic.casefold())
    return (*written, head.birth_on, head.birth_year) if any(written) else row


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the hub made of a list."""

    told: Pairs
    shown: int
    """Pairs on the work list, with those that are only perhaps one family."""
    seconds: float
    """Of CPU time, for the whole search."""


def search(families: Sequence[Family]) -> Outcome:
    """Make the list a register, and search it for duplicates."""
    with empty_hub():
        positions = register(families)
        start = time.process_time()
        found = duplicates.look_for_pairs(None).pairs
        seconds = time.process_time() - start
    told = {
        (min(pair), max(pair))
        for ids, comparison in found.items()
        if comparison.verdict in (Verdict.SURELY, Verdict.PROBABLY)
        for pair in [(positions[ids[0]], positions[ids[1]])]
    }
    return Outcome(told, len(found), seconds)


def print_scores(known: Iterator[KnownList]) -> None:
    """The table of precision and recall, a row a list."""
    print(f"{'':<36}{'exact matching':^26}{'the hub':^26}")
    head = f"{'precision':>10}{'recall':>8}{'F1':>8}"
    print(f"{'list':<22}{'rows':>7}{'pairs':>7}{head}{head}{'shown':>8}{'CPU s':>8}")
    for one in known:
        outcome = search(one.families)
        name = one.name + (" (learnt)" if one.learnt_from else "")
        scores = f"{score(exact(one.families), one.truth)}{score(outcome.told, one.truth)}"
        sizes = f"{len(one.families):>7}{len(one.truth):>7}"
        print(f"{name:<22}{sizes}{scores}{outcome.shown:>8}{outcome.seconds:>8.1f}", flush=True)


# ---- how fast


def lay_out_community() -> None:
    """A hundred thousand invented people."""
    settlements = [make_settlement(name=village.name, kind=village.kind).id for village in VILLAGES]
    db.session.commit()
    everybody = list(invented_families(HOUSEHOLDS, seed=lookup.SEED, today=date(2026, 11, 20)))
    for start in range(0, HOUSEHOLDS, LIST):
        drafts = [lookup.draft(family, settlements[family.village]) for family in everybody[start : start + LIST]]
        with transaction(audited=False):
            operations.add_households(drafts, actor=KEEPER, at=AT)
        db.session.remove()


def as_heard(family: Family, dice: random.Random) -> Family:
    """The same family as somebody else would write it down, without its number in the register."""
    clerk = Clerk(dice)
    people = tuple(clerk.birth(clerk.slip(record)) for record in family.people)
    return replace(family, household_id=None, people=people)


def print_times() -> None:
    """Looking for one family while it is registered, and for a whole list while it is previewed."""
    dice = random.Random(lookup.SEED)
    with empty_hub():
        lay_out_community()
        ids = dice.sample(list(db.session.scalars(db.select(Household.id))), LIST)
        known = similar.load_families(ids)
        asked = {household_id: as_heard(family, dice) for household_id, family in known.items()}
        one_by_one(dict(list(asked.items())[:LOOKED_UP]))
        cpu, wall = time.process_time(), time.perf_counter()
        similar.find_similar_many(list(asked.values()))
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
        print(f"a list of {len(asked)} households: CPU {cpu:.1f} s, wall {wall:.1f} s ({load()})")


def one_by_one(asked: dict[int, Family]) -> None:
    """Print how long one family takes and how often its record is the first answer."""
    first, times, cpu = 0, [], time.process_time()
    for household_id, family in asked.items():
        start = time.perf_counter()
        found = similar.find_similar(family)
        times.append((time.perf_counter() - start) * 1000)
        first += bool(found) and found[0].household_id == household_id
    cpu_ms = (time.process_time() - cpu) * 1000 / len(asked)
    p95 = quantiles(times, n=20)[-1]
    verdict = "kept" if p95 < LIMIT_MS else "not kept in this run"
    print(
        f"one family: CPU {cpu_ms:.1f} ms, wall median {median(times):.1f} ms, p95 {p95:.1f} ms; "
        f"promised under {LIMIT_MS} ms: {verdict}; its record is first in {first / len(asked):.1%} ({load()})"
    )


def main() -> None:
    """Print the tables; with a list and its truth named, only the row of that list."""
    if len(sys.argv) == 3:
        print_scores(iter([lists.registry(*map(Path, sys.argv[1:]))]))
        return
    print(f"Households that stand in a list twice; {load()}")
    print_scores(lists.known_lists())
    print(f"\nAmong {PEOPLE} people")
    print_times()


if __name__ == "__main__":
    main()
