"""What this feature brings into the app."""

from flask import Flask
from flask_smorest import Blueprint as ApiBlueprint

from core import retention
from members import cli, idle, login, profile_views, signup_views, views  # noqa: F401  (imported for their routes)
from members.routes import blueprint

blueprints = [blueprint]
api_blueprints: list[ApiBlueprint] = []


def init_app(app: Flask) -> None:
    login.install(app)
    cli.install(app)
    retention.register(app, *idle.rules(app))
