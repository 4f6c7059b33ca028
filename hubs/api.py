"""Places, for programs."""

from flask_smorest import Blueprint

blueprint = Blueprint("hubs_api", __name__, description="Hubs and their spaces")
