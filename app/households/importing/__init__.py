"""Importing a community's list: deciding what becomes of each row, then writing everything at once.

A list may be imported again, whole or longer: each household keeps a digest of what identifies its row, and a row
whose digest is known creates nothing. Rows that mean one household in two spellings are both created; telling
them together is a decision for people.
"""

from app.households.importing.deciding import Decision, Outcome, Plan, Register, decide
from app.households.importing.writing import import_households, look_up

__all__ = ["Decision", "Outcome", "Plan", "Register", "decide", "import_households", "look_up"]
