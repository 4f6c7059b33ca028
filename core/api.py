"""The JSON API's plumbing: the description, and what all its operations share."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import flask_smorest
import marshmallow as ma
from flask import Flask, Response, request

from core.access import PUBLIC, declare, is_api
from core.api_input import Parser
from core.security import csrf

PREFIX = "/api/v1"
Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


class Problem(ma.Schema):
    """RFC 9457. `type` ends in `code`; `errors` names each wrong value by field."""

    type = ma.fields.String(required=True)
    title = ma.fields.String(required=True)
    status = ma.fields.Integer(required=True)
    code = ma.fields.String(required=True)
    detail = ma.fields.String(required=True)
    field = ma.fields.String()
    errors = ma.fields.Dict()


class ApiWithOurProblems(flask_smorest.Api):  # type: ignore[misc]
    """flask-smorest, but errors are answered by core.problems, and no status is documented by "default"."""

    DEFAULT_ERROR_RESPONSE_NAME = None
    ERROR_SCHEMA = Problem

    def _register_error_handlers(self) -> None:
        pass


class Blueprint(flask_smorest.Blueprint):  # type: ignore[misc]
    """Operations of one feature; their input is read by core.api_input. The methods only add types."""

    ARGUMENTS_PARSER = Parser()

    def get(self, rule: str) -> Decorator:
        return super().get(rule)  # type: ignore[no-any-return]

    def post(self, rule: str) -> Decorator:
        return super().post(rule)  # type: ignore[no-any-return]

    def patch(self, rule: str) -> Decorator:
        return super().patch(rule)  # type: ignore[no-any-return]

    def delete(self, rule: str) -> Decorator:
        return super().delete(rule)  # type: ignore[no-any-return]

    def arguments(self, schema: type[ma.Schema], **how: Any) -> Decorator:
        return super().arguments(schema, **how)  # type: ignore[no-any-return]

    def response(
        self, status_code: int, schema: type[ma.Schema] | dict[str, Any] | None = None, **how: Any
    ) -> Decorator:
        """`schema` may also be {"oneOf": [schemas]}, where an operation answers in several shapes."""
        return super().response(status_code, schema, **how)  # type: ignore[no-any-return]


def install(app: Flask, blueprints: list[Blueprint]) -> ApiWithOurProblems:
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
    app.after_request(_keep_private)
    return api


def _keep_private(response: Response) -> Response:
    """Nobody between us and the caller keeps what was asked for with a token."""
    if is_api() and "Authorization" in request.headers:
        response.headers["Cache-Control"] = "no-store"
    return response


def answer(data: Any, status: int = 200) -> Response:
    """`data` as JSON."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return Response(text, status, content_type="application/json")


def nothing() -> Response:
    """Done, and there is nothing to say."""
    response = Response(status=204)
    del response.headers["Content-Type"]
    return response


def rfc3339(moment: datetime) -> str:
    """A moment in UTC (as all of ours are) by RFC 3339."""
    return moment.isoformat()[:-6] + "Z"


def problems(blueprint: Blueprint, *statuses: int) -> Decorator:
    """Document these statuses of an operation, and 503, as problem+json."""

    def document(view: Any) -> Any:
        for status in (*statuses, 503):
            view = blueprint.alt_response(
                status, schema=Problem, content_type="application/problem+json", headers=HEADERS.get(status)
            )(view)
        return view

    return document


def also_answers(
    blueprint: Blueprint, status: int, schema: type[ma.Schema], content_type: str = "application/json"
) -> Decorator:
    """Document another answer of an operation, with a shape of its own."""
    return lambda view: blueprint.alt_response(status, schema=schema, content_type=content_type)(view)


HEADERS = {
    401: {"WWW-Authenticate": {"required": True, "schema": {"type": "string"}}},
    429: {"Retry-After": {"description": "seconds", "required": True, "schema": {"type": "integer"}}},
}


def needs_token(blueprint: Blueprint) -> Decorator:
    """Document that the operation wants a bearer token (`@access` is what enforces it), and what it answers without."""

    def document(view: Any) -> Any:
        return blueprint.doc(security=[{"bearer": []}])(problems(blueprint, 401, 403, 429)(view))

    return document
