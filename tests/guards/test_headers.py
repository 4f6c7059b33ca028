"""What every answer tells the browser, and what the cookies are allowed to do."""

from collections.abc import Callable, Collection
from typing import Any

import pytest
from flask import Flask

from core.access import PUBLIC
from core.security import HEADERS
from demo.accounts import DEMO_PASSWORD, LOG_INS
from tests.support import sitemap

pytestmark = pytest.mark.one_database
OWN = {
    "demo.mail": {"Content-Security-Policy"},
    "demo.html": {"Content-Security-Policy", "X-Frame-Options"},
}
"""The demo shows a mail in a frame, each with a policy of its own: see tests/demo/test_mail.py."""
PRODUCTION = {"env": "production", "base_url": "https://hubs.example.org"}
HTTPS = "https://hubs.example.org"
SIGNPOSTS = [f"signposts.{name}" for name in ("robots", "sitemap", "security", "favicon", "touch_icon", "manifest")]
"""The same for everybody."""
OWN_CACHING = {
    "places.suggest": "public, max-age=300",
    "feeds.feed": "private, no-cache",
    "feeds.of_hub": "public, max-age=300",
    "host_pictures.show": "max-age=31536000, immutable, public",
    **dict.fromkeys(SIGNPOSTS, "public, max-age=86400"),
}
"""These say themselves how long programs and browsers may keep them."""
HIDDEN = {"feeds.of_hub"}
"""For calendar programs, not for search engines."""
LOG_IN_EMAILS = [email for email, *_ in LOG_INS]
NOT_HTML = {"Content-Security-Policy", "Permissions-Policy", "Referrer-Policy", "X-Frame-Options"}
"""Static files are never shown as a page of their own that could do something."""


def test_every_get_carries_all_headers(demo_app: Flask) -> None:
    client = demo_app.test_client()
    for endpoint, addresses in sitemap.addresses(demo_app, sitemap.prepare(demo_app)).items():
        own = OWN.get(endpoint, set())
        for address in addresses:
            answer = client.get(address)
            must_carry_headers(answer, address, own)
            assert all(name in answer.headers for name in own)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/no/such/page", 404),
        ("GET", "/api/v1/no/such/thing", 404),
        ("GET", "/static/dist/no-such-file.css", 404),
        ("POST", "/hubs", 405),
        ("POST", "/api/v1/bookings", 401),
        ("POST", "/login", 422),
        ("OPTIONS", "/", 200),
        ("HEAD", "/", 200),
        ("GET", "/hubs/%00", 404),
    ],
)
def test_errors_and_other_methods_carry_all_headers(demo_app: Flask, method: str, path: str, status: int) -> None:
    answer = demo_app.test_client().open(path, method=method)
    assert answer.status_code == status
    must_carry_headers(answer, path)


def test_error_on_our_side_carries_all_headers(make_app: Callable[..., Flask], monkeypatch: pytest.MonkeyPatch) -> None:
    app = make_app(url="postgresql://nobody@127.0.0.1:1/away")
    app.config["PROPAGATE_EXCEPTIONS"] = False
    for path in ("/", "/hubs", "/api/v1/hubs"):
        answer = app.test_client().get(path)
        assert answer.status_code == 503
        must_carry_headers(answer, path)


def test_policy_allows_nothing_inline_and_nothing_from_outside() -> None:
    policy = HEADERS["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    for weak in ("unsafe", "http:", "https:", "*", "blob:"):
        assert weak not in policy


def test_static_file_may_not_be_taken_for_something_else(demo_app: Flask) -> None:
    with demo_app.app_context():
        path = demo_app.jinja_env.globals["asset"]("css/site.css")  # type: ignore[operator]
    with demo_app.test_client().get(path) as answer:
        answer.get_data()
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "max-age=315360000, public, immutable"
        assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize("production", [True, False])
def test_cookies_are_as_closed_as_can_be(make_app: Callable[..., Flask], demo_url: str, production: bool) -> None:
    app = make_app(url=demo_url, **(PRODUCTION if production else {}))
    app.config["WTF_CSRF_ENABLED"] = True
    answer = app.test_client().get("/login?lang=en", base_url="https://localhost" if production else None)
    cookies = answer.headers.getlist("Set-Cookie")
    assert len(cookies) == 2
    session = next(cookie for cookie in cookies if "session=" in cookie)
    assert session.startswith("__Host-session=" if production else "session=")
    for cookie in cookies:
        parts = {part.strip() for part in cookie.split(";")}
        assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= parts
        assert ("Secure" in parts) == production
        assert not any(part.startswith("Domain") for part in parts)


def test_transport_security_in_production_only(make_app: Callable[..., Flask], demo_url: str) -> None:
    live = make_app(url=demo_url, **PRODUCTION).test_client()
    for path in ("/", "/nope", "/api/v1/hubs", "/healthz"):
        assert live.get(path).headers["Strict-Transport-Security"].startswith("max-age=31536000")
    demo = make_app(url=demo_url).test_client()
    assert "Strict-Transport-Security" not in demo.get("/").headers


def test_demo_routes_are_absent_in_production(make_app: Callable[..., Flask], demo_url: str) -> None:
    app = make_app(url=demo_url, **PRODUCTION)
    client = app.test_client()
    assert client.get("/demo/outbox").status_code == 404
    assert not [rule for rule in app.url_map.iter_rules() if "demo" in f"{rule} {rule.endpoint}"]
    start = client.get("/").text
    assert "/demo/" not in start
    assert "lr-demo" not in start
    assert make_app(url=demo_url).test_client().get("/demo/outbox").status_code == 200


def test_page_of_a_member_is_never_kept(demo_app: Flask) -> None:
    client = demo_app.test_client()
    sitemap.log_in(client)
    assert client.get("/bookings").headers["Cache-Control"] == "no-store"
    assert {"Cookie", "Accept-Language"} <= set(client.get("/").headers["Vary"].replace(" ", "").split(","))


@pytest.mark.parametrize("person", ["visitor", *LOG_IN_EMAILS])
def test_in_production_only_public_pages_of_visitors_are_kept_and_shared_ones_bring_no_cookie(
    make_app: Callable[..., Flask], demo_url: str, person: str
) -> None:
    """Over the whole URL map, as the site is run: with https, where the cookie has another name. What every cache may
    keep brings none: else a proxy could hand the log-in of one, which is renewed with each answer, to others."""
    app = make_app(url=demo_url, **PRODUCTION)
    client = app.test_client()
    if person != "visitor":
        sent = {"email": person, "password": DEMO_PASSWORD}
        assert client.post("/login", data=sent, base_url=HTTPS).status_code == 303
    wrong, kept, shared = [], 0, 0
    for endpoint, addresses in sitemap.addresses(app, sitemap.prepare(app)).items():
        rule = app.view_functions[endpoint].access  # type: ignore[attr-defined]
        wanted = OWN_CACHING.get(endpoint, "no-cache" if person == "visitor" and rule is PUBLIC else "no-store")
        for address in addresses:
            with client.get(f"{address}{'&' if '?' in address else '?'}lang=en", base_url=HTTPS) as answer:
                found = answer.headers.get("Cache-Control", "")
                is_hidden = "noindex" in answer.headers.get("X-Robots-Tag", "")
                is_shared, has_cookie = "public" in found, "Set-Cookie" in answer.headers
            kept += found == "no-cache"
            shared += is_shared
            if found != wanted or is_hidden != (rule is not PUBLIC or endpoint in HIDDEN) or (is_shared and has_cookie):
                wrong += [f"{address}: {found} {is_hidden} {has_cookie}"]
    assert wrong == []
    assert (kept > 20) == (person == "visitor")
    assert shared > 5


def test_what_was_sent_is_not_kept_and_neither_is_a_wrong_address_of_a_host(
    make_app: Callable[..., Flask], demo_url: str
) -> None:
    client = make_app(url=demo_url, **PRODUCTION).test_client()
    for method, path in (("POST", "/login"), ("POST", "/signup"), ("GET", "/host/nowhere/today"), ("GET", "/profile")):
        assert client.open(path, method=method, base_url=HTTPS).headers["Cache-Control"] == "no-store", path
    assert client.get("/no/such/page", base_url=HTTPS).headers["Cache-Control"] == "no-cache"
    assert client.get("/login", base_url=HTTPS).headers["Cache-Control"] == "no-cache"
    assert client.get("/login", base_url=HTTPS).headers["Cache-Control"] == "no-cache"  # with its form's cookie


def test_address_that_holds_a_secret_is_declared_as_such(demo_app: Flask) -> None:
    secret = {"token", "secret"}
    rules = [rule for rule in demo_app.url_map.iter_rules() if rule.arguments & secret]
    assert len(rules) > 10
    public = [str(r) for r in rules if demo_app.view_functions[r.endpoint].access is PUBLIC]  # type: ignore[attr-defined]
    assert public == []


def must_carry_headers(answer: Any, path: str, but: Collection[str] = ()) -> None:
    for name, value in HEADERS.items():
        if name not in but:
            assert answer.headers.get(name) == value, f"{path}: {name}"
