"""The one place where the parts are wired: `create_app(settings)`; `flask --app app …` runs its commands."""

import os

from flask import Flask
from flask_login import LoginManager
from flask_migrate import Migrate
from werkzeug.middleware.proxy_fix import ProxyFix

import bookings.door.models
import bookings.handover.models
import bookings.models
import bookings.search.models
import bookings.series.models
import bookings.unconfirmed.models
import bookings.waiting.models
import bookings.wiring
import calendars.models
import calendars.wiring
import core.wiring
import demo.loading
import demo.stripe.beside
import demo.wiring
import district.models
import district.wiring
import hubs.doors.models
import hubs.doors.wiring
import hubs.inductions.models
import hubs.inductions.wiring
import hubs.models
import hubs.operators.models
import hubs.people.models
import hubs.places.models
import hubs.plan.models
import hubs.questions.models
import hubs.quotas.models
import hubs.wiring
import members.models
import members.wiring
import payments.companies.models
import payments.companies.wiring
import payments.invoices.models
import payments.models
import payments.open_items.models
import payments.open_items.wiring
import payments.passes.models
import payments.passes.wiring
import payments.terms.models
import payments.terms.wiring
import payments.transfers.models
import payments.wiring
import payments.withdrawals.models
import payments.withdrawals.wiring
import web.wiring
from core import (
    access,
    assets,
    cli,
    concurrency,
    deadline,
    i18n,
    inputs,
    logs,
    postgresql,
    problems,
    requests,
    room,
    security,
    serve,
    sqlite,
)
from core.clock import now
from core.db import db, engine_options
from core.identifiers import Key
from core.incoming import Request
from core.settings import ROOT, Settings, load_settings
from core.signposts import leading_on

FEATURES = (
    core.wiring,
    members.wiring,
    hubs.wiring,
    hubs.inductions.wiring,
    hubs.doors.wiring,
    bookings.wiring,
    calendars.wiring,
    payments.wiring,
    payments.companies.wiring,
    payments.passes.wiring,
    payments.open_items.wiring,
    payments.terms.wiring,
    payments.withdrawals.wiring,
    district.wiring,
    web.wiring,
    demo.wiring,
)
"""From the ground up, each with `init_app(app)`."""
MODELS = (
    members.models,
    hubs.models,
    hubs.operators.models,
    hubs.people.models,
    hubs.places.models,
    hubs.plan.models,
    hubs.inductions.models,
    hubs.doors.models,
    hubs.quotas.models,
    hubs.questions.models,
    bookings.models,
    bookings.handover.models,
    bookings.door.models,
    bookings.search.models,
    bookings.series.models,
    bookings.waiting.models,
    bookings.unconfirmed.models,
    calendars.models,
    payments.models,
    payments.open_items.models,
    payments.transfers.models,
    payments.passes.models,
    payments.companies.models,
    payments.invoices.models,
    payments.terms.models,
    payments.withdrawals.models,
    district.models,
)
"""Whose tables belong to the schema; the core's own come with its mechanisms."""


def create_app(settings: Settings | None = None) -> Flask:
    """The app, ready to serve. Raises SettingsError or RuntimeError rather than run half-wired."""
    settings = settings or load_settings()
    os.umask(0o077)  # what this process writes (database, mails as files) holds people's data
    app = Flask("lebens-raum", root_path=str(ROOT), instance_path=str(settings.instance_dir), static_folder=None)
    app.request_class = Request
    app.extensions["settings"] = settings
    app.secret_key = settings.secret
    app.url_map.converters["int"] = Key
    app.config.update(
        SQLALCHEMY_DATABASE_URI=settings.database,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(settings.database),
        BABEL_DEFAULT_LOCALE=settings.default_locale,
        BABEL_TRANSLATION_DIRECTORIES=str(ROOT / "translations"),
        TEMPLATES_AUTO_RELOAD=False,
    )
    _install_mechanisms(app, settings)
    _install_features(app)
    access.install(app)
    requests.install(app)
    leading_on.install(app)
    serve.install(app, first_start=demo.loading.load_if_empty, beside=[demo.stripe.beside.running])
    return app


def _install_mechanisms(app: Flask, settings: Settings) -> None:
    settings.instance_dir.mkdir(parents=True, exist_ok=True)
    logs.install(app)
    db.init_app(app)
    Migrate(app, db, directory=str(ROOT / "migrations"), render_as_batch=False)
    with app.app_context():
        sqlite.install(db.engine)
        postgresql.install(db.engine)
        room.install(app, db.engine)
    LoginManager(app)
    security.install(app, settings)
    i18n.install(app)
    inputs.install(app)
    problems.install(app)
    assets.install(app)
    deadline.install(app)
    concurrency.install(app)
    cli.install(app)
    app.jinja_env.globals.update(now=now, site_name=settings.site_name, is_demo=settings.is_demo)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]


def _install_features(app: Flask) -> None:
    for feature in FEATURES:
        feature.init_app(app)
