"""What the admins' pages bring into the app."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from core.admin import menu, views
from core.jobs import Words, describe

blueprints = [views.blueprint]

WORDS = {
    "outbox": Words(_l("Send mails"), _l("Sends the mails that wait, and tries those again that could not be sent.")),
    "prune": Words(_l("Tidy up"), _l("Forgets what counts attempts and repeated requests once it is not needed.")),
    "retention": Words(_l("Delete what is over"), _l("Deletes what is known of people and no longer needed.")),
    "backup": Words(_l("Backup"), _l("Copies the database into a file, checks it, and deletes the oldest copies.")),
}


def init_app(app: Flask) -> None:
    describe(app, WORDS)
    menu.add(
        menu.Entry(menu.SITE, 10, "admin.index", _l("Overview"), "monitor"),
        menu.Entry(menu.SITE, 20, "admin.job_list", _l("Recurring work"), "clock", "admin.job"),
    )
