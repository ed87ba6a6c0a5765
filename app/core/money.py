"""Money is counted in whole kopiykas. How it is read from what people type, and written as they read it."""

import re

MOST = 2_000_000_000
"""Kopiykas that fit an integer column: twenty million hryvnias."""

_SUM = re.compile(r"([0-9]{1,8})(?:[.,]([0-9]{1,2}))?")


def read_money(text: str) -> int:
    """Kopiykas out of hryvnias written with a comma or a point: ``12,5`` is 1250. Raises ValueError."""
    found = _SUM.fullmatch("".join(text.split()))
    if found is None:
        raise ValueError("not a sum in hryvnias")
    kopiykas = int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))
    if kopiykas > MOST:
        raise ValueError("more than any sum of a hub")
    return kopiykas


def write_money(kopiykas: int) -> str:
    """Hryvnias as people write them: ``1 234,50``; a minus where money is owed back."""
    hryvnias, rest = divmod(abs(kopiykas), 100)
    return ("−" if kopiykas < 0 else "") + f"{hryvnias:,}".replace(",", "\u00a0") + f",{rest:02d}"
