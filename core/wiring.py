"""What the core brings into the app besides its mechanisms: its jobs, commands and rules of retention."""

from functools import partial

from flask import Flask
from flask_babel import lazy_gettext as _l

from core import health, jobs, journal, outbox, retention, retention_cli, retention_rules, sandbox_places, signposts
from core.backup import cli as backup_cli
from core.backup import nightly
from core.jobs import JobWords

WORDS = {
    "outbox": JobWords(_l("Send emails"), _l("Sends waiting emails, and retries those that could not be sent.")),
    "prune": JobWords(
        _l("Tidy up"), _l("Deletes counted attempts and repeated requests once they are no longer needed.")
    ),
    "retention": JobWords(_l("Delete old data"), _l("Deletes personal data that is no longer needed.")),
    "backup": JobWords(_l("Backup"), _l("Copies the database to a file, checks it, and deletes the oldest copies.")),
}


def init_app(app: Flask) -> None:
    app.register_blueprint(health.blueprint)
    sandbox_places.install(app, app.extensions["settings"].instance_dir)
    jobs.describe(app, WORDS)
    jobs.register(app, "outbox", every_seconds=2, run=outbox.send_due, lease_seconds=6)
    app.jinja_env.globals["page_links"] = signposts.page_links
    app.jinja_env.globals["absolute_address"] = signposts.absolute
    backup_cli.install(app)
    nightly.install(app)
    journal.install(app)
    retention.register(app, *retention_rules.rules(app))
    retention_cli.install(app)
    jobs.register(app, "prune", every_seconds=3600, run=partial(retention.run_all, app, hourly_only=True))
    jobs.register(app, "retention", jobs.DAY_SECONDS, partial(retention.run_all, app), 3600, at="04:00")
