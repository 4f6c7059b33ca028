"""What this feature brings into the app."""

from flask import Blueprint, Flask
from flask_smorest import Blueprint as ApiBlueprint

from core import jobs as core_jobs
from district import cli, jobs, views
from district import models as models  # its tables belong to the schema

blueprints: list[Blueprint] = [views.blueprint]
api_blueprints: list[ApiBlueprint] = []


def init_app(app: Flask) -> None:
    cli.install(app)
    core_jobs.register(app, "daily-figures", jobs.EVERY_SECONDS, jobs.count_what_is_due, jobs.LEASE_SECONDS)
