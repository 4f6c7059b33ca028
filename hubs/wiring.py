"""What this feature brings into the app."""

from flask import Flask

from hubs import api, cli, views
from hubs import models as models  # its tables belong to the schema

blueprints = [views.blueprint]
api_blueprints = [api.blueprint]


def init_app(app: Flask) -> None:
    cli.install(app)
