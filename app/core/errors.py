"""Failures that have names. A refusal is a broken rule told in a sentence, never a crash."""

from typing import Any, ClassVar


def N_(message: str) -> str:  # noqa: N802 (the name gettext tools look for)
    """Mark a sentence for translation where it is written; ``web`` translates it where it is shown."""
    return message


class Refusal(Exception):
    """A rule said no. Subclasses stand beside the operation that raises them.

    ``message`` is an English sentence that says what to do next; ``values`` fill its ``%(name)s``.
    """

    message: ClassVar[str] = N_("This cannot be done now. Look at the page again.")
    status: ClassVar[int] = 409

    def __init__(self, **values: Any) -> None:
        super().__init__(self.message)
        self.values = values


class NotFound(Exception):
    """There is no such row, or not within the reach of the one who asks."""
