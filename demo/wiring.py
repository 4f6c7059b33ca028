"""The invented district: a command to load it, and with ENV=demo the mails that were sent, on a page."""

from flask import Flask

from core.settings import Settings
from demo import loading, outbox


def init_app(app: Flask) -> None:
    loading.install(app)
    settings: Settings = app.extensions["settings"]
    if settings.is_demo:
        app.register_blueprint(outbox.blueprint)
