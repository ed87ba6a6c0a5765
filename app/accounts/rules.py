"""What each role may do, and how passwords and logins must look. Values in, value out."""

import re
import unicodedata
from collections.abc import Iterable

from app.accounts.models import Role
from app.core.actors import Permission

P = Permission

ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.REGISTRAR: frozenset(
        {
            P.SEE_HOUSEHOLDS,
            P.REGISTER_HOUSEHOLDS,
            P.IMPORT_HOUSEHOLDS,
            P.MERGE_HOUSEHOLDS,
            P.MANAGE_WARDENS,
            P.ISSUE_CARDS,
            P.REVEAL_NAMES,
            P.SEE_DISTRIBUTIONS,
            P.MOVE_SLOTS,
            P.PAUSE_HAND_OVER,
            P.ENTER_PAPER,
            P.FOLLOW_UP,
            P.SIGN_UP_WORKERS,
            P.ISSUE_PASSES,
            P.CHECK_PASSES,
        }
    ),
    Role.DESK_CLERK: frozenset(
        {
            P.GIVE_AID,
            P.SEE_DISTRIBUTIONS,
            P.REVEAL_NAMES,
            P.PAUSE_HAND_OVER,
            P.ENTER_PAPER,
            P.SIGN_UP_WORKERS,
            P.CHECK_PASSES,
        }
    ),
    Role.LEAD: frozenset(P) - {P.WIPE_TRAINING, P.WALK_ROUNDS},
    Role.STOREKEEPER: frozenset(
        {P.KEEP_STOCK, P.MANAGE_KITS, P.SEE_DISTRIBUTIONS, P.SEND_BUNDLES, P.CLOSE_DISTRIBUTIONS}
    ),
    Role.FOREMAN: frozenset({P.RUN_WORKS, P.PAUSE_HAND_OVER, P.CHECK_PASSES}),
    Role.WARDEN: frozenset({P.WALK_ROUNDS}),
    Role.SAFEGUARDING: frozenset(),
    Role.REVIEWER: frozenset({P.REVIEW_LOGS, P.EXPORT_LOGS}),
    Role.DONOR: frozenset(),
    Role.ADMIN: frozenset({P.MANAGE_STAFF, P.MANAGE_PLACES, P.WIPE_TRAINING}),
    Role.KEEPER: frozenset(),
}
"""Roles of field guide 3.10. Those without a permission get theirs with the rooms they work in."""

SHORTEST_PASSWORD = 8
LONGEST_PASSWORD = 200
LONGEST_LOGIN = 40
FIRST_PASSWORD_DIGITS = 10

_LOGIN = re.compile(r"[a-z][a-z0-9.-]{1,39}")
_TOO_COMMON = ("12345678", "87654321", "password", "qwertyui", "йцукенгш", "пароль", "parol")
_FEWEST_SIGNS = 4

# Cabinet of Ministers of Ukraine, resolution 55 of 27.01.2010: how names are written in Latin letters.
_LATIN = {
    "а": "a", "б": "b", "в": "v", "г": "h", "ґ": "g", "д": "d", "е": "e", "є": "ie", "ж": "zh", "з": "z", "и": "y",
    "і": "i", "ї": "i", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s",
    "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ь": "", "ю": "iu",
    "я": "ia",
}  # fmt: skip
_LATIN_AT_START = {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}


def permissions_of(roles: Iterable[Role]) -> frozenset[Permission]:
    """Everything that somebody with these roles may do."""
    return frozenset().union(*(ROLE_PERMISSIONS[role] for role in roles))


def roles_with_work() -> list[Role]:
    """Roles that can be given now: those that may do something."""
    return [role for role, permissions in ROLE_PERMISSIONS.items() if permissions]


def fold_login(login: str) -> str:
    """One person, one login, whatever the case it is typed in."""
    return " ".join(login.split()).casefold()


def is_login(login: str) -> bool:
    """Whether a folded login can be typed on any keyboard: small Latin letters, digits, dots and dashes."""
    return bool(_LOGIN.fullmatch(login))


def suggest_login(name: str) -> str:
    """A login out of a name: ``Оксана Руденко`` gives ``oksana.rudenko``. Empty when nothing Latin comes of it."""
    words = [_in_latin(word) for word in re.findall(r"[^\W\d_]+", re.sub("['’ʼ`]", "", name.lower()))]
    login = ".".join(word for word in words if word)[:LONGEST_LOGIN].rstrip(".")
    return login if is_login(login) else ""


def _in_latin(word: str) -> str:
    word = word.replace("зг", "zgh")
    word = _LATIN_AT_START.get(word[0], word[0]) + word[1:]
    return "".join(letter for letter in (_LATIN.get(sign, sign) for sign in word) if letter.isascii())


def show_first_password(password: str) -> str:
    """As it is written down and read out: two groups of five."""
    return f"{password[:5]}-{password[5:]}"


def read_password(typed: str) -> str:
    """The password that was meant: letters composed, and first passwords with or without their dash."""
    composed = unicodedata.normalize("NFC", typed.encode("utf-8", "ignore").decode("utf-8"))
    digits = re.sub(r"[\s-]", "", composed)
    is_first = len(digits) == FIRST_PASSWORD_DIGITS and digits.isascii() and digits.isdigit()
    return digits if is_first else composed


def is_guessable(password: str, login: str) -> bool:
    """Whether somebody who knows the person, or a list of common passwords, would find it soon."""
    plain = password.casefold()
    is_known = plain in (login, login[::-1]) or any(common in plain for common in _TOO_COMMON)
    return is_known or len(set(plain)) < _FEWEST_SIGNS
