"""How many kits of a day may go to those in need who have no promise, and when a lead has to stand by.

Values in, value out.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

MOST_AT_ONCE = 20
"""Kits in one emergency issue."""


class WhyApproved(StrEnum):
    """What one person's word is not enough for."""

    OVER_QUOTA = "over_quota"
    REPEATED = "repeated"
    """This household had an emergency kit of this programme within a cycle."""
    ALREADY_GIVEN = "already_given"
    """It took what it was promised in this cycle."""


@dataclass(frozen=True, slots=True)
class Quota:
    """Emergency kits of one kind at one distribution: how many there may be and how many were given."""

    most: int
    given: int

    @property
    def left(self) -> int:
        return max(0, self.most - self.given)


def most_of(planned: int, percent: int) -> int:
    """The share of the kits planned for a day, rounded up: of any kits at all, one at least (unless the share is 0)."""
    return -(-planned * percent // 100)


def why_approved(quota: Quota, quantity: int, *, is_repeated: bool, is_given: bool) -> Iterator[WhyApproved]:
    """Everything for which a lead has to stand by, in the order in which it is told."""
    if quantity > quota.left:
        yield WhyApproved.OVER_QUOTA
    if is_repeated:
        yield WhyApproved.REPEATED
    if is_given:
        yield WhyApproved.ALREADY_GIVEN
