"""Changing many rows in one statement."""

from typing import Any

from sqlalchemy import Delete, Update

from app.core.db import db


def run(change: Update | Delete) -> int:
    """Carry out one change of many rows; how many they were. Whoever ends the operation expires loaded objects."""
    result: Any = db.session.execute(change, execution_options={"synchronize_session": False})
    return int(result.rowcount)
