"""Who may call the API, in which language it answers, and what it says of itself."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import schemathesis
from flask import Flask
from sqlalchemy import select

from core import wrong_tokens
from core.clock import now
from core.db import db
from core.i18n import select_locale
from core.tokens import digest, new_secret
from members.models import LoginSession, Member
from members.queries import member_by_session
from tests.support.api import PREFIX, ApiClient, description, must_be_problem
from tests.support.monday import at

RANGE = f"from={at(9)}&to={at(11)}".replace("+", "%2B")
OPEN = ["/hubs", "/hubs/coppenbruegge", f"/hubs/coppenbruegge/availability?{RANGE}", f"/availability?{RANGE}"]
KEY = "01a20c2e-debf-7b42-80fe-1eca389cb78a"
CLOSED = [
    ("GET", "/bookings"),
    ("POST", "/bookings"),
    ("GET", f"/bookings/{KEY}"),
    ("PATCH", f"/bookings/{KEY}"),
    ("POST", f"/bookings/{KEY}/cancellation"),
    ("POST", f"/bookings/{KEY}/check-in"),
    ("POST", f"/bookings/{KEY}/check-out"),
]


@pytest.mark.parametrize("path", OPEN)
def test_places_and_what_is_free_need_no_token(visitor: ApiClient, path: str) -> None:
    response = visitor.get(path)
    assert response.status_code == 200
    assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize(("method", "path"), CLOSED)
@pytest.mark.parametrize(
    "authorization",
    [None, "", "Bearer", "Bearer ", "Bearer wrong", "Bearer ä", "Basic bWVtYmVyOmRlbW8=", "Token {token}", "{token}"],
)
def test_bookings_need_a_right_token(api: ApiClient, method: str, path: str, authorization: str | None) -> None:
    caller = ApiClient(api.app)
    sent = {} if authorization is None else {"Authorization": authorization.format(token=api.token)}
    response = caller.call(method, path, headers=sent)
    must_be_problem(response, 401, "unauthorized")
    assert response.headers["WWW-Authenticate"].startswith("Bearer")


def test_the_token_of_a_deactivated_member_ends(api: ApiClient, booked: dict[str, Any]) -> None:
    with api.app.app_context():
        db.session.scalars(select(Member)).one().is_active = False
        db.session.commit()
    must_be_problem(api.get("/bookings"), 401, "unauthorized")


def test_a_cookie_counts_for_nothing(api: ApiClient) -> None:
    """Or any page that a member visits could book in her name."""
    secret = new_secret()
    with api.app.app_context():
        member = db.session.scalars(select(Member)).one()
        db.session.add(
            LoginSession(id=digest(secret), member_id=member.id, device="x", expires_at=now() + timedelta(days=1))
        )
        db.session.commit()
        assert member_by_session(secret), "the cookie must be good for pages, or this test says nothing"
    browser = api.app.test_client()
    with browser.session_transaction() as session:
        session["_user_id"] = secret
    assert browser.get(f"{PREFIX}/bookings").status_code == 401
    assert browser.post(f"{PREFIX}/bookings", json={}).status_code == 401


def test_after_many_wrong_tokens_one_waits_and_right_ones_still_pass(
    api: ApiClient, visitor: ApiClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wrong_tokens, "LIMIT", 3)
    visitor.token = "wrong"
    got = [visitor.get("/bookings") for _ in range(4)]
    assert [response.status_code for response in got] == [401, 401, 401, 429]
    problem = must_be_problem(got[3], 429, "too-many-attempts")
    assert "minute" in problem["detail"]
    assert 1 <= int(got[3].headers["Retry-After"]) <= wrong_tokens.SECONDS
    assert api.get("/bookings").status_code == 200
    visitor.token = None
    assert visitor.get("/bookings").status_code == 401
    wrong_tokens.forget()


@pytest.mark.parametrize(
    ("profile", "header", "language"),
    [
        ("de", None, "de"),
        ("en", None, "en"),
        ("de", "en", "en"),
        ("en", "de-AT", "de"),
        ("de", "fr, en;q=0.5", "en"),
        ("en", "fr", "en"),
    ],
)
def test_details_come_in_the_language_that_is_asked_for_else_in_that_of_the_profile(
    another: Callable[..., ApiClient], profile: str, header: str | None, language: str
) -> None:
    caller = another(locale=profile)
    caller.language = header
    headers = {"Authorization": f"Bearer {caller.token}"} | ({"Accept-Language": header} if header else {})
    with caller.app.test_request_context(f"{PREFIX}/bookings", headers=headers):
        assert select_locale() == language


@pytest.mark.parametrize("path", [path for path in OPEN if "?" not in path])
def test_head_and_options(visitor: ApiClient, path: str) -> None:
    client = visitor.app.test_client()
    head, options = client.head(PREFIX + path), client.options(PREFIX + path)
    assert (head.status_code, head.data, head.content_type) == (200, b"", "application/json")
    assert {"GET", "HEAD", "OPTIONS"} <= set(options.headers["Allow"].split(", "))
    for response in (head, options, client.get(PREFIX + path, headers={"Origin": "https://evil.example"})):
        assert not [name for name, _ in response.headers if name.startswith("Access-Control-")]


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [("DELETE", "/bookings", "POST"), ("POST", "/hubs", "GET"), ("PUT", f"/bookings/{KEY}", "PATCH")],
)
def test_a_method_that_is_not_there(api: ApiClient, method: str, path: str, allowed: str) -> None:
    response = api.call(method, path)
    must_be_problem(response, 405, "method-not-allowed")
    assert allowed in response.headers["Allow"]


@pytest.mark.parametrize("path", ["", "/", "/nothing", "/hubs/", "/bookings/x/y"])
def test_an_address_that_is_not_there(api: ApiClient, path: str) -> None:
    must_be_problem(api.get(path), 404, "not-found")


@pytest.mark.one_database
def test_the_type_of_a_problem_is_a_page_of_ours(api: ApiClient) -> None:
    page = api.get("/bookings/x").json["type"]
    endpoint, arguments = api.app.url_map.bind("localhost").match(page, "GET")
    assert (endpoint, arguments) == ("pages.problem_type", {"code": "not-found"})


def test_get_never_writes(api: ApiClient, booked: dict[str, Any], statements: list[str]) -> None:
    for path in [*OPEN, "/bookings", f"/bookings/{booked['id']}", "/bookings/x"]:
        api.get(path)
    ApiClient(api.app, "wrong").get("/bookings")
    assert statements
    assert [statement for statement in statements if not statement.startswith("SELECT")] == []


@pytest.mark.one_database
def test_the_description_is_valid_and_complete(app: Flask) -> None:
    document = description(app)
    assert document["openapi"].startswith("3.1")
    schemathesis.openapi.from_dict(document).validate()
    described = {(m.upper(), path) for path, item in document["paths"].items() for m in item if m != "parameters"}
    routes = {
        (method, str(rule.rule).replace("<", "{").replace(">", "}"))
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.rule.startswith(PREFIX) and not rule.endpoint.startswith("api-docs.")
    }
    assert described == routes


@pytest.mark.one_database
def test_each_operation_describes_its_errors_as_problems_and_says_whether_it_wants_a_token(app: Flask) -> None:
    for path, item in description(app)["paths"].items():
        for method, operation in item.items():
            if method == "parameters":
                continue
            responses = operation["responses"]
            assert "default" not in responses, "it would document whatever comes"
            for status, response in responses.items():
                kinds = ["application/problem+json"] if int(status) >= 400 else ["application/json"]
                assert list(response.get("content", ())) == (kinds if status != "204" else []), (path, method, status)
            wants_token = any(part in path for part in ("/bookings", "/series", "/waiting"))
            assert ("401" in responses) == wants_token == (operation.get("security") == [{"bearer": []}])
