"""Every setting of a hub: name, type, default, one line of meaning. Read from the environment once, at start."""

import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST_SQLITE = (3, 51, 3)
"""The release that mended the write-ahead log's reset; an older one could lose acknowledged rows."""


class UnusableInstance(RuntimeError):
    """The instance folder cannot be written; the message names it."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting as the README lists it."""

    name: str
    default: str
    meaning: str


SETTINGS = (
    Setting("HUB_INSTANCE", "instance", "folder with the database, the secret key and the locks"),
    Setting(
        "DATABASE_URL",
        "",
        "PostgreSQL address when several hubs share a register; empty: SQLite in HUB_INSTANCE",
    ),
    Setting("HOST", "127.0.0.1", "address to serve on; other machines reach the hub only when this is changed"),
    Setting("PORT", "8000", "port to serve on"),
    Setting("HUB_HTTPS", "", "1 when the hub is reached over HTTPS: cookies are then sent over HTTPS only"),
)


@dataclass(frozen=True, slots=True)
class Config:
    """The settings as the application uses them."""

    instance: Path = field(default_factory=lambda: ROOT / "instance")
    database_url: str = ""
    is_https: bool = False

    @classmethod
    def from_environment(cls) -> "Config":
        """Read the settings from the environment, with the defaults of :data:`SETTINGS`."""
        return cls(
            instance=Path(os.environ.get("HUB_INSTANCE") or ROOT / "instance").resolve(),
            database_url=os.environ.get("DATABASE_URL", ""),
            is_https=os.environ.get("HUB_HTTPS", "") == "1",
        )

    @property
    def sqlalchemy_url(self) -> str:
        """The address SQLAlchemy is given; PostgreSQL is always reached through psycopg 3."""
        if not self.database_url:
            return f"sqlite:///{self.instance / 'hub.sqlite3'}"
        scheme, _, rest = self.database_url.partition("://")
        return f"postgresql+psycopg://{rest}" if scheme in ("postgres", "postgresql") else self.database_url

    def secret_key(self) -> bytes:
        """The key that signs cookies: made once, readable by the hub's own user only. Raises UnusableInstance."""
        path = self.instance / "secret-key"
        try:
            self.instance.mkdir(parents=True, exist_ok=True, mode=0o700)
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            if path.is_file():
                return path.read_bytes()
            raise UnusableInstance(str(self.instance)) from None
        except OSError as error:
            raise UnusableInstance(str(self.instance)) from error
        key = secrets.token_bytes(32)
        with os.fdopen(descriptor, "wb") as file:
            file.write(key)
        return key
