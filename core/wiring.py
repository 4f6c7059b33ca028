"""What the core brings into the app besides its mechanisms."""

from functools import partial

from flask import Flask
from flask_smorest import Blueprint as ApiBlueprint

from core import (
    feedback,
    health,
    jobs,
    journal,
    outbox,
    pages,
    retention,
    retention_cli,
    retention_rules,
    retention_views,
    sandbox_places,
    signposts,
)
from core.admin import wiring as admin
from core.backup import cli as backup_cli
from core.backup import nightly
from core.signposts import views as signpost_views

blueprints = [health.blueprint, pages.blueprint, feedback.blueprint, signpost_views.blueprint]
blueprints += [*admin.blueprints, retention_views.blueprint]
api_blueprints: list[ApiBlueprint] = []


def init_app(app: Flask) -> None:
    sandbox_places.install(app, app.extensions["settings"].instance_dir)
    jobs.register(app, "outbox", every_seconds=2, run=outbox.send_due, lease_seconds=6)
    admin.init_app(app)
    app.jinja_env.globals["page_links"] = signposts.page_links
    app.jinja_env.globals["absolute_address"] = signposts.absolute
    signposts.add("pages.imprint", "pages.privacy", "pages.accessibility", "pages.easy", "feedback.form")
    backup_cli.install(app)
    nightly.install(app)
    journal.install(app)
    retention.register(app, *retention_rules.rules(app))
    retention_cli.install(app)
    retention_views.install()
    jobs.register(app, "prune", every_seconds=3600, run=partial(retention.run_all, app, hourly_only=True))
    jobs.register(app, "retention", jobs.DAY_SECONDS, partial(retention.run_all, app), 3600, at="04:00")
    if app.jinja_env.globals["is_demo"]:
        from core import demo_outbox

        app.register_blueprint(demo_outbox.blueprint)
