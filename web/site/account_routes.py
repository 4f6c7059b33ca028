"""The blueprint that the views of this feature hang on."""

from flask import Blueprint

blueprint = Blueprint("members", __name__)
