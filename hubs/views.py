"""Public pages of places."""

from flask import Blueprint

blueprint = Blueprint("hubs", __name__)
