"""What this feature brings into the app."""

from flask import Blueprint, Flask
from flask_smorest import Blueprint as ApiBlueprint

from district import models as models  # its tables belong to the schema

blueprints: list[Blueprint] = []
api_blueprints: list[ApiBlueprint] = []


def init_app(app: Flask) -> None:
    """Nothing comes round yet."""
