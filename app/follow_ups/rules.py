"""Who is asked, and what can be answered. Values in, value out."""

import hashlib
import math
from collections.abc import Collection, Sequence
from datetime import date, timedelta

from app.distributions.models import Distribution, DistributionState
from app.follow_ups.models import Question

FEWEST = 30
SHARE = 0.05
"""At least 30 households or one in twenty, whichever is more (field guide 4.7)."""
LONGEST_MINUTES = 600
FIRST_ASKED = timedelta(days=7)
"""People are asked one or two weeks after (field guide 4.7)."""
LAST_ASKED = timedelta(days=42)
"""Later nobody remembers how long they waited, and nobody is reminded of it."""

Q = Question
CHOICES: dict[Question, tuple[str, ...]] = {
    Q.CAME: ("yes", "no"),
    Q.KNEW: ("yes", "no"),
    Q.COLLECTED: ("self", "member", "proxy", "warden", "nobody"),
    Q.HOW: ("foot", "bicycle", "bus", "car", "carried"),
    Q.SAFE: ("yes", "partly", "no"),
    Q.COMPLETE: ("yes", "partly", "no"),
    Q.QUALITY: ("good", "middle", "bad"),
    Q.TIMELY: ("early", "on_time", "late"),
    Q.NEEDED: ("all", "part", "none"),
    Q.USED: ("used", "kept", "exchanged", "given_on"),
    Q.PAID: ("no", "yes"),
    Q.TENSION: ("no", "yes"),
    Q.COMPLAINT: ("yes", "no"),
    Q.POLITE: ("yes", "no"),
    Q.SATISFIED: ("1", "2", "3", "4"),
}
"""In the order of their digits on the sheet: what is typed is the digit that was circled."""
MINUTES = (Q.WAITED, Q.TRAVELLED)
SENSITIVE = frozenset({Q.PAID})
"""Only the lead sees how it was answered, and only as a count."""


class NotAnAnswer(ValueError):
    """Nothing that the sheet offers for this question."""


def is_held(distribution: Distribution, today: date) -> bool:
    """Whether there is something to ask about: it was published, and its day has come."""
    was_promised = distribution.state in (DistributionState.PUBLISHED, DistributionState.CLOSED)
    return was_promised and distribution.held_on <= today


def sample_size(households: int) -> int:
    """How many of these are asked."""
    return min(households, max(FEWEST, math.ceil(households * SHARE)))


def draw(entitlement_ids: Collection[int], seed: str) -> list[int]:
    """Those who are asked, in the order of the sheets: the same for everybody who knows the seed."""
    in_order = sorted(entitlement_ids, key=lambda one: hashlib.sha256(f"{seed}|{one}".encode()).hexdigest())
    return in_order[: sample_size(len(in_order))]


def read_answer(question: Question, typed: str) -> str:
    """What was circled or written, as it is kept; empty when nothing was. Raises NotAnAnswer."""
    typed = typed.strip()
    if not typed or question is Question.CHANGE:
        return typed
    if not (typed.isascii() and typed.isdigit() and len(typed) < 5):
        raise NotAnAnswer
    number = int(typed)
    if question in MINUTES:
        if number > LONGEST_MINUTES:
            raise NotAnAnswer
        return str(number)
    choices = CHOICES[question]
    if not 1 <= number <= len(choices):
        raise NotAnAnswer
    return choices[number - 1]


def middle(values: Sequence[int]) -> int:
    """The median: half waited longer. 0 of nothing."""
    in_order = sorted(values)
    return in_order[len(in_order) // 2] if in_order else 0
