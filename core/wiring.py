"""What the core brings into the app besides its mechanisms."""

from functools import partial

from flask import Flask
from flask_smorest import Blueprint as ApiBlueprint

from core import feedback, health, jobs, journal, outbox, pages, retention, retention_cli, retention_rules

blueprints = [health.blueprint, pages.blueprint, feedback.blueprint]
api_blueprints: list[ApiBlueprint] = []

DAY = 24 * 3600


def init_app(app: Flask) -> None:
    jobs.register(app, "outbox", every_seconds=2, run=outbox.send_due, lease_seconds=6)
    journal.install(app)
    retention.register(app, *retention_rules.rules(app))
    retention_cli.install(app)
    jobs.register(app, "prune", every_seconds=3600, run=partial(retention.run_all, app, hourly_only=True))
    jobs.register(app, "retention", every_seconds=DAY, run=partial(retention.run_all, app), lease_seconds=3600)
    if app.jinja_env.globals["is_demo"]:
        from core import demo_outbox

        app.register_blueprint(demo_outbox.blueprint)
