"""What this feature brings into the app."""

from flask import Flask

from bookings import api, demo, guard, search_views, views
from core import cli

blueprints = [search_views.blueprint, views.blueprint]
api_blueprints = [api.blueprint]


def init_app(app: Flask) -> None:
    cli.checks(app).append(guard.whats_wrong)
    demo.install(app)
