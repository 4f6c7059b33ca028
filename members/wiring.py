"""What this feature brings into the app."""

from flask import Flask
from flask_smorest import Blueprint as ApiBlueprint

from core import retention
from members import (  # noqa: F401  (imported for their routes)
    cli,
    idle,
    login,
    mail_views,
    profile_views,
    signup_views,
    subscription_views,
    views,
)
from members.routes import blueprint

blueprints = [blueprint]
api_blueprints: list[ApiBlueprint] = []


def init_app(app: Flask) -> None:
    login.install(app)
    cli.install(app)
    retention.register(app, *idle.rules(app))
