"""The blueprint that the views of this package add to."""

from flask import Blueprint

blueprint = Blueprint("feeds", __name__)
