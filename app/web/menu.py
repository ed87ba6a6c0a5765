"""The staff menu in the words of the work: only what the role may do."""

from dataclasses import dataclass

from flask import Flask, request

from app.core.actors import Permission
from app.web.access import may


@dataclass(frozen=True, slots=True)
class Entry:
    """One word of the menu. ``label`` is marked with ``N_``; the entry is lit on all pages of its feature."""

    label: str
    endpoint: str
    permission: Permission | None = None
    also: tuple[str, ...] = ()
    """Other features whose pages belong here."""
    others: tuple[Permission, ...] = ()
    """Permissions any of which opens it too."""

    @property
    def is_open(self) -> bool:
        """Whether the one signed in may go there."""
        return self.permission is None or any(may(one) for one in (self.permission, *self.others))

    @property
    def is_current(self) -> bool:
        return request.blueprint in (self.endpoint.split(".")[0], *self.also)


def init_app(app: Flask, entries: tuple[Entry, ...]) -> None:
    def menu() -> list[Entry]:
        return [entry for entry in entries if entry.is_open]

    app.jinja_env.globals["menu"] = menu
