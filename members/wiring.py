"""What this feature brings into the app."""

from flask import Flask
from flask_smorest import Blueprint as ApiBlueprint

from members import cli, login, views

blueprints = [views.blueprint]
api_blueprints: list[ApiBlueprint] = []


def init_app(app: Flask) -> None:
    login.install(app)
    cli.install(app)
