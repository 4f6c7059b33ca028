"""The start page: find a free place."""

from flask import Blueprint

from core.access import PUBLIC, access

blueprint = Blueprint("finding", __name__)


@blueprint.get("/")
@access(PUBLIC)
def search() -> str:
    return "LEBENS-RAUM"
