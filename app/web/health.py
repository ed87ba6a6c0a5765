"""``GET /healthz``: whether this worker answers and reaches its database."""

from flask import Blueprint, Flask, Response
from sqlalchemy import text

from app.core.db import db
from app.web.access import OPEN, access

blueprint = Blueprint("health", __name__)


def init_app(app: Flask) -> None:
    app.register_blueprint(blueprint)


@blueprint.get("/healthz")
@access(OPEN)
def check() -> Response:
    db.session.execute(text("SELECT 1"))
    return Response("ok\n", mimetype="text/plain")
