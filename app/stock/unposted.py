"""What the books of goods ask of the rooms above: what was given and is posted nowhere yet.

A hand-over moves no goods; closing its day does. Until then the shelf holds less than the books say. ``create_app``
hands over the answer, because hand-overs and closings lie above and cannot be seen from here.
"""

from collections.abc import Mapping
from typing import Protocol


class UnpostedLog(Protocol):
    """Answers of whoever keeps hand-overs and closings."""

    def kits_given(self) -> Mapping[tuple[int, int], int]:
        """Kits that were given and that no closing has posted, by the location and the version of the kit.

        Only since the day on which books of a version begin. Below zero where more came back of what was posted.
        """
