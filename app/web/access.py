"""Closed unless opened: every view declares who may, as data; a view without a declaration answers 403."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from flask import Flask, abort, current_app, g, request
from flask.typing import ResponseReturnValue

from app.core.actors import Actor, Permission


class Door(Enum):
    """Access that is not a permission."""

    OPEN = "open"
    SIGNED_IN = "signed in"


OPEN = Door.OPEN
SIGNED_IN = Door.SIGNED_IN


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Access by any one of several permissions; what is shown then depends on which one it is."""

    permissions: tuple[Permission, ...]

    @property
    def value(self) -> str:
        return " or ".join(self.permissions)


Access = Door | Permission | AnyOf
View = Callable[..., ResponseReturnValue]


def access(who: Door | Permission, *others: Permission) -> Callable[[View], View]:
    """Declare who may use a view: ``OPEN``, ``SIGNED_IN``, one permission, or several of which one is enough."""
    declared = AnyOf((who, *others)) if others and isinstance(who, Permission) else who

    def declare(view: View) -> View:
        view.__access__ = declared  # type: ignore[attr-defined]
        return view

    return declare


def declared_access(app: Flask, endpoint: str) -> Access | None:
    """What the view of ``endpoint`` declares, or None when it declares nothing."""
    if endpoint == "static":
        return OPEN
    return getattr(app.view_functions[endpoint], "__access__", None)


def current_actor() -> Actor:
    """Who is signed in. The only place that knows where the actor is kept; 403 when nobody is."""
    actor = find_actor()
    if actor is None:
        abort(403)
    return actor


def find_actor() -> Actor | None:
    """Who is signed in, or None. Asked once a request, and never on residents' pages."""
    if "actor" not in g:
        g.actor = current_app.extensions["load_actor"]()
    actor: Actor | None = g.actor
    return actor


def may(permission: Permission | str) -> bool:
    """Whether the one signed in has this permission; for templates, which show only what may be done."""
    actor = find_actor()
    return actor is not None and actor.may(Permission(permission))


def init_app(app: Flask, *, load_actor: Callable[[], Actor | None]) -> None:
    """Guard every view. ``load_actor`` reads the session; this floor does not know the staff."""
    app.extensions["load_actor"] = load_actor
    app.before_request(_guard)
    app.jinja_env.globals.update(may=may, find_actor=find_actor)


def _guard() -> ResponseReturnValue | None:
    if request.endpoint is None:
        return None  # no such page: the 404 is shown to anyone
    declared = declared_access(current_app, request.endpoint)
    if declared is OPEN:
        return None
    if declared is None:
        abort(403)
    actor = find_actor()
    if actor is None:
        return _ask_to_sign_in()
    if not _opens(declared, actor):
        abort(403)
    return None


def _opens(declared: Access, actor: Actor) -> bool:
    if isinstance(declared, AnyOf):
        return any(actor.may(permission) for permission in declared.permissions)
    return not isinstance(declared, Permission) or actor.may(declared)


def _ask_to_sign_in() -> ResponseReturnValue:
    """What was typed is carried through signing in (accounts.views); a plain look simply comes back after it."""
    sign_in_first: Callable[[], ResponseReturnValue] = current_app.extensions["sign_in_first"]
    return sign_in_first()
