"""How Alembic meets the application; one transaction for the whole upgrade."""

from alembic import context
from flask import current_app

# every room with tables, so that none is forgotten however few views import it
from app.accounts import models as _accounts  # noqa: F401
from app.audit import models as _audit  # noqa: F401
from app.checkin import models as _checkin  # noqa: F401
from app.core.db import Base
from app.distributions import models as _distributions  # noqa: F401
from app.households import models as _households  # noqa: F401
from app.hubs import models as _hubs  # noqa: F401
from app.stock import models as _stock  # noqa: F401
from app.web import limits as _limits  # noqa: F401

engine = current_app.extensions["migrate"].db.engine


def run() -> None:
    """Migrate the database of the application in hand."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            # a table that is rebuilt is dropped for a moment, which must not reach the rows that point at it
            connection.connection.dbapi_connection.execute("PRAGMA foreign_keys=OFF")
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=True,
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
