"""What the core brings into the app besides its mechanisms."""

from flask import Flask
from flask_smorest import Blueprint as ApiBlueprint

from core import feedback, health, idempotency, jobs, journal, outbox, pages, ratelimit
from core.backup import cli as backup_cli
from core.backup import nightly
from core.db import transaction

blueprints = [health.blueprint, pages.blueprint, feedback.blueprint]
api_blueprints: list[ApiBlueprint] = []


def init_app(app: Flask) -> None:
    jobs.register(app, "outbox", every_seconds=2, run=outbox.send_due)
    backup_cli.install(app)
    nightly.install(app)
    journal.install(app)
    jobs.register(app, "prune", every_seconds=3600, run=_prune)
    if app.jinja_env.globals["is_demo"]:
        from core import demo_outbox

        app.register_blueprint(demo_outbox.blueprint)


def _prune() -> int:
    with transaction():
        return ratelimit.prune() + idempotency.prune() + journal.prune()
