"""What this feature brings into the app."""

from flask import Flask
from flask_smorest import Blueprint as ApiBlueprint

from core.jobs import register
from members import (  # noqa: F401  (imported for their routes)
    cli,
    jobs,
    login,
    mail_views,
    profile_views,
    signup_views,
    views,
)
from members.routes import blueprint

blueprints = [blueprint]
api_blueprints: list[ApiBlueprint] = []


def init_app(app: Flask) -> None:
    login.install(app)
    cli.install(app)
    register(app, "members", every_seconds=jobs.TIDY_EVERY_SECONDS, run=jobs.tidy)
