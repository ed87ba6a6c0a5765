"""A key that takes the place of the PIN once a card was looked at: signed, good for a short time, and for one card.

It travels in hidden fields, never in an address, and opens nothing at the desk. Whoever holds a page holds the card
that opened it, so the key tells no more than the page.
"""

from datetime import datetime, timedelta

from itsdangerous import BadData, URLSafeSerializer

LASTS = timedelta(minutes=20)
"""Long enough to read and to fill a form in, short enough for a phone that is left lying."""


def issue(card_id: int, *, secret: str | bytes, at: datetime) -> str:
    """A key for this card from this moment on."""
    return str(_signer(secret).dumps([card_id, int((at + LASTS).timestamp())]))


def read(key: str, *, secret: str | bytes, at: datetime) -> int | None:
    """The card that a key is for; None for a key that is not ours or is over."""
    try:
        card_id, until = _signer(secret).loads(key)
    except (BadData, TypeError, ValueError):
        return None
    return card_id if isinstance(card_id, int) and at.timestamp() < until else None


def _signer(secret: str | bytes) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt="residents")
