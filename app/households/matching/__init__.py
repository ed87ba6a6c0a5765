"""Telling whether two records are of one family. Values in, values out: no database, no words on the screen.

``compare`` two families; ``read_family`` first and ``compare_read`` when one is compared with many; ``name_keys`` and
``place_keys`` bring together those that are worth comparing.
"""

from app.households.matching.families import compare, compare_read
from app.households.matching.keys import VERSION, keys_of, name_keys, place_keys
from app.households.matching.reading import Dwelling, Spelt, read_family, read_record
from app.households.matching.records import Comparison, Family, Reason, Record, Verdict

__all__ = [
    "VERSION",
    "Comparison",
    "Dwelling",
    "Family",
    "Reason",
    "Record",
    "Spelt",
    "Verdict",
    "compare",
    "compare_read",
    "keys_of",
    "name_keys",
    "place_keys",
    "read_family",
    "read_record",
]
