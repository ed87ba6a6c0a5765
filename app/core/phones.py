"""Ukrainian telephone numbers as lists really hold them, to one form and back.

Operator codes are not checked: an imported list must not lose a number because a table of codes is old.
"""

import re

_LAYOUT = re.compile(r"[\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff().\u2010-\u2015\u2212/-]")
_SPREADSHEET_NUMBER = re.compile(r"\A([0-9]+)\.0\Z")
_NUMBER = re.compile(r"(?:\+?(?:00)?380|80|0)?([0-9]{9})")


def clean_phone(text: str | int | float) -> str:
    """The number as ``+380XXXXXXXXX``.

    Accepts ``0XXXXXXXXX``, ``80XXXXXXXXX``, ``380XXXXXXXXX`` with or without ``+``, and the nine digits that
    a spreadsheet leaves of a number that lost its zero, also as a float; spaces, dashes, brackets anywhere.

    Raises ValueError for anything else, and for a number of zeros only.
    """
    digits = _LAYOUT.sub("", _SPREADSHEET_NUMBER.sub(r"\1", str(text).strip()))
    match = _NUMBER.fullmatch(digits)
    if match is None or not match[1].strip("0"):
        raise ValueError("not a Ukrainian telephone number")
    return "+380" + match[1]


def format_phone(phone: str) -> str:
    """A stored number as people read it aloud: ``+380 20 785 25 03``. Anything else comes back as it is."""
    if not re.fullmatch(r"\+380[0-9]{9}", phone):
        return phone
    return f"{phone[:4]} {phone[4:6]} {phone[6:9]} {phone[9:11]} {phone[11:]}"
