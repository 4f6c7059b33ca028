"""Pages that the operator writes (imprint, privacy, accessibility) and the explanation of API problems."""

from flask import Blueprint

from core.access import PUBLIC, access

blueprint = Blueprint("pages", __name__)


@blueprint.get("/problems/<code>")
@access(PUBLIC)
def problem_type(code: str) -> str:
    return code
