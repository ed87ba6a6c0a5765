"""What the books of goods ask of the rooms above: what was given and is posted nowhere yet.

Neither a hand-over nor a bundle moves goods; closing its day does. Until then the shelf holds less than the books say.
``create_app`` hands over the answer, because hand-overs and closings lie above and cannot be seen from here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(slots=True)
class Gone:
    """Kits that lie on no shelf, or with a minus lie there again, though the books say otherwise."""

    given: int = 0
    """Below zero where more came back of what was posted."""
    carried: int = 0
    """With carriers: on their way, or lost there on a day that is not closed."""


class UnpostedLog(Protocol):
    """Answers of whoever keeps hand-overs, bundles and closings."""

    def kits_gone(self) -> Mapping[tuple[int, int], Gone]:
        """Kits that left and that no closing has posted, by the location and the version of the kit.

        Only since the day on which books of a version begin.
        """
