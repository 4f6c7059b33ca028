"""What this feature brings into the app."""

from flask import Blueprint, Flask
from flask_babel import lazy_gettext as _l
from flask_smorest import Blueprint as ApiBlueprint

from core import jobs as core_jobs
from district import cli, host_views, jobs, retention, views
from district import models as models  # its tables belong to the schema
from district.digest import wiring as digest
from hubs.host import menu

blueprints: list[Blueprint] = [views.blueprint, host_views.blueprint]
api_blueprints: list[ApiBlueprint] = []


def init_app(app: Flask) -> None:
    cli.install(app)
    retention.install()
    digest.init_app(app)
    menu.add(menu.Entry(menu.DAY, 40, "own_figures.show", _l("Figures"), "chart", "own_figures."))
    words = core_jobs.Words(_l("Daily figures"), _l("Counts the days that are over: how the hubs were used."))
    core_jobs.describe(app, {"daily-figures": words})
    core_jobs.register(app, "daily-figures", jobs.EVERY_SECONDS, jobs.count_what_is_due, jobs.LEASE_SECONDS)
