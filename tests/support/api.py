"""A program that calls the JSON API and holds each answer against the description: status, content type, shape."""

from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import jsonschema_rs
from flask import Flask
from werkzeug.test import TestResponse

PREFIX = "/api/v1"


class ApiClient:
    """`api.get("/bookings")` with a token, or as a visitor without. Every answer must be documented."""

    def __init__(self, app: Flask, token: str | None = None, language: str | None = "en") -> None:
        self.app, self.token, self.language = app, token, language
        self.seen: set[tuple[str, str, int]] = set()

    def get(self, path: str, **how: Any) -> TestResponse:
        return self.call("GET", path, **how)

    def post(self, path: str, json: Any = None, **how: Any) -> TestResponse:
        return self.call("POST", path, **(how if json is None else {"json": json, **how}))

    def patch(self, path: str, json: Any = None, **how: Any) -> TestResponse:
        return self.call("PATCH", path, **(how if json is None else {"json": json, **how}))

    def delete(self, path: str, **how: Any) -> TestResponse:
        return self.call("DELETE", path, **how)

    def call(self, method: str, path: str, headers: dict[str, str] | None = None, **how: Any) -> TestResponse:
        sent = {"Accept-Language": self.language} if self.language else {}
        sent |= {"Authorization": f"Bearer {self.token}"} if self.token else {}
        response = self.app.test_client().open(PREFIX + path, method=method, headers=sent | (headers or {}), **how)
        self._must_be_documented(method, path, response)
        return response

    def _must_be_documented(self, method: str, path: str, response: TestResponse) -> None:
        rule = _rule(self.app, method, PREFIX + urlsplit(path).path)
        if rule is None:  # no such operation: 404 and 405 need no description
            assert response.status_code in {404, 405}, response.data
            assert response.content_type == "application/problem+json"
            return
        self.seen.add((method, rule, response.status_code))
        operation = description(self.app)["paths"][rule][method.lower()]
        documented = operation["responses"].get(str(response.status_code))
        assert documented, f"{method} {rule} answered {response.status_code}, which is not documented"
        if response.status_code == 204:
            assert (response.data, "content" in documented) == (b"", False)
            return
        assert response.content_type in documented["content"], response.content_type
        for name, header in documented.get("headers", {}).items():
            assert not header.get("required") or name in response.headers, name
        _validator(self.app, rule, method, response.status_code, response.content_type).validate(response.json)


def must_be_problem(response: TestResponse, status: int, code: str, field: str | None = None) -> dict[str, Any]:
    """The answer is this problem, complete by RFC 9457; `field` stands in `field` or `errors`. Returns its body."""
    problem = response.json
    assert isinstance(problem, dict), response.data
    assert (response.status_code, problem["code"]) == (status, code), problem
    assert response.content_type == "application/problem+json"
    assert problem["status"] == status
    assert problem["type"].endswith(f"/{code}")
    assert problem["title"]
    assert problem["detail"]
    if field:
        assert field == problem.get("field") or field in problem.get("errors", {}), problem
    return problem


@lru_cache(maxsize=8)
def description(app: Flask) -> dict[str, Any]:
    document = app.test_client().get(f"{PREFIX}/openapi.json").json
    assert document is not None
    return document


def _rule(app: Flask, method: str, path: str) -> str | None:
    adapter = app.url_map.bind("localhost")
    if not adapter.test(path, method):
        return None
    rule, _arguments = adapter.match(path, method, return_rule=True)
    shown = str(rule.rule).replace("<", "{").replace(">", "}")
    return shown if shown in description(app)["paths"] else None


@lru_cache(maxsize=256)
def _validator(app: Flask, rule: str, method: str, status: int, content_type: str) -> Any:
    responses = description(app)["paths"][rule][method.lower()]["responses"]
    schema = responses[str(status)]["content"][content_type]["schema"]
    root = schema | {"components": description(app)["components"]}
    return jsonschema_rs.validator_for(root, validate_formats=True)
