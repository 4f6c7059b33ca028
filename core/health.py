"""`/healthz`: the process answers. `/readyz`: its database answers too, has the schema of this version, and there is
room for what is written."""

from alembic.config import Config
from alembic.script import ScriptDirectory
from flask import Blueprint, Response, current_app, jsonify
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from core import room
from core.access import PUBLIC, access
from core.db import db
from core.settings import ROOT

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@access(PUBLIC)
def healthz() -> Response:
    return jsonify(status="ok")


@blueprint.get("/readyz")
@access(PUBLIC)
def readyz() -> tuple[Response, int]:
    problem = schema_problem() or room.problem(current_app)
    if problem:
        return jsonify(status="unavailable", why=problem), 503
    return jsonify(status="ok"), 200


def schema_problem() -> str | None:
    """Why the database cannot be used by this version of the app, or None."""
    try:
        found = db.session.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    except SQLAlchemyError:
        db.session.rollback()
        return "the database does not answer or was never migrated (flask --app app db upgrade)"
    wanted = newest_migration()
    return None if found == wanted else f"the schema is at {found}, this version needs {wanted}"


def newest_migration() -> str | None:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    return ScriptDirectory.from_config(config).get_current_head()
