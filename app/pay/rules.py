"""What a line of a pay sheet comes to. Money is in kopiykas. Values in, value out."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Counted:
    """An attendance as a sheet counts it: as worked, or with ``sign`` -1 back because it was reversed."""

    attendance_id: int
    sign: int
    sign_up_id: int
    minutes: int
    half_days: int


@dataclass(frozen=True, slots=True)
class Sum:
    """One line: how long somebody worked and what it comes to."""

    half_days: int
    minutes: int
    gross_minor: int


def gross(half_days: int, rate_minor: int) -> int:
    """Kopiykas for so many halves of a day. Exact, because a day rate is even: raises ValueError for an odd one."""
    if rate_minor % 2:
        raise ValueError("half a day would not be a whole number of kopiykas")
    return half_days * (rate_minor // 2)


def sum_up(counted: Iterable[Counted], rate_minor: int) -> Mapping[int, Sum]:
    """The line of each sign-up. Nothing is rounded, so that what one sheet pays another can take back whole."""
    days, minutes = defaultdict[int, int](int), defaultdict[int, int](int)
    for one in counted:
        days[one.sign_up_id] += one.sign * one.half_days
        minutes[one.sign_up_id] += one.sign * one.minutes
    return {key: Sum(days[key], minutes[key], gross(days[key], rate_minor)) for key in days}
