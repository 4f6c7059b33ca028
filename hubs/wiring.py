"""What this feature brings into the app."""

from flask import Flask

from hubs import api, cli, views

blueprints = [views.blueprint]
api_blueprints = [api.blueprint]


def init_app(app: Flask) -> None:
    cli.install(app)
