"""What this feature brings into the app."""

from flask import Flask

from bookings import api, demo, filters, guard, moving_views, own_views, search_views, views
from bookings import models as models  # its tables belong to the schema
from core import cli

_more_views = (own_views, moving_views)  # they add to the blueprint of `views`
blueprints = [search_views.blueprint, views.blueprint]
api_blueprints = [api.blueprint]


def init_app(app: Flask) -> None:
    cli.checks(app).append(guard.whats_wrong)
    demo.install(app)
    filters.install(app)
