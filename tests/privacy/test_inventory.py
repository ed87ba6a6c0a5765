"""No table that knows a household can be forgotten, neither on the sheet nor by the purge."""

from dataclasses import fields

import pytest
from flask import Flask

from app.privacy.inventory import TABLES
from app.privacy.queries import Held
from tests.privacy import tables
from tests.privacy.record import Stored


def test_every_table_that_knows_a_household_is_in_the_inventory() -> None:
    """A new table: tell it on the sheet, clear it in the purge, write it in ``record.py``, and name it here."""
    assert set(TABLES) == tables.that_know_households()


def test_every_part_that_the_inventory_names_is_gathered() -> None:
    assert {place.told_in for place in TABLES.values()} <= {field.name for field in fields(Held)}


@pytest.mark.parametrize("name", sorted(TABLES))
def test_the_example_has_something_in_every_table(app: Flask, one_record: Stored, name: str) -> None:
    with app.app_context():
        assert tables.count(name) > 0
