"""Whatever stands in an address, a form, a cookie, a header or JSON: it is answered, and not by a fault of ours."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.routing import Rule

from core.incoming import Request
from tests.support import sitemap
from tests.support.sitemap import Samples

PEOPLE = [None, "host@example.org", "district@example.org"]
"""A host is a member, too."""
OF_URL_FOR = "endpoint values self app method append_unknown url_scheme force_external kwargs args _anchor _method"
OF_URL_FOR += " _scheme _external _host _query code name slug lang.x __class__"
ARGUMENTS = "&".join(f"{name}={value}" for name in OF_URL_FOR.split() for value in ("x", "javascript:y", "%2F%2Fz"))
ODD_TEXTS = {"a\0b": "multipart/form-data", "2026-11-25\0": "application/x-www-form-urlencoded"}
LEARNED: set[str] = set()


class Noted(ImmutableMultiDict[str, Any]):
    """Notes by which names values are asked for, so that the test need not know the forms."""

    def __getitem__(self, key: str) -> Any:
        LEARNED.add(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        LEARNED.add(str(key))
        return super().__contains__(key)

    def get(self, key: str, *args: Any, **kwargs: Any) -> Any:
        LEARNED.add(key)
        return super().get(key, *args, **kwargs)

    def getlist(self, key: str, *args: Any, **kwargs: Any) -> list[Any]:
        LEARNED.add(key)
        return super().getlist(key, *args, **kwargs)


class Noting(Request):
    parameter_storage_class = Noted


@pytest.fixture
def learned() -> set[str]:
    LEARNED.clear()
    return LEARNED


@pytest.mark.one_database
@pytest.mark.parametrize("person", PEOPLE)
def test_address_may_hold_names_of_our_own_functions(demo_app: Flask, person: str | None) -> None:
    client = client_of(demo_app, person)
    for address in all_addresses(demo_app):
        plain = client.get(address)
        odd = client.get(f"{address}{'&' if '?' in address else '?'}{ARGUMENTS}")
        assert odd.status_code < 500, address
        assert (odd.status_code < 400) == (plain.status_code < 400), address
        odd.close()
        plain.close()


@pytest.mark.one_database
@pytest.mark.parametrize(
    "path", ["/no/such/page", "/hubs/nowhere", "/host/coppenbruegge/today", "/api/v1/nothing", "/q/x"]
)
def test_error_page_needs_nothing_of_the_address(demo_app: Flask, path: str) -> None:
    answer = demo_app.test_client().get(f"{path}?{ARGUMENTS}")
    assert answer.status_code in {302, 404}
    assert "text/plain" not in answer.content_type


@pytest.mark.one_database
@pytest.mark.parametrize("path", ["/", "/no/such/page", "/api/v1/hubs"])
def test_request_for_another_host_gets_a_page_all_the_same(
    make_app: Callable[..., Flask], demo_url: str, path: str
) -> None:
    app = make_app(url=demo_url, env="production", base_url="https://hubs.example.org")
    answer = app.test_client().get(path, base_url="https://evil.example")
    assert answer.status_code == 400
    assert answer.mimetype == ("application/problem+json" if "api" in path else "text/html")
    assert "evil.example" not in answer.text


@pytest.mark.one_database
def test_other_language_of_a_page_keeps_what_was_asked(demo_app: Flask) -> None:
    page = demo_app.test_client().get("/hubs?_scheme=x&municipality=a%26b&municipality=2&lang=de&_external=1").text
    assert 'href="/hubs?_scheme=x&amp;municipality=a%26b&amp;municipality=2&amp;_external=1&amp;lang=en"' in page


@pytest.mark.only_on("postgresql")
@pytest.mark.parametrize("person", PEOPLE)
def test_no_argument_of_an_address_brings_what_the_database_refuses(
    demo_app: Flask, person: str | None, learned: set[str]
) -> None:
    client = client_of(demo_app, person)
    demo_app.request_class = Noting
    try:
        for address in all_addresses(demo_app):
            learned.clear()
            client.get(address).close()
            for odd in ("1%00", "\0%ED%A0%80%FF"):
                asked = "&".join(f"{name}={odd}" for name in [*learned, "lang", "of", f"x{odd}"])
                with client.get(f"{address}{'&' if '?' in address else '?'}{asked}") as answer:
                    assert answer.status_code < 500, (address, odd)
            with client.get(f"{address.partition('?')[0]}%00") as answer:
                assert answer.status_code < 500, address
    finally:
        demo_app.request_class = Request


@pytest.mark.only_on("postgresql")
@pytest.mark.parametrize("person", PEOPLE)
def test_no_field_of_a_form_brings_what_the_database_refuses(
    make_app: Callable[..., Flask], fresh_database: Callable[..., str], person: str | None, learned: set[str]
) -> None:
    app = make_app(url=fresh_database("demo"))
    samples = sitemap.prepare(app)
    app.request_class = Noting
    client, asked = client_of(app, person), 0
    for rule in sitemap.rules(app, "POST"):
        if rule.endpoint == "members.logout" or str(rule).startswith("/api/"):
            continue
        address = filled(rule, samples, person)
        learned.clear()
        client.post(address, data={"x": "1"}, content_type="multipart/form-data").close()
        for text, kind in ODD_TEXTS.items():
            values = dict.fromkeys([*learned, "form_key", "reason", "pin", f"x{text}"], text)
            with client.post(address, data=values, content_type=kind) as answer:
                assert answer.status_code < 500, (address, text)
            asked += 1
    assert asked > 100


@pytest.mark.only_on("postgresql")
def test_neither_cookies_nor_headers_nor_json_bring_what_the_database_refuses(demo_app: Flask) -> None:
    client = demo_app.test_client()
    token = demo_app.test_cli_runner().invoke(args=["members", "token", sitemap.MEMBER]).output.split()[-1]
    headers = {"Cookie": 'lang="\\000"; session="a\\000b"', "Accept-Language": "de\0", "X-Request-Id": "\0"}
    assert client.get("/", environ_overrides={wsgi(n): v for n, v in headers.items()}).status_code == 200
    for wrong in ("a\0b", "\ud800", ["\0"], {"x": "\udc00"}):
        for name in ("space", "hub", "kind", "title", "starts_at", "series", "x\0"):
            answer = client.post(
                "/api/v1/bookings",
                json={"starts_at": "2026-11-25T09:00:00Z", "ends_at": "2026-11-25T10:00:00Z", name: wrong},
                headers={"Authorization": f"Bearer {token}"},
                environ_overrides={"HTTP_IDEMPOTENCY_KEY": f"k{name}\0"},
            )
            assert (answer.status_code, answer.json["code"]) == (422, "invalid"), (name, wrong)  # type: ignore[index]
            assert name.replace("\0", "") in answer.json["errors"]  # type: ignore[index]
    for path in ("/api/v1/bookings/%00", "/api/v1/hubs/%00", "/api/v1/hubs/x%00/availability?from=%00&to=%00&kind=%00"):
        assert client.get(path, headers={"Authorization": f"Bearer {token}"}).status_code in {404, 422}


ODD_HEADERS = {
    "Authorization": [
        "Basic \xff",
        "Basic %",
        "Basic",
        "Digest \xff",
        "Bearer",
        "Bearer \xff=",
        "\xff \xff",
        "Basic  \xe4==",
    ],
    "If-Modified-Since": ["Mon, 01 Jan 99999 00:00:00 GMT", "\xff", "Mon, 01 Jan 0000 00:00:00 +9999"],
    "Range": ["bytes=99999999999-", "bytes=a-b", "\xff"],
    "Accept-Language": ["de;q=1e400", "de;q=nan", "\xff", ","],
    "If-None-Match": ["\xff", '"', "W/"],
    "Cache-Control": ["\xff=\xff", "="],
    "Content-Length": ["x"],
}


@pytest.mark.one_database
@pytest.mark.parametrize("path", ["/", "/api/v1/bookings", "/api/v1/hubs", "/login", "/robots.txt", "/nowhere"])
def test_no_header_is_a_fault_of_ours(demo_app: Flask, path: str) -> None:
    client = demo_app.test_client()
    for name, values in ODD_HEADERS.items():
        for value in values:
            with client.get(path, environ_overrides={wsgi(name): value}) as answer:
                assert answer.status_code < 500, (name, value)


NAMELESS = "Content-Disposition: form-data\r\n\r\nx"
ODD_PARTS = [
    NAMELESS,
    'Content-Disposition: form-data; filename="x"\r\n\r\nx',
    f'{NAMELESS}\r\n--a\r\nContent-Disposition: form-data; name="email"\r\n\r\nx\0',
    'Content-Disposition: form-data; filename="x\0"\r\n\r\nx',
    "Content-Disposition: x\r\n\r\nx",
    "X: y\r\n\r\nx",
    'Content-Disposition: form-data; name="email"\r\nContent-Type: text/plain; charset=nope\r\n\r\nx',
]


@pytest.mark.one_database
def test_no_part_of_a_form_is_a_fault_of_ours(make_app: Callable[..., Flask], demo_url: str) -> None:
    app = make_app(url=demo_url)
    app.config["WTF_CSRF_ENABLED"] = True
    client = app.test_client()
    bodies = [f"--a\r\n{part}\r\n--a--\r\n" for part in ODD_PARTS]
    for body in [*bodies, f"--a\r\n{NAMELESS}"]:
        for path in ("/login", "/accessibility/feedback"):
            answer = client.post(path, data=body.encode(), content_type="multipart/form-data; boundary=a")
            assert answer.status_code == 400, (path, body)


def wsgi(name: str) -> str:
    return f"HTTP_{name.upper().replace('-', '_')}"


def client_of(app: Flask, person: str | None) -> FlaskClient:
    client = app.test_client()
    if person:
        sitemap.log_in(client, person)
    return client


def all_addresses(app: Flask) -> list[str]:
    return [one for here in sitemap.addresses(app, sitemap.prepare(app)).values() for one in here]


def filled(rule: Rule, samples: Samples, person: str | None) -> str:
    """The rule's address with what there is of its kind, so that the view gets as far as it can."""
    booking = samples.hosted if "/host/" in str(rule) else samples.booking
    known = {"slug": sitemap.HUB, "space_id": samples.space, "booking_id": booking, "code": samples.code}
    known |= {"sign_id": samples.sign_id, "calendar_id": samples.calendar, "member_id": samples.person}
    tokens = {"door.": samples.sign, "members.reset": samples.reset_token, "invitations.": samples.membership_link}
    known["token"] = next((t for start, t in tokens.items() if rule.endpoint.startswith(start)), samples.confirm_token)
    _domain, address = rule.build({name: known.get(name, 1) for name in rule.arguments}) or ("", "")
    assert address
    return address
