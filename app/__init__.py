"""Poriad: systematic aid. This is the only file that knows every room of the house."""

from flask import Flask
from flask_migrate import Migrate
from flask_wtf.csrf import CSRFProtect

from app.accounts import cli as accounts_cli
from app.accounts import sessions
from app.accounts import views as accounts
from app.attendance import queries as working_days
from app.attendance import views as attendance
from app.audit import cli as audit_cli
from app.bundles import views as bundles
from app.checkin import aid_log
from app.checkin import views as checkin
from app.closing import unposted
from app.closing import views as closing
from app.config import ROOT, Config
from app.core.actors import Permission
from app.core.db import db, engine_options, prepare_engine
from app.core.errors import N_
from app.demo import cli as demo_cli
from app.demo.loading import load_example
from app.distributions import views as distributions
from app.distributions.views import papers
from app.draws import cli as draws_cli
from app.draws import views as draws
from app.follow_ups import views as follow_ups
from app.households import cli as households_cli
from app.households import views as households
from app.hubs import cli as hubs_cli
from app.hubs import views as hubs
from app.imports import cli as imports_cli
from app.imports import views as imports
from app.merging import views as merging
from app.passes import views as passes
from app.pauses import views as pauses
from app.pay import views as pay
from app.privacy import cli as privacy_cli
from app.privacy import views as privacy
from app.public_works import views as public_works
from app.reports import views as reports
from app.residents import views as residents
from app.sheets import views as sheets
from app.stock import views as stock
from app.today import views as today
from app.wardens import views as wardens
from app.web import (
    access,
    addresses,
    compression,
    errors,
    filters,
    headers,
    health,
    htmx,
    labels,
    locale,
    menu,
    ui,
    uploads,
)

MENU = (
    menu.Entry(N_("Today"), "today.show"),
    menu.Entry(N_("Desk"), "checkin.desk", Permission.GIVE_AID),
    menu.Entry(
        N_("Distributions"),
        "distributions.index",
        Permission.SEE_DISTRIBUTIONS,
        also=("bundles", "closing", "draws", "follow_ups", "sheets"),
    ),
    menu.Entry(N_("Households"), "households.index", Permission.SEE_HOUSEHOLDS, also=("imports", "merging")),
    menu.Entry(
        N_("Works"),
        "public_works.index",
        Permission.PLAN_WORKS,
        also=("attendance", "passes", "pay"),
        others=(Permission.SIGN_UP_WORKERS, Permission.RUN_WORKS),
    ),
    menu.Entry(N_("My streets"), "wardens.my_streets", Permission.WALK_ROUNDS),
    menu.Entry(N_("Wardens"), "wardens.index", Permission.MANAGE_WARDENS),
    menu.Entry(N_("Stock"), "stock.overview", Permission.KEEP_STOCK),
    menu.Entry(N_("Reports"), "reports.index", Permission.REVIEW_LOGS),
    menu.Entry(N_("Settings"), "hubs.settings", Permission.MANAGE_PLACES, also=("accounts", "privacy")),
)

ROOMS = (
    accounts, hubs, households, imports, wardens, stock, draws, distributions, papers, checkin, bundles, sheets, pauses,
    closing, follow_ups, public_works, attendance, pay, passes, merging, privacy, today, reports, residents,
)  # fmt: skip
COMMANDS = (accounts_cli, audit_cli, hubs_cli, households_cli, imports_cli, privacy_cli, draws_cli, demo_cli)

csrf = CSRFProtect()
migrate = Migrate()


def create_app(config: Config | None = None) -> Flask:
    """Put the house together. Raises UnusableInstance and SqliteTooOld, which the start command tells in a sentence."""
    config = config or Config.from_environment()
    app = Flask(__name__, instance_path=str(config.instance))
    app.config.update(
        SECRET_KEY=config.secret_key(),
        SQLALCHEMY_DATABASE_URI=config.sqlalchemy_url,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(config.sqlalchemy_url),
        SESSION_COOKIE_NAME="poriad",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=config.is_https,
        MAX_CONTENT_LENGTH=6_000_000,
        MAX_FORM_MEMORY_SIZE=1_000_000,
        WTF_CSRF_TIME_LIMIT=None,  # a form may lie open through an alarm
        WTF_CSRF_SSL_STRICT=False,
    )
    _connect_floors(app)
    app.extensions["aid_log"] = aid_log  # distributions lie below the desk and ask it by this name
    app.extensions["unposted_log"] = unposted  # goods lie below closing and ask it by this name
    app.extensions["on_site"] = working_days.list_on_site  # works lie below the working day and ask it by this name
    app.extensions["load_example"] = load_example
    for room in (*ROOMS, *COMMANDS):
        app.register_blueprint(room.blueprint)
    csrf.exempt(residents.blueprint)
    return app


def _connect_floors(app: Flask) -> None:
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
    migrate.init_app(app, db, directory=str(ROOT / "migrations"), render_as_batch=True)
    addresses.init_app(app)
    locale.init_app(app)
    csrf.init_app(app)
    access.init_app(app, load_actor=sessions.load_actor)
    headers.init_app(app)
    health.init_app(app)
    errors.init_app(app)
    filters.init_app(app)
    labels.init_app(app)
    htmx.init_app(app)
    uploads.init_app(app)
    menu.init_app(app, MENU)
    compression.init_app(app)
    ui.init_app(app)
