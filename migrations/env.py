"""How Alembic meets the application; one transaction for the whole upgrade."""

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import context
from flask import current_app
from sqlalchemy import Connection

# every room with tables, so that none is forgotten however few views import it
from app.accounts import models as _accounts  # noqa: F401
from app.audit import models as _audit  # noqa: F401
from app.checkin import models as _checkin  # noqa: F401
from app.core.db import Base
from app.distributions import models as _distributions  # noqa: F401
from app.households import models as _households  # noqa: F401
from app.hubs import models as _hubs  # noqa: F401
from app.imports import models as _imports  # noqa: F401
from app.merging import models as _merging  # noqa: F401
from app.pauses import models as _pauses  # noqa: F401
from app.privacy import models as _privacy  # noqa: F401
from app.stock import models as _stock  # noqa: F401
from app.wardens import models as _wardens  # noqa: F401
from app.web import limits as _limits  # noqa: F401

engine = current_app.extensions["migrate"].db.engine


def run() -> None:
    """Migrate the database of the application in hand."""
    with engine.connect() as connection, _references_asleep(connection):
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=True,
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()


@contextmanager
def _references_asleep(connection: Connection) -> Iterator[None]:
    """SQLite rebuilds a table to change it; while it is dropped for a moment, the rows that point at it stay."""
    if connection.dialect.name != "sqlite":
        yield
        return
    raw = connection.connection.dbapi_connection
    raw.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
        dangling = raw.execute("PRAGMA foreign_key_check").fetchall()
        if dangling:
            raise RuntimeError(f"{len(dangling)} rows point at nothing after the migration")
    finally:
        raw.execute("PRAGMA foreign_keys=ON")


run()
