"""Pages of the public door: ``/c/`` for the holder of a card, ``/w/`` for everybody."""

from app.residents.views import card, my_works, open_works, signing_up
from app.residents.views.blueprint import blueprint
from app.residents.views.frame import GUESSES, GUESSES_ALLOWED, GUESSES_WINDOW

__all__ = [
    "GUESSES",
    "GUESSES_ALLOWED",
    "GUESSES_WINDOW",
    "blueprint",
    "card",
    "my_works",
    "open_works",
    "signing_up",
]
