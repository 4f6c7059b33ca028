"""What this feature brings into the app."""

from flask import Blueprint, Flask
from flask_smorest import Blueprint as ApiBlueprint

from district import models as models  # its tables belong to the schema
from district import retention

blueprints: list[Blueprint] = []
api_blueprints: list[ApiBlueprint] = []


def init_app(_app: Flask) -> None:
    retention.install()
