"""Who may begin on an empty machine: whoever can read the code in its terminal."""

import hmac

from flask import current_app, session

from app.core import codes
from app.hubs import queries

_KEPT = "set_up_code"


def is_code(digits: str) -> bool:
    """Whether these are the eight digits that the terminal shows."""
    code = codes.set_up_code(current_app.config["SECRET_KEY"])
    return hmac.compare_digest(digits.encode(), code.encode())


def keep_code(digits: str) -> None:
    """This browser has told the code."""
    session[_KEPT] = digits


def forget_code() -> None:
    session.pop(_KEPT, None)


def may_set_up() -> bool:
    """Whether this machine is empty and this browser has told its code."""
    return queries.find_hub() is None and is_code(str(session.get(_KEPT, "")))
