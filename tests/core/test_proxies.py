"""TRUSTED_PROXIES: attempts count for the address that the outermost proxy of ours saw, whatever the caller claims."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from core.access import PUBLIC, access
from core.client_address import network

PROXY = "10.0.0.1"
ATTEMPTS = 11  # one more than wrong passwords are let through
WRONG = {"email": "anna@example.org", "password": "wrong"}


def caller(app: Flask, forwarded_for: str | None, peer: str = PROXY) -> str:
    """As whom the app counts a request from `peer` with that header."""
    headers = {"X-Forwarded-For": forwarded_for} if forwarded_for is not None else {}
    return app.test_client().get("/who", headers=headers, environ_base={"REMOTE_ADDR": peer}).text


@pytest.fixture
def behind(make_app: Callable[..., Flask]) -> Callable[[int], Flask]:
    """`behind(1)` → the app behind one proxy, with a page that says as whom a request counts."""

    def make(proxies: int) -> Flask:
        app = make_app(trusted_proxies=proxies)
        view = access(PUBLIC)(network)
        app.add_url_rule("/who", "who", view)
        return app

    return make


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("proxies", "forwarded_for", "counted"),
    [
        (0, None, PROXY),
        (0, "203.0.113.9", PROXY),
        (0, "1.2.3.4, 203.0.113.9", PROXY),
        (1, None, PROXY),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "1.2.3.4, 203.0.113.9", "203.0.113.9"),
        (1, "1.2.3.4, 5.6.7.8,203.0.113.9", "203.0.113.9"),
        (1, "2001:db8:1:2:3::4", "2001:db8:1:2::"),
        (1, "::ffff:203.0.113.9", "203.0.113.9"),
        (2, "1.2.3.4, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        (2, "203.0.113.9", PROXY),  # came round the outer proxy
    ],
)
def test_request_counts_for_the_address_that_our_proxy_saw(
    behind: Callable[[int], Flask], proxies: int, forwarded_for: str | None, counted: str
) -> None:
    assert caller(behind(proxies), forwarded_for) == counted


@pytest.mark.one_database
@pytest.mark.parametrize("proxies", [0, 1])
@pytest.mark.parametrize("name", ["Forwarded", "X-Real-Ip", "X-Client-Ip", "True-Client-Ip", "Cf-Connecting-Ip"])
def test_other_headers_count_for_nothing(behind: Callable[[int], Flask], proxies: int, name: str) -> None:
    client = behind(proxies).test_client()
    answer = client.get("/who", headers={name: "1.2.3.4"}, environ_base={"REMOTE_ADDR": PROXY})
    assert answer.text == PROXY


@pytest.mark.usefixtures("one_window")
@pytest.mark.parametrize("proxies", [0, 1])
def test_forged_addresses_do_not_get_round_the_limit(behind: Callable[[int], Flask], proxies: int) -> None:
    """The caller writes another address each time; a proxy adds the true one behind it."""
    client = behind(proxies).test_client()
    true = ", 203.0.113.9" if proxies else ""
    answers = [_try(client, f"198.51.100.{i}{true}") for i in range(ATTEMPTS)]
    assert answers == [422] * (ATTEMPTS - 1) + [429]


@pytest.mark.usefixtures("one_window")
def test_visitors_behind_one_proxy_do_not_lock_each_other_out(behind: Callable[[int], Flask]) -> None:
    client = behind(1).test_client()
    assert [_try(client, "203.0.113.9") for _ in range(ATTEMPTS)][-1] == 429
    assert _try(client, "203.0.113.10") == 422


@pytest.mark.one_database
def test_forged_address_does_not_help_at_the_running_server(server: Any) -> None:
    """gunicorn, too, leaves the address alone. Attempts enough for one of two windows, should one end meanwhile."""
    import requests

    with requests.Session() as session:
        page = session.get(f"{server.url}/login", timeout=30).text
        token = page.partition('name="csrf_token" type="hidden" value="')[2].partition('"')[0]
        answers = []
        for i in range(2 * ATTEMPTS):
            headers = {"X-Forwarded-For": f"198.51.100.{i}", "Forwarded": f"for=198.51.100.{i}"}
            form = WRONG | {"csrf_token": token}
            answers.append(session.post(f"{server.url}/login", form, headers=headers, timeout=30).status_code)
    assert 429 in answers


def _try(client: Any, forwarded_for: str) -> int:
    headers = {"X-Forwarded-For": forwarded_for}
    answer = client.post("/login", data=WRONG, headers=headers, environ_base={"REMOTE_ADDR": PROXY})
    return int(answer.status_code)
