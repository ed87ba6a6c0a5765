"""Telling whether two records are of one family. Values in, values out: no database, no words on the screen.

``compare`` two families; ``read_family`` first and ``compare_read`` when one is compared with many; ``name_keys`` and
``place_keys`` bring together those that are worth comparing.
"""

from app.households.matching.comparing import differ_by_a_slip
from app.households.matching.families import compare, compare_read
from app.households.matching.keys import (
    VERSION,
    address_key,
    all_keys,
    asked_keys,
    beginning_of_surnames,
    is_telling,
    keys_of,
    name_keys,
    phone_key,
    place_keys,
    stem_in,
    street_code,
    surname_keys,
)
from app.households.matching.reading import Dwelling, Spelt, read_family, read_record
from app.households.matching.records import Comparison, Family, Reason, Record, Verdict
from app.households.matching.register import USUAL, Register, measure

__all__ = [
    "USUAL",
    "VERSION",
    "Comparison",
    "Dwelling",
    "Family",
    "Reason",
    "Record",
    "Register",
    "Spelt",
    "Verdict",
    "address_key",
    "all_keys",
    "asked_keys",
    "beginning_of_surnames",
    "compare",
    "compare_read",
    "differ_by_a_slip",
    "is_telling",
    "keys_of",
    "measure",
    "name_keys",
    "phone_key",
    "place_keys",
    "read_family",
    "read_record",
    "stem_in",
    "street_code",
    "surname_keys",
]
