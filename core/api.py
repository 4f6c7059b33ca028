"""The JSON API's plumbing: the description, and what all its operations share."""

from collections.abc import Callable
from typing import Any

import marshmallow as ma
from flask import Flask
from flask_smorest import Api, Blueprint

from core.access import PUBLIC, declare
from core.security import csrf

PREFIX = "/api/v1"


class ApiWithOurProblems(Api):  # type: ignore[misc]
    """flask-smorest, but errors are answered by core.problems."""

    def _register_error_handlers(self) -> None:
        pass


class Strict(ma.Schema):
    """A request's shape: unknown members are refused by name."""

    class Meta:
        unknown = ma.RAISE


class Problem(ma.Schema):
    """RFC 9457. `type` ends in `code`; `errors` names each wrong value by field."""

    type = ma.fields.String(required=True)
    title = ma.fields.String(required=True)
    status = ma.fields.Integer(required=True)
    code = ma.fields.String(required=True)
    detail = ma.fields.String(required=True)
    field = ma.fields.String()
    errors = ma.fields.Dict()


def install(app: Flask, blueprints: list[Blueprint]) -> Api:
    """Serve the blueprints under /api/v1 and describe them at /api/v1/openapi.json."""
    app.config.update(
        API_TITLE="LEBENS-RAUM",
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX=PREFIX,
        OPENAPI_JSON_PATH="openapi.json",
        API_SPEC_OPTIONS={
            "info": {"description": "Find and book desks and rooms in the district's village hubs."},
            "servers": [{"url": "/"}],
        },
    )
    api = ApiWithOurProblems(app)
    api.spec.components.security_scheme("bearer", {"type": "http", "scheme": "bearer"})
    for blueprint in blueprints:
        csrf.exempt(blueprint)
        api.register_blueprint(blueprint, url_prefix=PREFIX)
    declare(app, "api-docs.openapi_json", PUBLIC)
    return api


def problems(blueprint: Blueprint, *statuses: int) -> Callable[[Any], Any]:
    """Document these statuses of an operation as problem+json."""

    def document(view: Any) -> Any:
        for status in statuses:
            view = blueprint.alt_response(status, schema=Problem, content_type="application/problem+json")(view)
        return view

    return document


def needs_token(blueprint: Blueprint) -> Callable[[Any], Any]:
    """Document that the operation wants a bearer token (`@access` is what enforces it)."""

    def document(view: Any) -> Any:
        return blueprint.doc(security=[{"bearer": []}])(view)

    return document
