"""The database as a whole: every table that knows a household, every word in it, every reference."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, String, Table, and_, func, select

from app.core.db import Base, db

OUTSIDE = {"audit_entries", "staff", "hubs", "settlements", "streets", "locations", "kits", "kit_versions"}


def that_know_households() -> set[str]:
    """Tables from which foreign keys lead to a household, over however many others."""
    known = {"households"}
    while True:
        found = {
            table.name
            for table in Base.metadata.sorted_tables
            if any(key.column.table.name in known for key in table.foreign_keys)
        }
        if found | known == known:
            return known
        known |= found


def words() -> Iterator[tuple[str, str, str]]:
    """Every text of the database outside the hub's own settings: table, column, text."""
    for table in Base.metadata.sorted_tables:
        if table.name not in OUTSIDE:
            texts = [column for column in table.columns if isinstance(column.type, String)]
            for row in db.session.execute(select(*texts)) if texts else ():
                for column, value in zip(texts, row, strict=True):
                    if value:
                        yield table.name, column.name, str(value)


def dangling() -> list[str]:
    """References that lead nowhere; looked for by joins, so on any database."""
    keys = ((table, key) for table in Base.metadata.sorted_tables for key in table.foreign_keys)
    return [f"{table.name}.{key.parent.name}" for table, key in keys if _leads_nowhere(table, key.parent, key.column)]


def _leads_nowhere(table: Table, child: Column[Any], parent: Column[Any]) -> bool:
    there = parent.table.alias()
    found = select(there.c[parent.name]).where(there.c[parent.name] == child)
    lost = select(func.count()).select_from(table).where(and_(child.is_not(None), ~found.exists()))
    return bool(db.session.scalar(lost))


def count(name: str) -> int:
    """Rows of a table."""
    return db.session.scalar(select(func.count()).select_from(Base.metadata.tables[name])) or 0
