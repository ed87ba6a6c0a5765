"""How far the tests go that try anything at random: a little every time, ``DEPTH=10 make test`` when there is time."""

import os

_DEPTH = float(os.environ.get("DEPTH") or 1)


def tries(number: int) -> int:
    """So many examples in an ordinary run."""
    return max(1, round(number * _DEPTH))
